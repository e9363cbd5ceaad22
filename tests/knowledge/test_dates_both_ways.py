"""Both ways: a day, the ways to write it, the day again."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.dates import BY_ISSUE, BY_PERIOD, RELATIVE_YEAR, WRITTEN, Frame, last_day, times
from knowledge.quantities import to_han
from tests.knowledge.frames import FRAMES


def in_digits(year: int, zero: str = "〇") -> str:
    return "".join((zero + "一二三四五六七八九")[int(digit)] for digit in str(year))


DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@settings(max_examples=400)
@given(
    DAYS,
    st.sampled_from(["〇", "零", "○"]),
    st.integers(0, 3),
    st.sampled_from(["前", "之前", "以前", "", "止"]),
)
def test_a_written_day_is_that_day(day: date, zero: str, form: int, by: str) -> None:
    written = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month:02} 月 {day.day:02} 日",
        f"{in_digits(day.year, zero)}年{to_han(day.month)}月{to_han(day.day)}日",
        f"{day.year}年{day.month}月{day.day}号",
    )[form]
    text = f"各单位请于{written}{by}，报送名单。"
    (time,) = times(text, Frame())
    assert (time.date, time.basis, text[time.start : time.end]) == (day, WRITTEN, f"{written}{by}")


@settings(max_examples=300)
@given(st.integers(2001, 2099), st.integers(1, 12), st.integers(0, 8), st.booleans())
def test_a_written_month_quarter_half_or_year_is_its_last_day(
    year: int, month: int, form: int, han: bool
) -> None:
    y, m = (in_digits(year), to_han(month)) if han else (str(year), str(month))
    quarter = (month + 2) // 3
    written, expected = (
        (f"{y}年{m}月底前", month),
        (f"{y}年{m}月前", month),
        (f"到{y}年{m}月", month),
        (f"{y}年{m}月末", month),
        (f"{y}年第{'一二三四'[quarter - 1]}季度前", quarter * 3),
        (f"{y}年{quarter}季度末", quarter * 3),
        (f"{y}年{'上' if month < 7 else '下'}半年", 6 if month < 7 else 12),
        (f"{y}年底前", 12),
        (f"到{y}年", 12),
    )[form]
    (time,) = times(f"{written}，建成驿站。", Frame())
    day = date(year, expected, calendar.monthrange(year, expected)[1])
    assert (time.date, time.basis) == (day, WRITTEN)
    assert last_day(year, expected) == day


@settings(max_examples=300)
@given(DAYS, DAYS, st.booleans())
def test_a_day_without_a_year_is_the_next_one_from_the_issue_on(issued: date, day: date, han: bool) -> None:
    assume((day.month, day.day) != (2, 29))
    m, d = (to_han(day.month), to_han(day.day)) if han else (day.month, day.day)
    (time,) = times(f"请于{m}月{d}日前报送", Frame(issued))
    this_year = day.replace(year=issued.year)
    expected = this_year if this_year >= issued else day.replace(year=issued.year + 1)
    assert (time.date, time.basis) == (expected, BY_ISSUE)


@settings(max_examples=200)
@given(DAYS, st.sampled_from([("今年", 0), ("本年", 0), ("明年", 1)]))
def test_this_year_and_next_count_from_the_year_of_issue(issued: date, word: tuple[str, int]) -> None:
    (time,) = times(f"{word[0]}6月底前建成", Frame(issued))
    assert (time.date, time.basis) == (date(issued.year + word[1], 6, 30), BY_ISSUE)


@pytest.mark.parametrize("word", ["当年", "次年", "翌年"])
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_that_year_and_the_one_after_it_have_no_day(word: str, frame: Frame) -> None:
    (time,) = times(f"{word}6月底前建成", frame)
    assert (time.date, time.basis) == (None, RELATIVE_YEAR)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last of a shorter month; counted month by month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@settings(max_examples=400)
@given(
    DAYS,
    st.integers(1, 60),
    st.sampled_from("日 天 周 星期 个月 年".split()),
    st.booleans(),
    st.sampled_from(
        ["自印发之日起", "印发之日起", "本办法发布之日起", "自施行之日起", "印发后", "通知下发之日起"]
    ),
    st.sampled_from(["内", "之内", "以内"]),
)
def test_a_span_after_the_issue_ends_that_much_later(
    issued: date, number: int, unit: str, han: bool, since: str, within: str
) -> None:
    (time,) = times(f"{since}{to_han(number) if han else number}{unit}{within}完成", Frame(issued))
    if unit in ("个月", "年"):
        expected = months_later(issued, number * (12 if unit == "年" else 1))
    else:
        expected = issued + timedelta(days=number * (1 if unit in "日天" else 7))
    assert (time.date, time.basis) == (expected, BY_ISSUE)


@settings(max_examples=200)
@given(DAYS, st.integers(1, 9), st.booleans(), st.sampled_from(["内", "之内", "以内"]))
def test_years_within_count_from_the_issue(issued: date, years: int, han: bool, within: str) -> None:
    (time,) = times(f"{to_han(years) if han else years}年{within}建成驿站", Frame(issued))
    assert (time.date, time.basis) == (months_later(issued, 12 * years), BY_ISSUE)


@settings(max_examples=100)
@given(st.integers(2, 9), st.integers(2001, 2080), st.integers(2, 9))
def test_years_within_that_are_the_period_end_with_it(length: int, first: int, years: int) -> None:
    issued = date(first, 5, 6)
    frame = Frame(issued, (date(first, 1, 1), date(first + length - 1, 12, 31)))
    (time,) = times(f"{years}年内建成驿站", frame)
    ends = (frame.period or (issued, issued))[1]
    same = years == length
    assert (time.date, time.basis) == (
        ends if same else months_later(issued, 12 * years),
        BY_PERIOD if same else BY_ISSUE,
    )
