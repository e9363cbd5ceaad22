"""Aligned tasks as a workbook: texts stay texts."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from knowledge.alignment import Change, Task
from knowledge.documents import Clause
from knowledge.errors import UserError
from tests.ui.fakes import PLAN
from ui.exports.comparison import WIDTHS, export_comparison


def task(text: str) -> Task:
    return Task(Clause(PLAN, 0, "第一条", (), "item", text, 0, len(text)))


def test_each_row_has_its_group_its_changes_and_both_sides(tmp_path: Path) -> None:
    groups = {
        "指标提高": [(task("新建36所"), task("新建40所"), (Change("raised", "36所", "40所"),))],
        "新增任务": [(None, task("=1+1"), ())],
    }
    file = tmp_path / "对照.xlsx"
    assert export_comparison(groups, file, ("旧\x07", "新")) == "已写入 2 行：对照.xlsx"
    sheet, about = openpyxl.load_workbook(file).worksheets
    assert [cell.value for cell in sheet[1]] == list(WIDTHS)
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("指标提高", "指标提高：36所 → 40所", "第一条", "新建36所", "第一条", "新建40所")
    assert rows[1][2:4] == (None, None) and sheet["F3"].data_type == "s"
    assert about["A2"].value == "甲：旧"


def test_another_suffix_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不能写成"):
        export_comparison({}, tmp_path / "对照.pdf", ("甲", "乙"))
