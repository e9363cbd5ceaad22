"""What the tab 对比 shows of two documents, as HTML. Pure functions; every text passes through `render.plain`.

Rows are grouped by what became of a task; each opens the whole clauses of both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from knowledge.alignment import Change, Comparison, Pair, Task
from knowledge.cascade import Carried
from knowledge.gaps import GAPS, Gap
from ui.difference_view import LEGEND, marked
from ui.ledger_text import GRADES
from ui.render import KIND_LABELS, plain, shown_text, status

HINT = '<p class="hint">选好两个文件（或一个文件的两个版本），点“对照”。</p>'
Group = Literal["raised", "lowered", "changed", "new", "dropped", "related", "same"]
GROUPS: Mapping[Group, str] = {
    "raised": "指标提高", "lowered": "指标降低", "changed": "其他改变", "new": "新增任务",
    "dropped": "不再列出", "related": "内容相近，请对照原文", "same": "相同",
}  # fmt: skip
FOLDED: tuple[Group, ...] = ("related", "same")
Entry = tuple[Task | None, Task | None, tuple[Change, ...]]


def group_of(pair: Pair) -> Group:
    """What became of a task that both documents have; a lowered target counts before a raised one."""
    kinds = {change.kind for change in pair.changes}
    if "lowered" in kinds:
        return "lowered"
    if "raised" in kinds:
        return "raised"
    if kinds:
        return "changed"
    return "same" if pair.first.row and pair.second.row else "related"


def grouped(found: Comparison) -> dict[Group, list[Entry]]:
    """The rows of a comparison by group, in the order of GROUPS; groups without a row are left out."""
    groups: dict[Group, list[Entry]] = {group: [] for group in GROUPS}
    for pair in found.pairs:
        groups[group_of(pair)].append((pair.first, pair.second, pair.changes))
    groups["new"] = [(None, task, ()) for task in found.only_second]
    groups["dropped"] = [(task, None, ()) for task in found.only_first]
    return {group: entries for group, entries in groups.items() if entries}


def comparison_view(found: Comparison, titles: tuple[str, str]) -> str:
    """The tasks of two documents side by side, group by group, with counts."""
    groups = grouped(found)
    if not groups:
        return '<p class="hint">两个文件里都没有可对照的任务。可以改看“原文对照”。</p>'
    counts = "，".join(f"{GROUPS[group]} {len(entries)}" for group, entries in groups.items())
    parts = "".join(_group(group, entries) for group, entries in groups.items())
    return (
        f'<section class="comparison" aria-label="任务对照"><p class="counts">{counts}</p>{LEGEND}'
        f"{_heads(titles)}{parts}</section>"
    )


def _heads(titles: tuple[str, str]) -> str:
    sides = "".join(
        f'<div class="side"><span class="kind">{label}</span> {plain(title)}</div>'
        for label, title in zip(("甲", "乙"), titles, strict=True)
    )
    return f'<div class="pair heads">{sides}</div>'


def _group(group: Group, entries: Sequence[Entry]) -> str:
    rows = "".join(_entry(*entry) for entry in entries)
    shown = "" if group in FOLDED else " open"
    return (
        f'<details class="group {group}"{shown}><summary>{GROUPS[group]}（{len(entries)}）</summary>'
        f"{rows}</details>"
    )


def _entry(first: Task | None, second: Task | None, changes: Sequence[Change]) -> str:
    left, right = (plain(task.text) if task else "" for task in (first, second))
    if first and second:
        left, right = marked(first.text, second.text)
    return (
        f'<div class="entry"><div class="pair">{_changes(changes)}{_side(first, left)}{_side(second, right)}</div>'
        f"{_clauses(first, second)}</div>"
    )


def _changes(changes: Sequence[Change]) -> str:
    told = "；".join(change.told for change in changes)
    return f'<p class="what">{plain(told)}</p>' if told else ""


def _side(task: Task | None, body: str) -> str:
    if task is None:
        return '<div class="side"><p class="none">（没有）</p></div>'
    return f'<div class="side">{_address(task)}<p>{body}</p></div>'


def _address(task: Task) -> str:
    clause = task.clause
    page = f"<small>{clause.page_label}</small>" if clause.page else ""
    return f"<b>{plain(clause.address or KIND_LABELS[clause.kind])}</b>{page}"


def _clauses(first: Task | None, second: Task | None) -> str:
    """The whole clauses behind a row."""
    sides = "".join(
        _side(task, plain(shown_text(task.clause))) if task else _side(None, "") for task in (first, second)
    )
    return (
        f'<details class="clauses"><summary>查看条款原文</summary><div class="pair">{sides}</div></details>'
    )


# --- upper and lower documents --------------------------------------------------------------------


def cascade_view(found: Sequence[Carried], gaps: Sequence[Gap], titles: tuple[str, str]) -> str:
    """Each task of the upper document with the lower clause that carries it, by grade; then what to ask back."""
    if not found:
        return '<p class="hint">上级文件里没有可对照的任务。可以改看“原文对照”。</p>'
    grades = ("none", "near", "carried")
    by_grade = {grade: [one for one in found if one.grade == grade] for grade in grades}
    below = sum(bool(one.below) for one in found)
    counts = "，".join(f"{GRADES[grade]} {len(by_grade[grade])}" for grade in reversed(grades))
    parts = "".join(_grade(grade, ones) for grade, ones in by_grade.items() if ones)
    return (
        f'<section class="comparison" aria-label="上下级落实"><p class="counts">上级任务 {len(found)} 项：{counts}；'
        f"低于上级指标 {below} 项</p>{_heads(titles)}{parts}{gap_list(gaps)}</section>"
    )


def _grade(grade: str, found: Sequence[Carried]) -> str:
    rows = "".join(map(_carried, found))
    return f'<details class="group {grade}" open><summary>{GRADES[grade]}（{len(found)}）</summary>{rows}</details>'


def _carried(one: Carried) -> str:
    below = "；".join(f"低于上级指标：上级 {change.first}，本级 {change.second}" for change in one.below)
    what = f'<p class="what">{plain(below)}</p>' if below else ""
    sides = "".join(_side(task, plain(task.text) if task else "") for task in (one.upper, one.lower))
    return f'<div class="entry"><div class="pair">{what}{sides}</div>{_clauses(one.upper, one.lower)}</div>'


def gap_list(gaps: Sequence[Gap]) -> str:
    """What is missing or at odds in the rows of both documents."""
    if not gaps:
        return ""
    items = "".join(
        f'<li><span class="kind">{GAPS[gap.kind]}</span> {plain(gap.words)}'
        + "".join(
            f"<p>{plain(row.source.label)}{status(row.source)} <b>{plain(row.clause.address)}</b>：{plain(row.task)}</p>"
            for row in gap.rows
        )
        + "</li>"
        for gap in gaps
    )
    return f'<details class="group gaps"><summary>要追问的地方（{len(gaps)}）</summary><ul>{items}</ul></details>'
