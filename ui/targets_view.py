"""Deadlines, recurring duties and targets as HTML tables: what the timeline shows, and all of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from knowledge.commitments import Commitment, Indicator
from knowledge.documents import Source
from knowledge.frequencies import spoken
from knowledge.timetable import Timetable, day_of, targets_of
from ui.duties_view import row_badges, row_button, where
from ui.exports import COLUMNS
from ui.exports.columns import place
from ui.exports.recurrence import due_days, recurrence
from ui.render import plain, status

MOST_ROWS = 200
NOTHING = '<p class="caption">没有。</p>'
FAR = timedelta(days=20 * 366)
DRAWN = "图中每行一份文件，点越大任务越多；点击一个点，打开它的第一项。下面的表列出同样的内容。"
OVER = "“期限已过”只表示写明的日子已经过去，不表示任务没有完成。"
Cells = Sequence[str]


def timetable_view(table: Timetable, rows: Sequence[Commitment]) -> str:
    """All groups of the timetable, then the targets by document."""
    today = f'<p class="caption">今天是 {table.today.isoformat()}。{OVER}{DRAWN if rows else ""}</p>'
    return today + "".join(
        (
            _fold("期限已过", table.past, _deadlines, "出自现行文件或未写明失效的文件"),
            _fold("期限已过，且文件已失效", table.past_outdated, _deadlines, "出自已废止、已被替代或已过期的文件", shut=True),
            _fold("今年到期", table.this_year, _deadlines),
            _fold("以后到期", table.later, _deadlines),
            _fold("有时限，没有写明到某一天", table.undated, _deadlines, shut=True),
            _recurring(table.recurring, table.today),
            _targets(targets_of(rows)),
        )
    )  # fmt: skip


def _fold(
    title: str,
    rows: Sequence[Commitment],
    tabled: Callable[[str, Sequence[Commitment]], str],
    remark: str = "",
    *,
    shut: bool = False,
) -> str:
    """A group under its title and count; nothing in it is said in so many words."""
    caption = f'<p class="caption">{remark}</p>' if remark and rows else ""
    body = tabled(title, rows) if rows else NOTHING
    return _folded(title, len(rows), caption + body, shut=shut)


def _folded(title: str, count: int, body: str, *, shut: bool = False) -> str:
    opened = "" if shut else " open"
    return f'<details class="period"{opened}><summary><h2>{title}</h2> <span>{count} 项</span></summary>{body}</details>'


def _deadlines(title: str, rows: Sequence[Commitment]) -> str:
    return _table(title, ("到期日", "任务", "时限", "责任部门", "依据"), rows, _deadline_cells)


def _deadline_cells(row: Commitment) -> Cells:
    day = day_of(row)
    written = plain(row.deadline.as_written) if row.deadline else ""
    return day.isoformat() if day else "", row_button(row) + row_badges(row), written, _who(row), where(row)


def _recurring(periods: Mapping[str, Sequence[Commitment]], today: date) -> str:
    def cells(row: Commitment) -> Cells:
        often = plain(COLUMNS["频次"].text(1, row))
        return row_button(row) + row_badges(row), often, _fixed(row), _next(row, today), _who(row), where(row)

    heads = ("任务", "频次", "写明的时间", "下一次", "责任部门", "依据")
    body = "".join(
        f"<h3>{plain(spoken(per))} <small>{len(rows)} 项</small></h3>{_table(spoken(per), heads, rows, cells)}"
        for per, rows in periods.items()
    )
    count = sum(map(len, periods.values()))
    told = '<p class="caption">“下一次”按文件写明的频次推算，没有写明日子的算到周期最后一天。</p>'
    return _folded("定期任务", count, told + body if count else NOTHING)


def _fixed(row: Commitment) -> str:
    return plain(row.deadline.as_written) if row.deadline else ""


def _next(row: Commitment, today: date) -> str:
    """The next day a recurring duty falls due, of a document that still applies."""
    if row.source.outdated:
        return ""
    found = recurrence(row, today)
    until = today + FAR if today < date.max - FAR else date.max
    day = next(due_days(found, today, until), None) if found else None
    return day.isoformat() if day else ""


def _targets(documents: Mapping[Source, Sequence[Commitment]]) -> str:
    """A table for each document, until the most rows are told."""
    heads = ("指标", "数值", "时限", "责任部门", "条款")
    lines = [
        (source, row, one) for source, rows in documents.items() for row in rows for one in row.indicators
    ]
    body = "".join(
        f"<h3>{plain(source.label)}{status(source)}</h3>"
        f"{_grid(source.label, heads, [_target_cells(row, one) for _, row, one in several])}"
        for source, several in groupby(lines[:MOST_ROWS], key=itemgetter(0))
    )
    return _folded("指标（按文件）", len(lines), body + _left_out(len(lines)) if lines else NOTHING)


def _target_cells(row: Commitment, indicator: Indicator) -> Cells:
    """What is counted (its button opens the clause), the figure as written, time, who, clause."""
    what = row_button(row, indicator.object or row.task) + row_badges(row)
    time = plain(COLUMNS["时限"].text(1, row))
    return what, plain(indicator.bounded), time, _who(row), f"<b>{plain(place(row))}</b>"


def _who(row: Commitment) -> str:
    """The bodies, the supporting ones marked."""
    support = f"（配合：{'、'.join(row.support)}）" if row.support else ""
    return plain("、".join(row.lead) + support)


def _table(title: str, heads: Cells, rows: Sequence[Commitment], cells: Callable[[Commitment], Cells]) -> str:
    """The first rows; how many more there are is said below them."""
    return _grid(title, heads, [cells(row) for row in rows[:MOST_ROWS]]) + _left_out(len(rows))


def _grid(title: str, heads: Cells, lines: Sequence[Cells]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(f"<tr>{_cells(heads, line)}</tr>" for line in lines)
    return (
        f'<div class="duties"><table><caption class="sr">{plain(title)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _left_out(count: int) -> str:
    rest = count - MOST_ROWS
    if rest <= 0:
        return ""
    return f'<p class="caption">这里只列出前 {MOST_ROWS} 项，还有 {rest} 项：请按文件、部门或年份筛选，或导出全部。</p>'


def _cells(heads: Cells, line: Cells) -> str:
    return "".join(
        f'<td data-label="{name}">{cell}</td>' if cell else '<td class="none">—</td>'
        for name, cell in zip(heads, line, strict=True)
    )
