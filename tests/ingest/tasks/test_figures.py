"""Which numbers are targets, and what they count."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.tasks.figures import counted, is_past, past, targets
from knowledge.quantities import quantities
from tests.ingest.texts import by_address

# half-sentence | what is counted | value | unit | bound; several targets apart with ；
TARGETS = """
建成书屋80个 | 建成书屋 80 个 =
新建社区书屋二十个 | 新建社区书屋 20 个 =
举办夜市不少于12场 | 举办夜市 12 场 >=
培训辅导员1.5万人次 | 培训辅导员 15000 人次 =
参与率提高到60%以上 | 参与率 60 % >=
覆盖率达到百分之八十 | 覆盖率 80 % =
经费翻一番 | 经费 1 番 =
培育支持三至五家企业 | 培育支持企业 3..5 家 =
遴选专家5-10名 | 遴选专家 5..10 名 =
资助每个书屋3万元 | 资助每个书屋 30000 元 =
每站补助不超过2万元 | 每站补助 20000 元 <=
每村配备辅导员两名 | 每村配备辅导员 2 名 =
建成十个示范村 | 建成示范村 10 个 =
建成三个基地 | 建成基地 3 个 =
选树典型三十个 | 选树典型 30 个 =
建成书屋80个、驿站40个 | 建成书屋 80 个 =；驿站 40 个 =
配备站长一名、辅导员两名 | 配备站长 1 名 =；辅导员 2 名 =
培训骨干三名、专家两名 | 培训骨干 3 名 =；专家 2 名 =
举办读书会60场、服务读者2 000余人次 | 举办读书会 60 场 =；服务读者 2000 人次 >
服务人次突破1000万 | 服务人次 10000000 人次 >
参与人数超过3万 | 参与人数 30000 人 >
公示期不少于7天 | 公示期 7 天 >=
开放不少于250天 | 开放 250 天 >=
每周开放不少于4小时 | 每周开放 4 小时 >=
组建1支服务队 | 组建服务队 1 支 =
新增省级基地6家 | 新增省级基地 6 家 =
打造“百千万”品牌3个 | 打造“百千万”品牌 3 个 =
发展会员一千余名 | 发展会员 1000 名 >
其中乡镇书屋30个 | 其中乡镇书屋 30 个 =
完成10项任务 | 完成任务 10 项 =
配备设备100件（套）以上 | 配备设备 100 件 >=
建设三个基地 | 建设基地 3 个 =
80%以上的乡镇建有书屋 | 乡镇建有书屋 80 % >=
补助由1000元提高到1500元 | 补助 1500 元 =
书屋从30个增加到60个 | 书屋 60 个 =
"""

# Names, conditions, ranks, kinds, spans of time and figures of speech.
NO_TARGET = """
举办第33届青少年创新大赛
举办第十届青少年创新大赛
实施“十百千万”工程
推进三网融合
参评人员须在32岁以下
参评人员不超过45周岁
年龄在45岁以下的人员
两院院士
共建一带一路
庆祝建会40周年
分为三个等级
坚持百花齐放
三是加强宣传
第一批名单
公布前10名
第三次全委会
召开二次会议
落实四个全面
坚持两手抓
“三长制”改革
分三个阶段推进
实行五位一体
按照三个步骤
学习二十大精神
推进六大行动
具有5年以上工作经验
连续三年考核优秀
从业满10年
三级医院
构建四级网络
建设一流学科
想方设法千方百计
十分重要
推进万众创新
做到两个维护
实施双百工程
提供一站式服务
推进一体化发展
依照第3条规定
2030年目标
自12月起
经10个以上会员联名
两人以上同行
九年义务教育
落实《三年行动计划》
引进500强企业
加贴二维码
建设5G网络
实行一票否决
推动两级联动
坚持三会一课
落实十四五规划
建成一个中心
提供一对一辅导
印发1号文件
第二季度
走进千家万户
由3名以上理事提议的
学习二十四节气
十二五期间
职工50人以上的单位可以设立分会
对年产值达到3亿元的企业
处500元以上1000元以下罚款
会同十九部门印发方案
"""


def lines(table: str) -> list[str]:
    found = [line for line in table.splitlines() if line]
    assert len(set(found)) == len(found)
    return found


def assert_targets(line: str) -> None:
    text, _, expected = line.partition(" | ")
    found = [(counted(text, q, []), q.value, q.upper, q.unit, q.comparator) for q in targets(text, [])]
    wanted = []
    for one in expected.split("；"):
        name, value, unit, comparator = one.split()
        low, _, high = value.partition("..")
        wanted.append((name, float(low), float(high) if high else None, unit, comparator))
    assert found == wanted


@pytest.mark.parametrize("line", lines(TARGETS))
def test_a_target_and_what_it_counts(line: str) -> None:
    assert_targets(line)


@pytest.mark.parametrize("text", lines(NO_TARGET))
def test_names_conditions_and_times_are_no_targets(text: str) -> None:
    assert targets(text, []) == []


def test_the_tables_are_as_large_as_they_say() -> None:
    assert len(lines(TARGETS)) >= 30 and len(lines(NO_TARGET)) >= 55


def test_most_of_what_is_no_target_does_hold_a_number() -> None:
    holding = [text for text in lines(NO_TARGET) if list(quantities(text))]
    assert len(holding) > 0.8 * len(lines(NO_TARGET))


def test_numbers_of_times_and_frequencies_are_left_out() -> None:
    text = "每两天举办夜市3场"
    assert [q.value for q in targets(text, [(0, 3)])] == [3]
    assert targets(text, [(0, len(text))]) == []
    assert targets(text, [(7, 9)]) == []


def test_what_is_counted_is_named_without_the_time() -> None:
    text = "到2033年建成书屋80个"
    (figure,) = targets(text, [(0, 6)])
    assert counted(text, figure, [(0, 6)]) == "建成书屋"


@settings(max_examples=300)
@given(
    st.sampled_from(["新建书屋", "培训辅导员", "举办读书会", "打造品牌", "选树典型"]),
    st.sampled_from(
        [("不少于", ">="), ("不超过", "<="), ("超过", ">"), ("约", "~"), ("", "="), ("达到", "=")]
    ),
    st.integers(2, 99999),
    st.sampled_from("个 名 场 家 项 支 座".split()),
    st.sampled_from(["", "，全部达标", "（见附表）"]),
)
def test_any_printed_count_of_a_thing_is_a_target(
    what: str, bound: tuple[str, str], number: int, unit: str, rest: str
) -> None:
    text = f"{what}{bound[0]}{number}{unit}{rest}"
    (figure,) = targets(text, [])
    assert (figure.value, figure.unit, figure.comparator) == (number, unit, bound[1])
    assert text[figure.start : figure.end] == f"{number}{unit}"
    assert counted(text, figure, []).startswith(what)


_PIECES = "新建 书屋 第 每 三 两 十 百 80 5-10 2.5万 % 个 名 届 岁 以上 的 （含） “ ” 《 》 ， 、 人次 突破 一带一路 五年 不少于 等级 了 已".split()


@settings(max_examples=400)
@given(
    st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_PIECES), max_size=15).map("".join)),
    st.booleans(),
)
def test_targets_of_any_text_are_quantities_of_it_in_order(text: str, before: bool) -> None:
    places = {(q.start, q.end) for q in quantities(text)}
    found = [(q.start, q.end) for q in targets(text, [])]
    assert found == sorted(found) and set(found) <= places
    for figure in targets(text, []):
        assert figure.unit
        counted(text, figure, [])
    assert is_past(text, before) in (True, False)


# --- the past ---------------------------------------------------------------------------------------

PAST = "已建成30个书屋 已建30个 目前有30个 现有书屋30个 截至2030年底 近年来举办60场 五年来培训了3000名 过去三年举办60场 先后举办60场 去年举办60场 曾获奖3次 此前建成30个 建成了30个 实现了翻番 历年获奖".split()
AHEAD = "要建成30个 将建成30个 力争建成30个 到2033年建成30个 每年举办30场 确保建成30个 新建30个 从30个增加到60个 下一步建成30个 累计培训3000名".split()
OPEN = "建成书屋30个 培训人员3000名 举办60场 加强管理".split()


@pytest.mark.parametrize("text", PAST)
def test_words_of_the_past(text: str) -> None:
    assert is_past(text, False) and is_past(text, True)


@pytest.mark.parametrize("text", AHEAD)
def test_words_of_the_plan_end_the_past(text: str) -> None:
    assert not is_past(text, False) and not is_past(text, True)


@pytest.mark.parametrize("text", OPEN)
def test_what_says_neither_goes_with_the_half_sentence_before(text: str) -> None:
    assert not is_past(text, False) and is_past(text, True)


def test_a_plan_on_the_ground_of_the_past_is_a_plan() -> None:
    assert not is_past("要在此基础上再建30个，巩固已有成果", True)


@pytest.mark.parametrize("text", ["为了办好夜市", "除了夜市还要办30场读书会"])
def test_words_with_le_that_are_no_past(text: str) -> None:
    assert not is_past(text, False)


@pytest.mark.parametrize(
    "heading", ["发展回顾", "现状与形势", "工作成效", "发展基础", "重要意义", "面临的形势"]
)
def test_a_clause_under_a_heading_of_the_past_is_past(heading: str) -> None:
    found = by_address(f"青禾市书屋计划\n一、{heading}\n1.建成书屋40个。\n二、主要任务\n1.新建书屋80个。\n")
    assert past(found["第一部分1."]) and not past(found["第二部分1."])
