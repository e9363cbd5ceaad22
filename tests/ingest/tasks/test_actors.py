"""Who acts in a half-sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.tasks.actors import NOBODY, actors, founded, is_body

# half-sentence | leading bodies | co-operating bodies | marks: s subject, c closing 由…, h A牵头
ACTING = """
市科协负责书屋选址 | 市科协 |  | s
市科协应当每年检查一次 | 市科协 |  | s
市科协要建立台账 | 市科协 |  | s
市科协将择优资助 | 市科协 |  | s
市科协每年举办讲座 | 市科协 |  | s
市科协对书屋进行考核 | 市科协 |  | s
市科协在收到申请后15日内答复 | 市科协 |  | s
市科协按照分工组织实施 | 市科协 |  | s
市科学技术协会负责解释 | 市科学技术协会 |  | s
青禾市科协制定年度计划 | 青禾市科协 |  | s
各区科协须报送名单 | 各区科协 |  | s
各区（县）科协负责推荐 | 各区（县）科协 |  | s
各区（县）科协要建立台账 | 各区（县）科协 |  | s
市科协（含市级学会）每年举办讲座 | 市科协（含市级学会） |  | s
各级科协组织要加强领导 | 各级科协组织 |  | s
机关各部室要抓好落实 | 机关各部室 |  | s
各学会要制定方案 | 各学会 |  | s
市级学会应积极参与 | 市级学会 |  | s
高校科协积极组织学生参加 | 高校科协 |  | s
企业科协开展创新培训 | 企业科协 |  | s
市文化和旅游局负责场馆开放 | 市文化和旅游局 |  | s
科普基地每年开放不少于200天 | 科普基地 |  | s
基地应当开放 | 基地 |  | s
申报单位应当提交材料 | 申报单位 |  | s
请各区科协于9月底前报送名单 | 各区科协 |  | s
各单位要于9月底前报送名单 | 各单位 |  | s
同时，市科协要加强检查 | 市科协 |  | s
其中，科普部负责评审 | 科普部 |  | s
区科协受理申请 | 区科协 |  | s
专家委员会评审 | 专家委员会 |  | s
理事会审定 | 理事会 |  | s
学会秘书处具体负责 | 学会秘书处 |  | s
科普部、学会部负责日常管理 | 科普部、学会部 |  | s
科普部和学会部要建立台账 | 科普部、学会部 |  | s
市文化和旅游局、市科协要建立台账 | 市文化和旅游局、市科协 |  | s
科普部主抓 | 科普部 |  | s
学会部配合做好培训 |  | 学会部 | s
学会部要积极配合 |  | 学会部 | s
学会部、办公室协助 |  | 学会部、办公室 | s
学会部配合科普部开展培训 | 科普部 | 学会部 | s
市教育局予以支持 |  | 市教育局 |
各区科协协助开展培训 | 各区科协 |  | s
科普部牵头建立台账 | 科普部 |  | sh
市科协为牵头单位 | 市科协 |  | sh
科普部牵头、学会部配合 | 科普部 | 学会部 | sh
市科协牵头，市教育局、市财政局配合 | 市科协 | 市教育局、市财政局 | sh
领导小组统筹推进 | 领导小组 |  | sh
由科普部负责 | 科普部 |  | c
评审由科普部负责 | 科普部 |  | c
科普部要制定方案并由学会部负责 | 科普部、学会部 |  | s
本办法由市科协负责解释 | 市科协 |  | c
名单由科普部审核 | 科普部 |  | c
经费由市财政局保障 | 市财政局 |  | c
具体由学会部组织实施 | 学会部 |  | c
人才库由人才部管理 | 人才部 |  | c
书屋建设由市科协、市教育局共同负责 | 市科协、市教育局 |  | c
书屋建设由市科协和市教育局共同负责 | 市科协、市教育局 |  | c
名单由区科协初审、市科协审定 | 区科协、市科协 |  | c
评审工作由科普部牵头 | 科普部 |  | ch
会同市教育局开展评估 |  | 市教育局 |
联合市教育局举办夜市 |  | 市教育局 |
与市教育局共同举办夜市 |  | 市教育局 |
与高校合作建设书屋 |  | 高校 |
会同区科协共同建设书屋 |  | 区科协 |
市科协和区科协共同建设书屋 | 市科协 | 区科协 | s
由市科协会同市教育局负责 | 市科协 | 市教育局 | c
由市科协会同市教育局、市财政局等部门 | 市科协 | 市教育局、市财政局 | s
由市科协于6月底前完成 | 市科协 |  | c
评审由市科协、市文化和旅游局共同负责 | 市科协、市文化和旅游局 |  | c
市科协、市文化和旅游局共同负责评审 | 市科协、市文化和旅游局 |  | s
市文化和旅游局与市科协共同举办夜市 | 市文化和旅游局 | 市科协 | s
市文化和旅游局联合市科协举办夜市 | 市文化和旅游局 | 市科协 | s
科普部会同市教育局开展评估 | 科普部 | 市教育局 | s
市科协联合高校举办夜市 | 市科协 | 高校 | s
市科协与市教育局共同举办夜市 | 市科协 | 市教育局 | s
办公室设在科普部 | 科普部 |  |
领导小组办公室设在市科协 | 市科协 |  |
秘书处设在科技馆 | 科技馆 |  |
日常工作挂靠在学会部 | 学会部 |  |
委托市级学会开展评估 | 市级学会 |  |
可委托科技馆承担培训 | 科技馆 |  |
"""

# Half-sentences that name no actor: verbs first, objects, and words that only look like bodies.
NO_ACTOR = """
优化书屋布局
加强工作部署
做好统筹部署
按照统一部署开展培训
建立健全考核机制
完善服务体系
开展科普活动
推进书屋建设
建设一批书屋
每年举办讲座
形成良好格局
落实工作责任
加大宣传力度
提高服务能力
全面完成任务
打造特色品牌
制定年度计划
定期召开会议
深入基层开展调研
引导社会力量参与
鼓励企业设立课堂
支持学会承接项目
促进学会与企业合作
支持学会与企业合作
促进学会与高校共建平台
发挥学会作用
组织专家巡讲
依托高校建设平台
依托科技馆开设课堂
面向企业开展培训
为中小企业提供服务
向社会公布名单
经主席会议审定
凡符合条件的单位可以申报
根据考核结果给予资助
不得重复申报
加快场馆改造
实现全域覆盖
举办科学夜市
拓展国际合作
健全跨部门协作机制
提升干部能力
参与全国科技活动周
统筹城乡发展
切实加强组织领导
进一步完善制度
理由应当充分
由此形成合力
由浅入深
与时俱进
共同富裕
负责人应当签字
负责同志要带头
组织机构要健全
评审专家应当回避
委托书应当盖章
到2033年新建书屋80个
"""


def lines(table: str) -> list[str]:
    found = [line for line in table.splitlines() if line]
    assert len(set(found)) == len(found)
    return found


def listed(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.strip().split("、") if name)


def assert_acting(line: str) -> None:
    text, lead, support, marks = line.split("|")
    found = actors(text.strip())
    assert (found.lead, found.support) == (listed(lead), listed(support))
    assert (found.subject, found.closing, found.chief) == tuple(mark in marks for mark in "sch")


@pytest.mark.parametrize("line", lines(ACTING))
def test_a_half_sentence_names_who_acts(line: str) -> None:
    assert_acting(line)


def test_a_partner_at_the_head_of_a_half_sentence_is_named() -> None:
    assert_acting("和区科协共同建设书屋 |  | 区科协 |")


@pytest.mark.parametrize("text", lines(NO_ACTOR))
def test_a_half_sentence_without_an_actor_names_nobody(text: str) -> None:
    assert actors(text) == NOBODY


def test_the_tables_are_as_large_as_they_say() -> None:
    assert len(lines(ACTING)) >= 60 and len(lines(NO_ACTOR)) >= 50


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("成立书屋建设领导小组", ("书屋建设领导小组",)),
        ("市科协组建专家委员会", ("专家委员会",)),
        ("设立“灯塔”工作专班", ("“灯塔”工作专班",)),
        ("成立领导小组负责协调", ()),
        ("建立书屋台账", ()),
        ("领导小组统筹推进", ()),
    ],
)
def test_a_body_that_is_founded(text: str, expected: tuple[str, ...]) -> None:
    assert founded(text) == expected


@pytest.mark.parametrize(
    "name",
    [
        "市科协", "青禾市科学技术协会", "科普部", "组织人事部", "市文化和旅游局", "市发展改革委", "市委组织部", "管理服务中心",
        "科技馆", "各区（县）科协", "市级学会", "高校", "领导小组", "联席会议", "办公室（人事部）", "机关各部室", "团市委", "市妇联",
    ],
)  # fmt: skip
def test_names_of_bodies(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize(
    "name",
    [
        "布局", "部署", "全部", "干部", "格局", "好处", "内部", "承办", "举办", "学科", "企业", "单位", "工作部署", "中层干部",
        "产业格局", "探索学会", "支持学会", "加强组织", "每个单位", "该单位", "书屋", "专家", "张三", "第3部", "的部门", "",
    ],
)  # fmt: skip
def test_words_that_are_no_names_of_bodies(name: str) -> None:
    assert not is_body(name)


BODIES = (
    "市科协",
    "市教育局",
    "市文化和旅游局",
    "科普部",
    "学会部",
    "各区科协",
    "市级学会",
    "科技馆",
    "专家委员会",
)
PAIRS = st.lists(st.sampled_from(BODIES), min_size=2, max_size=5, unique=True)


@settings(max_examples=200)
@given(
    PAIRS,
    st.sampled_from(["负责评审", "要建立台账", "应当报送名单", "须抓好落实", "每年开展检查", "制定方案"]),
)
def test_any_list_of_subjects_acts(bodies: list[str], duty: str) -> None:
    found = actors("、".join(bodies) + duty)
    assert (found.lead, found.support, found.subject) == (tuple(bodies), (), True)


@settings(max_examples=200)
@given(
    PAIRS,
    st.sampled_from(["评审", "书屋选址", "本办法"]),
    st.sampled_from(["负责", "共同负责", "组织实施", "承办"]),
)
def test_any_list_of_bodies_after_by_acts(bodies: list[str], what: str, duty: str) -> None:
    found = actors(f"{what}由{'、'.join(bodies)}{duty}")
    assert (found.lead, found.support, found.closing) == (tuple(bodies), (), True)


@settings(max_examples=200)
@given(PAIRS, st.integers(1, 4), st.sampled_from("，、"))
def test_leaders_and_helpers_are_told_apart(bodies: list[str], cut: int, joint: str) -> None:
    lead, support = bodies[: min(cut, len(bodies) - 1)], bodies[min(cut, len(bodies) - 1) :]
    found = actors(f"{'、'.join(lead)}牵头{joint}{'、'.join(support)}配合")
    assert (found.lead, found.support) == (tuple(lead), tuple(support))


_PIECES = "由 会同 联合 与 和 、 ， 牵头 负责 配合 委托 设在 办公室 共同 开展 应当 要 每年 市科协 科普部 市文化和旅游局 书屋 布局 成立 领导小组 的 “ ” （ ） 80个 :".split()


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=50), st.lists(st.sampled_from(_PIECES), max_size=20).map("".join)))
def test_bodies_stand_in_the_text_once(text: str) -> None:
    found = actors(text)
    everybody = found.lead + found.support
    assert len(set(everybody)) == len(everybody)
    assert all(body in text for body in everybody)
    assert bool(everybody) or found == NOBODY
    assert not (found.subject and found.closing)
    assert all(is_body(body) and body in text for body in founded(text))


def test_a_body_right_before_a_time_acts() -> None:
    text = "市科协6月底前拨付经费"
    assert actors(text) == NOBODY
    assert actors(text, [3]).lead == ("市科协",) and actors(text, [3]).subject
    assert actors("市科协要在6月底前拨付经费", [5]).lead == ("市科协",)


def test_names_alone_wait_for_what_they_do() -> None:
    assert actors("由市科协会同市教育局等部门").waits and actors("由市科协、市教育局").waits
    assert not any(
        actors(text).waits for text in ("由市科协负责", "由市科协会同市教育局提出方案", "市科协会同市教育局")
    )
