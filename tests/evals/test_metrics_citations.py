"""Metrics of what is cited, by small examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import metrics as m
from tests.evals.places import ANYWHERE, BOTH, EITHER, HUNDRED, OTHER, TWO, cited, piece
from tests.evals.values import answer, cite, clause, refusal


def test_citation_recall() -> None:
    assert m.citation_recall(TWO, answer(citations=[cite(clause("第3条")), cite(clause("第1条"))])) == 0.5
    assert m.citation_recall(TWO, answer(citations=[cite(clause("第3条")), cite(clause("第5条"))])) == 1
    assert m.citation_recall(TWO, refusal()) == 0


def test_citation_precision() -> None:
    wrong_file = cite(clause("第3条", of=OTHER))
    assert m.citation_precision(TWO, answer(citations=[cite(), cite(clause("第1条")), wrong_file])) == 1 / 3
    assert m.citation_precision(TWO, answer(citations=[cite()])) == 1
    assert m.citation_precision(TWO, answer(citations=[])) is None


def test_a_gold_quote_is_cited_from_six_tenths_on() -> None:
    assert m.citation_recall(HUNDRED, cited((140, 300))) == 1
    assert m.citation_recall(HUNDRED, cited((141, 300))) == 0
    assert m.citation_recall(HUNDRED, cited((100, 130), (170, 200))) == 1
    assert m.citation_recall(HUNDRED, cited((100, 150), (100, 150))) == 0
    assert m.citation_recall(HUNDRED, cited()) == 0
    assert m.citation_recall(HUNDRED, refusal()) == 0


def test_citation_recall_is_the_share_of_the_best_set() -> None:
    assert m.citation_recall(BOTH, cited((100, 200))) == 0.5
    assert m.citation_recall(BOTH, cited((100, 200), (300, 600))) == 1
    assert m.citation_recall(EITHER, cited((100, 200))) == 0.5
    assert m.citation_recall(EITHER, cited((700, 800))) == 1
    assert m.citation_recall(ANYWHERE, cited((300, 400))) == 1
    assert m.citation_recall(ANYWHERE, cited((100, 130), (300, 330))) == 0


def test_a_citation_is_its_own_span_and_not_its_clause() -> None:
    part = replace(cite(piece(100, 200)), start=100, end=110)
    assert m.citation_recall(HUNDRED, answer(citations=[part])) == 0
    outside = replace(cite(piece(50, 200)), start=50, end=100)
    assert m.citation_precision(HUNDRED, answer(citations=[outside])) == 0


def test_a_citation_that_touches_a_gold_quote_is_right() -> None:
    assert m.citation_precision(HUNDRED, cited((199, 300))) == 1
    assert m.citation_precision(HUNDRED, cited((200, 300))) == 0
    assert m.citation_precision(HUNDRED, cited((0, 100))) == 0
    assert m.citation_precision(HUNDRED, cited((100, 200), (200, 300), (300, 400))) == 1 / 3
    assert m.citation_precision(EITHER, cited((100, 200), (750, 760))) == 1
    assert m.citation_precision(ANYWHERE, cited((390, 500))) == 1
    assert m.citation_precision(HUNDRED, answer(citations=[cite(piece(100, 200, of=OTHER))])) == 0
    assert m.citation_precision(HUNDRED, cited()) is None


def test_quotes_go_before_clauses() -> None:
    other_clause = replace(HUNDRED, clauses=("第9条",))
    assert m.citation_recall(other_clause, cited((100, 200))) == 1
    assert m.citation_precision(other_clause, cited((100, 200))) == 1
    other_place = replace(HUNDRED, clauses=("第1条",))
    assert m.citation_recall(other_place, cited((700, 800))) == 0
    assert m.citation_precision(other_place, cited((700, 800))) == 0


def test_citation_f1_is_the_harmonic_mean() -> None:
    assert m.citation_f1(HUNDRED, cited((100, 200), (300, 400))) == pytest.approx(2 / 3)
    assert m.citation_f1(BOTH, cited((100, 200), (700, 800))) == pytest.approx(1 / 2)
    assert m.citation_f1(BOTH, cited((100, 200), (300, 600))) == 1
    assert m.citation_f1(BOTH, cited((100, 101))) == 0
    assert m.citation_f1(BOTH, cited()) == 0
    assert m.citation_f1(BOTH, refusal()) == 0
    three = [cite(clause(address)) for address in ("第3条", "第1条", "第2条")]
    assert m.citation_f1(TWO, answer(citations=three)) == pytest.approx(2 / 5)
