"""Suite → outcome: load, find the gold, ask, score, hold against the gate and the accepted run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.captions import CAPTIONS
from evals.cases import Case, load
from evals.gates import Gate, breaches_of, load_gate
from evals.gold import located
from evals.paired import changed, fallen
from evals.record import (
    Earlier,
    RunRecord,
    Scores,
    digest_of,
    read_results,
    record_of,
    scores_of,
    write_results,
)
from evals.run import NAMES, Progress, Report, run
from evals.sheets import read_sheet
from evals.statistics import Mean
from evals.target import Target
from evals.transfer import is_quotes, load_quotes


@dataclass(frozen=True, slots=True)
class Options:
    """What else to do with a run: hold it to a gate and against an earlier run, and keep it.

    `excused` are cases that may fail although they passed in the earlier run, with their reasons. Not
    `held`: the earlier run is only compared.
    """

    gate: Path | None = None
    against: Path | None = None
    excused: Mapping[str, str] = field(default_factory=dict)
    accept: Path | None = None
    held: bool = True
    results: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a suite: its means under their captions, and what the gate found.

    `report`, `record` and `earlier` are there for questions, not for ledger rows, and so are `names`, the
    documents that were asked; `failed` are lines on what failed, where there is no report, and `failed_in`
    the document that each is about. `skipped` says why a suite did not run: that is never a pass.
    """

    name: str
    title: str = ""
    means: Mapping[str, Mean] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=lambda: CAPTIONS)
    breaches: tuple[str, ...] = ()
    gated: bool = False
    gate: Gate = field(default_factory=Gate)
    report: Report | None = None
    record: RunRecord | None = None
    earlier: Earlier | None = None
    names: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    failed_in: Mapping[str, str] = field(default_factory=dict)
    skipped: str = ""
    excused: Mapping[str, str] = field(default_factory=dict)
    count: int = 0


def load_suite(path: Path) -> tuple[Case, ...]:
    """Read a suite: a spreadsheet by its .xlsx, JSON lines of cases, or of questions with gold quotes."""
    if path.suffix.lower() == ".xlsx":
        return read_sheet(path)
    return load_quotes(path) if is_quotes(path) else load(path)


def evaluate(
    suite: Path,
    target: Target,
    options: Options = Options(),  # frozen
    progress: Progress | None = None,
) -> Outcome:
    """Run a suite. What an earlier run passed and this one fails is a breach, unless excused."""
    return evaluate_cases(load_suite(suite), suite.stem, target, options, progress)


def evaluate_cases(
    cases: tuple[Case, ...], name: str, target: Target, options: Options, progress: Progress | None = None
) -> Outcome:
    """As `evaluate`, of cases at hand."""
    gate = load_gate(options.gate, NAMES) if options.gate else Gate()
    earlier = read_results(options.against) if options.against else None
    cases = located(cases, target.documents)
    record = record_of(name, cases, target.documents, target.models, target.settings)
    report = run(cases, target.ask, progress)
    means = report.means()
    breaches = breaches_of(means, gate, CAPTIONS)
    excused = {**gate.excused, **options.excused}
    if earlier and options.held:
        breaches += held_against(earlier, scores_of(report), digests_of(report), excused)
    if options.results:
        write_results(options.results, record, report)
    if options.accept and not breaches:
        write_results(options.accept, record, report, brief=True)
    return Outcome(
        name,
        means=means,
        breaches=tuple(breaches),
        gated=bool(options.gate),
        gate=gate,
        report=report,
        record=record,
        earlier=earlier,
        names=tuple(document.source.name for document in target.documents),
        excused={case: excused[case] for case in excused if earlier and case in earlier.scores},
        count=len(report.counted),
    )


def held_against(
    earlier: Earlier, after: Mapping[str, Scores], digests: Mapping[str, str], excused: Mapping[str, str]
) -> list[str]:
    """One Chinese line for each case that an earlier run passed or counted and this one does not."""
    fell = [case for case in fallen(earlier.scores, after, excused) if case in after]
    return [
        *(f"上次通过、这次没有通过：{case}" for case in fell),
        *changed(earlier.scores, earlier.digests, digests, excused),
    ]


def digests_of(report: Report) -> dict[str, str]:
    """Case → digest, of the counted cases."""
    return {result.case.id: digest_of(result.case) for result in report.counted}
