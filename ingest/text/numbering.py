"""Numbering marks of official documents: what stands at the head of a segment.

GB/T 9704-2012, 7.3.3 gives 一、 （一） 1. （1）; real notices add 第X条, ①, —— items, bullets,
boxes (专栏) and attachments, and write 1. as 1．, 1、 or ⒈, （一） as ㈠. Plans and standards number in decimals
(GB/T 1.1-2020, 7.1): 1, 1.1, 2.1.1.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from knowledge.quantities import parse_han

ENCLOSED = frozenset(
    "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩" + "".join(map(chr, range(ord("⑴"), ord("⒇") + 1)))
)  # （一） and （1） as one sign
HAN = "[一二三四五六七八九十百千零〇]{1,7}"


class Family(IntEnum):
    """Styles of numbering, outermost first: a mark closes every open one of its own or an inner rank.

    Decimals below another style (第一章, then 1.1) rank right below it.
    """

    PART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    HAN_COMMA = 5
    DECIMAL = 6
    HAN_PAREN = 7
    DIGIT = 8
    DIGIT_PAREN = 9
    CIRCLE = 10
    DASH = 11
    DOT = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering mark: family, number (0 for bullets), its printed form as it stands in the text.

    `branch` is the second number of an article put in later (第二十条之一); `doubtful` whether the
    digits may be a decimal or the like (1.60周岁, 3.15), so that only the sequence can tell. `parts` are
    the numbers of a decimal (2.1.1; 1 alone for the heading 1 总则), `above` the family of its first.
    """

    family: Family
    number: int
    printed: str
    branch: int = 0
    doubtful: bool = False
    parts: tuple[int, ...] = ()
    above: Family = Family.DECIMAL

    @property
    def rank(self) -> tuple[Family, int]:
        """How far out it stands: family and depth."""
        return (self.above, len(self.parts)) if self.parts else (self.family, 1)

    @property
    def ordered(self) -> bool:
        return self.family not in (Family.DASH, Family.DOT)


_LEAD = r"(?:#{1,6})?\s*(?:\*\*\s*)?"
_NOT_A_REFERENCE = r"(?![的、至到和或与及规所款中之内])"
_AMENDED = "改为|修改(?:为|成|[，。：:]|$)|删[去除]|作为第|调整为第|并入第|增加[一二两三]"
_NOT_AN_ARTICLE_NAMED = (
    rf"(?![的至、到和或与及规所款中之内第，,。；;]|\s*(?:{_AMENDED}))(?!\s*[（(]{HAN}[）)]\s*[项目款])"
)
_DECIMAL_UNIT = r"\d*(?:\.\d+)?\s*(?:[万亿千百元%％‰倍米吨亩度分年]|公[里顷斤]|平方|立方|小时|个(?:百分点|小时|月)|[.．]\d)"
_PATTERNS: tuple[tuple[Family, re.Pattern[str]], ...] = tuple(
    (family, re.compile(rf"{_LEAD}{pattern}"))
    for family, pattern in (
        (Family.PART, rf"第\s*(?P<n>{HAN}|\d{{1,2}})\s*(?:部分|编|篇)(?=[\s:：]|$)"),
        (Family.CHAPTER, rf"第\s*(?P<n>{HAN}|\d{{1,2}})\s*章{_NOT_A_REFERENCE}"),
        (Family.SECTION, rf"第\s*(?P<n>{HAN}|\d{{1,2}})\s*节{_NOT_A_REFERENCE}"),
        (Family.ARTICLE, rf"第\s*(?P<n>{HAN}|\d{{1,4}})\s*条(?:之(?P<branch>{HAN}))?{_NOT_AN_ARTICLE_NAMED}"),
        (Family.HAN_COMMA, rf"(?P<n>{HAN})\s*(?:、|．|\.(?!\d))"),
        (Family.HAN_PAREN, rf"[（(]\s*(?P<n>{HAN})\s*[）)]+"),
        (Family.DIGIT, r"(?P<n>\d{1,3})\s*[.．、](?!\s?\d)"),
        (Family.DIGIT, r"(?P<n>\d{1,3})\s*[.．、](?=\s?(?:19|20)\d{2}\s*年)"),
        (Family.DIGIT_PAREN, r"(?:[（(]\s*)?(?P<n>\d{1,2})\s*[）)]"),
        (Family.HAN_PAREN, r"(?P<n>[㈠-㈩])"),
        (Family.DIGIT, r"(?P<n>[⒈-⒛])[.．、]?"),
        (Family.DIGIT_PAREN, r"(?P<n>[⑴-⒇])"),
        (Family.CIRCLE, r"(?P<n>[①-⑳])"),
        (Family.DASH, r"(?P<n>)(?:—{1,3}|－－|--)(?![\s—－-]*\d+[\s—－-]*$)"),
        (Family.DOT, r"(?P<n>)(?:[·•●◆■▪]|[*-](?=\s))"),
    )
)
# What follows the digits of an amount, a date, a version or a reference, not those of a heading.
_NOT_A_HEADING = (
    r"(?!\s*(?:[万亿元%％‰倍吨亩岁版条款项章节和与及至到、，,。；;：:）)~～\-—–]|[千百](?=[万亿元米克瓦])|"
    r"公[里顷斤]|平方|立方|小时|个(?:百分点|小时|月)|[米度分年月日号名人家户项个次件](?:$|[\s，。；、以之前后内至])))"
)
_DECIMAL = re.compile(
    rf"{_LEAD}(?P<parts>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}})[.．、]?(?!\d){_NOT_A_HEADING}(?=\s*[^\s\d.．、]|\s+\d)"
)
_CHAPTER = re.compile(rf"{_LEAD}(?P<parts>\d{{1,2}}){_NOT_A_HEADING}(?P<blank>\s*)(?=[一-龥“《])")
_LONGEST_CHAPTER = 40
_DOUBTFUL = re.compile(rf"{_LEAD}(?P<n>\d{{1,3}})\s*[.．、](?=\s?\d)(?!\s?{_DECIMAL_UNIT})")
BOX = re.compile(rf"{_LEAD}(?P<label>专\s*栏\s*(?:{HAN}|\d{{1,2}}))\s*[:：]?\s*(?P<title>.*)", re.S)
ATTACHMENT = re.compile(
    rf"{_LEAD}附\s*(?P<kind>[件表录注])\s*(?P<n>{HAN}|\d{{1,2}})?\s*(?P<colon>[:：])?\s*(?P<title>.*)", re.S
)


def mark_of(text: str) -> Mark | None:
    """The numbering mark at the head of a text, or None."""
    for family, pattern in _PATTERNS:
        if match := pattern.match(text):
            number = _number(match["n"])
            if number is not None:
                branch = _number(match["branch"]) if family == Family.ARTICLE else 0
                return Mark(family, number, match.group(), branch or 0)
    return None


def decimal_mark_of(text: str) -> Mark | None:
    """The decimal number at the head of a text (2.1.1 职责), or that of a chapter (1 总则), or None. Only the
    sequence can tell whether it is one (`ingest.text.decimals`); a chapter's without a blank is doubtful."""
    if match := _DECIMAL.match(text):
        parts = tuple(map(int, re.split("[.．]", match["parts"])))
        return Mark(Family.DECIMAL, parts[-1], match.group(), parts=parts)
    if len(text) <= _LONGEST_CHAPTER and (match := _CHAPTER.match(text)) and not re.search("[。；，]", text):
        number = int(match["parts"])
        return Mark(Family.DECIMAL, number, match.group(), 0, not match["blank"], (number,))
    return None


def begins_item(text: str) -> bool:
    """Whether a text begins with a numbering mark, or a decimal of several numbers."""
    if mark_of(text):
        return True
    decimal = decimal_mark_of(text)
    return decimal is not None and len(decimal.parts) > 1


def doubtful_mark_of(text: str) -> Mark | None:
    """The mark at the head of a text whose own words begin with digits (1.60周岁以上), or None."""
    match = _DOUBTFUL.match(text)
    return Mark(Family.DIGIT, int(match["n"]), match.group(), doubtful=True) if match else None


def _number(written: str | None) -> int | None:
    if not written:
        return 0
    written = unicodedata.normalize("NFKC", written).strip("().")
    return int(written) if written.isdecimal() else parse_han(written)
