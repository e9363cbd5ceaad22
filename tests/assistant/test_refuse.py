"""When the evidence does not answer: years, and the thing asked for."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "2035年要新建多少个社区科普驿站？",
        "大篷车的开户银行是哪家？",
        "院士进社区活动在哪里举办？",
    ],
)
def test_what_no_clause_says_of_the_asked_thing_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "refused"
    assert not answer.citations


def test_an_unknown_document_number_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("澄科协发〔1999〕3号要求新建多少个驿站？")
    assert (answer.status, "文号" in answer.text) == ("refused", True)


def test_a_document_number_keeps_the_answer_in_its_document(assistant: Assistant) -> None:
    answer = assistant.ask("澄科协规〔2025〕12号规定大篷车每年下乡多少天？")
    assert {citation.clause.source.doc_number for citation in answer.citations} == {"澄科协规〔2025〕12号"}


def test_an_off_topic_question_does_not_inherit_the_subject(assistant: Assistant) -> None:
    assert assistant.ask("今天股票涨了吗？", ["要新建多少个社区科普驿站？"]).status == "refused"


def test_evidence_is_best_first(assistant: Assistant) -> None:
    scores = [item.score for item in assistant.ask("科普部负责哪些任务？").evidence]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("question", "grade"),
    [
        ("火星基地的氧气循环系统怎么维护？", "absent"),
        ("大篷车的开户银行是哪家？", "near"),
        ("2035年要新建多少个社区科普驿站？", "outside"),
        ("北京市要新建多少个社区科普驿站？", "outside"),
        ("澄科协发〔1999〕3号要求新建多少个驿站？", "outside"),
    ],
)
def test_a_refusal_has_a_grade(assistant: Assistant, question: str, grade: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.grade) == ("refused", grade)
    assert answer.confidence < 0.5


def test_an_answer_has_no_grade_and_is_surer_the_more_of_the_question_a_clause_holds(
    assistant: Assistant,
) -> None:
    full = assistant.ask("到2027年底新建社区科普驿站多少个？")
    half = assistant.ask("驿站打印机墨盒多少个？")
    assert full.grade is None
    assert full.confidence > max(0.5, half.confidence)
