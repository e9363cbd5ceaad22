"""Sheets of printed characters → `Reading`: the one way from places on pages to text.

Each sheet is taken apart as it comes: characters inside ruled grids become rows of cells, the others
lines in reading order. Notes at the foot of a page go behind the paragraph that bears their number. Then heads and feet are left out, lines joined into paragraphs and tables over
the pages, and every printed line keeps its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.limits import heartbeat
from ingest.pages.columns import blocks_of
from ingest.pages.footnotes import without_notes
from ingest.pages.grids import Grid, grids
from ingest.pages.margins import page_margins
from ingest.pages.paragraphs import FULL, Setting
from ingest.pages.printed import Glyph, Line, Sheet, glued, lines_of
from ingest.reading import Box, Reading
from knowledge.errors import UserError

MOST_CHARACTERS = 5_000_000
SAME_BORDER = 4.0  # points


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a cell, and its right border."""

    lines: tuple[Line, ...]
    right: float

    @property
    def text(self) -> str:
        """Its lines as one; a blank where a line ends early."""
        text = ""
        for i, line in enumerate(self.lines):
            full = i > 0 and self.full(self.lines[i - 1], line)
            text = line.text if not i else glued(text, line.text) if full else f"{text} {line.text}"
        return text

    def full(self, before: Line, after: Line) -> bool:
        """Whether `before` left no room in this cell for the first piece of `after`."""
        return self.right - before.right - after.head <= (FULL + 0.8) * before.size


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its cells, where its columns part, and the page it begins on."""

    cells: tuple[Cell, ...]
    columns: tuple[float, ...]
    page: int
    top: float


Block = Line | TableRow


@dataclass(slots=True)
class _Page:
    height: float
    blocks: list[Block] = field(default_factory=list)

    def lines(self) -> list[Line]:
        return [block for block in self.blocks if isinstance(block, Line)]


def read_sheets(sheets: Iterable[Sheet], name: str, warnings: Sequence[str] = ()) -> Reading:
    """The text of printed sheets. Raises UserError where there is none, or too much."""
    pages, widths, scanned, count = [], [], set(), 0
    notes: list[tuple[int, float, tuple[Line, ...]]] = []
    for number, sheet in enumerate(sheets, 1):
        if not sheet.scanned:
            glyphs, at_foot = without_notes(sheet.glyphs)
            sheet = replace(sheet, glyphs=glyphs)
            notes += [(number, note.at, tuple(lines_of(note.glyphs, number))) for note in at_foot]
        pages.append(_Page(sheet.height, _blocks(sheet, number)))
        widths.append(sheet.width)
        scanned |= {number} if sheet.scanned and sheet.glyphs else set()
        count += len(sheet.glyphs)
        if count > MOST_CHARACTERS:
            raise UserError(f"文件“{name}”超过 {MOST_CHARACTERS // 10_000} 万字，请拆分后再入库。")
        heartbeat.beat()
    margins = page_margins([(page.height, page.lines()) for page in pages])
    blocks = [block for page in pages for block in page.blocks if block not in margins]
    if not blocks:
        raise UserError(f"文件“{name}”里没有读到文字，请确认文件内容后再入库。")
    setting = Setting([block for block in blocks if isinstance(block, Line)], widths)
    writer = _Writer(len(pages))
    for paragraph in _with_notes(_paragraphs(blocks, setting), notes):
        writer.write(paragraph)
    return writer.reading(frozenset(scanned), tuple(warnings))


def _blocks(sheet: Sheet, page: int) -> list[Block]:
    """What stands on a sheet, in reading order."""
    loose, rows = list(sheet.glyphs), list[list[TableRow]]()
    for grid in grids(sheet.rules):
        inside: dict[int, list[Glyph]] = {}
        outside: list[Glyph] = []
        for glyph in loose:
            cell = grid.cell_at(glyph)
            (outside if cell is None else inside.setdefault(cell, [])).append(glyph)
        if any(not glyph.text.isspace() for glyphs in inside.values() for glyph in glyphs):
            loose = outside
            rows.append(_rows(grid, inside, page))
    lines = [_unruled(block, page) if isinstance(block, tuple) else block for block in blocks_of(loose, page)]
    return _placed(lines, rows)


def _rows(grid: Grid, inside: dict[int, list[Glyph]], page: int) -> list[TableRow]:
    cells = {
        number: Cell(tuple(lines_of(inside.get(number, ()), page)), grid.right_edge(number))
        for number in {number for row in grid.cells for number in row}
    }
    rows = []
    for top, numbers in zip(grid.rows, grid.cells, strict=False):
        row = tuple(cells[number] for number in numbers)
        if any(cell.lines for cell in row):
            rows.append(TableRow(row, grid.columns, page, top))
    return rows


def _unruled(lines: tuple[Line, ...], page: int) -> TableRow:
    cells = tuple(Cell((line,), line.right) for line in lines)
    return TableRow(cells, (), page, min(line.top for line in lines))


def _placed(blocks: list[Block], tables: Sequence[Sequence[TableRow]]) -> list[Block]:
    """The tables put between the lines, each before the first line below its upper border."""
    for rows in sorted(tables, key=lambda rows: rows[0].top):
        top, left, right = rows[0].top, rows[0].columns[0], rows[0].columns[-1]
        places = (i for i, block in enumerate(blocks) if block.top >= top and _beneath(block, left, right))
        place = next(places, len(blocks))
        blocks = [*blocks[:place], *rows, *blocks[place:]]
    return blocks


def _beneath(block: Block, left: float, right: float) -> bool:
    return isinstance(block, TableRow) or (block.left < right and block.right > left)


def _paragraphs(blocks: Sequence[Block], setting: Setting) -> Iterator[tuple[Block, ...]]:
    """Lines that belong together, and rows: a repeated header left out, a row torn by a page made whole."""
    held: tuple[Block, ...] = ()
    header: TableRow | None = None
    for block in blocks:
        before = held[-1] if held else None
        if isinstance(block, TableRow):
            continued = isinstance(before, TableRow) and _one_table(before, block)
            if continued and isinstance(before, TableRow) and block.page > before.page:
                if header and _texts(header) == _texts(block):
                    continue
                if whole := _whole(before, block):
                    held = (whole,)
                    continue
            header = header if continued else block
        elif isinstance(before, Line) and setting.goes_on(before, block):
            held = (*held, block)
            continue
        if held:
            yield held
        held = (block,)
    if held:
        yield held


def _with_notes(
    paragraphs: Iterable[tuple[Block, ...]], notes: Sequence[tuple[int, float, tuple[Line, ...]]]
) -> Iterator[tuple[Block, ...]]:
    """The notes, as (page, height of their number, lines), behind the paragraph that bears their number; that
    of a table behind the table."""
    waiting = list(notes)
    for paragraph in paragraphs:
        lines = [block for block in paragraph if isinstance(block, Line)]
        while lines and waiting and waiting[0][0] < lines[0].page:
            yield waiting.pop(0)[2]
        yield paragraph
        while waiting and any(_bears(line, *waiting[0][:2]) for line in lines):
            yield waiting.pop(0)[2]
    yield from (lines for _, _, lines in waiting)


def _bears(line: Line, page: int, height: float) -> bool:
    return line.page == page and line.top < height < line.bottom


def _one_table(before: TableRow, after: TableRow) -> bool:
    if len(before.cells) != len(after.cells) or len(before.columns) != len(after.columns):
        return False
    return all(abs(a - b) <= SAME_BORDER for a, b in zip(before.columns, after.columns, strict=True))


def _texts(row: TableRow) -> list[str]:
    return [cell.text for cell in row.cells]


def _whole(before: TableRow, after: TableRow) -> TableRow | None:
    """Both parts of a row torn by the end of a page: its first cell is empty below, and what stands
    below goes on with lines that were full above. None where they are two rows."""
    pairs = list(zip(before.cells, after.cells, strict=True))
    below = [(a, b) for a, b in pairs if b.lines]
    if pairs[0][1].lines or not pairs[0][0].lines:
        return None
    if not all(a.lines and a.full(a.lines[-1], b.lines[0]) for a, b in below):
        return None
    cells = tuple(Cell(a.lines + b.lines, a.right) for a, b in pairs)
    return TableRow(cells, before.columns, before.page, before.top)


class _Writer:
    """Puts paragraphs into one text and keeps where each printed line went."""

    def __init__(self, pages: int) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._boxes: list[Box] = []
        self._first: list[int | None] = [None] * pages

    def write(self, paragraph: tuple[Block, ...]) -> None:
        """One paragraph or one row of a table, with its line end."""
        if isinstance(paragraph[0], TableRow):
            cells = paragraph[0].cells
            whole = all(cell is cells[0] for cell in cells)
            for i, cell in enumerate(cells):
                self._add("\t" if i else "")
                if not (whole and i):
                    self._lines(cell.lines, cell.text)
        else:
            lines = tuple(block for block in paragraph if isinstance(block, Line))
            text = ""
            for line in lines:
                text = glued(text, line.text) if text else line.text
            self._lines(lines, text)
        self._add("\n")

    def reading(self, scanned: frozenset[int], warnings: tuple[str, ...]) -> Reading:
        """All that was written."""
        pages, following = list[int](), self._length
        for first in reversed(self._first):
            following = following if first is None else first
            pages.append(following)
        return Reading("".join(self._parts), tuple(reversed(pages)), scanned, tuple(self._boxes), warnings)

    def _lines(self, lines: Sequence[Line], text: str) -> None:
        """Lines that make `text`, in order, each with its place in it."""
        place = 0
        for line in lines:
            place = text.index(line.text, place)
            start, place = self._length + place, place + len(line.text)
            end = self._length + place
            self._boxes.append(Box(start, end, line.page, line.left, line.top, line.right, line.bottom))
            if self._first[line.page - 1] is None:
                self._first[line.page - 1] = start
        self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
