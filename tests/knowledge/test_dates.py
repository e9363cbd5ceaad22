"""Written times resolved to days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.dates import (
    BY_CONTEXT,
    BY_ISSUE,
    BY_PERIOD,
    FROM_EVENT,
    NO_ISSUE_DATE,
    NO_PERIOD,
    RELATIVE_YEAR,
    WORKING_DAYS,
    WRITTEN,
    YEARLY,
    Frame,
    five_year_plan,
    last_day,
    times,
)
from knowledge.frequencies import frequencies
from knowledge.quantities import to_han

ISSUED = date(2025, 3, 10)
FRAMES = {
    "plain": Frame(ISSUED),
    "plan": Frame(date(2021, 6, 15), (date(2021, 1, 1), date(2025, 12, 31))),
    "none": Frame(),
    "named": Frame(ISSUED, named=date(2027, 6, 30)),
    "yearly": Frame(ISSUED, yearly=True),
}
BASES = {
    "写明": WRITTEN,
    "成文": BY_ISSUE,
    "规划": BY_PERIOD,
    "前文": BY_CONTEXT,
    "某年": RELATIVE_YEAR,
    "逐年": YEARLY,
    "某事": FROM_EVENT,
    "工作日": WORKING_DAYS,
    "缺成文": NO_ISSUE_DATE,
    "缺规划": NO_PERIOD,
}

# frame | phrase | the times in it: last day (- if none) and basis; 无 where it sets no time.
# plain was issued on 2025-03-10; plan on 2021-06-15 for 2021 to 2025; none says neither. In named the
# words before said 2027-06-30, in yearly 每年….
TIMES = """
plain | 到2030年，建成8个 | 2030-12-31 写明
plain | 至2030年，建成8个 | 2030-12-31 写明
plain | 到2030年底，建成8个 | 2030-12-31 写明
plain | 到2030年年底，建成8个 | 2030-12-31 写明
plain | 到2030年末，建成8个 | 2030-12-31 写明
plain | 2030年底前建成 | 2030-12-31 写明
plain | 2030年底以前建成 | 2030-12-31 写明
plain | 2030年年底之前建成 | 2030-12-31 写明
plain | 于2030年底前建成 | 2030-12-31 写明
plain | 在2030年底前建成 | 2030-12-31 写明
plain | 2030 年底前建成 | 2030-12-31 写明
plain | 2030 年 6 月底前建成 | 2030-06-30 写明
plain | 2030年前建成 | 2030-12-31 写明
plain | 2030年以前建成 | 2030-12-31 写明
plain | 2030年内建成 | 2030-12-31 写明
plain | 2030年初建成 | 2030-03-31 写明
plain | 2030年中建成 | 2030-06-30 写明
plain | 2030年上半年建成 | 2030-06-30 写明
plain | 2030年下半年建成 | 2030-12-31 写明
plain | 2030年上半年前建成 | 2030-06-30 写明
plain | 2026年第一季度建成 | 2026-03-31 写明
plain | 2026年第二季度前建成 | 2026-06-30 写明
plain | 2026年三季度末建成 | 2026-09-30 写明
plain | 2026年四季度建成 | 2026-12-31 写明
plain | 2026年第4季度建成 | 2026-12-31 写明
plain | 2025年9月底前建成 | 2025-09-30 写明
plain | 2025年9月建成 | 2025-09-30 写明
plain | 2025年9月份建成 | 2025-09-30 写明
plain | 2025年9月末建成 | 2025-09-30 写明
plain | 2028年2月底前建成 | 2028-02-29 写明
plain | 2027年2月底前建成 | 2027-02-28 写明
plain | 2025年9月初建成 | 2025-09-10 写明
plain | 2025年9月上旬建成 | 2025-09-10 写明
plain | 2025年9月中旬前建成 | 2025-09-20 写明
plain | 2025年9月下旬建成 | 2025-09-30 写明
plain | 2025年9月15日前报送 | 2025-09-15 写明
plain | 2025年9月15日以前报送 | 2025-09-15 写明
plain | 2025年9月15号之前报送 | 2025-09-15 写明
plain | 2025年09月05日前报送 | 2025-09-05 写明
plain | 2025 年 9 月 15 日前报送 | 2025-09-15 写明
plain | 至2025年9月15日止 | 2025-09-15 写明
plain | 到2025年9月15日为止 | 2025-09-15 写明
plain | 二〇二五年十二月三十一日前报送 | 2025-12-31 写明
plain | 二○二五年十月八日前报送 | 2025-10-08 写明
plain | 二零二五年十一月二十日前报送 | 2025-11-20 写明
plain | 二〇三〇年底前建成 | 2030-12-31 写明
plain | 到二〇三五年建成 | 2035-12-31 写明
plain | 今年建成8个 | 2025-12-31 成文
plain | 今年底前建成 | 2025-12-31 成文
plain | 今年年底前建成 | 2025-12-31 成文
plain | 今年9月底前建成 | 2025-09-30 成文
plain | 今年第三季度建成 | 2025-09-30 成文
plain | 本年底前完成 | 2025-12-31 成文
plain | 当年12月15日前完成 | - 某年
plain | 当年底前完成 | - 某年
none | 翌年3月底前完成 | - 某年
plain | 明年6月底前完成 | 2026-06-30 成文
plain | 明年年底建成 | 2026-12-31 成文
plain | 次年3月底前完成 | - 某年
plain | 后年底前建成 | - 某年
plain | 年底前建成 | 2025-12-31 成文
plain | 年内建成 | 2025-12-31 成文
plain | 于年底前报送 | 2025-12-31 成文
plain | 年末前报送 | 2025-12-31 成文
plain | 6月底前建成 | 2025-06-30 成文
plain | 6月30日前报送 | 2025-06-30 成文
plain | 六月三十日前报送 | 2025-06-30 成文
plain | 于11月15日前报送 | 2025-11-15 成文
plain | 1月底前报送 | 2026-01-31 成文
plain | 3月9日前报送 | 2026-03-09 成文
plain | 3月10日前报送 | 2025-03-10 成文
plain | 自印发之日起30日内报送 | 2025-04-09 成文
plain | 印发之日起30日内报送 | 2025-04-09 成文
plain | 本办法印发之日起三十日内报送 | 2025-04-09 成文
plain | 发布后15天内报送 | 2025-03-25 成文
plain | 印发后两周内报送 | 2025-03-24 成文
plain | 自发布之日起两个月内建成 | 2025-05-10 成文
plain | 自公布之日起6个月内建成 | 2025-09-10 成文
plain | 自施行之日起1年内建成 | 2026-03-10 成文
plain | 印发之日起10个工作日内报送 | - 工作日
plain | 三年内建成 | 2028-03-10 成文
plain | 3年内建成 | 2028-03-10 成文
plain | 未来五年，建成50个 | 2030-03-10 成文
plain | 用三年时间，建成50个 | 2028-03-10 成文
plain | 今后三年累计培训900名 | 2028-03-10 成文
plan | 三年内建成 | 2024-06-15 成文
plan | 五年内建成 | 2025-12-31 规划
plan | 五年累计培训900名 | 2025-12-31 规划
plan | 五年共建成60个 | 2025-12-31 规划
plan | 规划期内建成60个 | 2025-12-31 规划
plan | 规划期末达到60个 | 2025-12-31 规划
plan | “十四五”期末达到60个 | 2025-12-31 规划
plan | “十四五”末达到60个 | 2025-12-31 规划
plan | "十四五"期间建成60个 | 2025-12-31 规划
plan | “十四五”时期，建成60个 | 2025-12-31 规划
plan | 十四五末达到60个 | 2025-12-31 规划
plan | “十五五”末达到90个 | 2030-12-31 规划
plan | “十三五”时期建成30个 | 无
plan | “十四五”以来建成30个 | 无
plain | “十三五”末达到60个 | 无
none | “十二五”期末达到60个 | 2015-12-31 规划
none | 今年底前建成 | - 缺成文
none | 6月底前建成 | - 缺成文
none | 年底前建成 | - 缺成文
none | 印发之日起30日内报送 | - 缺成文
none | 三年内建成 | - 缺成文
none | 规划期末达到60个 | - 缺规划
none | 到2030年，建成8个 | 2030-12-31 写明
plain | 规划期内建成60个 | - 缺规划
plain | 收到申请后15个工作日内答复 | - 工作日
plain | 收到申请后15日内答复 | - 某事
plain | 验收合格之日起十五日内拨付 | - 某事
plain | 活动结束后1个月内报送总结 | - 某事
plain | 接到通知24小时内到位 | - 某事
plain | 3 个工作日内办结 | - 工作日
plain | 每年11月底前报送 | - 逐年
plain | 每年11月30日前报送 | - 逐年
plain | 每年年底前报送 | - 逐年
plain | 每年底报送 | - 逐年
plain | 每年6月底和12月底前报送 | - 逐年
plain | 每年的3月份开展 | - 逐年
plain | 自2024年起实行 | 无
plain | 从2024年开始实行 | 无
plain | 自2024年5月1日起施行 | 无
plain | 截至2024年底，已建成40个 | 无
plain | 截止到2024年底，已建成40个 | 无
plain | 2023年以来，已建成40个 | 无
plain | 办证时间压缩至1个工作日以内 | 无
plain | 2023年印发的办法 | 无
plain | 2025年8月底前制定方案 | 2025-08-31 写明
plain | 2025年9月15日前印发方案 | 2025-09-15 写明
plain | 2025年8月底出台细则 | 2025-08-31 写明
plain | 2025年底前由书屋馆发布 | 2025-12-31 写明
plain | 2025年内修订章程 | 2025-12-31 写明
plain | 2025年底前印发的办法 | 无
plain | 2025年底前制定出台的办法 | 无
plain | 2025年8月印发方案 | 无
plain | 2023年度考核 | 无
plain | 《灯塔书屋建设规划（2018—2020年）》 | 无
plain | 《灯塔书屋建设规划（2018-2020年）》 | 无
plain | 由2024年的40个增加到60个 | 无
plain | 比2024年增长一成 | 无
plain | 40周年 | 无
plain | 近三年 | 无
plain | 连续三年 | 无
plain | 任期三年 | 无
plain | 有效期3年 | 无
plain | 满一年 | 无
plain | 每三年修订 | 无
plain | 一年四季 | 无
plain | 全年开放 | 无
plain | 举办青年论坛 | 无
plain | 第一季度总结 | 无
plain | 到2027年建成30个，到2030年建成80个 | 2027-12-31 写明，2030-12-31 写明
plain | ２０３０年底前建成 | 2030-12-31 写明
plain | ２０２５年９月１５日前报送 | 2025-09-15 写明
plain | ６月３０日前报送 | 2025-06-30 成文
plain | 2030年年中建成 | 2030-06-30 写明
plain | 本年度内完成 | 2025-12-31 成文
plain | 10年内建成 | 2035-03-10 成文
plain | 15年内建成 | 2040-03-10 成文
plain | 半年内建成 | 2025-09-10 成文
plain | 每年第一季度报送 | - 逐年
plain | 2026年3月至5月开展 | 2026-05-31 写明
plain | 2025年8月1日至8月15日申报 | 2025-08-15 写明
plain | 2025.12.31前报送 | 2025-12-31 写明
plain | 2025-12-31前报送 | 2025-12-31 写明
plain | 上半年完成 | 2025-06-30 成文
plain | 第二季度前完成 | 2025-06-30 成文
named | 12月底前完成 | 2027-12-31 前文
named | 12月31日前完成 | 2027-12-31 前文
named | 5月底前完成 | 2028-05-31 前文
named | 9月发文 | 2027-09-30 前文
named | 2026年9月底前发文 | 2026-09-30 写明
named | 下半年完成 | 2027-12-31 前文
plain | 9月发文 | 无
yearly | 6月底前报送 | - 逐年
yearly | 9月发文 | - 逐年
plain | 每月5日前报送 | - 逐年
plain | 每月底前报送 | - 逐年
plain | 每季度末月25日前报送 | - 逐年
plain | 每周五前报送 | - 逐年
none | 半年内建成 | - 缺成文
none | 上半年完成 | - 缺成文
plain | 下半年完成 | 2025-12-31 成文
plain | 2025/12/31前报送 | 2025-12-31 写明
plain | 2025.13.31前报送 | 无
plain | 4月15日（星期一）前报送 | 2025-04-15 成文
plain | 4月15日（周一）前报送 | 2025-04-15 成文
plain | 2024年至2026年，建成8个 | 2026-12-31 写明
plain | 2024—2026年，建成8个 | 2026-12-31 写明
plain | 2026年3月1日至15日申报 | 2026-03-15 写明
plain | 2026年3月至5月中旬开展 | 2026-05-20 写明
plain | 今年3月5日至4月10日开展 | 2025-04-10 成文
plain | 截止2025年6月30日前报送 | 2025-06-30 写明
plain | 截止到2025年6月30日前报送 | 2025-06-30 写明
plain | 压缩至5个工作日以内 | 无
plain | 缩短为3天内 | 无
plain | 办理时限为5个工作日以内 | - 工作日
plain | 2030年2月30日前报送 | - 写明
"""


def rows(table: str) -> list[str]:
    found = [line for line in table.splitlines() if line]
    assert len(set(found)) == len(found)
    return found


def read(phrase: str, frame: Frame) -> list[tuple[date | None, str]]:
    return [(time.date, time.basis) for time in times(phrase, frame)]


def assert_times(line: str) -> None:
    frame, phrase, expected = (cell.strip() for cell in line.split("|"))
    wanted = [one.split() for one in expected.split("，") if one != "无"]
    assert read(phrase, FRAMES[frame]) == [
        (None if day == "-" else date.fromisoformat(day), BASES[basis]) for day, basis in wanted
    ]


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(rows(TIMES)) >= 185


@pytest.mark.parametrize("line", rows(TIMES))
def test_a_written_time_has_its_day_and_basis(line: str) -> None:
    assert_times(line)


# Phrases of which a time is lost or comes out wrong today.
UNREAD = """
plain | 2026年11月至次年2月开展 | 2027-02-28 写明
"""


@pytest.mark.xfail(strict=True, reason="a range into the next year is two times, neither of them its end")
@pytest.mark.parametrize("line", rows(UNREAD))
def test_a_written_time_that_is_misread(line: str) -> None:
    assert_times(line)


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


# --- both ways: a day, the ways to write it, the day again ----------------------------------------


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
