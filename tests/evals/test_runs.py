"""A run is kept as a file of its own and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evals import runs as module
from evals.evaluate import Options, Outcome, evaluate_cases
from evals.gates import Gate
from evals.ledger import evaluate_ledger
from evals.run import Report, score
from evals.runs import keep, run_of, runs
from evals.statistics import Mean
from knowledge.errors import UserError
from tests.evals.values import CASES, answer, case, cite, document, refusal, source, target, write_lines

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
REPORT = Report((score(case(id="a"), answer()), score(case(id="b"), refusal()), score(CASES[2], answer())))
GATE = Gate({"passed": 0.9}, {"false_refusal": 0.1}, known=("passed", "false_refusal"))
OUTCOME = Outcome("样题", means=REPORT.means(), breaches=("通过 passed：低了",), gated=True, gate=GATE, report=REPORT, count=3)  # fmt: skip


def test_a_run_comes_back_with_its_scores_gate_and_failures(tmp_path: Path) -> None:
    path = keep(tmp_path, OUTCOME, NOON)
    assert path and path.parent == tmp_path / "runs"
    found = run_of(tmp_path, path.stem)
    assert (found.suite, found.at, found.count, found.gated) == ("样题", NOON, 3, True)
    assert found.means == OUTCOME.means and found.breaches == OUTCOME.breaches
    assert (found.floor, found.ceiling) == (GATE.floor, GATE.ceiling)
    assert found.captions["passed"] == "通过"
    missed, wrong = found.failures
    assert (missed.id, missed.expected, missed.reason) == ("b", "50个 或 五十个（第3条）", "应当作答却拒答")
    assert (wrong.expected, wrong.answer, wrong.sources) == ("应当拒答", answer().text, (source().name,))


def test_runs_are_listed_newest_first_without_their_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SHOWN", 2)
    for hours in (1, 3, 2):
        keep(tmp_path, OUTCOME, NOON + timedelta(hours=hours))
    assert [(run.at.hour, run.failures) for run in runs(tmp_path)] == [(15, ()), (14, ())]


def test_two_runs_of_one_second_are_both_kept(tmp_path: Path) -> None:
    for suite in ("甲", "甲/../../乙"):
        for micro in (1, 2):
            path = keep(tmp_path, replace(OUTCOME, name=suite), NOON + timedelta(microseconds=micro))
            assert path and path.parent == tmp_path / "runs"
    assert len(runs(tmp_path)) == 4


def test_a_run_of_the_ledger_keeps_its_lines(tmp_path: Path) -> None:
    means = {"target_recall": Mean(0.5, 4, (0.2, 0.8))}
    outcome = Outcome("ledger-甲", means=means, captions={"target_recall": "指标召回"}, failed=("甲错了",))
    path = keep(tmp_path, outcome, NOON)
    assert path and [one.question for one in run_of(tmp_path, path.stem).failures] == ["甲错了"]


def test_a_line_of_the_ledger_keeps_the_document_it_is_about(tmp_path: Path) -> None:
    labels = [{"id": "L1", "source": "001_办法.txt", "clause": "第3条", "target": {"value": 50, "upper": None, "unit": "个", "comparator": ""}}]  # fmt: skip
    outcome = evaluate_ledger(write_lines(tmp_path / "甲.jsonl", *labels), [], [document()])
    path = keep(tmp_path, outcome, NOON)
    assert path and {one.sources for one in run_of(tmp_path, path.stem).failures} == {(source().name,)}


@pytest.mark.parametrize(
    ("names", "kept"),
    [(("001_办法.txt", "001_细则.txt", "0010.txt"), ("001_办法.txt", "001_细则.txt")), ((), ("001",))],
)
def test_a_question_keeps_the_documents_it_expects_by_their_whole_names(
    tmp_path: Path, names: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    path = keep(tmp_path, replace(OUTCOME, names=names), NOON)
    assert path and run_of(tmp_path, path.stem).failures[0].sources == kept


def test_an_evaluation_knows_the_documents_it_asked() -> None:
    assert evaluate_cases(CASES, "样题", target(), Options()).names == (source().name,)


def test_what_was_skipped_is_not_kept(tmp_path: Path) -> None:
    assert keep(tmp_path, Outcome("甲", skipped="没有资料。"), NOON) is None
    assert runs(tmp_path) == ()


@pytest.mark.parametrize("name", ["没有", "../runs", ""])
def test_a_run_that_is_not_there_is_a_mistake(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="没有这次评测的记录"):
        run_of(tmp_path, name)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"suite": "甲"}', "\x00", '{"means": 3}'])
def test_a_damaged_run_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "x.jsonl").write_text(text, encoding="utf-8")
    for look in (lambda: runs(tmp_path), lambda: run_of(tmp_path, "x")):
        with pytest.raises(UserError, match="已损坏，请删去这个文件"):
            look()


def test_an_answer_that_cites_keeps_what_it_cites(tmp_path: Path) -> None:
    wrong = score(case("refuse", id="c"), answer(citations=[cite()]))
    path = keep(tmp_path, replace(OUTCOME, report=Report((wrong,))), NOON)
    assert path and run_of(tmp_path, path.stem).failures[0].sources == (source().name,)
