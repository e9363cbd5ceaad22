"""Answers for programs: who asks, so many at once, and stopped when nobody waits for them any more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Annotated

from fastapi import Depends, Request

from assistant.answers import Answer
from knowledge.errors import UserError
from ui.api.replies import busy, unknown_token
from ui.desk import Desk, Desks

MOST_AT_ONCE = 32


def token_of(request: Request) -> str | None:
    """What a request shows as `Authorization: Bearer TOKEN`."""
    kind, _, token = request.headers.get("authorization", "").strip().partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def desk_of(request: Request) -> Desk:
    """The desk of the program that sent a request. Status 401 where there is none for its token."""
    desks: Desks = request.app.state.desks
    try:
        return desks.of_token(token_of(request))
    except UserError as error:
        raise unknown_token(error) from error


class Answers:
    """Makes answers in threads of its own, at most `most` at once; used from the server's event loop only."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="answers")
        self._free = most

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places. Status 429 where none is free."""
        if not self._free:
            raise busy()
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

    async def answer(
        self, desk: Desk, question: str, history: Sequence[str], documents: frozenset[str] | None = None
    ) -> Answer:
        """The verified answer; whoever gives up waiting stops its making at the next word of the draft."""
        stopped = Event()
        work = asyncio.get_running_loop().run_in_executor(
            self._threads, _answer, desk, question, history, documents, stopped
        )
        try:
            return await work
        finally:
            stopped.set()


def answers_of(request: Request) -> Answers:
    """Where an app makes its answers."""
    answers: Answers = request.app.state.answers
    return answers


Here = Annotated[Desk, Depends(desk_of)]
Making = Annotated[Answers, Depends(answers_of)]


def _answer(
    desk: Desk,
    question: str,
    history: Sequence[str],
    documents: frozenset[str] | None,
    stopped: Event,
) -> Answer:
    for step in desk.answering.stream(question, history, documents):
        if isinstance(step, Answer):
            return step
        if stopped.is_set():
            raise InterruptedError("nobody waits for this answer")
    raise RuntimeError("the answer stream ended without an answer")
