"""The ledger as a Word document: one table on landscape A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row

from knowledge.commitments import Commitment
from ui.exports.columns import COLUMNS, TITLE, clean, table

# Word itself falls back to SimSun where 仿宋 is not installed.
BODY_FONT, HEADING_FONT, LATIN_FONT = "仿宋", "黑体", "Times New Roman"
BLACK = RGBColor(0, 0, 0)
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Mm(297), Mm(210), Mm(15)
CELL_PADDING = 2  # in half-width characters, like the widths of the columns
_FONT_KEYS = ("w:ascii", "w:hAnsi", "w:cs")
_THEME_KEYS = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")


def write_docx(rows: Sequence[Commitment], path: Path, columns: Sequence[str], notes: Sequence[str]) -> None:
    """Write the heading, the notes as one paragraph, and the table."""
    document = docx.Document()
    describe(document, TITLE, datetime.now(UTC))
    _lay_out(document)
    document.add_heading(TITLE, level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if notes:
        document.add_paragraph("\n".join(map(clean, notes)))
    _fill(document.add_table(len(rows) + 1, len(columns), style="Table Grid"), rows, columns)
    document.save(str(path))


def describe(document: Document, title: str, at: datetime) -> None:
    """Say what the document is, when it was made, and that its language is Chinese."""
    about = document.core_properties
    about.title, about.author, about.comments = title, "知策", ""
    about.created = about.modified = at
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _lay_out(document: Document) -> None:
    """Landscape A4, and fonts that Chinese offices use."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    set_font(document, "Normal", BODY_FONT, Pt(9))
    set_font(document, "Heading 1", HEADING_FONT, Pt(18))


def set_font(document: Document, name: str, east_asian: str, size: Length) -> None:
    """Name the font of a style outright: what the theme says would win over it."""
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.color.rgb = LATIN_FONT, size, BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in _THEME_KEYS:
        fonts.attrib.pop(qn(key), None)
    for key in _FONT_KEYS:
        fonts.set(qn(key), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), east_asian)


def _fill(grid: Table, rows: Sequence[Commitment], columns: Sequence[str]) -> None:
    widths = _widths(columns)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for line, texts in zip(grid.rows, [tuple(columns), *table(rows, columns)], strict=True):
        for cell, text, width in zip(line.cells, texts, widths, strict=True):
            cell.text, cell.width = text, width
    _make_header(grid.rows[0])


def _widths(columns: Sequence[str]) -> list[Length]:
    """The width of the page, shared out as the columns need it."""
    room = PAGE_WIDTH - 2 * MARGIN
    shares = [COLUMNS[name].width + CELL_PADDING for name in columns]
    return [Length(room * share // sum(shares)) for share in shares]


def _make_header(line: _Row) -> None:
    """Bold, and repeated at the head of every page."""
    line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in line.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
