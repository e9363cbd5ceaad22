"""Ruled lines make tables; frames and stacks of frames do not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.pages.grids import MOST_RULES, grids
from ingest.pages.printed import Rule
from tests.ingest.pages.sheets import glyphs, ruled

STEPS = st.lists(st.integers(8, 200), min_size=2, max_size=12)


def places(steps: list[int]) -> list[float]:
    return [50.0 + sum(steps[:i]) for i in range(len(steps) + 1)]


@given(STEPS, STEPS)
def test_every_cell_of_a_full_table_is_its_own(wide: list[int], high: list[int]) -> None:
    grid = grids(ruled(places(wide), places(high)))[0]
    numbers = [number for row in grid.cells for number in row]
    assert len(numbers) == len(set(numbers)) == len(wide) * len(high)


@given(STEPS, STEPS, st.data())
def test_lines_drawn_in_pieces_make_the_same_table(
    wide: list[int], high: list[int], data: st.DataObject
) -> None:
    whole = ruled(places(wide), places(high))
    pieces = [
        Rule(a, y, b, y) for y in places(high) for a, b in zip(places(wide), places(wide)[1:], strict=False)
    ]
    down = [rule for rule in whole if rule.left == rule.right]
    assert grids(data.draw(st.permutations([*pieces, *down]))) == grids(whole)


def test_cells_that_no_line_parts_are_one() -> None:
    rules = [rule for rule in ruled([0, 100, 200, 300], [0, 50, 100]) if rule != Rule(200, 0, 200, 100)]
    grid = grids([*rules, Rule(200, 50, 200, 100)])[0]
    (first, second, third), below = grid.cells
    assert second == third != first and len(set(below)) == 3
    assert grid.right_edge(second) == 300
    assert grid.cell_at(glyphs("字", 240, 30)[0]) == second
    assert grid.cell_at(glyphs("字", 400, 30)[0]) is None


def test_open_sides_end_where_the_lines_end() -> None:
    inner = [
        rule for rule in ruled([0, 100, 200], [0, 50, 100]) if rule.left == 100 or rule.left != rule.right
    ]
    assert grids(inner)[0].columns == (0, 100, 200)


def test_a_frame_a_stack_and_single_lines_are_no_tables() -> None:
    assert grids(ruled([0, 300], [0, 300])) == []
    assert grids(ruled([0, 300], [0, 100, 200, 300])) == []
    assert grids([Rule(0, 10, 300, 10), Rule(0, 50, 300, 50)]) == []


def test_a_drawing_with_lines_without_number_is_no_table() -> None:
    assert grids(ruled([10.0 * i for i in range(MOST_RULES + 2)], [0, 50, 100])) == []


@given(st.lists(st.builds(Rule, *[st.floats(-50, 900)] * 4), max_size=40))
def test_any_lines_are_borne(rules: list[Rule]) -> None:
    for grid in grids(rules):
        assert len(grid.cells) == len(grid.rows) - 1
        assert all(len(row) == len(grid.columns) - 1 for row in grid.cells)
