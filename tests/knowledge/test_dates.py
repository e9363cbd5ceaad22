"""Written times: their words, whether they set a limit, what they leave open; any text is read without error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.dates import BY_CONTEXT, BY_ISSUE, BY_PERIOD, WRITTEN, five_year_plan, times
from knowledge.frequencies import frequencies
from tests.knowledge.frames import BASES, FRAMES


def test_the_day_of_the_week_does_not_hide_the_limit_of_a_day_with_its_year() -> None:
    (time,) = times("2025年4月15日（星期二）前报送", FRAMES["plain"])
    assert time.marked


@pytest.mark.parametrize(
    ("text", "written", "marked"),
    [
        ("力争到2030年底建成8个", "到2030年底", True),
        ("材料于2025年9月15日前报送", "2025年9月15日前", True),
        ("2030年建成8个", "2030年", False),
        ("2030年6月建成8个", "2030年6月", False),
        ("2030年内建成8个", "2030年内", True),
        ("印发之日起30日内报送", "印发之日起30日内", True),
        ("务必在今年底前建成", "今年底前", True),
        ("共用三年时间建成", "用三年时间", True),
    ],
)
def test_a_time_knows_its_words_and_whether_they_set_a_limit(text: str, written: str, marked: bool) -> None:
    (time,) = times(text, FRAMES["plain"])
    assert (text[time.start : time.end], time.marked) == (written, marked)


@pytest.mark.parametrize(
    ("text", "unsure"),
    [
        ("2030年前建成", "当年"),
        ("2030年以前建成", "当年"),
        ("2030年6月前建成", "当月"),
        ("6月之前建成", "当月"),
        ("2030年底前建成", ""),
        ("到2030年建成", ""),
        ("2030年6月底前建成", ""),
        ("2030年6月5日前建成", ""),
        ("2030年第二季度前建成", ""),
        ("2030年上半年前建成", ""),
        ("6月底前建成", ""),
        ("今年内建成", ""),
    ],
)
def test_before_a_year_or_month_leaves_open_whether_it_counts(text: str, unsure: str) -> None:
    (time,) = times(text, FRAMES["plain"])
    assert (unsure in time.doubt) if unsure else time.doubt == ""


@pytest.mark.parametrize(
    ("number", "first", "last"), [(12, 2011, 2015), (13, 2016, 2020), (14, 2021, 2025), (15, 2026, 2030)]
)
def test_five_year_plans_are_those_of_the_state(number: int, first: int, last: int) -> None:
    assert five_year_plan(number) == (date(first, 1, 1), date(last, 12, 31))


# --- any text ------------------------------------------------------------------------------------


def assert_sound(text: str) -> None:
    for frame in FRAMES.values():
        end = 0
        for time in times(text, frame):
            assert end <= time.start < time.end <= len(text)
            assert time.basis in BASES.values()
            assert time.date is not None or time.basis not in (BY_PERIOD,)
            assert time.date is None or time.basis in (WRITTEN, BY_ISSUE, BY_PERIOD, BY_CONTEXT)
            end = time.end
    end = 0
    for often in frequencies(text):
        assert end <= often.start < often.mark <= often.end <= len(text)
        assert often.per and often.start >= end
        end = often.mark


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_error(text: str) -> None:
    assert_sound(text)


_PIECES = "到 至 截至 于 自 从 2025 2030 ２０３０ 二〇三〇 今 本 明 次 每 年 月 日 底 末 内 前 之前 初 中 上旬 30 31 2 02 十三 三十一 九千 0 00 亿 第 一 三 季度".split()
_PIECES += "上半年 “十四五” 十五五 期末 时期 规划期末 印发之日起 发布后 三 十 个月 个工作日 周 天 小时 起 以来 的 度 未来 用 时间 每年 每两年 半 隔 按 一次 次 两 届 改为 — - 《 》 ， 。".split()
_PIECES += [" ", "\n", "①", "٣"]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(_PIECES), max_size=20).map("".join))
def test_any_heap_of_times_is_read_without_error(text: str) -> None:
    assert_sound(text)


@pytest.mark.parametrize(
    "text",
    ["印发之日起" + "亿" * 60 + "日内", "印发之日起9999年内", "每" * 3000, "2030年2月30日前", "2030年" * 500],
)
def test_times_beyond_the_calendar_have_no_day_and_raise_nothing(text: str) -> None:
    assert_sound(text)


@pytest.mark.parametrize(
    "text", ["印发之日起" + "二" * 5000 + "日内", "每" + "二" * 5000 + "年", "每年" + "二" * 5000 + "次"]
)
def test_numerals_of_any_length_are_read_without_error(text: str) -> None:
    assert_sound(text)
