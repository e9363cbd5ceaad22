"""Heads, feet and page numbers go; what only looks like them stays."""

from __future__ import annotations

import pytest

from ingest.pages.margins import page_margins
from tests.ingest.pages.sheets import HEIGHT, line


def left_out(*pages: list[tuple[str, float]]) -> set[str]:
    """The lines (words, baseline) of pages that are left out."""
    sheets = [
        (HEIGHT, [line(words, page, base=base) for words, base in lines])
        for page, lines in enumerate(pages, 1)
    ]
    return {found.text for found in page_margins(sheets)}


BODY = [("正文第一行", 130.0), ("正文第二行", 400.0)]


def test_a_head_on_every_page_goes() -> None:
    assert left_out(*[[("云溪市文件", 50.0), *BODY]] * 3) == {"云溪市文件"}


def test_a_head_that_counts_the_pages_goes() -> None:
    pages = [[(f"云溪市 2031 第{n}页", 50.0), *BODY] for n in (5, 6, 7)]
    assert len(left_out(*pages)) == 3


@pytest.mark.parametrize("number", ["— {} —", "-{}-", "第{}页 共3页", "{}/3", "{}", "一 {} 一"])
def test_page_numbers_go(number: str) -> None:
    pages = [[*BODY, (number.format(n), 800.0)] for n in (1, 2, 3)]
    assert left_out(*pages) == {number.format(n) for n in (1, 2, 3)}


def test_numbers_that_count_nothing_stay() -> None:
    assert left_out([*BODY, ("2033", 800.0)], [*BODY, ("36", 800.0)]) == set()


def test_attachments_and_numbered_headings_at_the_top_stay() -> None:
    assert left_out(*[[(f"附件{n}", 100.0), *BODY] for n in (1, 2, 3)]) == set()
    assert left_out(*[[(f"{n}.任务", 100.0), *BODY] for n in (1, 2, 3)]) == set()


def test_words_at_the_height_of_other_text_stay() -> None:
    pages = [*[[("填报说明", 100.0), *BODY]] * 3, [("另一行正文", 100.0), *BODY]]
    assert left_out(*pages) == set()


def test_lines_in_the_middle_of_the_page_stay() -> None:
    assert left_out(*[[("同样的话", 400.0)]] * 5) == set()
