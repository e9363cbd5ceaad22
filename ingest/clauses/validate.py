"""Checks on the finished clauses of a document, before they are stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.clauses.pieces import LONGEST_CLAUSE
from knowledge.documents import Clause, NoiseZone


def faults(text: str, clauses: Sequence[Clause], noise: Sequence[NoiseZone]) -> tuple[str, ...]:
    """What is wrong with the clauses of a text, in Chinese; () if they may be stored."""
    return tuple(dict.fromkeys(_faults(text, clauses, noise)))


def _faults(text: str, clauses: Sequence[Clause], noise: Sequence[NoiseZone]) -> Iterator[str]:
    for clause in clauses:
        if not (0 <= clause.start < clause.end <= len(text)) or clause.raw != text[clause.start : clause.end]:
            yield f"条款“{clause.address}”与原文的位置不符"
        if clause.end - clause.start > LONGEST_CLAUSE:
            yield f"条款“{clause.address}”超过 {LONGEST_CLAUSE} 字"
    for before, after in pairwise(clauses):
        if after.start < before.end:
            yield f"条款“{before.address}”与“{after.address}”重叠或次序颠倒"
    for address, count in Counter(clause.address for clause in clauses).items():
        if count > 1:
            yield f"有 {count} 个条款的位置都叫“{address}”"
    yield from _orphans(clauses)
    if lost := outside_characters(text, clauses, noise):
        yield f"有 {lost} 个字不在任何条款里"


def _orphans(clauses: Sequence[Clause]) -> Iterator[str]:
    """Clauses that stand before the clause of the heading above them."""
    first: dict[tuple[str, ...], int] = {}
    for place, clause in enumerate(clauses):
        if clause.kind in ("heading", "item", "bullet", "box"):
            first.setdefault(clause.path, place)
    for place, clause in enumerate(clauses):
        if first.get(clause.path[:-1], -1) > place:
            yield f"条款“{clause.address}”排在它的上级之前"


def outside_characters(text: str, clauses: Sequence[Clause], noise: Sequence[NoiseZone]) -> int:
    """How many characters other than white space stand neither in a clause nor in a zone of noise."""
    spans = sorted([*((c.start, c.end) for c in clauses), *((z.start, z.end) for z in noise)])
    end = lost = 0
    for start, stop in [*spans, (len(text), len(text))]:
        lost += len(re.sub(r"\s", "", text[end:start]))
        end = max(end, stop)
    return lost
