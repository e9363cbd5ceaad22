from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.answers import Answer
from evals.metrics import METRICS, Mean, wilson
from evals.run import Report, results_json, run
from tests.evals.values import CASES, ask


def test_run_asks_every_case_in_order_and_tells_progress() -> None:
    asked: list[tuple[str, Sequence[str]]] = []
    told: list[tuple[int, int]] = []

    def listen(question: str, history: Sequence[str]) -> Answer:
        asked.append((question, history))
        return ask(question, history)

    report = run(CASES, listen, lambda done, total: told.append((done, total)))
    assert asked == [("要建多少基地？", ()), ("何时？", ("先问",)), ("下雨吗？", ())]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [result.case for result in report.results] == list(CASES)
    assert all(result.scores.keys() == METRICS.keys() for result in report.results)


def test_means_are_over_the_cases_a_metric_applies_to() -> None:
    means = run(CASES, ask).means()
    assert means["passed"] == Mean(2 / 3, 3, wilson(2 / 3, 3))
    assert means["facts"] == Mean(0.5, 2, wilson(0.5, 2))
    assert means["refused"].n == 1
    assert means["mrr"] == Mean(1.0, 2)
    assert "latency_ms" not in means


def test_by_tag_counts_a_case_in_each_of_its_tags() -> None:
    tags = run(CASES, ask).by_tag()
    assert {tag: [r.case.id for r in part.results] for tag, part in tags.items()} == {
        "target": ["a", "b"],
        "table": ["a"],
    }
    assert tags["target"].means()["passed"].value == 0.5


def test_failures() -> None:
    assert [result.case.id for result in run(CASES, ask).failures()] == ["b"]


def test_an_empty_report() -> None:
    assert Report(()).means() == {} and Report(()).failures() == ()


def test_results_json_has_a_line_a_case() -> None:
    rows = [json.loads(line) for line in results_json(run(CASES, ask)).splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert rows[0]["citations"] == [{"source": "001_办法.txt", "clause": "第3条"}]
    assert rows[0]["evidence"] == rows[0]["citations"]
    assert rows[1]["scores"]["passed"] == 0 and rows[1]["scores"]["refused"] is None
    assert rows[2]["status"] == "refused" and rows[2]["scores"]["refused"] == 1
