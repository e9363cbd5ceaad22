"""Numbering marks of official documents: what stands at the head of a segment.

GB/T 9704-2012, 7.3.3 gives 一、 （一） 1. （1）; real notices add 第X条, ①, —— items, bullets,
boxes (专栏) and attachments, and write 1. as 1． or 1、.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from knowledge.quantities import parse_han

HAN = "[一二三四五六七八九十百零〇]{1,5}"


class Family(IntEnum):
    """Styles of numbering, outermost first: a mark closes every open one of its own or an inner rank."""

    PART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    HAN_COMMA = 5
    HAN_PAREN = 6
    DIGIT = 7
    DIGIT_PAREN = 8
    CIRCLE = 9
    DASH = 10
    DOT = 11


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering mark: family, number (0 for bullets), its printed form, and its length in characters."""

    family: Family
    number: int
    printed: str

    @property
    def ordered(self) -> bool:
        return self.family not in (Family.DASH, Family.DOT)


_LEAD = r"(?:#{1,6})?\s*(?:\*\*\s*)?"
_NOT_A_REFERENCE = r"(?![的、至到和或与及规所款中之内])"
_PATTERNS: tuple[tuple[Family, re.Pattern[str]], ...] = tuple(
    (family, re.compile(rf"{_LEAD}{pattern}"))
    for family, pattern in (
        (Family.PART, rf"第\s*(?P<n>{HAN}|\d{{1,2}})\s*(?:部分|编|篇)(?=[\s:：]|$)"),
        (Family.CHAPTER, rf"第\s*(?P<n>{HAN}|\d{{1,2}})\s*章{_NOT_A_REFERENCE}"),
        (Family.SECTION, rf"第\s*(?P<n>{HAN}|\d{{1,2}})\s*节{_NOT_A_REFERENCE}"),
        (Family.ARTICLE, rf"第\s*(?P<n>{HAN}|\d{{1,3}})\s*条(?:之{HAN})?{_NOT_A_REFERENCE}"),
        (Family.HAN_COMMA, rf"(?P<n>{HAN})\s*(?:、|．|\.(?!\d))"),
        (Family.HAN_PAREN, rf"[（(]\s*(?P<n>{HAN})\s*[）)]+"),
        (Family.DIGIT, r"(?P<n>\d{1,3})\s*[.．、](?!\s?\d)"),
        (Family.DIGIT_PAREN, r"(?:[（(]\s*)?(?P<n>\d{1,2})\s*[）)]"),
        (Family.CIRCLE, r"(?P<n>[①-⑳])"),
        (Family.DASH, r"(?P<n>)(?:—{1,3}|－－|--)(?![\s—－-]*\d+[\s—－-]*$)"),
        (Family.DOT, r"(?P<n>)(?:[·•●◆■▪]|[*-](?=\s))"),
    )
)
BOX = re.compile(rf"{_LEAD}(?P<label>专\s*栏\s*(?:{HAN}|\d{{1,2}}))\s*[:：]?\s*(?P<title>.*)", re.S)
ATTACHMENT = re.compile(
    rf"{_LEAD}附\s*件\s*(?P<n>{HAN}|\d{{1,2}})?\s*(?P<colon>[:：])?\s*(?P<title>.*)", re.S
)


def mark_of(text: str) -> Mark | None:
    """The numbering mark at the head of a text, or None."""
    for family, pattern in _PATTERNS:
        if match := pattern.match(text):
            number = _number(match["n"])
            if number is not None:
                return Mark(family, number, match.group())
    return None


def _number(written: str) -> int | None:
    if not written:
        return 0
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    return int(written) if written.isdecimal() else parse_han(written)
