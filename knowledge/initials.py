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
    """A text with the initials that stand for a slogan written in full; those that the documents use
    themselves (`known` tells of pairs of characters) stay."""
    for short, slogan in slogans.items():
        if short in text and not any(known(short[i : i + 2]) for i in range(len(short) - 1)):
            text = text.replace(short, slogan)
    return text
