"""Columns are read one after the other, aligned gaps as a table, and only where it is sure."""

from __future__ import annotations

from ingest.pages.columns import blocks_of
from ingest.pages.printed import Line
from tests.ingest.pages.sheets import glyphs

FULL = "左右两栏的文字不能交错先读左"


def texts(blocks: list[Line | tuple[Line, ...]]) -> list[str]:
    return [b.text if isinstance(b, Line) else "\t".join(cell.text for cell in b) for b in blocks]


def test_two_columns_are_read_one_after_the_other_below_a_heading() -> None:
    page = glyphs("关于印发云溪市科普提升三年行动方案的通知各区县科协市级", 80, 60)
    for i in range(10):
        page += glyphs(f"{i}{FULL[:-1]}", 80, 100 + 28 * i) + glyphs(
            f"{i}{FULL[::-1][:-1]}", 320, 100 + 28 * i
        )
    blocks = blocks_of(page, 1)
    assert [text[0] for text in texts(blocks)[1:]] == [*"0123456789"] * 2
    assert [block.column for block in blocks if isinstance(block, Line)] == [0, *[1] * 10, *[2] * 10]


def test_three_aligned_columns_over_three_rows_are_a_table() -> None:
    page = [
        g
        for i, row in enumerate((("序号", "任务", "时限"), ("1", "建站", "每年"), ("2", "培训", "每季度")))
        for x, words in zip((80, 200, 400), row, strict=True)
        for g in glyphs(words, x, 100 + 28 * i)
    ]
    assert texts(blocks_of(page, 1)) == ["序号\t任务\t时限", "1\t建站\t每年", "2\t培训\t每季度"]


def test_a_gap_that_comes_once_is_a_blank() -> None:
    page = glyphs("联系人：张三", 80, 100) + glyphs("电话：0000", 300, 100) + glyphs("特此通知。", 80, 128)
    assert texts(blocks_of(page, 1)) == ["联系人：张三 电话：0000", "特此通知。"]


def test_short_cells_in_two_columns_are_not_running_text() -> None:
    page = [
        g
        for i in range(12)
        for g in glyphs("站" * (1 + i % 5), 80, 100 + 28 * i) + glyphs("每年", 340, 100 + 28 * i)
    ]
    assert texts(blocks_of(page, 1))[1] == "站站 每年"
