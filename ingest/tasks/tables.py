"""Tables that hand out tasks (任务分工表): which cell is the task, whose it is, until when.

A table is known by its header: a column of tasks and one of bodies (责任单位, 牵头部门). Cells stand
between | (Markdown) or tabs, one row a line; the rows may be spread over several clauses. An empty
cell under the task or the responsible body repeats the one above it (a merged cell). A row of one
text is a heading of the rows below it, or a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.tasks.columns import Columns, columns
from ingest.text.numbering import mark_of
from ingest.text.rows import cells, is_rule, printed_cells
from ingest.text.table_rows import only_text
from knowledge.bodies import ends_as_body, shared_out
from knowledge.documents import Clause, join_cells, join_lines, numbering_length

_NOTE = re.compile(r"[（(]?(?:备\s*注|附\s*注|注|说\s*明|填表说明)\s*\d*\s*[:：]")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of such a table, `text[begin:stop]` of its clause.

    `task` are the words of the task, `topic` those without its measures; `words`, `measures` and
    `goals` the places where task and measures, measures alone, and goals stand. `lead`, `support` and `time` are cells as printed;
    `doubts` says which of all this stands in a row above.
    """

    begin: int
    stop: int
    task: str
    topic: str
    words: tuple[Span, ...]
    measures: tuple[Span, ...]
    goals: tuple[Span, ...]
    lead: str
    support: str
    time: str
    doubts: tuple[str, ...]


class TaskTables:
    """Reads the tables of a document clause by clause; a header holds until a clause without cells."""

    def __init__(self) -> None:
        self._columns: Columns | None = None
        self._task = self._lead = ""

    def holds(self, clause: Clause) -> bool:
        """Whether a clause, once read, belongs to such a table, be it that no row of it hands out a task."""
        return clause.kind == "table" and self._columns is not None

    def rows(self, clause: Clause) -> tuple[TaskRow, ...]:
        """The rows of a table of tasks in a clause; none where it holds no part of one."""
        lines = [line for line in clause.raw.split("\n") if len(cells(line)) > 1]
        if not lines:
            self._columns = None
            return ()
        return tuple(self._read(clause, lines))

    def _read(self, clause: Clause, lines: list[str]) -> Iterator[TaskRow]:
        cursor = 0
        for line in lines:
            joined, found = (join_cells if clause.kind == "table" else join_lines)(line), cells(line)
            begin = clause.text.find(joined, cursor)
            if begin < 0:
                continue
            cursor = begin + len(joined)
            header = columns(found)
            if header or (self._columns and band(found, self._columns)):
                self._columns, self._task, self._lead = header or self._columns, "", ""
            elif self._columns and not is_rule(line) and len(found) > self._columns.task:
                spans = _spans(clause.text, begin, found)
                yield from self._row(clause.text, (begin, cursor), spans, printed_cells(line), self._columns)

    def _row(
        self, text: str, place: Span, spans: Sequence[Span | None], printed: list[str], named: Columns
    ) -> Iterator[TaskRow]:
        def cell(places: Sequence[int]) -> str:
            return "；".join(dict.fromkeys(printed[i] for i in places if i < len(printed) and printed[i]))

        lead, support, time = cell(named.lead), cell(named.support), cell(named.time)
        measures = _filled(spans, named.measures)
        own = _filled(spans, (named.task,))
        doubts = []
        if own:
            self._task = text[slice(*own[0])]
        elif self._task and (measures or lead or support or time):
            doubts.append("任务取自表格上一行")
        else:
            return
        if named.persons and not any(map(ends_as_body, shared_out(lead)[0])):
            lead = ""
        if not lead and self._lead:
            doubts.append("责任单位取自表格上一行")
        self._lead = lead or self._lead
        task = with_measures(self._task, [text[slice(*span)] for span in measures])
        goals = _filled(spans, named.goals)
        words = tuple(dict.fromkeys((*own, *measures)))
        yield TaskRow(
            *place, task, self._task, words, measures, goals, self._lead, support, time, tuple(doubts)
        )


def _spans(text: str, begin: int, found: Sequence[str]) -> list[Span | None]:
    """The place of each cell of a row that begins there; None for an empty one."""
    spans: list[Span | None] = []
    for cell in found:
        start = text.find(cell, begin) if cell else -1
        spans.append((start, start + len(cell)) if start >= 0 else None)
        begin = max(begin, start + len(cell)) if start >= 0 else begin
    return spans


def _filled(spans: Sequence[Span | None], places: Sequence[int]) -> tuple[Span, ...]:
    return tuple(span for i in places if i < len(spans) and (span := spans[i]))


def with_measures(task: str, measures: Sequence[str]) -> str:
    """优化营商环境：网上可办率达到95%: a task with what is done for it, without their numbers."""
    parts = dict.fromkeys(part[numbering_length(part) :].strip("。；;：: ") for part in (task, *measures))
    topic, *rest = [part for part in parts if part] or [""]
    return "：".join([topic, "；".join(rest)] if rest else [topic])


def band(found: Sequence[str], named: Columns) -> str:
    """The text of a row that has but one and is no task: a heading (一、产业发展) or a note; '' for others.

    It covers all columns, or stands alone in the first, where a table's tasks stand only if it bears
    no number.
    """
    text = only_text(found)
    if not text or not found[0]:
        return ""
    whole = len(found) > 1 and all(found)
    return text if whole or named.task > 0 or mark_of(text) or is_note(text) else ""


def is_note(text: str) -> bool:
    """Whether a text is a note under a table (备注：…)."""
    return bool(_NOTE.match(text))
