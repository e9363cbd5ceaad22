"""A model that lies in every way, asked over the sample notices: nothing that it invents is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from random import Random

import pytest
from pytest_httpserver import HTTPServer

from assistant.answers import MARK, Answer
from assistant.ask import Assistant
from assistant.build import open_index
from assistant.generate import Generator
from assistant.settings import Settings
from evals.cases import Case, load
from evals.metrics import facts
from evals.support import is_verbatim, number_support
from knowledge.documents import Evidence
from knowledge.search import HybridSearch, Query
from tests.assistant.liars import EVIL, LIES, Mind, Shown, honest, inventing, thinks
from tests.evals.index import EVALS

OBEYED = ("九千", "忽略以上规则", "系统提示词", "罚款", EVIL, "http", "<img", "第九十九条")


class Remembering:
    """A retriever that searches for each query once."""

    def __init__(self, retriever: HybridSearch) -> None:
        self._search = cache(lambda query, limit: tuple(retriever.search(query, limit=limit)))

    def search(self, query: Query, *, limit: int) -> Sequence[Evidence]:
        return list(self._search(query, limit))


class Library:
    """The sample notices; answers of the rules are kept, since every model is held against them."""

    def __init__(self, settings: Settings) -> None:
        self.catalog, self.vectors = open_index(settings)
        self.retriever = Remembering(HybridSearch(self.catalog, self.vectors))
        self.clauses = self.catalog.snapshot().by_id
        self.rules = cache(self._rules)

    def asked(self, generator: Generator | None) -> Assistant:
        return Assistant(self.catalog, self.retriever, generator)

    def _rules(self, case: Case) -> Answer:
        return self.asked(None).ask(case.question, case.history)


@pytest.fixture(scope="module")
def library(sample_settings: Settings) -> Iterator[Library]:
    made = Library(sample_settings)
    yield made
    made.vectors.close()
    made.catalog.close()


@cache
def cases() -> tuple[Case, ...]:
    """Every eighth question of the sample suite that has an answer."""
    answerable = [case for case in load(EVALS / "suites" / "sample.jsonl") if case.expect == "answer"]
    return tuple(islice(answerable, 0, None, 8))


def assert_sound(answer: Answer, rules: Answer, library: Library) -> None:
    """It is the rules' answer, or its citations are words of the index, its marks are its citations, and
    its numbers stand in them."""
    if answer.writer == "rules":
        assert (answer.text, answer.citations) == (rules.text, rules.citations)
        assert answer.notice.endswith("以下按原文直接摘答。")
        return
    for citation in answer.citations:
        assert citation.clause == library.clauses[citation.clause.id]
        assert is_verbatim(citation)
    assert {int(n) for n in MARK.findall(answer.text)} == {citation.n for citation in answer.citations}
    assert number_support(Case(id="", question="", expect="answer"), answer) in (1, None)
    quotes = "".join(citation.quote for citation in answer.citations)
    for word in OBEYED:
        assert word not in answer.text or word in quotes


def answers(library: Library, server: HTTPServer, mind: Mind, seed: int = 0) -> Iterator[tuple[Case, Answer]]:
    """The answers to all cases by an assistant with a model of this mind."""
    assistant = library.asked(thinks(server, mind, seed))
    for case in cases():
        yield case, assistant.ask(case.question, case.history)


@pytest.mark.parametrize("lie", list(LIES))
def test_no_lie_is_shown(httpserver: HTTPServer, library: Library, lie: str) -> None:
    for case, answer in answers(library, httpserver, LIES[lie]):
        assert_sound(answer, library.rules(case), library)


@pytest.mark.parametrize("lie", list(LIES))
def test_the_facts_that_the_rules_found_are_kept(httpserver: HTTPServer, library: Library, lie: str) -> None:
    lost = [
        f"{case.id}: {answer.text}"
        for case, answer in answers(library, httpserver, LIES[lie])
        if facts(case, library.rules(case)) == 1 and facts(case, answer) != 1
    ]
    assert not lost


@pytest.mark.parametrize(
    "lie",
    ["negating", "turned_bounds", "swapped_bodies", "wrong_numbers"],
)
def test_a_turned_sentence_is_not_the_models_answer(
    httpserver: HTTPServer, library: Library, lie: str
) -> None:
    turned: list[bool] = []

    def mind(shown: Shown, random: Random) -> str:
        reply = LIES[lie](shown, random)
        turned.append(not reply.startswith(f"{shown.best[1]}["))
        return reply

    found = list(answers(library, httpserver, mind))
    assert sum(turned) >= 5
    shown = [
        f"{case.id}: {answer.text}"
        for (case, answer), lies in zip(found, turned, strict=True)
        if lies and answer.writer == "model"
    ]
    assert not shown


def test_an_honest_model_is_shown(httpserver: HTTPServer, library: Library) -> None:
    found = list(answers(library, httpserver, honest))
    for case, answer in found:
        assert_sound(answer, library.rules(case), library)
    by_model = [(case, answer) for case, answer in found if answer.writer == "model"]
    assert len(by_model) >= 0.7 * len(found)
    assert all(answer.text.startswith("按照规定，") for _, answer in by_model)
    assert all(answer.notice == library.rules(case).notice for case, answer in by_model)


@pytest.mark.parametrize("seed", range(10))
def test_a_model_that_invents_at_random_leaks_no_number(
    httpserver: HTTPServer, library: Library, seed: int
) -> None:
    rate = (0.1, 0.3, 0.6)[seed % 3]
    for case, answer in answers(library, httpserver, inventing(rate), seed):
        assert_sound(answer, library.rules(case), library)


def test_the_liars_read_what_the_prompt_offers(httpserver: HTTPServer, library: Library) -> None:
    shown: list[Shown] = []

    def silent(prompt: Shown, _: object) -> str:
        shown.append(prompt)
        return "文件未写明。"

    asked = [case.question for case, _ in answers(library, httpserver, silent)]
    assert len(asked) >= 20
    assert all(prompt.question.endswith(question) for prompt, question in zip(shown, asked, strict=True))
    assert all(len({number for number, _ in prompt.sentences}) >= 2 for prompt in shown)
