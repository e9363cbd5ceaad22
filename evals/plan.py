"""All suites in one run, as `plan.toml` lists them. What is not there is skipped, visibly, and counted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from assistant.settings import Settings
from evals.baselines import compared
from evals.cases import Case
from evals.evaluate import Options, Outcome, evaluate_cases, load_suite
from evals.ledger import LedgerOptions, evaluate_ledger
from evals.run import Progress, Report
from evals.target import Target, indexed, target_of
from evals.transfer import of_sample, sample, statutes
from knowledge.catalog import Catalog
from knowledge.errors import UserError

HERE = Path(__file__).parent
PLAN = HERE / "plan.toml"
OUTSIDE = "outside:"
_PLAIN = re.compile("[a-z0-9-]+")
KINDS = ("questions", "ledger", "statutes")


@dataclass(frozen=True, slots=True)
class Entry:
    """A suite of the plan; `gate` and `accepted` stand in gates/ and accepted/ under its name."""

    name: str
    title: str
    index: str
    cases: str
    corpus: str = ""
    kind: str = "questions"
    keep: int | None = None

    @property
    def gate(self) -> Path:
        return HERE / "gates" / f"{self.name}.toml"

    @property
    def accepted(self) -> Path:
        return HERE / "accepted" / f"{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Places:
    """Where indexes are made, where the outside collections are, and folders for whole results and for
    scores to accept (None: nowhere). What is accepted anew is compared with what was, not held to it.
    `complete`: what is missing outside is a breach, not a skip."""

    data: Path
    outside: Path
    results: Path | None = None
    accept: Path | None = None
    complete: bool = False


def entries(path: Path = PLAN) -> tuple[Entry, ...]:
    """The suites of a plan. UserError where it cannot be read."""
    try:
        found = tuple(Entry(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["suite"])
    except (OSError, ValueError) as error:
        raise UserError(f"评测计划 {path} 无法读取，请检查文件是否存在、是否为正确的 TOML。") from error
    except (KeyError, TypeError) as error:
        known = "、".join(field.name for field in fields(Entry))
        raise UserError(f"评测计划 {path} 里有缺字段或不认识字段的题库，可用的字段：{known}。") from error
    names = [entry.name for entry in found]
    if not names or len(set(names)) < len(names):
        raise UserError(f"评测计划 {path} 是空的，或有同名的题库。")
    if odd := [name for entry in found for name in (entry.name, entry.index) if not _PLAIN.fullmatch(name)]:
        raise UserError(f"评测计划里的名称 {odd[0]} 只能用小写字母、数字和连字符。")
    if wrong := [entry.name for entry in found if entry.kind not in KINDS]:
        raise UserError(f"评测计划里 {'、'.join(wrong)} 的 kind 不对，可用：{'、'.join(KINDS)}。")
    return found


def run_plan(
    chosen: Sequence[Entry],
    places: Places,
    settings: Settings,
    progress: Progress | None = None,
    told: Callable[[Entry], None] = lambda entry: None,
) -> Iterator[Outcome]:
    """The outcome of every suite, in order; an index is made once for those that share it."""
    targets: dict[str, Target] = {}
    for entry in chosen:
        told(entry)
        if missing := _missing(entry, places):
            said = f"没有 {missing}，“{entry.title}”未评测"
            breaches = (said,) if places.complete else ()
            yield Outcome(entry.name, entry.title, breaches=breaches, skipped=said + "。")
            continue
        try:
            outcome = _outcome(entry, places, settings, targets, progress)
        except UserError as error:  # the other suites are run all the same
            outcome = Outcome(entry.name, breaches=(str(error).rstrip("。"),))
        yield replace(outcome, name=entry.name, title=entry.title)


def compare_pipelines(
    chosen: Sequence[Entry], places: Places, settings: Settings, progress: Progress | None = None
) -> dict[str, Report]:
    """Ours against the baselines over the whole suites of questions that are there, pooled."""
    suites = []
    for entry in chosen:
        if entry.kind == "questions" and entry.keep is None and not _missing(entry, places):
            own = replace(settings, data=places.data / entry.index)
            cases, corpus = _prepared(entry, places)
            indexed(corpus, own, prune=True)
            suites.append((own, cases))
    if not suites:
        raise UserError("没有可以对照的题库，请检查 --only 和 --outside。")
    return compared(suites, progress)


def _missing(entry: Entry, places: Places) -> Path | None:
    """The first path of a suite that stands outside and is not there. What the project itself must
    have is missed when it is read."""
    paths = (_path(one, places) for one in (entry.cases, entry.corpus) if one.startswith(OUTSIDE))
    return next((path for path in paths if not path.exists()), None)


def _outcome(
    entry: Entry,
    places: Places,
    settings: Settings,
    targets: dict[str, Target],
    progress: Progress | None,
) -> Outcome:
    own = replace(settings, data=places.data / entry.index)
    cases, corpus = _prepared(entry, places)
    if entry.index not in targets:
        indexed(corpus, own, prune=True)
        targets[entry.index] = target_of(own)
    if not places.accept and entry.accepted.parent.exists() and not entry.accepted.exists():
        raise UserError(f"没有留作对照的得分 {entry.accepted}，请先用 --accept 留下一次。")
    if entry.kind == "ledger":
        rows, target = Catalog(own.data).commitments(), targets[entry.index]
        against = entry.accepted if entry.accepted.exists() and not places.accept else None
        accept = places.accept / f"{entry.name}.jsonl" if places.accept else None
        return evaluate_ledger(
            _path(entry.cases, places), rows, target.documents, LedgerOptions(entry.gate, against, accept)
        )
    options = Options(
        gate=entry.gate,
        against=entry.accepted if entry.accepted.exists() else None,
        accept=places.accept / f"{entry.name}.jsonl" if places.accept else None,
        held=places.accept is None,
        results=places.results / f"{entry.name}.jsonl" if places.results else None,
    )
    return evaluate_cases(cases, entry.name, targets[entry.index], options, progress)


def _prepared(entry: Entry, places: Places) -> tuple[tuple[Case, ...], Path]:
    """The cases and the folder to ingest; of a large collection a sample, written beside its index."""
    cases, corpus = _path(entry.cases, places), _path(entry.corpus, places)
    folder = places.data / f"{entry.index}-corpus"
    if entry.kind == "statutes":
        return statutes(cases, folder, entry.keep or 0), folder
    if entry.kind == "ledger":
        return (), corpus
    found = load_suite(cases)
    if entry.keep is None:
        return found, corpus
    sample(corpus, folder, entry.keep)
    return of_sample(found, folder), folder


def _path(written: str, places: Places) -> Path:
    if written.startswith(OUTSIDE):
        return places.outside / written.removeprefix(OUTSIDE)
    return HERE / written
