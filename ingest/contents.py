"""Contents pages: left out of the clauses, kept as a witness of headings that the body lost.

A contents page is a run of at least five headings without bodies, half of which return later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lines import HEADING_LENGTH, Segment
from ingest.numbering import ATTACHMENT, Mark, mark_of

SHORTEST_RUN = 5
_LEADER = re.compile(r"[.…·．\s]*\d{0,3}\s*$")
_LOOSE = re.compile(r"[\s.．、,，:：;；()（）〈〉《》“”\"'‘’—\-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading of a contents page: its mark and its whole text."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """A contents page: the segments [first, last) it takes up, and its headings in order."""

    first: int
    last: int
    entries: tuple[Entry, ...]

    def ancestors(self, mark: Mark, text: str) -> tuple[Entry, ...]:
        """Headings above the entry that this mark and text repeat, outermost first; () if none does."""
        for place, entry in enumerate(self.entries):
            if (
                entry.mark.family == mark.family
                and entry.mark.number == mark.number
                and same(entry.text, text)
            ):
                return self._above(place)
        return ()

    def _above(self, place: int) -> tuple[Entry, ...]:
        above: list[Entry] = []
        rank = self.entries[place].mark.family
        for entry in reversed(self.entries[:place]):
            if entry.mark.family < rank:
                above.insert(0, entry)
                rank = entry.mark.family
        return tuple(above)


def normal(text: str) -> str:
    """Heading text for comparison: no punctuation, no white space."""
    return _LOOSE.sub("", text)


def same(heading: str, text: str) -> bool:
    """Whether `text` begins with the heading, punctuation aside."""
    head = normal(heading)
    return bool(head) and normal(text[: 2 * len(heading) + 10]).startswith(head)


def contents_pages(segments: Sequence[Segment]) -> tuple[ContentsPage, ...]:
    """All contents pages of a document, in order."""
    pages: list[ContentsPage] = []
    position = 0
    while position < len(segments):
        last = _run_end(segments, position)
        page = _page(segments, position, last)
        if page:
            pages.append(page)
        position = max(last, position + 1)
    return tuple(pages)


def _run_end(segments: Sequence[Segment], first: int) -> int:
    last = first
    while last < len(segments) and _is_entry(segments[last].text, first == last):
        last += 1
    return last


def _is_entry(text: str, opening: bool) -> bool:
    if re.fullmatch(r"目\s*[录次]", text):
        return opening
    short = len(_LEADER.sub("", text)) <= HEADING_LENGTH and not re.search("[。；]", text)
    return short and bool(mark_of(text) or (ATTACHMENT.match(text) and not opening))


def _page(segments: Sequence[Segment], first: int, last: int) -> ContentsPage | None:
    entries = tuple(
        Entry(mark, _LEADER.sub("", segment.text))
        for segment in segments[first:last]
        if (mark := mark_of(segment.text)) and mark.ordered
    )
    if len(entries) < SHORTEST_RUN:
        return None
    later = [normal(segment.text[: 3 * HEADING_LENGTH]) for segment in segments[last:]]
    returning = sum(any(text.startswith(normal(entry.text)) for text in later) for entry in entries)
    return ContentsPage(first, last, entries) if returning >= len(entries) / 2 else None
