"""Properties that every score has, whatever case and answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer
from evals import metrics as m
from evals import support as s
from evals.cases import Case
from evals.spans import Span
from tests.evals.places import OTHER
from tests.evals.values import answer, case, cite, clause, source

addresses = st.sampled_from(["第1条", "第3条", "第3条第2款", "第30条", "第5条", "附件"])
files = st.sampled_from([source(), OTHER])
clauses = st.builds(clause, addresses, st.text("建成50个基地 \n", min_size=1), of=files)
citations = st.builds(
    cite, clauses, n=st.integers(1, 3), quote=st.none() | st.just("50"), shift=st.integers(-1, 1)
)
answers = st.builds(
    answer,
    st.text("建成15０个[].1 \n第条"),
    st.lists(citations, max_size=4),
    evidence=st.lists(clauses, max_size=12),
    status=st.sampled_from(["answered", "refused"]),
)
spans = st.builds(
    lambda of, start, size: Span(of.name, start, start + size),
    files,
    st.integers(95, 115),
    st.integers(1, 10),
)
golds = st.lists(
    st.lists(st.lists(spans, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple),
    max_size=2,
).map(tuple)
cases = st.builds(
    case,
    clauses=st.lists(addresses, max_size=3).map(tuple),
    facts=st.sampled_from([(("50个",),), (("50",), ("5", "15")), ()]),
    gold=golds,
) | st.just(case("refuse"))
RECALLS = (m.clause_recall_at, m.evidence_at, m.evidence_within, m.span_recall_at)
YES_OR_NO = (
    "passed",
    "facts",
    "focused",
    "order",
    "misled",
    "refused",
    "false_refusal",
    "decision",
    "evidence_at_5",
    "evidence_within_1000",
)


@given(cases, answers)
def test_every_score_lies_between_0_and_1(case: Case, answer: Answer) -> None:
    for name, metric in m.METRICS.items():
        score = metric(case, answer)
        assert score is None or 0 <= score <= 1, name
        assert score in (None, 0, 1) or name not in YES_OR_NO


@given(cases, answers, st.integers(1, 12))
def test_recall_grows_with_k(case: Case, answer: Answer, k: int) -> None:
    for recall_at in RECALLS:
        less, more = recall_at(k)(case, answer), recall_at(k + 1)(case, answer)
        assert (less is None) == (more is None)
        assert less is None or more is None or less <= more


@given(cases, answers)
def test_f1_lies_between_precision_and_recall(case: Case, answer: Answer) -> None:
    recall, precision = m.citation_recall(case, answer), m.citation_precision(case, answer)
    f1 = m.citation_f1(case, answer)
    assert (f1 is None) == (recall is None)
    if recall is not None and f1 is not None:
        assert min(recall, precision or 0.0) - 1e-9 <= f1 <= max(recall, precision or 0.0) + 1e-9


@given(cases, answers)
def test_what_passes_is_right_in_every_part(case: Case, answer: Answer) -> None:
    if case.expect == "answer" and m.passed(case, answer):
        assert m.facts(case, answer) != 0 and s.verbatim(case, answer) == 1
        assert m.citation_precision(case, answer) != 0
        assert not s.unsupported_numbers(case, answer) and m.false_refusal(case, answer) == 0
