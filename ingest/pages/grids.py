"""Ruled lines → the cells they enclose.

Lines that touch make one grid. Where no line parts two neighbouring cells they are one merged cell.
A grid of one cell is a frame around text and a grid of one column a stack of frames: neither is a table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.pages.printed import Glyph, Rule

NEAR = 3.0  # points: lines this close are one line, and touch
SHORTEST = 5.0  # points
MOST_RULES = 1_000
MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A line across (`at` is its height, from left to right) or down (`at` its distance from the left)."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The borders of columns and rows, and for each row the number of the cell in each column."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    def cell_at(self, glyph: Glyph) -> int | None:
        """Number of the cell that a character stands in; None outside."""
        column = bisect_right(self.columns, (glyph.left + glyph.right) / 2) - 1
        row = bisect_right(self.rows, (glyph.top + glyph.bottom) / 2) - 1
        inside = 0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1
        return self.cells[row][column] if inside else None

    def right_edge(self, cell: int) -> float:
        """Right border of a cell."""
        return max(
            self.columns[i + 1] for row in self.cells for i, number in enumerate(row) if number == cell
        )


def grids(rules: Iterable[Rule]) -> list[Grid]:
    """The tables that the lines of a page make, smallest first; none where there are too many lines."""
    across, down = _strokes(rules)
    if max(len(across), len(down)) > MOST_RULES:
        return []
    found = [grid for group in _touching(across, down) if (grid := _grid(*group))]
    return sorted(found, key=lambda g: (g.columns[-1] - g.columns[0]) * (g.rows[-1] - g.rows[0]))


def _strokes(rules: Iterable[Rule]) -> tuple[list[_Stroke], list[_Stroke]]:
    across, down = [], []
    for rule in rules:
        wide, high = rule.right - rule.left, rule.bottom - rule.top
        if wide >= SHORTEST and high <= NEAR:
            across.append(_Stroke((rule.top + rule.bottom) / 2, rule.left, rule.right))
        elif high >= SHORTEST and wide <= NEAR:
            down.append(_Stroke((rule.left + rule.right) / 2, rule.top, rule.bottom))
    return _merged(across), _merged(down)


def _merged(strokes: list[_Stroke]) -> list[_Stroke]:
    """Pieces of one line as one."""
    by_line: list[list[_Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if by_line and stroke.at - by_line[-1][0].at <= NEAR / 2:
            by_line[-1].append(stroke)
        else:
            by_line.append([stroke])
    merged: list[_Stroke] = []
    for line in by_line:
        at, first = line[0].at, len(merged)
        for stroke in sorted(line, key=lambda s: s.start):
            if len(merged) > first and stroke.start <= merged[-1].end + NEAR:
                last = merged.pop()
                merged.append(_Stroke(at, last.start, max(last.end, stroke.end)))
            else:
                merged.append(_Stroke(at, stroke.start, stroke.end))
    return merged


def _touching(
    across: Sequence[_Stroke], down: Sequence[_Stroke]
) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    """Lines across and down in groups that hang together."""
    groups = _Groups(len(across) + len(down))
    for i, a in enumerate(across):
        for j, d in enumerate(down):
            if a.start - NEAR <= d.at <= a.end + NEAR and d.start - NEAR <= a.at <= d.end + NEAR:
                groups.join(i, len(across) + j)
    found: dict[int, tuple[list[_Stroke], list[_Stroke]]] = {}
    for i, stroke in enumerate([*across, *down]):
        found.setdefault(groups.of(i), ([], []))[int(i >= len(across))].append(stroke)
    return list(found.values())


def _grid(across: list[_Stroke], down: list[_Stroke]) -> Grid | None:
    if len(across) < 2 or not down:
        return None
    columns = _borders(down, across)
    rows = _borders(across, down)
    if len(columns) * len(rows) > MOST_CELLS:
        return None
    cells = _cells(columns, rows, across, down)
    table = len(columns) > 2 and len({number for row in cells for number in row}) > 1
    return Grid(columns, rows, cells) if table else None


def _borders(lines: Sequence[_Stroke], crossing: Sequence[_Stroke]) -> tuple[float, ...]:
    """Where lines stand, and where the lines that cross them end beyond the last (an open side)."""
    places = sorted([*(s.at for s in lines), min(s.start for s in crossing), max(s.end for s in crossing)])
    borders = places[:1]
    for place in places[1:]:
        if place - borders[-1] > 2 * NEAR:
            borders.append(place)
    return tuple(borders)


def _cells(
    columns: Sequence[float], rows: Sequence[float], across: Sequence[_Stroke], down: Sequence[_Stroke]
) -> tuple[tuple[int, ...], ...]:
    wide, high = len(columns) - 1, len(rows) - 1
    fences = [[s for s in down if abs(s.at - border) <= 2 * NEAR] for border in columns]
    floors = [[s for s in across if abs(s.at - border) <= 2 * NEAR] for border in rows]
    groups = _Groups(wide * high)
    for r in range(high):
        for c in range(wide):
            here = r * wide + c
            if c + 1 < wide and not _parted(fences[c + 1], (rows[r] + rows[r + 1]) / 2):
                groups.join(here, here + 1)
            if r + 1 < high and not _parted(floors[r + 1], (columns[c] + columns[c + 1]) / 2):
                groups.join(here, here + wide)
    return tuple(tuple(groups.of(r * wide + c) for c in range(wide)) for r in range(high))


def _parted(lines: Sequence[_Stroke], middle: float) -> bool:
    return any(s.start <= middle <= s.end for s in lines)


class _Groups:
    """Numbers put together in groups, each known by its smallest number."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def of(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def join(self, one: int, other: int) -> None:
        one, other = sorted((self.of(one), self.of(other)))
        self._parents[other] = one
