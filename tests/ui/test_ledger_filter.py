"""Roles, days and frequencies as people write them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UserError
from knowledge.frequencies import spoken
from ui.ledger_filter import KINDS, ROLES, day_of, one_of, per_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2032", date(2032, 1, 1), date(2032, 12, 31)),
        ("2032年", date(2032, 1, 1), date(2032, 12, 31)),
        (" 2032-02 ", date(2032, 2, 1), date(2032, 2, 29)),
        ("2032年6月", date(2032, 6, 1), date(2032, 6, 30)),
        ("2032.6.5", date(2032, 6, 5), date(2032, 6, 5)),
        ("2032年6月5日", date(2032, 6, 5), date(2032, 6, 5)),
    ],
)
def test_a_year_or_month_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert (day_of(text, last=False), day_of(text, last=True)) == (first, last)


@pytest.mark.parametrize("text", ["", "明年", "2032-13", "2032-02-30", "0000", "32"])
def test_another_date_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="看不懂，请写成 2025-12-31"):
        day_of(text, last=True)


@given(st.text(max_size=12))
def test_what_begins_with_no_year_is_a_sentence(text: str) -> None:
    if re.match(r"\s*\d{4}", text):
        return
    with pytest.raises(UserError, match="看不懂"):
        day_of(text, last=False)


@pytest.mark.parametrize(("text", "per"), [("每年", "year"), ("每两年", "2 years"), ("6 months", "6 months")])
def test_a_frequency_is_a_period(text: str, per: str) -> None:
    assert per_of(text) == per


@given(st.sampled_from(["day", "week", "month", "quarter", "year", "term"]), st.integers(2, 99))
def test_a_period_said_in_chinese_is_the_same_period(unit: str, count: int) -> None:
    assert per_of(spoken(unit)) == unit
    assert per_of(spoken(f"{count} {unit}s")) == f"{count} {unit}s"


def test_half_a_year_and_what_is_no_period() -> None:
    assert per_of(spoken("6 months")) == "6 months" and spoken("6 months") == "每半年"
    assert spoken("blue moon") == "blue moon"


def test_a_word_that_is_not_in_the_list_is_told_with_the_list() -> None:
    assert one_of("牵头", ROLES, "角色") == "lead" and one_of(" 时限 ", KINDS, "类型") == "deadline"
    with pytest.raises(UserError, match="角色“旁观”不对，可用：牵头、配合、全部"):
        one_of("旁观", ROLES, "角色")
