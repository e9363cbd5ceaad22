"""The tables of deadlines, recurring duties and targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from knowledge.commitments import Commitment
from knowledge.timetable import timetable
from tests.knowledge.test_ledger import BASES, REPORT, ROWS, STATIONS, by, row
from tests.knowledge.test_timetable import REPEALED
from ui import targets_view
from ui.targets_view import timetable_view

TODAY = date(2032, 7, 15)
HOSTILE = "<script>alert(1)</script>"


def shown(rows: Sequence[Commitment], today: date = TODAY) -> str:
    return timetable_view(timetable(rows, today), rows)


def counts(page: str) -> dict[str, int]:
    return {title: int(count) for title, count in re.findall(r"<h3>(.+?)</h3> <span>(\d+) 项", page)}


def test_every_group_is_counted_also_the_empty_ones() -> None:
    old = row("7", REPEALED, deadline=by(date(2031, 1, 1)))
    assert counts(shown([*ROWS, old])) == {
        "期限已过": 1, "期限已过，且文件已失效": 1, "今年到期": 1, "以后到期": 0,
        "有时限，没有写明到某一天": 0, "定期任务": 3, "指标（按文件）": 1,
    }  # fmt: skip
    assert set(counts(shown([])).values()) == {0} and shown([]).count("没有。") == 7


def test_over_is_said_of_the_day_and_never_of_the_work() -> None:
    page = shown([row("1", deadline=by(date(2031, 1, 1)))])
    assert "今天是 2032-07-15" in page and "不表示任务没有完成" in page
    assert not re.search("未完成|逾期|拖延|超期", page)


def test_a_document_that_does_not_apply_says_so() -> None:
    page = shown([row("7", REPEALED, deadline=by(date(2033, 1, 1)))])
    assert counts(page)["以后到期"] == 1 and "已废止" in page


@pytest.mark.parametrize(
    ("today", "following"),
    [
        (date(2032, 7, 15), "2032-09-30"),
        (date(2032, 9, 30), "2032-09-30"),
        (date(2032, 10, 1), "2032-12-31"),
        (date.max, "9999-12-31"),
    ],
)
def test_the_next_time_of_a_recurring_duty(today: date, following: str) -> None:
    assert f">{following}<" in shown([BASES], today)


def test_no_next_time_of_a_document_that_does_not_apply() -> None:
    old = replace(BASES, clause=replace(BASES.clause, source=REPEALED))
    assert 'data-label="下一次"' not in shown([old]) and 'data-label="下一次"' in shown([BASES])


def test_what_is_written_of_the_time_stands_beside_the_frequency() -> None:
    page = shown([REPORT])
    assert "<h4>每年 <small>1 项</small></h4>" in page and "每年11月底前" in page


def test_targets_stand_under_their_document_as_written() -> None:
    page = shown([STATIONS])
    for text in ("《云栖市科普规划》", "新建驿站</button>", ">20个<", "科普部（配合：学会部）", "第1条"):
        assert text in page


def test_the_words_of_outside_are_text() -> None:
    source = replace(STATIONS.source, title=HOSTILE)
    indicator = replace(STATIONS.indicators[0], object=HOSTILE, as_written=HOSTILE)
    hostile = replace(
        STATIONS, clause=replace(STATIONS.clause, source=source), task=HOSTILE, lead=(HOSTILE,),
        indicators=(indicator,), deadline=by(TODAY, HOSTILE),
        frequency=replace(BASES.frequency or STATIONS.frequency, as_written=HOSTILE, per=HOSTILE),  # type: ignore[type-var]
    )  # fmt: skip
    page = shown([hostile])
    assert "<script" not in page and page.count("&lt;script&gt;") > 10


def test_a_long_group_says_how_many_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets_view, "MOST_ROWS", 2)
    page = shown([row(str(n), deadline=by(date(2033, 1, 1))) for n in range(5)])
    assert page.count("<tr><td") == 2 and "还有 3 项" in page and counts(page)["以后到期"] == 5
