"""Suites as spreadsheets: out and in again, and every mistake named by row and column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.cases import Case, load
from evals.report import load_suite
from evals.sheets import COLUMNS, read_sheet, write_sheet
from knowledge.errors import UserError
from ui.cli import main

SUITES = Path(__file__).parents[2] / "evals" / "suites"
ANSWERED = Case(
    "a1", "要建多少座驿站？", "answer", ("先问什么？",), ("规划.txt",), ("第1条", "第2条"),
    (("20座", "二十座"), ("科普部",)), ("30座",), ("target",),
)  # fmt: skip
REFUSED = Case("b1", "=1+1 等于几？", "refuse", tags=("off_topic",))


def filled(path: Path, *rows: dict[str, Any]) -> Path:
    """A sheet with the given cells, by column name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS.values()))
    for row in rows:
        sheet.append([row.get(name) for name in COLUMNS.values()])
    book.save(path)
    return path


RIGHT = {
    "编号": "a",
    "问题": "问？",
    "应答或拒答": "应答",
    "文件": "规划.txt",
    "条款": "第1条",
    "事实": "20座|二十座",
}


@pytest.mark.parametrize("name", ["sample", "kexie"])
def test_our_suites_come_back_equal(name: str, tmp_path: Path) -> None:
    cases = load(SUITES / f"{name}.jsonl")
    write_sheet(cases, tmp_path / "suite.xlsx")
    assert read_sheet(tmp_path / "suite.xlsx") == cases == load_suite(SUITES / f"{name}.jsonl")


def test_a_case_keeps_every_field_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    write_sheet([ANSWERED, REFUSED], tmp_path / "suite.xlsx")
    assert load_suite(tmp_path / "suite.xlsx") == (ANSWERED, REFUSED)
    sheet = openpyxl.load_workbook(tmp_path / "suite.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS.values())
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


words = st.text(alphabet="问答条款座=+-@ABC12", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(words, min_size=1, max_size=4, unique=True),
    question=words,
    facts=st.lists(words, max_size=3),
)
def test_any_case_comes_back(
    names: list[str], question: str, facts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("sheets") / "suite.xlsx"
    cases = tuple(
        Case(
            name, question, "answer", source=("a.txt",), clauses=("第1条",), facts=tuple((f,) for f in facts)
        )
        for name in names
    )
    write_sheet(cases, path)
    assert read_sheet(path) == cases


@pytest.mark.parametrize(
    ("wrong", "column", "why"),
    [
        ({"应答或拒答": "也许"}, "应答或拒答", "只能写 应答 或 拒答"),
        ({"问题": ""}, "问题", "不空的文字"),
        ({"编号": ""}, "编号", "不空的文字"),
        ({"文件": ""}, "条款", "没有写 “文件”"),
        ({"应答或拒答": "拒答"}, "事实", "不能写"),
        ({"事实": "20座|"}, "事实", "空文字"),
    ],
)
def test_a_mistake_is_named_by_row_and_column(
    wrong: dict[str, str], column: str, why: str, tmp_path: Path
) -> None:
    path = filled(tmp_path / "suite.xlsx", {**RIGHT, "编号": "first"}, {**RIGHT, **wrong})
    with pytest.raises(UserError) as error:
        read_sheet(path)
    assert f"第 3 行“{column}”列" in str(error.value)
    assert why in str(error.value)


def test_every_mistake_is_listed_and_a_repeated_id_is_one(tmp_path: Path) -> None:
    path = filled(tmp_path / "suite.xlsx", RIGHT, RIGHT, {**RIGHT, "编号": "c", "应答或拒答": "?"})
    with pytest.raises(UserError, match=r"第 3 行“编号”列.*第 4 行“应答或拒答”列"):
        read_sheet(path)


def test_empty_rows_are_passed_over_and_an_empty_sheet_is_told(tmp_path: Path) -> None:
    assert len(read_sheet(filled(tmp_path / "a.xlsx", RIGHT, {}, {**RIGHT, "编号": "b"}))) == 2
    with pytest.raises(UserError, match="没有题目"):
        read_sheet(filled(tmp_path / "b.xlsx"))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "问题"])
    book.save(tmp_path / "suite.xlsx")
    with pytest.raises(UserError, match="缺少列 上文、应答或拒答"):
        read_sheet(tmp_path / "suite.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"{}"])
def test_what_is_no_sheet_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "suite.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"suite\.xlsx"):
        read_sheet(path)


def test_the_command_writes_a_sheet_without_an_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "suite.xlsx"
    suite = str(SUITES / "sample.jsonl")
    assert main(["eval", "--suite", suite, "--sheet", str(out), "--data", str(tmp_path / "none")]) == 0
    shown = capsys.readouterr()
    assert shown.out == "" and "90 题" in shown.err
    assert read_sheet(out) == load(SUITES / "sample.jsonl")
