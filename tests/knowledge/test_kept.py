"""A value made once for each key, however many threads ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from knowledge.kept import Kept


def test_a_value_is_made_for_its_key_and_kept_until_another_is_asked_for() -> None:
    made: list[int] = []
    kept: Kept[int, str] = Kept()

    def get(key: int) -> str:
        return kept.get(key, lambda: made.append(key) or f"value of {key}")

    assert [get(key) for key in (1, 1, 2, 2, 1)] == [f"value of {key}" for key in (1, 1, 2, 2, 1)]
    assert made == [1, 2, 1]


def test_threads_that_ask_at_once_wait_for_one_of_them() -> None:
    kept: Kept[str, object] = Kept()
    begun, together = Event(), Barrier(8, timeout=30)
    made: list[object] = []

    def make() -> object:
        begun.wait(0.1)  # nobody sets it: the others come while one is at work
        made.append(object())
        return made[-1]

    def get(_: int) -> object:
        together.wait()
        return kept.get("key", make)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(get, range(8)))
    assert len(made) == 1 and set(found) == set(made)


def test_each_gets_the_value_of_the_key_it_asked_for() -> None:
    kept: Kept[int, int] = Kept()
    with ThreadPoolExecutor(8) as threads:
        wanted = [number % 3 for number in range(400)]
        assert list(threads.map(lambda key: kept.get(key, lambda: key), wanted)) == wanted


def test_what_could_not_be_made_is_made_by_the_next() -> None:
    kept: Kept[int, str] = Kept()

    def broken() -> str:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        kept.get(1, broken)
    assert kept.get(1, lambda: "now") == "now"
