"""How much memory a file may take: a reader that comes to need more asks for it at that moment.

So a page whose picture has to be recognised gets it, and a page that only swells does not.
"""

from __future__ import annotations

from collections.abc import Callable

_granting: Callable[[int], None] = lambda _: None  # noqa: E731 - who limits nothing grants in silence


def ask(memory: int) -> None:
    """Ask for `memory` bytes of address space in all for the file that is being read."""
    _granting(memory)


def grant(granting: Callable[[int], None]) -> None:
    """From now on, `granting` is called with what readers of this process ask for."""
    global _granting
    _granting = granting
