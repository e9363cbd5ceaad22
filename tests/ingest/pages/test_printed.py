"""Characters make rows, runs and lines by their places alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pages.printed import glued, lines_of, rows_of
from tests.ingest.pages.sheets import glyphs

WORDS = st.text(alphabet="云溪市科普工作方案，。（）2033", min_size=1, max_size=28)


@given(st.lists(WORDS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_lines_come_back_whatever_the_order_of_their_characters(
    lines: list[str], order: random.Random
) -> None:
    scattered = [g for i, words in enumerate(lines) for g in glyphs(words, 80, 100 + 28 * i)]
    order.shuffle(scattered)
    assert [line.text for line in lines_of(scattered, 1)] == lines


def test_a_wide_gap_parts_a_row_into_runs_and_is_one_blank_in_a_line() -> None:
    row = glyphs("签发人：", 80, 100) + glyphs("张三", 300, 100)
    assert [len(runs) for runs in rows_of(row)] == [2]
    assert lines_of(row, 1)[0].text == "签发人： 张三"


def test_evenly_spaced_characters_are_one_run() -> None:
    row = [g for i, char in enumerate("云溪市科协") for g in glyphs(char, 80 + 48 * i, 100)]
    assert lines_of(row, 1)[0].text == "云溪市科协"


def test_false_bold_is_read_once_and_doubled_characters_twice() -> None:
    bold = glyphs("通知", 80, 100) + glyphs("通知", 80.4, 100)
    assert lines_of(bold, 1)[0].text == "通知"
    assert lines_of(glyphs("渐渐", 80, 100), 1)[0].text == "渐渐"


def test_blanks_that_are_printed_stay_and_those_at_the_ends_go() -> None:
    assert lines_of(glyphs(" 附　件 ", 80, 100), 1)[0].text == "附　件"


@pytest.mark.parametrize(
    ("words", "ems"), [("合实际", 1), ("2033年", 2), ("合，实际", 2), ("（一）加", 4), ("《云溪", 2)]
)
def test_the_head_is_what_cannot_be_broken(words: str, ems: float) -> None:
    if words.startswith("（一）"):
        ems = 3
    assert lines_of(glyphs(words, 80, 100), 1)[0].head == pytest.approx(ems * 16)


@pytest.mark.parametrize(
    ("one", "other", "whole"),
    [
        ("结", "合", "结合"),
        ("到", "2033年", "到2033年"),
        ("open", "source", "open source"),
        ("20", "33年", "2033年"),
        ("e-", "mail", "e-mail"),
    ],
)
def test_lines_are_glued_without_a_blank_but_between_latin_words(one: str, other: str, whole: str) -> None:
    assert glued(one, other) == whole
