"""What staff ask of rules, of a plan and of an opinion of three cities: definitions, cases, sides, the whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answers import Answer
from assistant.ask import Assistant
from tests.assistant.library import assistant_over, lines_of
from tests.assistant.workshops import WORKSHOPS, ingested_workshops


@pytest.fixture(scope="module")
def workshops() -> Iterator[Assistant]:
    """An assistant without a model over documents of three cities."""
    yield from assistant_over(ingested_workshops())


def lines(answer: Answer) -> list[str]:
    return lines_of(answer, WORKSHOPS)


# --- the head ----------------------------------------------------------------------------------


def test_a_brand_that_ends_like_a_document_number_is_no_document_number(workshops: Assistant) -> None:
    text = workshops.ask("泊川要培育的“泊字号”劳务品牌，具体方案是哪家单位来定？").text
    assert "市人力资源开发中心" in text and "发文字号" not in text


def test_number_and_date_asked_together_are_both_given(workshops: Assistant) -> None:
    said = lines(workshops.ask("松陵信用建设改革方案的文号、日期分别是？"))
    assert said == ["发文字号：“松发改财金〔2026〕9号”", "成文日期：“2026年1月19日”"]


def test_how_many_bodies_issued_a_document_stands_in_its_title(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("泊川劳务品牌的实施意见是哪几家联合发的？"))
    assert line == "发文机关：“泊川市人力资源和社会保障局等十二部门”"


def test_a_fact_of_the_head_and_what_else_is_asked_after_it(workshops: Assistant) -> None:
    said = lines(workshops.ask("松陵信用建设改革方案是哪次会审议通过的？落款日期？"))
    assert said[0] == "成文日期：“2026年1月19日”" and "市委常委会审议通过" in said[1]


def test_those_written_for_which_still_asks_for_the_recipients(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("松陵信用建设改革方案是发给那些单位的？"))
    assert line == "主送机关：“各县区人民政府”"


# --- the whole ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "我刚来松陵，信用建设改革方案总共分哪几大块？",
        "松陵信用建设改革方案主要抓哪几个方面？",
        "松陵信用建设改革方案给我个框架",
    ],
)
def test_who_asks_what_a_document_is_about_gets_its_main_headings(
    workshops: Assistant, question: str
) -> None:
    (line,) = lines(workshops.ask(question))
    assert line == "共四项：夯实信用基础；强化信用监管；拓展信用服务；加强信用保障"


def test_a_part_of_a_document_is_not_its_outline(workshops: Assistant) -> None:
    assert "共四项" not in workshops.ask("松陵信用建设改革方案里信用监管主要抓哪几个方面？").text


def test_headings_that_a_question_leaves_out_are_left_out(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("松陵信用建设改革方案除夯实基础外都分哪几大块？"))
    assert line == "共三项：强化信用监管；拓展信用服务；加强信用保障"


def test_of_one_part_the_headings_below_it_are_given(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("泊川劳务品牌实施意见里，重点任务主要抓哪几个方面？"))
    assert line == "共两项：分层次培育；完善监测评价"


def test_a_part_that_is_left_out_may_stand_before_a_comma(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("沂安科普绿道行动计划除了总体要求，主体分哪几大块？"))
    assert line.startswith("共四项：实施绿道贯通工程；") and line.endswith("加强组织保障")


@pytest.mark.parametrize(
    "question", ["沂安科普绿道行动计划总共有几个大工程？", "沂安绿道计划搞了几大工程，叫什么？"]
)
def test_headings_that_are_what_is_counted_are_listed(workshops: Assistant, question: str) -> None:
    (line,) = lines(workshops.ask(question))
    assert line.startswith("共三项") and line.endswith("实施绿道贯通工程；实施展亭更新工程；实施讲解提升工程")


def test_short_sentences_that_lead_paragraphs_are_the_principles(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("沂安科普绿道计划的工作原则有哪几条？"))
    assert line == "工作原则，共三项：着眼全局，以人为本；先行先试，稳步推开；共建共享，注重实效"


def test_in_which_part_something_stands_is_told_with_its_heading(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("沂安新建的24个科普展亭放在哪一部分？"))
    assert line.startswith("文件写的不是24个。第三部分“实施展亭更新工程”：“") and "展亭42个" in line


def test_a_document_that_is_not_here_has_no_outline(workshops: Assistant) -> None:
    assert "共四项" not in workshops.ask("《松陵市信用条例》主要内容是什么？").text


# --- definitions and counted things ------------------------------------------------------------


def test_what_a_thing_is_stands_where_it_is_the_subject(workshops: Assistant) -> None:
    said = lines(workshops.ask("岚洲市重点工坊是个什么性质的平台？"))
    assert "是组织开展工艺研究、培养工匠人才的创新基地" in said[0]


def test_principles_that_a_question_counts_are_quoted(workshops: Assistant) -> None:
    said = lines(workshops.ask("泊川劳务品牌那份意见，4条工作原则是啥"))
    assert "政府引导、市场主导，部门协同、分级负责" in said[0]


# --- numbers and times -------------------------------------------------------------------------


def test_an_aim_in_the_middle_of_a_sentence_dates_what_follows(workshops: Assistant) -> None:
    text = workshops.ask("松陵到2028年底信用信息要归集到多少条、查询使用要达到多少次？").text
    assert "150亿条" in text and "10亿次" in text and "1万家" not in text


def test_days_are_days_and_not_working_days(workshops: Assistant) -> None:
    said = lines(workshops.ask("岚洲的入选通知书发出后，是不是60天内把建设合同签了就行？"))
    assert "30日内" in said[0]


def test_a_share_is_asked_of_the_spending_and_not_a_sum(workshops: Assistant) -> None:
    said = lines(workshops.ask("岚洲企业类的依托单位，工艺研究投入占总支出要达到什么比例？"))
    assert "不低于12%" in said[0]


def test_an_interval_is_told_sooner_than_that_it_is_done_regularly(workshops: Assistant) -> None:
    said = lines(workshops.ask("岚洲市重点工坊多长时间评估一次？由谁来评？"))
    assert said == ["第十条：“原则上4年为一个评估周期”", "第十条：“市科技局委托专业评估机构进行重点工坊评估”"]


@pytest.mark.parametrize("question", ["泊川市人力资源开发中心的电话是多少？", "岚洲市科技局的热线是多少？"])
def test_only_a_telephone_number_answers_for_one(workshops: Assistant, question: str) -> None:
    assert workshops.ask(question).status == "refused"


# --- cases, sides, places ----------------------------------------------------------------------


def test_all_cases_of_what_is_to_be_done_are_quoted(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("岚洲公示期间收到异议怎么办？"))
    assert "应当取消入选资格" in line and "一并报市科技局" in line


def test_the_line_that_announces_a_list_is_the_last_of_its_clause(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("岚洲哪些情况保证金不退？"))
    assert line.startswith("有下列情形之一的，保证金不予退还，共三项：") and "提供虚假材料的" in line


def test_a_line_that_ends_in_what_it_announces_brings_its_items(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("沂安的绿道讲解员主要职责是什么？"))
    assert "讲解绿道沿线的科普展品" in line and "整理讲解词" in line


def test_acts_are_cases_too(workshops: Assistant) -> None:
    (line,) = lines(workshops.ask("沂安的绿道管护单位有哪些行为要取消支持？"))
    assert line.endswith("共两项：擅自改变展亭用途的；挪用管护经费的")


def test_the_same_asked_of_each_of_two_is_answered_for_each(workshops: Assistant) -> None:
    said = lines(workshops.ask("沂安的参展保证金、讲解保证金最高各能收多少？"))
    assert len(said) == 2 and "2%" in said[0] and "10%" in said[1]


def test_a_sentence_that_takes_up_its_heading_tells_how_it_goes(workshops: Assistant) -> None:
    said = lines(workshops.ask("沂安的“绿道伙伴计划”是怎么挑选支持对象的？"))
    assert "采取自愿申请、集中评审、分类支持方式进行" in said[0]


@pytest.mark.parametrize("question", ["那2025年呢？", "2028年呢？"])
def test_a_year_alone_asks_for_nothing(workshops: Assistant, question: str) -> None:
    answer = workshops.ask(question)
    assert answer.status == "refused" and "没有看出要问的是哪件事" in answer.text


def test_how_many_years_something_takes_is_no_interval(workshops: Assistant) -> None:
    said = lines(workshops.ask("沂安准备用几年时间建出一批有特色的示范绿道？"))
    assert "力争用2—3年时间" in said[0]


@pytest.mark.parametrize("ending", ["对不对？", "靠谱不？", "是吗？"])
def test_another_body_than_the_one_to_be_confirmed_is_found(workshops: Assistant, ending: str) -> None:
    said = lines(workshops.ask(f"沂安绿道标识系统是市科协负责建设管理的，{ending}"))
    assert "市园林局负责绿道标识系统的建设管理" in said[0]


@pytest.mark.parametrize("ending", ["这个数对吗？", "这个数靠谱不？"])
def test_a_number_in_a_number_counts_no_list(workshops: Assistant, ending: str) -> None:
    said = lines(workshops.ask(f"听说沂安写了要新建35个科普展亭，{ending}"))
    assert said[0].startswith("文件写的不是35个。") and "展亭42个" in said[0]


def test_two_things_of_one_document_are_set_side_by_side(workshops: Assistant) -> None:
    said = lines(workshops.ask("岚洲重点工坊的主任和工艺委员会，任期和换届要求有什么不一样？"))
    assert said[0].startswith("主任，第三条：") and "不超过两届" in said[0]
    assert said[1].startswith("工艺委员会，第四条：") and "三分之一以上" in said[1]


def test_each_part_is_answered_from_its_own_place(workshops: Assistant) -> None:
    question = "松陵要新建多少家信用服务站？泊川劳务品牌每几年评估几次？"
    said = lines(workshops.ask(question))
    assert "15家" in said[0] and "每三年评估两次" in said[1]
