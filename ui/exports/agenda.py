"""The ledger's deadlines and recurring duties as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from knowledge.commitments import Commitment
from ui.exports.columns import TITLE, clean, place, quote
from ui.exports.recurrence import recurrence

PRODUCT = "-//zhice//ledger//ZH"
NOTICE = timedelta(days=7)
LONGEST_TASK = 40


@dataclass(frozen=True, slots=True)
class Agenda:
    """What became of the rows: `events` with a date, `recurring` ones, and rows with neither."""

    events: int
    recurring: int
    left_out: int


def write_ics(rows: Sequence[Commitment], path: Path, today: date, name: str = TITLE) -> Agenda:
    """One all-day event for each deadline with a date, one recurring event for each frequency."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", clean(name))
    found = [(_deadline(row, today), _recurring(row, today)) for row in rows]
    for event in (event for pair in found for event in pair if event):
        calendar.add_component(event)
    path.write_bytes(calendar.to_ical())
    return Agenda(
        events=sum(once is not None for once, _ in found),
        recurring=sum(again is not None for _, again in found),
        left_out=found.count((None, None)),
    )


def _deadline(row: Commitment, today: date) -> Event | None:
    if row.deadline is None or row.deadline.date is None:
        return None
    return _event(row, "deadline", row.deadline.date, today)


def _recurring(row: Commitment, today: date) -> Event | None:
    found = recurrence(row, today)
    if found is None:
        return None
    event = _event(row, "recurring", found.first, today)
    event.add("rrule", found.rule)
    return event


def _event(row: Commitment, kind: str, day: date, today: date) -> Event:
    """An all-day event that leaves the day free; its UID stays the same when the file is written anew."""
    event = Event()
    event.add("uid", clean(f"{row.id}-{kind}@zhice"))
    event.add("dtstamp", datetime.combine(today, time.min, tzinfo=UTC))
    event.add("dtstart", day)
    event.add("summary", _summary(row))
    event.add("description", clean(f"{quote(row)}\n{row.source.label}{place(row)}"))
    event.add("transp", "TRANSPARENT")
    if row.lead:
        event.add("categories", list(map(clean, row.lead)))
    event.add_component(_alarm(_summary(row)))
    return event


def _summary(row: Commitment) -> str:
    """The task, short, and who leads it."""
    task, lead = clean(row.task), clean("、".join(row.lead))
    short = task if len(task) <= LONGEST_TASK else task[: LONGEST_TASK - 1] + "…"
    return f"{short}（{lead}）" if lead else short


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -NOTICE)
    return alarm
