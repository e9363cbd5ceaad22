"""Answers without a model, as a user meets them: what is said, what is cited, what is refused."""

from __future__ import annotations

import pytest

from assistant.answers import MARK, Answer
from assistant.heads import ONLY_MENTIONED
from tests.assistant.conftest import Ask
from tests.assistant.library import MEASURES, NOTICES, RULES


def gap(reason: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(strict=True, reason=reason)


def assert_says(answer: Answer, words: str, address: str, name: str) -> None:
    """The answer says the words, and a citation of that clause holds them verbatim at its place."""
    assert answer.status == "answered"
    assert words in answer.text
    quotes = []
    for citation in answer.citations:
        source = citation.clause.source
        standing = NOTICES[source.name][citation.start : citation.end]
        assert "".join(standing.split()) == "".join(citation.quote.split()) != ""
        if (source.name, citation.clause.address) == (name, address):
            quotes.append(citation.quote)
    assert any(words in quote for quote in quotes)
    assert {int(n) for n in MARK.findall(answer.text)} == {citation.n for citation in answer.citations}


ANSWERS = [
    # who
    ("社区科普驿站由哪些部门负责？", "科普部、宣传部", "第二部分1.", MEASURES),
    ("银龄数字课堂计划由谁负责？", "学会部、科普部", "第二部分3.", MEASURES),
    ("院士进社区活动由谁组织实施？", "学会部会同市教育局", "第二部分4.", MEASURES),
    ("社区科普工作由谁评估？", "市科协", "第三部分（二）", MEASURES),
    ("大篷车由哪个部门负责经费监督？", "市财政局负责经费监督", "第三条", RULES),
    # how many
    ("要新建多少个社区科普驿站？", "二十个", "第二部分1.", MEASURES),
    ("每个驿站配备几名辅导员？", "不少于3名", "第二部分1.", MEASURES),
    ("科普志愿服务队要培育多少支？", "45支", "第二部分2.", MEASURES),
    ("注册志愿者要达到多少人？", "1.5万人", "第二部分2.", MEASURES),
    ("三年要培训多少老年人？", "6000人次", "第二部分3.", MEASURES),
    ("科普专家库要多少人？", "300人", "第二部分5.", MEASURES),
    ("社区科普阵地覆盖率要达到百分之几？", "百分之九十", "第一部分", MEASURES),
    ("大篷车每年行驶里程不少于多少公里？", "5000公里", "第四条", RULES),
    ("大篷车要配几名讲解员？", "讲解员2名", "第五条", RULES),
    ("車載展品每年更新比例是多少？", "10%", "第八条", RULES),
    ("银龄数字课堂计划培训多少人次？", "6000人次", "第二部分3.", MEASURES),
    ("大篷车每年下乡服务不少于多少天？", "60天", "第四条", RULES),
    # by when
    ("社区科普驿站什么时候建成？", "到2027年底", "第二部分1.", MEASURES),
    ("年度工作总结最晚什么时候报送？", "11月20日前", "第三部分（一）", MEASURES),
    ("大篷车管理办法从什么时候起施行？", "2025年10月1日", "第十条", RULES),
    ("大篷车管理办法的有效期是几年？", "有效期五年", "第十条", RULES),
    ("大篷车提前几个工作日申请？", "10个工作日", "第六条", RULES),
    ("申请使用大篷车要提前多少天？", "10个工作日", "第六条", RULES),
    # how often
    ("院士进社区活动多久举办一次？", "每季度", "第二部分4.", MEASURES),
    ("专家库多久更新一次？", "每两年", "第二部分5.", MEASURES),
    ("社区科普工作多久评估一次？", "每年", "第三部分（二）", MEASURES),
    # what is
    ("什么是银龄数字课堂计划？", "是指面向六十岁以上老年人", "第二部分3.", MEASURES),
    ("科普大篷车是什么意思？", "是指配备车载展品", "第二条", RULES),
    # lists
    ("大篷车使用程序有哪四个环节？", "申请、审核、调度、归还", "第七条", RULES),
    # facts of the document
    ("社区科普若干措施的文号是什么？", "澄科协发〔2026〕7号", "发文字号", MEASURES),
    ("大篷车管理办法的文号是什么？", "澄科协规〔2025〕12号", "发文字号", RULES),
    ("社区科普若干措施是什么时候印发的？", "2026年3月9日", "落款〔2〕", MEASURES),
    ("大篷车管理办法什么时候印发？", "2025年8月18日", "落款〔3〕", RULES),
    ("社区科普若干措施发给谁？", "市级学会", "主送机关", MEASURES),
    ("大篷车管理办法主送哪些单位？", "各区县科协、财政局", "主送机关", RULES),
    ("社区科普若干措施的发文机关是谁？", "澄湖市科学技术协会", "落款", MEASURES),
    pytest.param(
        "大篷车管理办法是哪些单位联合印发的？", "澄湖市财政局", "落款〔2〕", RULES,
        marks=gap("联合印发的单位答成了主送机关"),
    ),
    ("大篷车管理办法废止了哪份文件？", "澄科协发〔2019〕31号", "第十条", RULES),
]  # fmt: skip


@pytest.mark.parametrize(("question", "words", "address", "name"), ANSWERS)
def test_the_answer_says_it_and_cites_its_clause(
    ask: Ask, question: str, words: str, address: str, name: str
) -> None:
    assert_says(ask(question), words, address, name)


def test_a_list_is_complete_and_each_entry_cited(ask: Ask) -> None:
    answer = ask("保障措施有哪些？")
    assert "三项" in answer.text
    for words in ("报送年度工作总结", "开展一次评估", "经费支持"):
        assert words in answer.text
    assert [c.clause.address for c in answer.citations] == [
        "第三部分（一）",
        "第三部分（二）",
        "第三部分（三）",
    ]


@pytest.mark.parametrize("question", ["主要任务有哪些？", "五项主要任务是什么？"])
def test_the_headings_below_a_heading_are_listed(ask: Ask, question: str) -> None:
    text = ask(question).text
    for words in ("社区科普驿站", "科普志愿服务队", "银龄数字课堂", "院士进社区", "科普专家库"):
        assert words in text


# --- yes or no ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "wrong", "right"),
    [
        ("社区科普驿站是要新建30个吗？", "30个", "二十个"),
        ("科普志愿服务队是不是要培育60支？", "60支", "45支"),
        ("专家库是要建500人吗？", "500人", "300人"),
        ("大篷车是每年下乡服务90天吗？", "90天", "60天"),
    ],
)
def test_a_wrong_number_in_the_question_is_corrected(ask: Ask, question: str, wrong: str, right: str) -> None:
    answer = ask(question)
    assert answer.text.startswith(f"文件写的不是{wrong}。")
    assert any(right in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["社区科普驿站是要新建20个吗？", "科普专家库是建300人吗？", "志愿服务队是培育45支吗？"]
)
def test_a_right_number_in_the_question_is_not_corrected(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "answered" and "文件写的不是" not in answer.text


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("院士进社区是每月举办一次吗？", "每季度"),
        ("工作总结是12月20日前报送吗？", "11月20日"),
        ("大篷车管理办法有效期是三年吗？", "有效期五年"),
        ("大篷车有效期是三年吗？", "有效期五年"),
    ],
)
def test_what_the_document_says_instead_is_quoted(ask: Ask, question: str, right: str) -> None:
    assert right in ask(question).text


# --- departments -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "count", "tasks"),
    [
        ("科普部负责哪些任务？", "三", ["第二部分1.", "第二部分2.", "第二部分3."]),
        ("学会部牵头哪些工作？", "两", ["第二部分3.", "第二部分4."]),
        ("人才部负责什么？", "一", ["第二部分5."]),
        ("宣传部负责哪些任务？", "一", ["第二部分1."]),
        ("科普部和宣传部共同负责哪些任务？", "一", ["第二部分1."]),
        ("科普部单独负责哪些任务？", "一", ["第二部分2."]),
    ],
)
def test_the_tasks_of_a_department_are_complete_with_their_count(
    ask: Ask, question: str, count: str, tasks: list[str]
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert f"共{count}项" in answer.text
    assert list(dict.fromkeys(citation.clause.address for citation in answer.citations)) == tasks
    assert all("部" in answer.text and address in answer.text for address in tasks)


def test_two_departments_without_a_common_task(ask: Ask) -> None:
    assert "没有人才部、宣传部共同负责" in ask("人才部和宣传部共同负责哪些任务？").text


# --- follow-ups --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "question", "words", "address"),
    [
        ("要新建多少个社区科普驿站？", "那志愿服务队呢？", "45支", "第二部分2."),
        ("院士进社区活动多久举办一次？", "那专家库呢？", "每两年", "第二部分5."),
        ("社区科普若干措施的文号是什么？", "什么时候印发的？", "2026年3月9日", "落款〔2〕"),
    ],
)
def test_a_follow_up_is_understood(ask: Ask, before: str, question: str, words: str, address: str) -> None:
    assert_says(ask(question, [before]), words, address, MEASURES)


@pytest.mark.parametrize(
    ("before", "question", "words", "address", "name"),
    [
        ("院士进社区活动多久举办一次？", "由谁负责？", "学会部", "第二部分4.", MEASURES),
        ("社区科普若干措施的文号是什么？", "大篷车的呢？", "澄科协规〔2025〕12号", "发文字号", RULES),
        ("大篷车每年下乡多少天？", "行驶里程呢？", "5000公里", "第四条", RULES),
    ],
)  # fmt: skip
def test_a_follow_up_about_something_else(
    ask: Ask, before: str, question: str, words: str, address: str, name: str
) -> None:
    assert_says(ask(question, [before]), words, address, name)


def test_a_follow_up_stays_with_its_subject(ask: Ask) -> None:
    answer = ask("由哪些部门负责？", ["要新建多少个社区科普驿站？"])
    assert {citation.clause.address for citation in answer.citations} == {"第二部分1."}


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("要新建多少个社区科普驿站？", "世界杯一共有多少支球队参加，在什么时候开赛？"),
        ("院士进社区活动多久举办一次？", "明天的天气会不会下雨，需不需要带上雨伞出门？"),
        ("要新建多少个社区科普驿站？", "火星基地计划在什么时候建成，要花多少人力？"),
    ],
)  # fmt: skip
def test_a_longer_question_on_another_subject_is_not_answered_from_the_one_before_it(
    ask: Ask, before: str, question: str
) -> None:
    assert ask(question).status == ask(question, [before]).status == "refused"


# --- the head of a document --------------------------------------------------------------------


def test_several_facts_of_a_head_are_answered_together(ask: Ask) -> None:
    answer = ask("大篷车管理办法的文号和印发日期是什么？")
    assert_says(answer, "澄科协规〔2025〕12号", "发文字号", RULES)
    assert_says(answer, "2025年8月18日", "落款〔3〕", RULES)


def test_a_number_that_is_only_mentioned_is_answered_by_the_clause_that_mentions_it(ask: Ask) -> None:
    answer = ask("澄科协发〔2019〕31号还有效吗？")
    assert_says(answer, "同时废止", "第十条", RULES)
    assert answer.notice == ONLY_MENTIONED
    assert ask("澄科协发〔2019〕31号要求下乡多少天？").grade == "outside"


# --- refusals ----------------------------------------------------------------------------------

REFUSED = [
    # money
    "社区科普驿站补助多少钱？",
    "评估优秀的社区奖励多少钱？",
    "院士进社区经费是多少？",
    # people, and how to reach them
    "市科协主席是谁？",
    "大篷车司机叫什么名字？",
    "科普部的电话是多少？",
    "社区科普驿站的联系电话？",
    # places
    "院士进社区活动在哪里举办？",
    "社区科普驿站建在哪些社区？",
    "社区科普驿站的地址在哪里？",
    "专家库名单有哪些？",
    # other cities
    "南澜市的科普大篷车每年下乡多少天？",
    "杭州市的社区科普驿站要建多少个？",
    "蓝溪市科普专家库有多少人？",
    # off topic
    "明天会下雨吗？",
    "怎么做红烧肉？",
    "食堂几点开饭？",
    "如何评价红楼梦？",
    "谁是世界杯冠军？",
    "科普部部长叫什么名字？",
    "科普部部长是谁？",
    "国际部负责哪些任务？",
    "办公室负责哪些任务？",
    "大篷车司机的工资是多少？",
    "讲解员的年龄要求是多少岁？",
    "科普驿站的面积要多少平方米？",
]


@pytest.mark.parametrize("question", REFUSED)
def test_what_the_documents_do_not_say_is_refused_politely(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "refused"
    assert answer.text.startswith("抱歉，") and "不作为依据" in answer.text
    assert answer.citations == () and not MARK.search(answer.text)
    assert len(answer.evidence) >= 10


def test_a_refusal_says_what_is_missing(ask: Ask) -> None:
    assert "金额" in ask("社区科普驿站补助多少钱？").text
    assert "联系方式" in ask("科普部的电话是多少？").text
    for place, question in {
        "南澜": "南澜市的科普大篷车每年下乡多少天？",
        "温州": "温州那边新建多少个驿站？",
    }.items():
        outside = ask(question).text
        assert "没有" in outside and place in outside


# --- hostile text ------------------------------------------------------------------------------


def test_a_bracketed_number_in_a_clause_is_no_citation_mark(ask: Ask) -> None:
    answer = ask("群众留言原文照登了什么？")
    assert answer.status == "answered"
    assert {int(n) for n in MARK.findall(answer.text)} == {citation.n for citation in answer.citations}


@pytest.mark.parametrize(
    "question",
    ["“' OR 1=1 --", "*", 'NOT AND "', "驿站\0多少个？", "\U0001f600？", "<script>alert(1)</script>"],
)
def test_strange_questions_are_answered_or_refused(ask: Ask, question: str) -> None:
    assert ask(question).status in ("answered", "refused")


def test_a_wrong_number_is_set_right_though_what_is_asked_of_it_is_not_written(ask: Ask) -> None:
    answer = ask("配备不少于5名科普辅导员的社区科普驿站，联系电话是多少？")
    assert_says(answer, "不少于3名", "第二部分1.", MEASURES)
    assert answer.text.startswith("文件写的不是5名。")
    assert "没有写明联系方式" in answer.notice


def test_a_right_number_does_not_make_an_answer(ask: Ask) -> None:
    answer = ask("配备不少于3名科普辅导员的社区科普驿站，联系电话是多少？")
    assert answer.status == "refused" and "联系方式" in answer.text
