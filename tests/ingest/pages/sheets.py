"""Sheets set by hand for tests of the layout: lines of characters of one em at given places."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.pages.printed import Glyph, Line, Rule

WIDTH, HEIGHT = 595.0, 842.0


def glyphs(words: str, left: float, base: float, size: float = 16.0) -> list[Glyph]:
    """Characters side by side, half an em for Latin ones."""
    found = []
    for char in words:
        wide = size / 2 if char.isascii() else size
        found.append(Glyph(char, left, base - 0.88 * size, left + wide, base + 0.12 * size))
        left += wide
    return found


def line(
    words: str, page: int = 1, left: float = 80.0, base: float = 100.0, size: float = 16.0, column: int = 0
) -> Line:
    """A printed line."""
    right = left + sum(size / 2 if char.isascii() else size for char in words)
    return Line(words, page, left, base - 0.88 * size, right, base + 0.12 * size, size, column)


def ruled(columns: Iterable[float], rows: Iterable[float]) -> list[Rule]:
    """All lines of a table whose columns and rows part at these places."""
    columns, rows = list(columns), list(rows)
    across = [Rule(columns[0], y, columns[-1], y) for y in rows]
    return across + [Rule(x, rows[0], x, rows[-1]) for x in columns]
