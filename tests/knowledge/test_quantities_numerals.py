"""Chinese numerals up to ten thousand, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.quantities import parse_han, to_han


@settings(max_examples=200)
@given(st.integers(0, 9999))
def test_han_numerals_come_back(number: int) -> None:
    assert parse_han(to_han(number)) == number


@pytest.mark.parametrize(
    ("number", "han"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (2031, "二千零三十一"),
    ],
)
def test_numbers_are_written_as_a_person_writes_them(number: int, han: str) -> None:
    assert to_han(number) == han


@pytest.mark.parametrize(
    ("han", "number"),
    [
        ("二〇三一", 2031),
        ("两千", 2000),
        ("三千五百", 3500),
        ("一百二十", 120),
        ("十万", 100_000),
        ("三亿五千万", 350_000_000),
        ("廿", 20),
        ("廿四", 24),
        ("万", 10_000),
    ],
)
def test_every_way_to_write_a_numeral_is_read(han: str, number: int) -> None:
    assert parse_han(han) == number


@pytest.mark.parametrize("text", ["", "甲", "十甲", "12", "一点五"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert parse_han(text) is None


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_han(number)
