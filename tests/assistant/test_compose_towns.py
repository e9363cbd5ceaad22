"""Answers that a clerk would give of two cities: whole lists, each part, each place, the right body, the right year."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answers import Answer
from assistant.ask import Assistant
from tests.assistant.library import assistant_over, lines_of
from tests.assistant.towns import TOWNS, ingested_towns


@pytest.fixture(scope="module")
def towns() -> Iterator[Assistant]:
    """An assistant without a model over notices of two cities."""
    yield from assistant_over(ingested_towns())


def lines(answer: Answer) -> list[str]:
    return lines_of(answer, TOWNS)


# --- lists that a line announces ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("柳溪的科普场馆干了什么会被取消称号？", ("不提交年度总结的", "发生重大安全事故的", "传播伪科学的")),
        ("在柳溪申请认定科普场馆要满足哪些硬条件？", ("不少于500平方米", "不少于4名", "不少于240天")),
    ],
)
def test_items_that_a_line_announces_are_all_given(
    towns: Assistant, question: str, items: tuple[str, ...]
) -> None:
    (line,) = lines(towns.ask(question))
    assert "共三项" in line and all(item in line for item in items)


def test_a_name_that_counts_its_members_is_spelt_out(towns: Assistant) -> None:
    (line,) = lines(towns.ask("枫港要求的“四进”具体是哪四个？"))
    assert all(f"进{place}" in line for place in ("社区", "校园", "企业", "乡村"))


# --- times and years ---------------------------------------------------------------------------


def test_a_year_that_leads_a_paragraph_holds_for_its_later_sentences(towns: Assistant) -> None:
    assert "建成科普场馆60家" in lines(towns.ask("到2028年枫港要建成多少家科普场馆？"))[0]


def test_a_year_of_its_period_that_nothing_aims_at_is_refused(towns: Assistant) -> None:
    answer = towns.ask("到2029年枫港要建成多少家科普场馆？")
    assert answer.status == "refused"


def test_a_day_is_answered_with_a_day(towns: Assistant) -> None:
    (line,) = lines(towns.ask("柳溪认定科普场馆，申请最迟哪天提交？"))
    assert "6月30日前" in line


def test_from_when_to_when_a_document_holds(towns: Assistant) -> None:
    (line,) = lines(towns.ask("柳溪管科普场馆的那个办法从哪天开始施行，管到什么时候？"))
    assert "2026年3月1日" in line and "2031年2月28日" in line


def test_the_number_of_what_a_document_rests_on(towns: Assistant) -> None:
    assert "柳政发〔2025〕31号" in towns.ask("柳溪科普场馆管理办法是根据哪个文制定的，文号多少？").text


def test_the_time_that_a_note_sets_is_given(towns: Assistant) -> None:
    assert "2026年9月底前" in lines(towns.ask("枫港的场馆布局规划什么时候编制完成？"))[0]


def test_each_number_to_be_confirmed_is_set_right(towns: Assistant) -> None:
    question = "在柳溪申请认定科普场馆，室内面积够300平方米、讲解员够2名就行，对吧？"
    said = lines(towns.ask(question))
    assert said[0].startswith("文件写的不是300平方米。") and "不少于500平方米" in said[0]
    assert said[1].startswith("文件写的不是2名。") and "不少于4名" in said[1]


def test_who_leads_is_listed_apart_from_who_helps(towns: Assistant) -> None:
    led, all_of_them = (
        lines(towns.ask(f"枫港那份方案里市科协{role}的是哪些事？")) for role in ("牵头", "参与")
    )
    assert led[0] == "市科协共一项，来自一份文件" and "科普专家库" in led[1]
    assert all_of_them[0] == "市科协共两项，其中配合的一项，来自一份文件"


# --- parts -------------------------------------------------------------------------------------


def test_the_same_asked_of_two_things_is_answered_for_each(towns: Assistant) -> None:
    found = lines(towns.ask("枫港的展品安全审查和展览布置时间分别要压缩到几周？"))
    assert len(found) == 2 and "3周" in found[0] and "15周" in found[1]


def test_two_figures_of_one_sentence_are_both_quoted(towns: Assistant) -> None:
    text = "".join(lines(towns.ask("柳溪的展品目录几年修订一次？讲解词几年修订一次？")))
    assert "每5年" in text and "每3年" in text


def test_two_figures_of_a_sort_come_from_two_sentences_where_each_holds_one(towns: Assistant) -> None:
    found = lines(towns.ask("枫港每年要办多少场科普大集？又要办多少场科学影展？"))
    assert len(found) == 2 and "6场" in found[0] and "9场" in found[1]


def test_a_fact_of_the_head_and_another_of_the_text(towns: Assistant) -> None:
    number, masters = lines(towns.ask("枫港科普事业行动方案的文号是多少？科普名师要培育多少名？"))
    assert "枫政办发〔2026〕9号" in number and "80名" in masters


def test_a_follow_up_of_two_short_questions(towns: Assistant) -> None:
    answer = towns.ask("最多连任几届？年龄上有没有限制？", ["柳溪的科普场馆馆长由谁聘任？"])
    assert "两届" in "".join(lines(answer))


# --- bodies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "body", "others"),
    [
        ("枫港的场馆开放指南由谁制定？", "市文化旅游局负责", ("市科技局", "市教育局")),
        ("枫港的展品借用办法由谁制定？", "市科技局牵头，市教育局配合", ("市文化旅游局", "市科协")),
        ("枫港的科普专家库由谁建立？", "市科协负责", ("市科技局", "市文化旅游局")),
    ],
)
def test_of_several_notes_the_one_that_closes_the_task_names_the_body(
    towns: Assistant, question: str, body: str, others: tuple[str, ...]
) -> None:
    (line,) = lines(towns.ask(question))
    assert body in line and not any(other in line for other in others)


# --- places side by side -----------------------------------------------------------------------


def test_each_place_answers_for_itself(towns: Assistant) -> None:
    first, second = lines(towns.ask("柳溪和枫港给科普场馆的资助经费各是多少？"))
    assert first.startswith("柳溪，") and "40万元" in first
    assert second.startswith("枫港，") and "25万元" in second


def test_a_place_that_does_not_say_it_is_told(towns: Assistant) -> None:
    answer = towns.ask("柳溪和枫港的科普名师各要培育多少名？")
    (line,) = lines(answer)
    assert line.startswith("枫港，") and "80名" in line
    assert answer.notice == "“柳溪”没有检索到写明的条款。"


def test_a_sum_that_a_question_tells_of_itself_is_not_set_right(towns: Assistant) -> None:
    answer = towns.ask("我们馆去年花了90万元，柳溪市科协每年资助多少经费？")
    assert "文件写的不是" not in answer.text and "40万元" in answer.text


# --- what is not written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "枫港的科普专家库专家讲课费多少？",
        "柳溪科普场馆馆长每月津贴是多少？",
        "枫港的科普名师名单里有哪几所高校？",
        "柳溪上一届科普场馆馆长培训在哪个城市办的？",
        "我想提取住房公积金付房租，要带什么材料？",
    ],
)
def test_what_is_near_but_not_written_is_refused(towns: Assistant, question: str) -> None:
    assert towns.ask(question).status == "refused"
