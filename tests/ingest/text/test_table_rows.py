"""Rows of cells as lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.text.table_rows import filled, header_place, lines_of_rows, only_text, with_one_header


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


HEADER = [
    ["任务", "分工", "分工", "时限"],
    ["任务", "牵头", "配合", "时限"],
    ["办夜市", "科普部", "学会部", "年底"],
]
TALL, WIDE = ((0, 0), (1, 0)), ((0, 1), (0, 2))


def test_a_header_of_several_rows_is_made_one() -> None:
    one = [["任务", "分工 牵头", "分工 配合", "时限"], HEADER[2]]
    assert with_one_header(HEADER, [TALL, WIDE, ((0, 3), (1, 3))]) == one
    title = ["分工表"] * 4
    lower = [((top + 1, left), (bottom + 1, right)) for (top, left), (bottom, right) in (TALL, WIDE)]
    assert with_one_header([title, *HEADER], [((0, 0), (0, 3)), *lower]) == [title, *one]


def test_a_form_and_a_plain_table_keep_their_first_rows() -> None:
    form = [["姓名", "李", "李", "照片"], ["单位", "云州", "科协", "照片"], ["职务", "站长", "", ""]]
    assert with_one_header(form, [((0, 1), (0, 2)), ((0, 3), (1, 3))]) == form
    assert header_place(HEADER, []) == (0, 1) and with_one_header([], []) == []
    assert with_one_header([["任务", "分工", "分工"]], [((0, 1), (0, 2))]) == [["任务", "分工", "分工"]]


@given(st.lists(st.lists(st.sampled_from(["", "甲", "乙", "丙"]), max_size=5), max_size=6))
def test_every_text_comes_back_in_order(rows: list[list[str]]) -> None:
    found = [cell for line in lines_of_rows(rows) for cell in line.split("\t") if cell]
    expected = [cell for row in rows for cell in row if cell]
    assert list(dict.fromkeys(found)) == list(dict.fromkeys(expected))
    assert len(lines_of_rows(rows)) == sum(any(row) for row in rows)
