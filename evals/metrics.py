"""What is measured: each metric is a pure function of a case and its answer.

A metric returns None where it does not apply; that is never a 0 and never enters a mean.
Sources: [ALCE] Gao et al. 2023, citation recall and precision, with a gold clause in place
of the NLI judge; [RGB] Chen et al. 2023, correct if an alias of every gold string stands
in the answer, and negative rejection; [haiku.rag] NumberMatch, refusal recall; [own] ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from assistant.answers import MARK, Answer, Citation
from evals.cases import Case, fold
from knowledge.documents import Evidence

Metric = Callable[[Case, Answer], float | None]

FOCUSED_LENGTH = 160
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LIST_MARKER = re.compile(r"^[ \t]*\(?\d{1,2}[.、)](?!\d)", re.MULTILINE)
_WHITE = re.compile(r"\s+")
_Z95 = 1.959963984540054


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


# --- citations -----------------------------------------------------------------------------


def citation_recall(case: Case, answer: Answer) -> float | None:
    """|expected clauses that some citation names| / |expected clauses| [ALCE]; a refusal gets 0."""
    if not _has_gold(case):
        return None
    return _share_found(case, [_matched(case, citation) for citation in answer.citations])


def citation_precision(case: Case, answer: Answer) -> float | None:
    """|citations that name an expected clause| / |citations| [ALCE]; None without citations."""
    if not _has_gold(case) or not answer.citations:
        return None
    return sum(bool(_matched(case, citation)) for citation in answer.citations) / len(answer.citations)


def verbatim(case: Case, answer: Answer) -> float | None:
    """|citations whose quote is the source text at [start, end), white space aside| / |citations| [own]."""
    if not answer.citations:
        return None
    return sum(map(is_verbatim, answer.citations)) / len(answer.citations)


def is_verbatim(citation: Citation) -> bool:
    """Whether the quote is what stands at its offsets, inside the cited clause."""
    clause = citation.clause
    if not clause.start <= citation.start < citation.end <= clause.end:
        return False
    span = clause.raw[citation.start - clause.start : citation.end - clause.start]
    return _WHITE.sub("", span) == _WHITE.sub("", citation.quote) != ""


# --- what the answer says ------------------------------------------------------------------


def number_support(case: Case, answer: Answer) -> float | None:
    """|supported numbers| / |numbers| of the answer text (after [haiku.rag] NumberMatch).

    A number is a maximal run of digits with at most one decimal point, NFKC-folded, and is
    supported if the same whole number stands in a citation's quote, title, document number,
    address or path, in the question or in the history. Citation marks and list markers at
    the beginning of a line are no numbers. Refusals are held to it too.
    """
    count = len(_numbers(statement(answer)))
    return 1 - len(unsupported_numbers(case, answer)) / count if count else None


def facts(case: Case, answer: Answer) -> float | None:
    """1 if one form of every fact and no forbidden value stands in the answer [RGB]; a refusal gets 0."""
    if case.expect == "refuse" or not (case.facts or case.forbidden):
        return None
    wrong = missing_facts(case, answer) or forbidden_values(case, answer)
    return float(not wrong and answer.status == "answered")


def focused(case: Case, answer: Answer) -> float | None:
    """1 if `facts` is 1 and the text has at most 160 characters, white space and marks aside [own]."""
    correct = facts(case, answer)
    return None if correct is None else float(correct == 1 and len(fold(statement(answer))) <= FOCUSED_LENGTH)


# --- refusals ------------------------------------------------------------------------------


def refused(case: Case, answer: Answer) -> float | None:
    """1 if an unanswerable question is refused: refusal recall [RGB, haiku.rag]."""
    return float(answer.status == "refused") if case.expect == "refuse" else None


def false_refusal(case: Case, answer: Answer) -> float | None:
    """1 if an answerable question is refused (lower is better) [haiku.rag]."""
    return float(answer.status == "refused") if case.expect == "answer" else None


def passed(case: Case, answer: Answer) -> float | None:
    """1 if the user was served [own].

    expect=answer: answered, and facts = verbatim = number_support = 1, where facts or
    numbers that do not apply do not hinder, but an answer without citations fails.
    expect=refuse: refused.
    """
    if case.expect == "refuse":
        return refused(case, answer)
    right = facts(case, answer) in (1, None) and number_support(case, answer) in (1, None)
    return float(answer.status == "answered" and right and verbatim(case, answer) == 1)


def latency_ms(case: Case, answer: Answer) -> float | None:
    """`timings_ms["total"]`: milliseconds from question to verified answer (lower is better)."""
    return answer.timings_ms.get("total")


METRICS: Mapping[str, Metric] = {
    "passed": passed,
    "facts": facts,
    "focused": focused,
    "verbatim": verbatim,
    "number_support": number_support,
    "citation_recall": citation_recall,
    "citation_precision": citation_precision,
    "refused": refused,
    "false_refusal": false_refusal,
    "clause_recall_at_1": clause_recall_at(1),
    "clause_recall_at_3": clause_recall_at(3),
    "clause_recall_at_5": clause_recall_at(5),
    "clause_recall_at_10": clause_recall_at(10),
    "mrr": mrr,
    "latency_ms": latency_ms,
}
PROPORTIONS = frozenset({"passed", "facts", "focused", "refused", "false_refusal"})


# --- why a case failed ---------------------------------------------------------------------


def missing_facts(case: Case, answer: Answer) -> tuple[str, ...]:
    """The first form of each fact of which no form stands in the answer."""
    text = fold(statement(answer))
    return tuple(forms[0] for forms in case.facts if not any(_stands(form, text) for form in forms))


def forbidden_values(case: Case, answer: Answer) -> tuple[str, ...]:
    """The forbidden values that stand in the answer."""
    text = fold(statement(answer))
    return tuple(value for value in case.forbidden if _stands(value, text))


def unsupported_numbers(case: Case, answer: Answer) -> tuple[str, ...]:
    """The numbers of the answer that stand nowhere they may come from."""
    origins = [case.question, *case.history]
    for citation in answer.citations:
        clause, source = citation.clause, citation.clause.source
        origins += [citation.quote, source.title, source.doc_number or "", clause.address, *clause.path]
    known = {number for origin in origins for number in _numbers(origin)}
    return tuple(number for number in _numbers(statement(answer)) if number not in known)


def statement(answer: Answer) -> str:
    """The answer text, NFKC-folded, without list markers and without the marks of its citations.

    A mark that leads to no citation ([2099]) stays: it hides no number.
    """
    known = {str(citation.n) for citation in answer.citations}
    unmarked = MARK.sub(lambda mark: " " if mark[1] in known else mark[0], answer.text)
    return _LIST_MARKER.sub(" ", unicodedata.normalize("NFKC", unmarked))


# --- means ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over the n cases a metric applies to; proportions carry a Wilson 95 % interval."""

    value: float
    n: int
    interval: tuple[float, float] | None = None


def mean(name: str, scores: Collection[float | None]) -> Mean | None:
    """The mean of a metric over the cases where it applies; None if it applies to none."""
    values = [score for score in scores if score is not None]
    if not values:
        return None
    value = sum(values) / len(values)
    return Mean(value, len(values), wilson(value, len(values)) if name in PROPORTIONS else None)


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson score interval, 95 %: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n), E. B. Wilson 1927."""
    z2 = _Z95**2
    centre = share + z2 / (2 * n)
    spread = _Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, (centre - spread) / (1 + z2 / n)), min(1.0, (centre + spread) / (1 + z2 / n))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


# --- helpers -------------------------------------------------------------------------------


def _has_gold(case: Case) -> bool:
    return case.expect == "answer" and bool(case.clauses)


def _matched(case: Case, place: Evidence | Citation) -> frozenset[str]:
    return case.matched(place.clause.source.name, place.clause.address)


def _share_found(case: Case, found: Sequence[frozenset[str]]) -> float:
    return len(frozenset[str]().union(*found)) / len(set(case.clauses))


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(unicodedata.normalize("NFKC", text))


def _stands(form: str, text: str) -> bool:
    """Whether `form` stands in the folded text and does not cut a number: 50个 is not in 150个."""
    form = fold(form)
    before = r"(?<!\d)(?<!\d\.)" if form[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if form[-1].isdigit() else ""
    return re.search(before + re.escape(form) + after, text) is not None
