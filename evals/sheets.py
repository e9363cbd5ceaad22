"""Suites as spreadsheets, for people who do not write JSON: one case a row, several values on lines of a cell.

Accepted forms of one fact stand on one line, parted by |. Reading names row and column of every mistake.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from evals.cases import Case, case_of
from knowledge.errors import UserError, reason_of

COLUMNS: Mapping[str, str] = {
    "id": "编号", "question": "问题", "history": "上文", "expect": "应答或拒答", "source": "文件",
    "clauses": "条款", "facts": "事实", "forbidden": "不得出现", "tags": "标签",
}  # fmt: skip
EXPECT = {"应答": "answer", "拒答": "refuse"}
MOST_ROWS = 5000
SHOWN_MISTAKES = 20
_WIDTHS = {"id": 10, "question": 44, "history": 30, "expect": 10, "source": 30, "clauses": 24, "facts": 30, "forbidden": 20, "tags": 16}  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_sheet(cases: Sequence[Case], path: Path) -> None:
    """Write a suite as .xlsx: a header, one row a case; what begins like a formula stays text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "题库"
    sheet.append(list(COLUMNS.values()))
    for case in cases:
        sheet.append([_CONTROL.sub("", _SHOWN[key](case)) for key in COLUMNS])
    for place, (cells, key) in enumerate(zip(sheet.columns, COLUMNS, strict=True), 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[key]
        for cell in cells:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        cells[0].font = Font(bold=True)
    sheet.freeze_panes = "A2"
    try:
        book.save(path)
    except OSError as error:
        raise UserError(
            f"无法写入“{path}”（{reason_of(error)}），请检查路径和权限，并关闭正打开它的程序。"
        ) from error


def read_sheet(path: Path) -> tuple[Case, ...]:
    """Read a suite from .xlsx. UserError lists the mistakes, each with its row and column."""
    rows = _rows(path)
    header = [str(cell or "").strip() for cell in rows[0]] if rows else []
    if missing := [name for name in COLUMNS.values() if name not in header]:
        raise UserError(f"题库 {path.name} 第 1 行缺少列 {'、'.join(missing)}，请用导出的表格作样子。")
    places = {key: header.index(name) for key, name in COLUMNS.items()}
    cases: dict[str, Case] = {}
    mistakes: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        cells = {
            key: str(row[place] if row[place] is not None else "").strip() for key, place in places.items()
        }
        if not any(cells.values()):
            continue
        try:
            case = case_of(_values(cells))
            if case.id in cases:
                raise ValueError("id 与前面的题重复")
            cases[case.id] = case
        except ValueError as error:
            mistakes.append(f"第 {number} 行“{_column(str(error))}”列：{_in_chinese(str(error))}")
    if mistakes:
        more = f"……共 {len(mistakes)} 处" if len(mistakes) > SHOWN_MISTAKES else ""
        raise UserError(f"题库 {path.name} 有误，请改正：{'；'.join(mistakes[:SHOWN_MISTAKES])}{more}。")
    if not cases:
        raise UserError(f"题库 {path.name} 里没有题目。")
    return tuple(cases.values())


def _rows(path: Path) -> list[tuple[Any, ...]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [tuple(row) for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=40, values_only=True)]
        book.close()
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise UserError(f"题库 {path} 无法读取，请检查文件是否存在、是否为 .xlsx 表格。") from error
    return rows


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    """The cells of a row as the values of a case."""
    if cells["expect"] not in EXPECT:
        raise ValueError("expect 只能写 应答 或 拒答")
    answered = EXPECT[cells["expect"]] == "answer"
    several = {key: _lines(cells[key]) for key in ("history", "source", "clauses", "forbidden", "tags")}
    facts = [[form.strip() for form in line.split("|")] for line in _lines(cells["facts"])]
    needed = {
        key: value for key, value in several.items() if value or (answered and key in ("source", "clauses"))
    }
    kept = {"facts": facts} if facts or answered else {}
    return {
        "id": cells["id"],
        "question": cells["question"],
        "expect": EXPECT[cells["expect"]],
        **needed,
        **kept,
    }


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _column(message: str) -> str:
    """The column a mistake is about, by the field that its message names first."""
    found = [(message.index(key), name) for key, name in COLUMNS.items() if key in message]
    return min(found)[1] if found else COLUMNS["id"]


def _in_chinese(message: str) -> str:
    for key, name in COLUMNS.items():
        message = re.sub(rf"\b{key}\b", f"“{name}”", message)
    return message


_SHOWN: Mapping[str, Callable[[Case], str]] = {
    "id": lambda case: case.id,
    "question": lambda case: case.question,
    "history": lambda case: "\n".join(case.history),
    "expect": lambda case: next(name for name, value in EXPECT.items() if value == case.expect),
    "source": lambda case: "\n".join(case.source),
    "clauses": lambda case: "\n".join(case.clauses),
    "facts": lambda case: "\n".join("|".join(forms) for forms in case.facts),
    "forbidden": lambda case: "\n".join(case.forbidden),
    "tags": lambda case: "\n".join(case.tags),
}
