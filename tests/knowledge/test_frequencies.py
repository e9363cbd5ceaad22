"""Written frequencies and the periods they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.frequencies import frequencies
from knowledge.quantities import to_han

OFTEN = """
每年开展评估 | year | -
每年举办2次讲座 | year | 2
每年至少开展1次演练 | year | 1
每年不少于两次 | year | 2
每年召开一次会议 | year | 1
每年四次 | year | 4
每年各2次 | year | 2
每年开展2回 | year | 2
每１年修订 | year | -
每一年修订 | year | -
每两年一次 | 2 years | 1
每两年举办一届 | 2 years | 1
每2年开展1次评估 | 2 years | 1
两年一届 | 2 years | 1
五年一届 | 5 years | 1
三年一次 | 3 years | 1
一年两次 | year | 2
1年2次 | year | 2
每五年评估两次 | 5 years | 2
每十年普查 | 10 years | -
每隔两年复核 | 2 years | -
每学年开课 | year | -
每学期开展两次 | term | 2
每半年召开一次 | 6 months | 1
每半年通报 | 6 months | -
每季度召开1次例会 | quarter | 1
每个季度召开一次 | quarter | 1
每季通报 | quarter | -
每月举办一场 | month | 1
每个月通报 | month | -
每三个月通报 | 3 months | -
每6个月通报一次 | 6 months | 1
每两周开放一次 | 2 weeks | 1
每周开放5天 | week | -
每周一次 | week | 1
每星期开放 | week | -
每天开放8小时 | day | -
每日巡查 | day | -
按季度通报 | quarter | -
按月调度 | month | -
按年度考核 | year | -
按周报送 | week | -
年度评估 | year | -
年度工作计划 | year | -
年均培训200人次 | year | -
年培训200人次 | year | -
全年举办4场 | year | -
由两年一次改为每年一次 | year | 1
由每季度调整为每月 | month | -
半年一次 | 6 months | 1
每 3 年开展1次评估 | 3 years | 1
一季度一次 | quarter | 1
一周一次 | week | 1
一月一次 | month | 1
隔年举办 | 2 years | -
半年两次 | 6 months | 2
"""


def rows(table: str) -> list[str]:
    found = [line for line in table.splitlines() if line]
    assert len(set(found)) == len(found)
    return found


def assert_often(line: str) -> None:
    phrase, per, number = (cell.strip() for cell in line.split("|"))
    (often,) = frequencies(phrase)
    assert (often.per, often.times) == (per, None if number == "-" else float(number))
    assert 0 <= often.start < often.mark <= often.end <= len(phrase)


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(rows(OFTEN)) >= 50


@pytest.mark.parametrize("line", rows(OFTEN))
def test_a_written_frequency_has_its_period_and_count(line: str) -> None:
    assert_often(line)


@pytest.mark.parametrize(
    "text",
    [
        "当年完成",
        "近年来成效明显",
        "今年举办3场",
        "去年培训200人",
        "每年都要",
        "两年来",
        "定期通报",
        "三年行动",
        "2031年举办3场",
        "青年服务站",
        "青少年培训",
        "老年服务",
        "成年培训班",
    ],
)
def test_words_that_say_no_frequency(text: str) -> None:
    assert list(frequencies(text)) == []


def test_the_output_of_a_year_in_a_condition_is_no_frequency() -> None:
    assert list(frequencies("对年产值达到3亿元的企业")) == []


@settings(max_examples=200)
@given(
    st.integers(2, 12),
    st.integers(1, 9),
    st.sampled_from([("年", "years"), ("个月", "months"), ("周", "weeks")]),
    st.booleans(),
    st.sampled_from(["举办{}次", "开展不少于{}次讲座", "至少办{}次"]),
)
def test_any_count_in_any_period_is_read(
    every: int, count: int, unit: tuple[str, str], han: bool, what: str
) -> None:
    write = to_han if han else str
    text = f"每{write(every)}{unit[0]}{what.format(write(count))}"
    (often,) = frequencies(text)
    assert (often.per, often.times) == (f"{every} {unit[1]}", float(count))
    assert text[often.start : often.mark] == f"每{write(every)}{unit[0]}"
    assert text[often.start : often.end] == text[: text.index("次") + 1]
