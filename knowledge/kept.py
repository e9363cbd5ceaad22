"""What is made from a catalog and kept until the catalog changes, for many threads at once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """One value with the key it was made for. Where the key has changed, one thread makes the new value,
    the others that want it wait; each gets the value of the key it asked for."""

    def __init__(self) -> None:
        self._held: tuple[Key, Value] | None = None
        self._making = Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made now if it is not the one held. What `make` raises is raised."""
        held = self._held
        if held is None or held[0] != key:
            with self._making:
                held = self._held
                if held is None or held[0] != key:
                    self._held = held = key, make()
        return held[1]
