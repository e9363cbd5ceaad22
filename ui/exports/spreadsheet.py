"""The ledger as an Excel workbook: 台账, the clauses it rests on, and what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.commitments import Commitment
from ui.exports.columns import COLUMNS, TITLE, clean, place, printed_width, table
from ui.exports.plain import FORMULA_MARKS
from ui.render import shown_text

LEDGER, CLAUSES, ABOUT = "台账", "条款原文", "说明"
CLAUSE_WIDTHS = {"文件": 40, "条款": 18, "条款全文": 100}
ABOUT_WIDTH = 100
CELL_LIMIT = 32_767  # Excel's, in UTF-16 units
LINE_HEIGHT, ROW_LIMIT = 17.0, 409.0  # points; Excel allows no higher row
MARGIN = 0.4  # inches
CUT = "…（截断）"
_EDGE = Side(style="thin", color="999999")
_GRID = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_BOLD = Font(bold=True)
_LINK = Font(color="0563C1", underline="single")
_SHADE = PatternFill("solid", fgColor="E7EEF5")


def write_xlsx(rows: Sequence[Commitment], path: Path, columns: Sequence[str], notes: Sequence[str]) -> None:
    """Write the workbook. Every text is stored as text, never as a formula."""
    book = Workbook()
    book.properties.title, book.properties.creator = TITLE, "知策"
    ledger = book.worksheets[0]
    ledger.title = LEDGER
    _fill(ledger, {name: COLUMNS[name].width for name in columns}, table(rows, columns))
    lines = _fill_clauses(book.create_sheet(CLAUSES), rows)
    _count(ledger, columns)
    _link(ledger, rows, columns, lines)
    _fill(book.create_sheet(ABOUT), {ABOUT: ABOUT_WIDTH}, [(clean(note),) for note in notes])
    book.save(path)


def write_sheet(
    path: Path, title: str, widths: dict[str, int], lines: Sequence[tuple[str, ...]], notes: Sequence[str]
) -> None:
    """Write a workbook of one table and a sheet of notes; `widths` are the columns, in characters."""
    book = Workbook()
    book.properties.title, book.properties.creator = title, "知策"
    book.worksheets[0].title = title
    _fill(book.worksheets[0], widths, lines)
    _fill(book.create_sheet(ABOUT), {ABOUT: ABOUT_WIDTH}, [(note,) for note in notes])
    book.save(path)


def _fill(sheet: Worksheet, widths: dict[str, int], lines: Sequence[tuple[str, ...]]) -> None:
    """A header and its lines, ready to be filtered and printed."""
    for number, texts in enumerate((tuple(widths), *lines), 1):
        sheet.append([_cell(sheet, text) for text in texts])
        sheet.row_dimensions[number].height = _height(texts, widths.values())
    for column, width in enumerate(widths.values(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        head = sheet.cell(1, column)
        head.font, head.alignment, head.fill = _BOLD, _CENTRED, _SHADE
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _lay_out(sheet)


def _cell(sheet: Worksheet, text: str) -> Cell:
    """A cell that keeps the text as it is, even where it begins like a formula or an error value."""
    cell = Cell(sheet, row=1, column=1, value=_clipped(text) or None)  # append gives it its place
    if text:
        cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_MARKS)
    cell.alignment, cell.border = _WRAPPED, _GRID
    return cell


def _clipped(text: str) -> str:
    """The text, or as much of it as a cell holds and a word that it was cut."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * (CELL_LIMIT - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _height(texts: Iterable[str], widths: Iterable[int]) -> float:
    """The points a row needs for its wrapped cells; not every program finds that out by itself."""
    lines = max(
        sum(max(1, ceil(printed_width(line) / (width - 1))) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(LINE_HEIGHT * lines, ROW_LIMIT)


def _lay_out(sheet: Worksheet) -> None:
    """Landscape A4, as wide as one page, the header on every page, page numbers at the foot."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins = PageMargins(MARGIN, MARGIN, MARGIN, 2 * MARGIN, MARGIN, MARGIN)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    assert sheet.oddFooter is not None  # the library makes one for every sheet
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _fill_clauses(sheet: Worksheet, rows: Sequence[Commitment]) -> dict[str, int]:
    """One line per clause; the line number of each clause."""
    first = {row.clause.id: row for row in reversed(rows)}
    ordered = [row for row in rows if first[row.clause.id] is row]
    lines = [(clean(row.source.label), clean(place(row)), clean(shown_text(row.clause))) for row in ordered]
    _fill(sheet, CLAUSE_WIDTHS, lines)
    return {row.clause.id: number for number, row in enumerate(ordered, 2)}


def _count(sheet: Worksheet, columns: Sequence[str]) -> None:
    """序号 as numbers, so that they sort as such."""
    if "序号" in columns:
        column = columns.index("序号") + 1
        for number in range(2, sheet.max_row + 1):
            sheet.cell(number, column).value = number - 1


def _link(
    sheet: Worksheet, rows: Sequence[Commitment], columns: Sequence[str], lines: dict[str, int]
) -> None:
    """Each 条款 leads to the clause's full text."""
    if "条款" not in columns:
        return
    for number, row in enumerate(rows, 2):
        cell = sheet.cell(number, columns.index("条款") + 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{CLAUSES}'!A{lines[row.clause.id]}")
        cell.font = _LINK
