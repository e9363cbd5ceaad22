"""Tables of particulars are known by consisting of nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.web.facts import begins_with_label, particulars


@pytest.mark.parametrize(
    "runs",
    [
        ["索引号：", "Y-1", "发文字号：", "云科协发〔2031〕1号", "有效性：", ""],
        ["索引号：Y-1", "发文字号：云科协发〔2031〕1号", "有效性："],
        ["索引号：Y-1发文字号：云科协发〔2031〕1号有效性："],
        ["索引号", "Y-1", "【发文字号】：云科协发〔2031〕1号", "有效性"],
    ],
    ids=["cells", "lines", "one line", "no colons"],
)
def test_labels_and_values_are_paired(runs: list[str]) -> None:
    assert particulars(runs) == {"索引号": "Y-1", "发文字号": "云科协发〔2031〕1号", "有效性": ""}


@pytest.mark.parametrize(
    "runs",
    [
        ["来源：市科协"],
        ["关于星桥的通知", "索引号：Y-1", "有效性：有效"],
        ["索引号：Y-1", "关于星桥的通知", "有效性：有效"],
        ["来源：市科协", "作者：甲", "各单位要落实责任。"],
        ["来源：" + "甲" * 500, "作者：" + "乙" * 500],
        [],
    ],
    ids=["one", "title first", "title between", "sentence", "long", "empty"],
)
def test_what_holds_anything_else_is_no_table_of_particulars(runs: list[str]) -> None:
    assert particulars(runs) == {}


def test_the_quick_look() -> None:
    assert begins_with_label("首页索引号：", 2) and not begins_with_label("首页索引号：", 0)


@given(st.lists(st.text("索引号来源：甲1。\n", max_size=12), max_size=5))
def test_any_runs_give_labels_or_nothing(runs: list[str]) -> None:
    assert all(label in "".join(runs) for label in particulars(runs))
