"""Running heads, running feet and page numbers: told by their place and by coming again.

A page number stands first or last on its page and looks like one. A running head says the same on
several pages at the same height, and no other text of the document stands at that height.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.pages.printed import Line
from ingest.text.numbering import ATTACHMENT, mark_of

OUTER = 3  # lines from the top or the bottom of a page that may be heads or feet
BAND = 0.15  # share of the page height, above and below, where they stand
SAME_HEIGHT = 4.0  # points
FEWEST_PAGES = 3

_DASHED = re.compile(
    r"[—\-－–―一·.•~～\s]+(\d{1,4}|[ivxlcIVXLC]{1,7})[—\-－–―一·.•~～\s]+|第\s*\d+\s*页.{0,12}|\d+\s*/\s*\d+"
)
_BARE = re.compile(r"\d{1,4}|[ivxlc]{1,7}", re.I)
_DIGITS = re.compile(r"\d+")


def page_margins(pages: Sequence[tuple[float, Sequence[Line]]]) -> set[Line]:
    """The lines to leave out. For each page: its height and its lines from the top down."""
    outer = [_outer(height, lines) for height, lines in pages]
    repeated = _repeated(outer, [lines for _, lines in pages])
    return repeated | _numbers(outer, repeated)


def _outer(height: float, lines: Sequence[Line]) -> list[Line]:
    """The lines near the upper and lower edge that heads and feet can be."""
    ordered = sorted(lines, key=lambda line: line.top)
    top = [line for line in ordered[:OUTER] if line.bottom < BAND * height]
    return top + [line for line in ordered[-OUTER:] if line.top > (1 - BAND) * height and line not in top]


def _repeated(outer: Iterable[Sequence[Line]], pages: Sequence[Sequence[Line]]) -> set[Line]:
    alike: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in (line for lines in outer for line in lines):
        if not (mark_of(line.text) or ATTACHMENT.match(line.text)):
            alike[_DIGITS.sub("#", line.text), round(line.top / SAME_HEIGHT)].append(line)
    groups = [
        g for g in alike.values() if len({line.page for line in g}) >= _enough(len(pages)) and _counts(g)
    ]
    heads = {line for group in groups for line in group}
    heights = sorted(line.top for lines in pages for line in lines if line not in heads)
    return {line for group in groups for line in group if _alone(group, heights)}


def _enough(pages: int) -> int:
    return min(FEWEST_PAGES, max(2, pages))


def _counts(group: Sequence[Line]) -> bool:
    """Whether the digits of a repeated line are the same everywhere, or count its pages."""
    numbers = [[int(digits) for digits in _DIGITS.findall(line.text)[:8]] for line in group]
    columns = list(zip(*numbers, strict=True))
    counting = [len({n - line.page for n, line in zip(c, group, strict=True)}) == 1 for c in columns]
    return all(len(set(c)) == 1 or counts for c, counts in zip(columns, counting, strict=True))


def _alone(group: Sequence[Line], heights: Sequence[float]) -> bool:
    """Whether no other text of the document stands at the height of these lines."""
    low, high = min(line.top for line in group), max(line.bottom for line in group)
    return bisect_left(heights, low - SAME_HEIGHT) == bisect_left(heights, high - SAME_HEIGHT)


def _numbers(outer: Iterable[Sequence[Line]], heads: set[Line]) -> set[Line]:
    """Page numbers: with dashes anywhere at the edge, bare ones where they count the pages."""
    found, bare = set(), defaultdict(list)
    for lines in outer:
        rest = [line for line in lines if line not in heads]
        for line in {rest[0], rest[-1]} if rest else ():
            if _DASHED.fullmatch(line.text):
                found.add(line)
            elif _BARE.fullmatch(line.text):
                bare[_count(line) - line.page].append(line)
    counted = {line for offset, lines in bare.items() for line in lines if offset == 0 or len(lines) > 1}
    return found | counted


def _count(line: Line) -> int:
    return int(line.text) if line.text.isdigit() else line.page
