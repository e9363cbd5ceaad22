"""The runs that a data folder keeps, so that the page can show them: one file a run in `runs/`.

A file is JSON lines: first the run (when, on what, means, limits of the gate, what it found), then a line
a failed case. Runs are never changed, only added; the page shows the newest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.cases import Case, begins
from evals.evaluate import Outcome
from evals.record import write_rows
from evals.report import reasons
from evals.run import Result
from evals.statistics import Mean
from knowledge.errors import UserError

FOLDER = "runs"
MOST_SHOWN = 30
_ODD = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that was not passed: what was asked and expected, what was answered, and why that failed.

    `sources` are the documents that the answer or the expectation names; none where that is not known.
    """

    id: str
    question: str
    expected: str = ""
    answer: str = ""
    reason: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A run as kept: its means under their captions, the limits of its gate (floor, ceiling), what did not
    keep them, and what it was made on ('' where that is not known). `id` is the name of its file."""

    id: str
    suite: str
    at: datetime
    count: int
    means: Mapping[str, Mean]
    captions: Mapping[str, str]
    floor: Mapping[str, float] = field(default_factory=dict)
    ceiling: Mapping[str, float] = field(default_factory=dict)
    gated: bool = False
    breaches: tuple[str, ...] = ()
    excused: Mapping[str, str] = field(default_factory=dict)
    commit: str = ""
    documents: int = 0
    failures: tuple[Failure, ...] = ()


def keep(folder: Path, outcome: Outcome, at: datetime) -> Path | None:
    """Keep a run in a data folder; where it is kept, None for a suite that was skipped.

    UserError where it cannot be written.
    """
    if outcome.skipped or not outcome.means:
        return None
    record = outcome.record
    head = {
        "suite": outcome.name,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "count": outcome.count,
        "means": {name: [one.value, one.n, *one.interval] for name, one in outcome.means.items()},
        "captions": {name: outcome.captions[name] for name in outcome.means},
        "floor": dict(outcome.gate.floor),
        "ceiling": dict(outcome.gate.ceiling),
        "gated": outcome.gated,
        "breaches": list(outcome.breaches),
        "excused": dict(outcome.excused),
        "commit": record.commit if record else "",
        "documents": record.documents if record else 0,
    }
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%S%f}"
    path = folder / FOLDER / f"{stamp}-{_ODD.sub('-', outcome.name)}.jsonl"
    write_rows(path, [head, *map(asdict, _failures(outcome))])
    return path


def _failures(outcome: Outcome) -> Sequence[Failure]:
    if outcome.report:
        return [_failure(result, outcome.names) for result in outcome.report.failures()]
    return [Failure("", line, sources=_places(line, outcome)) for line in outcome.failed]


def _places(line: str, outcome: Outcome) -> tuple[str, ...]:
    return (outcome.failed_in[line],) if line in outcome.failed_in else ()


def _failure(result: Result, names: Sequence[str]) -> Failure:
    case, answer = result.case, result.answer
    facts = "；".join(" 或 ".join(forms) for forms in case.facts)
    where = f"（{'、'.join(case.clauses)}）" if case.clauses else ""
    expected = "应当拒答" if case.expect == "refuse" else f"{facts}{where}"
    cited = (citation.clause.source.name for citation in answer.citations)
    found = (evidence.clause.source.name for evidence in answer.evidence)
    sources = tuple(dict.fromkeys((*cited, *found, *_expected(case, names))))
    return Failure(case.id, case.question, expected, answer.text, reasons(result), sources)


def _expected(case: Case, names: Sequence[str]) -> Iterator[str]:
    """The documents that a case names, whole; the beginning of a name stays where no document has it."""
    for start in case.source:
        yield from [name for name in names if begins(name, start)] or [start]


def runs(folder: Path) -> tuple[Run, ...]:
    """The newest runs of a data folder without their failures, newest first. A damaged file is UserError."""
    names = sorted((path.name for path in (folder / FOLDER).glob("*.jsonl")), reverse=True)
    return tuple(_run(folder / FOLDER / name, whole=False) for name in names[:MOST_SHOWN])


def run_of(folder: Path, name: str) -> Run:
    """A run with its failures. UserError where there is none of that id, or it is damaged."""
    known = {path.stem: path for path in (folder / FOLDER).glob("*.jsonl")}
    if name not in known:
        raise UserError("没有这次评测的记录，可能已被删除，请刷新后再试。")
    return _run(known[name], whole=True)


def _run(path: Path, *, whole: bool) -> Run:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        head, *rows = [json.loads(line) for line in lines[: None if whole else 1] if line.strip()]
        return _run_of(path.stem, head, rows)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UserError(f"评测记录“{path}”已损坏，请删去这个文件，再评测一次。") from error


def _run_of(name: str, head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Run:
    means = {key: Mean(value, n, (low, high)) for key, (value, n, low, high) in head["means"].items()}
    plain = {key: head[key] for key in ("suite", "count", "captions", "floor", "ceiling", "gated", "excused")}
    failures = tuple(Failure(**{**row, "sources": tuple(row["sources"])}) for row in rows)
    return Run(
        id=name, at=datetime.fromisoformat(head["at"]), means=means, breaches=tuple(head["breaches"]),
        commit=head["commit"], documents=head["documents"], failures=failures, **plain,
    )  # fmt: skip
