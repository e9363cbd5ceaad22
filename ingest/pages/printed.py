"""Printed characters and ruled lines of a page, and how characters make lines.

The formats that know only places (.pdf, .ofd, recognised pictures) all come down to this: a sheet with
characters and rules on it. All lengths are points from the upper left corner of the upright page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

ASCENT = 0.88  # em of the em box above the baseline
SAME_ROW = 0.45  # em: how far apart two baselines of one row may be
WORD_GAP = 0.2  # em: a blank between two words in Latin letters
RUN_GAP = 0.9  # em: a gap that no setting of Chinese leaves inside a sentence
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"[0-9A-Za-z.,:/%@_+\-]+")
_NO_LINE_START = "，。、；：？！）》」』】〕”’…,.;:?!)]}%‰℃"
_NO_LINE_END = "（《「『【〔“‘([{"


class TooMuch(Exception):
    """A page with more on it than any page has."""


class Glyph(NamedTuple):
    """A character in its em box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """Height of the em box in points."""
        return self.bottom - self.top


class Rule(NamedTuple):
    """A straight line drawn along the page or down it."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on one page; `scanned` if it was recognised from a picture, `poor` if badly."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    scanned: bool = False
    poor: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text, page (from 1) and place, the width of its first piece that cannot be
    broken, and the column it stands in (0: the whole width)."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    head: float
    column: int = 0

    @property
    def size(self) -> float:
        """Size of its characters in points."""
        return self.bottom - self.top


Run = tuple[Glyph, ...]
Row = tuple[Run, ...]


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """Rows from the top down, each cut at its wide gaps into runs from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.bottom):
        if rows and _on_row(rows[-1][0], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [runs for row in rows if (runs := _runs(_once(sorted(row, key=lambda g: g.left))))]


def line_of(row: Sequence[Run], page: int, column: int = 0) -> Line:
    """The line that runs of one row make: one blank stands for the gap between two of them."""
    printed = [glyph for run in row for glyph in run if not glyph.text.isspace()]
    biggest = max(printed, key=lambda g: g.size)
    text = " ".join(text for run in row if (text := _text(run)))
    return Line(
        text,
        page,
        min(g.left for g in printed),
        biggest.top,
        max(g.right for g in printed),
        biggest.bottom,
        _head(text, printed),
        column,
    )


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Lines from the top down, whatever stands beside each other on one row being one line."""
    return [line_of(row, page) for row in rows_of(glyphs)]


def glued(before: str, after: str) -> str:
    """Two lines of one paragraph as one: a blank only between Latin words."""
    latin = before[-1:].isascii() and after[:1].isascii()
    words = latin and (before[-1:].isalpha() or after[:1].isalpha()) and before[-1:] not in "-/(["
    return f"{before} {after}" if words else before + after


def _on_row(first: Glyph, glyph: Glyph) -> bool:
    return glyph.bottom - first.bottom <= SAME_ROW * min(first.size, glyph.size)


def _once(row: list[Glyph]) -> list[Glyph]:
    """Characters printed twice at one place (false bold) once."""
    kept: list[Glyph] = []
    for glyph in row:
        twin = any(
            old.text == glyph.text and abs(old.left - glyph.left) < 0.2 * glyph.size for old in kept[-2:]
        )
        if not twin:
            kept.append(glyph)
    return kept


def _runs(row: Sequence[Glyph]) -> Row:
    printed = [place for place, glyph in enumerate(row) if not glyph.text.isspace()]
    if not printed:
        return ()
    gaps = [row[b].left - row[a].right for a, b in pairwise(printed)]
    usual = median_low(gaps) if gaps else 0.0
    runs, start = [], printed[0]
    for (a, b), gap in zip(pairwise(printed), gaps, strict=True):
        if gap > max(RUN_GAP * max(row[a].size, row[b].size), 2.5 * usual):
            runs.append(tuple(row[start : a + 1]))
            start = b
    return (*runs, tuple(row[start : printed[-1] + 1]))


def _text(run: Run) -> str:
    parts = [run[0].text]
    for before, glyph in pairwise(run):
        latin = before.text.isascii() and glyph.text.isascii() and before.text.isalnum()
        if latin and glyph.text.isalnum() and glyph.left - before.right > WORD_GAP * glyph.size:
            parts.append(" ")
        parts.append(glyph.text)
    return _BLANKS.sub(lambda blank: blank[0] if len(blank[0]) == 1 else " ", "".join(parts).strip())


def _head(text: str, printed: Sequence[Glyph]) -> float:
    """Width of what the line before would have had to hold: a word, or a character with its marks."""
    word = _WORD.match(text)
    count = word.end() if word else 1
    while count < len(text) and (text[count] in _NO_LINE_START or text[count - 1] in _NO_LINE_END):
        count += 1
    return max(g.right for g in printed[:count]) - printed[0].left
