"""Rows of cells → lines of text, the same for spreadsheets, web pages and documents of Word.

A header of two or three rows, told by its merged cells, is made one: 责任分工 over 牵头单位 and 配合单位
gives the columns 责任分工 牵头单位 and 责任分工 配合单位.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import takewhile, zip_longest

MOST_HEADER_ROWS = 3
Area = tuple[tuple[int, int], tuple[int, int]]  # a merged cell: its first row and column, its last


def with_one_header(rows: Sequence[Sequence[str]], areas: Sequence[Area]) -> list[list[str]]:
    """The rows, the text of each merged area in all its cells, with the rows of their header made one."""
    first, deep = header_place(rows, areas)
    above, header, below = rows[:first], rows[first : first + deep], rows[first + deep :]
    return [*map(list, above), *([one_header(header)] if header else []), *map(list, below)]


def one_header(rows: Sequence[Sequence[str]]) -> list[str]:
    """What stands in each column, from top to bottom, each text once."""
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip_longest(*rows, fillvalue="")]


def header_place(rows: Sequence[Sequence[str]], areas: Sequence[Area]) -> tuple[int, int]:
    """The first row of the header, and how many it has: as many as its tallest cell where a wider one
    stands beside it that the row below parts."""
    first = next((place for place, row in enumerate(rows) if any(row) and not only_text(row)), 0)
    own = [area for area in areas if area[0][0] == first]
    wide = {
        c
        for (_, left), (bottom, right) in own
        if right > left and bottom == first
        for c in range(left, right + 1)
    }
    if not wide or first + 1 >= len(rows):
        return first, 1
    deep = max(bottom for _, (bottom, _) in own) - first + 1
    below = rows[first + 1]
    if deep == 1:
        deep += all(bool(cell) == (column in wide) for column, cell in enumerate(below))
    elif not _parts(rows[first], below, wide):
        deep = 1
    return first, min(deep, MOST_HEADER_ROWS)


def _parts(upper: Sequence[str], lower: Sequence[str], wide: Container[int]) -> bool:
    """Whether the lower row says something of its own in wide columns, and in no other one."""
    pairs = list(enumerate(zip_longest(upper, lower, fillvalue="")))
    own = [column in wide for column, (above, below) in pairs if below and below != above]
    return bool(own) and all(own)


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
