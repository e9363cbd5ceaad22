"""Contents pages: left out of the clauses, kept as a witness of headings that the body lost.

A contents page is a run of at least five headings without bodies, half of which return later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.text.decimals import with_decimals
from ingest.text.lines import HEADING_LENGTH, Segment
from ingest.text.noise import BLANK
from ingest.text.numbering import ATTACHMENT, Mark, decimal_mark_of, mark_of

SHORTEST_RUN = 5
LONGEST_RUN = 500
CONTENTS_HEADING = re.compile(r"目\s*[录次]")
_LEADER = ".…·．" + BLANK
_LOOSE = re.compile(r"[\s.．、,，:：;；()（）〈〉《》“”\"'‘’—\-*#]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading of a contents page: its mark, its whole text, and where it begins in the source."""

    mark: Mark
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """A contents page: the segments [first, last) it takes up, and its headings in order."""

    first: int
    last: int
    entries: tuple[Entry, ...]

    def ancestors(self, mark: Mark, text: str) -> tuple[Entry, ...]:
        """Headings above the entry that this mark and text repeat, outermost first; () if none does."""
        for place, entry in enumerate(self.entries):
            if (entry.mark.rank, entry.mark.number, entry.mark.parts) == (
                mark.rank,
                mark.number,
                mark.parts,
            ) and same(entry.text, text):
                return self._above(place)
        return ()

    def _above(self, place: int) -> tuple[Entry, ...]:
        above: list[Entry] = []
        rank = self.entries[place].mark.rank
        for entry in reversed(self.entries[:place]):
            if entry.mark.rank < rank:
                above.insert(0, entry)
                rank = entry.mark.rank
        return tuple(above)


def normal(text: str) -> str:
    """Heading text for comparison: no punctuation, no white space, no marks of Markdown."""
    return _LOOSE.sub("", text)


def same(heading: str, text: str) -> bool:
    """Whether `text` begins with the heading, punctuation aside."""
    head = normal(heading)
    return bool(head) and normal(text[: 2 * len(heading) + 10]).startswith(head)


def contents_pages(segments: Sequence[Segment]) -> tuple[ContentsPage, ...]:
    """All contents pages of a document, in order."""
    runs: list[ContentsPage] = []
    position = 0
    while position < len(segments):
        last = _run_end(segments, position)
        entries = _entries(segments[position:last])
        if SHORTEST_RUN <= len(entries) <= LONGEST_RUN:
            runs.append(ContentsPage(position, last, entries))
        position = max(last, position + 1)
    places = _last_places(segments, {normal(entry.text) for run in runs for entry in run.entries})
    return tuple(run for run in runs if _returns(run, places))


def _run_end(segments: Sequence[Segment], first: int) -> int:
    """Where a run of headings ends; the text itself begins where its first heading comes again."""
    last, opening = first, ""
    while last < len(segments) and _is_entry(segments[last], first == last):
        heading = normal(_without_leader(segments[last].text))
        if heading == opening:
            break
        opening = opening or ("" if CONTENTS_HEADING.fullmatch(segments[last].text) else heading)
        last += 1
    return last


def _is_entry(segment: Segment, opening: bool) -> bool:
    text = segment.text
    if segment.row:
        return False
    if CONTENTS_HEADING.fullmatch(text):
        return opening
    short = len(_without_leader(text)) <= HEADING_LENGTH and not re.search("[。；]", text)
    numbered = mark_of(text) or decimal_mark_of(text)
    return short and bool(numbered or (ATTACHMENT.match(text) and not opening))


def _entries(lines: Sequence[Segment]) -> tuple[Entry, ...]:
    marks = with_decimals([line.text for line in lines])
    return tuple(
        Entry(mark, _without_leader(line.text), line.start)
        for line, mark in zip(lines, marks, strict=True)
        if mark and mark.ordered
    )


def _without_leader(text: str) -> str:
    """A heading without the dots and the page number that follow it on a contents page."""
    bare = text.rstrip()
    for _ in range(3):
        bare = bare[:-1] if bare[-1:].isdecimal() else bare
    return bare.rstrip(_LEADER)


def _last_places(segments: Sequence[Segment], headings: set[str]) -> dict[str, int]:
    """Heading → the last segment that begins with it, punctuation aside."""
    lengths = {len(heading) for heading in headings}
    places: dict[str, int] = {}
    for place, segment in enumerate(segments):
        text = normal(segment.text[: 3 * HEADING_LENGTH])
        places.update((text[:length], place) for length in lengths if text[:length] in headings)
    return places


def _returns(page: ContentsPage, places: dict[str, int]) -> bool:
    """Whether at least half of the headings return after the page."""
    returning = sum(places.get(normal(entry.text), -1) >= page.last for entry in page.entries)
    return returning >= len(page.entries) / 2
