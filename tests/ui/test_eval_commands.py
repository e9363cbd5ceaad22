"""`zhice eval`: results on standard output, mistakes in one Chinese sentence, 1 where something is breached."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from evals import plan
from evals.cases import load
from evals.evaluate import Outcome
from evals.plan import Entry, Places
from evals.record import read_results
from evals.report import outcome_text, overview
from evals.run import Report
from evals.sheets import read_sheet, write_sheet
from evals.statistics import Mean
from knowledge.catalog import Catalog
from tests.evals.values import NOTICE, STATIONS, write_lines, write_text
from tests.fakes import FakeEmbedder
from tests.ui.test_cli import mistake
from ui.cli import main
from ui.eval_commands import ACTIONS, DATA

SUITES = Path(__file__).parents[2] / "evals" / "suites"
ANSWERED: dict[str, Any] = {
    "id": "a",
    "question": STATIONS,
    "expect": "answer",
    "source": ["001"],
    "clauses": ["第二条"],
    "facts": [["50个"]],
}
REFUSED: dict[str, Any] = {"id": "b", "question": "明天下雨吗？", "expect": "refuse"}
WRONG = ANSWERED | {"id": "c", "facts": [["60个"]]}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working folder with a corpus and a suite, no setting from outside, and no model."""
    for name in [name for name in os.environ if name.startswith("ZHICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHICE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("assistant.build.embedder_from", lambda settings: FakeEmbedder())
    write_text(Path("corpus", "001_办法.txt"), NOTICE)
    write_lines(Path("suite.jsonl"), ANSWERED, REFUSED)


Eval = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Eval:
    """Status, standard output and standard error of `zhice eval`."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        status = main(["eval", *arguments])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return ran


def one(*more: str) -> tuple[str, ...]:
    return ("--suite", "suite.jsonl", "--corpus", "corpus", *more)


# --- written wrongly -----------------------------------------------------------------------


def test_without_a_suite_both_ways_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = mistake(capsys, "eval")
    assert "--suite" in sentence and "zhice eval all" in sentence
    assert mistake(capsys, "eval", "run") == sentence


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--suite", "x", "--fails", "许多"), "许多"),
        (("--suite",), "缺少值"),
        (("everything",), "everything"),
        (("all", "--frobnicate"), "--frobnicate"),
    ],
)
def test_arguments_written_wrongly(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    sentence = mistake(capsys, "eval", *arguments)
    assert named in sentence and "--help" in sentence
    assert not re.search(r"\b(argument|required|invalid|unrecognized|expected)\b", sentence)


def test_help_is_chinese_and_names_every_action(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["eval", "--help"])
    shown = capsys.readouterr()
    assert (done.value.code, shown.err) == (0, "") and shown.out.startswith("用法：")
    assert not re.search("usage|optional|positional|show this", shown.out)
    assert all(name in shown.out for name in ACTIONS)


# --- one suite -----------------------------------------------------------------------------


def test_a_suite_is_ingested_and_asked(run: Eval) -> None:
    status, out, err = run(*one())
    assert status == 0 and err == "已评测 2/2 题\n"
    assert ["通过", "passed", "1.000", "0.342-1.000", "2"] in [line.split() for line in out.splitlines()]
    assert "达标" not in out and "未通过" not in out
    assert list(Catalog(Path("data")).digests()) == ["001_办法.txt"]


def test_run_is_the_default(run: Eval) -> None:
    status, out, err = run("run", *one())
    assert (status, err) == (0, "已评测 2/2 题\n") and "passed" in out


def test_an_index_that_is_there_is_asked_without_a_corpus(run: Eval, tmp_path: Path) -> None:
    elsewhere = str(tmp_path / "elsewhere")
    run(*one("--data", elsewhere))
    assert run("--suite", "suite.jsonl", "--data", elsewhere)[0] == 0
    assert run("--suite", "suite.jsonl")[0] == 1


def test_a_gate_kept_and_one_breached(run: Eval) -> None:
    write_text(Path("kept.toml"), "[floor]\npassed = 1\n")
    write_text(Path("breached.toml"), "[ceiling]\nrefused = 0.5\n")
    status, out, _ = run(*one("--gate", "kept.toml"))
    assert status == 0 and out.endswith("\n\n全部达标。\n")
    status, out, _ = run(*one("--gate", "breached.toml"))
    assert status == 1
    assert out.endswith("\n\n未达标：该拒答的已拒答 refused：实际 1.0000（1 题），高于上限 0.5\n")


def test_failures_are_listed_if_asked_for(run: Eval) -> None:
    write_lines(Path("suite.jsonl"), WRONG)
    assert "c  缺少事实 60个" in run(*one("--fails", "3"))[1]
    assert "缺少事实" not in run(*one())[1]


def test_results_and_accepted_scores_are_written(run: Eval) -> None:
    assert run(*one("--results", "runs/whole.jsonl", "--accept", "runs/brief.jsonl"))[0] == 0
    assert "50个" in read_results(Path("runs", "whole.jsonl")).answers["a"]
    kept = read_results(Path("runs", "brief.jsonl"))
    assert kept.answers == {} and kept.scores["a"]["passed"] == 1
    assert kept.record["models"]["embedding"] == FakeEmbedder().fingerprint


def test_a_case_that_fell_is_told_unless_it_is_excused(run: Eval) -> None:
    run(*one("--accept", "accepted.jsonl"))
    write_lines(Path("suite.jsonl"), WRONG | {"id": "a"}, REFUSED)
    status, out, _ = run(*one("--against", "accepted.jsonl"))
    assert status == 1 and "降 1 题（a）" in out
    assert out.endswith("\n\n未达标：上次通过、这次没有通过：a\n未达标：题目改过，要重新留作对照：a\n")
    status, out, _ = run(*one("--against", "accepted.jsonl", "--excuse", "a=文件改了", "--excuse", "z=1=1"))
    assert "允许变坏：a（文件改了）" in out and "（1=1）" not in out
    assert status == 0 and "降 1 题（a）" in out and "未达标" not in out


@pytest.mark.parametrize("excuse", ["a", "a=", "a=  "])
def test_an_excuse_without_a_reason(capsys: pytest.CaptureFixture[str], excuse: str) -> None:
    sentence = mistake(capsys, "eval", *one("--excuse", "b=文件改了", "--excuse", excuse))
    assert sentence == "允许变坏的题 a 没有写理由，请写成 --excuse a=理由。"


def test_a_sheet_serves_as_a_suite(run: Eval) -> None:
    write_sheet(load(Path("suite.jsonl")), Path("suite.xlsx"))
    status, _, err = run("--suite", "suite.xlsx", "--corpus", "corpus")
    assert (status, err) == (0, "已评测 2/2 题\n")


def test_a_suite_may_name_quotes_as_others_do(run: Eval) -> None:
    quotes = {"id": 1, "doc": "001", "category": "number", "question": STATIONS, "gold_quotes": ["50个"]}
    write_lines(Path("suite.jsonl"), quotes)
    status, out, _ = run(*one())
    assert status == 0 and "evidence_at_1" in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (one("--gate", "none.toml"), "none.toml"),
        (one("--against", "none.jsonl"), "none.jsonl"),
        (("--suite", "none.jsonl", "--corpus", "corpus"), "none.jsonl"),
        (("--suite", "suite.jsonl", "--corpus", "none"), "none"),
        (("--suite", "suite.jsonl", "--data", "nowhere"), "zhice ingest"),
        (("--suite", "suite.jsonl", "--data", "nowhere", "--ledger"), "zhice ingest"),
    ],
)
def test_what_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    assert named in mistake(capsys, "eval", *arguments)


def test_a_suite_on_other_documents_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    write_lines(Path("suite.jsonl"), ANSWERED | {"clauses": ["第九条"]})
    assert "a 的条款“第九条”" in mistake(capsys, "eval", *one())


def test_a_file_that_fails_is_told_and_nothing_asked(capsys: pytest.CaptureFixture[str]) -> None:
    Path("corpus", "002_坏.txt").write_bytes(b"\x00\x01\x02\x00" * 20)
    assert mistake(capsys, "eval", *one()).startswith("“002_坏.txt”没有入库")


@pytest.mark.parametrize("option", ["--results", "--accept"])
def test_a_path_that_cannot_be_written_is_told(run: Eval, option: str) -> None:
    status, out, err = run(*one(option, "."))
    assert (status, out) == (1, "")
    assert err.splitlines()[-1].startswith("评测结果无法写入") and "Traceback" not in err


# --- ledger rows ---------------------------------------------------------------------------


def test_ledger_rows_are_held_against_the_index(run: Eval) -> None:
    label = {"id": "L", "source": "001_办法.txt", "clause": "第二条", "deadline": "2027-12-31"}
    write_lines(Path("suite.jsonl"), label, label | {"id": "M", "deadline": "2026-12-31"})
    write_text(Path("gate.toml"), "[floor]\ndeadline = 0.9\n")
    status, out, err = run(*one("--ledger", "--fails", "9", "--gate", "gate.toml"))
    assert (status, err) == (1, "")
    assert "M  时限正确：001_办法.txt 第二条 2026-12-31" in out and "L  时限正确" not in out
    assert out.endswith("未达标：时限正确 deadline：实际 0.5000（2 题），低于下限 0.9\n")


# --- sheets --------------------------------------------------------------------------------


def test_a_suite_is_written_as_a_sheet_without_an_index(run: Eval) -> None:
    suite = SUITES / "sample.jsonl"
    status, out, err = run("--suite", str(suite), "--sheet", "suite.xlsx", "--data", "none")
    assert (status, out, err) == (0, "", f"已写出 {len(load(suite))} 题：suite.xlsx\n")
    assert read_sheet(Path("suite.xlsx")) == load(suite)
    assert not Path("none").exists()


def test_a_sheet_that_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "none/suite.xlsx" in mistake(
        capsys, "eval", "--suite", "suite.jsonl", "--sheet", "none/suite.xlsx"
    )
    assert "没有题目" in mistake(capsys, "eval", "--suite", os.devnull, "--sheet", "suite.xlsx")


# --- all of them ---------------------------------------------------------------------------


ENTRIES = (
    Entry("one", "甲", "shared", "suite.jsonl", "corpus"),
    Entry("two", "乙", "shared", "suite.jsonl", "corpus"),
)
KEPT = Outcome("one", means={"passed": Mean(1.0, 2, (0.3, 1.0))}, gated=True)
BREACHED = Outcome(
    "two", means={"passed": Mean(0.5, 2, (0.1, 0.9))}, gated=True, breaches=("甲低了", "乙高了")
)
SKIPPED = Outcome("two", skipped="没有 dev.jsonl，“乙”未评测。")


@dataclass
class Plan:
    """A plan of two suites with the outcomes they are said to have, and what it was run with."""

    outcomes: tuple[Outcome, ...] = (KEPT,)
    chosen: tuple[str, ...] = ()
    places: Places | None = None
    settings: Settings | None = None

    def run(
        self, chosen: Sequence[Entry], places: Places, settings: Settings, progress: Any, told: Any
    ) -> Iterator[Outcome]:
        self.chosen = tuple(entry.name for entry in chosen)
        self.places, self.settings = places, settings
        for entry, outcome in zip(chosen, self.outcomes, strict=False):
            told(entry)
            progress(2, 2)
            yield outcome


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> Plan:
    made = Plan()
    monkeypatch.setattr(plan, "entries", lambda: ENTRIES)
    monkeypatch.setattr(plan, "run_plan", made.run)
    return made


def test_all_suites_are_shown_one_by_one_and_then_at_a_glance(run: Eval, planned: Plan) -> None:
    planned.outcomes = (KEPT, SKIPPED)
    status, out, err = run("all")
    assert status == 0 and planned.chosen == ("one", "two")
    assert err == "评测 one（甲）……\n已评测 2/2 题\n评测 two（乙）……\n已评测 2/2 题\n"
    assert out == (
        f"\n== one ==\n\n{outcome_text(KEPT)}\n\n== two ==\n\n{outcome_text(SKIPPED)}\n"
        f"\n== 总览 ==\n\n{overview([KEPT, SKIPPED])}\n"
    )
    assert out.endswith("共 2 个题库，1 个跳过。\n")


def test_one_breach_among_all_is_a_failure_and_told_at_the_end(run: Eval, planned: Plan) -> None:
    planned.outcomes = (KEPT, BREACHED)
    status, out, _ = run("all")
    assert status == 1
    assert out.endswith("共 2 个题库，0 个跳过。\n未达标：two：甲低了\n未达标：two：乙高了\n")


@pytest.mark.parametrize("outcomes", [(BREACHED, KEPT), (BREACHED, SKIPPED), (BREACHED,)])
def test_a_breach_is_a_failure_wherever_it_stands(
    run: Eval, planned: Plan, outcomes: tuple[Outcome, ...]
) -> None:
    planned.outcomes = outcomes
    assert run("all")[0] == 1


def test_only_those_named_are_run_in_the_order_of_the_plan(run: Eval, planned: Plan) -> None:
    for named, chosen in ((["two"], ("two",)), (["two", "one"], ("one", "two"))):
        run("all", *(f"--only={name}" for name in named))
        assert planned.chosen == chosen


def test_an_unknown_suite_is_named_and_the_known_ones_shown(
    capsys: pytest.CaptureFixture[str], planned: Plan
) -> None:
    sentence = mistake(capsys, "eval", "all", "--only", "one", "--only", "tow", "--only", "six")
    assert sentence == "没有名为“six、tow”的题库，可用：one、two。"
    assert planned.chosen == ()


def test_places_are_those_given(run: Eval, planned: Plan) -> None:
    run("all", "--data", "d", "--outside", "o", "--results", "r", "--accept", "a")
    assert planned.places == Places(Path("d"), Path("o"), Path("r"), Path("a"))
    run("all")
    assert planned.places == Places(DATA, Path("../shared"))


def test_failures_of_all_are_listed_if_asked_for(run: Eval, planned: Plan) -> None:
    planned.outcomes = (Outcome("one", means=KEPT.means, failed=("甲错了", "乙错了")),)
    assert "甲错了" in run("all", "--fails", "1")[1] and "乙错了" not in run("all", "--fails", "1")[1]
    assert "甲错了" not in run("all")[1]


def test_our_plan_is_what_all_runs(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = mistake(capsys, "eval", "all", "--only", "nosuch")
    assert "、".join(entry.name for entry in plan.entries()) in sentence


def test_all_of_a_small_plan_for_real(run: Eval, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    away = Entry("away", "外面的", "away", "outside:dev.jsonl", "outside:corpus")
    monkeypatch.setattr(plan, "HERE", tmp_path)
    monkeypatch.setattr(plan, "entries", lambda: (*ENTRIES, away))
    write_text(Path("gates", "one.toml"), "[floor]\npassed = 1\n")
    write_text(Path("gates", "two.toml"), "[floor]\npassed = 1\n[ceiling]\nrefused = 0.5\n")
    data = str(tmp_path / "indexes")
    status, out, err = run("all", "--accept", "accepted", "--outside", "none", "--data", data)
    assert status == 1 and "Traceback" not in err
    assert f"== away ==\n\n跳过：没有 {Path('none', 'dev.jsonl')}，“外面的”未评测。\n" in out
    assert "共 3 个题库，1 个跳过。\n未达标：two：该拒答的已拒答 refused" in out
    assert [path.name for path in Path("accepted").iterdir()] == ["one.jsonl"]
    assert Path(data, "shared", "catalog.sqlite").exists()
    assert run("all", "--only=one", "--only=away", "--outside", "none", "--data", data)[0] == 0


# --- reports and baselines -----------------------------------------------------------------


@pytest.mark.parametrize("options", [("--page", "out/report.html"), ("--summary", "out/report.md")])
def test_a_report_of_one_suite_is_written(run: Eval, options: tuple[str, str]) -> None:
    status, _, err = run(*one(*options))
    assert (status, err) == (0, "已评测 2/2 题\n")
    assert "suite" in Path(options[1]).read_text(encoding="utf-8")
    assert [path.name for path in Path("out").iterdir()] == [Path(options[1]).name]


def test_a_report_of_all_is_written_breach_or_not(run: Eval, planned: Plan) -> None:
    planned.outcomes = (KEPT, BREACHED)
    assert run("all", "--page", "report.html", "--summary", "report.md")[0] == 1
    assert "甲低了" in Path("report.html").read_text(encoding="utf-8")
    assert "甲低了" in Path("report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--page", "--summary"])
def test_a_report_that_cannot_be_written_is_told(run: Eval, planned: Plan, option: str) -> None:
    status, _, err = run("all", option, ".")
    assert status == 1 and "无法写入" in err.splitlines()[-1] and "Traceback" not in err


def test_baselines_are_compared_over_the_suites_named(
    run: Eval, planned: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compared(
        chosen: Sequence[Entry], places: Places, settings: Settings, progress: Any
    ) -> dict[str, Report]:
        planned.chosen, planned.places = tuple(entry.name for entry in chosen), places
        return {"本系统": Report(()), "仅关键词": Report(())}

    monkeypatch.setattr(plan, "compare_pipelines", compared)
    status, out, err = run("baselines", "--only", "two", "--data", "d", "--outside", "o")
    assert (status, err, planned.chosen) == (0, "", ("two",))
    assert planned.places == Places(Path("d"), Path("o"))
    assert out.startswith("| 0 题 | 本系统 | 仅关键词 |\n")


def test_baselines_know_the_names_of_the_plan(capsys: pytest.CaptureFixture[str], planned: Plan) -> None:
    assert "可用：one、two" in mistake(capsys, "eval", "baselines", "--only", "six")


def test_a_suite_where_nothing_is_reviewed_is_shown(
    run: Eval, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(plan, "HERE", tmp_path)
    monkeypatch.setattr(plan, "entries", lambda: ENTRIES[:1])
    write_text(Path("gates", "one.toml"), "[excused]\na = '旧题'\n")
    write_lines(Path("suite.jsonl"), REFUSED | {"reviewed": False})
    assert "1 题尚未审核，没有计入。" in run("all", "--data", str(tmp_path / "indexes"))[1]


# --- what the page shows -------------------------------------------------------------------


def test_a_run_is_kept_in_the_data_folder(run: Eval) -> None:
    from evals.runs import run_of, runs

    write_lines(Path("suite.jsonl"), ANSWERED, WRONG)
    run(*one())
    run(*one())
    newest, older = runs(Path("data"))
    assert newest.at >= older.at and (newest.suite, newest.count) == ("suite", 2)
    assert newest.means["passed"].value == 0.5
    (failed,) = run_of(Path("data"), newest.id).failures
    assert (failed.id, failed.expected, failed.reason[:4]) == ("c", "60个（第二条）", "缺少事实")


def test_a_run_that_cannot_be_kept_is_worth_the_same(run: Eval) -> None:
    run(*one())
    folder = Path("data", "runs")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    write_text(folder, "")
    status, out, err = run(*one())
    assert status == 0 and "passed" in out and "这次评测没有留存：评测结果无法写入" in err


def test_a_remark_is_rejected_with_a_reason(run: Eval, capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import datetime

    from evals.adopt import rejections
    from knowledge.feedback import add_feedback, feedback_on

    run(*one())
    remark = feedback_on("几个？", [], "answered", "50个", [], "wrong", "", datetime(2031, 5, 6))
    add_feedback(Path("data"), remark)
    assert "还没有处理" in run("adopt")[2]
    assert "请写明不收的理由" in mistake(capsys, "eval", "adopt", remark.id, "--reject", " ")
    assert "只表示审核结果" in mistake(capsys, "eval", "adopt", remark.id, "--reject", "对", "--fact", "5个")
    assert "请写明处理的是哪一条" in mistake(capsys, "eval", "adopt", "--reject", "对")
    assert run("adopt", remark.id, "--reject", "回答是对的") == (
        0,
        "",
        f"意见 {remark.id} 不收为题，理由已记下。\n",
    )
    assert [one.reason for one in rejections(Path("data"))] == ["回答是对的"]
    assert run("adopt")[1] == ""
