"""So many answers at once, and none for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from starlette.requests import Request

from assistant.answers import Answer
from tests.ui.fakes import FakeAnswering, make_desks
from ui.api.answering import Answers, token_of
from ui.api.replies import Refused


@pytest.mark.parametrize(
    ("header", "token"),
    [(b"Bearer abc", "abc"), (b"bearer  abc ", "abc"), (b"Bearer", None), (b"Basic abc", None), (b"", None)],
)
def test_the_token_that_a_request_shows(header: bytes, token: str | None) -> None:
    assert token_of(Request({"type": "http", "headers": [(b"authorization", header)]})) == token


def test_who_comes_when_all_places_are_taken_is_told_to_come_again() -> None:
    answers = Answers(most=2)
    with answers.place(), answers.place():
        with pytest.raises(Refused) as told, answers.place():
            raise AssertionError
        assert told.value.status_code == 429 and told.value.headers == {"retry-after": "5"}
    with answers.place(), answers.place():
        pass


def test_a_place_is_given_back_where_answering_fails() -> None:
    answers = Answers(most=1)
    for _ in range(2):
        with pytest.raises(KeyError), answers.place():
            raise KeyError


def test_an_answer_nobody_waits_for_is_not_made(tmp_path: Path) -> None:
    begun, ended = Event(), Event()

    class Slow(FakeAnswering):
        def stream(
            self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
        ) -> Iterator[str | Answer]:
            try:
                for draft in super().stream(question, history, documents):
                    begun.set()
                    yield draft
            finally:
                ended.set()

    async def give_up() -> None:
        desk = replace(make_desks(data=tmp_path)(None), answering=Slow())
        asking = asyncio.ensure_future(Answers().answer(desk, "慢", ()))
        await asyncio.to_thread(begun.wait, 30)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(give_up())
    assert ended.wait(30)
    assert not (tmp_path / "audit.jsonl").exists()
