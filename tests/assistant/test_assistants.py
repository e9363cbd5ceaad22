"""The assistants over parts of an index: nobody is told what is hidden, in whatever words they ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant import build
from assistant.answers import Answer
from assistant.build import Assistants, open_assistants
from assistant.settings import Settings
from tests.fakes import FakeEmbedder, FakeReranker
from tests.knowledge.groups import HIDDEN, OPEN, QUESTIONS, SECRET, index

ONLY_HIDDEN = ("谧湖", "鎏金", "督查室", "暗访", "考核方案", "密〔2032〕")
ASKED = "暗访鎏金档案馆多少家？"


def opened(*, with_secret: bool) -> Assistants:
    return open_assistants(Settings(data=index(with_secret=with_secret)), embedder=FakeEmbedder())


@pytest.fixture(scope="module")
def assistants() -> Iterator[Assistants]:
    made = opened(with_secret=True)
    yield made
    made.catalog.close()


@pytest.fixture(scope="module")
def never() -> Iterator[Assistants]:
    made = opened(with_secret=False)
    yield made
    made.catalog.close()


def told(answer: Answer) -> dict[str, Any]:
    return {**answer.as_json(), "timings_ms": {}}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_that_of_an_index_without_it(
    assistants: Assistants, never: Assistants, question: str
) -> None:
    mine = assistants.without(HIDDEN).ask(question)
    assert told(mine) == told(never.whole.ask(question))
    own_words = {word for word in ONLY_HIDDEN if word in question}
    said = str({**told(mine), "question": ""})
    assert not [word for word in ONLY_HIDDEN if word in said and word not in own_words]


def test_whoever_may_see_it_is_answered(assistants: Assistants) -> None:
    answer = assistants.whole.ask(ASKED)
    assert answer.status == "answered" and "45" in answer.text
    assert {one.clause.source.name for one in answer.citations} == {SECRET}
    assert assistants.without(frozenset({"没有的.txt"})).ask(ASKED).status == "answered"


@pytest.mark.parametrize("last", ["由谁负责？", "那鎏金档案馆呢？", "牵头部门是谁？"])
def test_a_follow_up_leads_to_nothing_hidden(assistants: Assistants, never: Assistants, last: str) -> None:
    history = (ASKED, "《澜江市内部考核方案》说了什么？")
    mine = assistants.without(HIDDEN).ask(last, history)
    assert told(mine) == told(never.whole.ask(last, history))


def test_questions_offered_after_an_answer_name_nothing_hidden(
    assistants: Assistants, never: Assistants
) -> None:
    answer = assistants.whole.ask("新建科普驿站多少个？")
    offered = assistants.without(HIDDEN).follow_ups(answer)
    assert offered == never.whole.follow_ups(answer)


def test_to_ask_for_hidden_documents_by_name_finds_none(assistants: Assistants) -> None:
    answer = assistants.without(HIDDEN).ask(ASKED, (), HIDDEN)
    assert answer.status == "refused" and not answer.evidence


def test_the_documents_are_the_visible_ones(assistants: Assistants) -> None:
    part = assistants.without(HIDDEN)
    assert {source.name for source in part.documents()} == set(OPEN)
    assert part.clauses(SECRET) == ()


def test_who_sees_nothing_is_refused(assistants: Assistants) -> None:
    answer = assistants.without(frozenset({*OPEN, *HIDDEN})).ask("新建科普驿站多少个？")
    assert answer.status == "refused" and not answer.citations and not answer.evidence


def test_who_sees_the_same_shares_an_assistant(assistants: Assistants) -> None:
    assert assistants.without(HIDDEN) is assistants.without(frozenset(set(HIDDEN)))
    assert assistants.without(frozenset()) is assistants.whole
    assert assistants.records(HIDDEN) is assistants.without(HIDDEN).records


def test_only_those_used_last_are_held(assistants: Assistants, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MOST_PARTS", 2)
    first = assistants.without(HIDDEN)
    for name in ("甲", "乙"):
        assistants.without(frozenset({name}))
    assert assistants.without(HIDDEN) is not first


def test_a_reranker_reads_nothing_that_is_hidden() -> None:
    reranker = FakeReranker("")
    settings = Settings(data=index(with_secret=True))
    made = open_assistants(settings, embedder=FakeEmbedder(), reranker=reranker)
    made.without(HIDDEN).ask(ASKED)
    made.without(HIDDEN).ask("新建科普驿站多少个？")
    assert reranker.read and not [
        word for _, read in reranker.read for word in ONLY_HIDDEN if word in str(read)
    ]
    made.whole.ask(ASKED)
    assert "鎏金档案馆45家" in str(reranker.read[-1])
    made.catalog.close()
