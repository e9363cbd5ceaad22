"""One heap for all threads of who writes."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest

from knowledge.arenas import one_arena


class Library:
    """A C library that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, ...]] = []

    def mallopt(self, *values: int) -> int:
        self.told.append(values)
        return 1


def test_the_system_is_told_once_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    one_arena()
    assert library.told == [(-8, 1)]


@pytest.mark.parametrize("other", [object(), None])
def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch, other: Any) -> None:
    asked: list[str | None] = []

    def library(name: str | None) -> Any:
        asked.append(name)
        return other

    monkeypatch.setattr(ctypes, "CDLL", library)
    one_arena()
    assert asked == [None]  # this program's own library, and nothing was raised


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is of Linux")
def test_this_library_takes_it() -> None:
    one_arena()
    assert ctypes.CDLL(None).mallopt(-8, 1) == 1
