"""A row of a table that hands out tasks → rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ingest.tasks.commitment import task_of
from ingest.tasks.parts import sentences
from ingest.tasks.sentence import Lead, Row, Sentence
from ingest.tasks.tables import TaskRow, with_measures
from knowledge.bodies import shared_out
from knowledge.dates import NO_SINGLE_DAY, Frame, Time, times
from knowledge.documents import join_lines


def table_rows(text: str, written: TaskRow, frame: Frame) -> Iterator[Row]:
    """The rows of the ledger that one row of a table of tasks makes; each is proved by the table's row."""
    found: list[Row] = []
    for begin, stop in (*written.words, *written.goals):
        own: list[Row] = []
        for parts in sentences(" " * begin + text[begin:stop], 0):
            sentence = Sentence(frame, Lead())
            sentence.read(parts)
            own.extend(sentence.rows)
        found.extend(own)
        for row in own if len(own) > 1 and (begin, stop) in written.measures else ():
            row.task = with_measures(written.topic, [text[row.begin : row.end]])
    lead, support = shared_out(written.lead)
    helpers = (*support, *(body for bodies in shared_out(written.support) for body in bodies))
    cells = [join_lines(cell) for cell in (written.lead, written.support) if cell]
    for row in found or [Row(written.begin, written.stop)]:
        goal = any(begin <= row.begin < stop for begin, stop in written.goals)
        row.figures = [
            (figure, written.topic if goal else name or written.topic) for figure, name in row.figures
        ]
        row.begin, row.end, row.task = written.begin, written.stop, task_of(row.task or written.task)
        row.lead = tuple(dict.fromkeys((*lead, *row.lead)))
        row.support = tuple(body for body in dict.fromkeys((*row.support, *helpers)) if body not in row.lead)
        row.responsible = "；".join(cells) or None
        due = _table_time(written.time, frame)
        row.time = due if due and not (row.time and (row.time[0].date or not due[0].date)) else row.time
        row.doubts.extend(written.doubts)
        if row.figures or row.time or row.often or row.lead or row.support:
            yield row


def _table_time(cell: str, frame: Frame) -> tuple[Time, str] | None:
    """The time of a cell: 第二季度 is its end, of several the last one; what names no day (长期坚持) is kept
    as it is written."""
    if not cell:
        return None
    found = [*times(cell + "完成", frame)] or [replace(time, doubt="") for time in times(cell + "前", frame)]
    dated = [time for time in found if time.date]
    unknown = found[0] if found else Time(0, len(cell), None, NO_SINGLE_DAY, True)
    return (max(dated, key=lambda time: time.date or date.min) if dated else unknown), cell
