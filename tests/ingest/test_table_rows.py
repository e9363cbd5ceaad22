"""Rows of cells as lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.table_rows import filled, lines_of_rows, only_text


def test_titles_above_and_notes_under_are_paragraphs() -> None:
    rows = [
        ["分工表", "分工表"],
        ["任务", "单位"],
        ["甲", "办公室"],
        ["乙", "乙"],
        ["丙", ""],
        ["丁", "组宣部"],
        ["", "注：略"],
    ]
    assert lines_of_rows(rows) == [
        "分工表",
        "任务\t单位",
        "甲\t办公室",
        "乙\t乙",
        "丙\t",
        "丁\t组宣部",
        "注：略",
    ]


def test_empty_rows_and_columns_are_dropped_and_rows_made_even() -> None:
    assert filled([["", ""], ["甲", "", "乙"], ["", ""], ["丙"]]) == [["甲", "乙"], ["丙", ""]]
    assert filled([]) == [] and lines_of_rows([["", ""]]) == []


def test_one_column_is_paragraphs() -> None:
    assert lines_of_rows([["", "甲"], ["", "乙"]]) == ["甲", "乙"]


def test_the_only_text_of_a_row() -> None:
    assert only_text(["", "甲", "甲"]) == "甲" and only_text(["甲", "乙"]) == "" == only_text(["", ""])


@given(st.lists(st.lists(st.sampled_from(["", "甲", "乙", "丙"]), max_size=5), max_size=6))
def test_every_text_comes_back_in_order(rows: list[list[str]]) -> None:
    found = [cell for line in lines_of_rows(rows) for cell in line.split("\t") if cell]
    expected = [cell for row in rows for cell in row if cell]
    assert list(dict.fromkeys(found)) == list(dict.fromkeys(expected))
    assert len(lines_of_rows(rows)) == sum(any(row) for row in rows)
