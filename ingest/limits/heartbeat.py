"""A sign of life from long reading: a reader beats after each page, who waits for it counts from there.

So one limit serves a page of text and a scanned book: it is the time without a page.
"""

from __future__ import annotations

from collections.abc import Callable

_listener: Callable[[], None] = lambda: None  # noqa: E731 - the silent listener


def beat() -> None:
    """Say that a page is done."""
    _listener()


def listen(listener: Callable[[], None]) -> None:
    """From now on, `listener` is called at each beat in this process."""
    global _listener
    _listener = listener
