"""One heap for all threads of a process: with glibc's one a thread, memory that Chroma's threads gave back stayed in
pieces, .1 to .2 GiB more with every 500 notices ingested. Told only once Chroma is imported, glibc already has a second
heap: 1,000 notices then needed .50 GiB."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_ARENA_MAX = -8  # malloc.h of glibc


def one_arena() -> None:
    """Let glibc make no further heaps for threads; nothing where the system has another library."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
