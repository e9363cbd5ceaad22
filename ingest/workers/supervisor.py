"""Worker processes that parse, and their supervisor: a file may kill its worker, never the batch.

A worker is a program of its own, not a fork: the web page has many threads. It is used for file after
file, and killed with all that it started when it is silent for too long, says too much or dies.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from pickle import UnpicklingError
from queue import LifoQueue
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

from ingest.parse import Parsed
from ingest.reading import Member
from ingest.workers.frames import (
    BEAT,
    MEMBER,
    OPEN,
    PARSE,
    REFUSED,
    RESULT,
    SPENT,
    Frames,
    Overflow,
    request,
    unpacked,
)
from knowledge.errors import UserError

COMMAND = (sys.executable, "-P", "-m", "ingest.workers.worker")
SILENCE = 30.0  # seconds without a heartbeat
MOST_WORKERS = 8
MOST_MEMBER_BYTES = 256_000_000  # of one container, all members
_PIECE = 1 << 20
_ROOT = Path(__file__).resolve().parents[2]
Kind = TypeVar("Kind")


def workers_by_cores() -> int:
    """One core is left to the embedding model."""
    return min(MOST_WORKERS, max(1, (os.cpu_count() or 1) - 1))


class Workers:
    """A `Parser` of `count` worker processes, each started when it is needed; a context manager that ends them.

    `silence` is how many seconds a worker may spend without a heartbeat.
    """

    def __init__(self, count: int = 0, *, command: Sequence[str] = COMMAND, silence: float = SILENCE) -> None:
        self.ahead = count or workers_by_cores()
        self._command, self._silence = command, silence
        self._threads = ThreadPoolExecutor(self.ahead, thread_name_prefix="parse")
        self._idle: LifoQueue[_Worker | None] = LifoQueue()
        self._running: set[_Worker] = set()
        self._closed = False
        self._lock = Lock()
        for _ in range(self.ahead):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, name: str, data: bytes) -> Callable[[], Parsed]:
        """See `Parser`."""
        return self._threads.submit(self._parse, name, data).result

    def members(self, name: str, data: bytes) -> Iterator[Member]:
        """See `Parser`."""
        total = 0
        for kind, payload in self._answers(OPEN, name, data):
            if kind == MEMBER:
                total += len(payload)
                if total > MOST_MEMBER_BYTES:
                    raise UserError(f"文件“{name}”解压后过大，请拆分后再入库。")
                yield _value(payload, Member, name)

    def close(self) -> None:
        """End every worker at once, whatever it is doing."""
        with self._lock:
            self._closed = True
            for worker in self._running:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._running:
            worker.end()

    def _parse(self, name: str, data: bytes) -> Parsed:
        for kind, payload in self._answers(PARSE, name, data):
            if kind == RESULT:
                return _value(payload, Parsed, name)
        raise _crashed(name)

    def _answers(self, kind: bytes, name: str, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """What a worker answers, its last frame RESULT; the worker is kept if it is fit for another file."""
        worker = self._idle.get()
        fit = False
        try:
            worker = worker or self._started()
            for answer, payload in worker.answers(request(kind, name, data), self._silence):
                if answer in (REFUSED, SPENT):
                    fit = answer == REFUSED
                    raise UserError(payload.decode("utf-8", "replace"))
                fit = answer == RESULT
                yield answer, payload
        except TimeoutError:
            raise UserError(
                f"文件“{name}”读了 {self._silence:g} 秒没有进展，已停止读取；请另存为其他格式或拆分后再入库。"
            ) from None
        except Overflow:
            raise UserError(f"文件“{name}”的内容过多，没有入库；请拆分后再试。") from None
        except (EOFError, OSError) as error:
            raise (_overtime(name) if worker and worker.rang() else _crashed(name)) from error
        finally:
            self._give_back(worker, fit)

    def _started(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise EOFError
            worker = _Worker(self._command)
            self._running.add(worker)
            return worker

    def _give_back(self, worker: _Worker | None, fit: bool) -> None:
        if worker and not fit:
            worker.kill()
            worker.end()
            with self._lock:
                self._running.discard(worker)
        self._idle.put(worker if fit else None)


class _Worker:
    """One process, the leader of a group of its own, so that what it starts ends with it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
        assert self._process.stdin and self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout
        for pipe in (self._to, self._from):
            os.set_blocking(pipe.fileno(), False)

    def answers(self, asked: bytes, silence: float) -> Iterator[tuple[bytes, bytes]]:
        """Every frame but beats, up to one that ends the answer.

        Raises TimeoutError after `silence` seconds without a frame, EOFError or OSError where the process
        is gone, Overflow where it says too much.
        """
        frames, rest, deadline = Frames(), memoryview(asked), monotonic() + silence
        with selectors.DefaultSelector() as ready:
            ready.register(self._to, selectors.EVENT_WRITE)
            ready.register(self._from, selectors.EVENT_READ)
            while True:
                events = ready.select(max(0.0, deadline - monotonic()))
                if not events:
                    raise TimeoutError
                for key, _ in events:
                    if key.fileobj is self._to:
                        rest = rest[os.write(key.fd, rest[:_PIECE]) :]
                        if not rest:
                            ready.unregister(self._to)
                        continue
                    if not (piece := os.read(key.fd, _PIECE)):
                        raise EOFError
                    for kind, payload in frames.feed(piece):
                        deadline = monotonic() + silence
                        if kind != BEAT:
                            yield kind, payload
                        if kind in (RESULT, REFUSED, SPENT):
                            return

    def rang(self) -> bool:
        """Whether the worker's own alarm ended it."""
        return self._process.wait() == -signal.SIGALRM

    def kill(self) -> None:
        """Kill the process and all that it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Wait for the killed process and give back its pipes."""
        self._process.wait()
        self._to.close()
        self._from.close()


def _environment() -> dict[str, str]:
    """Our own modules first on the path, one thread, and no setting of ours: keys are not for parsers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHICE_")}
    path = os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def _value(payload: bytes, kind: type[Kind], name: str) -> Kind:
    """The value of a frame. UserError where it is not of this kind: then its worker is not itself any more."""
    try:
        value = unpacked(payload)
    except (UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        value = None
    if not isinstance(value, kind):
        raise _crashed(name)
    return value


def _crashed(name: str) -> UserError:
    return UserError(f"读取文件“{name}”时程序崩溃，文件可能已损坏；请用原来的软件打开它，另存后再入库。")


def _overtime(name: str) -> UserError:
    return UserError(f"文件“{name}”太大，限时内没有读完；请拆分后再入库。")
