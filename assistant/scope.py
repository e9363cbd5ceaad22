"""Which documents a question is about, by the places, years, numbers and titles it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.patterns import NO_PLACE, PLACE, PROVINCES, REGION
from knowledge.doc_numbers import plain_number
from knowledge.documents import DOC_NUMBER, Clause, Source
from knowledge.words import content_terms, fold, is_place, may_be_place

CLEAR_SCOPE = 0.5
SCOPE_MARGIN = 0.25
EXPLICIT = 0.95
REGION_POINTS, YEAR_POINTS, NUMBER_POINTS, TITLE_POINTS, OVERTAKEN_POINTS = 0.6, 0.4, 1.0, 0.05, -0.3
MOST_TITLE_POINTS = 0.2
NATIONAL = "中国"


@lru_cache(maxsize=16384)
def regions_of(source: Source) -> frozenset[str]:
    """Places a document is from, by its issuer and title, short form (北京, 中国)."""
    found = set()
    for name in (source.issuer or "", source.title):
        if match := REGION.search(name):
            found.add(NATIONAL if match[1] in ("全国", "国家", "国务院") else match[1])
    return frozenset(found)


def places_in(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Places a folded text names, in order; of 广东省江门市 only the nearer one."""
    named = sorted({*PROVINCES, *known} - {NATIONAL}, key=lambda place: (len(place), place))
    found = {
        text.index(place): place for place in named if place in text
    }  # of 北京 and 北京西站 the longer one
    taken = {at for begin, place in found.items() for at in range(begin, begin + len(place))}
    for match in PLACE.finditer(text):
        name = match["name"]
        whole = (
            match.start("name") not in taken or match.start("name") in found
        )  # 西要建 of 陕西要建省 is a torn one
        invented = whole and may_be_place(name) and not NO_PLACE.search(name)
        if (is_place(name) or invented) and not any(p in name or name in p for p in found.values()):
            found[match.start("name")] = name
    order = sorted(found)
    outer = {
        first
        for first, second in pairwise(order)
        if re.fullmatch("[省市州]?", text[first + len(found[first]) : second])
    }
    return tuple(found[place] for place in order if place not in outer)


def is_national(text: str) -> bool:
    """Whether a folded text speaks of the whole country."""
    return bool(re.search("全国|国家(级|层面)|我国", text))


def prior(text: str, regions: frozenset[str], sources: Sequence[Source]) -> dict[str, float]:
    """Document name → what the question's own words say for that document; one that another has ended starts below 0."""
    asked = set(content_terms(text))
    own = {source.name: asked & _title_terms(source) for source in sources}
    shared = Counter(term for terms in own.values() for term in terms)
    return {
        source.name: _points(text, regions, source, own[source.name], shared, len(sources))
        for source in sources
    }


@lru_cache(maxsize=16384)
def _title_terms(source: Source) -> frozenset[str]:
    return frozenset(content_terms(source.title + " " + (source.doc_number or "")))


def title_share(words: Iterable[str], source: Source) -> int:
    """How many of some words stand in the title or number of a document."""
    return len(_title_terms(source).intersection(words))


def _points(
    text: str, regions: frozenset[str], source: Source, own: set[str], shared: Mapping[str, int], count: int
) -> float:
    points = 0.0
    home = bool(regions & regions_of(source))
    if home:
        points += REGION_POINTS
    if (home or not regions) and source.year and str(source.year) in text:
        points += YEAR_POINTS
    number = re.search(r"(\d+)号", source.doc_number or "")
    if number and f"{number[1]}号文" in text:
        points += NUMBER_POINTS
    elif source.overtaken and points <= REGION_POINTS:
        points += OVERTAKEN_POINTS
    rare = sum(2 * shared[term] <= count for term in own)
    return points + min(MOST_TITLE_POINTS, TITLE_POINTS * rare)


def in_scope(points: Mapping[str, float]) -> tuple[str, ...]:
    """Names of the documents a question is about by its own words; all if it names none clearly."""
    best = max(points.values(), default=0.0)
    if best < CLEAR_SCOPE:
        return tuple(points)
    return tuple(name for name, value in points.items() if value >= best - SCOPE_MARGIN)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of documents that stand in a text, in their canonical form."""
    return frozenset(plain_number(number) for number in DOC_NUMBER.findall(text))


def named_by_number(text: str, sources: Sequence[Source]) -> frozenset[str] | None:
    """Names of the documents whose number stands in a text; None if it holds no number of a document."""
    written = numbers_in(text)
    if not written:
        return None
    return frozenset(
        source.name
        for source in sources
        if source.doc_number and any(number.endswith(plain_number(source.doc_number)) for number in written)
    )


def singled_out(points: Mapping[str, float]) -> tuple[str, ...]:
    """Names of the documents that a question singles out (place and year, or number); () if none."""
    return in_scope(points) if max(points.values(), default=0.0) >= EXPLICIT else ()


def speaks_of(place: str, clause: Clause, document: Sequence[Clause]) -> bool:
    """Whether a clause can answer for a place: its document is from there, it names the place itself,
    or its document, of no known place, does."""
    source = clause.source
    if place in fold(source.title + (source.issuer or "") + source.name) or place in regions_of(source):
        return True
    if place in clause.text or any(place in line for line in clause.path):
        return True
    return not regions_of(source) and any(place in other.text for other in document)
