"""A row of a clause → `Commitment`: its words, places, kinds and doubts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ingest.tasks.sentence import Row
from knowledge.bodies import ends_as_body, means_all_offices
from knowledge.commitments import (
    Commitment,
    CommitmentKind,
    Deadline,
    Frequency,
    Indicator,
    commitment_id,
)
from knowledge.dates import NO_ISSUE_DATE, NO_PERIOD
from knowledge.documents import Clause, numbering_length

LONGEST_TASK = 80


def commitment(clause: Clause, row: Row, seen: Counter[str]) -> Commitment:
    """The commitment of a row; `seen` counts the same words under the same heading, which get ids of their own."""
    text = clause.text
    quote = text[row.begin : row.end]
    above = clause.path[-2] if len(clause.path) > 1 else ""
    about, words = re.sub(r"\s", "", above[numbering_length(above) :]), re.sub(r"\s", "", quote)
    seen[about + words] += 1
    place = _Places(clause)
    start, end = place(row.begin, row.end)
    lead, support = row.lead, row.support
    deadline = Deadline(row.time[1], row.time[0].date, row.time[0].basis) if row.time else None
    frequency = Frequency(row.often[1], row.often[0].per, row.often[0].times) if row.often else None
    indicators = tuple(
        Indicator(name, f.value, f.upper, f.unit, f.comparator, text[f.start : f.end], *place(f.start, f.end))
        for f, name in row.figures
    )
    kinds: tuple[tuple[CommitmentKind, object], ...] = (
        ("target", indicators), ("deadline", deadline), ("frequency", frequency), ("responsibility", lead or support),
    )  # fmt: skip
    return Commitment(
        clause=clause,
        id=commitment_id(clause.source, f"{about}{quote}", seen[about + words]),
        task=row.task or task_of(quote, goes_on=text[: row.begin].endswith(("，", ","))),
        kinds=tuple(kind for kind, present in kinds if present),
        lead=lead,
        support=support,
        responsible_as_written=row.responsible if lead or support else None,
        indicators=indicators,
        deadline=deadline,
        frequency=frequency,
        quote=quote,
        start=start,
        end=end,
        all_offices=any(means_all_offices(body) for body in lead + support),
        doubts=tuple(_doubts(row, deadline, clause.source.title)),
    )


def task_of(quote: str, *, goes_on: bool = False) -> str:
    """The words of a task; no number stands at their head where a half-sentence goes on (，三、四年级…)."""
    task = quote[0 if goes_on else numbering_length(quote) :].strip(" ，,；;。：:")
    return task if len(task) <= LONGEST_TASK else task[: LONGEST_TASK - 1] + "…"


def _doubts(row: Row, deadline: Deadline | None, title: str) -> Iterator[str]:
    yield from row.doubts
    if deadline and deadline.basis in (NO_ISSUE_DATE, NO_PERIOD):
        yield deadline.basis
    if row.figures and title.endswith(("报告", "公报")):
        yield "本文是报告，数字可能是已经做到的"
    if row.time and row.time[0].doubt:
        yield row.time[0].doubt
    for body in row.lead + row.support:
        if not ends_as_body(body) and not means_all_offices(body):
            yield f"“{body}”不像机构名称"


class _Places:
    """Offsets of a clause's text → offsets of the source; white space inside the clause is counted once."""

    def __init__(self, clause: Clause) -> None:
        self._clause = clause
        self._same = clause.raw == clause.text

    def __call__(self, begin: int, stop: int) -> tuple[int, int]:
        if self._same:
            return self._clause.start + begin, self._clause.start + stop
        return self._clause.locate(begin, stop)
