"""The inside of a Word document in elements written by hand, and the lines that are read from it."""

from __future__ import annotations

from ingest.readers.docx import read
from tests.ingest.readers.writers_word import paragraph, written


def lines_of(body: str, **parts: str) -> list[str]:
    """The lines of a body as our reader reads it."""
    return read(written(body, parts), "通知.docx").text.splitlines()


def deleted(text: str) -> str:
    """A run that a tracked change took out."""
    return f'<w:del w:id="1"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def cell_of(*texts: str, properties: str = "") -> str:
    """A w:tc of paragraphs."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, texts))}</w:tc>"


def row_of(*cells: str, properties: str = "") -> str:
    """A w:tr of cells."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table_of(*rows: str) -> str:
    """A w:tbl of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"
