"""What people decided, applied to the rows: confirmed, rejected, corrected, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge.commitments import Commitment
from knowledge.corrections import Action, Decision, apply, corrected
from knowledge.errors import UserError
from tests.knowledge.decisions import CHECK, ROWS, STATIONS, TEXT, decision


def after(*decisions: Decision, rows: list[Commitment] = ROWS) -> dict[str, Commitment]:
    return {row.id: row for row in apply(rows, decisions).rows}


def test_confirming_ends_the_review_and_changes_nothing_else() -> None:
    doubtful = replace(STATIONS, doubts=("一句话里有几个时限",))
    (row,) = apply([doubtful], [decision(doubtful)]).rows
    assert doubtful.needs_review and not row.needs_review and row.state == "confirmed"
    assert row.as_json() == {**doubtful.as_json(), "needs_review": False}


def test_rejecting_takes_the_row_out_and_withdrawing_brings_it_back() -> None:
    rejected = apply(ROWS, [decision(STATIONS, "reject")])
    assert rejected.rejected == (STATIONS,)
    assert [row.id for row in rejected.rows] == [row.id for row in ROWS if row.id != STATIONS.id]
    back = apply(ROWS, [decision(STATIONS, "reject"), decision(STATIONS, "withdraw")])
    assert back.rows == tuple(ROWS) and (back.rejected, back.to_review) == ((), ())


@pytest.mark.parametrize(
    ("field", "text", "name", "value"),
    [
        ("任务", "建成驿站二十个", "task", "建成驿站二十个"),
        ("牵头部门", "学会部和企业服务部", "lead", ("学会部", "企业服务部")),
        ("牵头部门", "无", "lead", ()),
        ("配合部门", "市教育局、市文化和旅游局", "support", ("市教育局", "市文化和旅游局")),
        ("配合部门", "无", "support", ()),
        ("时限", "无", "deadline", None),
        ("频次", "无", "frequency", None),
        ("指标", "无", "indicators", ()),
    ],
)
def test_each_field_can_be_corrected(field: str, text: str, name: str, value: Any) -> None:
    row = after(decision(STATIONS, "correct", **{field: text}))[STATIONS.id]
    assert getattr(row, name) == value and row.state == "corrected"
    others = {"task", "lead", "support", "deadline", "frequency", "indicators", "quote", "start"} - {name}
    assert all(getattr(row, other) == getattr(STATIONS, other) for other in others)


def test_a_corrected_deadline_is_written_as_the_person_gave_it() -> None:
    row = after(decision(STATIONS, "correct", 时限="2032-11-30"))[STATIONS.id]
    assert row.deadline and STATIONS.deadline
    assert (row.deadline.as_written, row.deadline.date) == ("2032-11-30", date(2032, 11, 30))
    assert row.deadline.basis == "人工更正"
    assert after(decision(CHECK, "correct", 时限="2032-01-01"))[CHECK.id].deadline


def test_a_corrected_frequency_is_read_like_a_printed_one() -> None:
    row = after(decision(CHECK, "correct", 频次="每两年一次"))[CHECK.id]
    assert row.frequency and (row.frequency.as_written, row.frequency.per) == ("每两年一次", "2 years")


def test_the_kinds_follow_the_correction() -> None:
    row = after(decision(STATIONS, "correct", 指标="无", 时限="无", 频次="每年"))[STATIONS.id]
    assert row.kinds == ("frequency", "responsibility")


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound", "printed"),
    [
        ("20个", 20, "个", "=", "20个"),
        ("二十", 20, "个", "=", "20个"),
        ("不少于15000人", 15000, "人", ">=", "1.5万人"),
        ("15000人", 15000, "人", ">=", "1.5万人"),
        ("1.5万", 15000, "人", ">=", "1.5万人"),
    ],
)
def test_a_corrected_number_is_the_one_that_stands_in_the_clause(
    text: str, value: float, unit: str, bound: str, printed: str
) -> None:
    (number,) = after(decision(STATIONS, "correct", 指标=text))[STATIONS.id].indicators
    assert (number.value, number.unit, number.comparator) == (value, unit, bound)
    assert TEXT[number.start : number.end] == number.as_written and printed in number.as_written


@pytest.mark.parametrize(
    "text",
    [
        "21个",
        "20家",
        "不少于1.6万人",
        "20个和30个",
        "若干",
        "不超过15000人",
        "超过1.5万人",
        "不少于20个",
        "2032年",
        "2032",
    ],
)
def test_a_number_that_the_clause_does_not_say_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"条款里没有|里没有数"):
        decision(STATIONS, "correct", 指标=text)


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("部门", "科普部", "台账没有“部门”这一项"),
        ("时限", "明年底", "2025-12-31 这样"),
        ("时限", "2032-02-30", "2025-12-31 这样"),
        ("时限", "20321130", "2025-12-31 这样"),
        ("时限", "2032-W05-1", "2025-12-31 这样"),
        ("时限", "2032/11/30", "2025-12-31 这样"),
        ("时限", "", "2025-12-31 这样"),
        ("任务", "无", "任务不能为空"),
        ("任务", " ", "任务不能为空"),
        ("牵头部门", "、", "不像部门名称"),
        ("牵头部门", "", "不像部门名称"),
        ("配合部门", "部", "不像部门名称"),
        ("频次", "经常", "频次“经常”看不懂"),
    ],
)
def test_a_correction_that_cannot_be_is_one_sentence(field: str, text: str, told: str) -> None:
    with pytest.raises(UserError, match=told) as error:
        decision(STATIONS, "correct", **{field: text})
    assert str(error.value).endswith("。")


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(UserError, match="--set"):
        decision(STATIONS, "correct")


def test_corrections_of_several_fields_add_up() -> None:
    body, day = (
        decision(STATIONS, "correct", 牵头部门="学会部"),
        decision(STATIONS, "correct", 时限="2032-11-30"),
    )
    row = after(body, day, decision(STATIONS, "correct", 任务="建站"))[STATIONS.id]
    assert (row.lead, row.deadline and row.deadline.date, row.task) == (
        ("学会部",),
        date(2032, 11, 30),
        "建站",
    )
    again = after(body, day, decision(STATIONS, "correct", 牵头部门="企业部"))[STATIONS.id]
    assert (again.lead, again.deadline and again.deadline.date) == (("企业部",), date(2032, 11, 30))


def test_confirming_after_a_correction_keeps_it() -> None:
    fixed = decision(STATIONS, "correct", 牵头部门="学会部")
    row = after(fixed, decision(STATIONS))[STATIONS.id]
    assert (row.lead, row.state) == (("学会部",), "corrected")
    later = decision(STATIONS, "correct", 任务="建站")
    assert after(fixed, decision(STATIONS), later)[STATIONS.id].lead == ("学会部",)


@pytest.mark.parametrize("action", ["withdraw", "reject"])
def test_a_correction_before_a_withdrawal_or_a_rejection_does_not_come_back(action: Action) -> None:
    fixed = decision(STATIONS, "correct", 牵头部门="学会部")
    row = after(fixed, decision(STATIONS, action), decision(STATIONS, "correct", 任务="建站"))[STATIONS.id]
    assert (row.lead, row.task) == (STATIONS.lead, "建站")


def test_the_last_decision_counts() -> None:
    first, second = (decision(STATIONS, "correct", 牵头部门=body) for body in ("学会部", "企业部"))
    assert after(first, second)[STATIONS.id].lead == ("企业部",)
    assert after(second, first)[STATIONS.id].lead == ("学会部",)
    assert after(decision(STATIONS, "reject"), decision(STATIONS))[STATIONS.id].state == "confirmed"
    assert STATIONS.id not in after(first, decision(STATIONS, "reject"))


def test_a_row_without_bodies_prints_no_responsible_words() -> None:
    row = corrected(STATIONS, {"牵头部门": "无", "配合部门": "无"})
    assert row.responsible_as_written is None
