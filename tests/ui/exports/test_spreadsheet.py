"""The workbook, read back by openpyxl and by LibreOffice."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from knowledge.commitments import Commitment
from tests.ui.exports.ledgers import NOTES, converted, make_clause, make_row, sample_rows
from ui.exports.columns import COLUMNS, DEFAULT_COLUMNS, clean, table
from ui.exports.spreadsheet import CELL_LIMIT, CUT, write_xlsx

EVERY = tuple(COLUMNS)


def saved(folder: Path, *rows: Commitment, columns: tuple[str, ...] = EVERY) -> Workbook:
    path = folder / "台账.xlsx"
    write_xlsx(rows or sample_rows(), path, columns, NOTES)
    return load_workbook(path)


def texts(book: Workbook, sheet: str) -> list[tuple[str, ...]]:
    lines = book[sheet].iter_rows(values_only=True)
    return [tuple("" if value is None else str(value) for value in line) for line in lines]


def test_every_cell_comes_back(tmp_path: Path) -> None:
    book = saved(tmp_path)
    assert book.sheetnames == ["台账", "条款原文", "说明"]
    assert texts(book, "台账") == [EVERY, *table(sample_rows(), EVERY)]
    assert texts(book, "说明") == [("说明",), *((note,) for note in NOTES)]
    assert [book["台账"].cell(line, 1).value for line in (2, 3, 4)] == [1, 2, 3]


def test_each_clause_stands_once_and_is_linked(tmp_path: Path) -> None:
    book = saved(tmp_path)
    ledger, clauses = book["台账"], texts(book, "条款原文")
    assert clauses == [
        ("文件", "条款", "条款全文"),
        (
            "《云溪市科协事业发展规划》（云科协〔2021〕5号）", "二、（一）",
            "（一）到2025年，新建科普驿站不少于50个。（牵头部门：科普部、办公室；配合部门：学会部）",
        ),
        ("《关于报送总结的通知》", "二、（一）", "报送总结。"),
    ]  # fmt: skip
    links = [ledger.cell(line, EVERY.index("条款") + 1).hyperlink for line in (2, 3, 4)]
    assert [link.location for link in links] == ["'条款原文'!A2", "'条款原文'!A2", "'条款原文'!A3"]
    assert not any(link.target for link in links)


def test_the_sheet_is_ready_to_be_filtered_and_printed(tmp_path: Path) -> None:
    sheet = saved(tmp_path, columns=DEFAULT_COLUMNS)["台账"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:K4")
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert sheet["A1"].font.bold
    assert sheet["A1"].alignment.wrap_text
    assert sheet["J2"].alignment.wrap_text
    assert sheet.column_dimensions["J"].width == COLUMNS["原文"].width
    assert sheet.row_dimensions[2].height > sheet.row_dimensions[1].height


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5%", "@SUM(A1)", "＝1", "#N/A", "#REF!", "=", "TRUE", "007"]
)
def test_what_looks_like_a_formula_is_text(tmp_path: Path, text: str) -> None:
    found = saved(tmp_path, make_row(text), columns=("任务",))["台账"]["A2"]
    assert (found.value, found.data_type) == (text, "s")
    assert found.quotePrefix == (text[0] in "=+-@＝")


def test_a_text_longer_than_a_cell_is_cut_visibly(tmp_path: Path) -> None:
    for text in ("字" * 40_000, "𠮷" * 20_000):
        found = saved(tmp_path, make_row(clause=make_clause(text)), columns=("原文",))
        for cut in (found["台账"]["A2"].value, found["条款原文"]["C2"].value):
            assert cut.endswith(CUT)
            assert CELL_LIMIT - 1 <= len(cut.encode("utf-16-le")) // 2 <= CELL_LIMIT
            assert text.startswith(cut.removesuffix(CUT))
    exact = "字" * CELL_LIMIT
    assert saved(tmp_path, make_row(exact), columns=("任务",))["台账"]["A2"].value == exact


def test_no_rows_make_a_sheet_with_a_header(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    write_xlsx((), path, DEFAULT_COLUMNS, ())
    book = load_workbook(path)
    assert texts(book, "台账") == [DEFAULT_COLUMNS]
    assert texts(book, "条款原文") == [("文件", "条款", "条款全文")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(task=st.text(st.characters()), note=st.text(st.characters()))
def test_any_text_comes_back_clean(tmp_path: Path, task: str, note: str) -> None:
    path = tmp_path / "任意.xlsx"
    write_xlsx([make_row(task, clause=make_clause(task or "空"))], path, ("任务", "原文"), [note])
    book = load_workbook(path)
    assert texts(book, "台账")[1:] == table(
        [make_row(task, clause=make_clause(task or "空"))], ("任务", "原文")
    )
    assert texts(book, "说明")[1:] == [(clean(note),)]


def test_libreoffice_reads_the_same_cells(tmp_path: Path) -> None:
    rows = (*sample_rows(), make_row("甲\x00\x1b乙\ud800\n丙"), make_row("#N/A"))
    path = tmp_path / "台账.xlsx"
    write_xlsx(rows, path, EVERY, NOTES)
    made = converted(path, "csv:Text - txt - csv (StarCalc):44,34,76,1", tmp_path)
    with made.open(encoding="utf-8-sig", newline="") as lines:
        read = [tuple(line) for line in csv.reader(lines)]
    assert read == [EVERY, *table(rows, EVERY)]
