"""Sheets become a reading: nothing lost, every place exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import heartbeat
from ingest.pages import layout
from ingest.pages.layout import read_sheets
from ingest.pages.printed import Glyph, Rule, Sheet
from knowledge.errors import UserError
from tests.ingest.pages.sheets import HEIGHT, WIDTH, glyphs, ruled


def sheet(
    lines: list[tuple[str, float, float]], rules: list[Rule] | None = None, scanned: bool = False
) -> Sheet:
    """A page of lines (words, left, baseline)."""
    printed = tuple(g for words, left, base in lines for g in glyphs(words, left, base))
    return Sheet(WIDTH, HEIGHT, printed, tuple(rules or ()), scanned)


WORDS = st.text(alphabet="云溪市科普工作，。（）一、1.2033附件", min_size=1, max_size=26)
PAGES = st.lists(st.lists(st.tuples(WORDS, st.sampled_from([80.0, 112.0]))).map(lambda p: p[:20]), max_size=5)


@given(PAGES, st.lists(st.builds(Rule, *[st.floats(60, 800)] * 4), max_size=12))
def test_no_character_is_lost_and_every_box_is_its_text(
    pages: list[list[tuple[str, float]]], rules: list[Rule]
) -> None:
    sheets = [
        sheet([(words, left, 150 + 28 * i) for i, (words, left) in enumerate(page)], rules) for page in pages
    ]
    printed = sorted(g.text for one in sheets for g in one.glyphs)
    if not printed:
        return
    reading = read_sheets(sheets, "a.pdf")
    merged = list(reading.boxes)
    assert set(printed) == set(reading.text) - set(" \t\n")
    assert [box.start for box in merged] == sorted(box.start for box in merged)
    assert list(reading.pages) == sorted(reading.pages) and len(reading.pages) == len(pages)
    assert all(0 <= box.start < box.end <= len(reading.text) for box in merged)
    assert all("\n" not in reading.text[box.start : box.end] for box in merged)
    if not rules:
        assert sorted(reading.text.replace("\n", "").replace(" ", "")) == printed
        assert all(reading.page_at(box.start) == box.page for box in merged)


def test_a_table_stands_between_its_neighbours() -> None:
    rules = ruled([80, 200, 400], [110, 140, 170])
    lines = [("表前", 80.0, 100.0), ("任务", 90.0, 130.0), ("时限", 210.0, 130.0), ("建站", 90.0, 160.0)]
    reading = read_sheets([sheet([*lines, ("每年", 210.0, 160.0), ("表后", 80.0, 200.0)], rules)], "a.pdf")
    assert reading.text == "表前\n任务\t时限\n建站\t每年\n表后\n"


def test_a_cell_over_several_lines_is_one() -> None:
    rules = ruled([80, 160, 400], [110, 140, 200])
    lines = [("任务", 90.0, 130.0), ("时限", 210.0, 130.0), ("建设驿", 90.0, 160.0), ("站", 90.0, 185.0)]
    reading = read_sheets([sheet([*lines, ("每年", 210.0, 160.0), ("一次", 210.0, 185.0)], rules)], "a.pdf")
    assert reading.text == "任务\t时限\n建设驿站\t每年 一次\n"


def test_a_row_torn_by_a_page_is_whole_again() -> None:
    above = sheet(
        [
            ("序号", 85.0, 700.0),
            ("任务", 165.0, 700.0),
            ("1", 85.0, 730.0),
            ("建设科普驿站三十六", 165.0, 730.0),
        ],
        ruled([80, 160, 320], [680, 710, 740]),
    )
    below = sheet(
        [("个", 165.0, 120.0), ("2", 85.0, 150.0), ("培训", 165.0, 150.0)],
        ruled([80, 160, 320], [100, 130, 160]),
    )
    reading = read_sheets([above, below], "a.pdf")
    assert reading.text == "序号\t任务\n1\t建设科普驿站三十六个\n2\t培训\n"
    assert reading.pages == (0, reading.text.index("个"))


def test_pages_without_words_begin_where_the_next_one_does() -> None:
    reading = read_sheets(
        [sheet([]), sheet([("正文。", 80, 100)]), sheet([]), sheet([("完。", 112, 100)]), sheet([])], "a"
    )
    assert reading.pages == (0, 0, 4, 4, 7)


def test_scanned_pages_with_words_are_named_and_each_page_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[int] = []
    monkeypatch.setattr(heartbeat, "_listener", lambda: beats.append(1))
    pages = [sheet([("正文。", 80, 100)], scanned=True), sheet([], scanned=True)]
    assert read_sheets(pages, "a.pdf").scanned == frozenset({1})
    assert len(beats) == 2


def test_nothing_and_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"文件“a.pdf”里没有读到文字"):
        read_sheets([], "a.pdf")
    monkeypatch.setattr(layout, "MOST_CHARACTERS", 3)
    with pytest.raises(UserError, match=r"文件“a.pdf”超过 0 万字，请拆分后再入库"):
        read_sheets([sheet([("正文很长", 80, 100)])], "a.pdf")


def test_words_of_blanks_alone_are_no_words() -> None:
    blank = Sheet(WIDTH, HEIGHT, (Glyph(" ", 10, 10, 18, 26),), tuple(ruled([0, 50, 100], [0, 30, 60])))
    with pytest.raises(UserError, match="没有读到文字"):
        read_sheets([blank], "a.pdf")
