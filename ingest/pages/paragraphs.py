"""Printed lines → paragraphs, as far as geometry tells.

A line goes on with the paragraph of the line before it where that line left no room for its first
piece, the two are of one size and one line distance apart, and the indents of the page say so. A
centred heading in larger letters goes on over its lines. What is not sure stays a line of its own;
`ingest.text.lines` joins torn sentences by their words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.pages.printed import Line
from ingest.text.numbering import ATTACHMENT, BOX, begins_item

SAME_SIZE = 0.1  # share
FULL = 0.6  # em: the room a full line may leave beyond what the next piece needs
FARTHEST_INDENT = 5.0  # em: beyond it a line is set to the right or to the middle
FARTHEST_LINES = 2.6  # em between two lines of one paragraph
UNEQUAL = 40.0  # points by which the right margin of a page may be wider than the left one
SHIFTED = 24.0  # points by which a page may stand off the others
LARGER = 1.15  # times the size of the body: a heading
LARGEST = 30.0  # points: beyond it stands the name on the letterhead
_ENDS = "。！？；：!?;:"
_CLOSERS = "”’」』）)》"


@dataclass(frozen=True, slots=True)
class Frame:
    """Left and right edge of the text of a page or column, and whether first lines are indented there."""

    left: float
    right: float
    indented: bool


class Setting:
    """How a document is set: the edges of its pages and columns, the size and distance of its lines."""

    def __init__(self, lines: Sequence[Line], widths: Sequence[float]) -> None:
        self._widths = widths
        self._frames: dict[tuple[int, int], Frame] = {}
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        self._body = sizes.most_common(1)[0][0] if sizes else 0.0
        self._distance = _distance(lines)
        self._measure(lines)

    def goes_on(self, before: Line, after: Line) -> bool:
        """Whether `after` is the next line of the paragraph that `before` belongs to."""
        if abs(before.size - after.size) > SAME_SIZE * before.size or not self._next(before, after):
            return False
        return self._heading(before, after) or self._wrapped(before, after)

    def _measure(self, lines: Sequence[Line]) -> None:
        pages: dict[tuple[int, int], list[Line]] = defaultdict(list)
        formats: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            pages[line.page, line.column].append(line)
            formats[round(self._widths[line.page - 1]), line.column].append(line)
        for (page, column), own in pages.items():
            alike = formats[round(self._widths[page - 1]), column]
            left = -_edge([-line.left for line in own], [-line.left for line in alike])
            right = _edge([line.right for line in own], [line.right for line in alike])
            if not column:
                right = max(right, self._widths[page - 1] - left - UNEQUAL)
            indents = sum(1.4 < (line.left - left) / line.size < 2.7 for line in own)
            self._frames[page, column] = Frame(left, right, indents > 0.1 * len(own))

    def _next(self, before: Line, after: Line) -> bool:
        if before.page != after.page or before.column != after.column:
            return after.page - before.page <= 1
        step = (after.bottom - before.bottom) / before.size
        return 0 < step <= min(FARTHEST_LINES, max(1.5 * self._distance, 1.5))

    def _heading(self, before: Line, after: Line) -> bool:
        larger = LARGER * self._body < before.size <= LARGEST and before.page == after.page
        return larger and self._centred(before) and self._centred(after) and not _starts(after.text)

    def _centred(self, line: Line) -> bool:
        frame = self._frames[line.page, line.column]
        return abs((line.left - frame.left) - (frame.right - line.right)) <= 1.2 * line.size

    def _wrapped(self, before: Line, after: Line) -> bool:
        old, new = self._frames[before.page, before.column], self._frames[after.page, after.column]
        indent, next_indent = (before.left - old.left) / before.size, (after.left - new.left) / after.size
        if (
            old.right - before.right - after.head > FULL * before.size
            or max(indent, next_indent) > FARTHEST_INDENT
        ):
            return False
        if next_indent < 0.6 and (new.indented or indent > 1.4):
            return not (_ended(before.text) and _starts(after.text))
        return not _ended(before.text) and not _starts(after.text) and next_indent > indent - 0.6


def _edge(own: Sequence[float], alike: Sequence[float]) -> float:
    """The outer edge of the lines of a page: that of all pages alike, but for a page that was shifted."""
    farthest = max(own)
    everywhere = sorted(alike)[-max(1, len(alike) // 50)]
    shared = sum(farthest - edge < 4.0 for edge in own) > 1
    return farthest if shared and abs(farthest - everywhere) <= SHIFTED else everywhere


def _distance(lines: Sequence[Line]) -> float:
    """The usual distance of lines in em; 0 where there is none."""
    steps = [
        (b.bottom - a.bottom) / a.size
        for a, b in pairwise(lines)
        if a.page == b.page and a.column == b.column and 0.8 < (b.bottom - a.bottom) / a.size < FARTHEST_LINES
    ]
    return median(steps) if steps else 0.0


def _ended(text: str) -> bool:
    return text[-1] in _ENDS or (text[-1] in _CLOSERS and text[-2:-1] in tuple(_ENDS))


def _starts(text: str) -> bool:
    return bool(begins_item(text) or BOX.match(text) or ATTACHMENT.match(text))
