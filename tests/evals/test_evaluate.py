"""A suite from its file to its outcome: gate, earlier run, what is kept, and nothing asked in vain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answers import Answer
from evals.captions import CAPTIONS
from evals.evaluate import Options, evaluate, evaluate_cases, load_suite
from evals.record import read_results, scores_of
from evals.sheets import write_sheet
from evals.spans import Span
from knowledge.errors import UserError
from tests.evals.values import (
    CASES,
    START,
    case,
    document,
    refusing,
    target,
    write_lines,
    write_suite,
    write_text,
)

FELL = "上次通过、这次没有通过："
GONE, CHANGED = "上次计分、这次没有计分：", "题目改过，要重新留作对照："


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "suite.jsonl")


@pytest.fixture
def accepted(suite: Path, tmp_path: Path) -> Path:
    """A run in which a and c passed and b did not."""
    path = tmp_path / "accepted.jsonl"
    assert evaluate(suite, target(), Options(accept=path)).breaches == ()
    return path


def never(question: str, history: Sequence[str]) -> Answer:
    raise AssertionError("asked in vain")


# --- suites --------------------------------------------------------------------------------


def test_a_suite_is_read_by_what_it_is(suite: Path, tmp_path: Path) -> None:
    write_sheet(CASES, tmp_path / "suite.XLSX")
    quotes = {"id": 1, "doc": "001", "category": "fact", "question": "问？", "gold_quotes": ["50个"]}
    assert load_suite(suite) == load_suite(tmp_path / "suite.XLSX") == CASES
    assert load_suite(write_lines(tmp_path / "quotes.jsonl", quotes))[0].quotes == ("50个",)


@pytest.mark.parametrize("name", ["none.jsonl", "none.xlsx"])
def test_a_suite_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=f"{name} 无法读取"):
        evaluate(tmp_path / name, target())


# --- the outcome ---------------------------------------------------------------------------


def test_an_outcome_holds_what_became_of_the_suite(suite: Path) -> None:
    told: list[tuple[int, int]] = []
    outcome = evaluate(suite, target(), progress=lambda done, total: told.append((done, total)))
    assert outcome.report is not None and outcome.record is not None
    assert [result.case.id for result in outcome.report.results] == ["a", "b", "c"]
    assert outcome.means == outcome.report.means()
    assert (outcome.name, outcome.record.suite, outcome.record.cases) == ("suite", "suite", 3)
    assert (outcome.record.documents, outcome.record.clauses) == (1, 1)
    assert (outcome.record.models, outcome.record.settings) == ({"embedding": "fake"}, {"depth": 40})
    assert (outcome.captions, outcome.earlier, outcome.skipped, outcome.failed) == (CAPTIONS, None, "", ())
    assert (outcome.breaches, outcome.gated) == ((), False)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_cases_are_scored_with_their_gold_found() -> None:
    quoted = case(quotes=("50个基地",))
    outcome = evaluate_cases((quoted,), "one", target(), Options())
    assert outcome.report is not None
    begin = START + 5
    assert outcome.report.results[0].case.gold == (((Span("001_办法.txt", begin, begin + 5),),),)
    assert outcome.means["evidence_at_1"].value == 1


def test_cases_that_do_not_fit_the_documents_are_told_before_any_question() -> None:
    for wrong in (case(source=("002",)), case(clauses=("第9条",)), case(quotes=("60个",))):
        with pytest.raises(UserError, match="题库与已入库的文件对不上，找不到 sample-001 的"):
            evaluate_cases((wrong,), "one", target(never), Options())


def test_two_runs_have_the_same_outcome(suite: Path) -> None:
    assert evaluate(suite, target()) == evaluate(suite, target())


# --- the gate ------------------------------------------------------------------------------


def test_a_gate_that_is_kept(suite: Path, tmp_path: Path) -> None:
    gate = write_text(tmp_path / "gate.toml", "[floor]\npassed = 0.66\n[ceiling]\nfalse_refusal = 0.0\n")
    outcome = evaluate(suite, target(), Options(gate=gate))
    assert (outcome.breaches, outcome.gated) == ((), True)


def test_a_gate_that_is_breached(suite: Path, tmp_path: Path) -> None:
    gate = write_text(tmp_path / "gate.toml", "[ceiling]\nfalse_refusal = 0.1\n")
    outcome = evaluate(suite, target(refusing), Options(gate=gate))
    assert outcome.breaches == ("误拒（越低越好） false_refusal：实际 1.0000（2 题），高于上限 0.1",)
    assert outcome.gated


def test_a_gate_on_what_no_case_asks_is_breached(tmp_path: Path) -> None:
    gate = write_text(tmp_path / "gate.toml", "[floor]\nfacts = 0\n")
    outcome = evaluate_cases((CASES[2],), "one", target(), Options(gate=gate))
    assert outcome.breaches == ("事实正确 facts：没有适用的题目，无法判定",)


def test_unreviewed_cases_do_not_keep_a_gate(tmp_path: Path) -> None:
    gate = write_text(tmp_path / "gate.toml", "[floor]\npassed = 0\n")
    outcome = evaluate_cases((case(reviewed=False),), "one", target(), Options(gate=gate))
    assert len(outcome.breaches) == 1 and "没有适用的题目" in outcome.breaches[0]


@pytest.mark.parametrize("text", ["[floor]\nx = 1\n", "[excused]\na = ''\n"])
def test_a_wrong_gate_is_told_before_any_question(suite: Path, tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="门槛"):
        evaluate(suite, target(never), Options(gate=write_text(tmp_path / "gate.toml", text)))


# --- the earlier run -----------------------------------------------------------------------


def test_the_same_run_again_is_no_breach(suite: Path, accepted: Path) -> None:
    outcome = evaluate(suite, target(), Options(against=accepted))
    assert outcome.breaches == () and outcome.earlier == read_results(accepted)


def test_a_case_that_passed_and_fails_is_a_breach(suite: Path, accepted: Path) -> None:
    assert evaluate(suite, target(refusing), Options(against=accepted)).breaches == (f"{FELL}a",)


def test_a_case_that_is_gone_is_a_breach(accepted: Path) -> None:
    assert evaluate_cases(CASES[1:], "rest", target(), Options(against=accepted)).breaches == (f"{GONE}a",)


def test_a_case_that_lost_its_review_is_a_breach(accepted: Path) -> None:
    waiting = (replace(CASES[0], reviewed=False), *CASES[1:])
    assert evaluate_cases(waiting, "one", target(), Options(against=accepted)).breaches == (f"{GONE}a",)


def test_a_failing_case_that_is_gone_or_was_changed_is_a_breach_too(accepted: Path) -> None:
    rest = evaluate_cases(CASES[:1], "rest", target(), Options(against=accepted)).breaches
    assert rest == tuple(f"{GONE}{case.id}" for case in CASES[1:])
    easier = (replace(CASES[0], forbidden=()), *CASES[1:])
    assert evaluate_cases(easier, "one", target(), Options(against=accepted)).breaches == (f"{CHANGED}a",)
    excused = Options(against=accepted, excused={"a": "措辞改了"})
    assert evaluate_cases(easier, "one", target(), excused).breaches == ()


def test_what_is_not_held_is_only_compared(suite: Path, accepted: Path) -> None:
    found = evaluate(suite, target(refusing), Options(against=accepted, held=False))
    assert found.breaches == () and found.earlier is not None


def test_a_case_that_was_never_reviewed_cannot_fall(tmp_path: Path) -> None:
    waiting = (CASES[0], replace(CASES[2], reviewed=False))
    accepted = tmp_path / "accepted.jsonl"
    evaluate_cases(waiting, "one", target(), Options(accept=accepted))
    assert evaluate_cases(waiting, "one", target(), Options(against=accepted)).breaches == ()


def test_an_excused_case_may_fall(suite: Path, accepted: Path, tmp_path: Path) -> None:
    gate = write_text(tmp_path / "gate.toml", "[excused]\na = '文件改了'\n")
    assert evaluate(suite, target(refusing), Options(against=accepted, excused={"a": "改了"})).breaches == ()
    assert evaluate(suite, target(refusing), Options(against=accepted, gate=gate)).breaches == ()
    assert evaluate(suite, target(refusing), Options(against=accepted, excused={"b": "别的"})).breaches


def test_breaches_of_the_gate_stand_before_the_fallen(suite: Path, accepted: Path, tmp_path: Path) -> None:
    gate = write_text(tmp_path / "gate.toml", "[floor]\nfacts = 1\n")
    gated, fell = evaluate(suite, target(refusing), Options(gate=gate, against=accepted)).breaches
    assert "低于下限 1" in gated and fell == f"{FELL}a"


def test_a_whole_run_serves_as_the_earlier_one(suite: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.jsonl"
    evaluate(suite, target(), Options(results=whole))
    assert evaluate(suite, target(), Options(against=whole)).breaches == ()
    assert evaluate(suite, target(refusing), Options(against=whole)).breaches == (f"{FELL}a",)


def test_a_broken_earlier_run_is_told_before_any_question(suite: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="第 1 行有误"):
        evaluate(suite, target(never), Options(against=write_text(tmp_path / "old.jsonl", "{")))


# --- what is kept --------------------------------------------------------------------------


def test_a_run_without_a_breach_is_accepted_in_brief(suite: Path, accepted: Path) -> None:
    outcome = evaluate(suite, target())
    assert outcome.report is not None
    passed = {name: scores["passed"] for name, scores in scores_of(outcome.report).items()}
    kept = read_results(accepted)
    assert {name: scores["passed"] for name, scores in kept.scores.items()} == passed
    assert kept.answers == {} and kept.record["suite"] == "suite"


def test_a_run_with_a_breach_is_not_accepted(suite: Path, accepted: Path, tmp_path: Path) -> None:
    before = accepted.read_bytes()
    evaluate(suite, target(refusing), Options(against=accepted, accept=accepted))
    assert accepted.read_bytes() == before
    gate = write_text(tmp_path / "gate.toml", "[floor]\npassed = 1\n")
    evaluate(suite, target(), Options(gate=gate, accept=tmp_path / "new.jsonl"))
    assert not (tmp_path / "new.jsonl").exists()


def test_results_are_written_whole_breach_or_not(suite: Path, tmp_path: Path) -> None:
    gate = write_text(tmp_path / "gate.toml", "[floor]\npassed = 1\n")
    results = tmp_path / "runs" / "whole.jsonl"
    assert evaluate(suite, target(), Options(gate=gate, results=results)).breaches
    assert read_results(results).answers["a"] == "建成50个[1]。"


def test_results_that_cannot_be_written_are_told(suite: Path, tmp_path: Path) -> None:
    for options in (Options(results=tmp_path), Options(accept=tmp_path)):
        with pytest.raises(UserError, match="无法写入"):
            evaluate(suite, target(), options)


def test_documents_beside_those_asked_about_change_only_the_record(suite: Path) -> None:
    other = replace(document(), source=replace(document().source, name="009_别的.txt"))
    few, many = evaluate(suite, target()), evaluate(suite, replace(target(), documents=(document(), other)))
    assert few.means == many.means
    assert few.record and many.record and (few.record.documents, many.record.documents) == (1, 2)
