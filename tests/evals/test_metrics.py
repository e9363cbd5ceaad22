"""Metrics of the whole answer: refusals, what passes, time; by small examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers import Grade
from evals import metrics as m
from evals import support as s
from tests.evals.values import answer, case, cite, clause, refusal


def test_refused_and_false_refusal() -> None:
    assert m.refused(case("refuse"), refusal()) == 1
    assert m.refused(case("refuse"), answer()) == 0
    assert m.refused(case(), refusal()) is None
    assert m.false_refusal(case(), refusal()) == 1
    assert m.false_refusal(case(), answer()) == 0
    assert m.false_refusal(case("refuse"), refusal()) is None


def test_decision() -> None:
    assert [m.decision(case(), said) for said in (answer(), refusal())] == [1, 0]
    assert [m.decision(case("refuse"), said) for said in (answer(), refusal())] == [0, 1]


def test_refusal_precision_looks_at_refusals_only() -> None:
    assert m.refusal_precision(case("refuse"), refusal()) == 1
    assert m.refusal_precision(case(), refusal()) == 0
    assert m.refusal_precision(case("refuse"), answer()) is None
    assert m.refusal_precision(case(), answer()) is None


@pytest.mark.parametrize(("got", "expected"), [("near", 1), ("absent", 0), ("outside", 0), (None, 0)])
def test_grade(got: Grade | None, expected: float) -> None:
    assert m.grade(case("refuse", grade="near"), replace(refusal(), grade=got)) == expected


def test_grade_needs_a_refusal_and_a_grade_to_hold_it_to() -> None:
    assert m.grade(case("refuse"), replace(refusal(), grade="near")) is None
    assert m.grade(case("refuse", grade="near"), answer()) is None


def test_passed() -> None:
    assert m.passed(case(), answer()) == 1
    assert m.passed(case(), refusal()) == 0
    assert m.passed(case(), answer("建成若干[1]。")) == 0
    assert m.passed(case(), answer("建成50个，99个[1]。")) == 0
    assert m.passed(case(), answer(citations=[cite(shift=1)])) == 0
    assert m.passed(case(question="50个吗？"), answer("是，50个。", [])) == 0  # nothing cited
    assert m.passed(case(facts=(), forbidden=()), answer("建成基地[1]。")) == 1
    assert m.passed(case(facts=(), forbidden=()), answer("按此办理[1]。")) == 0  # no clause says so
    assert m.passed(case(facts=(), forbidden=()), answer("建成基地[1]。", status="refused")) == 0
    assert m.passed(case("refuse"), refusal("可看别的要点。")) == 1
    assert m.passed(case("refuse"), refusal("可看2024年的要点。")) == 0
    assert m.passed(case("refuse"), refusal("")) == 0
    assert m.passed(case("refuse"), answer()) == 0


def test_an_answer_in_the_wrong_order_does_not_pass() -> None:
    listed = case(facts=(), forbidden=(), ordered=("科普部", "学会部"))
    cited = cite(clause(raw="科普部、学会部负责。"))
    assert m.passed(listed, answer("科普部、学会部[1]。", [cited])) == 1
    assert m.passed(listed, answer("学会部、科普部[1]。", [cited])) == 0


def test_an_answer_with_an_unsupported_date_does_not_pass() -> None:
    asked, dated = case(question="31日到期吗？"), cite(clause(raw="2025年10月12日，建成50个。"))
    assert m.passed(asked, answer("2025年10月12日建成50个[1]。", [dated])) == 1
    wrong = answer("2025年12月10日建成50个[1]。", [dated])
    assert s.number_support(asked, wrong) == 1
    assert m.passed(asked, wrong) == 0


def test_an_answer_whose_citations_are_all_wrong_does_not_pass() -> None:
    elsewhere = cite(clause("第4条"), n=2)
    assert m.passed(case(), answer("建成50个[2]。", [elsewhere])) == 0
    assert m.passed(case(), answer("建成50个[1][2]。", [cite(), elsewhere])) == 1
    assert m.passed(case(clauses=()), answer("建成50个[2]。", [elsewhere])) == 1


def test_a_wrong_quote_beside_a_right_one_does_not_pass() -> None:
    assert m.passed(case(), answer("建成50个[1]。", [cite(), cite(n=2, shift=1)])) == 0


def test_a_refusal_that_repeats_a_forbidden_value_does_not_pass() -> None:
    asked = case("refuse", forbidden=("九千元",))
    assert m.passed(asked, refusal()) == 1
    assert m.passed(asked, refusal("没有依据，不过每人补助九千元。")) == 0


def test_latency() -> None:
    assert m.latency_ms(case(), answer(timings_ms={"search": 3, "total": 12.5})) == 12.5
    assert m.latency_ms(case(), answer()) is None
