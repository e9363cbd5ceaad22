"""Two runs of one suite, case by case."""

from __future__ import annotations

import json
from math import comb
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.paired import (
    Scores,
    bootstrap,
    comparison,
    fallen,
    paired,
    read_accepted,
    scores_of,
    sign_test,
    write_accepted,
)
from evals.report import CAPTIONS, Options, evaluate
from evals.run import Report, run
from knowledge.errors import UserError
from tests.evals.values import CASES, ask, refusal

BEFORE: dict[str, Scores] = {
    "a": {"passed": 1.0, "facts": 0.5},
    "b": {"passed": 1.0, "facts": 1.0},
    "c": {"passed": 0.0, "facts": None},
    "gone": {"passed": 1.0},
}
AFTER: dict[str, Scores] = {
    "a": {"passed": 1.0, "facts": 1.0},
    "b": {"passed": 0.0, "facts": 0.0},
    "c": {"passed": 1.0, "facts": 1.0},
    "new": {"passed": 0.0},
}


def test_only_cases_scored_in_both_runs_are_paired() -> None:
    found = paired("facts", BEFORE, AFTER)
    assert found is not None
    assert (found.n, found.rose, found.fell) == (2, ("a",), ("b",))
    assert found.difference == pytest.approx((0.5 - 1.0) / 2)
    assert paired("mrr", BEFORE, AFTER) is None


@pytest.mark.parametrize(
    ("rose", "fell", "expected"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (0, 5, 0.0625), (14, 4, 0.030884), (3, 3, 1.0)],
)
def test_the_sign_test_agrees_with_the_binomial_table(rose: int, fell: int, expected: float) -> None:
    assert sign_test(rose, fell) == pytest.approx(expected, abs=1e-5)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_sign_test_is_a_symmetric_probability(rose: int, fell: int) -> None:
    p = sign_test(rose, fell)
    assert 0 < p <= 1
    assert p == sign_test(fell, rose)
    n, least = rose + fell, min(rose, fell)
    assert p == pytest.approx(min(1.0, 2 * sum(comb(n, k) for k in range(least + 1)) / 2**n))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=60))
def test_the_bootstrap_interval_is_repeatable_and_inside_the_values(values: list[float]) -> None:
    low, high = bootstrap(values, resamples=200)
    assert (low, high) == bootstrap(values, resamples=200)
    assert min(values) <= low <= high <= max(values)


def test_the_bootstrap_interval_holds_the_mean_and_narrows_with_more_cases() -> None:
    low, high = bootstrap([0.0, 1.0] * 20)
    few = bootstrap([0.0, 1.0] * 5)
    assert low < 0.5 < high
    assert high - low < few[1] - few[0]


def test_a_case_that_fell_is_named_and_so_is_one_that_is_gone() -> None:
    assert fallen(BEFORE, AFTER, ()) == ["b", "gone"]
    assert fallen(BEFORE, AFTER, ("b", "gone")) == []
    assert fallen(AFTER, AFTER, ()) == []


def test_the_comparison_names_what_rose_and_fell() -> None:
    lines = comparison(BEFORE, AFTER, {"passed": "通过", "facts": "事实", "mrr": "名次"})
    assert [line.partition("：")[0] for line in lines] == ["通过", "事实"]
    assert "升 1 题（c）" in lines[0] and "降 1 题（b）" in lines[0]
    assert comparison(BEFORE, BEFORE, CAPTIONS) == ["与上次相比，各项得分没有变化。"]


def report() -> Report:
    return run(CASES, ask)


def test_an_accepted_run_keeps_scores_and_none_of_the_words(tmp_path: Path) -> None:
    path = tmp_path / "accepted.jsonl"
    write_accepted(path, report())
    assert read_accepted(path) == scores_of(report())
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert all(set(row) == {"id", "scores"} and "latency_ms" not in row["scores"] for row in rows)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id": "a", "scores": {"x": "y"}}', '"a"'])
def test_a_broken_line_of_an_accepted_run_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "accepted.jsonl"
    path.write_text('{"id": "a", "scores": {}}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 2 行有误"):
        read_accepted(path)


def test_a_missing_accepted_run_is_told_before_any_question(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.jsonl"):
        read_accepted(tmp_path / "nowhere.jsonl")


def suite(folder: Path) -> Path:
    path = folder / "suite.jsonl"
    case = {"id": "a", "question": "要建多少基地？", "expect": "refuse"}
    path.write_text(json.dumps(case, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_a_run_is_accepted_and_the_next_one_may_not_fall(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = tmp_path / "accepted.jsonl"
    questions = suite(tmp_path)
    assert evaluate(questions, lambda question, history: refusal(), Options(accept=accepted)) == 0
    assert evaluate(questions, lambda question, history: refusal(), Options(against=accepted)) == 0
    assert "各项得分没有变化" in capsys.readouterr().out
    assert evaluate(questions, ask, Options(against=accepted)) == 1
    assert "上次通过、这次没有通过：a" in capsys.readouterr().out
    assert evaluate(questions, ask, Options(against=accepted, excused=("a",))) == 0
