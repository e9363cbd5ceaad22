"""Dates that a document gives of itself: of issue, of printing, of release, and how long it applies.

The date of issue (成文日期) stands under the signature, else in brackets under the title; that of
printing (印发日期) in the imprint; that of release on the web page. None is taken for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ingest.identity.issuers import is_organisation
from ingest.text.lines import RELEASED
from knowledge.documents import Term
from knowledge.quantities import parse_han

_HAN_DATE = "[〇○零一二三四五六七八九十]"
DATE = re.compile(
    rf"(?P<y>\d{{4}}|{_HAN_DATE}{{4}})\s*(?:年|[-./])\s*(?P<m>\d{{1,2}}|{_HAN_DATE}{{1,3}})\s*(?:月|[-./])\s*"
    rf"(?P<d>\d{{1,2}}|{_HAN_DATE}{{1,3}})\s*日?"
)
_ANY_DATE = re.sub(r"\?P<\w>", "?:", DATE.pattern)
_BRACKETED = re.compile(rf"[（(]\s*(?:{_ANY_DATE})\s*[）)]")
_BESIDE = re.compile(rf"(?P<body>[一-龥（）()]{{3,40}}?)\s*(?P<date>{_ANY_DATE})")
_PRINTED = re.compile(rf"({_ANY_DATE})\s*印发")
_KIND = "办法|规定|细则|条例|规则|章程|制度|标准|指南|规程|准则|预案|规范|通知|意见|方案|措施|决定|文件|政策|计划|规划|公告|通告"
_ISSUE = "(?:印发|发布|公布|颁布|下发|发文|签发)之日"
_BEGINS = re.compile(
    rf"自\s*(?P<from>{_ANY_DATE}|{_ISSUE})\s*起(?:正式|开始)?(?:试行|施行|实施|执行|生效)"
    rf"|(?<![一-龥])自\s*(?P<issue>{_ISSUE})\s*起"
)
_UNTIL = re.compile(
    rf"(?:有效期限?|试行期限?|执行期限?|施行期限?|实施期限?|有效|试行|施行|执行|实施)?[^，。；]{{0,4}}?(?:至|到|截至|截止到)\s*"
    rf"(?P<until>{_ANY_DATE})"
)
_LASTS = re.compile(
    r"(?:有效期|试行期|执行期|施行期|实施期|试行|有效)限?(?:暂定|暂定为|为|是|[:：])?\s*"
    r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个)?(?P<unit>年|月)"
)
_OF_ITSELF = re.compile(
    rf"(?:本|该)(?:[一-龥]{{0,4}}?)(?:{_KIND})(?:[（(][^（）()]*[）)])?(?:的?有效期|的?试行期|自|由|从|施行|试行|执行)"
)


def read_date(text: str) -> date | None:
    """The first full date of a text, in Arabic or Chinese numerals."""
    match = DATE.search(text)
    if not match:
        return None
    year, month, day = (_number(match[part]) for part in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else parse_han(written.replace("○", "〇")) or 0


def issued_on(signature: Iterable[str], head: Iterable[str], declared: str) -> date | None:
    """The date of issue: under the signature, beside a body in the head (of minutes), in brackets under the title, or as a web page declares it."""
    head = list(head)
    signed = (read_date(line) for line in signature if _is_only_date(line))
    beside = (body_and_date(line) for line in head)
    titled = (read_date(match.group()) for line in head for match in _BRACKETED.finditer(line))
    return next((day for day in (*signed, *beside, *titled, read_date(declared)) if day), None)


def body_and_date(line: str) -> date | None:
    """The date in a line that holds nothing but a body's name and a date behind it."""
    found = _BESIDE.fullmatch(line.strip())
    return read_date(found["date"]) if found and is_organisation(found["body"]) else None


def _is_only_date(line: str) -> bool:
    """Whether a line of a signature is a date, a body's name before it at most: no 印发, no 完成时限：."""
    return not re.search("印发|[:：，。；]", line)


def without_bracketed_date(text: str) -> str:
    """A title without the date that stands in brackets behind it."""
    return re.sub(rf"{_BRACKETED.pattern}[\s.…·]*\d*\s*$", "", text)


def printed_on(lines: Iterable[str]) -> date | None:
    """The date of printing in an imprint: …办公室2031年4月12日印发."""
    found = (match for line in lines if (match := _PRINTED.search(line)))
    return next((read_date(match[1]) for match in found), None)


def released_on(lines: Iterable[str], declared: str) -> date | None:
    """The date of release on the web, from a line 发布时间：… or from the table of the page."""
    found = (match["date"] for line in lines if (match := RELEASED.match(line)) and "发布" in match[1])
    return read_date(next(found, declared))


def term_of(clauses: Sequence[tuple[str, str, str]], issued: date | None) -> Term:
    """How long a document applies by its own words; `clauses` are (id, address, text), in order."""
    for name, address, text in clauses:
        for sentence in re.split("(?<=。)", text):
            first, last = _term(sentence, issued)
            if first or last:
                rest = text[text.index(sentence) + len(sentence) :]
                last = last or (_last(rest, first or issued) if rest.startswith(("有效", "试行期")) else None)
                return Term(first, last, name, address)
    return Term()


def _term(sentence: str, issued: date | None) -> tuple[date | None, date | None]:
    begins = _BEGINS.search(sentence)
    lasts = _LASTS.search(sentence) or "有效" in sentence
    if not _OF_ITSELF.search(sentence) or not (begins or lasts):
        return None, None
    written = (begins["from"] or begins["issue"]) if begins else ""
    first = (issued if "之日" in written else read_date(written)) if written else None
    return first, _last(sentence, first or issued)


def _last(text: str, first: date | None) -> date | None:
    if until := _UNTIL.search(text):
        return read_date(until["until"])
    if first is None or not (lasts := _LASTS.search(text)):
        return None
    count = _number(lasts["n"].replace("两", "二"))
    return _after(first, years=count) if lasts["unit"] == "年" else _after(first, months=count)


def _after(first: date, *, years: int = 0, months: int = 0) -> date:
    """The last day of a term that begins on a day."""
    month = first.month - 1 + months
    year, month = first.year + years + month // 12, month % 12 + 1
    for day in (first.day, 28):
        try:
            return date(year, month, day) - timedelta(days=1) if day == first.day else date(year, month, day)
        except ValueError:
            continue
    raise AssertionError(f"no day after {first}")
