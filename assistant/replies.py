"""A model's reply → draft: sentences without their marks, and the clauses that carry them.

What is no citation mark of an offered clause vanishes; so do emphasis, list numbers and invisible
characters. `assistant.verify` decides what of it may be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answers import Draft, Statement, Support
from assistant.generate import SHOWN, visible
from knowledge.documents import Clause, Evidence
from knowledge.quantities import quantities
from knowledge.words import terms

NEARLY_BEST = 0.7
LONGEST_LIST_OF_MARKS = 50
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?(?:\s*\[[\d\s,，、;；\-–—~～]+\])*")
_MARKS = re.compile(r"\[([\d\s,，、;；\-–—~～]+)\]")
_RANGE = re.compile(r"(\d{1,2})\s*[-–—~～]\s*(\d{1,2})$")
# What only looks like a mark: 【1】, ［1］, (1) at the end of a sentence, [^1], [a1].
_LOOKS_LIKE_MARK = re.compile(
    r"[【［〔]\s*\^?\d{1,3}\s*[】］〕]|\[\s*[\^a-zA-Z]{0,3}\d{1,3}\s*\]|[(（]\d{1,3}[)）](?=\s*[。！？]?\s*$)"
)
_EMPHASIS = re.compile(r"\*\*|__|`+|(?<!\d)~~|~~(?!\d)")
_LIST_HEAD = re.compile(r"^\s*(?:#{1,6}\s+|>\s+|[-*•·]\s+|\d{1,2}[.、)）](?![\d%])\s*)+")
_GAP_BEFORE_STOP = re.compile(r"\s+(?=[。！？])")


def draft_of(text: str, evidence: Sequence[Evidence]) -> Draft:
    """A model's text as statements; marks that lead to no offered clause vanish."""
    clauses = [item.clause for item in evidence[:SHOWN]]
    said: dict[str, tuple[Support, ...]] = {}
    for match in _SENTENCE.finditer(_readable(visible(text))):
        sentence = _unmarked(match.group())
        if sentence.strip("！？ ") and sentence not in said:
            cited = [clauses[n - 1] for n in _marks(match.group()) if 1 <= n <= len(clauses)]
            cited = _nearest(sentence, cited)
            said[sentence] = tuple(s for clause in cited for s in _supports(sentence, clause))
    return Draft(tuple(Statement(*pair) for pair in said.items()), writer="model")


def _readable(text: str) -> str:
    """A text without invisible characters and without the emphasis of Markdown."""
    shown = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cs"))
    return _EMPHASIS.sub("", shown)


def _marks(sentence: str) -> tuple[int, ...]:
    """The numbers of the clauses that a sentence cites, each once: [2], [1][3], [1,3], [1-3]."""
    numbers: list[int] = []
    for inside in _MARKS.findall(sentence)[:LONGEST_LIST_OF_MARKS]:
        for part in re.split(r"[,，、;；\s]+", inside.strip()):
            ends = _RANGE.match(part)
            if ends:
                numbers += range(int(ends[1]), min(int(ends[2]), SHOWN) + 1)
            elif part.isdecimal() and len(part) < 4:
                numbers.append(int(part))
    return tuple(dict.fromkeys(numbers))


def _unmarked(sentence: str) -> str:
    bare = _LOOKS_LIKE_MARK.sub("", _MARKS.sub("", sentence).strip())
    return _GAP_BEFORE_STOP.sub("", _LIST_HEAD.sub("", bare)).strip().rstrip("。")


def _nearest(said: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Of the clauses a model cites for a sentence, those that carry about as much of it as the best."""
    words = _words(said)
    shares = [len(words & _words(clause.text)) for clause in clauses]
    return [
        clause for clause, share in zip(clauses, shares, strict=True) if share >= NEARLY_BEST * max(shares)
    ]


def _supports(said: str, clause: Clause) -> Iterator[Support]:
    """The sentences of a clause that carry a statement: the nearest, and those that hold its numbers."""
    words = _words(said)
    spans = clause.sentences
    best = max(spans, key=lambda span: len(words & _words(clause.text[slice(*span)])))
    open_numbers = _values(said) - _values(clause.text[slice(*best)])
    yield Support(clause, *best)
    for span in spans:
        held = _values(clause.text[slice(*span)])
        if span != best and open_numbers & held:
            open_numbers -= held
            yield Support(clause, *span)


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text))


@lru_cache(maxsize=2048)
def _values(text: str) -> frozenset[float]:
    return frozenset(quantity.value for quantity in quantities(text))
