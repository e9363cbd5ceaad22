"""Plain words in the documents' terms: 本事 → 能力, where no document says 本事."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("plain_words.txt")


def in_terms(text: str, known: Callable[[str], bool]) -> str:
    """A text with the plain words that no document holds put as the documents write them.

    `known` tells whether the documents hold a pair of characters. A word with a known pair stays as it is,
    and so does one for which the documents have no other word; what asks (几年) need not stand in any.
    """
    return _plain().sub(lambda match: _written(match.group(), known), text)


def _written(word: str, known: Callable[[str], bool]) -> str:
    if any(map(known, _pairs(word))):
        return word
    return next((term for term in _terms()[word] if all(map(known, _pairs(term)))), word)


def _pairs(word: str) -> list[str]:
    """The pairs of neighbouring characters that are no part of an interrogative."""
    pairs = (word[i : i + 2] for i in range(len(word) - 1))
    return [pair for pair in pairs if not _ASKS.intersection(pair)]


_ASKS = frozenset("什么哪几多少谁啥咋怎如何")


@cache
def _terms() -> dict[str, tuple[str, ...]]:
    rows = (line.partition("=") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {word.strip(): tuple(terms.split()) for word, _, terms in rows if terms and word[0] != "#"}


@cache
def _plain() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _terms()), key=lambda word: (-len(word), word))))
