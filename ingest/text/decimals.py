"""Decimal numbers of headings (1 总则, 1.1, 2.1.1): told from amounts, dates and versions by their sequence.

A number goes on with the one before it (1.1 → 1.1.1, 1.2, 2, 2.1), or is the first below a mark of
another style that bears its first number (第一章, 一、 or 1. → 1.1). A chapter's bare number stands only
where decimals follow that bear it out.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import replace

from ingest.text.numbering import Family, Mark, decimal_mark_of, mark_of

LARGEST_GAP = 3
Parts = tuple[int, ...]


def with_decimals(texts: Sequence[str | None]) -> list[Mark | None]:
    """The mark at the head of each text (None for a row of a table), decimals where the sequence bears
    them out."""
    marks = [mark_of(text) if text else None for text in texts]
    found = [
        decimal_mark_of(text) if text and not mark else None for text, mark in zip(texts, marks, strict=True)
    ]
    if not any(one and len(one.parts) > 1 for one in found):
        return marks
    settling = _Settling(found)
    return [settling.take(mark, one) for mark, one in zip(marks, found, strict=True)]


def decimal_places(texts: Sequence[str | None]) -> list[int]:
    """The places of the texts that begin with a decimal that stands, in order."""
    return [place for place, mark in enumerate(with_decimals(texts)) if mark and mark.parts]


class _Settling:
    """Walks over the marks of a text and keeps the last decimal that stands."""

    def __init__(self, found: Sequence[Mark | None]) -> None:
        self._coming = Counter(one.parts for one in found if one)
        self._anchored = _anchored(found)
        self._last: Parts = ()
        self._chain = Family.DECIMAL
        self._above: Mark | None = None

    def take(self, mark: Mark | None, decimal: Mark | None) -> Mark | None:
        """The mark of the next line: `decimal` where it stands, else `mark`."""
        if decimal is None:
            if mark and mark.ordered and mark.family <= Family.DIGIT:
                self._above = mark
            return mark
        self._coming[decimal.parts] -= 1
        anchored = self._anchored.popleft()
        if not (
            self._chapter(decimal, anchored) if len(decimal.parts) == 1 else self._follows(decimal.parts)
        ):
            return None
        self._last = decimal.parts
        self._above = None
        return replace(decimal, above=self._chain, doubtful=False)

    def _chapter(self, decimal: Mark, anchored: bool) -> bool:
        number, before = decimal.number, self._last[0] if self._last else 0
        stands = anchored and (number == 1 or before < number <= before + LARGEST_GAP)
        stands = stands or (
            0 < before == number - 1 and not decimal.doubtful and self._chain == Family.DECIMAL
        )
        if stands:
            self._chain = Family.DECIMAL
        return stands

    def _follows(self, parts: Parts) -> bool:
        if self._goes_on(parts):
            return True
        first = len(parts) == 2 and parts[1] == 1
        above = self._above.number if self._above else 1
        if first and parts[0] == above and (self._last or self._is_continued(parts)):
            self._chain = self._above.family if self._above else Family.DECIMAL
            return True
        return False

    def _goes_on(self, parts: Parts) -> bool:
        """Whether a number is the next after the last one, at its depth, below it or further out."""
        last = self._last
        if not last or len(parts) > len(last) + 1:
            return False
        if parts == (*last, 1) or parts == (last[0] + 1, 1):
            return True
        expected = (*parts[:-1], last[len(parts) - 1] + 1) if len(parts) <= len(last) else ()
        if not expected or parts[:-1] != last[: len(parts) - 1]:
            return False
        return parts == expected or self._skips(parts, expected)

    def _skips(self, parts: Parts, expected: Parts) -> bool:
        """Whether a number leaves some out, which do not come later."""
        return expected < parts and parts[-1] < expected[-1] + LARGEST_GAP and not self._coming[expected]

    def _is_continued(self, parts: Parts) -> bool:
        return any(self._coming[coming] for coming in ((parts[0], 2), (*parts, 1), (parts[0] + 1, 1)))


def _anchored(found: Sequence[Mark | None]) -> deque[bool]:
    """For each candidate whether it is a chapter whose own 1.1, or the next chapter with one, follows."""
    children, chapters, anchored = set[int](), dict[int, bool](), deque[bool]()
    for mark in reversed([one for one in found if one]):
        number, *inner = mark.parts
        stands = not inner and (number in children or chapters.get(number + 1, False))
        if not inner:
            children.discard(number)
            chapters[number] = stands
        elif inner == [1]:
            children.add(number)
        anchored.appendleft(stands)
    return anchored
