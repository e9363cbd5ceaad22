"""Every metric by its name: where it applies, and what its name tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import metrics as m
from tests.evals.places import HUNDRED, found, piece
from tests.evals.values import answer, case, clause, refusal

OF_CLAUSES = ("mrr", "ndcg_at_10", *(f"clause_recall_at_{k}" for k in (1, 3, 5, 10)))
OF_QUOTES = (
    "evidence_within_1000",
    "span_recall_at_5",
    "span_precision_at_5",
    *(f"evidence_at_{k}" for k in (1, 3, 5, 10)),
)
OF_CITATIONS = ("citation_recall", "citation_precision", "citation_f1")


@pytest.mark.parametrize("name", [*OF_CLAUSES, *OF_QUOTES, *OF_CITATIONS])
def test_metrics_of_places_do_not_apply_without_gold(name: str) -> None:
    said = answer(evidence=[clause()])
    assert m.METRICS[name](case(clauses=()), said) is None
    assert m.METRICS[name](case("refuse", source=("001",), clauses=("第3条",)), said) is None


def test_clauses_are_no_quotes_and_quotes_no_clauses() -> None:
    said = answer(evidence=[piece(100, 200)])
    assert all(m.METRICS[name](case(), said) is None for name in OF_QUOTES)
    assert all(m.METRICS[name](HUNDRED, said) is None for name in OF_CLAUSES)
    assert all(m.METRICS[name](HUNDRED, said) == 1 for name in OF_QUOTES)


@pytest.mark.parametrize("name", ["facts", "focused", "completeness", "order", "false_refusal"])
def test_what_an_answer_must_say_is_not_asked_of_a_refusal(name: str) -> None:
    asked = case("refuse", facts=(("50个",), ("年底",)))
    assert m.METRICS[name](asked, refusal("50个")) is None
    assert m.METRICS[name](asked, answer("50个[1]")) is None


@pytest.mark.parametrize("name", [name for name in m.METRICS if "_at_" in name])
def test_the_name_of_a_metric_tells_its_k(name: str) -> None:
    k = int(name.rpartition("_")[2])
    asked = replace(HUNDRED, clauses=("第3条",))
    right = replace(clause(), start=100, end=200)
    for rank in range(1, 12):
        said = answer(evidence=[*[piece(700, 800)] * (rank - 1), right])
        assert bool(m.METRICS[name](asked, said)) == (rank <= k)


def test_the_name_of_evidence_within_tells_its_characters() -> None:
    for before, expected in ((910, 1), (911, 0)):
        assert (
            m.METRICS["evidence_within_1000"](HUNDRED, found((1000, 1000 + before), (100, 200))) == expected
        )
