"""Text and numbers of lines as a browser shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from ingest.web.lines import TooLarge, lines_of, numbered, printed_number, tidy


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (3, "", "3."),
        (12, "cjk-ideographic", "十二、"),
        (26, "a", "z."),
        (27, "lower-alpha", "27."),
        (14, "upper-roman", "XIV."),
        (0, "i", "0."),
        (-1, "simp-chinese-informal", "-1."),
    ],
)
def test_numbers_are_printed_in_their_style(number: int, style: str, printed: str) -> None:
    assert printed_number(number, style) == printed


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("甲", "2.甲"),
        ("2、甲", "2、甲"),
        ("（2）甲", "（2）甲"),
        ("2031年", "2.2031年"),
        ("3.甲", "2.3.甲"),
        ("2", "2.2"),
    ],
)
def test_a_number_stands_once(line: str, shown: str) -> None:
    assert numbered("2.", line) == shown
    assert numbered("", line) == line


def test_an_element_can_be_left_out_without_joining_its_neighbours() -> None:
    body = html.fragment_fromstring("<div>甲<div class=x>乙</div>丙<span class=x>丁</span>戊</div>")
    assert lines_of(body, lambda element: element.get("class") == "x") == ["甲", "丙戊"]


def test_cells_without_end_are_too_large() -> None:
    rows = "<tr><td rowspan=9999 colspan=100>" + "字" * 2_000 + "<td>乙" + "<tr><td>甲" * 60
    with pytest.raises(TooLarge):
        lines_of(html.fragment_fromstring(f"<table>{rows}</table>"))


def test_a_cell_over_many_rows_ends_with_the_table() -> None:
    table = html.fragment_fromstring("<table><tr><td rowspan=0>甲<td>乙<tr><td>丙</table>")
    assert lines_of(table) == ["甲\t乙", "甲\t丙"]


@given(st.text("甲乙ab \n\t\u00a0\u3000\u200b，。", max_size=40))
def test_tidy_text_stays_tidy_and_loses_no_character(text: str) -> None:
    once = tidy(text)
    assert (
        tidy(once) == once and "\n" not in once and "  " not in once.replace("\u00a0", " ")
    ) or "\u00a0" in text
    assert "".join(once.split()) == "".join(text.replace("\u200b", "").split())
