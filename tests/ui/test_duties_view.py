"""The table of duties as HTML."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.departments import Department, UnclearDepartment
from tests.knowledge.test_ledger import ROWS, STATIONS, by
from ui import duties_view
from ui.duties_view import coverage_list, department_choices, duty_table, ordered, unclear

HOSTILE = "<script>alert(1)</script>\u200b"


@given(st.lists(st.sampled_from(ROWS)), st.sampled_from(duties_view.SORTS))
def test_sorting_loses_nothing(rows: list[object], sort: str) -> None:
    assert sorted(map(id, ordered(rows, sort))) == sorted(map(id, rows))  # type: ignore[arg-type]


def test_by_deadline_and_by_kind() -> None:
    late, soon = (replace(STATIONS, deadline=by(date(year, 1, 1))) for year in (2033, 2031))
    never = replace(STATIONS, deadline=by(None))
    assert ordered([never, late, soon], "时限先后") == (soon, late, never)
    target, duty = replace(STATIONS, kinds=("target",)), replace(STATIONS, kinds=("responsibility",))
    assert ordered([duty, target], "类型") == (target, duty)
    assert ordered([duty, target], "文件顺序") == (duty, target)


def test_the_words_of_outside_are_text() -> None:
    source = replace(STATIONS.source, title=HOSTILE)
    row = replace(STATIONS, clause=replace(STATIONS.clause, source=source), task=HOSTILE, lead=(HOSTILE,))
    page = duty_table([replace(row, doubts=(HOSTILE,))], 0) + coverage_list([HOSTILE, HOSTILE])
    page += unclear(UnclearDepartment(HOSTILE, [HOSTILE]))
    assert "<script" not in page and "\u200b" not in page and page.count("&lt;script&gt;") >= 8


def test_marks_tell_what_to_know_of_a_row() -> None:
    page = duty_table([replace(STATIONS, doubts=("数字不清",), all_offices=True)], 0)
    assert 'title="数字不清">待核<' in page and "面向机关各部门" in page
    assert "已确认" in duty_table([replace(STATIONS, state="confirmed", doubts=("数字不清",))], 0)


@pytest.mark.parametrize(("page", "numbers"), [(-1, "第 1—50 项"), (1, "第 51—51 项"), (9, "第 51—51 项")])
def test_a_page_beyond_the_last_is_the_last(page: int, numbers: str) -> None:
    shown = duty_table([STATIONS] * 51, page)
    assert f"{numbers}，共 51 项" in shown and shown.count(" disabled") == 1
    assert "翻页" not in duty_table([STATIONS] * 50, 0)


def test_a_body_written_with_and_without_its_issuer_is_one_choice() -> None:
    known = [
        Department("科普部", "甲", duties=2),
        Department("市科协科普部", "乙", duties=3),
        Department("办公室", "甲", duties=9),
        Department("工会", listed=True),
    ]
    assert department_choices(known) == [
        ("工会（0 项）", "工会"),
        ("办公室（9 项）", "办公室"),
        ("科普部（5 项）", "科普部"),
    ]
