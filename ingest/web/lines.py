"""An element of a web page → the lines it shows: one a paragraph, one a row of a table, numbers printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from ingest.text.table_rows import Area, lines_of_rows, with_one_header
from ingest.web.structure import BLOCKS, HEADINGS, cells_in, is_data_table, is_left_out, rows_in
from knowledge.quantities import to_han

MOST_TABLE_CHARACTERS = 5_000_000  # with merged cells repeated
MOST_COLUMNS_SPANNED = 100
MOST_ROWS_SPANNED = 5_000
LARGEST_NUMBER = 9_999
LONGEST_STYLE = 1_000

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile("[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2014-\u2026]")
_MARKS = frozenset(")）.．、")
_EDGES = " \t\r\n\f\v\u00a0\u3000"
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?(?<![\w-])([a-z]+(?:-[a-z]+)*)", re.I)
_WORD_NUMBER = re.compile(r"mso-list\s*:\s*ignore", re.I)  # the number Word prints before a paragraph
_HAN_STYLES = ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal")
_LETTER_STYLES = {
    "a": "a",
    "lower-alpha": "a",
    "lower-latin": "a",
    "A": "A",
    "upper-alpha": "A",
    "upper-latin": "A",
}
_ROMAN_STYLES = {"i": "i", "lower-roman": "i", "I": "I", "upper-roman": "I"}
_UNNUMBERED = ("none", "disc", "circle", "square")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class TooLarge(Exception):
    """A table that its merged cells make larger than a document may be."""


def lines_of(root: Any, leave_out: Callable[[Any], bool] = is_left_out) -> list[str]:
    """The visible lines of an element, in order. Raises TooLarge for a table that swells."""
    writer = _Writer()
    walker = etree.iterwalk(root, events=("start", "end"))
    whole = None  # the element that was taken or left out as a whole, until it ends
    for event, element in walker:
        if event == "start" and (
            (element is not root and leave_out(element)) or writer.opens(element, leave_out)
        ):
            whole = element
            walker.skip_subtree()
        elif event == "start":
            writer.text(element.text)
        else:
            writer.closes(element) if element is not whole else writer.passes(element)
            whole = None
            writer.text(element.tail if element is not root else None)
    writer.end_line()
    return writer.lines


class _Writer:
    """Gathers text into lines while a page is walked through."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._number = ""
        self._lists: list[_List] = []
        self._headings = 0
        self._verbatim = 0

    def text(self, text: str | None) -> None:
        """Text as it stands in the page."""
        if not text:
            return
        if not self._verbatim:
            self._pieces.append(text)
            return
        first, *rest = text.splitlines() or [""]
        self._pieces.append(first)
        for line in rest:
            self.end_line()
            self._pieces.append(line)

    def opens(self, element: Any, leave_out: Callable[[Any], bool]) -> bool:
        """What begins with an element; True where the element was taken as a whole."""
        tag = element.tag
        if _WORD_NUMBER.search(element.get("style") or ""):
            self._pieces.append("".join(element.itertext()).strip(_EDGES))
            return True
        if tag == "br":
            self._pieces.append("\n") if self._headings else self.end_line()
        if tag not in BLOCKS:
            return False
        self.end_line()
        if tag == "table" and is_data_table(element):
            self.lines.extend(lines_of_rows(with_one_header(*_rows(element, leave_out))))
            return True
        self._headings += tag in HEADINGS
        self._verbatim += tag == "pre"
        if tag in ("ol", "ul"):
            self._lists.append(_List(element))
        elif tag == "li":
            self._number = self._lists[-1].next(element) if self._lists else ""
        return False

    def closes(self, element: Any) -> None:
        """What ends with an element."""
        tag = element.tag
        if tag not in BLOCKS:
            return
        self.end_line()
        self._headings -= tag in HEADINGS
        self._verbatim -= tag == "pre"
        if tag in ("ol", "ul"):
            self._lists.pop()
        elif tag == "li":
            self._number = ""

    def passes(self, element: Any) -> None:
        """What ends with an element that was taken or left out as a whole."""
        if element.tag in BLOCKS:
            self.end_line()

    def end_line(self) -> None:
        """The end of a paragraph, or of a line of it."""
        line = tidy("".join(self._pieces))
        self._pieces.clear()
        if line:
            self.lines.append(numbered(self._number, line))
            self._number = ""


class _List:
    """A list and the number its next item bears."""

    def __init__(self, element: Any) -> None:
        self._ordered = element.tag == "ol"
        self._style = _style(element)
        reverse = element.get("reversed") is not None
        self._step = -1 if reverse else 1
        first = sum(1 for item in element if item.tag == "li") if reverse else 1
        self._next = _integer(element.get("start"), first)

    def next(self, item: Any) -> str:
        """The number that stands before an item, as a browser prints it."""
        number = _integer(item.get("value"), self._next)
        self._next = number + self._step
        style = _style(item) or self._style
        return printed_number(number, style) if self._ordered and style not in _UNNUMBERED else ""


def printed_number(number: int, style: str) -> str:
    """A number in a style of lists: 3. or 三、 or c. or iii."""
    if style in _HAN_STYLES and 0 < number <= LARGEST_NUMBER:
        return to_han(number) + "、"
    if style in _LETTER_STYLES and 0 < number <= 26:
        return chr(ord(_LETTER_STYLES[style]) + number - 1) + "."
    if style in _ROMAN_STYLES and 0 < number < 400:
        roman = _roman(number)
        return (roman.upper() if _ROMAN_STYLES[style] == "I" else roman) + "."
    return f"{number}."


def numbered(number: str, line: str) -> str:
    """A line with its number in front, unless its author wrote the same number there."""
    bare = number.rstrip(".、")
    written = line.lstrip("（(")[: len(bare) + 1]
    return line if bare and written[:-1] == bare and written[-1:] in _MARKS else number + line


def tidy(text: str) -> str:
    """Text as it is seen: blanks run together, breaks between Chinese characters gone, nothing invisible."""
    text = _BLANKS.sub(_blank, _INVISIBLE.sub("", text).strip(_EDGES))
    return text.replace("\u00a0", " ")


def _blank(run: re.Match[str]) -> str:
    before, after = run.string[run.start() - 1], run.string[run.end() : run.end() + 1]
    torn = "\n" in run.group() and _WIDE.match(before) and _WIDE.match(after)
    return "" if torn else " "


def _style(element: Any) -> str:
    styled = _LIST_STYLE.search((element.get("style") or "")[:LONGEST_STYLE])
    return styled[1].lower() if styled else element.get("type") or ""


def _integer(written: str | None, otherwise: int) -> int:
    match = re.fullmatch(r"\s*(-?\d{1,6})\s*", written or "", re.A)
    return int(match[1]) if match else otherwise


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _rows(table: Any, leave_out: Callable[[Any], bool]) -> tuple[list[list[str]], list[Area]]:
    """The cells of a table row by row, merged cells repeated in every row and column they cover, and the
    areas of these; a cell that is a whole row stands in the first column."""
    caption = next((child for child in table if child.tag == "caption"), None)
    rows = [[" ".join(lines_of(caption, leave_out))]] if caption is not None else []
    areas: list[Area] = []
    carried: dict[int, tuple[int, str]] = {}  # column → rows still covered from above, text
    size = widest = 0
    for row in rows_in(table):
        line: list[str] = []
        for cell in cells_in(row):
            _fill(line, carried)
            text = " ".join(lines_of(cell, leave_out)) if len(cell) else tidy(cell.text or "")
            columns = min(max(_integer(cell.get("colspan"), 1), 1), MOST_COLUMNS_SPANNED)
            deep = min(_integer(cell.get("rowspan"), 1) or MOST_ROWS_SPANNED, MOST_ROWS_SPANNED)
            whole = not carried and deep == len(cells_in(row)) == 1
            if columns > 1 or deep > 1:
                areas.append(((len(rows), len(line)), (len(rows) + deep - 1, len(line) + columns - 1)))
            for column in range(len(line), len(line) + columns):
                carried[column] = (deep, "" if whole and column else text)
            _fill(line, carried, until=len(line) + columns)
        _fill(line, carried)
        carried = {column: (deep - 1, text) for column, (deep, text) in carried.items() if deep > 1}
        rows.append(line)
        size, widest = size + sum(map(len, line)), max(widest, len(line))
        if size + len(rows) * widest > MOST_TABLE_CHARACTERS:
            raise TooLarge
    return rows, areas


def _fill(line: list[str], carried: dict[int, tuple[int, str]], until: int | None = None) -> None:
    """Set into a row the cells that cover its next columns."""
    while len(line) in carried and (until is None or len(line) < until):
        line.append(carried[len(line)][1])
