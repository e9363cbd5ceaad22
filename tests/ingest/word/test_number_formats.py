"""Number formats of Word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.word.number_formats import printed
from knowledge.quantities import parse_han


@pytest.mark.parametrize(
    ("style", "numbers", "expected"),
    [
        ("decimal", (0, 1, 12), "0 1 12"),
        ("decimalZero", (1, 12, 123), "01 12 123"),
        ("decimalFullWidth", (1, 20), "１ ２０"),
        ("decimalEnclosedCircle", (1, 10, 20, 21), "① ⑩ ⑳ 21"),
        ("decimalEnclosedCircleChinese", (3,), "③"),
        ("decimalEnclosedFullstop", (1, 20), "⒈ ⒛"),
        ("decimalEnclosedParen", (1, 20), "⑴ ⒇"),
        ("ideographEnclosedCircle", (1, 10, 11), "㊀ ㊉ 11"),
        ("numberInDash", (2,), "- 2 -"),
        ("chineseCounting", (1, 10, 11, 20, 21), "一 十 十一 二十 二十一"),
        ("chineseCountingThousand", (100, 105, 1000), "一百 一百零五 一千"),
        ("japaneseCounting", (10, 100, 111, 1000), "十 百 百十一 千"),
        ("ideographDigital", (1, 10, 11, 20), "一 一〇 一一 二〇"),
        ("chineseLegalSimplified", (1, 10, 23), "壹 壹拾 贰拾叁"),
        ("ideographLegalTraditional", (2, 6), "貳 陸"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographZodiac", (1, 12, 13), "子 亥 13"),
        ("upperLetter", (1, 26, 27, 53, 0), "A Z AA AAA 0"),
        ("lowerLetter", (1, 28), "a bb"),
        ("upperRoman", (1, 4, 1994), "I IV MCMXCIV"),
        ("lowerRoman", (9, 40), "ix xl"),
        ("none", (1,), ""),
        ("bullet", (1,), ""),
        ("hebrew1", (3,), "3"),
    ],
)
def test_a_number_is_printed_as_word_prints_it(style: str, numbers: tuple[int, ...], expected: str) -> None:
    assert " ".join(printed(number, style) for number in numbers) == expected


@given(
    st.integers(0, 32_767), st.sampled_from(["upperRoman", "lowerLetter", "upperLetter", "ideographZodiac"])
)
def test_no_number_is_long_or_empty(number: int, style: str) -> None:
    assert 0 < len(printed(number, style)) <= 30


@given(st.integers(1, 9999), st.sampled_from(["chineseCounting", "chineseCountingThousand"]))
def test_chinese_numbers_are_read_back(number: int, style: str) -> None:
    assert parse_han(printed(number, style)) == number
