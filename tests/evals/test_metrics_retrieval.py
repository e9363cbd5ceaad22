"""Metrics of what was found: by small examples worked out by hand, and against trec_eval (ir_measures)."""

from __future__ import annotations

from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from evals import metrics as m
from tests.evals.places import ANYWHERE, BOTH, EITHER, HUNDRED, OTHER, TWO, found, piece
from tests.evals.values import answer, case, clause

RANKED = [clause("第1条"), clause("第3条第2款"), clause("第5条", of=OTHER), clause("第5条")]


@pytest.mark.parametrize(("k", "expected"), [(1, 0.0), (2, 0.5), (3, 0.5), (4, 1.0), (10, 1.0)])
def test_clause_recall_at(k: int, expected: float) -> None:
    assert m.clause_recall_at(k)(TWO, answer(evidence=RANKED)) == expected


def test_two_evidences_of_one_expected_clause_count_once() -> None:
    both = [clause("第3条第1款"), clause("第3条第2款")]
    assert m.clause_recall_at(5)(TWO, answer(evidence=both)) == 0.5


def test_mrr() -> None:
    assert m.mrr(TWO, answer(evidence=RANKED)) == 1 / 2
    assert m.mrr(TWO, answer(evidence=RANKED[2:])) == 1 / 2
    assert m.mrr(TWO, answer(evidence=RANKED[:1])) == 0
    assert m.mrr(TWO, answer()) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    ideal = 1 + 1 / log2(3)
    assert m.ndcg_at(10)(TWO, answer(evidence=RANKED)) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)
    assert m.ndcg_at(3)(TWO, answer(evidence=RANKED)) == pytest.approx(1 / log2(3) / ideal)
    assert m.ndcg_at(10)(TWO, answer(evidence=[clause("第5条"), clause("第3条")])) == 1
    assert m.ndcg_at(10)(TWO, answer(evidence=RANKED[:1])) == 0
    assert m.ndcg_at(10)(TWO, answer()) == 0


def test_the_ideal_of_ndcg_holds_no_more_than_k_clauses() -> None:
    assert m.ndcg_at(1)(TWO, answer(evidence=[clause("第3条")])) == 1


def test_ndcg_gains_a_clause_once_and_two_at_once_at_most_to_1() -> None:
    again = [clause("第3条第1款"), clause("第3条第2款")]
    assert m.ndcg_at(10)(TWO, answer(evidence=again)) == pytest.approx(1 / (1 + 1 / log2(3)))
    nested = case(clauses=("第3条", "第3条第2款"))
    assert m.ndcg_at(10)(nested, answer(evidence=[clause("第3条第2款")])) == 1


def test_evidence_needs_nine_tenths_of_a_quote() -> None:
    assert m.evidence_at(5)(HUNDRED, found((100, 190))) == 1
    assert m.evidence_at(5)(HUNDRED, found((100, 189))) == 0
    assert m.evidence_at(5)(HUNDRED, found((0, 1000))) == 1
    assert m.evidence_at(5)(HUNDRED, found()) == 0
    assert m.evidence_at(5)(HUNDRED, answer(evidence=[piece(100, 200, of=OTHER)])) == 0


def test_evidence_at_counts_the_first_k_together() -> None:
    halves = found((100, 150), (150, 200))
    assert [m.evidence_at(k)(HUNDRED, halves) for k in (1, 2, 3)] == [0, 1, 1]


def test_evidence_at_counts_no_character_twice() -> None:
    assert m.evidence_at(5)(HUNDRED, found((100, 160), (110, 170), (100, 160))) == 0


def test_evidence_needs_all_quotes_of_one_set_at_some_place() -> None:
    assert m.evidence_at(5)(BOTH, found((100, 200))) == 0
    assert m.evidence_at(5)(BOTH, found((100, 200), (300, 600))) == 1
    assert m.evidence_at(5)(EITHER, found((700, 800))) == 1
    assert m.evidence_at(5)(EITHER, found((100, 200), (700, 780))) == 0
    assert m.evidence_at(5)(ANYWHERE, found((300, 400))) == 1
    assert m.evidence_at(5)(ANYWHERE, found((100, 150), (300, 350))) == 0


def test_evidence_within_reads_so_many_characters() -> None:
    behind = found((500, 560), (100, 200))
    assert [m.evidence_within(n)(HUNDRED, behind) for n in (60, 149, 150, 160)] == [0, 0, 1, 1]
    assert m.evidence_within(100)(HUNDRED, found((100, 200), (500, 560))) == 1
    assert m.evidence_within(90)(HUNDRED, found((100, 200))) == 1
    assert m.evidence_within(89)(HUNDRED, found((100, 200))) == 0
    assert m.evidence_within(1000)(HUNDRED, found()) == 0


def test_evidence_within_reads_to_the_end_of_the_room_and_not_on() -> None:
    assert m.evidence_within(100)(HUNDRED, found((500, 600), (100, 200))) == 0
    assert m.evidence_within(150)(HUNDRED, found((100, 145), (300, 400), (145, 200))) == 0
    assert m.evidence_within(200)(HUNDRED, found((100, 145), (300, 400), (145, 200))) == 1


def test_evidence_within_needs_all_quotes_of_one_set() -> None:
    assert m.evidence_within(1000)(BOTH, found((300, 600))) == 0
    assert m.evidence_within(399)(BOTH, found((300, 600), (100, 200))) == 1
    assert m.evidence_within(380)(BOTH, found((300, 600), (100, 200))) == 0
    assert m.evidence_within(100)(EITHER, found((700, 800))) == 1


def test_span_recall_is_a_share_of_characters() -> None:
    assert m.span_recall_at(5)(HUNDRED, found((50, 150))) == 0.5
    assert m.span_recall_at(5)(BOTH, found((100, 200))) == 0.25
    assert m.span_recall_at(1)(BOTH, found((100, 200), (300, 600))) == 0.25
    assert m.span_recall_at(2)(BOTH, found((100, 200), (300, 600))) == 1
    assert m.span_recall_at(5)(HUNDRED, found()) == 0


def test_span_recall_counts_overlapping_evidence_once() -> None:
    assert m.span_recall_at(5)(HUNDRED, found((100, 150), (120, 170), (100, 170))) == 0.7


def test_span_recall_takes_the_best_set_and_the_best_place() -> None:
    assert m.span_recall_at(5)(EITHER, found((100, 200), (700, 760))) == 0.6
    assert m.span_recall_at(5)(ANYWHERE, found((100, 150), (300, 360))) == 0.6


def test_span_precision_is_a_share_of_the_evidence() -> None:
    assert m.span_precision_at(5)(HUNDRED, found((0, 400))) == 0.25
    assert m.span_precision_at(1)(HUNDRED, found((100, 200), (300, 400))) == 1
    assert m.span_precision_at(2)(HUNDRED, found((100, 200), (300, 400))) == 0.5
    assert m.span_precision_at(5)(HUNDRED, found((300, 400))) == 0
    assert m.span_precision_at(5)(HUNDRED, found()) is None


def test_span_precision_counts_overlapping_evidence_once() -> None:
    assert m.span_precision_at(5)(HUNDRED, found((100, 200), (100, 200), (150, 300))) == 0.5


def test_span_precision_knows_every_set_and_place() -> None:
    assert m.span_precision_at(5)(EITHER, found((100, 200), (750, 850))) == 0.75
    assert m.span_precision_at(5)(ANYWHERE, found((150, 350))) == 0.5


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.permutations(range(n)), st.sets(st.integers(0, n - 1), min_size=1))), st.integers(0, 30))  # fmt: skip
def test_rankings_are_scored_as_trec_eval_does(ranked: tuple[list[int], set[int]], kept: int) -> None:
    order, relevant = ranked
    asked = case(clauses=tuple(f"第{n}条" for n in sorted(relevant)))
    scored = answer(evidence=[clause(f"第{n}条") for n in order[:kept]])
    run = [ScoredDoc("q", str(n), float(-rank)) for rank, n in enumerate(order[:kept])]
    qrels = [Qrel("q", str(n), 1) for n in sorted(relevant)]
    theirs = ir_measures.calc_aggregate([R @ 5, RR, nDCG @ 10], qrels, run)
    assert m.clause_recall_at(5)(asked, scored) == pytest.approx(theirs[R @ 5], abs=1e-9)
    assert m.mrr(asked, scored) == pytest.approx(theirs[RR], abs=1e-9)
    assert m.ndcg_at(10)(asked, scored) == pytest.approx(theirs[nDCG @ 10], abs=1e-9)
