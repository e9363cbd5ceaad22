"""The answer to a question that asks several things: a statement for each part that the evidence answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.answers import Draft
from assistant.listing import with_items
from assistant.material import Material
from assistant.measures import SPANS, folded
from assistant.parts import weights_of
from assistant.patterns import MEASURED, Kind
from assistant.question import Asked
from assistant.refuse import Verdict, judge, of_year, saying_the_year, years_of
from assistant.responsible import responsibility
from assistant.scope import regions_of
from assistant.select import Candidate, candidates, facts_in, fitting_first
from assistant.statements import statement_of
from knowledge.documents import Evidence

OTHER_PARTS = 0.4
NEAR_ENOUGH = 0.5  # score of evidence, for a part of a question that as a whole is refused
SAME, NEARLY_AS_GOOD = 0.9, 0.85
NEARLY_AS_GOOD_ALONE = 0.72  # of the best score, for a sentence that holds more of the words of a part alone
MORE_ALONE = 0.3  # of these words


def in_parts(
    parts: Sequence[Asked], whole: Asked, evidence: Sequence[Evidence], material: Material, verdict: Verdict
) -> Draft:
    """A statement for each part of a question that the evidence answers; parts that one sentence answers
    share a statement, and what stays unanswered is told."""
    left: list[tuple[Asked, Sequence[Candidate]]] = []
    answered: dict[tuple[str, int], list[tuple[Asked, Candidate]]] = {}
    able: list[tuple[Asked, Sequence[Candidate]]] = []
    for part, found in zip(parts, _by_places(parts, whole, evidence, material), strict=True):
        elided = not any(word in material.rarity for word in part.own)
        weights = weights_of(part, material.weights, 1.0 if elided else OTHER_PARTS)
        dated = part if years_of(part) else whole
        ranked = of_year(dated, candidates(part, found, weights), material.clauses)
        sure = not verdict.refusal or _surely_answers(part, ranked[:1])
        if not sure or judge(part, ranked, material.rarity, material.clauses).refusal:
            left.append((part, ranked[:1]))
        else:
            ranked = fitting_first(part, saying_the_year(dated, ranked, material.clauses))
            if elided and able:  # 由谁来评？ goes on from what stands in the same clause
                here = [one for one in ranked if one.fits and one.clause is able[-1][1][0].clause]
                ranked = [*here, *(one for one in ranked if one not in here)]
            able.append((part, ranked))
    name = _one_document([ranked for _, ranked in able]) if len(whole.mentions) < 2 else ""
    others: dict[str, Sequence[Candidate]] = {}
    for part, ranked in able:
        own = [one for one in ranked if one.clause.source.name == name] or ranked
        own = _of_its_own(part, [other for other in parts if other is not part], own, material.weights)
        others[part.question] = own
        best = _again(part, own, answered) or own[0]
        answered.setdefault(_same_note(part, best, answered) or _key(best), []).append((part, best))
    answered = _spread(answered, others)
    statements = []
    for pairs in answered.values():
        asking = [part for part, _ in pairs] if len(answered) > 1 else parts
        said = statement_of(asking, pairs[0][1], material.weights, len(answered))
        statements.append(with_items(pairs[0][0], said, material.clauses))
    unsaid = [
        part for part, best in left if years_of(part) or not any(_key(c) in answered for c in best if c.fits)
    ]
    notice = "".join(f"“{part.question}”没有检索到写明的条款。" for part in unsaid)
    return Draft(tuple(statements), confidence=max(0.5, verdict.confidence), notice=notice)


def _by_places(
    parts: Sequence[Asked], whole: Asked, evidence: Sequence[Evidence], material: Material
) -> list[Sequence[Evidence]]:
    """The evidence for each part: where parts name different places, that of the place named last."""
    named = [[place for place in whole.places if place in folded(part.question)] for part in parts]
    found, last = [], named[0]
    for places in named:
        last = places or last
        home = [i for i in material.further if regions_of(i.clause.source).intersection(last)]
        found.append(home if home and len(set(map(tuple, filter(None, named)))) > 1 else evidence)
    return found


_BOUNDS = "不少于 不低于 不超过 不高于 至少 至多 最少 最多 以上 以下 以内"  # any number may have them
_COUNTED = re.compile("[一二两三四五六七八九十百千几]")  # 一年, 几周 say nothing of what is asked
_NO_OFFICE = re.compile("哪[个家所][一-龥]{0,2}(?:院|公司|校|大学|平台|基地|协会|学会|企业)")


def _same_note(
    part: Asked, best: Candidate, answered: Mapping[tuple[str, int], Sequence[tuple[Asked, Candidate]]]
) -> tuple[str, int] | None:
    """Where a part that asks for bodies is answered already: by a sentence that the same note closes."""
    asks_office = part.kind == Kind.WHO and not _NO_OFFICE.search(part.question)
    note = responsibility(best.clause, best.begin) if asks_office else None
    for key, pairs in answered.items() if note else ():
        other, one = pairs[0]
        if (
            other.kind == Kind.WHO
            and one.clause is best.clause
            and responsibility(one.clause, one.begin) == note
        ):
            return key
    return None


_Answered = dict[tuple[str, int], list[tuple[Asked, Candidate]]]


def _spread(answered: _Answered, others: Mapping[str, Sequence[Candidate]]) -> _Answered:
    """The same, but where more parts ask a sentence for figures of one sort than it holds, the part that loses
    least by it is answered by another sentence, if that is nearly as good. In the order of the parts."""
    spread: list[tuple[Asked, Candidate, tuple[str, int]]] = []
    for key, pairs in answered.items():
        for part, best in pairs:
            alike = [other for other, _ in pairs if _sort(other) == _sort(part)]
            crowded = part.kind in MEASURED and len(alike) > max(1, facts_in(part, best.text))
            free = [one for one in others[part.question] if one.fits and _key(one) not in answered]
            gives_way = crowded and part is max(
                alike, key=lambda other: _second(others[other.question], answered)
            )
            near = bool(free) and free[0].score >= NEARLY_AS_GOOD * best.score
            spread.append((part, free[0], _key(free[0])) if gives_way and near else (part, best, key))
    order = {question: place for place, question in enumerate(others)}
    found: _Answered = {}
    for part, best, key in sorted(spread, key=lambda each: order[each[0].question]):
        found.setdefault(key, []).append((part, best))
    return found


def _sort(part: Asked) -> tuple[Kind, bool]:
    """What sort of figure or time a part asks for; a number of weeks is another sort than a number of things."""
    return part.kind, bool(part.units & SPANS)


def _second(ranked: Sequence[Candidate], answered: _Answered) -> float:
    """How good the best sentence is that answers no part yet, as a share of the best of all."""
    scores = [one.score for one in ranked if one.fits and _key(one) not in answered]
    return scores[0] / ranked[0].score if scores and ranked[0].score > 0 else 0.0


def _of_its_own(
    part: Asked, others: Sequence[Asked], ranked: Sequence[Candidate], weights: Mapping[str, float]
) -> Sequence[Candidate]:
    """The candidates for a part of a question, first the one that holds most of the words that this part alone
    has, where it is nearly as good as the best."""
    shared = frozenset(word for other in others for word in other.own)
    shared |= {word for word in part.own if word in folded(ranked[0].clause.source.title)}
    alone = [word for word in part.own - shared if word not in _BOUNDS and not _COUNTED.match(word)]
    rarest = max(weights.values(), default=0.0)
    worth = {word: weights.get(word, rarest) for word in alone}

    def said(one: Candidate) -> float:
        text = folded(one.text)
        return sum(value for word, value in worth.items() if word in text)

    near = [one for one in ranked if one.score >= NEARLY_AS_GOOD_ALONE * ranked[0].score]
    most = max(near, key=said, default=None)
    if most is None or said(most) < said(ranked[0]) + MORE_ALONE * sum(worth.values()) or not most.fits:
        return ranked
    return [most, *(one for one in ranked if one is not most)]


def _again(
    part: Asked, ranked: Sequence[Candidate], answered: Mapping[tuple[str, int], object]
) -> Candidate | None:
    """A sentence that answers another part already, where it is nearly the best for this one too and says as much
    of its own words."""
    for one in ranked[1:]:
        nearly = one.fits and _key(one) in answered and one.score >= SAME * ranked[0].score
        if nearly and _own_words(part, one) >= _own_words(part, ranked[0]):
            return one
    return None


def _own_words(part: Asked, one: Candidate) -> int:
    """How many of the words that only one part of a question has a sentence holds."""
    return sum(word in folded(one.text) for word in part.own)


def _key(candidate: Candidate) -> tuple[str, int]:
    return candidate.clause.id, candidate.begin


def _surely_answers(part: Asked, best: Sequence[Candidate]) -> bool:
    """Whether the best sentence answers a part of a question that as a whole is refused: it holds the sort of
    fact asked for, and search found its clause near."""
    return part.kind != Kind.OTHER and any(c.fits and c.evidence.score >= NEAR_ENOUGH for c in best)


def _one_document(ranked: Sequence[Sequence[Candidate]]) -> str:
    """The document that answers the parts of one question best, taken together; "" where none answers all."""
    names = [{one.clause.source.name for one in each} for each in ranked]
    common = set.intersection(*names) if names else set()

    def worth(name: str) -> float:
        return sum(
            next(c.score for c in each if c.clause.source.name == name) / each[0].score for each in ranked
        )

    return max(sorted(common), key=worth, default="")
