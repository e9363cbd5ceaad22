"""Every question asked once and in order, every answer scored, and what is summed up of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer
from evals.metrics import METRICS
from evals.run import CASE_METRICS, STABILITY, Report, run
from evals.statistics import Mean, wilson
from tests.evals.values import CASES, answer, ask, case, refusal, refusing


def test_every_case_is_asked_once_in_order_and_progress_told() -> None:
    asked: list[tuple[str, Sequence[str]]] = []
    told: list[tuple[int, int]] = []

    def listen(question: str, history: Sequence[str]) -> Answer:
        asked.append((question, history))
        return ask(question, history)

    report = run(CASES, listen, lambda done, total: told.append((done, total)))
    assert asked == [("要建多少基地？", ()), ("何时？", ("先问",)), ("下雨吗？", ())]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [result.case for result in report.results] == list(CASES)
    assert all(set(result.scores) == set(CASE_METRICS) == {*METRICS, STABILITY} for result in report.results)


def test_a_score_is_what_its_metric_says() -> None:
    for result in run(CASES, ask).results:
        for name, metric in METRICS.items():
            assert result.scores[name] == metric(result.case, result.answer), name


def test_means_are_over_the_cases_a_metric_applies_to() -> None:
    means = run(CASES, ask).means()
    assert means["passed"] == Mean(2 / 3, 3, wilson(2 / 3, 3))
    assert means["facts"] == Mean(0.5, 2, wilson(0.5, 2))
    assert means["refused"].n == 1
    assert means["mrr"] == Mean(1.0, 2, wilson(1.0, 2))
    assert "latency_ms" not in means and STABILITY not in means


def test_by_tag_counts_a_case_in_each_of_its_tags() -> None:
    tags = run(CASES, ask).by_tag()
    assert {tag: [r.case.id for r in part.results] for tag, part in tags.items()} == {
        "target": ["a", "b"],
        "table": ["a"],
    }
    assert tags["target"].means()["passed"].value == 0.5


def test_failures_are_the_cases_not_passed() -> None:
    assert [result.case.id for result in run(CASES, ask).failures()] == ["b"]
    assert [result.case.id for result in run(CASES, refusing).failures()] == ["a", "b"]


def test_an_empty_suite() -> None:
    assert run((), ask) == Report(())
    assert Report(()).means() == {} and Report(()).failures() == () and Report(()).by_tag() == {}


# --- unreviewed cases ----------------------------------------------------------------------


def test_an_unreviewed_case_is_asked_and_shown_but_not_counted() -> None:
    waiting = case(id="w", history=("先问",), tags=("target", "new"), reviewed=False)
    report = run((*CASES, waiting), ask)
    assert [result.case.id for result in report.results] == ["a", "b", "c", "w"]
    assert report.results[-1].failed
    assert [result.case.id for result in report.counted] == ["a", "b", "c"]
    assert report.means() == run(CASES, ask).means()
    assert [result.case.id for result in report.failures()] == ["b"]
    assert [r.case.id for r in report.by_tag()["target"].results] == ["a", "b"]
    assert "new" not in report.by_tag()


def test_where_nothing_is_reviewed_there_are_no_means() -> None:
    report = run([replace(one, reviewed=False) for one in CASES], ask)
    assert len(report.results) == 3
    assert (report.counted, report.means(), report.failures(), report.by_tag()) == ((), {}, (), {})


# --- stability -----------------------------------------------------------------------------


def right_if_plain(question: str, history: Sequence[str]) -> Answer:
    return answer() if question == "对" else answer("很多[1]。")


def stability(*wordings: tuple[str, str]) -> list[float | None]:
    """Stability of cases by group and whether they are answered rightly."""
    cases = [case(id=str(n), group=group, question=said) for n, (group, said) in enumerate(wordings)]
    return [result.scores[STABILITY] for result in run(cases, right_if_plain).results]


@pytest.mark.parametrize(
    ("wordings", "expected"),
    [
        ((("g", "对"), ("g", "对"), ("g", "错")), [None, 1, 0]),
        ((("g", "错"), ("g", "错"), ("g", "对")), [None, None, None]),  # nothing to keep
        ((("", "对"), ("", "错")), [None, None]),
        ((("g", "对"), ("h", "错"), ("", "错"), ("g", "对"), ("h", "错")), [None, None, None, 1, None]),
    ],
)
def test_a_wording_is_stable_if_it_fares_as_the_first_of_its_group(
    wordings: tuple[tuple[str, str], ...], expected: list[float | None]
) -> None:
    assert stability(*wordings) == expected


@given(st.lists(st.tuples(st.sampled_from(["", "g", "h"]), st.sampled_from(["对", "错"])), max_size=8))
def test_stability_applies_to_all_of_a_group_but_its_first(wordings: list[tuple[str, str]]) -> None:
    first: dict[str, str] = {}
    for (group, said), score in zip(wordings, stability(*wordings), strict=True):
        if not group or group not in first:
            assert score is None
            first[group] = said
        else:
            assert score == (float(said == "对") if first[group] == "对" else None)


def test_stability_has_a_mean_over_the_wordings() -> None:
    cases = [case(id=str(n), group="g", question=said) for n, said in enumerate("对对错错错")]
    assert run(cases, right_if_plain).means()[STABILITY] == Mean(0.25, 4, wilson(0.25, 4))


# --- one run and the next ------------------------------------------------------------------


def test_the_same_run_twice_gives_identical_results() -> None:
    grouped = [replace(one, group="g") for one in CASES]
    assert run(grouped, ask) == run(grouped, ask)


def test_answers_are_shared_neither_between_runs_nor_inside_one() -> None:
    asked: list[str] = []

    def changing(question: str, history: Sequence[str]) -> Answer:
        asked.append(question)
        return answer() if len(asked) <= 2 else refusal()

    cases = [case(id="a"), case(id="b")]
    first = run(cases, changing)
    second = run(cases, changing)
    assert len(asked) == 4
    assert [result.scores["false_refusal"] for result in first.results] == [0, 0]
    assert [result.scores["false_refusal"] for result in second.results] == [1, 1]


def test_scores_of_one_result_are_its_own() -> None:
    report = run([case(id="a"), case(id="b")], ask)
    report.results[0].scores["passed"] = 0.0
    assert (
        report.results[1].scores["passed"] == 1 and run([case(id="a")], ask).results[0].scores["passed"] == 1
    )
