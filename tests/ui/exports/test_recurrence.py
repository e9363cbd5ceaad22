"""When a frequency comes round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import pytest
from dateutil.rrule import FREQNAMES, rrule
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.exports.ledgers import PLAIN, PLAN, TODAY, by, every, make_row
from ui.exports.recurrence import Recurrence, due_days, recurrence

ISSUED = replace(PLAIN, issued_on=date(2023, 8, 15))


@pytest.mark.parametrize(
    ("per", "first", "rule"),
    [
        ("year", date(2023, 12, 31), {"FREQ": "YEARLY", "BYMONTH": [12], "BYMONTHDAY": -1}),
        ("2 years", date(2024, 12, 31), {"FREQ": "YEARLY", "INTERVAL": 2, "BYMONTH": [12], "BYMONTHDAY": -1}),
        ("quarter", date(2023, 9, 30), {"FREQ": "MONTHLY", "INTERVAL": 3, "BYMONTHDAY": -1}),
        ("6 months", date(2023, 12, 31), {"FREQ": "MONTHLY", "INTERVAL": 6, "BYMONTHDAY": -1}),
        ("2 months", date(2023, 8, 31), {"FREQ": "MONTHLY", "INTERVAL": 2, "BYMONTHDAY": -1}),
        ("month", date(2023, 8, 31), {"FREQ": "MONTHLY", "BYMONTHDAY": -1}),
        ("week", date(2023, 8, 20), {"FREQ": "WEEKLY"}),
        ("2 weeks", date(2023, 8, 27), {"FREQ": "WEEKLY", "INTERVAL": 2}),
        ("day", date(2023, 8, 15), {"FREQ": "DAILY"}),
        ("10 days", date(2023, 8, 24), {"FREQ": "DAILY", "INTERVAL": 10}),
    ],
)
def test_a_period_falls_due_on_its_last_day(per: str, first: date, rule: dict[str, object]) -> None:
    assert recurrence(make_row(source=ISSUED, frequency=every(per, "定期")), TODAY) == Recurrence(first, rule)


@pytest.mark.parametrize("per", ["term", "2 terms", "0 years", "100 years", "year or so", "", "1.5 years"])
def test_an_unknown_period_is_left_out(per: str) -> None:
    assert recurrence(make_row(frequency=every(per)), TODAY) is None


def test_a_row_without_frequency_does_not_recur() -> None:
    assert recurrence(make_row(deadline=by("每年11月底前")), TODAY) is None


@pytest.mark.parametrize(
    ("often", "deadline", "months", "day", "first"),
    [
        ("每年", "每年11月底前", [11], -1, date(2023, 11, 30)),
        ("每年", "每年3月15日前", [3], 15, date(2024, 3, 15)),
        ("每年", "每年十一月五日前", [11], 5, date(2023, 11, 5)),
        ("每年9月", None, [9], -1, date(2023, 9, 30)),
        ("每年９月份", None, [9], -1, date(2023, 9, 30)),
        ("每年", "每年12月中旬", [12], 20, date(2023, 12, 20)),
        ("每年", "每年10月上旬", [10], 10, date(2023, 10, 10)),
        ("每年", "每年6月底和12月底前", [6, 12], -1, date(2023, 12, 31)),
        ("每年", "每年1月1日至3月31日", [3], 31, date(2024, 3, 31)),
        ("每年", "每年2—3月", [3], -1, date(2024, 3, 31)),
        ("每年", "每年2月29日前", [2], -1, date(2024, 2, 29)),
        ("每年", "每年第一季度前", [3], -1, date(2024, 3, 31)),
        ("每年", "每年13月", [12], -1, date(2023, 12, 31)),
        ("每年", "收到后15个工作日内", [12], -1, date(2023, 12, 31)),
    ],
)
def test_the_words_fix_month_and_day(
    often: str, deadline: str | None, months: list[int], day: int, first: date
) -> None:
    due = by(deadline) if deadline else None
    found = recurrence(make_row(source=ISSUED, frequency=every("year", often), deadline=due), TODAY)
    assert found == Recurrence(first, {"FREQ": "YEARLY", "BYMONTH": months, "BYMONTHDAY": day})


def test_a_deadline_with_its_own_day_fixes_nothing() -> None:
    row = make_row(source=ISSUED, frequency=every("year"), deadline=by("2025年3月底前", date(2025, 3, 31)))
    found = recurrence(row, TODAY)
    assert found is not None
    assert found.rule["BYMONTH"] == [12]


def test_a_deadline_of_its_own_ends_it_and_not_the_planning_period() -> None:
    for day in (date(2023, 6, 30), date(2027, 6, 30)):
        found = recurrence(make_row(source=PLAN, frequency=every("year"), deadline=by("到期", day)), TODAY)
        assert found is not None and found.rule["UNTIL"] == day
    alone = recurrence(make_row(source=ISSUED, frequency=every("month"), deadline=by("到期", day)), TODAY)
    assert alone is not None and alone.rule["UNTIL"] == day
    without_day = recurrence(
        make_row(source=PLAN, frequency=every("year"), deadline=by("每年11月底前")), TODAY
    )
    assert without_day is not None and without_day.rule["UNTIL"] == date(2025, 12, 31)
    assert "UNTIL" not in (recurrence(make_row(source=ISSUED, frequency=every("year")), TODAY) or alone).rule


@pytest.mark.parametrize(
    ("often", "day", "first"),
    [
        ("每月10日前", 10, date(2023, 9, 10)),
        ("每月1日至5日", 5, date(2023, 9, 5)),
        ("每月31日", -1, date(2023, 8, 31)),
    ],
)
def test_the_words_fix_the_day_of_the_month(often: str, day: int, first: date) -> None:
    found = recurrence(make_row(source=ISSUED, frequency=every("month", often)), TODAY)
    assert found == Recurrence(first, {"FREQ": "MONTHLY", "BYMONTHDAY": day})


def test_a_planning_period_ends_it_and_counts_its_years() -> None:
    end = {"UNTIL": date(2025, 12, 31)}
    yearly = recurrence(make_row(frequency=every("year")), TODAY)
    fifth = recurrence(make_row(frequency=every("5 years", "每五年")), TODAY)
    assert yearly is not None and fifth is not None
    assert (yearly.first, yearly.rule["UNTIL"]) == (date(2021, 12, 31), end["UNTIL"])
    assert (fifth.first, fifth.rule["UNTIL"]) == (date(2025, 12, 31), end["UNTIL"])
    assert recurrence(make_row(frequency=every("6 years", "每六年")), TODAY) is None


def test_it_begins_with_the_later_of_issue_and_period_else_today() -> None:
    early = replace(PLAN, issued_on=date(2020, 12, 20))
    undated = replace(PLAN, issued_on=None)
    begins = {
        source: found.first
        for source in (early, undated, PLAIN)
        if (found := recurrence(make_row(source=source, frequency=every("month", "每月")), TODAY))
    }
    assert begins == {early: date(2021, 1, 31), undated: date(2021, 1, 31), PLAIN: date(2026, 5, 31)}


@pytest.mark.parametrize("per", ["99 years", "99 months", "99 weeks", "99 days", "year"])
def test_the_end_of_the_calendar_is_no_accident(per: str) -> None:
    last = replace(PLAIN, issued_on=date(9999, 12, 31))
    found = recurrence(make_row(source=last, frequency=every(per, "定期")), TODAY)
    assert found is None or found.first == date(9999, 12, 31)


PERS = ("day", "3 days", "week", "2 weeks", "month", "5 months", "quarter", "year", "3 years")
WORDS = ("定期", "每年2月29日前", "每年6月底和12月底前", "每年11月5日", "每月10日前", "每季度末月15日前")


@given(
    st.sampled_from(PERS), st.sampled_from(WORDS),
    st.dates(date(2023, 1, 1), date(2027, 1, 1)), st.integers(0, 1500), st.booleans(),
)  # fmt: skip
def test_the_days_are_those_of_the_calendar_rule(
    per: str, words: str, since: date, length: int, planned: bool
) -> None:
    found = recurrence(make_row(source=PLAN if planned else ISSUED, frequency=every(per, words)), TODAY)
    if found is None:
        return
    names = {"FREQ": "freq", "INTERVAL": "interval", "BYMONTH": "bymonth", "BYMONTHDAY": "bymonthday"}
    rule: dict[str, Any] = {names[key]: value for key, value in found.rule.items() if key in names}
    rule["freq"] = FREQNAMES.index(rule["freq"])
    until = min(since + timedelta(days=length), cast("date", found.rule.get("UNTIL", date.max)))
    days = rrule(**rule, dtstart=datetime.combine(found.first, time.min))
    expected = days.between(*(datetime.combine(day, time.min) for day in (since, until)), inc=True)
    assert list(due_days(found, since, since + timedelta(days=length))) == [day.date() for day in expected]


@pytest.mark.parametrize("per", ["day", "99 days", "month", "99 years"])
def test_days_up_to_the_end_of_the_calendar(per: str) -> None:
    found = recurrence(make_row(source=ISSUED, frequency=every(per, "定期")), TODAY)
    assert found is not None
    days = list(due_days(found, date(9990, 1, 1), date.max))
    assert days == sorted(days) and all(day >= date(9990, 1, 1) for day in days)
