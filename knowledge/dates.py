"""Times in Chinese policy text in normal form: deadlines resolved to days.

A written time is resolved against what is known of its document: the date of issue (今年, 印发之日起30日内)
and the planning period ("十二五"期末, 五年内). A stated year or period ends on its last day:
到2020年 → 2020-12-31. Where the words fix no single day, `date` is None and `basis` says why.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.quantities import HAN_NUMERAL, fold, narrow, parse_han

WRITTEN, BY_ISSUE, BY_PERIOD = "写明", "由成文日期推算", "由规划期推算"
BY_CONTEXT = "由前文写明的年份推算"
YEARLY = "周期重复，没有单一日期"
NO_SINGLE_DAY = "表中写明，没有单一日期"
RELATIVE_YEAR = "“当年”“次年”指哪一年，文件没有写明"
FROM_EVENT = "从某事发生之日起算，文件没有写明该日"
WORKING_DAYS = "按工作日计算，须查节假日安排"
NO_ISSUE_DATE = "文件没有写明成文日期，无法推算"
NO_PERIOD = "文件没有写明规划期，无法推算"

NUMERAL = rf"(?:\d{{1,4}}|[{HAN_NUMERAL}]+)"
_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零○九][〇零○一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_QUARTERS = {"一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12}
_HALVES = {"上半年": 6, "下半年": 12}
_SPANS = {"日": 1, "天": 1, "周": 7, "星期": 7, "个星期": 7}


@dataclass(frozen=True, slots=True)
class Time:
    """A written time `text[start:end]`: the last day it allows (None if not fixed) and how it follows.

    `marked` is true where the words themselves set a limit (到…, …前, …底, …内), false for a bare
    year or month, which may be no more than a mention. `doubt` says what is not certain.
    """

    start: int
    end: int
    date: date | None
    basis: str
    marked: bool
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What relative times refer to: the date of issue, the first and last day of the planning period, and
    the day that the words before have named (2032年6月底前…，12月底前…) or that they come round each year
    (每年1月底前…，6月底前…)."""

    issued_on: date | None = None
    period: tuple[date, date] | None = None
    named: date | None = None
    yearly: bool = False


def last_day(year: int, month: int = 12) -> date:
    """Last day of a month; of the year, if no month is given."""
    return date(year, month, calendar.monthrange(year, month)[1])


def five_year_plan(number: int) -> tuple[date, date]:
    """First and last day of the national five-year plan of that number (十二五 = 12: 2011 to 2015)."""
    return date(1951 + 5 * number, 1, 1), date(1955 + 5 * number, 12, 31)


_CALENDAR = re.compile(
    rf"(?P<to>到|至|截至|截止到?|于|在)?\s*(?P<year>{_YEAR}|今|本|当|明|次|翌|后)\s*(?P<mark>年)(?:度(?=\s*[底末内]))?\s*"
    rf"(?:(?P<part>上半年|下半年)|第?\s*(?P<quarter>[一二三四1-4])\s*季度|"
    rf"(?P<month>{_MONTH})\s*月(?:份)?\s*(?:(?P<day>{_DAY})\s*[日号]|(?P<third>上旬|中旬|下旬|初|底|末)?)"
    rf"(?:\s*(?:至|到|[-－—–~～]{{1,2}})\s*(?:(?P<month2>{_MONTH})\s*月(?:份)?\s*)?(?:(?P<day2>{_DAY})\s*[日号]|(?P<third2>上旬|中旬|下旬|底|末)|(?<=月)|(?<=份)))?)?"
    rf"(?P<close>年?底|年?末|末|底|年内|内|初|年?中(?![国华央小西部心层等]))?\s*(?:[（(](?:星期|周)[一二三四五六日天][)）])?(?P<by>之?前|以前|为止|止)?"
)
_MONTH_ONLY = re.compile(
    rf"(?<![\d年月{HAN_NUMERAL}])(?P<to>到|至|于|在)?(?P<month>{_MONTH})\s*月(?:份)?\s*"
    rf"(?:(?P<day>{_DAY})\s*[日号]|(?P<third>上旬|中旬|下旬|初|底|末))?\s*(?:[（(](?:星期|周)[一二三四五六日天][)）])?\s*(?P<by>之?前|以前|为止|止)"
)
# A month alone is a time only where the words before have named a day: 8月上旬评审，9月发文.
_MONTH_BARE = re.compile(
    rf"^(?:于|在)?(?:{_MONTH}\s*月?\s*(?:至|到|[-－—–~～])\s*)?(?P<month>{_MONTH})\s*月(?:份)?(?:(?P<day>{_DAY})\s*[日号]|(?P<third>上旬|中旬|下旬|初|底|末))?(?=[一-龥，,]|$)"
)
_YEAR_RANGE = re.compile(
    r"(?:(?:19|20)\d\d)\s*年?\s*(?:至|到|[-－—–~～]{1,2})\s*(?P<year>(?:19|20)\d\d)\s*年(?=[，,]|$|累计|共|新建|建成|要|每年|期间)"
)
_WITHIN_YEAR = re.compile(r"(?<![\d三两一二四五六七八九十几每半])年(?P<part>内|底|末)\s*(?P<by>之?前|以前)?")
_PLAN = re.compile(
    r"[“\"']?(?P<n>十[一二三四五六七八九]|二十)五[”\"']?\s*(?P<part>期末|末|时期|期间|规划期内|规划期末|规划期|以来)"
    r"|(?P<own>规划期末|规划期内|本规划期|规划期间)"
)
_SINCE_ISSUE = re.compile(
    rf"(?:自|从|于|在)?(?:本[一-龥]{{0,4}}|规划|办法|意见|方案|文件|通知|措施)?(?:印发|发布|公布|下发|施行|实施|批准|发文)(?:之日|之后|以后|后|日)?(?:起)?[,，]?\s*"
    rf"(?P<n>{NUMERAL})\s*(?P<unit>个?工作日|个?星期|周|个月|天|日|年)\s*(?:之内|以内|内)"
)
_SINCE_EVENT = re.compile(
    rf"(?:(?:自|从|在)?[一-龥]{{1,8}}?(?:之日起|之后|后|起)\s*)?(?<![{HAN_NUMERAL}\d.．])(?P<n>{NUMERAL})\s*(?P<unit>个?工作日|个?星期|周|个月|天|日|小时)\s*(?:之内|以内|内)(?![容外])"
)
_YEARS_WITHIN = re.compile(
    rf"(?P<lead>未来|今后|接下来的?|用)?(?<![{HAN_NUMERAL}\d－—–~～至到-])(?P<n>{NUMERAL}|半)\s*年(?:(?P<within>之内|以内|内|时间)|(?=[,，]|累计|完成|共|建成|培训|服务|新建|实现))"
)
_NO_SPAN = re.compile("(?:每|第|过去|近|前|后|满|连续|期|限|任|聘|等|十|的|龄|隔|至少|于|同一.{0,9})$")
_EACH_YEAR = re.compile(
    rf"每年(?:的)?\s*(?:(?:{_MONTH}\s*月(?:份)?(?:{_DAY}\s*[日号]|底|末|初|上旬|中旬|下旬)?[、和及至]?)+|年?底|年?末|第?[一二三四1-4]季度)\s*(?P<by>之?前|以前)?"
    rf"|每个?月(?:的)?\s*(?:{_DAY}\s*[日号]|底|末|初|上旬|中旬|下旬)\s*(?P<by_month>之?前|以前)?"
    rf"|每个?季度(?:首|末)?月?(?:的)?\s*(?:{_DAY}\s*[日号]|底|末)?\s*(?P<by_quarter>之?前|以前)|每周[一二三四五六日天]\s*(?P<by_week>之?前|以前)?"
)
_PART_ONLY = re.compile(
    r"(?<![年度一-龥])(?P<to>到|至)?(?:(?P<part>上半年|下半年)|第?(?P<quarter>[一二三四])季度)\s*(?P<close>底|末)?\s*"
    r"(?:(?P<by>之?前|以前|内)|(?=完成|建成|启动|上线|出台|印发|报送))"
)
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<gap>[-./])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})\s*(?P<by>之?前|以前|为止|止)"
)
_BAN = re.compile("不得|不再|不能|不可|禁止|只能|不")
_SHORTENED = re.compile(r"(?:压缩|压减|缩短|缩减|延长)(?:[^，,。；;、\d]{0,14}[到至为])?\s*$")
_STARTS = re.compile(r"(?:自|从|面向|由|比|较|对)\s*$")
_MADE = "印发|发布|制定|修订|颁布|出台|创办"
_GOES_ON = re.compile(rf"\s*(?:起|以来|来|开始|的|度|版|{_MADE}|获|被|由|级|届|第\s*\d)")
_LIMIT = re.compile("[前底末内止]$")
# 2032年8月底前制定方案 sets a limit, 2022年底前制定的方案 tells one plan from others.
_LIMIT_GOES_ON = re.compile(rf"\s*(?:起|以来|来|开始|的|(?:{_MADE}|实施|施行)+的)")
_YEAR_BEFORE = re.compile(rf"{_YEAR}\s*年?\s*$")
_RANGE_BEFORE = re.compile(rf"{_YEAR}\s*年?\s*(?:[-－—–~～]{{1,2}}|至|到)\s*$")


def times(text: str, frame: Frame) -> Iterator[Time]:
    """Every written time of a text in order, without overlap. Times that only name a thing
    (2023年印发的…), a beginning (自2024年起) or the past (截至2023年底) are left out."""
    found: list[Time] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(narrow(text)):
            if any(match.start() < time.end and time.start < match.end() for time in found):
                continue
            if (time := read(match, frame)) is not None:
                found.append(time)
    yield from sorted(found, key=lambda time: time.start)


def _calendar(match: re.Match[str], frame: Frame) -> Time | None:
    text, end = match.string, match.end()
    if (
        _STARTS.search(text[: match.start()])
        or (_LIMIT_GOES_ON if _LIMIT.search(match.group()) else _GOES_ON).match(text[end:])
        or match["to"] == "截至"
        or (match["to"] in ("截止到", "截止") and not match["by"])
    ):
        return None
    year, basis = _year(match["year"], frame)
    if year is None:
        return Time(match.start(), end, None, basis, bool(match["to"] or match["by"]))
    day = _last_day(year, match)
    marked = bool(
        match["to"] in ("到", "至") or match["by"] or (match["close"] or "") not in ("", "初", "中")
    )
    before = text[: match.start()]
    if _RANGE_BEFORE.search(before) or (match["to"] in ("至", "到") and _YEAR_BEFORE.search(before)):
        return None
    start = match.end("to") if match["to"] in ("于", "在") else match.start()
    return Time(start, end, day, basis, marked, _doubt(match))


def _doubt(match: re.Match[str]) -> str:
    """2025年前 and 7月前 may mean before it begins or before it ends; 2025年底前 and 7月5日前 are clear."""
    groups = match.groupdict()
    exact = any(groups.get(name) for name in ("day", "third", "close", "part", "quarter"))
    bare = match["by"] in ("前", "之前", "以前") and not exact
    unit = "月" if groups.get("month") else "年"
    return f"“{match.group()}”是否包括当{unit}，文件没有说明" if bare else ""


def _year(written: str, frame: Frame) -> tuple[int | None, str]:
    if written[0] in "当次翌后":
        return None, RELATIVE_YEAR
    if written[0] in "今本明":
        if frame.issued_on is None:
            return None, NO_ISSUE_DATE
        return frame.issued_on.year + (written[0] == "明"), BY_ISSUE
    digits = written.replace("○", "〇")
    return (int(digits) if digits.isdecimal() else parse_han(digits)), WRITTEN


def _last_day(year: int, match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    if groups.get("part"):
        return last_day(year, _HALVES[groups["part"]])
    if groups.get("quarter"):
        return last_day(year, _QUARTERS[groups["quarter"]])
    if not groups.get("month"):
        close = groups.get("close") or ""
        return last_day(year, 6 if close in ("中", "年中") else 3 if close == "初" else 12)
    month = number_of(groups.get("month2") or groups["month"])
    ends = groups.get("month2") or groups.get("day2")
    day = groups.get("day2") if ends else groups.get("day")
    if day:
        try:
            return date(year, month, number_of(day))
        except ValueError:
            return None
    third = (groups.get("third2") if ends else groups.get("third")) or ""
    return (
        date(year, month, 10 if third in ("上旬", "初") else 20)
        if third in ("上旬", "中旬", "初")
        else last_day(year, month)
    )


def _month_only(match: re.Match[str], frame: Frame) -> Time | None:
    if match.string[: match.start()].endswith(("每年", "每年的", "当年", "次年", "年")):
        return None
    return _in_the_year(match, frame, _doubt(match))


def _month_bare(match: re.Match[str], frame: Frame) -> Time | None:
    return _in_the_year(match, frame) if frame.named or frame.yearly else None


def _year_range(match: re.Match[str], frame: Frame) -> Time | None:
    return Time(*match.span(), last_day(int(match["year"])), WRITTEN, True)


def _part_only(match: re.Match[str], frame: Frame) -> Time | None:
    return _in_the_year(match, frame)


def _in_the_year(match: re.Match[str], frame: Frame, doubt: str = "") -> Time:
    """A time without its year: the next such day after the one named before, or after the date of issue."""
    if frame.yearly:
        return Time(*match.span(), None, YEARLY, True)
    since = frame.named or frame.issued_on
    if since is None:
        return Time(*match.span(), None, NO_ISSUE_DATE, True)
    day = _last_day(since.year, match)
    if day is not None and day < since:
        day = _last_day(since.year + 1, match)
    return Time(*match.span(), day, BY_CONTEXT if frame.named else BY_ISSUE, True, doubt)


def _numeric(match: re.Match[str], frame: Frame) -> Time | None:
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return Time(*match.span(), day, WRITTEN, True)


def _within_year(match: re.Match[str], frame: Frame) -> Time | None:
    if match.string[: match.start()].endswith("每"):
        return None
    if frame.issued_on is None:
        return Time(*match.span(), None, NO_ISSUE_DATE, True)
    return Time(*match.span(), last_day(frame.issued_on.year), BY_ISSUE, True)


def _plan(match: re.Match[str], frame: Frame) -> Time | None:
    if match["part"] == "以来":
        return None
    if match["own"]:
        day = frame.period[1] if frame.period else None
        return Time(*match.span(), day, BY_PERIOD if day else NO_PERIOD, True)
    last = five_year_plan(parse_han(match["n"]) or 0)[1]
    if (frame.period and frame.period[1] > last) or (frame.issued_on and frame.issued_on > last):
        return None  # 十三五 in a plan of 2021 to 2025 is the past
    return Time(*match.span(), last, BY_PERIOD, True)


def _since_issue(match: re.Match[str], frame: Frame) -> Time | None:
    if "工作日" in match["unit"]:
        return Time(*match.span(), None, WORKING_DAYS, True)
    if frame.issued_on is None:
        return Time(*match.span(), None, NO_ISSUE_DATE, True)
    return Time(*match.span(), _later(frame.issued_on, number_of(match["n"]), match["unit"]), BY_ISSUE, True)


def _since_event(match: re.Match[str], frame: Frame) -> Time | None:
    if _SHORTENED.search(match.string[: match.start()]):
        return None  # 办理时限压缩至5个工作日以内 is a target
    return Time(*match.span(), None, WORKING_DAYS if "工作日" in match["unit"] else FROM_EVENT, True)


def _years_within(match: re.Match[str], frame: Frame) -> Time | None:
    if _NO_SPAN.search(match.string[: match.start()]) or _BAN.match(match.string[match.end() :]):
        return None
    if match["n"] == "半":
        months = _later(frame.issued_on, 6, "个月") if frame.issued_on else None
        return (
            Time(*match.span(), months, BY_ISSUE if months else NO_ISSUE_DATE, True)
            if match["within"]
            else None
        )
    years = number_of(match["n"])
    if frame.period and frame.period[1].year - frame.period[0].year + 1 == years:
        return Time(*match.span(), frame.period[1], BY_PERIOD, True)
    if not match["lead"] and not match["within"]:
        return None
    if frame.issued_on is None:
        return Time(*match.span(), None, NO_ISSUE_DATE, True)
    return Time(*match.span(), _later(frame.issued_on, years, "年"), BY_ISSUE, True)


def _each_year(match: re.Match[str], frame: Frame) -> Time | None:
    return Time(*match.span(), None, YEARLY, any(match.group("by", "by_month", "by_quarter", "by_week")))


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Frame], Time | None]], ...] = (
    (_EACH_YEAR, _each_year),
    (_SINCE_ISSUE, _since_issue),
    (_YEAR_RANGE, _year_range),
    (_CALENDAR, _calendar),
    (_PLAN, _plan),
    (_NUMERIC, _numeric),
    (_PART_ONLY, _part_only),
    (_MONTH_ONLY, _month_only),
    (_MONTH_BARE, _month_bare),
    (_SINCE_EVENT, _since_event),
    (_WITHIN_YEAR, _within_year),
    (_YEARS_WITHIN, _years_within),
)


def _later(day: date, number: int, unit: str) -> date | None:
    """The day `number` units after `day`; None beyond the calendar."""
    try:
        if unit in _SPANS:
            return day + timedelta(days=number * _SPANS[unit])
        months = day.month - 1 + number * (12 if unit == "年" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None


def number_of(written: str) -> int:
    """The value of a written whole number, 0 if it is none."""
    folded = fold(written)
    return int(folded) if folded.isdecimal() else parse_han(folded) or 0
