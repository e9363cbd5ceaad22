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

from evals.metrics import Mean, mean
from evals.report import Gate, breaches_of, load_gate, mean_table
from knowledge.commitments import Commitment, Indicator
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
    return tuple(labels)


def _label(line: str, number: int, path: Path) -> Label:
    known = {field.name for field in fields(Label)}
    try:
        value = json.loads(line)
        value["no_target"] = value.pop("not", "")
        if not all(isinstance(value.get(name, []), list) for name in ("lead", "support")):
            raise ValueError("lead 和 support 应是名称的列表")
        if value.get("target") is not None and set(value["target"]) != {
            "value",
            "upper",
            "unit",
            "comparator",
        }:
            raise ValueError("target 要有 value、upper、unit、comparator")
        if value.get("frequency") is not None and set(value["frequency"]) != {"per", "times"}:
            raise ValueError("frequency 要有 per、times")
        value |= {name: tuple(value.get(name, ())) for name in ("lead", "support")}
        if unknown := set(value) - known:
            raise ValueError(f"不认识的字段 {'、'.join(sorted(unknown))}")
        return Label(**value)
    except (ValueError, TypeError, AttributeError) as error:
        raise UserError(f"台账题库 {path.name} 第 {number} 行有误：{error}。") from error


def evaluate_ledger(labels: Path, rows: Rows, *, gate: Path | None = None, show_failures: int = 0) -> int:
    """Score the rows and print the table; 0 if the gate is kept or absent, 1 if it is breached."""
    limits = load_gate(gate, CAPTIONS) if gate else Gate(known=tuple(CAPTIONS))
    found = score(load_labels(labels), rows)
    means = sums(found)
    print(mean_table(means, CAPTIONS))
    for name, label, _ in [one for one in found if _failed(one)][:show_failures]:
        print(f"{label.id}  {CAPTIONS[name]}：{label.source} {label.clause} {_gold(label)}")
    breaches = breaches_of(means, limits, CAPTIONS)
    for breach in breaches:
        print(f"未达标：{breach}")
    if gate and not breaches:
        print("全部达标。")
    return 1 if breaches else 0


def _failed(one: Found) -> bool:
    name, _, right = one
    return right if name == "not_hits" else not right


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
    means = {name: mean(name, scores[name]) for name in CAPTIONS if name in scores}
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
