"""So many at work at once, in the order they came."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread
from time import sleep

import pytest

from assistant.turns import Turns


@pytest.mark.parametrize("most", [1, 2, 3])
def test_never_more_than_these_are_at_work(most: int) -> None:
    turns, counting = Turns(most), Lock()
    working, seen = 0, set()

    def work(_: int) -> None:
        nonlocal working
        with turns.turn():
            with counting:
                working += 1
                seen.add(working)
            sleep(0.001)
            with counting:
                working -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(100)))
    assert max(seen) == most and working == 0


def test_who_waits_goes_before_who_comes_back() -> None:
    turns, order = Turns(1), list[str]()
    begun, may = Event(), Event()

    def first() -> None:
        with turns.turn():
            begun.set()
            may.wait(30)
        with turns.turn():
            order.append("again")

    def waits(name: str) -> Callable[[], None]:
        def wait() -> None:
            with turns.turn():
                order.append(name)

        return wait

    threads = [Thread(target=first)]
    threads[0].start()
    assert begun.wait(30)
    for number, name in enumerate("甲乙丙", 1):
        threads.append(Thread(target=waits(name)))
        threads[-1].start()
        while len(turns._waiting) < number:
            sleep(0.001)
    may.set()
    for thread in threads:
        thread.join(30)
    assert order == ["甲", "乙", "丙", "again"]


def test_a_turn_that_fails_is_passed_on() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(KeyError), turns.turn():
            raise KeyError
    with turns.turn():
        assert turns._free == 0
    assert turns._free == 1
