"""An asynchronous stream read by ordinary code: within a time, with heartbeats, and cut at once.

One event loop in one thread serves the process: a client's open connections belong to the loop that
opened them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from functools import cache
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic

HEARTBEAT_SECONDS = 0.5
_STARTING = Lock()


def paced(stream: AsyncGenerator[str], seconds: float) -> Iterator[str]:
    """The pieces of `stream`, and "" after every HEARTBEAT_SECONDS in which none came.

    TimeoutError after `seconds` in all, whatever the stream waits for; its own errors as they are.
    Closing the iterator cancels the stream wherever it waits, so that its connection is closed.
    """
    arrived: SimpleQueue[str | None] = SimpleQueue()
    stopped, deadline = Event(), monotonic() + seconds

    async def read() -> None:
        try:
            async with aclosing(stream):
                async for piece in stream:
                    if stopped.is_set():  # asyncio.wait_for loses a cancellation that meets a result
                        break
                    arrived.put(piece)
        finally:
            arrived.put(None)

    reading = asyncio.run_coroutine_threadsafe(read(), _loop())
    try:
        while (piece := _next(arrived, deadline)) is not None:
            yield piece
            if monotonic() > deadline:
                raise TimeoutError
        reading.result()
    finally:
        stopped.set()
        reading.cancel()


def _next(arrived: SimpleQueue[str | None], deadline: float) -> str | None:
    try:
        return arrived.get(timeout=max(0.0, min(HEARTBEAT_SECONDS, deadline - monotonic())))
    except Empty:
        return ""


def _loop() -> asyncio.AbstractEventLoop:
    with _STARTING:
        return _running_loop()


@cache
def _running_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="chat models", daemon=True).start()
    return loop
