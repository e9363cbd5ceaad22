"""Suites as spreadsheets, for people who do not write JSON: one case a row, several values on lines of a cell.

Accepted forms of one fact stand on one line, parted by |. Another set of quotes that proves as much
follows a line 或者. Reading names row and column of every mistake.
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

from assistant.answers import Grade
from evals.cases import Case, case_of
from knowledge.errors import UserError, reason_of

COLUMNS: Mapping[str, str] = {
    "id": "编号", "question": "问题", "history": "上文", "expect": "应答或拒答", "grade": "拒答种类",
    "source": "文件", "clauses": "条款", "quotes": "引文", "facts": "事实", "ordered": "先后次序",
    "forbidden": "不得出现", "reference": "参考答案", "group": "同组", "tags": "标签", "reviewed": "已审核",
}  # fmt: skip
EXPECT = {"应答": "answer", "拒答": "refuse"}
GRADE_NAMES: Mapping[str, Grade] = {
    "没有": "absent",
    "只有相近条款": "near",
    "文件不一致": "conflict",
    "范围以外": "outside",
}
REVIEWED = {"是": True, "否": False}
OR_ELSE = "或者"
MOST_ROWS = 5000
MOST_BYTES = 200_000_000
SHOWN_MISTAKES = 20
_WIDTHS = {
    "question": 44,
    "history": 30,
    "source": 30,
    "clauses": 24,
    "quotes": 44,
    "facts": 30,
    "reference": 30,
}
_WIDTH = 14
_NAMED = {**COLUMNS, "alternatives": COLUMNS["quotes"]}
_OPTIONAL = ("grade", "quotes", "ordered", "reference", "group", "reviewed")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_sheet(cases: Sequence[Case], path: Path) -> None:
    """Write a suite as .xlsx: a header, one row a case; what begins like a formula stays text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "题库"
    sheet.append(list(COLUMNS.values()))
    for case in cases:
        if not _fits(case):
            raise UserError(f"{case.id} 的引文里有换行或事实里有 |，写不进表格，请改用 .jsonl。")
        sheet.append([_CONTROL.sub("", _SHOWN[key](case)) for key in COLUMNS])
    for place, (cells, key) in enumerate(zip(sheet.columns, COLUMNS, strict=True), 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(key, _WIDTH)
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


def _fits(case: Case) -> bool:
    """Whether the cells give the case back: no line breaks in values, no | in facts."""
    lines = [*case.quotes, *(quote for quotes in case.alternatives for quote in quotes)]
    lines += [*case.history, *case.source, *case.clauses, *case.ordered, *case.forbidden, *case.tags]
    forms = [form for forms in case.facts for form in forms]
    return not any("\n" in text for text in (*lines, *forms)) and not any(
        re.search("[|｜]", f) for f in forms
    )


def read_sheet(path: Path) -> tuple[Case, ...]:
    """Read a suite from .xlsx. UserError lists the mistakes, each with its row and column."""
    rows = _rows(path)
    header = rows[0] if rows else []
    if strange := [name for name in header if name and name not in COLUMNS.values()]:
        raise UserError(f"题库 {path.name} 第 1 行有不认识的列 {'、'.join(strange)}，请用导出的表格作样子。")
    needed = [name for key, name in COLUMNS.items() if key not in _OPTIONAL]
    if missing := [name for name in needed if name not in header]:
        raise UserError(f"题库 {path.name} 第 1 行缺少列 {'、'.join(missing)}，请用导出的表格作样子。")
    places = {key: header.index(name) for key, name in COLUMNS.items() if name in header}
    cases: dict[str, Case] = {}
    mistakes: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        cells = {key: row[place] if place < len(row) else "" for key, place in places.items()}
        if not any(cells.values()):
            continue
        cells = {**dict.fromkeys(_OPTIONAL, ""), **cells}
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


def _rows(path: Path) -> list[list[str]]:
    """The cells of the first sheet as texts. UserError for what is no sheet, too large or no text."""
    try:
        with path.open("rb") as stream:
            with zipfile.ZipFile(stream) as parts:
                if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                    raise UserError(f"题库 {path.name} 解开后太大，请只留题目所在的工作表。")
            sheet = openpyxl.load_workbook(stream, read_only=True).worksheets[0]
            lines = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=40)
            rows = [[_text(cell, path) for cell in row] for row in lines]
            longer = (sheet.max_row or 0) > MOST_ROWS + 1
    except UserError:
        raise
    except Exception as error:  # a damaged or hostile file fails in any of its parsers
        raise UserError(f"题库 {path.name} 无法读取，请检查文件是否存在、是否为 .xlsx 表格。") from error
    if longer or (len(rows) > MOST_ROWS + 1 and any(rows[-1])):
        raise UserError(f"题库 {path.name} 超过 {MOST_ROWS} 题，请分成几个文件。")
    return rows


def _text(cell: Any, path: Path) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f" or not isinstance(cell.value, str | int) or isinstance(cell.value, bool):
        place = f"{get_column_letter(cell.column)}{cell.row}"
        raise UserError(f"题库 {path.name} 的单元格 {place} 是公式、日期、小数或百分数，请把它设为文本再填。")
    return str(cell.value).strip()


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    """The cells of a row as the values of a case."""
    for key, allowed in (("expect", EXPECT), ("grade", GRADE_NAMES), ("reviewed", REVIEWED)):
        if cells[key] not in allowed and (cells[key] or key == "expect"):
            raise ValueError(f"{key} 只能写 {'、'.join(allowed)}")
    answered = EXPECT[cells["expect"]] == "answer"
    several: dict[str, Any] = {
        key: _lines(cells[key]) for key in ("history", "source", "clauses", "ordered", "forbidden", "tags")
    }
    several["quotes"], *several["alternatives"] = _sets(cells["quotes"])
    several["facts"] = [[form.strip() for form in re.split("[|｜]", line)] for line in _lines(cells["facts"])]
    always = ("source", "clauses", "facts") if answered else ()
    return {
        "id": cells["id"],
        "question": cells["question"],
        "expect": EXPECT[cells["expect"]],
        "grade": GRADE_NAMES.get(cells["grade"]),
        "reference": cells["reference"],
        "group": cells["group"],
        "reviewed": REVIEWED.get(cells["reviewed"], True),
        **{key: value for key, value in several.items() if value or key in always},
    }


def _sets(cell: str) -> list[list[str]]:
    sets: list[list[str]] = [[]]
    for line in _lines(cell):
        if line == OR_ELSE:
            sets.append([])
        else:
            sets[-1].append(line)
    return sets


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _column(message: str) -> str:
    """The column a mistake is about, by the field that its message names first."""
    found = [(message.index(key), name) for key, name in _NAMED.items() if key in message]
    return min(found)[1] if found else COLUMNS["id"]


def _in_chinese(message: str) -> str:
    for key, name in _NAMED.items():
        message = re.sub(rf"\b{key}\b", f"“{name}”", message)
    return message


def _named(names: Mapping[str, object], value: object) -> str:
    return next((name for name, one in names.items() if one == value), "")


_SHOWN: Mapping[str, Callable[[Case], str]] = {
    "id": lambda case: case.id,
    "question": lambda case: case.question,
    "history": lambda case: "\n".join(case.history),
    "expect": lambda case: _named(EXPECT, case.expect),
    "grade": lambda case: _named(GRADE_NAMES, case.grade),
    "source": lambda case: "\n".join(case.source),
    "clauses": lambda case: "\n".join(case.clauses),
    "quotes": lambda case: f"\n{OR_ELSE}\n".join("\n".join(s) for s in (case.quotes, *case.alternatives)),
    "facts": lambda case: "\n".join("|".join(forms) for forms in case.facts),
    "ordered": lambda case: "\n".join(case.ordered),
    "forbidden": lambda case: "\n".join(case.forbidden),
    "reference": lambda case: case.reference,
    "group": lambda case: case.group,
    "tags": lambda case: "\n".join(case.tags),
    "reviewed": lambda case: _named(REVIEWED, case.reviewed),
}
