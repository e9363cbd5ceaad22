"""Spreadsheets (.xlsx .xls .et): every visible sheet as titles and one table.

A sheet is read as it is seen: merged cells repeated, dates in words, numbers without a tail, the last
values of formulas, errors blank. Of an .xlsx the parts that matter are unpacked within the budget and
handed over in a package of our own, so that the library sees what was judged: it holds a sheet as one
rectangle, and two cells in opposite corners would fill all memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from ingest.containers.compound import Compound, is_compound
from ingest.containers.signatures import OLE, ZIP, damaged, is_locked, kind_of, locked, not_as_named
from ingest.limits.budget import entry, opened
from ingest.limits.heartbeat import beat
from ingest.reading import Reading
from ingest.sheets import old_records
from ingest.sheets.shown_cells import ATTRIBUTES, as_shown, shown_styles
from ingest.text.table_rows import Area, lines_of_rows, with_one_header
from knowledge.errors import UserError

SUFFIXES = (".xlsx", ".xls", ".et")
MOST_CELLS = 2_000_000  # of the rectangles around the filled cells of all sheets
MOST_CHARACTERS = 5_000_000

Cell = int | float | str | bool | time | date | datetime | timedelta

_WORKBOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_PART = re.compile(
    r"^(?!(?:.*/)?(?:media|drawings|charts|embeddings|theme|customXml|docProps|externalLinks|pivot\w+)/).*"
    r"\.(?:xml|rels)$",
    re.I,
)
_MARK = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])" + ATTRIBUTES + rb">(</)?")
_SINCE_1904 = re.compile(rb"\sdate1904\s*=\s*[\"'](?:1|true)[\"']")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]{0,3})(\d{1,9})")


def read(data: bytes, name: str) -> Reading:
    """Text of the visible sheets. Raises UserError for a file that is locked, damaged, no workbook, or swells."""
    workbook = _opened(data, name)
    shown = [sheet for sheet in workbook.sheets_metadata if _is_shown(sheet)]
    hidden = [sheet.name for sheet in workbook.sheets_metadata if sheet not in shown]
    tables = {sheet.name: lines for sheet in shown if (lines := _lines(workbook, sheet.name, name))}
    if not tables:
        raise UserError(f"表格“{name}”里没有可入库的文字，请检查后重新提供。")
    several = len(tables) > 1
    lines = [line for title, table in tables.items() for line in _titled(title if several else "", table)]
    warnings = (f"表格“{name}”的隐藏工作表没有入库：{'、'.join(hidden)}。",) if hidden else ()
    return Reading("\n".join(lines) + "\n", warnings=warnings)


def _is_shown(sheet: calamine.SheetMetadata) -> bool:
    kind, visible = calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible
    return sheet.typ == kind and sheet.visible == visible


def _titled(title: str, table: Sequence[str]) -> list[str]:
    """The lines of a sheet under its name, unless it begins with that name itself."""
    return [title, *table] if title and table[0] != title else [*table]


def _opened(data: bytes, name: str) -> calamine.CalamineWorkbook:
    kind = kind_of(data)
    if kind not in (ZIP, OLE) or is_locked(data):
        raise not_as_named(data, name)
    judged = _package(data, name) if kind == ZIP else _old(data, name)
    try:
        return calamine.load_workbook(io.BytesIO(judged))
    except BaseException as error:
        raise _failure(error, name) from error


def _old(data: bytes, name: str) -> bytes:
    """The records of an .xls in a package of our own, if its sheets keep the limits."""
    if not is_compound(data):
        raise damaged(name)
    streams = Compound(data)
    stream = next((streams.stream(part) for part in ("Workbook", "Book") if part in streams), b"")
    if not stream:
        raise _no_workbook(name)
    if old_records.is_locked(stream):
        raise locked(name)
    if sum(old_records.areas(stream)) > MOST_CELLS:
        raise _too_wide(name)
    return old_records.package(old_records.trusted(stream))


def _failure(error: BaseException, name: str) -> BaseException:
    """What to raise for an error of the library, whose panics are no Exception."""
    if isinstance(error, (UserError, KeyboardInterrupt, SystemExit)):
        return error
    return damaged(name)


def _package(data: bytes, name: str) -> bytes:
    """The parts of a workbook that hold text, judged one by one and packed anew without compression."""
    archive = opened(data, name)
    kept = [info.filename for info in archive.infolist() if _PART.search(info.filename)]
    if _WORKBOOK not in kept:
        raise _no_workbook(name)
    since_1904 = bool(_SINCE_1904.search(entry(archive, _WORKBOOK, name)))
    styles = {}
    if _STYLES in kept:
        styles = shown_styles(entry(archive, _STYLES, name), name, since_1904=since_1904)
    stream, cells = io.BytesIO(), 0
    with zipfile.ZipFile(stream, "w") as package:
        for path in dict.fromkeys(kept):
            part = entry(archive, path, name)
            cells += _area(part)
            if cells > MOST_CELLS:
                raise _too_wide(name)
            package.writestr(path, as_shown(part, styles))
    return stream.getvalue()


def _area(part: bytes) -> int:
    """Cells of the rectangle around all cells of a sheet that are not empty, counted as the library does."""
    row = column = 0
    rows, columns = set(), set()
    for mark in _MARK.finditer(part):
        place = _PLACE.search(mark[2])
        if mark[1] == b"row":
            row, column = int(place[2]) if place else row + 1, 0
            continue
        column = _column(place[1]) if place and place[1] else column + 1
        if not (mark[2].endswith(b"/") or mark[3]):
            rows.add(int(place[2]) if place else row)
            columns.add(column)
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) if rows else 0


def _column(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _lines(workbook: calamine.CalamineWorkbook, title: str, name: str) -> list[str]:
    """Titles, table and notes of one sheet, one line each."""
    try:
        sheet = workbook.get_sheet_by_name(title)
        start, size = sheet.start or (0, 0), sheet.height * sheet.width
        if size > MOST_CELLS:
            raise _too_wide(name)
        cells, merged = sheet.to_python(), sheet.merged_cell_ranges or []
    except BaseException as error:
        raise _failure(error, name) from error
    beat()
    rows = [[written(cell) for cell in row] for row in cells]
    rows, areas = _compact(rows, [_from(start, area) for area in merged])
    _repeat(rows, areas, name)
    return lines_of_rows(with_one_header(rows, areas))


def written(cell: Cell) -> str:
    """A cell as a reader of the sheet would say it: 2031年3月18日, 9:30, 36, 0.5."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return (
                f"{cell:.15g}"
                if abs(cell) < 1e15
                else str(int(cell))
                if cell == cell and abs(cell) < 1e300
                else ""
            )
        case datetime():
            day = written(cell.date())
            return day if cell.time() == time() else f"{day}{written(cell.time())}"
        case date():
            return f"{cell.year}年{cell.month}月{cell.day}日"
        case time():
            return f"{cell.hour}:{cell.minute:02}"
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
    return " ".join(str(cell).split())


def _from(start: tuple[int, int], area: Area) -> Area:
    """A merged area counted from the first filled row and column on."""
    (top, left), (bottom, right) = area
    return (top - start[0], left - start[1]), (bottom - start[0], right - start[1])


def _compact(rows: list[list[str]], areas: Sequence[Area]) -> tuple[list[list[str]], list[Area]]:
    """The sheet without the rows and columns in which nothing is written; the merged areas of what is left
    that have a text."""
    lines = [place for place, row in enumerate(rows) if any(row)]
    columns = sorted({place for row in rows for place, cell in enumerate(row) if cell})
    left_over = []
    for (top, left), (bottom, right) in areas:
        if 0 <= top < len(rows) and 0 <= left < len(rows[top]) and rows[top][left]:
            corner = bisect_left(lines, top), bisect_left(columns, left)
            left_over.append((corner, (bisect_right(lines, bottom) - 1, bisect_right(columns, right) - 1)))
    return [[rows[line][column] for column in columns] for line in lines], left_over


def _repeat(rows: list[list[str]], areas: Sequence[Area], name: str) -> None:
    """Write the text of each merged area into all its cells; into the first one where it is a whole row."""
    covered = sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in areas)
    if covered > MOST_CELLS:
        raise _too_wide(name)
    for (top, left), (bottom, right) in areas:
        if top == bottom and (left, right + 1) == (0, len(rows[top])):
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * (right - left + 1)
    if sum(len(cell) for row in rows for cell in row) > MOST_CHARACTERS:
        raise _too_wide(name)


def _no_workbook(name: str) -> UserError:
    return UserError(f"文件“{name}”的内容不是表格，请用原软件另存为 .xlsx 后再入库。")


def _too_wide(name: str) -> UserError:
    return UserError(f"表格“{name}”过大，或单元格散布得太远，请删去多余的行列、拆分后再入库。")
