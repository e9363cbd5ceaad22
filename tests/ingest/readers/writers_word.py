"""The notice as word-processor files, by writers that are not ours: python-docx and LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from tests.ingest.readers import notice

needs_soffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (libreoffice-writer-nogui) is not installed"
)
LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
_LIST = 90


def lists(document: Document, levels: Iterable[str], number_id: int = _LIST, overrides: str = "") -> None:
    """Give a document a numbering definition of these w:lvl elements."""
    numbering = document.part.numbering_part.element
    definition = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number_id}">{"".join(levels)}</w:abstractNum>'
    )
    numbering.insert(0, parse_xml(definition))
    reference = f'<w:abstractNumId w:val="{number_id}"/>{overrides}'
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number_id}">{reference}</w:num>'))


def level(place: int, style: str, text: str, more: str = "", start: int = 1) -> str:
    """A w:lvl element; `more` stands between its format and its text."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def number(paragraph: Paragraph, place: int, number_id: int = _LIST) -> None:
    """Put a paragraph into a list."""
    properties = f'<w:ilvl w:val="{place}"/><w:numId w:val="{number_id}"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}>{properties}</w:numPr>"))


@cache
def notice_docx(*, automatic: bool) -> bytes:
    """The notice as Word would save it, its numbers typed in or automatic."""
    document = docx.Document()
    lists(document, [level(i, style, text) for i, (style, text) in enumerate(LEVELS)])
    for line in (notice.NUMBER, "".join(notice.TITLE), notice.RECIPIENTS, notice.OPENING, *notice.SIGNATURE):
        document.add_paragraph(line)
    document.add_paragraph(notice.ATTACHMENT).paragraph_format.page_break_before = True
    document.add_paragraph(notice.PLAN)
    for place, mark, text in notice.ITEMS:
        paragraph = document.add_paragraph(text if automatic else mark + text)
        if automatic and place:
            number(paragraph, place - 1)
    document.add_paragraph(notice.TABLE_TITLE)
    table = document.add_table(0, len(notice.TABLE[0]), style="Table Grid")
    for row in notice.TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()
    return saved(document)


def saved(document: Document) -> bytes:
    """The bytes of a document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@cache
def converted(data: bytes, suffix: str, target: str) -> bytes:
    """A file as LibreOffice writes it in another format."""
    with TemporaryDirectory() as folder:
        source = Path(folder, f"source{suffix}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", f"{folder}/out"]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
        return next(Path(folder, "out").iterdir()).read_bytes()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def written(body: str, parts: Mapping[str, str] | None = None, main: str = "word/document.xml") -> bytes:
    """A package written by hand: the inside of w:body, and of the roots of its other parts by their names."""
    parts = parts or {}
    folder = main.rpartition("/")[0]
    files = {
        "_rels/.rels": _relations({"officeDocument": main}),
        f"{folder}/_rels/{main.rpartition('/')[2]}.rels": _relations({name: f"{name}.xml" for name in parts}),
        main: f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        **{f"{folder}/{name}.xml": f"<w:{name} {_NAMES}>{parts[name]}</w:{name}>" for name in parts},
    }
    return packed(files)


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return stream.getvalue()


def paragraph(*runs: str, properties: str = "") -> str:
    """A w:p of runs given as text or as elements."""
    inside = "".join(run if run.startswith("<") else f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def _relations(targets: Mapping[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{i}" Type="{_RELATION}{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'
