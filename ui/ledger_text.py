"""Rows of the ledger, comparisons and findings as plain text for the terminal and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.alignment import Change, Comparison, Task
from knowledge.cascade import Carried
from knowledge.commitments import Commitment
from knowledge.departments import Department
from knowledge.gaps import GAPS, Gap
from knowledge.validity import in_brackets
from ui.exports import COLUMNS
from ui.terminal import printable

GRADES = {"carried": "落实", "near": "相近，请人工判断", "none": "没有对应条款"}
_SHOWN = (("牵头部门", "牵头"), ("配合部门", "配合"), ("指标", "指标"), ("时限", "时限"), ("频次", "频次"))


def row_text(number: int, row: Commitment) -> str:
    """A row in a few lines: task; who, how much, by when; document, clause, id."""
    shown = [pair for pair in _SHOWN if pair[0] != "时限" or row.deadline]
    cells = [(label, COLUMNS[name].text(number, row)) for name, label in shown]
    facts = "　".join(f"{label}：{text}" for label, text in cells if text)
    review = f"　待核：{'；'.join(row.doubts)}" if row.needs_review else ""
    state = {"confirmed": "　已确认", "corrected": "　已更正"}.get(row.state, "")
    lines = [
        f"{number}. {row.task}",
        *([f"   {facts}"] if facts else []),
        f"   {row.source.label}{in_brackets(row.source)} {row.clause.address}　编号 {row.id}{state}{review}",
    ]
    return "\n".join(printable(line) for line in lines)


def comparison_text(found: Comparison, first: str, second: str) -> Iterator[str]:
    """The pairs with their changes, then what only one of the documents has."""
    for pair in found.pairs:
        changes = "；".join(change.told for change in pair.changes)
        plain = "相同" if pair.first.row and pair.second.row else "内容相近，请对照原文"
        yield printable(f"[{changes or plain}]")
        yield printable(f"  甲 {pair.first.clause.address}：{pair.first.text}")
        yield printable(f"  乙 {pair.second.clause.address}：{pair.second.text}")
    for name, tasks in ((f"只有甲（{first}）", found.only_first), (f"只有乙（{second}）", found.only_second)):
        for task in tasks:
            yield printable(f"[{name}] {task.clause.address}：{task.text}")


def comparison_json(found: Comparison) -> Iterator[dict[str, Any]]:
    """One object a pair or a task without one; `result` is same, changed, related (clauses without rows), only_first or only_second."""
    for pair in found.pairs:
        yield {
            "result": "changed"
            if pair.changes
            else "same"
            if pair.first.row and pair.second.row
            else "related",
            "similarity": round(pair.similarity, 3),
            "changes": [change_json(change) for change in pair.changes],
            "first": task_json(pair.first),
            "second": task_json(pair.second),
        }
    yield from ({"result": "only_first", "first": task_json(task)} for task in found.only_first)
    yield from ({"result": "only_second", "second": task_json(task)} for task in found.only_second)


def cascade_text(found: Sequence[Carried]) -> Iterator[str]:
    """Each upper task with the lower clause that carries it, or its nearest."""
    for one in found:
        yield printable(f"[{GRADES[one.grade]}] {one.upper.clause.address}：{one.upper.text[:60]}")
        if one.lower:
            yield printable(f"  → {one.lower.clause.address}：{one.lower.text[:60]}")
        for change in one.below:
            yield printable(f"  低于上级指标：上级 {change.first}，本级 {change.second}")


def cascade_json(found: Sequence[Carried]) -> Iterator[dict[str, Any]]:
    """One object an upper task; `result` is carried, near or none."""
    for one in found:
        yield {
            "result": one.grade,
            "similarity": round(one.similarity, 3),
            "upper": task_json(one.upper),
            "lower": task_json(one.lower) if one.lower else None,
            "below": [change_json(change) for change in one.below],
        }


def gap_text(gap: Gap) -> str:
    """A finding with the clauses it is about."""
    lines = [f"[{GAPS[gap.kind]}] {gap.words}"]
    lines += [f"  {row.source.label} {row.clause.address}：{row.task}　编号 {row.id}" for row in gap.rows]
    return "\n".join(printable(line) for line in lines)


def gap_json(gap: Gap) -> dict[str, Any]:
    """A finding as plain values."""
    return {"kind": gap.kind, "words": gap.words, "rows": [row.as_json() for row in gap.rows]}


def department_text(department: Department) -> str:
    """A body with its further names, its units and how many rows name it."""
    further = f"（又称 {'、'.join(department.aliases)}）" if department.aliases else ""
    units = f"，下属：{'、'.join(department.units)}" if department.units else ""
    mine = "　名册" if department.listed else ""
    return printable(f"{department.name}{further}{units}　{department.duties} 项{mine}")


def department_json(department: Department) -> dict[str, Any]:
    """A body as plain values."""
    return {
        "name": department.name,
        "issuer": department.issuer,
        "aliases": list(department.aliases),
        "units": list(department.units),
        "duties": department.duties,
        "listed": department.listed,
    }


def task_json(task: Task) -> dict[str, Any]:
    """A task with its place in its document."""
    clause = task.clause
    start, end = (task.row.start, task.row.end) if task.row else (clause.start, clause.end)
    return {
        "source": clause.source.name,
        "clause": clause.address,
        "text": task.text,
        "row": task.row.id if task.row else None,
        "start": start,
        "end": end,
    }


def change_json(change: Change) -> dict[str, Any]:
    """A difference as plain values; `of` where it is told which of several numbers changed."""
    of = {"of": change.of} if change.of else {}
    return {"kind": change.kind, **of, "first": change.first, "second": change.second}
