"""Two texts side by side: nothing is lost, what changed is marked without need of colour."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Clause
from tests.ui.fakes import OLD, PLAN
from tests.ui.test_render import ATTRIBUTES, TAGS, Markup, texts
from ui.difference_view import SAME, marked, side_by_side

TITLES = ("旧", "新")
CLAUSES = st.lists(
    st.sampled_from(
        ["夜市每周六开放。", "雨天停办。", "志愿者负责秩序。", "摊位费三十元。", "摊位费四十元。"]
    ),
    max_size=6,
)


def clauses(*lines: str, old: bool = False) -> list[Clause]:
    source = OLD if old else PLAN
    return [
        Clause(source, place, f"第{place}条", (), "item", line, 0, len(line))
        for place, line in enumerate(lines, 1)
    ]


def test_words_that_went_and_came_are_marked() -> None:
    before, after = marked("经费每年30万元。", "经费每年45万元。")
    assert before == "经费每年<del>30</del>万元。" and after == "经费每年<ins>45</ins>万元。"


def test_each_kind_of_change_is_named_and_counted() -> None:
    old = clauses("夜市每周六开放。", "摊位费每晚三十元。", "雨天停办。")
    new = clauses("夜市每周六开放。", "摊位费每晚四十元。", "志愿者负责秩序，统一着装。", "雨天停办。")
    page = side_by_side(old, new, TITLES)
    assert "共 3 处不同：新增 1 条，改动 1 条，移动 1 条" in page
    assert "<ins>志愿者负责秩序，统一着装。</ins>" in page and "相同的 1 条" in page
    assert "<del>摊位" not in page


def test_equal_texts_say_so() -> None:
    assert SAME in side_by_side(clauses("夜市"), clauses("夜市"), TITLES)


@given(CLAUSES, CLAUSES)
def test_every_clause_of_both_is_shown(old: list[str], new: list[str]) -> None:
    page = side_by_side(clauses(*old), clauses(*new), TITLES)
    words = unescape(re.sub(r"<[^>]+>", "", page))
    if old != new:
        for line in {*old, *new}:
            assert words.count(line) >= 1


@given(texts, texts)
def test_only_our_own_tags_and_attributes_appear(first: str, second: str) -> None:
    page = side_by_side(clauses(first, "同"), clauses(second, "同", first), (first, second))
    markup = Markup(page)
    assert markup.tags <= TAGS | {"del", "ins"} and markup.attributes <= ATTRIBUTES


@given(
    st.text(alphabet="夜市三四十元<>&\"' \n", max_size=40),
    st.text(alphabet="夜市三四十元<>&\"' \n", max_size=40),
)
def test_marked_texts_keep_their_words(before: str, after: str) -> None:
    shown = [unescape(re.sub(r"</?(?:del|ins)>", "", side)) for side in marked(before, after)]
    assert shown == [before, after]
