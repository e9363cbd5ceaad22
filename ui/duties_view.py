"""The duties of a department as HTML: counts, table, pages. Pure; texts from outside pass through `plain`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from knowledge.commitments import KINDS, Commitment
from knowledge.corrections import Decision
from knowledge.departments import Department, UnclearDepartment, plain_name
from knowledge.validity import issued_title
from ui.exports import COLUMNS
from ui.exports.columns import place
from ui.render import plain, status
from ui.row_panel import decision_text

PAGE_ROWS = 50
SORTS = ("文件顺序", "时限先后", "类型")
HEADS = ("任务", "责任部门", "指标", "时限", "依据")
EMPTY = '<td class="none">—</td>'
CHANGED = '<span class="mark review">条款已变，请重看</span>'
NOTHING = '<p class="hint">没有符合条件的任务，请放宽筛选条件。</p>'


def ordered(rows: Sequence[Commitment], sort: str) -> tuple[Commitment, ...]:
    """The rows in one of `SORTS`; equal ones stay in document order, those without a fixed day come last."""
    if sort == "时限先后":
        return tuple(sorted(rows, key=lambda row: (row.deadline and row.deadline.date) or date.max))
    if sort == "类型":
        return tuple(sorted(rows, key=lambda row: KINDS.index(row.kinds[0]) if row.kinds else len(KINDS)))
    return tuple(rows)


def department_choices(departments: Sequence[Department]) -> list[tuple[str, str]]:
    """(label, name) of every body, the office's own first, then by the number of duties; a body that
    documents write with and without its issuer is one."""
    groups: dict[str, list[Department]] = defaultdict(list)
    for department in departments:
        groups[plain_name(department.name)].append(department)
    counted = [
        (not any(d.listed for d in group), -sum(d.duties for d in group), group[0].name)
        for group in groups.values()
    ]
    return [(f"{name}（{-duties} 项）", name) for _, duties, name in sorted(counted)]


def coverage_list(sentences: Sequence[str]) -> str:
    """Counts and what was searched."""
    first, *more = sentences
    rest = "".join(f"<li>{plain(sentence)}</li>" for sentence in more)
    return f'<div class="coverage" role="status"><p><b>{plain(first)}</b></p>{f"<ul>{rest}</ul>" if rest else ""}</div>'


def unclear(error: UnclearDepartment) -> str:
    """What a person reads whose department is unknown or could be several: the names to choose from."""
    buttons = "".join(
        f'<button type="button" class="card" data-pick="name-{plain(name)}">{plain(name)}</button>'
        for name in error.choices
    )
    offered = f'<p>您要找的可能是：</p><div class="cards">{buttons}</div>' if buttons else ""
    return f'<div class="reply note" role="status"><p>{plain(str(error))}</p>{offered}</div>'


def duty_table(rows: Sequence[Commitment], page: int) -> str:
    """The rows of one page, numbered from 0, each with a button that opens its clause; all are counted."""
    if not rows:
        return NOTHING
    page = min(max(page, 0), (len(rows) - 1) // PAGE_ROWS)
    first = page * PAGE_ROWS
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("序号", *HEADS))
    body = "".join(_row(number, row) for number, row in enumerate(rows[first : first + PAGE_ROWS], first + 1))
    table = f'<table><caption class="sr">部门职责</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="duties">{table}</div>{_pages(len(rows), page)}'


def _row(number: int, row: Commitment) -> str:
    cells = (
        f"{row_button(row)}{row_badges(row)}",
        _bodies(row),
        plain(COLUMNS["指标"].text(number, row)),
        plain(COLUMNS["时限"].text(number, row)),
        where(row),
    )
    rest = "".join(
        f'<td data-label="{head}">{cell}</td>' if cell else EMPTY
        for head, cell in zip(HEADS, cells, strict=True)
    )
    return f'<tr><td class="number">{number}</td>{rest}</tr>'


def row_button(row: Commitment, words: str = "") -> str:
    """The task, or other words for it, as a button that opens its clause."""
    shown = plain(words or COLUMNS["任务"].text(1, row))
    return f'<button type="button" class="link" data-pick="row-{plain(row.id)}">{shown}</button>'


def where(row: Commitment) -> str:
    """The clause and, short, the document of a row."""
    source = row.source
    short = issued_title(source.title) if source.title else source.name
    return f'<b>{plain(place(row))}</b> <span title="{plain(source.label)}">{plain(short)}</span>{status(source)}'


def row_badges(row: Commitment) -> str:
    """What a person should know of the row at a glance."""
    doubts = plain("；".join(row.doubts))
    review = f'<span class="mark review" title="{doubts}">待核</span>' if row.needs_review else ""
    state = COLUMNS["核对"].text(1, row)
    decided = f'<span class="mark">{state}</span>' if state else ""
    return review + decided + ('<span class="mark">面向机关各部门</span>' if row.all_offices else "")


def _bodies(row: Commitment) -> str:
    sides = (("牵头", row.lead), ("配合", row.support))
    lines = [f"<span>{label}：{plain('、'.join(names))}</span>" for label, names in sides if names]
    return "<br>".join(lines)


def _pages(count: int, page: int) -> str:
    last = (count - 1) // PAGE_ROWS
    if last == 0:
        return ""
    first, end = page * PAGE_ROWS + 1, min((page + 1) * PAGE_ROWS, count)
    back, on = _page_button("上一页", page - 1, page > 0), _page_button("下一页", page + 1, page < last)
    return f'<nav class="pages" aria-label="翻页">{back}<span>第 {first}—{end} 项，共 {count} 项</span>{on}</nav>'


def _page_button(label: str, page: int, there: bool) -> str:
    return f'<button type="button" class="card" data-pick="page-{page}"{"" if there else " disabled"}>{label}</button>'


def decision_log(decisions: Sequence[Decision], to_review: Sequence[Decision]) -> str:
    """Every decision, the newest first; each opens its row, those whose clause changed say so."""
    stale = {decision.row for decision in to_review}
    if not decisions:
        return '<p class="hint">还没有人核对过台账。</p>'
    items = "".join(
        f'<li><button type="button" class="link" data-pick="row-{plain(decision.row)}">'
        f"{plain(decision.clause)} {plain(decision.quote[:40])}</button> {decision_text(decision)}"
        f"{CHANGED if decision.row in stale else ''}</li>"
        for decision in reversed(decisions)
    )
    return f'<ol class="decisions">{items}</ol>'
