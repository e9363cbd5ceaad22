"""Evidence → draft without a model: the supporting words themselves, trimmed to what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import Draft, Statement, Support, refused
from assistant.listing import below_lead_in, listing
from assistant.patterns import Head, Kind
from assistant.question import Asked, asks_for_duties
from assistant.refuse import judge, of_year, saying_the_year
from assistant.responsible import duties, duties_by_rows, responsibility, unknown_body
from assistant.scope import singled_out, speaks_of
from assistant.select import Candidate, candidates, counted, coverage, fits_units, folded, holds
from knowledge.commitments import Commitment
from knowledge.documents import Clause, Evidence, numbering_length

LONGEST_ANSWER = 118
_INTERROGATIVES = re.compile("多少|几|谁|哪|什么|啥|怎么|怎样|如何|何时|多久|是否|吗")


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer is made of: evidence best first, how rare the question's words are (those that
    occur at all), how much each counts (words of earlier questions less), the clauses of every
    document by name, the names of the documents in scope, and how to get the rows of the ledger."""

    evidence: Sequence[Evidence]
    rarity: Mapping[str, float]
    weights: Mapping[str, float]
    clauses: Mapping[str, Sequence[Clause]]
    scope: Sequence[str]
    rows: Callable[[], Sequence[Commitment]] = tuple


def compose(asked: Asked, material: Material) -> Draft:
    """Answer from the material, or refuse with a reason."""
    evidence = [item for item in material.evidence if _is_from(asked.places, item, material)]
    if asked.places and not evidence:
        return refused(f"已入库的文件里没有关于{'、'.join(asked.places)}的内容", "outside")
    if asked.mentions:
        meant = [item for item in evidence if any(one.holds(item.clause) for one in asked.mentions)]
        evidence = meant or evidence
    elif only := singled_out(asked.prior):
        evidence = [item for item in evidence if item.clause.source.name in only] or evidence
    if not asked.departments and (body := unknown_body(asked.question)):
        return duties_by_rows(body, [row for row in material.rows() if row.source.name in material.scope])
    if asked.departments and asks_for_duties(asked.question):
        return duties(asked, [clause for name in material.scope for clause in material.clauses[name]])
    if (
        asked.kind in (Kind.HEAD, Kind.COMPARE)
        and asked.head
        and (draft := _head_fact(asked, asked.head, material))
    ):
        return draft
    if found := listing(asked, evidence, material.weights, material.clauses):
        return found
    if found := below_lead_in(asked, evidence, material.clauses):
        return found
    ranked = of_year(asked, candidates(asked, evidence, material.weights))
    verdict = judge(asked, ranked, material.rarity)
    if verdict.refusal:
        return Draft(refusal=verdict.refusal, confidence=verdict.confidence)
    chosen = _chosen(asked, saying_the_year(asked, ranked), material.weights)
    statements = [_statement(asked, candidate, material.weights, len(chosen)) for candidate in chosen]
    return Draft(tuple(statements), confidence=verdict.confidence)


def _is_from(places: Sequence[str], item: Evidence, material: Material) -> bool:
    document = material.clauses[item.clause.source.name]
    return not places or any(speaks_of(place, item.clause, document) for place in places)


def _chosen(asked: Asked, ranked: Sequence[Candidate], rarity: Mapping[str, float]) -> list[Candidate]:
    """The best candidate, and a second that covers what the first leaves open."""
    chosen = [ranked[0]]
    if asked.follows:  # a follow-up asks one thing
        return chosen
    open_terms = [term for term in asked.focus if not _in(term, ranked[0])]
    if asked.kind == Kind.COMPARE:
        return _one_a_document(asked, ranked)
    if asked.kind == Kind.WHO and len(_INTERROGATIVES.findall(asked.question)) < 2:
        return chosen
    least = 0.08 if len(_INTERROGATIVES.findall(asked.question)) > 1 else 0.2
    for candidate in ranked[1:12]:
        gain = coverage(open_terms, rarity, candidate.text, candidate.clause) if open_terms else 0.0
        own_gain = sum(rarity.get(t, 1.0) for t in open_terms if _in(t, candidate))
        whole = sum(rarity.get(t, 1.0) for t in asked.focus) or 1.0
        if gain and own_gain / whole >= least and candidate.score >= 0.8 * ranked[0].score and candidate.fits:
            chosen.append(candidate)
            break
    return chosen


def _one_a_document(asked: Asked, ranked: Sequence[Candidate]) -> list[Candidate]:
    """For a comparison: the best candidate of each of the two documents most likely meant."""
    best: dict[str, Candidate] = {}
    for candidate in ranked:
        best.setdefault(candidate.clause.source.name, candidate)
    order = sorted(best.values(), key=lambda c: -(c.score + asked.prior.get(c.clause.source.name, 0.0)))
    return [c for c in order[:2] if c.score >= 0.5 * ranked[0].score] or [ranked[0]]


def _in(term: str, candidate: Candidate) -> bool:
    return term in folded(candidate.text)


def _statement(asked: Asked, candidate: Candidate, rarity: Mapping[str, float], count: int) -> Statement:
    room = LONGEST_ANSWER // count - len(candidate.clause.address) - 8
    begin, stop = trim(asked, candidate, rarity, room)
    clause = candidate.clause
    quote = clause.text[begin:stop]
    whole = candidate.begin + numbering_length(candidate.text)
    supports = [Support(clause, min(whole, begin), candidate.stop)]
    lead = f"{_correction(asked, quote)}{clause.address}："
    if (asked.kind == Kind.WHO or re.search("责任|负责|牵头|归口|谁", asked.question)) and (
        found := responsibility(clause)
    ):
        wrong = [body for body in asked.departments if body not in found.bodies]
        lead = f"文件写的不是{'、'.join(wrong)}。" if wrong and len(wrong) == len(asked.departments) else ""
        lead += f"{clause.text[found.begin : found.stop]}。{clause.address}："
        if 0 <= found.begin - stop <= 3:
            supports = [Support(clause, begin, found.stop)]
        else:
            supports.append(Support(clause, found.begin, found.stop))
    return Statement(f"{lead}“{quote}”", tuple(supports))


def _correction(asked: Asked, quote: str) -> str:
    """A word of warning where the question states a number that the clause gives otherwise."""
    stated = [q for q in counted(asked.question) if q.unit]
    given = [q for q in counted(quote) if q.unit]
    for one in stated:
        others = [other for other in given if other.unit == one.unit]
        if others and all(other.value != one.value for other in given):
            return f"文件写的不是{asked.question[one.start : one.end]}。"
    return ""


_NOTE_AT_END = re.compile(
    r"[（(]?(?:责任|牵头|负责|主责|承办|配合)(?:部门|单位|处室|科室)[:：][^（）()]*[）)]?[。；]?$"
)
_SEGMENT = re.compile(r"[^，,；;：:。！？]*[，,；;：:。！？]?[”’）)》]*")


def trim(asked: Asked, candidate: Candidate, rarity: Mapping[str, float], room: int) -> tuple[int, int]:
    """The part of a candidate, whole half-sentences of at most `room` characters, that answers best."""
    text, base = _NOTE_AT_END.sub("", candidate.text) or candidate.text, candidate.begin
    pieces = [match.span() for match in _SEGMENT.finditer(text) if match.group()]
    best, best_value = (0, len(text)), -1.0
    for i in range(len(pieces)):
        for j in range(i, len(pieces)):
            begin, stop = pieces[i][0], pieces[j][1]
            if stop - begin > room and j > i:
                break
            value = _worth(asked, text[begin:stop], rarity)
            if value > best_value + 1e-9:
                best, best_value = (begin, stop), value
    begin, stop = best
    while stop > begin and text[stop - 1] in "，,；;：:。 ":
        stop -= 1
    begin += numbering_length(text[begin:stop]) if begin == 0 else 0
    return base + begin, base + stop


def _worth(asked: Asked, piece: str, rarity: Mapping[str, float]) -> float:
    own = folded(piece)
    covered = sum(rarity.get(term, 1.0) for term in asked.focus if term in own)
    whole = sum(rarity.get(term, 1.0) for term in asked.focus) or 1.0
    bonus = 0.0
    if asked.kind == Kind.NUMBER:
        bonus = 0.5 if any(fits_units(quantity, asked) for quantity in counted(piece)) else 0.0
    elif asked.kind in (Kind.WHEN, Kind.OFTEN, Kind.WHO, Kind.DEFINITION):
        bonus = 0.4 if holds(asked, piece) else 0.0
    return covered / whole + bonus + 0.0012 * min(len(piece), 90)


def _head_fact(asked: Asked, head: Head, material: Material) -> Draft | None:
    """A fact of a document's head: number, date, issuer, recipients, title; of two in a comparison."""
    names = sorted(material.scope, key=lambda name: -asked.prior[name])
    if asked.kind == Kind.COMPARE:
        names = [name for name in names if asked.prior[name] > 0][:2]
    elif names and asked.prior[names[0]] > 0:
        names = names[:1]
    else:
        names = [item.clause.source.name for item in material.evidence[:1]]
    if not names or (asked.kind == Kind.COMPARE and len(names) < 2):
        return None
    statements = []
    for name in names:
        own = material.clauses[name]
        clause = _head_clause(head, own)
        if clause is None:
            return refused(f"《{own[0].source.title if own else name}》没有写明{head}", "near")
        begin, stop = 0, len(clause.text.rstrip("：:"))
        if head == Head.ISSUER and clause.address == "标题":
            issuer = clause.source.issuer or ""
            begin = clause.text.find(issuer)
            if not issuer or begin < 0:
                return refused(f"《{clause.source.title}》没有写明{head}", "near")
            stop = begin + len(issuer)
        label = _OTHER_DATES.get(clause.address, head)
        statements.append(Statement(f"{label}：“{clause.text[begin:stop]}”", (Support(clause, begin, stop),)))
    return Draft(tuple(statements))


# Dates that are not the date of issue, shown as what they are where that one is missing.
_OTHER_DATES = {"发布时间": "网页发布时间", "印发": "印发日期"}


def _head_clause(head: Head, clauses: Sequence[Clause]) -> Clause | None:
    wanted = {
        Head.DOC_NUMBER: ("发文字号",),
        Head.RECIPIENTS: ("主送机关",),
        Head.ISSUED_ON: ("落款", "发布时间", "印发"),
        Head.ISSUER: ("落款", "文首", "标题"),
        Head.TITLE: ("标题", "正文标题"),
    }[head]
    found = [clause for address in wanted for clause in clauses if clause.address.startswith(address)]
    if head in (Head.ISSUED_ON, Head.ISSUER):
        dated = re.compile(r"\d|[〇一二三四五六七八九十]{2,}[年月日]")
        found = [clause for clause in found if bool(dated.search(clause.text)) == (head == Head.ISSUED_ON)]
    if head == Head.ISSUER:  # joint issuers stand together above the title
        return max(
            found,
            key=lambda clause: len(clause.text.removesuffix("文件")) * (clause.address != "标题"),
            default=None,
        )
    return found[0] if found else None
