"""What is offered to be asked next is answered, with a fact that was not said before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers import Answer
from assistant.ask import Assistant
from assistant.follow_ups import MOST_FOLLOW_UPS, FollowUp, going_on
from tests.assistant.library import MEASURES, RULES

QUESTIONS = (
    "要新建多少个社区科普驿站？",
    "院士进社区活动多久举办一次？",
    "学会部负责哪些任务？",
    "银龄数字课堂计划是什么？",
    "专职驾驶员配备几名？",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_offered_is_answered_from_the_same_document(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    offered = assistant.follow_ups(answer)
    assert 1 <= len(set(offered)) == len(offered) <= MOST_FOLLOW_UPS
    cited = {citation.clause.source.name for citation in answer.citations}
    for one in offered:
        found = assistant.ask(one)
        assert found.status == "answered" and one != question
        assert cited & {citation.clause.source.name for citation in found.citations}


def test_who_is_responsible_is_offered_where_the_answer_does_not_say(assistant: Assistant) -> None:
    answer = assistant.ask("建立多少人的科普专家库？")
    assert "人才部" not in answer.text
    assert "澄湖建立科普专家库由哪些部门负责？" in assistant.follow_ups(answer)


def test_what_the_answer_says_is_not_offered(assistant: Assistant) -> None:
    answer = assistant.ask("院士进社区活动多久举办一次？")
    rows = [row for row in assistant.records.commitments() if row.clause == answer.citations[0].clause]
    facts = {one.fact for one in going_on(answer, rows) if "负责哪些任务" not in one.question}
    assert rows and not any(fact in answer.text for fact in facts)


def test_questions_stay_in_the_documents_chosen(assistant: Assistant) -> None:
    answer = assistant.ask("要新建多少个社区科普驿站？")
    assert assistant.follow_ups(answer)
    assert assistant.follow_ups(answer, frozenset({RULES})) == ()
    assert assistant.follow_ups(answer, frozenset({MEASURES})) == assistant.follow_ups(answer)


def test_a_refusal_leads_nowhere(assistant: Assistant) -> None:
    assert assistant.follow_ups(assistant.ask("火星基地什么时候建成？")) == ()


def test_an_answer_without_the_fact_does_not_hold_it() -> None:
    wanted = FollowUp("问？", "2027年 底")
    held = Answer("问？", "answered", "到2027年底建成[1]。")
    assert wanted.holds(held)
    assert not wanted.holds(replace(held, status="refused"))
    assert not wanted.holds(replace(held, text="到2028年底建成[1]。"))
