"""A small writer of OFD packages after GB/T 33190, with a geometry of its own.

A4 in millimetres, 26 characters of 6 mm on a line, first lines indented by two, 20 lines on a page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from tests.ingest.readers import notice

SPACE = "http://www.ofdspec.org/2016"
EM, STEP, LEFT, TOP, COLUMNS, LINES = 6.0, 10.0, 27.0, 37.0, 26, 20
SMALL = 4.5
_NO_START = "，。、；：？！）》」』】〕”’"


def package(pages: Sequence[str], parts: Mapping[str, bytes] | None = None, *, extra: str = "") -> bytes:
    """A package of one document: `pages` holds the objects of each page, `extra` goes into the document."""
    listed = "".join(
        f'<ofd:Page ID="{10 + i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages))
    )
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    template = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    files = {
        "OFD.xml": _root(
            "OFD",
            "<ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
            ' DocType="OFD"',
        ),
        "Doc_0/Document.xml": _root(
            "Document",
            f"<ofd:CommonData>{area}{template}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{extra}",
        ),
        "Doc_0/Tpls/Tpl_0/Content.xml": page_xml(text("内部资料注意保存", 80, 20)),
        **{f"Doc_0/Pages/Page_{i}/Content.xml": page_xml(page) for i, page in enumerate(pages)},
        **(parts or {}),
    }
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return stream.getvalue()


def page_xml(objects: str) -> bytes:
    """A page with a template under it."""
    layer = f'<ofd:Content><ofd:Layer ID="1"><ofd:PageBlock ID="2">{objects}</ofd:PageBlock></ofd:Layer></ofd:Content>'
    return _root("Page", f'<ofd:Template TemplateID="5"/>{layer}')


def text(words: str, left: float, base: float, size: float = EM, more: str = "") -> str:
    """A text object whose baseline begins at a place on the page."""
    widths = [size / 2 if char.isascii() else size for char in words]
    steps = " ".join(map(str, widths[:-1]))
    if len(set(widths[:-1])) == 1:
        steps = f"g {len(widths) - 1} {widths[0]}"
    return (
        f'<ofd:TextObject ID="3" Font="4" Size="{size}" Boundary="{left} {base - size} {sum(widths)} {size * 1.3}"{more}>'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A drawn line, in the axes of its own boundary."""
    return (
        f'<ofd:PathObject ID="6" Boundary="{x0} {y0} {max(0.2, x1 - x0)} {max(0.2, y1 - y0)}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


class Press:
    """Sets paragraphs and tables line by line on pages with numbers in their feet."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self._line = LINES

    def paragraph(self, words: str, *, indent: int = 2, align: str = "left", size: float = EM) -> None:
        """A paragraph, wrapped; a title (centred) or a signature (right) is set line by line."""
        room = int(COLUMNS * EM / size)
        for i, line in enumerate(wrapped(words, room, indent)):
            blank = COLUMNS * EM - width(line) * size
            shift = {"left": indent * size * (i == 0), "center": blank / 2, "right": blank}[align]
            self._put(text(line, LEFT + shift, self._base(), size))

    def table(self, rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A ruled table, each row as high as its longest cell."""
        borders = [LEFT + sum(widths[:i]) for i in range(len(widths) + 1)]
        for row in rows:
            cells = [wrapped(cell, int((w - 2) / SMALL), 0) for cell, w in zip(row, widths, strict=True)]
            high = max(map(len, cells))
            if self._line + high > LINES:
                self.page()
            top = TOP + (self._line - 0.8) * STEP
            for lines, left in zip(cells, borders, strict=False):
                for i, line in enumerate(lines):
                    self.pages[-1] += text(line, left + 1, self._base() + i * STEP, SMALL)
            self._line += high
            bottom = TOP + (self._line - 0.8) * STEP
            self.pages[-1] += rule(LEFT, top, borders[-1], top) + rule(LEFT, bottom, borders[-1], bottom)
            self.pages[-1] += "".join(rule(x, top, x, bottom) for x in borders)

    def page(self) -> None:
        """Begin a new page."""
        self.pages.append(text(f"— {len(self.pages) + 1} —", 98, 275, 5.0))
        self._line = 0

    def _base(self) -> float:
        if self._line >= LINES:
            self.page()
        return TOP + self._line * STEP

    def _put(self, xml: str) -> None:
        self.pages[-1] += xml
        self._line += 1


def width(words: str) -> float:
    """Width in em."""
    return sum(0.5 if char.isascii() else 1.0 for char in words)


def wrapped(words: str, room: int, indent: int) -> list[str]:
    """Lines of at most `room` em, the first shorter by the indent; digits stay together, and a mark
    does not begin a line."""
    lines, line = [], ""
    for unit in _units(words):
        if width(line + unit) > room - (0 if lines else indent):
            lines.append(line)
            line = ""
        line += unit
    return [*lines, line]


def _units(words: str) -> list[str]:
    units: list[str] = []
    for char in words:
        glued = char in _NO_START or (char.isascii() and units and units[-1][-1].isascii())
        if units and (glued or units[-1][-1] in "（《“〔"):
            units[-1] += char
        else:
            units.append(char)
    return units


def press(extra: Iterable[str] = ()) -> Press:
    """The notice, with `extra` paragraphs behind its items."""
    paper = Press()
    paper.paragraph(notice.NUMBER, indent=0, align="center")
    paper.paragraph("".join(notice.TITLE), indent=0, align="center", size=8.0)
    paper.paragraph(notice.RECIPIENTS, indent=0)
    paper.paragraph(notice.OPENING)
    for line in notice.SIGNATURE:
        paper.paragraph(line, align="right", indent=0)
    paper.page()
    paper.paragraph(notice.ATTACHMENT, indent=0)
    paper.paragraph(notice.PLAN, indent=0, align="center", size=8.0)
    for _, number, words in notice.ITEMS:
        paper.paragraph(number + words)
    for words in extra:
        paper.paragraph(words)
    paper.paragraph(notice.TABLE_TITLE, indent=0, align="center")
    paper.table(notice.TABLE, (16.0, 54.0, 46.0, 40.0))
    return paper


def _root(name: str, inner: str, more: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} xmlns:ofd="{SPACE}"{more}>{inner}</ofd:{name}>'.encode()
