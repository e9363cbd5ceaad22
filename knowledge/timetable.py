"""Rows of the ledger by time: what fell due, what this year and later, what comes round, what has no day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.commitments import Commitment
from knowledge.documents import Source

_ORDER = ("day", "week", "month", "quarter", "term", "year")


@dataclass(frozen=True, slots=True)
class Timetable:
    """The rows that a day parts.

    `past` had their day before `today`, the latest first: that the day is over, not that the task is
    undone; `past_outdated` likewise, of documents that do not apply any more. `this_year` and `later`
    are still to come, the nearest first, whatever the document's standing. `undated` have a deadline
    without a single day, `recurring` a frequency: period → rows.
    """

    today: date
    past: tuple[Commitment, ...]
    past_outdated: tuple[Commitment, ...]
    this_year: tuple[Commitment, ...]
    later: tuple[Commitment, ...]
    undated: tuple[Commitment, ...]
    recurring: Mapping[str, tuple[Commitment, ...]]


def timetable(rows: Sequence[Commitment], today: date) -> Timetable:
    """The rows parted by a day. A row that has a deadline and a frequency stands under both."""
    dated = sorted((row for row in rows if day_of(row)), key=_day)
    over = [row for row in reversed(dated) if _day(row) < today]
    ahead = [row for row in dated if _day(row) >= today]
    return Timetable(
        today,
        past=tuple(row for row in over if not row.source.outdated),
        past_outdated=tuple(row for row in over if row.source.outdated),
        this_year=tuple(row for row in ahead if _day(row).year == today.year),
        later=tuple(row for row in ahead if _day(row).year > today.year),
        undated=tuple(row for row in rows if row.deadline and row.frequency is None and not day_of(row)),
        recurring=_by_period(rows),
    )


def day_of(row: Commitment) -> date | None:
    """The day of a row's deadline, where its words fix one."""
    return row.deadline.date if row.deadline else None


def _day(row: Commitment) -> date:
    return day_of(row) or date.max


def _by_period(rows: Sequence[Commitment]) -> dict[str, tuple[Commitment, ...]]:
    """Period → rows, the most frequent first."""
    found: dict[str, list[Commitment]] = defaultdict(list)
    for row in rows:
        if row.frequency:
            found[row.frequency.per].append(row)
    return {per: tuple(found[per]) for per in sorted(found, key=_length)}


def _length(per: str) -> tuple[int, int, str]:
    """What periods are sorted by: the unit, then how many of them; what is no period comes last."""
    count, _, unit = per.rpartition(" ")
    unit = unit if unit in _ORDER else unit.removesuffix("s")
    known = _ORDER.index(unit) if unit in _ORDER else len(_ORDER)
    return known, int(count) if count.isdecimal() else 1, per


def targets_of(rows: Sequence[Commitment]) -> dict[Source, tuple[Commitment, ...]]:
    """Document → its rows with a number to be reached, both in the order of the rows."""
    found: dict[Source, list[Commitment]] = defaultdict(list)
    for row in rows:
        if row.indicators:
            found[row.source].append(row)
    return {source: tuple(several) for source, several in found.items()}


def years_of(rows: Sequence[Commitment]) -> tuple[int, ...]:
    """The years in which rows fall due, in order."""
    return tuple(sorted({day.year for row in rows if (day := day_of(row))}))
