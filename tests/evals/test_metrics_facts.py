"""Metrics of what an answer says: facts, their order, false values, length; by small examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import metrics as m
from tests.evals.values import answer, case, refusal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成50个基地[1]。", 1.0),
        ("建成 五 十 个基地[1]。", 1.0),
        ("建成５０个基地[1]。", 1.0),
        ("建成50[1]个基地。", 1.0),
        ("建成150个基地[1]。", 0.0),  # 50个 must not be cut out of 150个
        ("建成2.50个基地[1]。", 0.0),
        ("1. 50个基地[1]", 1.0),
        ("建成50个，其中15个新建[1]。", 0.0),
        ("建成50个，其中115个新建[1]。", 1.0),
        ("建成若干基地[1]。", 0.0),
    ],
)
def test_facts(text: str, expected: float) -> None:
    assert m.facts(case(), answer(text)) == expected


def test_every_fact_is_needed_and_a_refusal_has_none() -> None:
    two = case(facts=(("50个",), ("年底",)))
    assert m.facts(two, answer("年底建成50个[1]。")) == 1
    assert m.facts(two, answer("建成50个[1]。")) == 0
    assert m.missing_facts(two, answer("建成若干[1]。")) == ("50个", "年底")
    assert m.facts(two, refusal("年底建成50个。")) == 0
    assert m.facts(case(facts=(), forbidden=()), answer()) is None
    assert m.facts(case(facts=()), answer("15个")) == 0


def test_a_fact_that_ends_in_a_number_needs_the_whole_number() -> None:
    ratio = case(facts=(("不低于3",),), forbidden=())
    assert [m.facts(ratio, answer(f"不低于{n}[1]")) for n in ("3", "3。", "3.5", "30")] == [1, 1, 0, 0]


def test_completeness_is_the_share_of_facts() -> None:
    three = case(facts=(("50个", "五十个"), ("年底",), ("基地",)), forbidden=())
    assert m.completeness(three, answer("年底五十个[1]。")) == pytest.approx(2 / 3)
    assert m.completeness(three, answer("年底建成50个基地[1]。")) == 1
    assert m.completeness(three, answer("无[1]。")) == 0
    assert m.completeness(three, refusal("年底建成50个基地。")) == 0
    assert m.completeness(replace(three, facts=three.facts[:2]), answer("50个[1]。")) == 0.5
    assert m.completeness(case(), answer()) is None


LIST = case(ordered=("科普部", "学会部", "人才部"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("科普部牵头，学会部、人才部配合[1]。", 1),
        ("科 普部牵头[1]，学会部、人才部配合。", 1),
        ("人才部、学会部、科普部[1]。", 0),
        ("科普部、人才部、学会部[1]。", 0),
        ("科普部、学会部、人才部，由科普部牵头[1]。", 1),  # first mentions count
        ("学会部、科普部、学会部、人才部[1]。", 0),
        ("科普部、人才部[1]。", 0),
        ("学会部、人才部[1]。", 0),
    ],
)
def test_order(text: str, expected: float) -> None:
    assert m.order(LIST, answer(text)) == expected


def test_order_of_a_refusal_and_without_a_list() -> None:
    assert m.order(LIST, refusal("科普部、学会部、人才部都没有写明。")) == 0
    assert m.order(case(), answer()) is None


def test_misled_by_a_forbidden_value() -> None:
    assert m.misled(case(), answer("建成15个[1]。")) == 1
    assert m.misled(case(), answer("建成115个[1]。")) == 0
    assert m.misled(case(), answer()) == 0
    assert m.misled(case("refuse", forbidden=("九千元",)), refusal("每人补助九千元。")) == 1
    assert m.misled(case("refuse", forbidden=("九千元",)), refusal()) == 0
    assert m.misled(case(forbidden=()), answer("建成15个[1]。")) is None


@pytest.mark.parametrize(
    ("reference", "longest"), [("", 160), ("基", 120), ("基" * 30, 120), ("基" * 31, 124), ("基 " * 50, 200)]
)
def test_focused_is_measured_by_the_reference(reference: str, longest: int) -> None:
    room = "基" * (longest - len("50个[1]"))
    asked = case(reference=reference)
    assert m.focused(asked, answer(f"50个 {room}[1]")) == 1
    assert m.focused(asked, answer(f"50个{room}地[1]")) == 0
    assert m.focused(asked, answer("很多[1]")) == 0


def test_focused() -> None:
    room = "基" * (m.FOCUSED_LENGTH - len("50个[1]"))
    assert m.focused(case(), answer(f"50个 {room}[1]")) == 1
    assert m.focused(case(), answer(f"50个{room}地[1]")) == 0
    assert m.focused(case(), answer("很多[1]")) == 0
    assert m.focused(case(facts=(), forbidden=()), answer()) is None
