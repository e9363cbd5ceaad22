"""Evidence → draft without a model: the supporting words themselves, trimmed to what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from assistant.answers import Draft, refused
from assistant.articles import article
from assistant.counted_names import spelled_name
from assistant.doubts import doubts, is_from
from assistant.due import due, window_in
from assistant.heads import head_facts, period_of, status_of
from assistant.in_parts import OTHER_PARTS, in_parts
from assistant.listing import below_lead_in, listing, with_items
from assistant.material import ALL, Material
from assistant.measures import folded
from assistant.outline import outline
from assistant.parts import parts_of, weights_of
from assistant.patterns import ASKS_STATUS, FIGURES, PERIOD, Head, Kind
from assistant.premises import agreeing, contradicted
from assistant.question import ASKS_TERM, Asked, asks_for_duties, heads_in
from assistant.refuse import Verdict, judge, lacks_fact, of_year, saying_the_year, words_met
from assistant.responsible import body_of_rows, duties, duties_by_rows, role_asked_for, unknown_body
from assistant.rivals import in_force_first, rivals, side_by_side
from assistant.scope import regions_of, singled_out, title_share
from assistant.select import (
    DEFINES,
    Candidate,
    candidates,
    coverage,
    defined_by,
    fitting_first,
    naming_first,
    says_what_is,
)
from assistant.sides import comparison, places_of, sides_of, subjects_of
from assistant.statements import statement_of
from knowledge.commitments import Commitment
from knowledge.departments import plain_name
from knowledge.documents import Evidence, Passage
from knowledge.planted import is_command

NEARLY_AS_GOOD = 0.86
LEAST_SPOKEN_OF = 0.5
MOSTLY_HELD, SAYS_AS_MUCH = 0.68, 0.925  # of the words beside the place; cosine of the bundled model
_INTERROGATIVES = re.compile("多少|几|谁|哪|什么|啥|怎么|怎样|如何|何时|多久|是否|吗")


def compose(asked: Asked, material: Material) -> Draft:
    """Answer from the material, or refuse with a reason and the scope that was searched."""
    draft = _composed(asked, material)
    if draft.refusal is None:
        return replace(draft, notice=draft.notice + doubts(asked, draft, material))
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
    evidence = [item for item in material.evidence if is_from(asked.places, item.clause, material)]
    evidence = evidence or _of_no_place(asked, material)
    if asked.places and not evidence:
        return refused(f"{material.place}里没有关于{'、'.join(asked.places)}的内容", "outside")
    evidence = _meant(asked, evidence)
    if window := window_in(asked, material.today):
        rows = [row for row in material.rows() if row.source.name in material.scope]
        if not asked.departments and (body := body_of_rows(folded(asked.question), rows, whole=True)):
            asked = replace(asked, departments=(body,))
        return due(asked, window, rows)
    if not asked.departments and (body := _body_asked_of(asked, material)):
        rows = _rows_of(replace(asked, departments=(body,)), material, figures=False)
        return duties_by_rows(body, rows, role_asked_for(asked.question))
    if asked.departments and FIGURES.search(asked.question):
        return duties_by_rows("、".join(asked.departments), _rows_of(asked, material), what="有数字的任务")
    if asked.departments and asks_for_duties(asked.question):
        own = [clause for name in material.scope for clause in material.clauses[name]]
        return duties(asked, own, _rows_of(asked, material, figures=False))
    if asked.heads and (names := _documents_meant(asked, material)):
        told = head_facts(asked.heads, names, material.clauses)
        if told.statements or asked.heads != (Head.TERM,):
            return _with_the_rest(asked, told, evidence, material)
        asked = replace(asked, heads=(), kind=Kind.WHEN)
    if said := article(asked, _documents_asked_of(asked, material), material.clauses):
        return said
    if asked.words and all(word.isdecimal() for word in asked.words):  # 那2025年呢, with nothing before it
        return refused("没有看出要问的是哪件事", "absent")
    return _by_structure(asked, evidence, material) or _by_sentences(asked, evidence, material)


def _by_structure(asked: Asked, evidence: Sequence[Evidence], material: Material) -> Draft | None:
    """What the make of a document answers: its validity, its period, a list of headings, members or items."""
    if (
        ASKS_STATUS.search(asked.question)
        and any(value > 0 for value in asked.prior.values())
        and (draft := status_of(_documents_meant(asked, material), material.clauses))
    ):
        return draft
    if PERIOD.search(asked.question) and (draft := period_of(asked.mentions, material.clauses)):
        return draft
    return (
        outline(asked, _documents_meant(asked, replace(material, evidence=())), material.clauses)
        or listing(asked, evidence, material.weights, material.clauses)
        or spelled_name(asked, evidence, material.clauses)
        or below_lead_in(asked, evidence, material.clauses)
    )


def _by_sentences(asked: Asked, evidence: Sequence[Evidence], material: Material) -> Draft:
    """The sentences that answer, of each side or part where a question has several; a refusal where none does."""
    evidence = [*evidence, *_defining(asked, evidence, material)]
    ranked = of_year(asked, candidates(asked, evidence, material.weights), material.clauses)
    ranked = naming_first(asked, ranked)
    verdict = judge(asked, ranked, material.rarity, material.clauses)
    if not verdict.refusal and len(asked.mentions) < 2 and (places := places_of(asked, material)):
        return comparison(asked, places, material, verdict)
    if not verdict.refusal and len(asked.mentions) < 2 and (subjects := subjects_of(asked, material)):
        return comparison(asked, subjects, material, verdict)
    if asked.compares and len(sides := sides_of(asked, ranked, material)) > 1 and not verdict.refusal:
        return comparison(asked, sides, material, verdict)
    if len(parts := parts_of(asked)) > 1 and (not verdict.refusal or verdict.refusal.grade == "near"):
        draft = in_parts(parts, asked, evidence, material, verdict)
        if draft.statements:
            return draft
    if verdict.refusal:
        return _set_right(asked, ranked, material, verdict) or Draft(
            refusal=verdict.refusal, confidence=verdict.confidence
        )
    able = in_force_first(asked, fitting_first(asked, saying_the_year(asked, ranked, material.clauses)))
    if len(others := rivals(asked, able)) > 1:
        return side_by_side(asked, others, material.weights, verdict.confidence)
    chosen = _chosen(asked, able, material.weights)
    statements = [
        statement_of([asked], one, material.weights, len(chosen), material.clauses[one.clause.source.name])
        for one in chosen
    ]
    if lacking := lacks_fact(asked, statements):
        return Draft(refusal=lacking, confidence=min(0.49, verdict.confidence))
    whole = tuple(with_items(asked, one, material.clauses) for one in agreeing(statements))
    return Draft(whole, confidence=verdict.confidence)


def _defining(asked: Asked, evidence: Sequence[Evidence], material: Material) -> list[Evidence]:
    """The first clause of the likeliest document that says what the thing is that a question asks the meaning of,
    where no sentence of the evidence does: other words than a question's say what something is."""
    if asked.kind != Kind.DEFINITION or not evidence:
        return []
    said = [item.clause.text[slice(*span)] for item in evidence for span in item.clause.sentences]
    if any(DEFINES.search(text) or says_what_is(asked, text) for text in said):
        return []
    found = (
        Evidence(clause, evidence[0].score, len(evidence) + 1, (Passage(*span, evidence[0].score),))
        for clause in material.clauses[evidence[0].clause.source.name]
        for span in clause.sentences
        if asked.means(clause) and defined_by(asked, clause.text[slice(*span)])
    )
    return [*islice(found, 1)]


def _with_the_rest(asked: Asked, told: Draft, evidence: Sequence[Evidence], material: Material) -> Draft:
    """Facts of a head, and what the same documents say to the parts of a question that ask for none (文号是多少？
    经哪次会议通过的？)."""
    names = {support.clause.source.name for one in told.statements for support in one.supports}
    rest = [
        part
        for part in parts_of(asked)
        if not (heads_in(part.question) or ASKS_TERM.search(part.question))
        and (part.needs or part.kind != Kind.OTHER)
    ]
    home = [item for item in evidence if item.clause.source.name in names]
    statements, notice = list(told.statements), told.notice
    for part in rest if home and len(rest) < len(parts_of(asked)) else ():
        ranked = fitting_first(part, candidates(part, home, weights_of(part, material.weights, OTHER_PARTS)))
        unsaid = judge(part, ranked, material.rarity, material.clauses).refusal
        said = [] if unsaid else [statement_of([part], ranked[0], material.weights, len(statements) + 1)]
        if not said or lacks_fact(part, said):
            notice += f"“{part.question}”没有检索到写明的条款。"
        else:
            statements += said
    return replace(told, statements=tuple(statements), notice=notice)


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


def _body_asked_of(asked: Asked, material: Material) -> str:
    """The body that no note names and whose tasks a question asks for: one of the ledger, else by its look."""
    if not asks_for_duties(asked.question):
        return unknown_body(asked.question)
    return body_of_rows(folded(asked.question), material.rows()) or unknown_body(asked.question)


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


def _of_no_place(asked: Asked, material: Material) -> list[Evidence]:
    """The evidence from documents of no known place, where a clause of them holds most of the question."""
    found = [item for item in material.evidence if not regions_of(item.clause.source)]
    ranked = candidates(asked, found, material.weights)
    near = [item.similarity for item in found if item.similarity is not None]
    if not ranked or (near and max(near) < SAYS_AS_MUCH):
        return []
    return found if words_met(asked, ranked, material.rarity, asked.places) >= MOSTLY_HELD else []


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


def _documents_asked_of(asked: Asked, material: Material) -> list[str]:
    """The documents that a question can mean, likeliest first: those it names or singles out, else all of its places,
    those of the evidence before the others."""
    if asked.mentions or any(value > 0 for value in asked.prior.values()):
        return _documents_meant(asked, material)
    offered = dict.fromkeys(item.clause.source.name for item in material.evidence)
    return [name for name in dict.fromkeys((*offered, *material.scope)) if name in material.scope]


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
