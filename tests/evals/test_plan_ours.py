"""Our plan: every suite has its files, its gate and an accepted run, and none is left out."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.evaluate import load_suite
from evals.gates import load_gate
from evals.ledger import CAPTIONS as LEDGER_CAPTIONS
from evals.ledger import load_labels
from evals.plan import KINDS, OUTSIDE, PLAN, Entry, entries
from evals.record import read_results
from evals.run import NAMES

ROOT = Path(__file__).parents[2]
TOLD = entries()


def test_every_suite_of_the_plan_has_its_name_and_index() -> None:
    names = [entry.name for entry in TOLD]
    assert (
        len(set(names)) == len(names) == len(tomllib.loads(PLAN.read_text(encoding="utf-8"))["suite"]) >= 12
    )
    assert len({entry.title for entry in TOLD}) == len(TOLD)
    assert {entry.kind for entry in TOLD} == set(KINDS)
    assert all(entry.index and "/" not in entry.index for entry in TOLD)


@pytest.mark.parametrize("entry", TOLD, ids=lambda entry: entry.name)
def test_every_suite_of_the_plan_has_a_gate_that_can_be_read(entry: Entry) -> None:
    known = LEDGER_CAPTIONS if entry.kind == "ledger" else NAMES
    assert load_gate(entry.gate, known).known == tuple(known)


@pytest.mark.parametrize("entry", TOLD, ids=lambda entry: entry.name)
def test_files_of_the_plan_inside_the_project_are_there(entry: Entry) -> None:
    for written in (entry.cases, entry.corpus):
        if not written.startswith(OUTSIDE):
            path = (PLAN.parent / written).resolve()
            assert path.exists() and path.is_relative_to(ROOT)


def test_every_gate_belongs_to_a_suite_of_the_plan() -> None:
    gates = {path.stem for path in (PLAN.parent / "gates").iterdir()}
    assert gates == {entry.name for entry in TOLD}


def test_every_suite_of_the_project_is_in_the_plan() -> None:
    suites = {path.resolve() for path in (PLAN.parent / "suites").rglob("*.jsonl")}
    suites |= {path.resolve() for path in (PLAN.parent / "collections").glob("*/suite.jsonl")}
    assert suites == {(PLAN.parent / e.cases).resolve() for e in TOLD if not e.cases.startswith(OUTSIDE)}


def test_suites_that_share_an_index_share_its_corpus() -> None:
    assert len({(entry.index, entry.corpus, entry.keep) for entry in TOLD}) == len(
        {entry.index for entry in TOLD}
    )


def test_suites_of_the_plan_can_be_read() -> None:
    for entry in TOLD:
        if not entry.cases.startswith(OUTSIDE):
            path = PLAN.parent / entry.cases
            read: Sequence[Any] = load_labels(path) if entry.kind == "ledger" else load_suite(path)
            assert read


ACCEPTED = TOLD


def test_every_suite_of_the_plan_has_an_accepted_run() -> None:
    assert {path.stem for path in (PLAN.parent / "accepted").iterdir()} == {entry.name for entry in TOLD}


@pytest.mark.parametrize("entry", ACCEPTED, ids=lambda entry: entry.name)
def test_an_accepted_run_holds_figures_and_no_words(entry: Entry) -> None:
    earlier = read_results(entry.accepted)
    assert earlier.answers == {} and earlier.record["counted"] == len(earlier.scores) > 0
    assert not [char for char in entry.accepted.read_text(encoding="utf-8") if "一" <= char <= "龥"]


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ACCEPTED if not entry.cases.startswith(OUTSIDE)],
    ids=lambda entry: entry.name,
)
def test_an_accepted_run_is_of_the_cases_of_its_suite(entry: Entry) -> None:
    path = PLAN.parent / entry.cases
    cases: Sequence[Any] = load_labels(path) if entry.kind == "ledger" else load_suite(path)
    assert set(read_results(entry.accepted).scores) == {case.id for case in cases}
