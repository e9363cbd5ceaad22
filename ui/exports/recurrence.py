"""When a frequency comes round: its first day and its rule, in the words of RFC 5545.

A period counts from January of its planning period's first year, or of the year of issue, and
falls due on its last day (每季度 → the quarter's end), or on the day the words fix (每年11月底前).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile
from typing import cast

from knowledge.commitments import Commitment
from knowledge.documents import Source
from knowledge.quantities import HAN_NUMERAL, fold, parse_han

Rule = dict[str, str | int | list[int] | date]
MONTH_END = -1

_PER = re.compile(r"(?:([1-9]\d?) )?(day|week|month|quarter|year)s?")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_NUMBER = rf"(?:\d{{1,2}}|[{HAN_NUMERAL}]{{1,3}})"
_TO = "(?:至|到|[-—–~]+)"
_DAY = rf"(?:(?P<day>{_NUMBER})[日号]|(?P<part>初|上旬|中旬))"
_OF_YEAR = re.compile(
    rf"(?:{_NUMBER}(?:月份?(?:{_NUMBER}[日号]?)?)?{_TO})?(?:(?P<month>{_NUMBER})月份?{_DAY}?|第?(?P<quarter>[一二三四1-4])季度)"
)
_OF_MONTH = re.compile(rf"每个?月(?:{_NUMBER}[日号]?{_TO})?{_DAY}")
_OF_QUARTER = re.compile(rf"每个?季度末月?(?P<day>{_NUMBER})[日号]")
_PARTS = {"初": 10, "上旬": 10, "中旬": 20}
_LAST_YEAR = date.max.year
_MOST_MONTHS = 12 * _LAST_YEAR
_COMMON_YEAR = 2023


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The first day, and the parts of the RRULE."""

    first: date
    rule: Rule


def recurrence(row: Commitment, today: date) -> Recurrence | None:
    """How the row comes round; None if it does not, or in a way the calendar cannot tell (每届)."""
    match = _PER.fullmatch(row.frequency.per) if row.frequency else None
    if match is None:
        return None
    count, unit = int(match[1] or 1), match[2]
    begin = _begin(row.source, today)
    found = _by_days(begin, count, unit) if unit in _DAYS else _by_months(row, begin, count, unit)
    return _ended(found, _end(row)) if found else None


def due_days(found: Recurrence, since: date, until: date) -> Iterator[date]:
    """The days from `since` to `until`, both included, on which it falls due."""
    last = min(until, cast("date", found.rule.get("UNTIL", until)))
    step = cast("int", found.rule.get("INTERVAL", 1))
    match found.rule["FREQ"]:
        case "DAILY" | "WEEKLY" as unit:
            days = _every(found.first, step * (7 if unit == "WEEKLY" else 1), since)
        case "MONTHLY":
            days = _of_months(found, range(found.first.month - 1, _MOST_MONTHS, step))
        case _:
            months = cast("list[int]", found.rule["BYMONTH"])
            turns = range(0, _MOST_MONTHS, 12 * step)
            days = _of_months(found, (turn + month - 1 for turn in turns for month in months))
    for day in takewhile(lambda day: day <= last, days):
        if day >= max(since, found.first):
            yield day


def _every(first: date, length: int, since: date) -> Iterator[date]:
    """Every `length` days from the first on, beginning not long before `since`."""
    skipped = max(0, (since - first).days // length)
    for turn in count(skipped):
        if turn * length > (date.max - first).days:
            return
        yield first + timedelta(days=turn * length)


def _of_months(found: Recurrence, months: Iterable[int]) -> Iterator[date]:
    """The due day in months that are counted from January of the first year."""
    wanted = cast("int", found.rule["BYMONTHDAY"])
    for month in months:
        year, index = found.first.year + month // 12, month % 12 + 1
        if year > _LAST_YEAR:
            return
        yield date(year, index, monthrange(year, index)[1] if wanted == MONTH_END else wanted)


def _begin(source: Source, today: date) -> date:
    """The later of the day of issue and the planning period's first day, else today."""
    started = source.period[0] if source.period else None
    return max((day for day in (source.issued_on, started) if day), default=today)


def _end(row: Commitment) -> date | None:
    """The last day a duty comes round: of its own deadline, else of the planning period."""
    if row.deadline and row.deadline.date:
        return row.deadline.date
    return row.source.period[1] if row.source.period else None


def _ended(found: Recurrence, end: date | None) -> Recurrence | None:
    """The same, up to its end; None if it ends before the first day."""
    if end is None:
        return found
    return Recurrence(found.first, {**found.rule, "UNTIL": end}) if found.first <= end else None


def _by_days(begin: date, count: int, unit: str) -> Recurrence | None:
    """Days and weeks; a week ends on Sunday."""
    rest = 6 - begin.weekday() if unit == "week" else 0
    wait = timedelta(days=rest + (count - 1) * _DAYS[unit])
    if begin > date.max - wait:
        return None
    return Recurrence(begin + wait, _rule("WEEKLY" if unit == "week" else "DAILY", count))


def _by_months(row: Commitment, begin: date, count: int, unit: str) -> Recurrence | None:
    """Months, quarters and years: the first last day on or after `begin`."""
    length = count * _MONTHS[unit]
    anchor = row.source.period[0].year if row.source.period else begin.year
    months, day = _fixed(row, unit)
    days = _last_days(anchor, length, months, day)
    first = next((due for due in days if due >= begin), None)
    if first is None:
        return None
    if unit != "year":
        return Recurrence(first, {**_rule("MONTHLY", length), "BYMONTHDAY": day})
    return Recurrence(first, {**_rule("YEARLY", count), "BYMONTH": months, "BYMONTHDAY": day})


def _rule(frequency: str, interval: int) -> Rule:
    return {"FREQ": frequency, "INTERVAL": interval} if interval > 1 else {"FREQ": frequency}


def _last_days(anchor: int, length: int, months: list[int], day: int) -> Iterator[date]:
    """The due days of periods of `length` months, in `months` of the last year or the last month."""
    for end in range(anchor * 12 + length, (_LAST_YEAR + 1) * 12 + 1, length):
        year, last = divmod(end - 1, 12)
        for month in months or [last + 1]:
            yield date(year, month, monthrange(year, month)[1] if day == MONTH_END else day)


def _fixed(row: Commitment, unit: str) -> tuple[list[int], int]:
    """The months (of a yearly duty) and the day that the words fix, else December or none, and the end.

    Of several days the first counts, in all months that share it (每年6月底和12月底前).
    """
    words = _words(row)
    if unit == "month":
        named = _OF_MONTH.search(words)
        day = _day(named) if named else MONTH_END
        return [], day if day <= 28 else MONTH_END
    if unit == "quarter" and (named := _OF_QUARTER.search(words)):
        day = _number(named["day"])
        return [], day if 1 <= day <= 28 else MONTH_END
    if unit != "year":
        return [], MONTH_END
    dues = [due for match in _OF_YEAR.finditer(words) if (due := _due(match))]
    months = sorted({month for month, day in dues if day == dues[0][1]})
    return (months, dues[0][1]) if dues else ([12], MONTH_END)


def _words(row: Commitment) -> str:
    """What the frequency says, and the deadline where it names no single day."""
    parts = [row.frequency.as_written if row.frequency else ""]
    if row.deadline and row.deadline.date is None:
        parts.append(row.deadline.as_written)
    return re.sub(r"\s", "", fold("，".join(parts)))


def _due(match: re.Match[str]) -> tuple[int, int] | None:
    """Month and day; a day that not every year has is the month's end."""
    month = _number(match["month"]) if match["month"] else 3 * _number(match["quarter"])
    day = _day(match)
    if not 1 <= month <= 12:
        return None
    return month, day if day <= monthrange(_COMMON_YEAR, month)[1] else MONTH_END


def _day(match: re.Match[str]) -> int:
    if match["part"]:
        return _PARTS[match["part"]]
    return (_number(match["day"]) if match["day"] else 0) or MONTH_END


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else parse_han(numeral) or 0
