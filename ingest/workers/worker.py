"""A worker process: `python -m ingest.workers.worker` reads requests on standard input and answers on standard output.

It keeps the limits that only it can keep: address space, core dumps, and an alarm that the system itself
rings, so that a worker whose supervisor is gone does not outlive its file. The supervisor
(`ingest.workers.supervisor`) keeps the time without a heartbeat.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from time import monotonic

from ingest import readers
from ingest.limits.allowance import grant
from ingest.limits.heartbeat import listen
from ingest.parse import failed, parsed
from ingest.workers.frames import (
    BEAT,
    MEMBER,
    PARSE,
    REFUSED,
    RESULT,
    SPENT,
    Frames,
    asked,
    framed,
    packed,
)
from knowledge.errors import UserError

MEMORY_BYTES = 1000 << 20  # of address space beyond what a worker has at rest, 1 GiB in all; more on request
SECONDS = 600  # for one file; a reader module may declare more by the same name
PIECE = 1 << 20


def main() -> None:
    """Answer requests until standard input ends."""
    incoming, outgoing = _own_pipes()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = _Memory(_address_space())
    grant(memory.grant)
    listen(_Pulse(outgoing))
    for kind, payload in _requests(incoming):
        name, data = asked(payload)
        for answer in _answers(kind, name, data, memory):
            _send(outgoing, answer)
            if answer[:1] == SPENT:
                return
        signal.alarm(0)


class _Memory:
    """The limit of this process's address space: what it has at rest, and so many bytes for a file."""

    def __init__(self, at_rest: int) -> None:
        self._at_rest, self.granted = at_rest, 0
        self.grant(MEMORY_BYTES)

    def grant(self, memory: int) -> None:
        """Allow so many bytes. What asked for more is loaded for good, so that its room stays."""
        self.granted = max(self.granted, memory)
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = self._at_rest + self.granted
        resource.setrlimit(resource.RLIMIT_AS, (wanted if most < 0 else min(wanted, most), most))


class _Pulse:
    """Passes beats on, one a second at most: some come with every clause."""

    def __init__(self, outgoing: int) -> None:
        self._outgoing, self._last = outgoing, 0.0

    def __call__(self) -> None:
        if (now := monotonic()) - self._last >= 1:
            self._last = now
            _send(self._outgoing, framed(BEAT))


def _own_pipes() -> tuple[int, int]:
    """The two pipes under numbers of our own: whatever a reader prints goes nowhere."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    return incoming, outgoing


def _requests(incoming: int) -> Iterator[tuple[bytes, bytes]]:
    frames = Frames()
    while piece := os.read(incoming, PIECE):
        yield from frames.feed(piece)


def _send(outgoing: int, frame: bytes) -> None:
    rest = memoryview(frame)
    while rest:
        rest = rest[os.write(outgoing, rest) :]


def _answers(kind: bytes, name: str, data: bytes, memory: _Memory) -> Iterator[bytes]:
    """The frames that answer a request; after SPENT the process is not to be used again."""
    try:
        signal.alarm(max(SECONDS, getattr(readers.module_of(name), "SECONDS", 0)))
        if kind == PARSE:
            yield framed(RESULT, packed(parsed(name, data)))
            return
        for member in readers.members(data, name):
            yield framed(MEMBER, packed(member))
        yield framed(RESULT)
    except UserError as error:
        yield framed(REFUSED, str(error).encode("utf-8", "replace"))
    except MemoryError:
        told = f"读取文件“{name}”要用的内存超过 {round(memory.granted / (1 << 30), 1):g} GB，没有入库；请拆分或另存为其他格式后再试。"
        yield framed(SPENT, told.encode())
    except BaseException as error:  # a reader's sys.exit() too: it must not look like a crash
        yield framed(SPENT, failed(name, error).encode())


def _address_space() -> int:
    """Bytes of address space that this process has; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    main()
