"""Reading an asynchronous stream: order, heartbeats, the deadline, and the end of what is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from threading import Event

import pytest

from assistant.streaming import paced

LONG = 600.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.streaming.HEARTBEAT_SECONDS", 0.01)


async def letters(ended: Event, silent: float = 0.0) -> AsyncGenerator[str]:
    try:
        for letter in "甲乙丙":
            yield letter
            await asyncio.sleep(silent)
    finally:
        ended.set()


def test_pieces_come_in_order_and_the_stream_is_ended() -> None:
    ended = Event()
    assert "".join(paced(letters(ended), LONG)) == "甲乙丙"
    assert ended.is_set()


def test_silence_is_heard_as_empty_pieces() -> None:
    stream = paced(letters(Event(), silent=LONG), LONG)
    assert [next(stream) for _ in range(3)] == ["甲", "", ""]
    stream.close()  # type: ignore[attr-defined]  # a generator


def test_the_deadline_ends_a_silent_stream() -> None:
    ended = Event()
    with pytest.raises(TimeoutError):
        list(paced(letters(ended, silent=LONG), 0.05))
    assert ended.wait(30)


def test_closing_ends_a_silent_stream() -> None:
    ended = Event()
    stream = paced(letters(ended, silent=LONG), LONG)
    assert next(stream) == "甲"
    stream.close()  # type: ignore[attr-defined]  # a generator
    assert ended.wait(30)


def test_an_error_of_the_stream_comes_after_its_pieces() -> None:
    async def failing() -> AsyncGenerator[str]:
        yield "甲"
        raise LookupError("乙")

    stream = paced(failing(), LONG)
    assert next(stream) == "甲"
    with pytest.raises(LookupError, match="乙"):
        list(stream)


def test_it_works_within_a_running_loop() -> None:
    async def caller() -> str:
        return "".join(paced(letters(Event()), LONG))

    assert asyncio.run(caller()) == "甲乙丙"


def test_a_cancellation_that_gets_lost_still_ends_the_stream() -> None:
    ended = Event()

    async def deaf() -> AsyncGenerator[str]:
        try:
            while True:
                try:
                    await asyncio.sleep(0.001)
                except asyncio.CancelledError:
                    yield "丢"
                yield "甲"
        finally:
            ended.set()

    stream = paced(deaf(), LONG)
    assert next(stream) == "甲"
    stream.close()  # type: ignore[attr-defined]  # a generator
    assert ended.wait(30)
