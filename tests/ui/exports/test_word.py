"""The Word document, read back by python-docx and by LibreOffice."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from tests.ui.exports.ledgers import NOTES, converted, make_row, sample_rows
from ui.exports.columns import COLUMNS, DEFAULT_COLUMNS, table
from ui.exports.word import write_docx

EVERY = tuple(COLUMNS)
HOSTILE = make_row("=甲\x00\x1b乙\ud800\uffff\r\n丙\t丁<w:p>&amp;" + "长" * 40_000)


def saved(folder: Path, columns: tuple[str, ...] = EVERY) -> Document:
    path = folder / "台账.docx"
    write_docx((*sample_rows(), HOSTILE), path, columns, NOTES)
    return docx.Document(str(path))


def test_every_cell_comes_back(tmp_path: Path) -> None:
    document = saved(tmp_path)
    assert [paragraph.text for paragraph in document.paragraphs] == ["任务分解台账", "\n".join(NOTES)]
    assert document.paragraphs[0].style.name == "Heading 1"
    (grid,) = document.tables
    read = [tuple(cell.text for cell in line.cells) for line in grid.rows]
    assert read == [EVERY, *table((*sample_rows(), HOSTILE), EVERY)]


def test_the_page_is_landscape_a4_and_the_header_repeats(tmp_path: Path) -> None:
    document = saved(tmp_path, DEFAULT_COLUMNS)
    section, (grid,) = document.sections[0], document.tables
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert grid.style.name == "Table Grid"
    assert [bool(line._tr.findall(f".//{qn('w:tblHeader')}")) for line in grid.rows] == [True, *[False] * 4]
    assert all(cell.paragraphs[0].runs[0].bold for cell in grid.rows[0].cells)
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in grid.columns) == pytest.approx(room, rel=0.01)


def test_chinese_fonts_are_named(tmp_path: Path) -> None:
    document = saved(tmp_path)
    for style, font in (("Normal", "仿宋"), ("Heading 1", "黑体")):
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_no_rows_and_no_notes_make_a_heading_and_a_header(tmp_path: Path) -> None:
    path = tmp_path / "空.docx"
    write_docx((), path, DEFAULT_COLUMNS, ())
    document = docx.Document(str(path))
    assert [paragraph.text for paragraph in document.paragraphs] == ["任务分解台账"]
    assert [tuple(cell.text for cell in line.cells) for line in document.tables[0].rows] == [DEFAULT_COLUMNS]


def test_libreoffice_reads_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "台账.docx"
    rows = (*sample_rows(), make_row("=甲\x00\x1b乙\ud800\r\n丙"))
    write_docx(rows, path, EVERY, NOTES)
    made = converted(path, "txt:Text (encoded):UTF8", tmp_path)
    read = re.sub(r"\s", "", made.read_text(encoding="utf-8-sig"))
    cells = [cell for line in [EVERY, *table(rows, EVERY)] for cell in line]
    assert read == re.sub(r"\s", "", "".join(["任务分解台账", *NOTES, *cells]))
