"""The calendar, read back by icalendar; its recurrences spelt out by dateutil."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from knowledge.commitments import Commitment
from tests.ui.exports.ledgers import PLAIN, PLAN, TODAY, by, every, make_clause, make_row, sample_rows
from ui.exports.agenda import LONGEST_TASK, Agenda, write_ics


def calendar_of(folder: Path, *rows: Commitment) -> Calendar:
    path = folder / "台账.ics"
    write_ics(rows, path, TODAY)
    return Calendar.from_ical(path.read_bytes())


def event_of(folder: Path, row: Commitment) -> Event:
    (event,) = calendar_of(folder, row).walk("VEVENT")
    assert isinstance(event, Event)
    assert event.errors == []
    return event


def days(event: Event) -> list[date]:
    rule = event["rrule"].to_ical().decode()
    start = datetime.combine(event.start, datetime.min.time())
    return [moment.date() for moment in rrulestr(rule, dtstart=start)[:30]]


def test_a_deadline_is_an_all_day_event(tmp_path: Path) -> None:
    event = event_of(tmp_path, sample_rows()[0])
    assert event["uid"] == "d1-1-deadline@zhice"
    assert event["dtstart"].dt == date(2025, 12, 31)
    assert event.duration == timedelta(days=1)
    assert event["dtstamp"].dt == datetime(2026, 5, 6, tzinfo=UTC)
    assert event["summary"] == "新建科普驿站（科普部、办公室）"
    assert event["description"] == (
        "到2025年，新建科普驿站不少于50个\n《云溪市科协事业发展规划》（云科协〔2021〕5号）二、（一）"
    )
    assert event.categories == ["科普部", "办公室"]
    assert "rrule" not in event
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-7)
    assert (alarm["action"], alarm["description"]) == ("DISPLAY", event["summary"])


def test_the_calendar_says_whose_it_is_and_how_many_it_holds(tmp_path: Path) -> None:
    both = make_row(id="d1-9", deadline=by("到2025年", date(2025, 12, 31)), frequency=every("year"))
    termly = make_row(id="d1-8", frequency=every("term", "每学期"))
    path = tmp_path / "台账.ics"
    rows = (*sample_rows(), both, termly)
    assert write_ics(rows, path, TODAY, "云溪台账") == Agenda(events=2, recurring=2, left_out=2)
    calendar = Calendar.from_ical(path.read_bytes())
    assert (calendar["prodid"], calendar["version"]) == ("-//zhice//ledger//ZH", "2.0")
    assert calendar["x-wr-calname"] == "云溪台账"
    assert [event["uid"] for event in calendar.walk("VEVENT")] == [
        "d1-1-deadline@zhice", "d1-2-recurring@zhice", "d1-9-deadline@zhice", "d1-9-recurring@zhice",
    ]  # fmt: skip


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "一.ics", tmp_path / "二.ics"
    write_ics(sample_rows(), first, TODAY)
    write_ics(sample_rows(), second, TODAY)
    assert first.read_bytes() == second.read_bytes()
    assert all(len(line) <= 75 for line in first.read_bytes().split(b"\r\n"))


def test_quarters_end_on_their_last_days_until_the_plan_ends(tmp_path: Path) -> None:
    event = event_of(tmp_path, make_row(frequency=every("quarter", "每季度")))
    assert days(event)[:4] == [date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31)]
    assert days(event)[-1] == date(2025, 12, 31)
    assert len(days(event)) == 20


@pytest.mark.parametrize(
    ("per", "words", "expected"),
    [
        ("year", "每年2月底前", [date(2023, 2, 28), date(2024, 2, 29), date(2025, 2, 28)]),
        ("year", "每年6月和12月", [date(2022, 12, 31), date(2023, 6, 30), date(2023, 12, 31)]),
        ("month", "每月", [date(2022, 10, 31), date(2022, 11, 30), date(2022, 12, 31)]),
        ("6 months", "每半年", [date(2022, 12, 31), date(2023, 6, 30), date(2023, 12, 31)]),
        ("2 years", "每两年", [date(2023, 12, 31), date(2025, 12, 31), date(2027, 12, 31)]),
        ("week", "每周", [date(2022, 10, 16), date(2022, 10, 23), date(2022, 10, 30)]),
        ("day", "每天", [date(2022, 10, 14), date(2022, 10, 15), date(2022, 10, 16)]),
    ],
)
def test_a_calendar_program_finds_the_days(
    tmp_path: Path, per: str, words: str, expected: list[date]
) -> None:
    source = replace(PLAIN, issued_on=date(2022, 10, 14))
    event = event_of(tmp_path, make_row(source=source, frequency=every(per, words)))
    assert days(event)[:3] == expected


def test_a_long_task_is_shortened_and_no_lead_is_no_category(tmp_path: Path) -> None:
    row = make_row("长" * 100, lead=(), deadline=by("到2025年", date(9999, 12, 31)))
    event = event_of(tmp_path, row)
    assert event["summary"] == "长" * (LONGEST_TASK - 1) + "…"
    assert "categories" not in event


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters()))
@pytest.mark.parametrize("head", ["", "END:VEVENT\r\nBEGIN:VEVENT\r\n", "甲\x00\x1b,;\\n\ud800"])
def test_any_text_stays_in_its_property(tmp_path: Path, head: str, text: str) -> None:
    row = make_row(head + text, lead=(head + text,), deadline=by("到2025年", date(2025, 12, 31)))
    event = event_of(tmp_path, row)
    assert event["dtstart"].dt == date(2025, 12, 31)


def test_hostile_words_come_back_as_words(tmp_path: Path) -> None:
    raw = "甲,乙;丙\\n丁：\nATTACH:http://evil.example\x07\ud800"
    row = make_row("=甲,乙;丙", clause=make_clause(raw, PLAN), deadline=by("到2025年", date(2025, 12, 31)))
    event = event_of(tmp_path, row)
    assert event["summary"] == "=甲,乙;丙（科普部）"
    assert event["description"].startswith("甲,乙;丙\\n丁：ATTACH:http://evil.example\n《")
    assert "attach" not in event
