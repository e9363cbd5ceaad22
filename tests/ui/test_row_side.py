"""The side of a row: its clause with the words marked, and decisions by those who may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from knowledge.commitments import Commitment
from knowledge.corrections import read_decisions
from knowledge.storage import LOCK_NAME
from tests.ui.ledger_desk import ledger_desks, with_role
from ui.desk import OneDesk
from ui.duties_tab import Duties, Form
from ui.row_panel import changed_fields, field_values
from ui.row_side import RowEvents

NOON = datetime(2032, 7, 15, 12, tzinfo=UTC)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[OneDesk]:
    with ledger_desks(tmp_path) as desks:
        yield desks


@pytest.fixture
def side(desks: OneDesk) -> RowEvents:
    return RowEvents(desks, lambda: NOON)


@pytest.fixture
def row(desks: OneDesk) -> Commitment:
    return next(row for row in desks.desk.ledger().rows if "驿站20个" in row.quote)


def log(desks: OneDesk) -> list[tuple[str, str, dict[str, str]]]:
    return [(d.who, d.action, dict(d.changes)) for d in read_decisions(desks.desk.data)]


def test_the_clause_is_shown_with_the_words_of_the_row_marked(side: RowEvents, row: Commitment) -> None:
    page = side.panel(row.id)
    assert f"<mark>{row.quote}</mark>" in page
    for text in ("云科协发〔2031〕7号", "牵头部门", "科普部", "20个", "2032-12-31", "还没有人核对过这一项"):
        assert text in page
    assert side.panel("") == "" and "没有这一项了" in side.panel("d9-x")


def test_the_form_shows_the_values_of_the_row(side: RowEvents, row: Commitment) -> None:
    column, shown, said, *values = side.form(row.id)
    assert column["visible"] and said == "" and values == list(shown.values())
    assert (shown["牵头部门"], shown["配合部门"], shown["时限"]) == ("科普部", "办公室", "2032-12-31")
    for nothing in ("", "d9-x"):
        column, _, _, *values = side.form(nothing)
        assert not column["visible"] and set(values) == {""}


def test_only_what_was_changed_is_corrected(side: RowEvents, row: Commitment, desks: OneDesk) -> None:
    _, shown, *_ = side.form(row.id)
    said = side.correct(row.id, shown, {**shown, "牵头部门": " 宣传部 ", "配合部门": ""})
    assert "已记下：更正（王）" in said
    assert log(desks) == [("王", "correct", {"牵头部门": "宣传部", "配合部门": "无"})]
    now = desks.desk.ledger().row(row.id)
    assert now and (now.lead, now.support, now.state) == (("宣传部",), (), "corrected")
    page = side.panel(row.id)
    assert "牵头部门改为“宣传部”" in page and "2032-07-15 12:00" in page


def test_nothing_changed_and_a_number_the_clause_lacks_are_sentences(
    side: RowEvents, row: Commitment, desks: OneDesk
) -> None:
    _, shown, *_ = side.form(row.id)
    assert "没有改动" in side.correct(row.id, shown, dict(shown))
    assert "条款里没有“30个”这个数" in side.correct(row.id, shown, {**shown, "指标": "新建驿站30个"})
    assert "应写成 2025-12-31 这样的日期" in side.correct(row.id, shown, {**shown, "时限": "明年<b>"})
    assert log(desks) == []


def test_a_row_is_confirmed_rejected_and_comes_back_when_that_is_withdrawn(
    side: RowEvents, row: Commitment, desks: OneDesk, tmp_path: Path
) -> None:
    assert "还没有作过决定" in side.decide(row.id, "withdraw", {})
    assert "确认" in side.decide(row.id, "confirm", {})
    side.decide(row.id, "reject", {})
    duties = Duties(desks, tmp_path)
    assert row.id not in duties.listing(Form()) and "已剔除人工否定的 1 项" in duties.listing(Form())
    assert "否定" in side.panel(row.id) and side.form(row.id)[0]["visible"]
    assert f'data-pick="row-{row.id}"' in duties.log()
    assert "撤回" in side.decide(row.id, "withdraw", {})
    assert row.id in duties.listing(Form())
    assert [action for _, action, _ in log(desks)] == ["confirm", "reject", "withdraw"]


def test_a_reader_sees_no_form_and_changes_nothing(desks: OneDesk, row: Commitment) -> None:
    reader = RowEvents(with_role(desks, "reader"))
    column, shown, *_ = reader.form(row.id)
    assert not column["visible"] and set(shown.values()) == {""}
    assert "只能查看" in reader.decide(row.id, "reject", {})
    assert "只能查看" in reader.correct(
        row.id, field_values(row), {**field_values(row), "牵头部门": "宣传部"}
    )
    assert log(desks) == [] and "<mark>" in reader.panel(row.id)


def test_nobody_decides_on_a_row_of_a_document_not_seen(desks: OneDesk, row: Commitment) -> None:
    class Others:
        """The records without the document of the row."""

        def __getattr__(self, name: str) -> Any:
            return getattr(desks.desk.records, name)

        def snapshot(self) -> Any:
            whole = desks.desk.records.snapshot()
            return replace(whole, sources=tuple(s for s in whole.sources if s.name != row.source.name))

        def commitments(self) -> Any:
            return [one for one in desks.desk.records.commitments() if one.source.name != row.source.name]

    RowEvents(desks).decide(row.id, "confirm", {})
    narrow = OneDesk(replace(desks.desk, records=Others()))
    side = RowEvents(narrow)
    assert "没有这一项了" in side.decide(row.id, "reject", {}) and "没有这一项了" in side.panel(row.id)
    page = Duties(narrow, Path()).log()
    assert row.id not in page and "还没有人核对过台账" in page
    assert len(log(desks)) == 1


def test_while_another_program_writes_that_is_told(side: RowEvents, row: Commitment, desks: OneDesk) -> None:
    with FileLock(desks.desk.data / LOCK_NAME):
        assert "正在写入" in side.decide(row.id, "confirm", {})
    assert log(desks) == []


def test_fields_emptied_mean_none_and_untouched_ones_are_left_out() -> None:
    shown = {"任务": "甲", "时限": "每年11月底前", "频次": ""}
    assert changed_fields(shown, {"任务": "甲 ", "时限": "", "频次": ""}) == {"时限": "无"}
