"""Dates of issue, of printing and of release, and how long a document applies."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.identity.issue_dates import (
    body_and_date,
    issued_on,
    printed_on,
    read_date,
    released_on,
    term_of,
    without_bracketed_date,
)
from knowledge.documents import Term
from knowledge.quantities import to_han

ISSUED = date(2031, 4, 9)


def term(text: str, issued: date | None = ISSUED) -> tuple[date | None, date | None]:
    found = term_of([("c1", "第九条", text)], issued)
    return found.first, found.last


@settings(max_examples=60)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_dates_in_arabic_and_han_numerals_come_back(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    assert read_date(f"{year}年{to_han(day.month)}月{to_han(day.day)}日") == day
    assert read_date(f"落款 {day.year} 年 {day.month} 月 {day.day} 日") == day
    assert read_date(day.isoformat()) == day


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert read_date("2031年2月30日") is None and read_date("三月五日") is None


def test_the_signature_goes_before_the_brackets_and_those_before_the_table() -> None:
    signature, head = ["云州市科协", "2031年4月9日"], ["关于夜市的意见", "（2031年3月1日）"]
    assert issued_on(signature, head, "2031-05-06") == ISSUED
    assert issued_on([], head, "2031-05-06") == date(2031, 3, 1)
    assert issued_on([], ["关于夜市的意见"], "2031-05-06") == date(2031, 5, 6)
    assert issued_on([], [], "") is None


@pytest.mark.parametrize(
    "line", ["云州市科协办公室2031年4月12日印发", "完成时限：2031年12月30日", "于2031年5月1日前报送。"]
)
def test_a_date_that_is_not_alone_signs_nothing(line: str) -> None:
    assert issued_on([line], [], "") is None


def test_a_date_beside_a_body_in_the_head_is_that_of_issue() -> None:
    assert issued_on([], ["云州市科协办公室2031年4月9日"], "2031-05-06") == ISSUED
    assert issued_on([], ["云州市夜市计划2031年4月9日"], "") is None
    assert body_and_date("云州市科协办公室2031年4月9日印发") is None


def test_the_date_behind_a_title_is_no_part_of_it() -> None:
    assert without_bracketed_date("关于夜市的通知（2031 年4 月9 日）") == "关于夜市的通知"
    assert without_bracketed_date("关于夜市的通知（2031年4月9日）........ 52") == "关于夜市的通知"
    assert without_bracketed_date("夜市计划（2031—2033年）") == "夜市计划（2031—2033年）"


def test_printing_and_release_have_dates_of_their_own() -> None:
    assert printed_on(["云州市科协", "云州市科协办公室 2031年4月12日印发"]) == date(2031, 4, 12)
    assert printed_on(["2031年4月9日", "现将办法印发给你们"]) is None
    assert released_on(["发布时间：2031-05-06"], "") == date(2031, 5, 6)
    assert released_on(["成文日期：2031-05-06"], "2031-05-07") == date(2031, 5, 7)
    assert released_on([], "") is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("本办法自2031年5月1日起施行，有效期至2036年4月30日。", (2031, 5, 1), (2036, 4, 30)),
        ("本办法自2031年5月1日起施行，有效期5年。", (2031, 5, 1), (2036, 4, 30)),
        ("本办法自2031年5月1日起施行，有效期为五年。", (2031, 5, 1), (2036, 4, 30)),
        ("本办法自2031年5月1日起施行。有效期五年。", (2031, 5, 1), (2036, 4, 30)),
        ("本通知自印发之日起施行，有效期两年。", (2031, 4, 9), (2033, 4, 8)),
        ("本细则自发布之日起试行，试行期6个月。", (2031, 4, 9), (2031, 10, 8)),
        ("本意见自2031年6月1日起执行。", (2031, 6, 1), None),
        ("本办法（试行）自2031年6月1日起施行。", (2031, 6, 1), None),
        ("本规定自2031年6月1日起施行，至2033年12月31日止。", (2031, 6, 1), (2033, 12, 31)),
        ("本办法有效期自2031年5月1日至2034年4月30日。", None, (2034, 4, 30)),
    ],
)
def test_a_document_says_how_long_it_applies(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int] | None
) -> None:
    assert term(text) == (date(*first) if first else None, date(*last) if last else None)


@pytest.mark.parametrize(
    "text",
    [
        "科普基地的命名有效期为三年。",
        "证书自颁发之日起有效期5年。",
        "基地称号自公布之日起有效，有效期至2035年12月31日。",
        "项目自2031年5月1日起施行分级管理。",
        "到2035年，本市建成科普基地50个。",
        "本办法所称基地，是指有效期内的科普基地。",
    ],
)
def test_what_has_a_term_in_the_text_is_not_the_document(text: str) -> None:
    assert term(text) == (None, None)


def test_a_term_knows_the_clause_that_says_it_and_no_day_that_is_not_known() -> None:
    found = term_of(
        [("c1", "第一条", "好。"), ("c2", "第二条", "本办法自印发之日起施行，有效期3年。")], ISSUED
    )
    assert found == Term(ISSUED, date(2034, 4, 8), "c2", "第二条")
    assert term("本办法自印发之日起施行，有效期3年。", None) == (None, None)


@given(st.dates(date(1990, 1, 1), date(2080, 12, 31)), st.integers(1, 30))
def test_a_term_of_years_ends_on_the_eve_of_its_anniversary(day: date, years: int) -> None:
    first, last = term(f"本办法自{day.year}年{day.month}月{day.day}日起施行，有效期{years}年。")
    assert first == day and last is not None
    assert last.year in (day.year + years, day.year + years - 1) and (last - day).days in range(
        365 * years - 1, 366 * years
    )
