"""Rows of cells → lines of text, the same for spreadsheets and web pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile


def lines_of_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    """One line a row, cells joined by tabs. Empty rows and columns are dropped; rows that hold one text
    only are paragraphs where they stand above the table (its title) or under it (a note)."""
    rows = filled(rows)
    if not rows or len(rows[0]) == 1:
        return [cell for row in rows for cell in row]
    above = list(takewhile(only_text, rows))
    under = list(takewhile(only_text, rows[len(above) :][::-1]))[::-1]
    table = rows[len(above) : len(rows) - len(under)]
    return [*map(only_text, above), *("\t".join(row) for row in table), *map(only_text, under)]


def filled(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows, all of one width, without those rows and columns in which nothing stands."""
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    used = [column for column in range(width) if any(row[column] for row in even)]
    return [[row[column] for column in used] for row in even]


def only_text(row: Sequence[str]) -> str:
    """The one text of a row, however many cells it covers; empty where the row holds several."""
    texts = {cell for cell in row if cell}
    return texts.pop() if len(texts) == 1 else ""
