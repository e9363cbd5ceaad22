"""What the tab shows of plain values: figures as they are, text as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.feedback import Feedback
from ui import evaluation_view as view
from ui.evaluation_view import Line, Score

SCORE = Score("通过", 0.8, 10, 0.49, 0.94, floor=0.75)
LINE = Line("r1", "样题<b>", datetime(2031, 5, 6, 12, tzinfo=UTC), 10, {"passed": SCORE}, "达标")
REMARK = Feedback("1a", "2031-05-06T09:00:00", "<i>几个？", ("先问",), "answered", "30个", (("计划.txt", "第1条"),), "wrong", "不对")  # fmt: skip


@pytest.mark.parametrize(
    ("floor", "ceiling", "kept"),
    [(None, None, True), (0.8, None, True), (0.81, None, False), (None, 0.8, True), (None, 0.7, False)],
)
def test_a_score_keeps_its_limits_or_not(floor: float | None, ceiling: float | None, kept: bool) -> None:
    score = replace(SCORE, floor=floor, ceiling=ceiling)
    assert score.kept == kept
    page = view.run_page(replace(LINE, scores={"passed": score}), "说明。", (), {}, ())
    assert ("（未达标）" in page) == (not kept)


def test_runs_stand_in_a_table_with_their_intervals() -> None:
    page = view.run_table([LINE], "r1")
    assert "0.800（0.490–0.940）" in page and "样题&lt;b&gt;" in page and 'aria-current="true"' in page
    assert view.NO_RUNS in view.run_table([], "")


def test_a_run_tells_what_broke_what_is_excused_and_what_failed() -> None:
    failed = ("a1", "问<img>", "50个", "<script>", "缺少事实")
    page = view.run_page(LINE, "说明。", ["通过：低了"], {"b2": "资料换了"}, [failed])
    assert all(
        one in page
        for one in ("未达标：通过：低了", "允许变坏：b2（资料换了）", "缺少事实", "&lt;script&gt;")
    )
    assert "<img" not in page and "<script" not in page
    assert "没有未通过的题" in view.run_page(LINE, "说明。", (), {}, ())


def test_large_means_are_shown_with_one_digit() -> None:
    page = view.run_page(replace(LINE, scores={"t": Score("耗时", 221.34, 5, 84.7, 456.0)}), "", (), {}, ())
    assert "221.3" in page and "84.7–456.0" in page


def test_a_remark_shows_what_was_asked_answered_and_said() -> None:
    page = view.remark_list([REMARK], "1a") + view.remark_page(REMARK)
    assert all(
        one in page
        for one in ("答错了：&lt;i&gt;几个？", "计划.txt 第1条", "30个", "先问", "2031-05-06 09:00")
    )
    assert "<i>" not in page and view.NO_REMARKS in view.remark_list([], "")
