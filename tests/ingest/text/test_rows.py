"""Which lines are rows of a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.rows import cells, is_rule, table_rows


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("夜市\t科普部\t2033年", ["夜市", "科普部", "2033年"]),
        ("\t科普部\t", ["", "科普部", ""]),
        ("| 夜市 | 科普部 |", ["夜市", "科普部"]),
        ("办好夜市。", ["办好夜市。"]),
    ],
)
def test_cells_stand_between_tabs_or_bars(line: str, found: list[str]) -> None:
    assert cells(line) == found


def test_two_neighbours_with_cells_are_a_table_and_one_is_none() -> None:
    assert table_rows(["夜市", "甲\t乙", "丙\t丁", "书屋"]) == [False, True, True, False]
    assert table_rows(["夜市", "甲\t乙", "书屋"]) == [False, False, False]


def test_a_row_with_empty_cells_belongs_to_the_rows_beside_it() -> None:
    assert table_rows(["甲\t乙\t丙", "\t丁\t", "\t\t戊"]) == [True, True, True]


def test_numbered_paragraphs_set_with_tabs_are_no_table() -> None:
    assert table_rows(["一、\t总体要求", "二、\t主要任务"]) == [False, False]
    assert table_rows(["\t办好夜市。", "\t办好小屋。"]) == [False, False]


def test_the_line_under_a_header_is_a_rule() -> None:
    assert is_rule("|---|:-:|") and not is_rule("| 夜市 | 3 |")


@given(st.lists(st.text(alphabet="甲乙 \t|一、1.-:", max_size=12), max_size=12))
def test_any_lines_have_an_answer_and_no_row_stands_alone(lines: list[str]) -> None:
    flags = table_rows(lines)
    assert len(flags) == len(lines)
    for place, flag in enumerate(flags):
        assert not flag or True in flags[max(0, place - 1) : place] + flags[place + 1 : place + 2]
