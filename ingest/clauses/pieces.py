"""Clauses that are too long → pieces that end where a sentence ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ingest.clauses.drafts import Draft

LONGEST_CLAUSE = 1200
PIECE_LENGTH = 500
_STOP = re.compile(r"[。！？；\n]+[”’」』）)]*\s*")


def capped(draft: Draft, text: str) -> Iterator[Draft]:
    """The draft, or pieces of it of at most LONGEST_CLAUSE characters, about PIECE_LENGTH each."""
    if draft.end - draft.start <= LONGEST_CLAUSE:
        yield draft
        return
    for number, (start, end) in enumerate(pairwise(_cuts(draft, text)), 1):
        piece = text[start:end]
        if piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            yield replace(
                draft, address=f"{draft.address}第{number}节选", start=begin, end=start + len(piece.rstrip())
            )


def _cuts(draft: Draft, text: str) -> list[int]:
    cuts = [draft.start]
    stops = [draft.start + stop.end() for stop in _STOP.finditer(text[draft.start : draft.end])]
    for stop in [*stops, draft.end]:
        while stop - cuts[-1] > LONGEST_CLAUSE:
            cuts.append(cuts[-1] + LONGEST_CLAUSE)
        if stop - cuts[-1] >= PIECE_LENGTH and stop < draft.end:
            cuts.append(stop)
    short = draft.end - cuts[-1] < PIECE_LENGTH // 4
    if len(cuts) > 1 and short and draft.end - cuts[-2] <= LONGEST_CLAUSE:
        cuts.pop()
    return [*cuts, draft.end]
