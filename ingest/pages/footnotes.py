"""Notes at the foot of a page: taken out of its text, and their raised numbers out of its words.

A note stands below the text in smaller letters and begins with its number; the same number stands small
and raised in the text. Where one of a page's notes has no such number, nothing is taken for a note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.pages.printed import Glyph, Run, rows_of

SMALLER = 0.9  # times the size of the text: a note
RAISED_SIZE = 0.8  # times the size of the text: the number of a note
RAISED = 0.12  # em above the feet of the text
BESIDE = 0.6  # em: how far its number may stand from a word
MOST_NUMBERS = 200  # on one page
_PAGE_NUMBER = re.compile(r"[\s\d—\-－–―·.]{1,9}")
_NUMBER = re.compile(r"[\[［〔(（]?(\d{1,2}|[①-⑳])[\]］〕)）]?")


class Note(NamedTuple):
    """A note without its number, and how far down the page its number stands in the text."""

    glyphs: tuple[Glyph, ...]
    at: float


def without_notes(glyphs: Sequence[Glyph]) -> tuple[tuple[Glyph, ...], list[Note]]:
    """The characters of a page without its notes and their raised numbers; and the notes in order."""
    rows = [tuple(glyph for run in row for glyph in run) for row in rows_of(glyphs)]
    body = _body_size(glyphs)
    notes = _notes(rows, body)
    if not notes:
        return tuple(glyphs), []
    raised = _raised(glyphs, body)
    gone, found = {glyph for _, row in notes for glyph in row}, list[Note]()
    for number, row in notes:
        marks = [glyph for raised_number, run in raised if raised_number == number for glyph in run]
        if not marks:
            return tuple(glyphs), []
        gone |= set(marks)
        found.append(Note(row[len(_lead(row)) :], marks[0].bottom))
    return tuple(glyph for glyph in glyphs if glyph not in gone), found


def _raised(glyphs: Sequence[Glyph], body: float) -> list[tuple[str, Run]]:
    """The small numbers that stand raised behind a character of the text."""
    small = [glyph for glyph in glyphs if glyph.size <= RAISED_SIZE * body and not glyph.text.isspace()]
    runs = [run for row in rows_of(small) for run in row if _NUMBER.fullmatch(_text(run))]
    words = [glyph for glyph in glyphs if glyph.size > SMALLER * body]
    if len(runs) > MOST_NUMBERS:
        return []
    return [(_number(run), run) for run in runs if any(_is_behind(run[0], word) for word in words)]


def _is_behind(mark: Glyph, word: Glyph) -> bool:
    near = abs(mark.left - word.right) <= BESIDE * word.size
    return near and word.top < mark.bottom < word.bottom - RAISED * word.size


def _body_size(glyphs: Iterable[Glyph]) -> float:
    sizes = Counter(round(glyph.size * 2) / 2 for glyph in glyphs if not glyph.text.isspace())
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _notes(rows: Sequence[tuple[Glyph, ...]], body: float) -> list[tuple[str, tuple[Glyph, ...]]]:
    """The notes below the text of a page, each with its number; [] where the first row below has none."""
    foot: list[tuple[Glyph, ...]] = []
    for row in reversed(rows):
        text = _text(row)
        if not foot and _PAGE_NUMBER.fullmatch(text):
            continue
        if max(glyph.size for glyph in row) > SMALLER * body:
            break
        foot.insert(0, row)
    found: list[tuple[str, tuple[Glyph, ...]]] = []
    for row in foot:
        if lead := _lead(row):
            found.append((_number(lead), row))
        elif found:
            found[-1] = found[-1][0], found[-1][1] + row
        else:
            return []
    return found


def _lead(row: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """The characters of the number that a note begins with."""
    match = _NUMBER.match(_text(row))
    return tuple(row[: match.end()]) if match and match.end() < len(row) else ()


def _number(run: Sequence[Glyph]) -> str:
    match = _NUMBER.match(_text(run))
    return match[1] if match else ""


def _text(row: Sequence[Glyph]) -> str:
    return "".join(glyph.text for glyph in row)
