"""Evidence → draft without a model: the supporting words themselves, trimmed to what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answers import Draft, Statement, refused
from assistant.counted_names import spelled_name
from assistant.due import due, window_in
from assistant.heads import head_facts, period_of, status_of
from assistant.listing import below_lead_in, listing, with_items
from assistant.measures import counted, fits_units, folded
from assistant.parts import parts_of, weights_of
from assistant.patterns import ASKS_STATUS, FIGURES, PERIOD, PREMISE, Head, Kind
from assistant.planted import is_command
from assistant.question import Asked, asks_for_duties
from assistant.refuse import Verdict, judge, lacks_fact, of_year, saying_the_year, words_met, years_of
from assistant.responsible import duties, duties_by_rows, unknown_body
from assistant.rivals import in_force_first, rivals, side_by_side
from assistant.scope import regions_of, singled_out, speaks_of, title_share
from assistant.select import Candidate, candidates, coverage
from assistant.statements import contradicted, statement_of
from knowledge.commitments import Commitment
from knowledge.departments import plain_name
from knowledge.documents import Clause, Evidence

OTHER_PARTS = 0.4
NEARLY_AS_GOOD = 0.86
NEARLY_FITTING = 0.7
LEAST_SIDE = 0.5
MOST_SEEN = 12
LEAST_SPOKEN_OF = 0.5
NEAR_ENOUGH = 0.5  # score of evidence, for a part of a question that as a whole is refused
MOSTLY_HELD, SAYS_AS_MUCH = 0.68, 0.925  # of the words beside the place; cosine of the bundled model
SAME = 0.9
ALL, CHOSEN = "已入库的文件", "所选范围的文件"
_INTERROGATIVES = re.compile("多少|几|谁|哪|什么|啥|怎么|怎样|如何|何时|多久|是否|吗")


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer is made of: evidence best first, how rare the question's words are (those that
    occur at all), how much each counts (words of earlier questions less), the clauses of every
    document by name, the names of the documents in scope, how to get the rows of the ledger, and
    `further` evidence, the offered one first, for documents that a comparison names; `place` says which
    documents are looked through at all, `today` what 今年 means."""

    evidence: Sequence[Evidence]
    rarity: Mapping[str, float]
    weights: Mapping[str, float]
    clauses: Mapping[str, Sequence[Clause]]
    scope: Sequence[str]
    rows: Callable[[], Sequence[Commitment]] = tuple
    further: Sequence[Evidence] = ()
    place: str = ALL
    today: date = date.max


def compose(asked: Asked, material: Material) -> Draft:
    """Answer from the material, or refuse with a reason and the scope that was searched."""
    draft = _composed(asked, material)
    if (
        asked.places
        and draft.statements
        and not any(_of_place(asked.places, one, material) for one in draft.statements)
    ):
        doubt = f"引用的文件没有写明是不是关于{'、'.join(asked.places)}的，请核对。"
        return replace(draft, notice=f"{draft.notice}{doubt}")
    if draft.refusal is None:
        return draft
    return replace(draft, refusal=replace(draft.refusal, scope=_scope(asked, material)))


def _scope(asked: Asked, material: Material) -> str:
    """Where was looked, in the question's own words."""
    if asked.mentions:
        return "、".join(mention.label for mention in asked.mentions)
    if asked.places:
        return f"关于{'、'.join(asked.places)}的文件"
    return "已入库的全部文件" if material.place == ALL else f"所选的 {len(material.clauses)} 份文件"


def _composed(asked: Asked, material: Material) -> Draft:
    if is_command(asked.question):
        return refused("这不是对文件内容的提问，本助手只回答已入库文件里写明的内容", "absent")
    evidence = [item for item in material.evidence if _is_from(asked.places, item.clause, material)]
    evidence = evidence or _of_no_place(asked, material)
    if asked.places and not evidence:
        return refused(f"{material.place}里没有关于{'、'.join(asked.places)}的内容", "outside")
    evidence = _meant(asked, evidence)
    if window := window_in(asked, material.today):
        return due(asked, window, [row for row in material.rows() if row.source.name in material.scope])
    if not asked.departments and (body := unknown_body(asked.question)):
        return duties_by_rows(body, _rows_of(replace(asked, departments=(body,)), material, figures=False))
    if asked.departments and FIGURES.search(asked.question):
        return duties_by_rows("、".join(asked.departments), _rows_of(asked, material), "有数字的任务")
    if asked.departments and asks_for_duties(asked.question):
        return duties(asked, [clause for name in material.scope for clause in material.clauses[name]])
    if asked.heads and (names := _documents_meant(asked, material)):
        told = head_facts(asked.heads, names, material.clauses)
        if told.statements or asked.heads != (Head.TERM,):
            return told
        asked = replace(asked, heads=(), kind=Kind.WHEN)
    if (
        ASKS_STATUS.search(asked.question)
        and any(value > 0 for value in asked.prior.values())
        and (draft := status_of(_documents_meant(asked, material), material.clauses))
    ):
        return draft
    if PERIOD.search(asked.question) and (draft := period_of(asked.mentions, material.clauses)):
        return draft
    if found := listing(asked, evidence, material.weights, material.clauses):
        return found
    if found := spelled_name(asked, evidence, material.clauses):
        return found
    if found := below_lead_in(asked, evidence, material.clauses):
        return found
    ranked = of_year(asked, candidates(asked, evidence, material.weights), material.clauses)
    verdict = judge(asked, ranked, material.rarity, material.clauses)
    if asked.compares and len(sides := _sides(asked, ranked, material)) > 1 and not verdict.refusal:
        return _comparison(asked, sides, material, verdict)
    if len(parts := parts_of(asked)) > 1 and (not verdict.refusal or verdict.refusal.grade == "near"):
        draft = _in_parts(parts, asked, evidence, material, verdict)
        if draft.statements:
            return draft
    if verdict.refusal:
        return _set_right(asked, ranked, material, verdict) or Draft(
            refusal=verdict.refusal, confidence=verdict.confidence
        )
    able = in_force_first(asked, _fitting(asked, saying_the_year(asked, ranked, material.clauses)))
    if len(others := rivals(asked, able)) > 1:
        return side_by_side(asked, others, material.weights, verdict.confidence)
    chosen = _chosen(asked, able, material.weights)
    statements = [
        statement_of([asked], one, material.weights, len(chosen), material.clauses[one.clause.source.name])
        for one in chosen
    ]
    if lacking := lacks_fact(asked, statements):
        return Draft(refusal=lacking, confidence=min(0.49, verdict.confidence))
    whole = tuple(with_items(asked, one, material.clauses) for one in statements)
    return Draft(whole, confidence=verdict.confidence)


def _set_right(
    asked: Asked, ranked: Sequence[Candidate], material: Material, verdict: Verdict
) -> Draft | None:
    """The number that a question takes for given, as the clause has it, where what is asked of it is not
    written; None where the question has it right or the clause does not speak of it."""
    if verdict.refusal is None or verdict.refusal.grade != "near" or ranked[0].coverage < LEAST_SPOKEN_OF:
        return None
    if not contradicted(asked.question, ranked[0].text):
        return None
    said = statement_of([asked], ranked[0], material.weights, 1)
    return Draft((said,), confidence=max(0.5, verdict.confidence), notice=f"{verdict.refusal.reason}。")


def _rows_of(asked: Asked, material: Material, *, figures: bool = True) -> list[Commitment]:
    """Rows of the ledger that name a body of the question, in its documents; those with a number only."""
    wanted = set(map(plain_name, asked.departments))
    scope = frozenset(material.scope)
    rows = (row for row in material.rows() if row.source.name in scope)
    return [r for r in rows if wanted & set(map(plain_name, r.bodies)) and (r.indicators or not figures)]


def _meant(asked: Asked, evidence: list[Evidence]) -> list[Evidence]:
    """The evidence from documents that the question names or singles out; all, where that leaves none."""
    if asked.mentions:
        return [i for i in evidence if any(one.holds(i.clause) for one in asked.mentions)] or evidence
    only = singled_out(asked.prior)
    return [item for item in evidence if item.clause.source.name in only] or evidence


def _is_from(places: Sequence[str], clause: Clause, material: Material) -> bool:
    document = material.clauses[clause.source.name]
    return not places or any(speaks_of(place, clause, document) for place in places)


def _of_no_place(asked: Asked, material: Material) -> list[Evidence]:
    """The evidence from documents of no known place, where a clause of them holds most of the question."""
    found = [item for item in material.evidence if not regions_of(item.clause.source)]
    ranked = candidates(asked, found, material.weights)
    near = [item.similarity for item in found if item.similarity is not None]
    if not ranked or (near and max(near) < SAYS_AS_MUCH):
        return []
    return found if words_met(asked, ranked, material.rarity, asked.places) >= MOSTLY_HELD else []


def _of_place(places: Sequence[str], statement: Statement, material: Material) -> bool:
    """Whether a statement rests on a clause that can answer for one of the places."""
    return any(_is_from(places, support.clause, material) for support in statement.supports)


def _documents_meant(asked: Asked, material: Material) -> list[str]:
    """Whose head a question asks for: those it names, two where it compares, the likeliest otherwise."""
    if asked.mentions:
        return list(dict.fromkeys(work.source.name for one in asked.mentions for work in one.works))
    titles = {name: title_share(asked.words, own[0].source) for name, own in material.clauses.items() if own}
    names = sorted(material.scope, key=lambda name: (-asked.prior[name], -titles.get(name, 0)))
    if asked.compares:
        names = [name for name in names if asked.prior[name] > 0][:2]
        return names if len(names) > 1 else []
    if names and asked.prior[names[0]] > 0:
        return names[:1]
    return [item.clause.source.name for item in material.evidence[:1]]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a comparison: what the question calls it ('' nothing), and its candidates, best first."""

    label: str
    ranked: Sequence[Candidate]


def _sides(asked: Asked, ranked: Sequence[Candidate], material: Material) -> list[_Side]:
    """The documents compared: those named, in the question's order, or the two most likely meant."""
    if len(asked.mentions) > 1:
        every = candidates(asked, material.further or material.evidence, material.weights)
        found = [_Side(m.label, [c for c in every if m.holds(c.clause)]) for m in asked.mentions]
        return [side for side in found if side.ranked]
    names = dict.fromkeys(candidate.clause.source.name for candidate in ranked)
    sides = [_Side("", [c for c in ranked if c.clause.source.name == name]) for name in names]
    sides.sort(key=lambda side: -(side.ranked[0].score + asked.prior[side.ranked[0].clause.source.name]))
    return [side for side in sides[:2] if side.ranked[0].score >= LEAST_SIDE * ranked[0].score]


def _comparison(asked: Asked, sides: Sequence[_Side], material: Material, verdict: Verdict) -> Draft:
    """One statement a side, under the name that the question gives it."""
    statements = []
    for side in sides:
        best = _best_fitting(side.ranked)
        said = statement_of([asked], best, material.weights, len(sides))
        statements.append(replace(said, text=f"{side.label}，{said.text}" if side.label else said.text))
    statements += _which_is_more(asked, sides, statements)
    return Draft(tuple(statements), confidence=verdict.confidence)


_ASKS_ALIKE = re.compile("一样|相同|一致|变没变|变了吗|有没有变|差别|差多少")
_ASKS_MORE = re.compile("(?:谁|哪[边个家份一]{1,2}).{0,3}(?:多|少|高|低|大|小)")


def _which_is_more(asked: Asked, sides: Sequence[_Side], said: Sequence[Statement]) -> list[Statement]:
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
    if first.unit != second.unit:
        return []
    supports = tuple(support for one in said for support in one.supports)
    if first.value == second.value:
        return [Statement("双方写的数一样", supports)]
    return [Statement(f"{sides[first.value < second.value].label}写的数大", supports)]


def _best_fitting(ranked: Sequence[Candidate]) -> Candidate:
    """The best candidate of those that say nearly as much of the question as any; first those that hold
    what is asked for."""
    enough = NEARLY_FITTING * max(candidate.coverage for candidate in ranked[:MOST_SEEN])
    able = [candidate for candidate in ranked[:MOST_SEEN] if candidate.coverage >= enough]
    least = NEARLY_FITTING * able[0].score
    return next((c for c in able if c.fits and c.score >= least), able[0])


def _fitting(asked: Asked, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that hold the figure or time asked for, where the best of them is nearly as good as any."""
    fitting = [one for one in ranked if one.fits]
    if (
        asked.kind not in (Kind.NUMBER, Kind.WHEN, Kind.OFTEN)
        or PREMISE.search(asked.question)
        or not fitting
    ):
        return ranked
    return fitting if fitting[0].score >= NEARLY_FITTING * ranked[0].score else ranked


def _in_parts(
    parts: Sequence[Asked], whole: Asked, evidence: Sequence[Evidence], material: Material, verdict: Verdict
) -> Draft:
    """A statement for each part of a question that the evidence answers; parts that one sentence answers
    share a statement, and what stays unanswered is told."""
    left: list[tuple[Asked, Sequence[Candidate]]] = []
    answered: dict[tuple[str, int], list[tuple[Asked, Candidate]]] = {}
    able: list[tuple[Asked, Sequence[Candidate]]] = []
    for part in parts:
        weights = weights_of(part, material.weights, OTHER_PARTS)
        dated = part if years_of(part) else whole
        ranked = of_year(dated, candidates(part, evidence, weights), material.clauses)
        sure = not verdict.refusal or _surely_answers(part, ranked[:1])
        if not sure or judge(part, ranked, material.rarity, material.clauses).refusal:
            left.append((part, ranked[:1]))
        else:
            able.append((part, _fitting(part, saying_the_year(dated, ranked, material.clauses))))
    name = _one_document([ranked for _, ranked in able]) if len(whole.mentions) < 2 else ""
    for part, ranked in able:
        own = [one for one in ranked if one.clause.source.name == name] or ranked
        best = own[0]
        for one in own[1:]:
            again = one.fits and _key(one) in answered and one.score >= SAME * best.score
            if again and _own_words(part, one) >= _own_words(part, own[0]):
                best = one
                break
        answered.setdefault(_key(best), []).append((part, best))
    statements = [
        statement_of(
            [part for part, _ in pairs] if len(answered) > 1 else parts,
            pairs[0][1],
            material.weights,
            len(answered),
        )
        for pairs in answered.values()
    ]
    unsaid = [
        part for part, best in left if years_of(part) or not any(_key(c) in answered for c in best if c.fits)
    ]
    notice = "".join(f"“{part.question}”没有检索到写明的条款。" for part in unsaid)
    return Draft(tuple(statements), confidence=max(0.5, verdict.confidence), notice=notice)


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


def _chosen(asked: Asked, ranked: Sequence[Candidate], rarity: Mapping[str, float]) -> list[Candidate]:
    """The best candidate, and a second that covers what the first leaves open."""
    chosen = [ranked[0]]
    if asked.follows:  # a follow-up asks one thing
        return chosen
    open_terms = [
        term
        for term in asked.focus
        if not _in(term, ranked[0]) and not any(term in place or place in term for place in asked.places)
    ]
    if asked.kind == Kind.WHO and len(_INTERROGATIVES.findall(asked.question)) < 2:
        return chosen
    least = 0.08 if len(_INTERROGATIVES.findall(asked.question)) > 1 else 0.2
    for candidate in ranked[1:12]:
        gain = coverage(open_terms, rarity, candidate.text, candidate.clause) if open_terms else 0.0
        own_gain = sum(rarity.get(t, 1.0) for t in open_terms if _in(t, candidate))
        whole = sum(rarity.get(t, 1.0) for t in asked.focus) or 1.0
        near = (
            candidate.score >= NEARLY_AS_GOOD * ranked[0].score
            and candidate.clause.source.name == ranked[0].clause.source.name
        )
        if gain and own_gain / whole >= least and near and candidate.fits:
            chosen.append(candidate)
            break
    return chosen


def _in(term: str, candidate: Candidate) -> bool:
    return term in folded(candidate.text)
