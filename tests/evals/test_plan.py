"""All suites in one run: what is missing is skipped and counted, never passed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Answer
from assistant.settings import Settings
from evals import plan
from evals.cases import Case
from evals.evaluate import Outcome
from evals.plan import Entry, Places, compare_pipelines, run_plan
from evals.record import read_results
from evals.report import outcome_text, overview
from evals.run import Report
from evals.target import Target, indexed, target_of
from knowledge.errors import UserError
from tests.evals.values import NOTICE, STATIONS, refusing, write_lines, write_text
from tests.fakes import FakeEmbedder

CASES: tuple[dict[str, Any], ...] = (
    {
        "id": "a",
        "question": STATIONS,
        "expect": "answer",
        "source": ["001"],
        "clauses": ["第二条"],
        "facts": [["50个"]],
        "quotes": ["新建科普驿站50个"],
    },
    {"id": "b", "question": "明天下雨吗？", "expect": "refuse"},
)
ENTRY = Entry("one", "一", "shared", "one.jsonl", "corpus")


@dataclass
class Room:
    """A room of evaluations in a folder of its own, with the fake embedder in place of the model."""

    here: Path
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    ingested: list[Path] = field(default_factory=list)
    built: list[Path] = field(default_factory=list)

    @property
    def places(self) -> Places:
        return Places(self.here / "data", self.here / "outside")

    def run(self, *chosen: Entry, places: Places | None = None, **more: Any) -> list[Outcome]:
        return list(run_plan(chosen, places or self.places, Settings(), **more))


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """One corpus and one suite that its assistant passes, with a gate that is kept."""
    made = Room(tmp_path)

    def counted(corpus: Path, settings: Settings, *, prune: bool) -> None:
        made.ingested.append(corpus)
        indexed(corpus, settings, prune=prune)

    def built(settings: Settings) -> Target:
        made.built.append(settings.data)
        return target_of(settings)

    monkeypatch.setattr("assistant.build.embedder_from", lambda settings: made.embedder)
    monkeypatch.setattr(plan, "HERE", tmp_path)
    monkeypatch.setattr(plan, "indexed", counted)
    monkeypatch.setattr(plan, "target_of", built)
    write_text(tmp_path / "corpus" / "001_办法.txt", NOTICE)
    write_lines(tmp_path / "one.jsonl", *CASES)
    for name in ("one", "two"):
        write_text(tmp_path / "gates" / f"{name}.toml", "[floor]\npassed = 1\n")
    return made


def test_gate_and_accepted_run_stand_under_the_name(room: Room) -> None:
    assert ENTRY.gate == room.here / "gates" / "one.toml"
    assert ENTRY.accepted == room.here / "accepted" / "one.jsonl"


# --- running it ----------------------------------------------------------------------------


def test_a_suite_is_ingested_asked_and_held_to_its_gate(room: Room) -> None:
    told: list[tuple[int, int]] = []
    heard: list[Entry] = []
    (outcome,) = room.run(ENTRY, progress=lambda done, total: told.append((done, total)), told=heard.append)
    assert (outcome.name, outcome.title, outcome.skipped) == ("one", "一", "")
    assert (outcome.gated, outcome.breaches) == (True, ())
    assert outcome.means["passed"].value == outcome.means["evidence_at_1"].value == 1
    assert outcome.record is not None and outcome.record.models["embedding"] == FakeEmbedder().fingerprint
    assert (outcome.record.suite, outcome.record.documents) == ("one", 1)
    assert told == [(1, 2), (2, 2)] and heard == [ENTRY]
    assert (room.here / "data" / "shared" / "catalog.sqlite").exists()


def test_an_index_that_two_suites_share_is_made_once(room: Room) -> None:
    outcomes = room.run(ENTRY, replace(ENTRY, name="two"), replace(ENTRY, name="one", index="other"))
    assert [outcome.name for outcome in outcomes] == ["one", "two", "one"]
    assert [len(outcome.breaches) for outcome in outcomes] == [0, 0, 0]
    assert room.ingested == [room.here / "corpus"] * 2
    assert room.built == [room.here / "data" / "shared", room.here / "data" / "other"]


def test_outcomes_come_one_by_one(room: Room) -> None:
    heard: list[str] = []
    chosen = (ENTRY, replace(ENTRY, name="two"))
    running = run_plan(chosen, room.places, Settings(), told=lambda entry: heard.append(entry.name))
    assert next(running).name == "one" and heard == ["one"]
    assert next(running).name == "two" and heard == ["one", "two"]


def test_a_breach_is_told(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "target_of", lambda settings: replace(target_of(settings), ask=refusing))
    (outcome,) = room.run(ENTRY)
    assert outcome.breaches == ("通过 passed：实际 0.5000（2 题），低于下限 1",)


def test_a_suite_without_a_gate_file_is_told(room: Room) -> None:
    broken, right = room.run(replace(ENTRY, name="three"), ENTRY)
    assert re.search(r"门槛文件 .*three\.toml 无法读取", broken.breaches[0]) and not broken.means
    assert not right.breaches and right.means


# --- what is not there ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"corpus": "outside:corpus/away"}, "corpus/away"),
        ({"cases": "outside:dev.jsonl"}, "dev.jsonl"),
        ({"cases": "outside:dev.jsonl", "corpus": "outside:corpus/away"}, "dev.jsonl"),
        ({"cases": "outside:laws", "corpus": "", "kind": "statutes"}, "laws"),
        ({"corpus": "outside:corpus/away", "kind": "ledger"}, "corpus/away"),
    ],
)
def test_what_is_missing_outside_is_a_visible_skip(room: Room, change: dict[str, Any], missing: str) -> None:
    away = replace(ENTRY, name="away", title="外面的", **change)
    outcome, kept = room.run(away, ENTRY)
    assert outcome.skipped == f"没有 {room.here / 'outside' / missing}，“外面的”未评测。"
    assert (outcome.name, outcome.title) == ("away", "外面的")
    assert (outcome.gated, outcome.means, outcome.report) == (False, {}, None)
    assert outcome_text(outcome) == f"跳过：{outcome.skipped}"
    assert overview([outcome, kept]).endswith("共 2 个题库，1 个跳过。")
    assert not kept.skipped and len(room.ingested) == 1


def test_a_skip_keeps_no_results(room: Room) -> None:
    places = replace(room.places, results=room.here / "results", accept=room.here / "accept")
    room.run(replace(ENTRY, corpus="outside:away"), places=places)
    assert not (room.here / "results").exists() and not (room.here / "accept").exists()


def test_what_is_outside_is_looked_for_below_the_folder_given(room: Room) -> None:
    write_lines(room.here / "outside" / "dev.jsonl", CASES[0])
    (outcome,) = room.run(replace(ENTRY, cases="outside:dev.jsonl"))
    assert not outcome.skipped and outcome.means["passed"].n == 1


# --- accepted runs and results -------------------------------------------------------------


def test_a_run_is_held_against_the_accepted_one(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.run(ENTRY, places=replace(room.places, accept=room.here / "accepted"))
    assert read_results(ENTRY.accepted).scores["a"]["passed"] == 1
    (again,) = room.run(ENTRY)
    assert again.earlier == read_results(ENTRY.accepted) and again.breaches == ()
    monkeypatch.setattr(plan, "target_of", lambda settings: replace(target_of(settings), ask=refusing))
    (fell,) = room.run(ENTRY)
    assert fell.breaches[-1] == "上次通过、这次没有通过：a"


def test_what_is_accepted_anew_is_not_held_against_what_was(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lines(ENTRY.accepted, {"id": "gone", "scores": {"passed": 1}})
    (outcome,) = room.run(ENTRY, places=replace(room.places, accept=room.here / "accepted"))
    assert outcome.earlier is not None and outcome.breaches == ()
    assert set(read_results(ENTRY.accepted).scores) == {"a", "b"}


def test_a_breach_is_not_accepted(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "target_of", lambda settings: replace(target_of(settings), ask=refusing))
    room.run(ENTRY, places=replace(room.places, accept=room.here / "accepted"))
    assert not ENTRY.accepted.exists()


def test_whole_results_are_written_below_the_folder_given(room: Room) -> None:
    room.run(ENTRY, replace(ENTRY, name="two"), places=replace(room.places, results=room.here / "results"))
    assert sorted(path.name for path in (room.here / "results").iterdir()) == ["one.jsonl", "two.jsonl"]
    assert "50个" in read_results(room.here / "results" / "one.jsonl").answers["a"]
    assert not (room.here / "accepted").exists()


# --- the other kinds -----------------------------------------------------------------------


def test_ledger_rows_are_held_against_the_ledger_of_the_index(room: Room) -> None:
    target = {"value": 50, "upper": None, "unit": "个", "comparator": "="}
    label = {
        "id": "L",
        "source": "001_办法.txt",
        "clause": "第二条",
        "target": target,
        "deadline": "2027-12-31",
    }
    write_lines(room.here / "labels.jsonl", label, label | {"id": "M", "target": target | {"value": 51}})
    write_text(room.here / "gates" / "ledger.toml", "[floor]\ntarget_recall = 0.6\n")
    (outcome,) = room.run(replace(ENTRY, name="ledger", cases="labels.jsonl", kind="ledger"))
    assert (outcome.name, outcome.report, outcome.gated) == ("ledger", None, True)
    assert outcome.means["target_recall"].value == 0.5 and outcome.means["deadline"].value == 1
    assert outcome.breaches == ("指标找到 target_recall：实际 0.5000（2 题），低于下限 0.6",)


def test_a_ledger_and_questions_share_an_index(room: Room) -> None:
    label = {"id": "L", "source": "001_办法.txt", "clause": "第二条", "deadline": "2027-12-31"}
    write_lines(room.here / "labels.jsonl", label)
    write_text(room.here / "gates" / "ledger.toml", "[floor]\ndeadline = 1\n")
    ledger = replace(ENTRY, name="ledger", cases="labels.jsonl", kind="ledger")
    assert [outcome.breaches for outcome in room.run(ledger, ENTRY)] == [(), ()]
    assert len(room.ingested) == 1


def test_a_large_collection_is_sampled(room: Room) -> None:
    for number in range(2, 9):
        write_text(room.here / "corpus" / f"{number:03}_别的.txt", NOTICE.replace("50个", f"{number}个"))
    write_lines(
        room.here / "one.jsonl",
        *(CASES[0] | {"id": str(n), "source": [f"{n:03}"]} | _own(n) for n in range(1, 9)),
    )
    write_text(room.here / "gates" / "one.toml", "[floor]\nverbatim = 0\n")
    (outcome,) = room.run(replace(ENTRY, keep=3))
    kept = {path.name[:3] for path in (room.here / "data" / "shared-corpus").iterdir()}
    assert len(kept) == 3 and outcome.record is not None and outcome.report is not None
    assert (outcome.record.documents, outcome.record.cases) == (3, 3)
    assert {result.case.source[0] for result in outcome.report.results} == kept
    assert room.ingested == [room.here / "data" / "shared-corpus"]


def _own(number: int) -> dict[str, Any]:
    return {"quotes": [f"新建科普驿站{50 if number == 1 else number}个"], "facts": [["个"]]}


def test_a_smaller_sample_leaves_nothing_of_the_larger_one(room: Room) -> None:
    write_lines(room.here / "one.jsonl", CASES[1])
    for number in range(2, 9):
        write_text(
            room.here / "corpus" / f"{number:03}_别的.txt", f"{NOTICE}第九条 {number}号文件另行通知。\n"
        )
    room.run(replace(ENTRY, keep=6))
    (outcome,) = room.run(replace(ENTRY, keep=2))
    assert outcome.record is not None and outcome.record.documents == 2


def test_statutes_are_written_ingested_and_asked(room: Room) -> None:
    articles = [
        {"id": str(n), "law": "驿站法", "article": f"第{sign}条", "text": f"驿站第{n}项须在{n}日内办结。"}
        for n, sign in enumerate("一二三四", 1)
    ]
    write_lines(room.here / "laws" / "articles.jsonl", *articles)
    write_lines(
        room.here / "laws" / "questions.jsonl", {"id": "q", "question": "驿站第2项几日办结？", "gold": ["2"]}
    )
    write_text(room.here / "gates" / "laws.toml", "[floor]\nevidence_at_5 = 1\n")
    (outcome,) = room.run(Entry("laws", "法", "laws", "laws", kind="statutes", keep=5))
    assert outcome.breaches == () and outcome.report is not None
    assert [result.case.id for result in outcome.report.results] == ["statute-q"]
    assert room.ingested == [room.here / "data" / "laws-corpus"]


def test_a_file_that_fails_is_a_breach_and_is_named(room: Room) -> None:
    (room.here / "corpus" / "009_坏.txt").write_bytes(b"\x00\x01\x02\x00" * 20)
    (outcome,) = room.run(ENTRY)
    assert re.search(r"009_坏\.txt.*评测未进行", outcome.breaches[0])


def test_two_runs_of_a_plan_have_the_same_scores(room: Room) -> None:
    def scores(outcome: Outcome) -> list[str]:
        assert outcome.report is not None
        return [json.dumps({**result.scores, "latency_ms": None}) for result in outcome.report.results]

    first, again = room.run(ENTRY)[0], room.run(ENTRY)[0]
    assert scores(first) == scores(again) and len(scores(first)) == 2
    assert first.record == again.record


def test_every_suite_asks_anew(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def listening(question: str, history: Sequence[str]) -> Answer:
        asked.append(question)
        return refusing(question, history)

    monkeypatch.setattr(plan, "target_of", lambda settings: replace(target_of(settings), ask=listening))
    room.run(ENTRY, replace(ENTRY, name="two"))
    assert asked == [STATIONS, "明天下雨吗？"] * 2


# --- ours against others -------------------------------------------------------------------


def test_only_whole_suites_of_questions_that_are_there_are_compared(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[Path, list[str]]] = []

    def compared(suites: Sequence[tuple[Settings, Sequence[Case]]], progress: object) -> dict[str, Report]:
        given.extend((settings.data, [case.id for case in cases]) for settings, cases in suites)
        return {}

    monkeypatch.setattr(plan, "compared", compared)
    others = (
        replace(ENTRY, kind="ledger"),
        replace(ENTRY, keep=3),
        replace(ENTRY, cases="outside:dev.jsonl"),
    )
    compare_pipelines((*others, ENTRY), room.places, Settings())
    assert given == [(room.here / "data" / "shared", ["a", "b"])]
    assert room.ingested == [room.here / "corpus"]
    with pytest.raises(UserError, match=r"^没有可以对照的题库，.*。$"):
        compare_pipelines(others, room.places, Settings())
