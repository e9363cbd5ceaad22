"""Each case on the page: what was said, why it failed, and what an earlier run said."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from evals.evaluate import Options, evaluate_cases
from evals.page import page
from evals.record import write_results
from tests.evals.pages import Reader, earlier, outcome, summaries, told
from tests.evals.values import CASES, case, refusal, refusing
from tests.evals.values import target as target_of

# --- cases ---------------------------------------------------------------------------------


def test_every_case_folds_and_holds_answer_citations_and_gold() -> None:
    text = page([outcome()])
    assert len(Reader(text).of("details")) == len(CASES)
    shown = told(text)
    assert list(shown) == ["a", "b", "c"]
    assert shown["a"]["回答"] == "建成50个[1]。"
    assert shown["a"]["引用"] == "[1] 001_办法.txt 第3条：到年底建成50个基地。"
    assert shown["a"]["应引"] == "001 第3条"
    assert shown["a"]["应有的事实"] == "50个 / 五十个"
    assert shown["a"]["检索到"] == "1. 001_办法.txt 第3条"
    assert "为什么" not in shown["a"] and "缺少事实 50个" in shown["b"]["为什么"]
    assert shown["b"]["上文"] == "先问"
    assert shown["c"]["回答"] == "资料里没有找到依据。" and "引用" not in shown["c"]
    assert shown["c"]["应引"] == "应当拒答（未分级）"


def test_a_failed_case_is_told_from_one_that_passed() -> None:
    lines = summaries(page([outcome()]))
    assert [line.strip()[0] for line in lines.values()] == ["✓", "✗", "✓"]
    kinds = [d["class"].split() for d in Reader(page([outcome()])).of("details")]
    assert [("ok" in kind) for kind in kinds] == [True, False, True]


def test_only_scores_that_apply_are_told_and_no_time() -> None:
    timed = outcome(CASES[2:], lambda *_: replace(refusal(), timings_ms={"total": 5.0}))
    assert (
        told(page([timed]))["c"]["得分"] == "通过 1，答与不答判断正确 1，该拒答的已拒答 1，拒答的都该拒答 1"
    )


def test_the_grade_of_a_refusal_is_told() -> None:
    assert told(page([outcome((case("refuse", grade="near"),))]))["sample-001"]["应引"] == "应当拒答（near）"


def test_unreviewed_cases_are_shown_and_not_counted() -> None:
    text = page([outcome((CASES[0], replace(CASES[1], reviewed=False)))])
    assert set(told(text)) == {"a", "b"}
    row = re.search(r'<tr><td><a href="#一套">.*?</tr>', text)
    assert row and re.findall(r'<td class="n">(.*?)</td>', row[0])[:2] == ["1", "1.000"]


def test_an_unreviewed_case_is_marked() -> None:
    reviewed, waiting = (page([outcome((replace(CASES[0], reviewed=r),))]) for r in (True, False))
    assert summaries(reviewed)["a"] != summaries(waiting)["a"] or told(reviewed) != told(waiting)


# --- the earlier run -----------------------------------------------------------------------


def test_flips_are_named() -> None:
    lines = summaries(page([earlier(outcome(), {"a": 0.0, "b": 1.0})]))
    assert lines["a"].endswith("上次没有通过")
    assert lines["b"].endswith("上次通过")
    assert lines["c"].endswith("新题")


def test_what_stayed_as_it_was_is_not_named() -> None:
    text = page([earlier(outcome(), {"a": 1.0, "b": 0.0, "c": 1.0})])
    assert not re.search("上次通过|上次没有通过|新题", text)


def test_without_an_earlier_run_nothing_is_compared() -> None:
    assert not re.search("上次|新题", page([outcome()]))


def test_an_earlier_answer_is_shown_where_it_was_another() -> None:
    shown = told(page([earlier(outcome(), {"a": 1.0}, a="建成49个[1]。", b="建成若干[1]。")]))
    assert shown["a"]["上次的回答"] == "建成49个[1]。"
    assert "上次的回答" not in shown["b"] and "上次的回答" not in shown["c"]


def test_the_difference_is_told_with_its_cases() -> None:
    text = page([earlier(outcome(), {"a": 0.0, "b": 1.0, "c": 1.0})])
    assert "<h3>与上次相比</h3>" in text and "升 1 题（a）；降 1 题（b）" in text
    assert "通过：+0.000" in text


def test_a_tick_stands_where_the_earlier_mean_was() -> None:
    text = page([earlier(outcome(), {"a": 0.0, "b": 0.0, "c": 0.0})])
    assert text.count('class="before"') == 1 and "橙色竖线是上次的得分。" in text
    assert 'class="before"' not in page([outcome()])


def test_a_run_read_from_its_file_is_compared(tmp_path: Path) -> None:
    first = outcome(asked=refusing)
    assert first.record and first.report
    write_results(tmp_path / "first.jsonl", first.record, first.report)
    done = evaluate_cases(CASES, "一套", target_of(), Options(against=tmp_path / "first.jsonl"))
    shown = page([done])
    assert summaries(shown)["a"].endswith("上次没有通过")
    assert told(shown)["a"]["上次的回答"] == "资料里没有找到依据。"
