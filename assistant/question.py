"""What is asked: the kind of answer wanted, the scope, and what a follow-up leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.patterns import (
    COMPARE,
    DUTIES,
    FOLLOW_UP,
    HEADS,
    KINDS,
    NEEDS,
    NO_PLACE,
    PLACE,
    PROVINCES,
    REGION,
    SHORT_QUESTION,
    UNIT,
    Head,
    Kind,
    Need,
)
from knowledge.documents import Source
from knowledge.errors import UserError
from knowledge.words import content_terms, fold, may_be_place

LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood.

    `text` is what to search for (follow-ups completed from the history), `focus` the terms of the
    question itself, `units` the units it counts in, `needs` what only some clauses hold, `regions` the places it names, `outside` a
    place it names that no document is from.
    """

    question: str
    text: str
    kind: Kind
    focus: tuple[str, ...]
    head: Head | None = None
    units: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()
    regions: frozenset[str] = frozenset()
    outside: str = ""
    departments: tuple[str, ...] = ()
    prior: dict[str, float] = field(default_factory=dict)


def understand(question: str, history: Sequence[str], sources: Sequence[Source]) -> Asked:
    """Understand a question against the documents at hand. UserError if it is empty or over-long."""
    question = question.strip()
    if not question:
        raise UserError("问题是空的，请输入要查询的内容。")
    if len(question) > LONGEST_QUESTION:
        raise UserError(f"问题太长（{len(question)} 字），请缩短到 {LONGEST_QUESTION} 字以内。")
    plain = fold(question)
    previous = [fold(earlier) for earlier in history if earlier.strip()][-2:]
    follows = bool(previous) and (len(plain) <= SHORT_QUESTION or bool(FOLLOW_UP.search(plain)))
    whole = " ".join([plain, *reversed(previous)]) if follows else plain
    kind = _kind(plain)
    if kind == Kind.OTHER and follows:
        kind = _kind(previous[-1])
    known = {region for source in sources for region in regions_of(source)}
    named = _regions_in(plain, known) or (_regions_in(whole, known) if follows else set())
    head = next((head for head, pattern in HEADS if pattern.search(plain)), None)
    return Asked(
        question=question,
        text=whole,
        kind=Kind.HEAD if head and kind not in (Kind.COMPARE, Kind.DUTIES) else kind,
        focus=tuple(content_terms(plain)) or tuple(content_terms(whole)),
        head=head,
        units=frozenset(match["unit"] for match in UNIT.finditer(plain)),
        needs=tuple(need for need in NEEDS if need.asked.search(plain)),
        regions=frozenset(named & known),
        outside=next(iter(sorted(named - known)), "") if not named & known else "",
        prior=_prior(whole, named & known, sources),
    )


def _kind(text: str) -> Kind:
    if COMPARE.search(text):
        return Kind.COMPARE
    return next((kind for kind, pattern in KINDS if pattern.search(text)), Kind.OTHER)


def asks_for_duties(text: str) -> bool:
    """Whether a question wants the tasks of a department, not one fact."""
    return bool(DUTIES.search(fold(text)))


def regions_of(source: Source) -> frozenset[str]:
    """Places a document is from, by its issuer and title, short form (北京, 中国)."""
    found = set()
    for name in (source.issuer or "", source.title):
        if match := REGION.search(name):
            found.add("中国" if match[1] in ("全国", "国家", "国务院") else match[1])
    return frozenset(found)


def _regions_in(text: str, known: set[str]) -> set[str]:
    places = {place for place in {*PROVINCES, *known} if place in text and place != "中国"}
    for match in PLACE.finditer(text):
        name = match[1]
        if (
            may_be_place(name)
            and not NO_PLACE.search(name)
            and not any(place in name or name in place for place in places)
        ):
            places.add(name)
    if re.search("全国|国家(级|层面)|中国科协|我国", text) and "中国" in known:
        places.add("中国")
    return places


def _prior(text: str, regions: set[str], sources: Sequence[Source]) -> dict[str, float]:
    """Document name → what the question's own words say for that document, from 0 up."""
    prior: dict[str, float] = {}
    terms = [content_terms(source.title + " " + (source.doc_number or "")) for source in sources]
    asked = set(content_terms(text))
    for source, own in zip(sources, terms, strict=True):
        points = 0.0
        if regions & regions_of(source):
            points += 0.6
        home = not regions or bool(regions & regions_of(source))
        if home and source.year and re.search(rf"{source.year}\s*(年|版)?", text):
            points += 0.4
        elif source.status == "repealed":
            points -= 0.3
        if (
            source.doc_number
            and (number := re.search(r"(\d+)号", source.doc_number))
            and f"{number[1]}号文" in text
        ):
            points += 1.0
        rare = [
            term for term in own if term in asked and sum(term in other for other in terms) * 2 <= len(terms)
        ]
        points += min(0.2, 0.05 * len(rare))
        prior[source.name] = max(0.0, points)
    return prior
