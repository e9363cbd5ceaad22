"""Slogans of several members called by the first character of each: “讲理想、比贡献” → 讲比."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

_QUOTED = re.compile("[“「『]([^“”「」『』]{5,24})[”」』]")
_MEMBERS = re.compile("[、，,]")
MOST_MEMBERS = 5


def initials_of(texts: Iterable[str]) -> dict[str, str]:
    """First characters → the slogan that the texts quote; of several with the same, the first."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _QUOTED.finditer(text):
            members = _MEMBERS.split(match[1])
            if 2 <= len(members) <= MOST_MEMBERS and all(len(member) > 1 for member in members):
                found.setdefault("".join(member[0] for member in members), match[1])
    return found


def spelled_out(text: str, slogans: Mapping[str, str], known: Callable[[str], bool]) -> str:
    """A text with the initials that stand for a slogan written in full: those it puts in quotation marks,
    and those with no pair of characters that the documents hold (`known`; 演讲比赛 holds 讲比)."""
    for short, slogan in slogans.items():
        strange = not any(known(short[i : i + 2]) for i in range(len(short) - 1))
        if short in text and (strange or re.search(f'[“「『"]{re.escape(short)}[”」』"]', text)):
            text = text.replace(short, slogan)
    return text
