"""Cases → the same cases with their gold found in the documents that were ingested.

A label that does not fit its document is told before anything is scored: a suite over stale or other
texts would measure nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evals.cases import Case, begins
from evals.spans import Span
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError

SHOWN_MISTAKES = 5
# A quote by its place: of documents whose words may not be kept beside the suite.
_PLACE = re.compile(r"@(?P<source>.+):(?P<start>\d+)-(?P<end>\d+)#(?P<digest>[0-9a-f]{8})")


def place_of(source: str, start: int, end: int, text: str) -> str:
    """A quote written as its place, with a digest of its words: @003:120-148#1f2e3d4c."""
    return f"@{source}:{start}-{end}#{_digest(text[start:end])}"


def located(cases: Sequence[Case], documents: Sequence[PolicyDocument]) -> tuple[Case, ...]:
    """The cases with `gold`. UserError names the cases whose file, clause or quote is not there."""
    mistakes: list[str] = []
    found = []
    for case in cases:
        own = [document for document in documents if case.is_in(document.source.name)]
        missing = list(_missing(case, own))
        sets = []
        for quotes in filter(None, (case.quotes, *case.alternatives)):
            places = [_in_clauses(case, own, tuple(_places(quote, own))) for quote in quotes]
            missing += [f"引文“{quote}”" for quote, place in zip(quotes, places, strict=True) if not place]
            sets.append(tuple(places))
        mistakes += [f"{case.id} 的{what}" for what in missing]
        found.append(replace(case, gold=tuple(sets)))
    if mistakes:
        more = f"……共 {len(mistakes)} 处" if len(mistakes) > SHOWN_MISTAKES else ""
        raise UserError(
            f"题库与已入库的文件对不上，找不到 {'；'.join(mistakes[:SHOWN_MISTAKES])}{more}，"
            "请确认入库的是题库所依据的文件（文件改过要重新入库），或改正题库。"
        )
    return tuple(found)


def _missing(case: Case, own: Sequence[PolicyDocument]) -> Iterator[str]:
    """Files and clauses that a case expects and the index does not have; refusals expect none."""
    if case.expect == "refuse":
        return
    for name in case.source:
        if not any(begins(document.source.name, name) for document in own):
            yield f"文件“{name}”"
    addresses = [clause.address for document in own for clause in document.clauses]
    for clause in case.clauses:
        if addresses and not any(begins(address, clause) for address in addresses):
            yield f"条款“{clause}”"


def _places(quote: str, own: Sequence[PolicyDocument]) -> Iterator[Span]:
    """Every place of a quote in the documents of its case."""
    if by_place := _PLACE.fullmatch(quote):
        start, end = int(by_place["start"]), int(by_place["end"])
        for document in own:
            right = start < end and _digest(document.text[start:end]) == by_place["digest"]
            if right and begins(document.source.name, by_place["source"]):
                yield Span(document.source.name, start, end)
        return
    for document in own:
        start = document.text.find(quote)
        while start >= 0:
            yield Span(document.source.name, start, start + len(quote))
            start = document.text.find(quote, start + 1)


def _in_clauses(case: Case, own: Sequence[PolicyDocument], places: tuple[Span, ...]) -> tuple[Span, ...]:
    """Of words that stand in several places, those in the expected clauses, where there are any."""
    if len(places) < 2:
        return places
    expected = [
        Span(document.source.name, clause.start, clause.end)
        for document in own
        for clause in document.clauses
        if case.matched(document.source.name, clause.address)
    ]
    return tuple(p for p in places if any(p.overlaps(span) for span in expected)) or places


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8")).hexdigest()[:8]
