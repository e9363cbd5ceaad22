"""Stretches of characters in source texts: what is gold, what was retrieved, how much of one lies in the other.

Overlapping stretches are united before they are counted: counting a character twice lets recall pass 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters [start, end) of the text of the file `source`."""

    source: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.source == other.source and self.start < other.end and other.start < self.end


def union(spans: Iterable[Span]) -> list[Span]:
    """The same characters as disjoint stretches in order."""
    united: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        last = united[-1] if united else None
        if last and last.source == span.source and span.start <= last.end:
            united[-1] = Span(span.source, last.start, max(last.end, span.end))
        else:
            united.append(span)
    return united


def length(spans: Iterable[Span]) -> int:
    """Characters of the union."""
    return sum(span.end - span.start for span in union(spans))


def shared(some: Iterable[Span], others: Iterable[Span]) -> int:
    """Characters that lie in both unions."""
    right = union(others)
    return sum(
        max(0, min(one.end, other.end) - max(one.start, other.start))
        for one in union(some)
        for other in right
        if one.source == other.source
    )


def covers(spans: Sequence[Span], gold: Span, share: float) -> bool:
    """Whether the spans hold at least this share of the gold characters."""
    return shared(spans, [gold]) >= share * (gold.end - gold.start)
