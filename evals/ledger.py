"""The ledger against rows labelled by hand: targets, times, frequencies and bodies found, nothing invented.

A labelled row names a document, a clause by its address and what the clause commits to; a row with
`not` names a number of the clause that is no commitment. Every metric is a share (0..1) over the
labels it applies to; `not_hits` is the share of the `not` labels that the ledger took for targets.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from evals.evaluate import Outcome
from evals.gates import Gate, breaches_of, load_gate
from evals.paired import fallen
from evals.record import Scores, read_results, write_rows
from evals.statistics import Mean, mean
from knowledge.commitments import Commitment, Indicator
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError

CAPTIONS: Mapping[str, str] = {
    "target_recall": "指标找到",
    "target_precision": "列出的指标正确",
    "not_hits": "误把非任务数字当指标（越低越好）",
    "comparator": "界限词正确",
    "deadline": "时限正确",
    "no_deadline": "没写时限的不添时限",
    "within": "限时词找到",
    "frequency": "频次正确",
    "no_frequency": "没写频次的不添频次",
    "times": "次数正确",
    "bodies": "责任主体找到",
    "bodies_exact": "责任主体与角色一致",
    "no_bodies": "没写主体的不添主体",
}


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled commitment, or with `no_target` a number that is none; see the module's text."""

    id: str
    source: str
    clause: str
    target: Mapping[str, Any] | None = None
    deadline: str | None = None
    within: str = ""
    frequency: Mapping[str, Any] | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    no_target: str = ""
    why: str = ""


Rows = Sequence[Commitment]
Found = tuple[str, Label, bool]


def load_labels(path: Path) -> tuple[Label, ...]:
    """Read labelled rows, one JSON object a line; the first broken line raises UserError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"台账题库 {path} 无法读取，请检查文件是否存在、是否为 UTF-8 编码。") from error
    labels = [_label(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]
    if not labels:
        raise UserError(f"台账题库 {path.name} 里没有题目。")
    if len({label.id for label in labels}) < len(labels):
        raise UserError(f"台账题库 {path.name} 里有重复的编号。")
    return tuple(labels)


def _label(line: str, number: int, path: Path) -> Label:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    problem = "不是完整的 JSON 对象" if not isinstance(value, dict) else _problem(value)
    if problem:
        raise UserError(f"台账题库 {path.name} 第 {number} 行有误：{problem}。")
    value["no_target"] = value.pop("not", None) or ""
    return Label(**{**value, **{name: tuple(value.get(name, ())) for name in ("lead", "support")}})


_SHAPES = {"target": {"value", "upper", "unit", "comparator"}, "frequency": {"per", "times"}}


def _problem(value: Mapping[str, Any]) -> str:
    """What is wrong with a label, '' if nothing is."""
    known = {field.name for field in fields(Label)} - {"no_target"} | {"not"}
    if unknown := set(value) - known:
        return f"不认识的字段 {'、'.join(sorted(unknown))}"
    if missing := [name for name in ("id", "source", "clause") if not isinstance(value.get(name), str)]:
        return f"{'、'.join(missing)} 应当是文字"
    for name in ("deadline", "within", "not", "why"):
        if value.get(name) is not None and not isinstance(value[name], str):
            return f"{name} 应当是文字"
    if not any(
        value.get(name) for name in ("target", "deadline", "within", "frequency", "lead", "support", "not")
    ):
        return "没有写要核对什么"
    for name in ("lead", "support"):
        bodies = value.get(name, [])
        if not isinstance(bodies, list) or not all(isinstance(body, str) for body in bodies):
            return "lead 和 support 应是名称的列表"
    for name, shape in _SHAPES.items():
        given = value.get(name)
        if given is not None and (not isinstance(given, dict) or set(given) != shape):
            return f"{name} 要有 {'、'.join(sorted(shape))}"
    return ""


@dataclass(frozen=True, slots=True)
class LedgerOptions:
    """A gate, an earlier run that no label may fall behind, and where to keep this run if nothing fell."""

    gate: Path | None = None
    against: Path | None = None
    accept: Path | None = None


def evaluate_ledger(
    path: Path, rows: Rows, documents: Sequence[PolicyDocument], options: LedgerOptions = LedgerOptions()
) -> Outcome:  # the default is frozen
    """Score the rows against the labels, hold the means against a gate and each label against an earlier run.

    UserError where a label's clause, or the words of a number that is no target, are not in the documents.
    """
    limits = load_gate(options.gate, CAPTIONS) if options.gate else Gate()
    labels = load_labels(path)
    _check_places(labels, documents, path)
    found = score(labels, rows)
    means = sums(found)
    failed = [
        (f"{label.id}  {CAPTIONS[name]}：{label.source} {label.clause} {_gold(label)}", label.source)
        for name, label, right in found
        if right == (name == "not_hits")
    ]
    right = _right(labels, found)
    breaches = breaches_of(means, limits, CAPTIONS)
    if options.against:
        earlier = read_results(options.against).scores
        breaches += [f"上次全对、这次有错：{one}" for one in fallen(earlier, right, limits.excused)]
        breaches += [f"上次计分、这次没有计分：{one}" for one in sorted(set(earlier) - set(right))]
    if options.accept and not breaches:
        head = {"run": {"suite": path.stem, "counted": len(right)}}
        write_rows(options.accept, [head, *({"id": name, "scores": s} for name, s in right.items())])
    return Outcome(
        f"ledger-{path.stem}",
        means=means,
        captions=CAPTIONS,
        breaches=tuple(dict.fromkeys(breaches)),
        gated=bool(options.gate),
        gate=limits,
        failed=tuple(line for line, _ in failed),
        failed_in=dict(failed),
        count=len(labels),
    )


def _right(labels: Sequence[Label], found: Sequence[Found]) -> dict[str, Scores]:
    """Label → whether all that it asks of the ledger is right."""
    ids = {label.id for label in labels}
    wrong = {label.id for name, label, right in found if right == (name == "not_hits")}
    return {name: {"passed": float(name not in wrong)} for name in sorted(ids)}


def _check_places(labels: Sequence[Label], documents: Sequence[PolicyDocument], path: Path) -> None:
    texts = {
        (document.source.name, clause.address): clause.text
        for document in documents
        for clause in document.clauses
    }
    lost = [
        label.id
        for label in labels
        if (label.source, label.clause) not in texts
        or (label.no_target and label.no_target not in texts[label.source, label.clause])
    ]
    if lost:
        raise UserError(
            f"台账题库 {path.name} 与已入库的文件对不上：{'、'.join(lost[:5])} 的条款或数字不在文件里，共 {len(lost)} 处。"
        )


def _gold(label: Label) -> str:
    wanted = (
        label.target and dict(label.target),
        label.deadline,
        label.within,
        label.frequency and dict(label.frequency),
    )
    return "；".join(
        str(part) for part in (*wanted, "、".join(label.lead + label.support), label.no_target) if part
    )


def sums(found: Iterable[Found]) -> dict[str, Mean]:
    """The mean of every metric that applies."""
    scores: dict[str, list[float | None]] = defaultdict(list)
    for name, _, right in found:
        scores[name].append(float(right))
    means = {name: mean(scores[name]) for name in CAPTIONS if name in scores}
    return {name: value for name, value in means.items() if value is not None}


def score(labels: Sequence[Label], rows: Rows) -> list[Found]:
    """(metric, label, right) for every metric of every label, and precision over the documents labelled."""
    by_clause: dict[tuple[str, str], list[Commitment]] = defaultdict(list)
    for row in rows:
        by_clause[row.source.name, row.clause.address].append(row)
    found: list[Found] = []
    used: set[tuple[str, int]] = set()
    for label in labels:
        here = by_clause[label.source, label.clause]
        if label.no_target:
            hit = any(_overlaps(label, row, i) for row in here for i in row.indicators)
            found.append(("not_hits", label, hit))
        else:
            found.extend(_commitment(label, here, used))
    found.extend(_precision(labels, rows, used))
    return found


def _commitment(label: Label, here: Rows, used: set[tuple[str, int]]) -> Iterable[Found]:
    fitting = list(here)
    if label.target:
        pairs = [(row, i) for row in here for i in row.indicators if _same(label.target, i)]
        used |= {(row.id, i.start) for row, i in pairs}
        yield "target_recall", label, bool(pairs)
        if not pairs:
            return
        yield "comparator", label, any(i.comparator == label.target["comparator"] for _, i in pairs)
        fitting = [row for row, _ in pairs]

    def anywhere(holds: Callable[[Commitment], bool]) -> bool:
        return any(holds(row) for row in fitting)

    if label.deadline:
        yield "deadline", label, anywhere(lambda row: _day(row) == label.deadline)
    elif label.target:
        yield "no_deadline", label, anywhere(lambda row: _day(row) is None)
    if label.within:
        yield (
            "within",
            label,
            anywhere(lambda row: bool(row.deadline and label.within in row.deadline.as_written)),
        )
    wanted = label.frequency
    if wanted:
        yield (
            "frequency",
            label,
            anywhere(lambda row: bool(row.frequency and row.frequency.per == wanted["per"])),
        )
        if wanted["times"] and not label.target:
            yield (
                "times",
                label,
                anywhere(lambda row: bool(row.frequency and row.frequency.times == wanted["times"])),
            )
    elif label.target:
        yield "no_frequency", label, anywhere(lambda row: row.frequency is None)
    if label.lead or label.support:
        lead, support = set(label.lead), set(label.support)
        yield "bodies", label, anywhere(lambda row: lead | support <= set(row.bodies))
        yield (
            "bodies_exact",
            label,
            anywhere(lambda row: (lead, support) == (set(row.lead), set(row.support))),
        )
    elif label.target:
        yield "no_bodies", label, anywhere(lambda row: not row.bodies)


def _precision(labels: Sequence[Label], rows: Rows, used: set[tuple[str, int]]) -> Iterable[Found]:
    """Every indicator of the documents labelled: right if a label has it."""
    sources = {label.source for label in labels}
    for row in rows:
        for indicator in row.indicators if row.source.name in sources else ():
            place = Label(row.id, row.source.name, f"{row.clause.address}“{indicator.as_written}”")
            yield "target_precision", place, (row.id, indicator.start) in used


def _same(target: Mapping[str, Any], indicator: Indicator) -> bool:
    return (indicator.value, indicator.upper, indicator.unit) == (
        target["value"],
        target["upper"],
        target["unit"],
    )


def _overlaps(label: Label, row: Commitment, indicator: Indicator) -> bool:
    """Whether an indicator lies on the first place of the `not` words in the clause."""
    begin = row.clause.text.find(label.no_target)
    start, end = row.clause.locate(begin, begin + len(label.no_target)) if begin >= 0 else (0, 0)
    return indicator.start < end and start < indicator.end


def _day(row: Commitment) -> str | None:
    return row.deadline.date.isoformat() if row.deadline and row.deadline.date else None
