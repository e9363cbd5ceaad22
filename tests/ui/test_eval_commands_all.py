"""`zhice eval all` and `zhice eval baselines`: every suite of the plan, one by one and at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from evals import plan
from evals.evaluate import Outcome
from evals.plan import Entry, Places
from evals.report import outcome_text, overview
from evals.run import Report
from evals.runs import runs
from evals.statistics import Mean
from tests.evals.values import write_lines, write_text
from tests.ui.eval_suite import REFUSED, Eval
from tests.ui.test_cli import mistake
from ui.eval_commands import DATA

pytestmark = pytest.mark.usefixtures("evaluation_folder")

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


def test_all_suites_are_shown_one_by_one_and_then_at_a_glance(evaluate: Eval, planned: Plan) -> None:
    planned.outcomes = (KEPT, SKIPPED)
    status, out, err = evaluate("all")
    assert status == 0 and planned.chosen == ("one", "two")
    assert err == "评测 one（甲）……\n已评测 2/2 题\n评测 two（乙）……\n已评测 2/2 题\n"
    assert out == (
        f"\n== one ==\n\n{outcome_text(KEPT)}\n\n== two ==\n\n{outcome_text(SKIPPED)}\n"
        f"\n== 总览 ==\n\n{overview([KEPT, SKIPPED])}\n"
    )
    assert out.endswith("共 2 个题库，1 个跳过。\n")


def test_one_breach_among_all_is_a_failure_and_told_at_the_end(evaluate: Eval, planned: Plan) -> None:
    planned.outcomes = (KEPT, BREACHED)
    status, out, _ = evaluate("all")
    assert status == 1
    assert out.endswith("共 2 个题库，0 个跳过。\n未达标：two：甲低了\n未达标：two：乙高了\n")


@pytest.mark.parametrize("outcomes", [(BREACHED, KEPT), (BREACHED, SKIPPED), (BREACHED,)])
def test_a_breach_is_a_failure_wherever_it_stands(
    evaluate: Eval, planned: Plan, outcomes: tuple[Outcome, ...]
) -> None:
    planned.outcomes = outcomes
    assert evaluate("all")[0] == 1


def test_only_those_named_are_run_in_the_order_of_the_plan(evaluate: Eval, planned: Plan) -> None:
    for named, chosen in ((["two"], ("two",)), (["two", "one"], ("one", "two"))):
        evaluate("all", *(f"--only={name}" for name in named))
        assert planned.chosen == chosen


def test_an_unknown_suite_is_named_and_the_known_ones_shown(
    capsys: pytest.CaptureFixture[str], planned: Plan
) -> None:
    sentence = mistake(capsys, "eval", "all", "--only", "one", "--only", "tow", "--only", "six")
    assert sentence == "没有名为“six、tow”的题库，可用：one、two。"
    assert planned.chosen == ()


def test_places_are_those_given(evaluate: Eval, planned: Plan) -> None:
    evaluate("all", "--data", "d", "--outside", "o", "--results", "r", "--accept", "a")
    assert planned.places == Places(Path("d"), Path("o"), Path("r"), Path("a"))
    evaluate("all")
    assert planned.places == Places(DATA, Path("../shared"))


def test_runs_are_kept_where_the_page_reads_them(evaluate: Eval, planned: Plan) -> None:
    planned.outcomes = (KEPT,)
    evaluate("all")
    assert [run.suite for run in runs(Path("data"))] == ["one"]
    evaluate("all", "--data", "d")
    assert [run.suite for run in runs(Path("d"))] == ["one"]


def test_failures_of_all_are_listed_if_asked_for(evaluate: Eval, planned: Plan) -> None:
    planned.outcomes = (Outcome("one", means=KEPT.means, failed=("甲错了", "乙错了")),)
    assert (
        "甲错了" in evaluate("all", "--fails", "1")[1] and "乙错了" not in evaluate("all", "--fails", "1")[1]
    )
    assert "甲错了" not in evaluate("all")[1]


def test_our_plan_is_what_all_runs(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = mistake(capsys, "eval", "all", "--only", "nosuch")
    assert "、".join(entry.name for entry in plan.entries()) in sentence


def test_all_of_a_small_plan_for_real(
    evaluate: Eval, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    away = Entry("away", "外面的", "away", "outside:dev.jsonl", "outside:corpus")
    monkeypatch.setattr(plan, "HERE", tmp_path)
    monkeypatch.setattr(plan, "entries", lambda: (*ENTRIES, away))
    write_text(Path("gates", "one.toml"), "[floor]\npassed = 1\n")
    write_text(Path("gates", "two.toml"), "[floor]\npassed = 1\n[ceiling]\nrefused = 0.5\n")
    data = str(tmp_path / "indexes")
    status, out, err = evaluate("all", "--accept", "accepted", "--outside", "none", "--data", data)
    assert status == 1 and "Traceback" not in err
    assert f"== away ==\n\n跳过：没有 {Path('none', 'dev.jsonl')}，“外面的”未评测。\n" in out
    assert "共 3 个题库，1 个跳过。\n未达标：two：该拒答的已拒答 refused" in out
    assert [path.name for path in Path("accepted").iterdir()] == ["one.jsonl"]
    assert Path(data, "shared", "catalog.sqlite").exists()
    assert evaluate("all", "--only=one", "--only=away", "--outside", "none", "--data", data)[0] == 0


# --- reports and baselines -----------------------------------------------------------------


def test_a_report_of_all_is_written_breach_or_not(evaluate: Eval, planned: Plan) -> None:
    planned.outcomes = (KEPT, BREACHED)
    assert evaluate("all", "--page", "report.html", "--summary", "report.md")[0] == 1
    assert "甲低了" in Path("report.html").read_text(encoding="utf-8")
    assert "甲低了" in Path("report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--page", "--summary"])
def test_a_report_that_cannot_be_written_is_told(evaluate: Eval, planned: Plan, option: str) -> None:
    status, _, err = evaluate("all", option, ".")
    assert status == 1 and "无法写入" in err.splitlines()[-1] and "Traceback" not in err


def test_baselines_are_compared_over_the_suites_named(
    evaluate: Eval, planned: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compared(
        chosen: Sequence[Entry], places: Places, settings: Settings, progress: Any
    ) -> dict[str, Report]:
        planned.chosen, planned.places = tuple(entry.name for entry in chosen), places
        return {"本系统": Report(()), "仅关键词": Report(())}

    monkeypatch.setattr(plan, "compare_pipelines", compared)
    status, out, err = evaluate("baselines", "--only", "two", "--data", "d", "--outside", "o")
    assert (status, err, planned.chosen) == (0, "", ("two",))
    assert planned.places == Places(Path("d"), Path("o"))
    assert out.startswith("| 0 题 | 本系统 | 仅关键词 |\n")


def test_baselines_know_the_names_of_the_plan(capsys: pytest.CaptureFixture[str], planned: Plan) -> None:
    assert "可用：one、two" in mistake(capsys, "eval", "baselines", "--only", "six")


def test_a_suite_where_nothing_is_reviewed_is_shown(
    evaluate: Eval, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(plan, "HERE", tmp_path)
    monkeypatch.setattr(plan, "entries", lambda: ENTRIES[:1])
    write_text(Path("gates", "one.toml"), "[excused]\na = '旧题'\n")
    write_lines(Path("suite.jsonl"), REFUSED | {"reviewed": False})
    assert "1 题尚未审核，没有计入。" in evaluate("all", "--data", str(tmp_path / "indexes"))[1]
