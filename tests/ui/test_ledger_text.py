"""Rows, comparisons and findings as text for the terminal and as JSON values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from knowledge.alignment import Change, Comparison, Pair, Task
from knowledge.cascade import Carried
from knowledge.commitments import Commitment
from knowledge.departments import Department
from knowledge.gaps import Gap
from tests.ui.exports.ledgers import by, every, make_clause, make_indicator, make_row, sample_rows
from ui.ledger_text import (
    cascade_json,
    cascade_text,
    comparison_json,
    comparison_text,
    department_json,
    department_text,
    gap_json,
    gap_text,
    row_text,
    task_json,
)

ROW = make_row(
    lead=("科普部", "办公室"),
    support=("学会部",),
    indicators=(make_indicator("50个", ">="),),
    deadline=by("到2025年", date(2025, 12, 31)),
)
ESCAPE = "清屏\x1b[2J\n第二行\u202e"


def with_words(words: str) -> Commitment:
    return make_row(words, clause=make_clause(words))


# --- rows --------------------------------------------------------------------------------------


def test_a_row_says_who_how_much_by_when_and_where() -> None:
    assert row_text(7, ROW).split("\n") == [
        "7. 新建科普驿站",
        "   牵头：科普部、办公室 配合：学会部 指标：科普驿站：不少于50个 时限：到2025年（2025-12-31）",
        "   《云溪市科协事业发展规划》（云科协〔2021〕5号） 二、（一） 编号 d1-0123456789",
    ]


def test_a_frequency_is_told_once_and_nothing_is_told_of_what_is_not_there() -> None:
    yearly = row_text(1, make_row(frequency=every("year"), deadline=None))
    assert yearly.count("每年") == 1 and "频次：每年" in yearly and "时限" not in yearly
    assert row_text(1, make_row(lead=())).split("\n")[1].startswith("   《")


def test_the_state_of_a_row_is_told() -> None:
    doubtful = replace(ROW, doubts=("甲不像机构名称", "一句话里有几个时限"))
    assert row_text(1, doubtful).endswith(" 待核：甲不像机构名称；一句话里有几个时限")
    confirmed = row_text(1, replace(doubtful, state="confirmed"))
    assert confirmed.endswith(" 已确认") and "待核" not in confirmed
    assert row_text(1, replace(ROW, state="corrected")).endswith(" 已更正")
    assert row_text(1, ROW).endswith("编号 d1-0123456789")


def test_a_hostile_task_drives_no_terminal_and_takes_no_line() -> None:
    text = row_text(1, with_words(ESCAPE))
    assert "\x1b" not in text and "\u202e" not in text
    assert [line[:3] for line in text.split("\n")] == ["1. ", "   ", "   "]


# --- compare -----------------------------------------------------------------------------------

FIRST, SECOND = Task(ROW.clause, ROW), Task(make_clause("2．举办灯塔夜谈。", ordinal=2, address="二、（二）"))
CHANGES = (Change("raised", "20个", "35个"), Change("deadline", "未写", "到2025年"))
FOUND = Comparison(
    (
        Pair(FIRST, SECOND, 0.87654, CHANGES),
        Pair(FIRST, FIRST, 1.0, ()),
        Pair(SECOND, FIRST, 0.5, ()),
        Pair(SECOND, SECOND, 1.0, ()),
    ),
    (FIRST,),
    (SECOND, SECOND),
)


def test_a_comparison_as_text() -> None:
    assert list(comparison_text(FOUND, "甲.txt", "乙.txt")) == [
        "[指标提高：20个 → 35个；时限改变：未写 → 到2025年]",
        "  甲 二、（一）：新建科普驿站",
        "  乙 二、（二）：举办灯塔夜谈。",
        "[相同]",
        "  甲 二、（一）：新建科普驿站",
        "  乙 二、（一）：新建科普驿站",
        "[内容相近，请对照原文]",
        "  甲 二、（二）：举办灯塔夜谈。",
        "  乙 二、（一）：新建科普驿站",
        "[内容相近，请对照原文]",
        "  甲 二、（二）：举办灯塔夜谈。",
        "  乙 二、（二）：举办灯塔夜谈。",
        "[只有甲（甲.txt）] 二、（一）：新建科普驿站",
        "[只有乙（乙.txt）] 二、（二）：举办灯塔夜谈。",
        "[只有乙（乙.txt）] 二、（二）：举办灯塔夜谈。",
    ]


def test_a_comparison_as_json() -> None:
    rows = list(comparison_json(FOUND))
    results = ["changed", "same", "related", "related", "only_first", "only_second", "only_second"]
    assert [row["result"] for row in rows] == results
    assert rows[0]["similarity"] == 0.877 and rows[1]["changes"] == []
    assert rows[0]["changes"] == [
        {"kind": "raised", "first": "20个", "second": "35个"},
        {"kind": "deadline", "first": "未写", "second": "到2025年"},
    ]
    assert set(rows[4]) == {"result", "first"} and set(rows[5]) == {"result", "second"}
    assert json.loads(json.dumps(rows)) == rows


def test_a_task_is_placed_by_its_row_or_by_its_clause() -> None:
    row = replace(ROW, start=3, end=6)
    assert task_json(Task(row.clause, row)) == {
        "source": "规划.txt", "clause": "二、（一）", "text": "新建科普驿站", "row": row.id, "start": 3, "end": 6,
    }  # fmt: skip
    assert task_json(SECOND) == {
        "source": "规划.txt", "clause": "二、（二）", "text": "举办灯塔夜谈。", "row": None, "start": 0, "end": 9,
    }  # fmt: skip


# --- cascade -----------------------------------------------------------------------------------

CARRIED = [
    Carried(FIRST, SECOND, 0.5, (Change("lowered", "20个", "3个"),)),
    Carried(FIRST, SECOND, 0.2),
    Carried(FIRST, None, 0.1),
]


def test_what_became_of_tasks_as_text() -> None:
    assert list(cascade_text(CARRIED)) == [
        "[落实] 二、（一）：新建科普驿站",
        "  → 二、（二）：举办灯塔夜谈。",
        "  低于上级指标：上级 20个，本级 3个",
        "[相近，请人工判断] 二、（一）：新建科普驿站",
        "  → 二、（二）：举办灯塔夜谈。",
        "[没有对应条款] 二、（一）：新建科普驿站",
    ]


def test_what_became_of_tasks_as_json() -> None:
    rows = list(cascade_json(CARRIED))
    assert [row["result"] for row in rows] == ["carried", "near", "none"]
    assert all(set(row) == {"result", "similarity", "upper", "lower", "below"} for row in rows)
    assert rows[0]["below"] == [{"kind": "lowered", "first": "20个", "second": "3个"}]
    assert rows[1]["lower"]["clause"] == "二、（二）" and rows[2]["lower"] is None


# --- findings and departments --------------------------------------------------------------------


def test_a_finding_as_text_and_json() -> None:
    other = make_row("办会", id="d1-2")
    gap = Gap("conflict", (ROW, other), "科普驿站：20个；科普驿站：30个")
    assert gap_text(gap).split("\n") == [
        "[同一指标有两个值] 科普驿站：20个；科普驿站：30个",
        "  《云溪市科协事业发展规划》（云科协〔2021〕5号） 二、（一）：新建科普驿站 编号 d1-0123456789",
        "  《云溪市科协事业发展规划》（云科协〔2021〕5号） 二、（一）：办会 编号 d1-2",
    ]
    value = gap_json(gap)
    assert (value["kind"], value["words"]) == ("conflict", gap.words)
    assert value["rows"] == [ROW.as_json(), other.as_json()]


def test_a_department_as_text_and_json() -> None:
    own = Department("科学普及部", "云溪市科协", ("科普部",), ("科普一处", "科普二处"), 3, True)
    assert department_text(own) == "科学普及部（又称 科普部），下属：科普一处、科普二处 3 项 名册"
    assert department_text(Department("办公室", duties=1)) == "办公室 1 项"
    assert department_json(own) == {
        "name": "科学普及部",
        "issuer": "云溪市科协",
        "aliases": ["科普部"],
        "units": ["科普一处", "科普二处"],
        "duties": 3,
        "listed": True,
    }


def test_no_text_drives_a_terminal() -> None:
    task = Task(make_clause(ESCAPE))
    hostile = Comparison((Pair(task, task, 1.0, (Change("target", ESCAPE, ESCAPE),)),), (task,), (task,))
    lines = [
        *comparison_text(hostile, ESCAPE, ESCAPE),
        *cascade_text([Carried(task, task, 1.0, (Change("lowered", ESCAPE, ESCAPE),))]),
        gap_text(Gap("no_lead", (with_words(ESCAPE),), ESCAPE)),
        department_text(Department(ESCAPE, aliases=(ESCAPE,), units=(ESCAPE,))),
    ]
    lines = [part for line in lines for part in line.split("\n")]
    assert len(lines) == 11
    assert not any(mark in line for line in lines for mark in ("\x1b", "\n", "\u202e"))


def test_every_sample_row_can_be_shown() -> None:
    for number, row in enumerate(sample_rows(), 1):
        text = row_text(number, row)
        assert text.startswith(f"{number}. ") and f"编号 {row.id}" in text
