"""The notice as an office prints it: .docx by python-docx in the national layout, .pdf by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.ingest.readers import notice
from tests.ingest.readers.writers_word import converted, saved

FONT = "Noto Serif CJK SC"
needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is missing")


class Office:
    """A .docx being written: A4, margins and sizes of GB/T 9704, page number — 1 — in the foot."""

    def __init__(self, head: str = "") -> None:
        self.document = docx.Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        if head:
            self._set(section.header.paragraphs[0], head, 10.5, "center")
        self._page_number(section.footer.paragraphs[0])

    def paragraph(self, text: str, *, size: float = 16, align: str = "both", indent: int = 0) -> Any:
        """One paragraph; `indent` counts characters of its first line."""
        paragraph = self.document.add_paragraph()
        self._set(paragraph, text, size, align)
        paragraph.paragraph_format.first_line_indent = Pt(size * indent)
        return paragraph

    def table(self, rows: Iterable[Iterable[str]], *, size: float = 12) -> Any:
        """A ruled table."""
        rows = [list(row) for row in rows]
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for line, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, row, strict=True):
                self._set(cell.paragraphs[0], text, size, "left")
        return table

    def _set(self, paragraph: Any, text: str, size: float, align: str) -> None:
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, {"both": "JUSTIFY"}.get(align, align.upper()))
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Pt(size * 1.75)
        self._font(paragraph.add_run(text), size)

    def _font(self, run: Any, size: float) -> None:
        run.font.size, run.font.name = Pt(size), FONT
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)

    def _page_number(self, paragraph: Any) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._font(paragraph.add_run("— "), 14)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)
        self._font(paragraph.add_run(" —"), 14)


def office(extra: Iterable[str] = (), head: str = "") -> Office:
    """The notice, with `extra` paragraphs behind its items."""
    paper = Office(head)
    paper.paragraph(notice.NUMBER, align="center")
    paper.paragraph("\n".join(notice.TITLE), size=22, align="center")
    paper.paragraph(notice.RECIPIENTS)
    paper.paragraph(notice.OPENING, indent=2)
    for line in notice.SIGNATURE:
        paper.paragraph(line, align="right")
    paper.paragraph(notice.ATTACHMENT).paragraph_format.page_break_before = True
    paper.paragraph(notice.PLAN, size=22, align="center")
    for _, number, text in notice.ITEMS:
        paper.paragraph(number + text, indent=2)
    for text in extra:
        paper.paragraph(text, indent=2)
    paper.paragraph(notice.TABLE_TITLE, align="center")
    paper.table(notice.TABLE)
    return paper


@cache
def printed() -> bytes:
    """The notice printed by LibreOffice."""
    return converted(saved(office().document), ".docx", "pdf")


def pdf_of(paper: Office, folder: Path, export: str = "pdf") -> bytes:
    """The paper printed by LibreOffice; `export` may name a filter and its options."""
    source = folder / "通知.docx"
    paper.document.save(str(source))
    return convert(source, folder, export)


def convert(source: Path, folder: Path, export: str = "pdf") -> bytes:
    """A file printed to .pdf by LibreOffice, in a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", export, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return source.with_suffix(".pdf").read_bytes()
