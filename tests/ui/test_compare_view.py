"""Aligned tasks in groups; no text from outside becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given

from knowledge.alignment import Change, ChangeKind, Comparison, Pair, Task
from knowledge.cascade import Carried
from knowledge.gaps import Gap
from tests.ui.fakes import PLAN, make_clauses
from tests.ui.test_render import ATTRIBUTES, TAGS, Markup, hostile_clause, texts
from ui import compare_view as view

FIRST, SECOND, THIRD, _ = (Task(clause) for clause in make_clauses(PLAN))


def pair(*kinds: ChangeKind) -> Pair:
    return Pair(FIRST, SECOND, 0.8, tuple(Change(kind, "旧值", "新值") for kind in kinds))


@pytest.mark.parametrize(
    ("kinds", "group"),
    [
        (("raised", "deadline"), "raised"),
        (("raised", "lowered"), "lowered"),
        (("deadline",), "changed"),
        ((), "related"),
    ],
)
def test_a_pair_stands_in_one_group(kinds: tuple[ChangeKind, ...], group: str) -> None:
    assert view.group_of(pair(*kinds)) == group


def test_groups_come_in_their_order_with_counts() -> None:
    found = Comparison((pair("deadline"), pair("raised")), (THIRD,), (THIRD, FIRST))
    assert list(view.grouped(found)) == ["raised", "changed", "new", "dropped"]
    page = view.comparison_view(found, ("甲文件", "乙文件"))
    assert "指标提高 1，其他改变 1，新增任务 2，不再列出 1" in page
    assert "指标提高：旧值 → 新值" in page and page.count("查看条款原文") == 5
    assert page.count("（没有）") == 6


def test_nothing_to_compare_says_so() -> None:
    assert "没有可对照的任务" in view.comparison_view(Comparison((), (), ()), ("甲", "乙"))
    assert "没有可对照的任务" in view.cascade_view((), (), ("甲", "乙"))


def test_a_cascade_tells_grades_and_lower_targets() -> None:
    found = [
        Carried(FIRST, SECOND, 0.9, (Change("lowered", "36所", "5所"),)),
        Carried(SECOND, THIRD, 0.2),
        Carried(THIRD, None, 0.0),
    ]
    page = view.cascade_view(found, (), ("上级", "下级"))
    assert "上级任务 3 项：落实 1，相近，请人工判断 1，没有对应条款 1；低于上级指标 1 项" in page
    assert "低于上级指标：上级 36所，本级 5所" in page


@given(texts)
def test_only_our_own_tags_and_attributes_appear(text: str) -> None:
    task = Task(hostile_clause(text))
    changes = (Change("raised", text, text),)
    found = Comparison((Pair(task, task, 0.9, changes),), (task,), (task,))
    pages = view.comparison_view(found, (text, text)) + view.cascade_view(
        [Carried(task, task, 0.9, changes)], [Gap("no_time", (), text)], (text, text)
    )
    markup = Markup(pages)
    assert markup.tags <= TAGS | {"del", "ins"} and markup.attributes <= ATTRIBUTES | {"open"}
