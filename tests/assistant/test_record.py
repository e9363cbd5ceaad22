"""An answer comes back from its record as it was, evidence trimmed, needing no document."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from assistant.answers import Answer, Withheld
from assistant.record import KEPT_EVIDENCE, answer_json, answer_of
from knowledge.documents import Passage, Relation, Source, Validity
from knowledge.errors import UserError
from tests.assistant.conftest import Ask
from tests.assistant.values import checked, clause, evidence

SOURCE = Source(
    "计划.txt", "d7", "书屋\n计划", "云科协发〔2031〕7号", "云州市科协", date(2031, 4, 9),
    period=(date(2031, 1, 1), date(2033, 12, 31)), validity=Validity("repealed"), relations=(Relation("repeals", "办法", "云科协发〔2019〕1号"),),
)  # fmt: skip


def returned(answer: Answer) -> Answer:
    return answer_of(answer.question, json.loads(json.dumps(answer_json(answer))))


@pytest.mark.parametrize(
    "question", ["要新建多少个社区科普驿站？", "科普部负责哪些任务？", "保障措施有哪些？", "怎么做红烧肉？"]
)
def test_an_answer_over_documents_comes_back_equal(ask: Ask, question: str) -> None:
    answer = ask(question)
    back = returned(answer)
    assert back.citations == answer.citations
    assert [one.clause for one in back.evidence] == [one.clause for one in answer.evidence[:KEPT_EVIDENCE]]
    assert back == replace(answer, evidence=back.evidence)
    shown, kept = answer.as_json(), back.as_json()
    assert kept.pop("evidence") == shown.pop("evidence")[:KEPT_EVIDENCE]
    assert kept == shown


def test_everything_said_of_the_document_and_the_place_comes_back() -> None:
    made = clause("书屋设在\n码头。", "第一条", source=SOURCE)
    made = replace(made, path=("一、书屋",), page=3, reason="编号", scanned=True)
    answer = Answer(
        "在哪里？",
        "refused",
        "没有写明。\ud800",
        evidence=(replace(evidence(made)[0], passages=(Passage(0, 4),), similarity=0.5),),
        withheld=(Withheld("在山上。", "没有依据"),),
        notice="提示",
        grade="near",
        confidence=0.25,
        resolved="书屋在哪里？",
    )
    back = returned(answer)
    assert back.evidence[0].clause == made and back.evidence[0].passages == ()
    assert back == replace(answer, evidence=back.evidence)


def test_the_documents_to_choose_from_come_back() -> None:
    answer = replace(
        checked("新建科普驿站二十个。"), grade="conflict", choices=("《书屋办法》", "《书屋计划》")
    )
    assert returned(answer) == answer and returned(answer).choices == ("《书屋办法》", "《书屋计划》")
    value = answer_json(answer)
    del value["choices"]
    assert answer_of("问", value).choices == ()


def test_a_record_from_before_the_resolved_question_was_kept_still_opens(ask: Ask) -> None:
    value = answer_json(ask("要新建多少个社区科普驿站？"))
    del value["resolved"]
    for one in value["clauses"]:
        del one["scanned"]
    assert answer_of("问", value).resolved == ""


def test_a_clause_cited_many_times_is_kept_once() -> None:
    answer = checked("新建科普驿站二十个。")
    thrice = replace(answer, citations=answer.citations * 3)
    assert len(answer_json(thrice)["clauses"]) == 1
    assert returned(thrice) == thrice


@pytest.mark.parametrize(
    "damage",
    [
        lambda value: value.pop("clauses"),
        lambda value: value.update(clauses=[]),
        lambda value: value["clauses"][0].pop("raw"),
        lambda value: value["clauses"][0]["source"].update(issued_on="五月"),
        lambda value: value.update(citations=[[1]]),
        lambda value: value.update(withheld=[[]]),
        lambda value: value.update(citations=None),
    ],
)
def test_a_damaged_record_is_a_clear_error(damage: object) -> None:
    value = json.loads(json.dumps(answer_json(checked("新建科普驿站二十个。"))))
    assert callable(damage)
    damage(value)
    with pytest.raises(UserError, match="已损坏"):
        answer_of("问", value)
