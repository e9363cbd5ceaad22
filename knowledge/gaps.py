"""What is missing or at odds in the ledger: a report for whoever has to ask back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.bodies import means_all_offices
from knowledge.commitments import Commitment, Indicator
from knowledge.departments import Roster
from knowledge.task_words import similarity

SAME_OBJECT = 0.85
GapKind = Literal["conflict", "no_lead", "no_time", "overdue", "unlisted"]
GAPS: Mapping[GapKind, str] = {
    "conflict": "同一指标有两个值",
    "no_lead": "任务没有写明责任主体",
    "no_time": "指标没有写明时限",
    "overdue": "时限已过",
    "unlisted": "责任主体不在部门名册",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding: the rows it is about, and what is the matter in a few Chinese words."""

    kind: GapKind
    rows: tuple[Commitment, ...]
    words: str


def gaps(rows: Sequence[Commitment], known: Roster, today: date) -> tuple[Gap, ...]:
    """Every finding over these rows, kind by kind. Documents that do not apply any more are left out."""
    standing = [row for row in rows if not row.source.outdated]
    found = [*_conflicts(standing)]
    for row in standing:
        found.extend(_of_row(row, known, today))
    order = list(GAPS)
    return tuple(sorted(found, key=lambda gap: order.index(gap.kind)))


def _of_row(row: Commitment, known: Roster, today: date) -> Iterator[Gap]:
    if not row.bodies:
        yield Gap("no_lead", (row,), "没有写明由谁负责")
    if row.indicators and row.deadline is None and row.frequency is None:
        yield Gap("no_time", (row,), "没有写明何时完成")
    if row.deadline and row.deadline.date and row.deadline.date < today:
        yield Gap("overdue", (row,), f"“{row.deadline.as_written}”（{row.deadline.date.isoformat()}）已过")
    strangers = [body for body in row.bodies if not known.knows(body) and not means_all_offices(body)]
    if known.has_file and strangers:
        yield Gap("unlisted", (row,), "、".join(strangers))


def _conflicts(rows: Sequence[Commitment]) -> Iterator[Gap]:
    """Two clauses of one issuer that give the same thing two values for the same time."""
    groups: dict[tuple[object, ...], list[tuple[Commitment, Indicator]]] = defaultdict(list)
    for row in rows:
        issuer = row.source.issuer or row.source.name
        day = row.deadline.date if row.deadline else None
        per = row.frequency.per if row.frequency else None
        for indicator in row.indicators:
            groups[issuer, indicator.unit, day, per].append((row, indicator))
    for group in groups.values():
        for place, (row, indicator) in enumerate(group):
            for other, second in group[place + 1 :]:
                if _at_odds(row, indicator, other, second):
                    words = (
                        f"{indicator.object}：{indicator.as_written}；{second.object}：{second.as_written}"
                    )
                    yield Gap("conflict", (row, other), words)


def _at_odds(row: Commitment, first: Indicator, other: Commitment, second: Indicator) -> bool:
    values = {(one.value, one.upper) for one in (first, second)}
    apart = row.clause.id != other.clause.id
    return apart and len(values) == 2 and similarity(first.object, second.object) >= SAME_OBJECT
