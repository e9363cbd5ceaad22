"""What is measured: each metric is a pure function of a case and its answer.

A metric returns None where it does not apply; that is never a 0 and never enters a mean.
Retrieval and citations are scored twice: by clause, as a person names it, and by character span of the
gold quotes, so that a pipeline with other pieces than ours can be held to the same gold.
Sources: [ALCE] Gao et al. 2023, citation recall and precision, with gold words in place of the NLI judge;
[LegalBench-RAG] Pipitone and Alami 2024, recall and precision in characters, here of the union;
[RGB] Chen et al. 2023, correct if an alias of every gold string stands in the answer, and negative
rejection; [haiku.rag] NumberMatch, refusal recall and precision; [TREC] as in trec_eval; [own] ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log2

from assistant.answers import Answer, Citation
from evals.cases import Case, fold
from evals.spans import Span, covers, length, shared
from evals.support import (
    date_support,
    department_support,
    number_support,
    quantity_support,
    stands,
    statement,
    support,
    verbatim,
)
from knowledge.documents import Evidence

Metric = Callable[[Case, Answer], float | None]

FOCUSED_LENGTH = 160
LEAST_LENGTH, TIMES_REFERENCE = 120, 4  # a right answer may be so much longer than the reference
FOUND_SHARE = 0.9  # of a gold quote's characters among the evidence
CITED_SHARE = 0.6  # of a gold quote's characters in one's citations

# --- retrieval -----------------------------------------------------------------------------


def clause_recall_at(k: int) -> Metric:
    """|expected clauses among the first k evidence| / |expected clauses|: Recall@k on clauses.

    An evidence counts if its source matches and its address begins with an expected one.
    """

    def recall(case: Case, answer: Answer) -> float | None:
        if not _has_gold(case):
            return None
        return _share_found(case, [_matched(case, evidence) for evidence in answer.evidence[:k]])

    recall.__doc__ = clause_recall_at.__doc__
    return recall


def mrr(case: Case, answer: Answer) -> float | None:
    """1 / place of the first evidence that matches an expected clause, 0 if none does (reciprocal rank)."""
    if not _has_gold(case):
        return None
    for place, evidence in enumerate(answer.evidence, start=1):
        if _matched(case, evidence):
            return 1 / place
    return 0.0


def ndcg_at(k: int) -> Metric:
    """DCG@k / ideal DCG@k with binary gain and discount log2(rank + 1) [TREC, Järvelin and Kekäläinen 2002].

    An expected clause gains once, at the first evidence that matches it.
    """

    def ndcg(case: Case, answer: Answer) -> float | None:
        if not _has_gold(case):
            return None
        found: frozenset[str] = frozenset()
        gained = 0.0
        for rank, evidence in enumerate(answer.evidence[:k], start=1):
            new = _matched(case, evidence) - found
            gained += len(new) / log2(rank + 1)
            found |= new
        ideal = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(set(case.clauses))) + 1))
        return min(1.0, gained / ideal)

    ndcg.__doc__ = ndcg_at.__doc__
    return ndcg


def evidence_at(k: int) -> Metric:
    """1 if every quote of one gold set lies, to 90 % of its characters, in the first k evidence [own]."""

    def found(case: Case, answer: Answer) -> float | None:
        if not case.gold:
            return None
        spans = [_span(evidence) for evidence in answer.evidence[:k]]
        return float(any(_share_covered(quotes, spans, FOUND_SHARE) == 1 for quotes in case.gold))

    found.__doc__ = evidence_at.__doc__
    return found


def evidence_within(characters: int) -> Metric:
    """1 if every quote of one gold set lies, to 90 %, in the first so many characters of evidence [own].

    Pieces of different size are held to the same amount of reading; the last piece is cut.
    """

    def found(case: Case, answer: Answer) -> float | None:
        if not case.gold:
            return None
        spans, room = [], characters
        for span in map(_span, answer.evidence):
            spans.append(Span(span.source, span.start, min(span.end, span.start + room)))
            room -= min(room, span.end - span.start)
        return float(any(_share_covered(quotes, spans, FOUND_SHARE) == 1 for quotes in case.gold))

    found.__doc__ = evidence_within.__doc__
    return found


def span_recall_at(k: int) -> Metric:
    """|characters of a gold set in the first k evidence| / |its characters|, the best set [LegalBench-RAG]."""

    def recall(case: Case, answer: Answer) -> float | None:
        if not case.gold:
            return None
        spans = [_span(evidence) for evidence in answer.evidence[:k]]
        return max(_share_of_characters(quotes, spans) for quotes in case.gold)

    recall.__doc__ = span_recall_at.__doc__
    return recall


def span_precision_at(k: int) -> Metric:
    """|gold characters in the first k evidence| / |its characters|, unions of both [LegalBench-RAG].

    Falls with k by construction; gold are all sets and all places of their quotes.
    """

    def precision(case: Case, answer: Answer) -> float | None:
        spans = [_span(evidence) for evidence in answer.evidence[:k]]
        if not case.gold or not spans:
            return None
        return shared(spans, _gold_spans(case)) / length(spans)

    precision.__doc__ = span_precision_at.__doc__
    return precision


# --- citations -----------------------------------------------------------------------------


def citation_recall(case: Case, answer: Answer) -> float | None:
    """|gold that some citation covers| / |gold| [ALCE]; a refusal gets 0.

    Gold are the quotes of the best set, covered to 60 % of their characters; where a case has no
    quotes, the expected clauses.
    """
    if case.gold:
        spans = [_span(citation) for citation in answer.citations]
        return max(_share_covered(quotes, spans, CITED_SHARE) for quotes in case.gold)
    if not _has_gold(case):
        return None
    return _share_found(case, [_matched(case, citation) for citation in answer.citations])


def citation_precision(case: Case, answer: Answer) -> float | None:
    """|citations that touch a gold quote, or name an expected clause| / |citations| [ALCE]; None without."""
    if not answer.citations or not (case.gold or _has_gold(case)):
        return None
    if case.gold:
        gold = _gold_spans(case)
        right = sum(any(_span(one).overlaps(span) for span in gold) for one in answer.citations)
    else:
        right = sum(bool(_matched(case, citation)) for citation in answer.citations)
    return right / len(answer.citations)


def citation_f1(case: Case, answer: Answer) -> float | None:
    """2PR / (P + R) of citation precision and recall [ALCE]; an answer without citations gets 0."""
    recall, precision = citation_recall(case, answer), citation_precision(case, answer)
    if recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


# --- what the answer says ------------------------------------------------------------------


def facts(case: Case, answer: Answer) -> float | None:
    """1 if one form of every fact and no forbidden value stands in the answer [RGB]; a refusal gets 0."""
    if case.expect == "refuse" or not (case.facts or case.forbidden):
        return None
    wrong = missing_facts(case, answer) or forbidden_values(case, answer)
    return float(not wrong and answer.status == "answered")


def completeness(case: Case, answer: Answer) -> float | None:
    """|facts that stand in the answer| / |facts| of a case that asks for two or more [own]; refused: 0."""
    if case.expect == "refuse" or len(case.facts) < 2:
        return None
    return 1 - len(missing_facts(case, answer)) / len(case.facts) if answer.status == "answered" else 0.0


def order(case: Case, answer: Answer) -> float | None:
    """1 if the first mentions of the `ordered` words come in this order [own]; a refusal gets 0.

    The first of several departments leads: a reversed list names the wrong one responsible. Written forms
    of one word are parted by |.
    """
    if not case.ordered:
        return None
    text = fold(statement(answer))
    words = [[fold(form) for form in word.split("|")] for word in case.ordered]
    every = [form for forms in words for form in forms]
    found = [[_first(form, every, text) for form in forms] for forms in words]
    places = [min((place for place in own if place >= 0), default=-1) for own in found]
    return float(answer.status == "answered" and -1 not in places and places == sorted(places))


def misled(case: Case, answer: Answer) -> float | None:
    """1 if a forbidden value stands in the answer or the refusal (lower is better) [own]."""
    return float(bool(forbidden_values(case, answer))) if case.forbidden else None


def focused(case: Case, answer: Answer) -> float | None:
    """1 if `facts` is 1 and the text is short, white space aside [own].

    Short is at most four times the reference answer, but always 120 characters; 160 without reference.
    """
    correct = facts(case, answer)
    if correct is None:
        return None
    reference = len(fold(case.reference))
    longest = max(LEAST_LENGTH, TIMES_REFERENCE * reference) if reference else FOCUSED_LENGTH
    return float(correct == 1 and len(fold(answer.text)) <= longest)


# --- refusals ------------------------------------------------------------------------------


def refused(case: Case, answer: Answer) -> float | None:
    """1 if an unanswerable question is refused: refusal recall [RGB, haiku.rag]."""
    return float(answer.status == "refused") if case.expect == "refuse" else None


def false_refusal(case: Case, answer: Answer) -> float | None:
    """1 if an answerable question is refused (lower is better) [haiku.rag]."""
    return float(answer.status == "refused") if case.expect == "answer" else None


def decision(case: Case, answer: Answer) -> float | None:
    """1 if what has an answer was answered and what has none was refused [own]."""
    return float((answer.status == "refused") == (case.expect == "refuse"))


def refusal_precision(case: Case, answer: Answer) -> float | None:
    """1 if what was refused had to be, 0 if it had an answer [haiku.rag]; None of what was answered."""
    return float(case.expect == "refuse") if answer.status == "refused" else None


def grade(case: Case, answer: Answer) -> float | None:
    """1 if a question rightly refused got the grade that its case names [own]."""
    if case.grade is None or answer.status != "refused":
        return None
    return float(answer.grade == case.grade)


def passed(case: Case, answer: Answer) -> float | None:
    """1 if the user was served [own].

    expect=answer: answered, and facts, order, and all kinds of support are 1, where what does not apply does
    not hinder, but an answer without citations, or with none that is right, fails.
    expect=refuse: refused in words, without a forbidden value or a quantity from nowhere.
    """
    if case.expect == "refuse":
        words = bool(answer.text.strip()) and quantity_support(case, answer) in (1, None)
        return float(answer.status == "refused" and words and misled(case, answer) != 1)
    right = all(metric(case, answer) in (1, None) for metric in (facts, order, *SUPPORTS))
    cited = verbatim(case, answer) == 1 and citation_precision(case, answer) != 0
    return float(answer.status == "answered" and right and cited)


SUPPORTS = (support, number_support, quantity_support, date_support, department_support)


def latency_ms(case: Case, answer: Answer) -> float | None:
    """`timings_ms["total"]`: milliseconds from question to verified answer (lower is better)."""
    return answer.timings_ms.get("total")


METRICS: Mapping[str, Metric] = {
    "passed": passed,
    "facts": facts,
    "focused": focused,
    "completeness": completeness,
    "order": order,
    "misled": misled,
    "verbatim": verbatim,
    "number_support": number_support,
    "date_support": date_support,
    "department_support": department_support,
    "quantity_support": quantity_support,
    "support": support,
    "citation_recall": citation_recall,
    "citation_precision": citation_precision,
    "citation_f1": citation_f1,
    "decision": decision,
    "refused": refused,
    "refusal_precision": refusal_precision,
    "grade": grade,
    "false_refusal": false_refusal,
    "clause_recall_at_1": clause_recall_at(1),
    "clause_recall_at_3": clause_recall_at(3),
    "clause_recall_at_5": clause_recall_at(5),
    "clause_recall_at_10": clause_recall_at(10),
    "mrr": mrr,
    "ndcg_at_10": ndcg_at(10),
    "evidence_at_1": evidence_at(1),
    "evidence_at_3": evidence_at(3),
    "evidence_at_5": evidence_at(5),
    "evidence_at_10": evidence_at(10),
    "evidence_within_1000": evidence_within(1000),
    "span_recall_at_5": span_recall_at(5),
    "span_precision_at_5": span_precision_at(5),
    "latency_ms": latency_ms,
}


# --- why a case failed ---------------------------------------------------------------------


def missing_facts(case: Case, answer: Answer) -> tuple[str, ...]:
    """The first form of each fact of which no form stands in the answer."""
    text = fold(statement(answer))
    return tuple(forms[0] for forms in case.facts if not any(stands(form, text) for form in forms))


def forbidden_values(case: Case, answer: Answer) -> tuple[str, ...]:
    """The forbidden values that stand in the answer; what the question itself says may be repeated."""
    text, asked = fold(statement(answer)), fold(case.question)
    return tuple(value for value in case.forbidden if stands(value, text) and not stands(value, asked))


# --- helpers -------------------------------------------------------------------------------


def _span(place: Evidence | Citation) -> Span:
    of = place.clause if isinstance(place, Evidence) else place
    return Span(place.clause.source.name, of.start, of.end)


def _gold_spans(case: Case) -> list[Span]:
    return [span for quotes in case.gold for places in quotes for span in places]


def _share_covered(quotes: Sequence[Sequence[Span]], spans: Sequence[Span], share: float) -> float:
    """Share of a set's quotes of which some place is covered."""
    return sum(any(covers(spans, place, share) for place in places) for places in quotes) / len(quotes)


def _share_of_characters(quotes: Sequence[Sequence[Span]], spans: Sequence[Span]) -> float:
    """Share of a set's characters that the spans hold, each quote at its best place."""
    best = [max((shared(spans, [place]), place.end - place.start) for place in places) for places in quotes]
    return sum(found for found, _ in best) / sum(whole for _, whole in best)


def _has_gold(case: Case) -> bool:
    return case.expect == "answer" and bool(case.clauses)


def _matched(case: Case, place: Evidence | Citation) -> frozenset[str]:
    return case.matched(place.clause.source.name, place.clause.address)


def _share_found(case: Case, found: Sequence[frozenset[str]]) -> float:
    return len(frozenset[str]().union(*found)) / len(set(case.clauses))


def _first(word: str, others: Sequence[str], text: str) -> int:
    """Where a word stands first, not as a part of a longer one of the others; -1 if nowhere."""
    for longer in others:
        if word in longer and word != longer:
            text = text.replace(longer, " " * len(longer))
    return text.find(word)
