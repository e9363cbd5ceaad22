"""What is asked: the kind of answer, the scope, and what a follow-up leaves unsaid."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.patterns import Head, Kind
from assistant.question import Asked, asks_for_duties, understand
from assistant.works import works_of
from knowledge.documents import Source
from knowledge.errors import UserError
from tests.assistant.likenesses import works

LAKE = Source(
    name="lake.txt",
    doc_id="d1",
    title="澄湖市社区科普若干措施（2026—2028年）",
    doc_number="澄科协发〔2026〕7号",
    issuer="澄湖市科学技术协会",
    issued_on=date(2026, 3, 9),
)
HILL = Source(name="hill.txt", doc_id="d2", title="岚山省科普大篷车管理办法", issuer="岚山省科学技术协会")


def asked(question: str, *history: str) -> Asked:
    return understand(question, history, (LAKE, HILL))


def favourite(found: Asked) -> str:
    """The document that a question's own words speak for most."""
    first, second = sorted(found.prior, key=lambda name: -found.prior[name])
    assert found.prior[first] > found.prior[second]
    return first


KINDS = {
    Kind.NUMBER: (
        "要新建多少个科普驿站？",
        "科普志愿者得招几名？",
        "公民科学素质比例要达到百分之几？",
        "专家库的规模有多大？",
        "大篷车一年跑多少公里？",
        "展品更新比例是多少？",
    ),
    Kind.WHEN: (
        "年度总结什么时候交？",
        "驿站最晚哪一年建成？",
        "申报截止到何时？",
        "这项工作的完成时限是什么？",
        "大篷车借用期限有多久？",
        "总结最迟几号报上来？",
        "准备用几年时间建出一批驿站？",
    ),
    Kind.OFTEN: (
        "专家库多久更新一次？",
        "评估隔多长时间做一回？",
        "联席会议的频次是怎样的？",
        "院士活动几个月一次？",
        "一年要开几次会？",
    ),
    Kind.WHO: (
        "驿站建设由谁牵头？",
        "大篷车归哪个部门管？",
        "志愿服务队的责任单位是哪家？",
        "银龄课堂由哪些单位配合？",
        "评估工作谁来做？",
        "经费监督归口哪里？",
    ),
    Kind.DEFINITION: (
        "什么是科普驿站？",
        "“科普驿站”是什么意思？",
        "制定这个办法的目的在于哪里？",
        "科普大篷车指的是啥？",
        "“湖畔云”是什么平台？",
        "为什么项目要验收？",
    ),
    Kind.LIST: (
        "保障措施有哪些？",
        "主要任务包括什么？",
        "请列出申报条件。",
        "五大行动分别要打造哪五个环境？",
        "基地分哪几类？",
    ),
    Kind.METHOD: (
        "怎样申请使用大篷车？",
        "驿站如何管理？",
        "通过什么途径报名志愿者？",
    ),
    Kind.NAME: ("建的那个平台叫什么？", "带“千”字头的是什么行动？", "数据库的全名是啥？"),
    Kind.OTHER: ("请介绍科普驿站。", "大篷车能跨省使用吗？"),
}


@pytest.mark.parametrize(("kind", "question"), [(kind, one) for kind, many in KINDS.items() for one in many])
def test_kind_of_a_question(kind: Kind, question: str) -> None:
    assert asked(question).kind == kind


def test_a_number_that_is_to_be_confirmed_is_what_the_question_counts() -> None:
    premise = asked("大篷车每年要走90个乡镇，是吗？")
    assert (premise.kind, premise.units) == (Kind.NUMBER, frozenset({"个"}))
    assert "90" not in premise.focus and "乡镇" in premise.focus
    assert asked("比例只要超过15%就行了吧？").units == frozenset({"%"})


@pytest.mark.parametrize(
    "question", ["大篷车2031年启用，是吗？", "基地分三个档次，对吗？", "大篷车走90个乡镇。"]
)
def test_years_numerals_and_plain_statements_are_nothing_to_count(question: str) -> None:
    assert asked(question).units == frozenset()


@pytest.mark.parametrize(
    "question",
    [
        "新旧两版办法有什么区别？",
        "澄湖和岚山的目标哪个更高？",
        "两份文件的年龄要求一样吗？",
        "两版的发文对象有什么变化？",
        "两份办法，比例变化大吗？",
    ],
)
def test_a_question_that_compares(question: str) -> None:
    assert asked(question).compares


@pytest.mark.parametrize(
    "question", ["状况变化由哪个部门调查？", "谁来摸清两方面的变化？", "目标比例是多少？"]
)
def test_a_question_that_compares_nothing(question: str) -> None:
    assert not asked(question).compares


def test_who_of_two_documents_asks_for_no_body() -> None:
    assert asked("措施和规划，谁定的数字更高？").kind == Kind.NUMBER
    assert asked("措施和规划里，谁牵头建驿站不同吗？").kind == Kind.WHO


def test_the_times_of_how_often_name_nothing() -> None:
    assert "一次" not in asked("讲座多久举办一次？").focus
    assert "讲座" in asked("讲座多久举办一次？").focus


def test_a_name_with_the_word_number_in_it_asks_for_no_number() -> None:
    assert asked("什么是银龄数字课堂？").kind == Kind.DEFINITION


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("这份措施的文号是什么？", Head.DOC_NUMBER),
        ("措施是几号文？", Head.DOC_NUMBER),
        ("措施什么时候印发的？", Head.ISSUED_ON),
        ("文件的落款日期是哪天？", Head.ISSUED_ON),
        ("办法是谁印发的？", Head.ISSUER),
        ("发文单位是哪家？", Head.ISSUER),
        ("这个通知主送哪些单位？", Head.RECIPIENTS),
        ("通知发给谁了？", Head.RECIPIENTS),
        ("文件的全称叫什么？", Head.TITLE),
    ],
)
def test_facts_of_the_head(question: str, head: Head) -> None:
    found = asked(question)
    assert (found.kind, found.heads) == (Kind.HEAD, (head,))


@pytest.mark.parametrize(
    "question",
    ["科普部负责哪些任务？", "学会部牵头的工作有哪些？", "人才部要做什么事情？", "列出科普部的任务"],
)
def test_a_question_for_the_tasks_of_a_department(question: str) -> None:
    assert asks_for_duties(question)


@pytest.mark.parametrize("question", ["要新建多少个驿站？", "驿站建设由谁负责？", "什么时候报送总结？"])
def test_other_questions_do_not_ask_for_tasks(question: str) -> None:
    assert not asks_for_duties(question)


def test_traditional_characters_and_wide_letters_are_read_like_simplified() -> None:
    traditional, simplified = asked("要新建多少個科普驛站？ＡＢ"), asked("要新建多少个科普驿站？AB")
    assert traditional.kind == simplified.kind == Kind.NUMBER
    assert (traditional.text, traditional.focus, traditional.units) == (
        simplified.text,
        simplified.focus,
        simplified.units,
    )


# --- follow-ups --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", ["那志愿服务队呢？", "由谁负责？", "它的期限呢？", "还有别的要求写在文件里面需要我们注意吗"]
)
def test_a_follow_up_is_completed_from_the_history(question: str) -> None:
    found = asked(question, "要新建多少个科普驿站？")
    assert "科普驿站" in found.text
    assert found.question == question


def test_a_follow_up_takes_the_kind_of_what_it_follows() -> None:
    assert asked("那志愿服务队呢？", "要新建多少个科普驿站？").kind == Kind.NUMBER
    assert asked("由谁负责？", "要新建多少个科普驿站？").kind == Kind.WHO


def test_a_follow_up_keeps_the_place_asked_about() -> None:
    assert favourite(asked("那期限呢？", "岚山省的大篷车怎么申请？")) == "hill.txt"
    assert favourite(asked("那澄湖呢？", "岚山省的大篷车怎么申请？")) == "lake.txt"


def test_what_names_a_document_asks_nothing() -> None:
    first = "砚川2023年意见要新建多少家书屋？"
    alone = understand(first, (), (), works())
    assert "书屋" in alone.focus and not {"砚川", "2023", "意见"} & set(alone.focus)
    following = understand("那2027年的呢？", [first], (), works())
    assert following.follows and "书屋" in following.focus
    assert not {"砚川", "2023", "2027", "意见"} & set(following.focus)
    assert [one.label for one in following.mentions] == ["2027"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("学会按五年规划最后得有多少个？", "学会最后得有多少个?"),
        ("照文件的规定，要交哪些材料？", "要交哪些材料?"),
        ("根据该方案总共建几家？", "总共建几家?"),
        ("按办法里的要求来说由谁检查？", "由谁检查?"),
        ("按考核办法要扣几分？", "按考核办法要扣几分?"),  # which one it is
        ("按规定报送材料的单位有几家？", "按规定报送材料的单位有几家?"),
        ("依据哪份文件？", "依据哪份文件?"),
    ],
)
def test_that_the_documents_are_to_say_it_asks_nothing(question: str, text: str) -> None:
    found = understand(question, (), ())
    assert found.text == text and (found.text == found.question or "规划" not in found.focus)


def test_only_the_last_two_questions_count() -> None:
    found = asked("那期限呢？", "银龄课堂是什么？", "大篷车归谁管？", "驿站建多少个？")
    assert "驿站" in found.text and "大篷车" in found.text and "银龄" not in found.text


def test_a_question_that_stands_alone_does_not_follow() -> None:
    question = "科普大篷车每年更新展品的比例不得低于百分之多少？"
    assert "驿站" not in asked(question, "要新建多少个科普驿站？").text


def test_empty_history_is_no_history() -> None:
    assert asked("由谁负责？", "", "  ").text == "由谁负责?"


# --- scope -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("杭州的科普驿站要建多少个？", ("杭州",)),
        ("南澜市的大篷车归谁管？", ("南澜",)),
        ("云南省有多少科普基地？", ("云南",)),
        ("澄湖市的科普驿站要建多少个？", ("澄湖",)),
        ("岚山的科普驿站比杭州多吗？", ("岚山", "杭州")),
        ("市科协负责什么？", ()),
        ("全市要建多少个驿站？", ()),
        ("各区县要报什么？", ()),
        ("我省科普经费怎么安排？", ()),
        ("申报省级基地要什么条件？", ()),
    ],
)
def test_places_of_a_question(question: str, places: tuple[str, ...]) -> None:
    assert asked(question).places == places


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("澄湖市的科普驿站要建多少个？", "lake.txt"),
        ("岚山的大篷车归谁管？", "hill.txt"),
        ("2026年那份文件要求建多少个驿站？", "lake.txt"),
        ("7号文要求建多少个驿站？", "lake.txt"),
        ("大篷车管理办法怎么说？", "hill.txt"),
    ],
)
def test_the_words_of_a_question_point_to_its_document(question: str, name: str) -> None:
    assert favourite(asked(question)) == name


# --- mistakes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "   ", "\n\t　"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(UserError, match="问题是空的"):
        asked(question)


def test_an_over_long_question_is_refused() -> None:
    assert asked("问" * 2000).question == "问" * 2000
    for length in (2001, 100_000):
        with pytest.raises(UserError, match=f"问题太长（{length} 字）"):
            asked("问" * length)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("23年那版要建几个？", "2023年那版要建几个？"),
        ("25年修订的新增了什么？", "2025年修订的新增了什么？"),
        ("21年的规划怎么说？", "2021年的规划怎么说？"),
        ("到25年底要建几个？", "到2025年底要建几个？"),
        ("2023年那版要建几个？", "2023年那版要建几个？"),
        ("近10年的成绩？", "近10年的成绩？"),
        ("工龄12年休几天？", "工龄12年休几天？"),
        ("展品一年得换掉多少？", "展品每年得换掉多少？"),
        ("每一年要换多少？", "每年要换多少？"),
        ("每个月开几次会？", "每月开几次会？"),
        ("每一个季度查几次？", "每季度查几次？"),
        ("每个年龄段几人？", "每个年龄段几人？"),
        ("每个月份牌几元？", "每个月份牌几元？"),
        ("项目为期一年要几人？", "项目为期一年要几人？"),
    ],
)
def test_years_and_periods_are_read_as_documents_write_them(said: str, meant: str) -> None:
    assert understand(said, (), ()).text == meant.replace("？", "?")


@pytest.mark.parametrize(
    "question", ["分析报告多久出一份？", "榜单多长时间出一批？", "互动展项多久换一次？", "指数几年一发？"]
)
def test_how_often_something_comes_out(question: str) -> None:
    assert understand(question, (), ()).kind == Kind.OFTEN


def test_a_stranger_that_holds_the_name_of_a_known_place_is_no_place_of_its_own() -> None:
    source = Source("办法.txt", "d1", "云州市夜市办法", issuer="云州市科协")
    assert understand("云州西站到机场几点有车", (), (source,), (), ["云州西站"]).places == ("云州",)
    assert understand("枫港那边几点有车", (), (source,), (), ["枫港"]).places == ("枫港",)


@pytest.mark.parametrize(
    ("question", "heads"),
    [
        ("措施的文号和印发日期是什么？", (Head.DOC_NUMBER, Head.ISSUED_ON)),
        ("措施是什么时候印发的，文号是多少？", (Head.ISSUED_ON, Head.DOC_NUMBER)),
        ("这个办法从哪天起施行，管到什么时候？", (Head.TERM,)),
        ("那份文件什么时候开始执行？", (Head.TERM,)),
        ("书屋管理办法什么时候到期？", (Head.TERM,)),
        ("书屋的合同什么时候到期？", ()),
        ("措施的文号、发文单位和主送单位？", (Head.DOC_NUMBER, Head.ISSUER, Head.RECIPIENTS)),
        ("要新建多少个驿站？", ()),
    ],
)
def test_several_facts_of_the_head_are_asked_in_their_order(question: str, heads: tuple[Head, ...]) -> None:
    assert asked(question).heads == heads


def test_the_number_of_a_document_that_was_replaced_is_no_fact_of_the_head() -> None:
    assert asked("废掉的老办法是什么文号？").heads == ()
    assert asked("大篷车管理办法是什么文号？").heads == (Head.DOC_NUMBER,)


def test_what_a_document_rests_on_and_where_a_notice_is_put_up_are_no_facts_of_the_head() -> None:
    assert asked("大篷车管理办法是依据哪个文定的，文号多少？").heads == ()
    assert asked("采购公告要发到哪里？").heads == ()
    assert asked("这份通知发到哪里？").heads == (Head.RECIPIENTS,)


@pytest.mark.parametrize(
    ("question", "follows"),
    [
        ("最多连任几届？年龄上有没有限制？", True),
        ("里面专家要占几成，有哪些专业的？", True),
        ("柳溪市科普场馆的馆长最多可以连任几届，由谁来聘任？", False),
    ],
)
def test_short_questions_in_a_row_leave_their_subject_unsaid(question: str, follows: bool) -> None:
    assert asked(question, "馆长由谁聘任？").follows == follows


def named(question: str, *history: str) -> list[str]:
    """The documents that a question names among some with titles of their own subjects."""
    sources = (LAKE, HILL)
    found = understand(question, history, sources, works_of(sources, {}))
    return [work.source.name for mention in found.mentions for work in mention.works]


def test_a_follow_up_stays_with_the_title_named_unless_all_its_words_stand_in_another() -> None:
    before = "社区科普若干措施的文号是什么？"
    assert named(before) == named("印发日期呢？", before) == named("社区的呢？", before) == [LAKE.name]
    assert named("大篷车的呢？", before) == []
    assert named("大篷车的驿站呢？", before) == [LAKE.name]
