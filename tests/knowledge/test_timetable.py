"""Rows parted by a day: each dated row stands in exactly one group."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.commitments import Commitment, Frequency
from knowledge.documents import Validity
from knowledge.timetable import targets_of, timetable, years_of
from tests.knowledge.test_ledger import BASES, PLAN, RULES, STATIONS, TWENTY, by, row

TODAY = date(2032, 7, 15)
REPEALED = replace(RULES, validity=Validity("repealed"))


def due(name: str, day: date | None, **changes: object) -> Commitment:
    return row(name, deadline=by(day), **changes)


@pytest.mark.parametrize(
    ("day", "group"),
    [
        (date(2032, 7, 14), "past"),
        (date(2032, 1, 1), "past"),
        (date(2032, 7, 15), "this_year"),
        (date(2032, 12, 31), "this_year"),
        (date(2033, 1, 1), "later"),
        (None, "undated"),
    ],
)
def test_the_day_itself_is_not_over(day: date | None, group: str) -> None:
    found = timetable([due("1", day)], TODAY)
    groups = ("past", "past_outdated", "this_year", "later", "undated")
    assert [name for name in groups if getattr(found, name)] == [group]


@pytest.mark.parametrize("status", ["repealed", "superseded", "expired"])
def test_what_a_document_asked_that_does_not_apply_stands_apart(status: str) -> None:
    old = replace(RULES, validity=Validity(status))  # type: ignore[arg-type]  # one of the three
    over, ahead = due("1", date(2031, 1, 1), source=old), due("2", date(2033, 1, 1), source=old)
    found = timetable([over, ahead], TODAY)
    assert (found.past, found.past_outdated, found.later) == ((), (over,), (ahead,))


def test_the_latest_past_and_the_nearest_to_come_are_first() -> None:
    days = [date(2031, 1, 1), date(2032, 1, 1), date(2034, 1, 1), date(2033, 1, 1)]
    found = timetable([due(str(day), day) for day in days], TODAY)
    assert [one.deadline.date.year for one in (*found.past, *found.later) if one.deadline and one.deadline.date] == [2032, 2031, 2033, 2034]  # fmt: skip


def test_recurring_duties_are_grouped_by_period_the_most_frequent_first() -> None:
    pers = ("5 years", "year", "2 years", "week", "blue moon", "quarter", "2 weeks")
    rows = [row(per, frequency=Frequency(per, per)) for per in pers]
    found = timetable([*rows, BASES], TODAY).recurring
    assert list(found) == ["week", "2 weeks", "quarter", "year", "2 years", "5 years", "blue moon"]
    assert len(found["quarter"]) == 2


def test_a_yearly_day_is_recurring_and_not_undated_as_well() -> None:
    both = replace(due("1", None), frequency=Frequency("每年", "year"))
    found = timetable([both], TODAY)
    assert found.undated == () and found.recurring == {"year": (both,)}


@given(st.lists(st.none() | st.dates(date(2030, 1, 1), date(2035, 1, 1))), st.lists(st.booleans()))
def test_every_deadline_is_in_one_group(days: list[date | None], old: list[bool]) -> None:
    sources = [REPEALED if flag else PLAN for flag in old] + [PLAN] * len(days)
    rows = [
        due(str(n), day, source=source) for n, (day, source) in enumerate(zip(days, sources, strict=False))
    ]
    found = timetable(rows, TODAY)
    grouped = [*found.past, *found.past_outdated, *found.this_year, *found.later, *found.undated]
    assert sorted(one.id for one in grouped) == sorted(one.id for one in rows)


def test_targets_stand_under_their_document_and_years_in_order() -> None:
    other = row("9", RULES, indicators=(TWENTY,), deadline=by(date(2030, 1, 1)))
    assert targets_of([STATIONS, other, BASES]) == {PLAN: (STATIONS,), RULES: (other,)}
    assert years_of([STATIONS, other, BASES]) == (2030, 2032)
