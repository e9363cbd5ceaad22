"""Documents or places set side by side: a statement for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers import Draft, Statement, refused
from assistant.material import Material
from assistant.measures import counted, fits_units, folded
from assistant.parts import weights_of
from assistant.patterns import EACH, MEASURED, Kind
from assistant.question import HOW_UNLIKE, Asked
from assistant.refuse import Verdict
from assistant.scope import NATIONAL, regions_of
from assistant.select import NEARLY_FITTING, Candidate, candidates, fitting_first
from assistant.statements import statement_of
from knowledge.words import content_terms

LEAST_SIDE = 0.5
OTHER_SIDES = 0.3  # of their weight, for the words that a question says of another place
MOST_SEEN = 12


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what the question calls it ('' nothing), and its candidates, best first."""

    label: str
    ranked: Sequence[Candidate]
    asked: Asked | None = None


def sides_of(asked: Asked, ranked: Sequence[Candidate], material: Material) -> list[Side]:
    """The documents compared: those named, in the question's order, or the two most likely meant."""
    if len(asked.mentions) > 1:
        every = candidates(asked, material.further or material.evidence, material.weights)
        found = [Side(m.label, [c for c in every if m.holds(c.clause)]) for m in asked.mentions]
        return [side for side in found if side.ranked]
    names = dict.fromkeys(candidate.clause.source.name for candidate in ranked)
    sides = [Side("", [c for c in ranked if c.clause.source.name == name]) for name in names]
    sides.sort(key=lambda side: -(side.ranked[0].score + asked.prior[side.ranked[0].clause.source.name]))
    return [side for side in sides[:2] if side.ranked[0].score >= LEAST_SIDE * ranked[0].score]


_PIECES = re.compile("[^，,。？?；;]+")
_EACH = re.compile(f"{EACH}|一样|相同|不同|差别|区别")
_COUNTRY = re.compile("(?:全国|国家)(?=的|要|[一-龥]{0,4}(?:定|提出|目标|层面|总体|统一))")


def places_of(asked: Asked, material: Material) -> list[Side]:
    """The places, the country among them, that a question asks the same of, each with what its own documents say;
    empty where it names fewer than two, or one of them has no document."""
    text = folded(asked.question)
    found = {text.index(place): place for place in asked.places if place in text}
    if country := _COUNTRY.search(text):
        found[country.start()] = NATIONAL
    labels = {**found, **({country.start(): country[0]} if country else {})}
    if len(found) < 2 or not _EACH.search(text):
        return []
    starts = sorted(found)
    tail = max(text.rfind(mark) for mark in "，,")
    sides = []
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        words = set(content_terms(f"{text[: starts[0]]} {text[start:stop]} {text[max(tail, 0) :]}"))
        one = replace(asked, own=frozenset(word for word in asked.focus if word in words), follows=True)
        home = [i for i in material.further if found[start] in regions_of(i.clause.source)]
        ranked = candidates(one, home, weights_of(one, material.weights, OTHER_SIDES))
        sides.append(Side(labels[start], fitting_first(one, ranked), replace(one, follows=False)))
    return sides if all(side.ranked for side in sides) else []


_AND = re.compile("以及|[和与跟同及、]")
SHORTEST_SUBJECT = 2
_NO_SUBJECT = re.compile(r"\d|[年月日次]$|目标$")


def _pair(before: str, after: str) -> tuple[tuple[str, str], str]:
    """What stands before and after 和, as two things of one sort, and what is asked of them: 甲市的乙片区, 丙片区主攻的
    领域 → 乙片区, 丙片区 and 主攻的领域."""
    first = before.rpartition("的")[2]
    second, _, topic = after.partition("的")
    sort, ending, more = second.partition(first[-SHORTEST_SUBJECT:])
    if sort and ending:
        second, topic = sort + ending, more + topic
        first = first[-len(second) :]
    return (first, second), topic


def subjects_of(asked: Asked, material: Material) -> list[Side]:
    """Two things of one document that a question asks the differences of (甲和乙的保证金有什么不同), each with the
    sentences that speak of it; empty where it names no two, or a sentence for one of them is not to be found."""
    text = folded(asked.question)
    unlike = HOW_UNLIKE.search(text)
    head = text[: unlike.start()] if unlike else ""
    for piece in _PIECES.findall(head):
        names = _AND.split(piece)
        if len(names) != 2 or any(len(name) < SHORTEST_SUBJECT for name in names):
            continue
        subjects, topic = _pair(*names)
        if any(_NO_SUBJECT.search(subject) for subject in subjects):
            continue
        around = set(content_terms(f"{topic} {text.replace(piece, ' ')}"))
        asks_of = set(content_terms(f"{topic} {head.partition(piece)[2]}"))
        sides = []
        for subject, other in zip(subjects, reversed(subjects), strict=True):
            own = set(content_terms(subject))
            one = replace(asked, own=frozenset(t for t in asked.focus if t in own | around), follows=True)
            weights = weights_of(one, material.weights, OTHER_SIDES)
            every = candidates(one, material.further or material.evidence, weights)
            named = [found for found in every if subject in folded(found.clause.text)]
            able = [found for found in named if not asks_of or asks_of & set(content_terms(found.text))]
            if able and all(name in folded(able[0].text) for name in subjects):
                return []  # one sentence speaks of both
            alone = [found for found in able if other not in folded(found.text)]
            ranked = [found for found in alone if subject in folded(found.text)] or alone or able
            sides.append(Side(subject, ranked, replace(one, follows=False)))
        said = [_best_fitting(side.ranked) for side in sides if side.ranked]
        return sides if len(said) == 2 and said[0].text != said[1].text else []
    return []


def comparison(asked: Asked, sides: Sequence[Side], material: Material, verdict: Verdict) -> Draft:
    """One statement a side, under the name that the question gives it; a side that does not say what is asked is
    told."""
    best = [_best_fitting(side.ranked) for side in sides]
    least = LEAST_SIDE * max(one.score for one in best)
    statements, notice = [], ""
    for side, one in zip(sides, best, strict=True):
        holds_it = one.fits or side.asked is None or asked.kind not in MEASURED
        says = one.score >= least and holds_it
        if side.label and not says:
            notice += f"“{side.label}”没有检索到写明的条款。"
            continue
        said = statement_of([side.asked or asked], one, material.weights, len(sides))
        statements.append(replace(said, text=f"{side.label}，{said.text}" if side.label else said.text))
    if not statements:
        return refused("相比的各方都没有写明这一点", "near")
    statements += _which_is_more(asked, sides, statements)
    return Draft(tuple(statements), confidence=verdict.confidence, notice=notice)


_ASKS_ALIKE = re.compile("一样|相同|一致|变没变|变了吗|有没有变|差别|差多少")
_ASKS_MORE = re.compile("(?:谁|哪[边个家份一]{1,2}).{0,3}(?:多|少|高|低|大|小)")


def _which_is_more(asked: Asked, sides: Sequence[Side], said: Sequence[Statement]) -> list[Statement]:
    """Whether two figures are the same, or which is more, where a question asks that and each side shows just one
    in the same unit."""
    asks = _ASKS_ALIKE.search(asked.question) or _ASKS_MORE.search(asked.question)
    if not asks or asked.kind not in (Kind.NUMBER, Kind.OTHER):
        return []
    if len(said) != 2 or not all(side.label for side in sides):
        return []
    counts = [[q for q in counted(one.text.partition("：“")[2]) if fits_units(q, asked)] for one in said]
    if any(len(found) != 1 for found in counts):
        return []
    (first,), (second,) = counts
    if first.unit != second.unit or first.comparator != second.comparator:  # 10% and 超过10% are not the same
        return []
    supports = tuple(support for one in said for support in one.supports)
    if first.value == second.value:
        return [Statement("双方写的数一致", supports)]
    return [Statement(f"{sides[first.value < second.value].label}写的数大", supports)]


def _best_fitting(ranked: Sequence[Candidate]) -> Candidate:
    """The best candidate of those that say nearly as much of the question as any; first those that hold
    what is asked for."""
    enough = NEARLY_FITTING * max(candidate.coverage for candidate in ranked[:MOST_SEEN])
    able = [candidate for candidate in ranked[:MOST_SEEN] if candidate.coverage >= enough]
    least = NEARLY_FITTING * able[0].score
    return next((c for c in able if c.fits and c.score >= least), able[0])
