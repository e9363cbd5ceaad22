"""Work that only so many threads do at once, each in its turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """At most `most` threads at work; who comes first goes first (a semaphore lets who has just finished
    go again before those who wait)."""

    def __init__(self, most: int) -> None:
        self._looking = Lock()
        self._free = most
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and hold it. Not to be asked for by a thread that holds one."""
        if (called := self._queue()) is not None:
            called.acquire()
        try:
            yield
        finally:
            self._pass_on()

    def _queue(self) -> Lock | None:
        """What opens when it is this thread's turn; None where it is at once."""
        with self._looking:
            if self._free:
                self._free -= 1
                return None
            called = Lock()
            called.acquire()
            self._waiting.append(called)
            return called

    def _pass_on(self) -> None:
        with self._looking:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
