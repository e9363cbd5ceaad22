"""`zhice eval` of one suite: results on standard output, mistakes in one Chinese sentence, 1 on a breach."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from evals.cases import load
from evals.record import read_results
from evals.sheets import read_sheet, write_sheet
from knowledge.catalog import Catalog
from tests.evals.values import STATIONS, write_lines, write_text
from tests.fakes import FakeEmbedder
from tests.ui.eval_suite import ANSWERED, REFUSED, Eval
from tests.ui.test_cli import mistake
from ui.cli import main
from ui.eval_commands import ACTIONS

pytestmark = pytest.mark.usefixtures("evaluation_folder")

SUITES = Path(__file__).parents[2] / "evals" / "suites"
WRONG = ANSWERED | {"id": "c", "facts": [["60个"]]}


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


def test_a_suite_is_ingested_and_asked(evaluate: Eval) -> None:
    status, out, err = evaluate(*one())
    assert status == 0 and err == "已评测 2/2 题\n"
    assert ["通过", "passed", "1.000", "0.342-1.000", "2"] in [line.split() for line in out.splitlines()]
    assert "达标" not in out and "未通过" not in out
    assert list(Catalog(Path("data")).digests()) == ["001_办法.txt"]


def test_run_is_the_default(evaluate: Eval) -> None:
    status, out, err = evaluate("run", *one())
    assert (status, err) == (0, "已评测 2/2 题\n") and "passed" in out


def test_an_index_that_is_there_is_asked_without_a_corpus(evaluate: Eval, tmp_path: Path) -> None:
    elsewhere = str(tmp_path / "elsewhere")
    evaluate(*one("--data", elsewhere))
    assert evaluate("--suite", "suite.jsonl", "--data", elsewhere)[0] == 0
    assert evaluate("--suite", "suite.jsonl")[0] == 1


def test_a_gate_kept_and_one_breached(evaluate: Eval) -> None:
    write_text(Path("kept.toml"), "[floor]\npassed = 1\n")
    write_text(Path("breached.toml"), "[ceiling]\nrefused = 0.5\n")
    status, out, _ = evaluate(*one("--gate", "kept.toml"))
    assert status == 0 and out.endswith("\n\n全部达标。\n")
    status, out, _ = evaluate(*one("--gate", "breached.toml"))
    assert status == 1
    assert out.endswith("\n\n未达标：该拒答的已拒答 refused：实际 1.0000（1 题），高于上限 0.5\n")


def test_failures_are_listed_if_asked_for(evaluate: Eval) -> None:
    write_lines(Path("suite.jsonl"), WRONG)
    assert "c  缺少事实 60个" in evaluate(*one("--fails", "3"))[1]
    assert "缺少事实" not in evaluate(*one())[1]


def test_results_and_accepted_scores_are_written(evaluate: Eval) -> None:
    assert evaluate(*one("--results", "runs/whole.jsonl", "--accept", "runs/brief.jsonl"))[0] == 0
    assert "50个" in read_results(Path("runs", "whole.jsonl")).answers["a"]
    kept = read_results(Path("runs", "brief.jsonl"))
    assert kept.answers == {} and kept.scores["a"]["passed"] == 1
    assert kept.record["models"]["embedding"] == FakeEmbedder().fingerprint


def test_a_case_that_fell_is_told_unless_it_is_excused(evaluate: Eval) -> None:
    evaluate(*one("--accept", "accepted.jsonl"))
    write_lines(Path("suite.jsonl"), WRONG | {"id": "a"}, REFUSED)
    status, out, _ = evaluate(*one("--against", "accepted.jsonl"))
    assert status == 1 and "降 1 题（a）" in out
    assert out.endswith("\n\n未达标：上次通过、这次没有通过：a\n未达标：题目改过，要重新留作对照：a\n")
    status, out, _ = evaluate(
        *one("--against", "accepted.jsonl", "--excuse", "a=文件改了", "--excuse", "z=1=1")
    )
    assert "允许变坏：a（文件改了）" in out and "（1=1）" not in out
    assert status == 0 and "降 1 题（a）" in out and "未达标" not in out


@pytest.mark.parametrize("excuse", ["a", "a=", "a=  "])
def test_an_excuse_without_a_reason(capsys: pytest.CaptureFixture[str], excuse: str) -> None:
    sentence = mistake(capsys, "eval", *one("--excuse", "b=文件改了", "--excuse", excuse))
    assert sentence == "允许变坏的题 a 没有写理由，请写成 --excuse a=理由。"


def test_a_sheet_serves_as_a_suite(evaluate: Eval) -> None:
    write_sheet(load(Path("suite.jsonl")), Path("suite.xlsx"))
    status, _, err = evaluate("--suite", "suite.xlsx", "--corpus", "corpus")
    assert (status, err) == (0, "已评测 2/2 题\n")


def test_a_suite_may_name_quotes_as_others_do(evaluate: Eval) -> None:
    quotes = {"id": 1, "doc": "001", "category": "number", "question": STATIONS, "gold_quotes": ["50个"]}
    write_lines(Path("suite.jsonl"), quotes)
    status, out, _ = evaluate(*one())
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
def test_a_path_that_cannot_be_written_is_told(evaluate: Eval, option: str) -> None:
    status, out, err = evaluate(*one(option, "."))
    assert (status, out) == (1, "")
    assert err.splitlines()[-1].startswith("评测结果无法写入") and "Traceback" not in err


# --- ledger rows ---------------------------------------------------------------------------


def test_ledger_rows_are_held_against_the_index(evaluate: Eval) -> None:
    label = {"id": "L", "source": "001_办法.txt", "clause": "第二条", "deadline": "2027-12-31"}
    write_lines(Path("suite.jsonl"), label, label | {"id": "M", "deadline": "2026-12-31"})
    write_text(Path("gate.toml"), "[floor]\ndeadline = 0.9\n")
    status, out, err = evaluate(*one("--ledger", "--fails", "9", "--gate", "gate.toml"))
    assert (status, err) == (1, "")
    assert "M  时限正确：001_办法.txt 第二条 2026-12-31" in out and "L  时限正确" not in out
    assert out.endswith("未达标：时限正确 deadline：实际 0.5000（2 题），低于下限 0.9\n")


# --- sheets --------------------------------------------------------------------------------


def test_a_suite_is_written_as_a_sheet_without_an_index(evaluate: Eval) -> None:
    suite = SUITES / "sample.jsonl"
    status, out, err = evaluate("--suite", str(suite), "--sheet", "suite.xlsx", "--data", "none")
    assert (status, out, err) == (0, "", f"已写出 {len(load(suite))} 题：suite.xlsx\n")
    assert read_sheet(Path("suite.xlsx")) == load(suite)
    assert not Path("none").exists()


def test_a_sheet_that_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "none/suite.xlsx" in mistake(
        capsys, "eval", "--suite", "suite.jsonl", "--sheet", "none/suite.xlsx"
    )
    assert "没有题目" in mistake(capsys, "eval", "--suite", os.devnull, "--sheet", "suite.xlsx")


# --- a report ------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [("--page", "out/report.html"), ("--summary", "out/report.md")])
def test_a_report_of_one_suite_is_written(evaluate: Eval, options: tuple[str, str]) -> None:
    status, _, err = evaluate(*one(*options))
    assert (status, err) == (0, "已评测 2/2 题\n")
    assert "suite" in Path(options[1]).read_text(encoding="utf-8")
    assert [path.name for path in Path("out").iterdir()] == [Path(options[1]).name]


# --- what the page shows -------------------------------------------------------------------


def test_a_run_is_kept_in_the_data_folder(evaluate: Eval) -> None:
    from evals.runs import run_of, runs

    write_lines(Path("suite.jsonl"), ANSWERED, WRONG)
    evaluate(*one())
    evaluate(*one())
    newest, older = runs(Path("data"))
    assert newest.at >= older.at and (newest.suite, newest.count) == ("suite", 2)
    assert newest.means["passed"].value == 0.5
    (failed,) = run_of(Path("data"), newest.id).failures
    assert (failed.id, failed.expected, failed.reason[:4]) == ("c", "60个（第二条）", "缺少事实")


def test_a_run_that_cannot_be_kept_is_worth_the_same(evaluate: Eval) -> None:
    evaluate(*one())
    folder = Path("data", "runs")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    write_text(folder, "")
    status, out, err = evaluate(*one())
    assert status == 0 and "passed" in out and "这次评测没有留存：评测结果无法写入" in err


def test_a_remark_is_rejected_with_a_reason(evaluate: Eval, capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import datetime

    from evals.adopt import rejections
    from knowledge.feedback import add_feedback, feedback_on

    evaluate(*one())
    remark = feedback_on("几个？", [], "answered", "50个", [], "wrong", "", datetime(2031, 5, 6))
    add_feedback(Path("data"), remark)
    assert "还没有处理" in evaluate("adopt")[2]
    assert "请写明不收的理由" in mistake(capsys, "eval", "adopt", remark.id, "--reject", " ")
    assert "只表示审核结果" in mistake(capsys, "eval", "adopt", remark.id, "--reject", "对", "--fact", "5个")
    assert "请写明处理的是哪一条" in mistake(capsys, "eval", "adopt", "--reject", "对")
    assert evaluate("adopt", remark.id, "--reject", "回答是对的") == (
        0,
        "",
        f"意见 {remark.id} 不收为题，理由已记下。\n",
    )
    assert [one.reason for one in rejections(Path("data"))] == ["回答是对的"]
    assert evaluate("adopt")[1] == ""
