"""Written times, one a line: their last day and its basis."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.dates import Frame, times
from tests.knowledge.frames import BASES, FRAMES

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
