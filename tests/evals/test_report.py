"""What a terminal shows of a suite: tables, reasons, the verdict of the gate, the overview and the counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from assistant.answers import Answer
from evals.captions import CAPTIONS
from evals.cases import Case
from evals.evaluate import Outcome
from evals.record import Earlier, scores_of
from evals.report import (
    comparison_table,
    failure_list,
    mean_table,
    outcome_text,
    overview,
    progress_on,
    reasons,
    tag_table,
)
from evals.run import NAMES, Ask, Report, run, score
from evals.statistics import Mean
from tests.evals.values import CASES, answer, ask, case, cite, clause, refusal, refusing


@pytest.fixture
def report() -> Report:
    return run(CASES, ask)


def outcome(cases: Sequence[Case] = CASES, answering: Ask = ask, **more: Any) -> Outcome:
    report = run(cases, answering)
    return Outcome("sample", means=report.means(), report=report, **more)


def cells(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


# --- tables --------------------------------------------------------------------------------


def test_every_metric_has_a_caption() -> None:
    assert set(CAPTIONS) == set(NAMES)
    assert len(set(CAPTIONS.values())) == len(CAPTIONS)


def test_the_table_shows_mean_interval_and_count(report: Report) -> None:
    text = mean_table(report.means(), CAPTIONS)
    assert cells(text)[0] == ["指标", "名称", "均值", "95%", "区间", "题数"]
    assert ["事实正确", "facts", "0.500", "0.095-0.905", "2"] in cells(text)
    assert ["首个正确条款的倒数名次", "mrr", "1.000", "0.342-1.000", "2"] in cells(text)
    assert "\x1b" not in text and max(map(len, text.splitlines())) <= 100


def test_the_table_has_a_row_for_every_mean_and_no_other(report: Report) -> None:
    shown = [row[-4] for row in cells(mean_table(report.means(), CAPTIONS)) if row[-1:] and row[-1].isdigit()]
    assert shown == list(report.means())


def test_a_mean_above_one_has_one_digit() -> None:
    text = mean_table({"latency_ms": Mean(123.456, 7, (99.94, 150.0))}, CAPTIONS)
    assert ["平均耗时（毫秒）", "latency_ms", "123.5", "99.9-150.0", "7"] in cells(text)


def test_the_share_passed_is_shown_for_every_tag(report: Report) -> None:
    assert cells(tag_table(report))[0] == ["标签", "通过", "95%", "区间", "题数"]
    assert ["target", "0.500", "0.095-0.905", "2"] in cells(tag_table(report))
    assert ["table", "1.000", "0.207-1.000", "1"] in cells(tag_table(report))


def test_no_tags_no_table() -> None:
    assert tag_table(run([case()], ask)) == ""


def test_an_empty_report_has_a_table() -> None:
    assert "指标" in outcome_text(outcome([]))


# --- the text of an outcome ----------------------------------------------------------------


def test_median_and_slow_answers_are_told() -> None:
    def timed(question: str, history: Sequence[str]) -> Answer:
        return answer(timings_ms={"total": 12.0 if history else 40.0})

    assert "耗时：中位数 40 毫秒，95% 的题不超过 40 毫秒" in outcome_text(outcome(answering=timed))
    assert "耗时" not in outcome_text(outcome())


def test_the_confidence_is_judged_where_both_kinds_are_asked() -> None:
    def sure(question: str, history: Sequence[str]) -> Answer:
        return replace(ask(question, history), confidence={"何时？": 0.3, "下雨吗？": 0.5}.get(question, 0.9))

    assert outcome(answering=sure).means["auroc"].value == 0.5
    assert "把握程度区分可答与不可答" in outcome_text(outcome(answering=sure))
    assert "auroc" not in outcome(CASES[:2], sure).means
    assert "auroc" not in outcome(CASES[2:], sure).means


def test_confidences_are_of_the_reviewed_cases() -> None:
    waiting = case("refuse", id="w", reviewed=False)
    assert Report.confidences(run([*CASES, waiting], ask)) == ([1.0, 1.0], [1.0])


def test_unreviewed_cases_are_told() -> None:
    waiting = [replace(one, reviewed=False) for one in CASES[:2]]
    assert "2 题尚未审核，没有计入。" in outcome_text(outcome([*waiting, CASES[2]]))
    assert "尚未审核" not in outcome_text(outcome())


def test_failures_are_listed_only_if_asked_for() -> None:
    assert "缺少事实" not in outcome_text(outcome())
    assert "b  缺少事实 50个" in outcome_text(outcome(), 1)


def test_the_change_since_the_earlier_run_is_told() -> None:
    before = Earlier({}, scores_of(run(CASES, refusing)))
    text = outcome_text(outcome(earlier=before))
    assert "升 1 题（a）；降 0 题" in text and "通过：+0.333" in text
    assert "各项得分没有变化" in outcome_text(outcome(earlier=Earlier({}, scores_of(run(CASES, ask)))))
    assert "上次" not in outcome_text(outcome())


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({"gated": True}, "\n\n全部达标。"),
        ({"gated": True, "breaches": ("甲", "乙")}, "\n\n未达标：甲\n未达标：乙"),
        ({"breaches": ("甲",)}, "\n\n未达标：甲"),
    ],
)
def test_the_verdict_stands_at_the_end(more: dict[str, Any], end: str) -> None:
    assert outcome_text(outcome(**more)).endswith(end)


def test_without_a_gate_there_is_no_verdict() -> None:
    assert "达标" not in outcome_text(outcome())


def test_a_breach_is_never_said_to_keep_the_gate() -> None:
    assert "全部达标" not in outcome_text(outcome(gated=True, breaches=("甲",)))


def test_a_skipped_suite_says_why_and_nothing_else() -> None:
    assert outcome_text(Outcome("staff", skipped="没有 dev.jsonl。"), 9) == "跳过：没有 dev.jsonl。"


def test_failures_of_ledger_rows_are_lines_as_given() -> None:
    ledger = Outcome("ledger", means={"passed": Mean(0.5, 2, (0.1, 0.9))}, failed=("甲", "乙", "丙"))
    assert outcome_text(ledger, 2).endswith("\n\n甲\n乙")
    assert "甲" not in outcome_text(ledger)


# --- the overview --------------------------------------------------------------------------


def test_the_overview_has_a_line_a_suite_and_counts_the_skipped() -> None:
    text = overview(
        [
            replace(outcome(gated=True), name="kept"),
            replace(outcome(gated=True, breaches=("甲", "乙")), name="breached"),
            replace(outcome(), name="free"),
            Outcome("ledger", means={"target_recall": Mean(0.25, 8, (0.1, 0.5))}, gated=True),
            Outcome("gone", skipped="没有。"),
            Outcome("away", skipped="没有。"),
        ]
    )
    assert cells(text)[0] == ["题库", "题数", "通过", "该拒答的已拒答", "误拒", "门槛"]
    assert cells(text)[2:-2] == [
        ["kept", "3", "0.667", "1.000", "0.000", "达标"],
        ["breached", "3", "0.667", "1.000", "0.000", "2", "项未达标"],
        ["free", "3", "0.667", "1.000", "0.000"],
        ["ledger", "8", "0.250", "达标"],
        ["gone", "跳过"],
        ["away", "跳过"],
    ]
    assert text.endswith("\n\n共 6 个题库，2 个跳过。")


def test_a_skipped_suite_is_never_shown_as_kept() -> None:
    (line,) = [
        line
        for line in overview([Outcome("gone", gated=True, skipped="没有。")]).splitlines()
        if "gone" in line
    ]
    assert "达标" not in line and "跳过" in line


def test_no_suites_are_counted_too() -> None:
    assert overview([]).endswith("共 0 个题库，0 个跳过。")


# --- pipelines side by side ----------------------------------------------------------------


def test_pipelines_stand_side_by_side(report: Report) -> None:
    table = comparison_table({"本系统": report, "不答": run(CASES, refusing)}, ("facts", "refused", "order"))
    assert table.splitlines() == [
        "| 3 题 | 本系统 | 不答 |",
        "| --- | ---: | ---: |",
        "| 事实正确 | 0.500（0.095–0.905） | 0.000（0.000–0.658） |",
        "| 该拒答的已拒答 | 1.000（0.207–1.000） | 1.000（0.207–1.000） |",
        "| 部门次序正确 | — | — |",
    ]


# --- failures ------------------------------------------------------------------------------


def test_a_failure_is_told_with_reason_question_and_answer() -> None:
    assert failure_list(outcome(), 5).splitlines() == [
        "未通过 1 题",
        "b  缺少事实 50个",
        "  问：何时？",
        "  答：建成若干[1]。",
    ]


def test_no_more_failures_than_asked_for() -> None:
    report = run([replace(CASES[1], id=str(n)) for n in range(3)], ask)
    lines = failure_list(Outcome("sample", report=report), 2).splitlines()
    assert lines[0] == "未通过 3 题，列出前 2 题" and len(lines) == 7
    assert failure_list(Outcome("sample", report=report), 3).splitlines()[0] == "未通过 3 题"


def test_a_long_answer_is_cut_and_stays_on_its_line() -> None:
    long = outcome([case()], lambda question, history: answer("长\n" * 200))
    assert failure_list(long, 1).splitlines()[-1] == "  答：" + ("长 " * 200)[:79] + "…"
    short = outcome([case()], lambda question, history: answer("短" * 80))
    assert failure_list(short, 1).splitlines()[-1] == "  答：" + "短" * 80


DATED = clause("第4条", "工作于2025年3月1日前完成。")


@pytest.mark.parametrize(
    ("asked", "given", "said"),
    [
        (case(), refusal(), "应当作答却拒答"),
        (case("refuse"), answer(), "应当拒答却作答"),
        (case(), answer("15个，99个[1]"), "缺少事实 50个；出现错误说法 15个；数字没有出处 15、99"),
        (case(), answer(citations=[cite(shift=1)]), "引文与原文不符 [1]"),
        (case(), answer("很多", []), "缺少事实 50个；没有引用"),
        (case(facts=(), clauses=()), answer("很多", []), "有的话没有引用支持；没有引用"),
        (case(ordered=("基地", "年底")), answer(), "部门次序不对"),
        (case(clauses=("第9条",)), answer(), "引用的不是应引的条款"),
        (
            case(facts=(), clauses=(), forbidden=()),
            answer("工作于2025年1月3日前完成[1]。", [cite(DATED)]),
            "日期没有出处",
        ),
        (
            case("refuse", forbidden=("15个",)),
            refusal("没有15个的依据。"),
            "出现错误说法 15个；数字没有出处 15",
        ),
        (case(), answer(), ""),
        (case("refuse"), refusal(), ""),
    ],
)
def test_reasons(asked: Case, given: Answer, said: str) -> None:
    assert reasons(score(asked, given)) == said


texts = st.sampled_from(
    ["到年底建成50个基地[1]。", "15个[1]", "很多", "2025年1月3日前完成[1]，99个", "基地，年底"]
)


@effort(deadline=None)
@given(
    text=texts,
    expect=st.sampled_from(["answer", "refuse"]),
    status=st.sampled_from(["answered", "refused"]),
    cited=st.lists(st.sampled_from([cite(), cite(shift=1), cite(DATED)]), max_size=2),
    more=st.fixed_dictionaries({}, optional={"ordered": st.just(("年底", "基地")), "facts": st.just(())}),
)
def test_a_case_has_a_reason_exactly_if_it_failed(
    text: str, expect: Any, status: Any, cited: list[Any], more: dict[str, Any]
) -> None:
    gold = more if expect == "answer" else {"forbidden": ("15个",)}
    result = score(case(expect, **gold), answer(text, cited, status=status))
    assert bool(reasons(result)) == result.failed


# --- progress ------------------------------------------------------------------------------


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_in_a_file_is_a_line_every_20() -> None:
    stream = StringIO()
    show = progress_on(stream)
    for done in range(1, 46):
        show(done, 45)
    assert stream.getvalue().splitlines() == ["已评测 20/45 题", "已评测 40/45 题", "已评测 45/45 题"]


def test_progress_on_a_terminal_stays_on_one_line() -> None:
    stream = Terminal()
    show = progress_on(stream)
    show(1, 2)
    show(2, 2)
    assert stream.getvalue() == "\r已评测 1/2 题\r已评测 2/2 题\n"
