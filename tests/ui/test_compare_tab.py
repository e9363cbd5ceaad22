"""The tab 对比 on a small real library."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from knowledge import audit
from tests.ui.small_library import desks_over, small_library, value
from ui.compare_tab import CASCADE, NOTHING, TASKS, TEXTS, CompareEvents


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library(tmp_path_factory.mktemp("compared"))


@pytest.fixture
def events(data: Path, tmp_path: Path) -> CompareEvents:
    return CompareEvents(desks_over(data, "reader"), tmp_path)


def test_documents_and_versions_can_be_chosen(events: CompareEvents) -> None:
    first, second = events.refresh("夜校.txt", "没有.txt")
    assert {name for _, name in first["choices"]} == {"夜校.txt", "云桥.txt"}
    assert (value(first), value(second)) == ("夜校.txt", None)
    several = events.versions("夜校.txt")
    assert several["choices"] == [("第 1 版", 1), ("第 2 版（现用）", 2)]
    assert value(several) == 2 and several["visible"] is True
    assert events.versions("云桥.txt")["visible"] is False
    assert events.versions(None)["visible"] is False


def test_two_versions_of_one_document_are_aligned_by_their_tasks(events: CompareEvents) -> None:
    page = events.show(TASKS, "夜校.txt", 1, "夜校.txt", 2)
    assert "指标提高 1" in page and "36所 → 40所" in page and "时限改变" in page
    assert "第 1 版" in page and "第 2 版" in page


def test_the_texts_of_two_versions_stand_side_by_side(events: CompareEvents) -> None:
    page = events.show(TEXTS, "夜校.txt", 1, "夜校.txt", 2)
    assert "改动 2 条" in page and "<del>36</del>" in page and "<ins>40</ins>" in page


def test_a_lower_document_is_held_against_its_upper_one(events: CompareEvents) -> None:
    page = events.show(CASCADE, "夜校.txt", 2, "云桥.txt", None)
    assert "落实 1" in page and "低于上级指标：上级 40所，本级 5所" in page


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ((None, None, "云桥.txt", 1), NOTHING),
        (("云桥.txt", 1, "云桥.txt", None), "同一份文件"),
        (("没有.txt", 1, "云桥.txt", 1), "没有名为“没有.txt”的文件"),
        (("夜校.txt", 7, "云桥.txt", 1), "没有第 7 版"),
    ],
)
def test_a_choice_that_cannot_be_compared_is_a_sentence(
    events: CompareEvents, chosen: tuple[str | None, int | None, str | None, int | None], said: str
) -> None:
    assert said in events.show(TASKS, *chosen)
    button, told = events.export(*chosen)
    assert said in told and button["visible"] is False


def test_aligned_tasks_are_exported(events: CompareEvents, data: Path) -> None:
    button, said = events.export("夜校.txt", 1, "夜校.txt", 2)
    assert "任务对照.xlsx" in said
    book = openpyxl.load_workbook(value(button))
    assert [cell.value for cell in book.worksheets[0][1]] == [
        *("结果", "变化", "甲：条款", "甲：任务", "乙：条款", "乙：任务")
    ]
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert any(row[0] == "指标提高" and "36所 → 40所" in str(row[1]) for row in rows)
    assert audit.read_deeds(data)[-1].action == "exported"
