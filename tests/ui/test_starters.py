"""Questions to start with: each one is answered over the very documents it was made from."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.build import build
from assistant.settings import Settings
from knowledge.documents import Clause, Source
from tests.assistant.library import NOTICES, ingested
from ui.starters import COUNT, starters


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return build(Settings(data=ingested()))


def test_each_question_is_answered_from_the_documents(assistant: Assistant) -> None:
    questions = starters(assistant.documents(), assistant.clauses)
    assert len(questions) >= len(NOTICES)
    for question in questions:
        answer = assistant.ask(question)
        assert answer.status == "answered", question
        assert answer.citations, question


def test_the_questions_differ_are_few_and_short(assistant: Assistant) -> None:
    questions = starters(assistant.documents(), assistant.clauses)
    assert len(set(questions)) == len(questions) <= COUNT
    assert all(question.endswith("？") and len(question) <= 60 for question in questions)


def test_every_document_is_asked_about(assistant: Assistant) -> None:
    cited = {
        citation.clause.source.name
        for question in starters(assistant.documents(), assistant.clauses)
        for citation in assistant.ask(question).citations
    }
    assert cited == set(NOTICES)


def test_no_documents_no_questions() -> None:
    assert starters((), lambda _: ()) == ()


def test_a_document_without_number_or_tasks_gives_no_question() -> None:
    source = Source(name="a.txt", doc_id="d1", title="情况说明")
    raw = "本月情况正常。"
    clauses = (Clause(source, 0, "第1段", (), "paragraph", raw, 0, len(raw)),)
    assert starters((source,), lambda _: clauses) == ()
