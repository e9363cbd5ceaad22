"""A conversation as a Word document on upright A4."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from ui.exports.talk_blocks import Block
from ui.exports.word import BODY_FONT, HEADING_FONT, describe, set_font

PAGE_WIDTH, PAGE_HEIGHT, MARGIN, INDENT = Mm(210), Mm(297), Mm(25), Mm(7)
_LEVELS = {"title": 1, "heading": 2}
_EPOCH = (1980, 1, 1, 0, 0, 0)


def word(blocks: Sequence[Block], at: datetime) -> bytes:
    """The bytes of the file; `at` is when it says it was made."""
    document = docx.Document()
    describe(document, next((block.text for block in blocks), ""), at.astimezone(UTC))
    _lay_out(document)
    for block in blocks:
        _add(document, block)
    written = io.BytesIO()
    document.save(written)
    return _timeless(written.getvalue())


def _lay_out(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    set_font(document, "Normal", BODY_FONT, Pt(12))
    set_font(document, "Heading 1", HEADING_FONT, Pt(18))
    set_font(document, "Heading 2", HEADING_FONT, Pt(14))


def _add(document: Document, block: Block) -> None:
    if level := _LEVELS.get(block.kind):
        heading = document.add_heading(block.text, level=level)
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER if level == 1 else None
        return
    paragraph = document.add_paragraph("")
    if block.kind == "question":
        paragraph.add_run("问：").bold = True
    run = paragraph.add_run(block.text)
    run.bold = True if block.kind == "label" else None
    if block.kind in ("source", "remark"):
        run.font.size = Pt(10.5)
    if block.kind == "source":
        paragraph.paragraph_format.left_indent = INDENT


def _timeless(content: bytes) -> bytes:
    """The same archive with no time of writing in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()
