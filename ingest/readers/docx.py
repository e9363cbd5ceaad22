"""Word documents (.docx): body in order, with numbers, tables, text boxes and notes in their places.

Changes that were tracked count as accepted; hidden text, running heads and the instructions of fields
stay out. A manual line break ends a line of the text as it does on paper; a tab inside a paragraph is
a blank, for a tab parts cells. A table of one cell is a frame around paragraphs, not a table. There
are no pages: where they end is up to the program that prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.limits.heartbeat import beat
from ingest.reading import Reading
from ingest.text.table_rows import header_place, one_header
from ingest.word.elements import Element, attribute, child, children, name_of, number, switched_on, value
from ingest.word.fields import Fields
from ingest.word.lists import BULLETS, Numbering
from ingest.word.package import load
from ingest.word.styles import Styles
from knowledge.errors import UserError

SUFFIXES = (".docx",)
MOST_CHARACTERS = 5_000_000
MOST_COLUMNS = 63  # as many as Word allows
HARDLY_ANY_TEXT = 200  # characters
SMALLEST_PAGE = 1_800_000  # EMU, 5 cm: both sides of a picture that may hold a page, larger than a seal

_GONE = frozenset({"del", "moveFrom", "cellDel"})
_SILENT = _GONE | {"pPr", "rPr", "rt", "sectPr", "sdtPr", "tblPr", "trPr", "tcPr", "fldData"}
_LINE_ENDS = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(slots=True)
class _Line:
    """A paragraph: its number, its words, and what hangs on it (text boxes and notes)."""

    number: str = ""
    pieces: list[str] = field(default_factory=list)
    attached: list[Element] = field(default_factory=list)
    counted: bool = False

    @property
    def words(self) -> str:
        return "".join(self.pieces)

    @property
    def text(self) -> str:
        return self.number + self.words.lstrip() if self.number else self.words


@dataclass(slots=True)
class _Grid:
    """The rows of a table, what hangs on each, and its merged cells: first row and column → the last."""

    rows: list[list[str]] = field(default_factory=list)
    attached: list[list[Element]] = field(default_factory=list)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _tops: dict[int, tuple[int, int]] = field(default_factory=dict)

    def take(self, column: int, span: int, lower: bool) -> None:
        """A cell of the next row, over so many columns; a `lower` one goes on from above."""
        here = len(self.rows)
        if not lower or column not in self._tops:
            self._tops[column] = here, column
        self.merged[self._tops[column]] = here, column + span - 1

    def with_one_header(self) -> Iterator[tuple[list[str], list[Element]]]:
        """Each row and what hangs on it, the rows of the header made one."""
        first, deep = header_place(self.rows, list(self.merged.items()))
        for place, (row, attached) in enumerate(zip(self.rows, self.attached, strict=True)):
            if place == first:
                row = one_header(self.rows[first : first + deep])
                attached = [element for several in self.attached[first : first + deep] for element in several]
            if place <= first or place >= first + deep:
                yield row, attached


def read(data: bytes, name: str) -> Reading:
    """Text of a .docx. Raises UserError where it is locked, damaged, too large or has no words."""
    package = load(data, name)
    writer = _Writer(Numbering(package.numbering), Styles(package.styles), name)
    for kind, root in (("footnote", package.footnotes), ("endnote", package.endnotes)):
        writer.notes |= {(kind, attribute(note, "id")): note for note in children(root, kind)}
    try:
        writer.story(package.body)
    except RecursionError as error:
        raise UserError(f"文件“{name}”的内容层层嵌套过深，可能有害，没有入库。") from error
    kinds = {name_of(element) for element in package.body.iter()}
    if not writer.lines:
        why = "只有图片，请先识别成文字" if kinds & {"blip", "imagedata"} else "请检查后重新提供"
        raise UserError(f"文件“{name}”里没有可入库的文字，{why}。")
    text = "\n".join(writer.lines) + "\n"
    pictures = _pictures(package.body) if len(text) <= HARDLY_ANY_TEXT else 0
    return Reading(text, warnings=tuple(_warnings(kinds, writer.hid, pictures)))


def _pictures(body: Element) -> int:
    """How many pictures are large enough to hold a page; one that does not say its size is."""
    drawn = [element for element in body.iter() if name_of(element) in ("inline", "anchor")]
    sizes = [extent for element in drawn if (extent := _picture_size(element)) is not None]
    older = sum(name_of(element) == "imagedata" for element in body.iter())
    return older + sum(min(size) >= SMALLEST_PAGE for size in sizes)


def _picture_size(drawing: Element) -> tuple[int, int] | None:
    """Width and height of the picture in a drawing, in EMU; None where it holds none."""
    if not any(name_of(part) == "blip" for part in drawing.iter()):
        return None
    extent = child(drawing, "extent")
    return _emu(extent, "cx"), _emu(extent, "cy")


def _emu(extent: Element | None, side: str) -> int:
    """A side of a picture; that of a page where it is not said."""
    written = (attribute(extent, side) if extent is not None else None) or ""
    return int(written) if re.fullmatch("[0-9]{1,12}", written) else SMALLEST_PAGE


def _warnings(kinds: set[str], hid: bool, pictures: int) -> Iterator[str]:
    if pictures:
        yield f"文字很少，另有 {pictures} 张图片没有读入；正文如果在图片里，请先识别成文字再入库"
    if kinds & {"ins", "del", "moveFrom", "moveTo"}:
        yield "文中有修订痕迹，已按接受修订后的文字入库"
    if hid:
        yield "文中有隐藏文字，没有入库"
    if "altChunk" in kinds:
        yield "文中嵌入了另一份文件，其中的文字没有入库"


class _Writer:
    """Walks the stories of a document (body, text boxes, notes) and writes their lines."""

    def __init__(self, numbering: Numbering, styles: Styles, name: str) -> None:
        self.lines: list[str] = []
        self.notes: dict[tuple[str, str | None], Element] = {}
        self.hid = False
        self._numbering, self._styles, self._name = numbering, styles, name
        self._room = MOST_CHARACTERS

    def story(self, element: Element) -> None:
        """Write the paragraphs and tables of an element, what hangs on each after it."""
        for block in self._blocks(element):
            if isinstance(block, _Line):
                for line in block.text.split("\n") if block.words.strip() else ():
                    self._write(line.strip())
                self._write_attached(block.attached)
            else:
                self._table(block)

    def _write(self, line: str) -> None:
        self._take(line)
        if line and not line.isspace():
            self.lines.append(line)

    def _take(self, words: str) -> None:
        self._room -= len(words)
        if self._room < 0:
            raise UserError(f"文件“{self._name}”超过 {MOST_CHARACTERS // 10_000} 万字，请拆分后再入库。")

    def _write_attached(self, attached: list[Element]) -> None:
        for element in attached:
            if name_of(element) == "textpath":
                self._write((attribute(element, "string") or "").strip())
            else:
                self.story(element)

    def _blocks(self, element: Element) -> Iterator[_Line | Element]:
        """Paragraphs and tables in order. A paragraph whose mark is deleted or hidden runs on into the next."""
        line = _Line()
        for block in _topmost(element, {"p", "tbl"}):
            beat()
            if name_of(block) == "p":
                self._add(block, line)
            if name_of(block) == "p" and _mark(block):
                continue
            if name_of(block) == "p" or line.pieces or line.attached:
                yield line
                line = _Line()
            if name_of(block) == "tbl":
                yield block
        if line.pieces or line.attached:
            yield line

    def _add(self, paragraph: Element, line: _Line) -> None:
        """Add a paragraph to a line. The number is that of the mark that is left."""
        pieces = list(
            self._pieces(paragraph, Fields(), self._styles.hidden(value(paragraph, "pPr", "pStyle")))
        )
        words = [piece for piece in pieces if isinstance(piece, str)]
        line.pieces += words
        line.attached += [piece for piece in pieces if not isinstance(piece, str)]
        mark = _mark(paragraph)
        if not line.counted and (not mark or (mark == "hidden" and any(map(str.strip, words)))):
            line.number, line.counted = self._number(paragraph, line.words), True

    def _number(self, paragraph: Element, words: str) -> str:
        """The number of a paragraph, with a blank behind it where it would run together with the words."""
        printed, spaced = self._numbering.next(self._styles.placing(paragraph))
        words = words.lstrip()
        joins = printed[-1:].isalnum() or printed[-1:] in ("-", "*") or words[:1].isdigit()
        return printed + " " if printed and spaced and joins and words else printed

    def _pieces(self, element: Element, fields: Fields, hidden: bool) -> Iterator[str | Element]:
        """Words, text boxes and notes inside a paragraph, hidden ones left out."""
        for part in element:
            kind = name_of(part)
            if kind in _SILENT or _is_placeholder(part, kind):
                continue
            if kind == "r":
                yield from self._pieces(part, fields, self._is_hidden(part, hidden))
            elif kind == "instrText":
                fields.instruct(part.text or "")
            elif kind in ("drawing", "pict", "object"):
                yield from () if hidden else _frames(part)
            elif kind in ("footnoteReference", "endnoteReference"):
                note = self.notes.pop((kind.removesuffix("Reference"), attribute(part, "id")), None)
                yield from () if note is None or hidden else (note,)
            elif (words := _words(part, kind, fields)) is None:
                yield from self._pieces(_chosen(part), fields, hidden)
            elif hidden:
                self.hid = self.hid or bool(words.strip())
            elif fields.shown:
                yield words

    def _is_hidden(self, run: Element, paragraph_hidden: bool) -> bool:
        own = switched_on(run, "rPr", "vanish")
        if own is not None:
            return own
        style = value(run, "rPr", "rStyle")
        return paragraph_hidden if style is None else self._styles.hidden(style) or paragraph_hidden

    def _table(self, table: Element) -> None:
        rows = [row for row in _topmost(table, {"tr"}) if child(row, "trPr", "del") is None]
        if len(rows) == 1 and len(cells := list(_topmost(rows[0], {"tc"}))) == 1:
            self.story(cells[0])
            return
        grid, above = _Grid(), dict[int, str]()
        for row in rows:
            attached: list[Element] = []
            grid.rows.append(self._row(row, above, attached, grid))
            grid.attached.append(attached)
        for texts, attached in grid.with_one_header():
            self._write("\t".join(texts) if any(texts) else "")
            self._write_attached(attached)

    def _row(self, row: Element, above: dict[int, str], attached: list[Element], grid: _Grid) -> list[str]:
        """Texts of a row's columns. `above` are those of the row before, and then those of this one."""
        texts = [""] * min(number(value(row, "trPr", "gridBefore"), 0), MOST_COLUMNS)
        cells = list(_topmost(row, {"tc"}))
        whole = len(cells) == 1 and child(cells[0], "tcPr", "vMerge") is None
        for cell in cells:
            if child(cell, "tcPr", "cellDel") is not None or len(texts) >= MOST_COLUMNS:
                continue
            lower = _goes_on(cell, "vMerge") and len(texts) in above
            if lower:
                text = above[len(texts)]
            elif _goes_on(cell, "hMerge") and texts:
                text = texts[-1]
            else:
                text = " ".join(self._cell(cell, attached))
                self._take(text)
            span = max(1, number(value(cell, "tcPr", "gridSpan"), 1))
            grid.take(len(texts), min(span, MOST_COLUMNS - len(texts)), lower)
            texts += [text, *["" if whole else text] * (min(span, MOST_COLUMNS - len(texts)) - 1)]
        above.clear()
        above.update(enumerate(texts))
        return texts

    def _cell(self, cell: Element, attached: list[Element]) -> Iterator[str]:
        """The words of a cell, a table inside it flattened."""
        for block in self._blocks(cell):
            if isinstance(block, _Line):
                attached += block.attached
                yield from block.text.split()
            else:
                for row in _topmost(block, {"tr"}):
                    for inner in _topmost(row, {"tc"}):
                        yield from self._cell(inner, attached)


def _topmost(element: Element, kinds: set[str]) -> Iterator[Element]:
    """The elements of these kinds that stand in no other one of them, inserted ones and content controls
    looked into, deleted ones left out."""
    for part in _chosen(element):
        kind = name_of(part)
        if kind in kinds:
            yield part
        elif kind not in _SILENT and not _is_placeholder(part, kind):
            yield from _topmost(part, kinds)


def _is_placeholder(part: Element, kind: str) -> bool:
    """Whether this is a control that nobody has filled in."""
    return kind == "sdt" and bool(switched_on(part, "sdtPr", "showingPlcHdr"))


def _chosen(element: Element) -> Element:
    """Of content given twice, for newer and for older programs, the first; else the element itself."""
    if name_of(element) != "AlternateContent":
        return element
    return next((part for part in element if name_of(part) in ("Choice", "Fallback")), element)


def _frames(element: Element) -> Iterator[Element]:
    """The text boxes and drawn words of a drawing."""
    for part in _chosen(element):
        if name_of(part) in ("txbxContent", "textpath"):
            yield part
        else:
            yield from _frames(part)


def _mark(paragraph: Element) -> str:
    """What became of the mark that ends a paragraph: "deleted", "hidden", or "" where it stands."""
    mark = child(paragraph, "pPr", "rPr")
    if any(child(mark, kind) is not None for kind in ("del", "moveFrom")):
        return "deleted"
    return "hidden" if switched_on(mark, "vanish") or switched_on(mark, "specVanish") else ""


def _goes_on(cell: Element, merge: str) -> bool:
    """Whether a cell is the lower or right part of a merged one."""
    found = child(cell, "tcPr", merge)
    return found is not None and attribute(found, "val") != "restart"


def _words(part: Element, kind: str, fields: Fields) -> str | None:
    """The words that an element stands for; None where they are to be looked for inside it."""
    match kind:
        case "fldChar":
            return fields.step(attribute(part, "fldCharType"))
        case "t":
            text = part.text or ""
            kept = text if attribute(part, "space") == "preserve" else text.strip(" \t\r\n")
            return _LINE_ENDS.sub(" ", kept).replace("\t", " ")
        case "br" | "cr":
            return "\n"
        case "tab" | "ptab":
            return " "
        case "noBreakHyphen":
            return "-"
        case "sym":
            return _symbol(attribute(part, "char") or "")
        case "delText" | "delInstrText" | "":
            return ""
        case _:
            return None


def _symbol(code: str) -> str:
    """A character given by its code, those of symbol fonts by what they look like."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    drawn = "\ue000" <= character <= "\uf8ff"
    usable = character.isprintable() and not drawn
    return BULLETS.get(character, "") if drawn else character if usable else ""
