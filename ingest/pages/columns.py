"""Rows of a page → lines in reading order: two columns one after the other, aligned gaps as a table.

Both are taken for what they are only where it is sure; otherwise a row is one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ingest.pages.printed import Glyph, Line, Row, Run, line_of, rows_of

FEWEST_ROWS = 8  # rows that stand in both columns
MOST_CROSSING = 0.4  # share of rows that run across the gap between columns
FEWEST_TABLE_ROWS = 3
FEWEST_TABLE_COLUMNS = 3
ALIGNED = 0.6  # em


def blocks_of(glyphs: Iterable[Glyph], page: int) -> list[Line | tuple[Line, ...]]:
    """Lines in reading order; a row of an unruled table is a tuple of its cells."""
    rows = rows_of(glyphs)
    gutter = _gutter(rows)
    if gutter is not None:
        return list(_two_columns(rows, gutter, page))
    tables = _aligned_rows(rows)
    return [
        tuple(line_of((run,), page) for run in row) if i in tables else line_of(row, page)
        for i, row in enumerate(rows)
    ]


def _gutter(rows: Sequence[Row]) -> float | None:
    """Where the gap between two columns of running text is; None where there is none."""
    if len(rows) < FEWEST_ROWS:
        return None
    left = min(_left(row[0]) for row in rows)
    right = max(_right(row[-1]) for row in rows)
    places = [left + (right - left) * share / 100 for share in range(35, 66)]
    place = min(places, key=lambda x: (sum(_crosses(row, x) for row in rows), abs(x - (left + right) / 2)))
    halves = [_halves(row, place) for row in rows if not _crosses(row, place)]
    both = [(one, other) for one, other in halves if one and other]
    if len(both) < FEWEST_ROWS or len(rows) - len(halves) > MOST_CROSSING * len(rows):
        return None
    full = [_full_share([one for one, _ in both]), _full_share([other for _, other in both])]
    return place if min(full) >= 0.5 else None


def _full_share(rows: Sequence[Row]) -> float:
    """Share of rows that fill their column to its right edge, in one run: text, not cells."""
    edge = sorted(_right(row[-1]) for row in rows)[-len(rows) // 10]  # but for a page number
    return sum(len(row) == 1 and edge - _right(row[-1]) < 1.5 * row[0][0].size for row in rows) / len(rows)


def _two_columns(rows: Sequence[Row], place: float, page: int) -> Iterator[Line]:
    waiting: list[Row] = []
    for row in rows:
        if _crosses(row, place):
            yield from _column_lines(waiting, place, page)
            waiting = []
            yield line_of(row, page)
        else:
            waiting.append(row)
    yield from _column_lines(waiting, place, page)


def _column_lines(rows: Sequence[Row], place: float, page: int) -> Iterator[Line]:
    for column in (0, 1):
        for row in rows:
            if half := _halves(row, place)[column]:
                yield line_of(half, page, column + 1)


def _halves(row: Row, place: float) -> tuple[Row, Row]:
    return tuple(run for run in row if _right(run) <= place), tuple(run for run in row if _left(run) >= place)


def _crosses(row: Row, place: float) -> bool:
    return any(_left(run) < place < _right(run) for run in row)


def _aligned_rows(rows: Sequence[Row]) -> set[int]:
    """Rows of unruled tables: several in a row with the same number of cells, each column aligned."""
    found: set[int] = set()
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or len(rows[i]) != len(rows[start]) or not _aligned(rows[start], rows[i]):
            if i - start >= FEWEST_TABLE_ROWS and len(rows[start]) >= FEWEST_TABLE_COLUMNS:
                found |= set(range(start, i))
            start = i
    return found


def _aligned(one: Row, other: Row) -> bool:
    return all(_same_column(a, b) for a, b in zip(one, other, strict=True))


def _same_column(one: Run, other: Run) -> bool:
    edges = [(_left(run), (_left(run) + _right(run)) / 2, _right(run)) for run in (one, other)]
    return any(abs(a - b) <= ALIGNED * one[0].size for a, b in zip(*edges, strict=True))


def _left(run: Run) -> float:
    return run[0].left


def _right(run: Run) -> float:
    return run[-1].right
