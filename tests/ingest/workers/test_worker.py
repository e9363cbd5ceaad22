"""A worker process seen from outside: its pipes, its limits, its end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ingest.parse import parsed
from ingest.readers import READERS
from ingest.workers import worker
from ingest.workers.frames import OPEN, PARSE, REFUSED, RESULT, Frames, framed, request, unpacked
from ingest.workers.worker import MEMORY_BYTES

ROOT = Path(__file__).parents[3]
TEXT = "云州市夜市办法\n第一条 夜市每周六开放。\n".encode()


def said(*requests: bytes) -> list[tuple[bytes, bytes]]:
    """Every frame but beats of a worker that is asked all this and then nothing more."""
    done = subprocess.run(
        [sys.executable, "-m", "ingest.workers.worker"],
        input=b"".join(requests),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stderr == b""
    return [(kind, payload) for kind, payload in Frames().feed(done.stdout) if kind != b"."]


def test_it_answers_in_order_and_ends_with_its_input() -> None:
    first, second = said(request(PARSE, "夜市.txt", TEXT), request(PARSE, "空.txt", b""))
    assert first[0] == RESULT and unpacked(first[1]) == parsed("夜市.txt", TEXT)
    assert second[0] == REFUSED and "“空.txt”是空的" in second[1].decode()


def test_a_format_that_nobody_knows_is_refused() -> None:
    ((kind, told),) = said(request(PARSE, "程序.exe", TEXT))
    assert kind == REFUSED and "暂不支持“程序.exe”" in told.decode()


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The limits that are set from now on; none is."""
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(worker.resource, "setrlimit", lambda _, pair: limits.append(pair))
    return limits


@pytest.fixture
def memory(limits: list[tuple[int, int]]) -> worker._Memory:
    return worker._Memory(1000)


@pytest.mark.parametrize(
    ("declared", "expected"), [({}, 600), ({"SECONDS": 5}, 600), ({"SECONDS": 3600}, 3600)]
)
def test_a_reader_may_declare_more_time_and_not_less(
    monkeypatch: pytest.MonkeyPatch, memory: worker._Memory, declared: dict[str, int], expected: int
) -> None:
    module = ModuleType("ingest.readers.slow")
    vars(module).update(declared)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(READERS, ".slow", "slow")
    rung: list[int] = []
    monkeypatch.setattr(worker.signal, "alarm", rung.append)
    list(worker._answers(PARSE, "一.slow", b"", memory))
    assert rung == [expected]


def test_memory_is_granted_on_request_and_stays(
    limits: list[tuple[int, int]], memory: worker._Memory
) -> None:
    for asked, expected in ((0, MEMORY_BYTES), (2 * MEMORY_BYTES, 2 * MEMORY_BYTES), (1, 2 * MEMORY_BYTES)):
        memory.grant(asked)
        assert memory.granted == expected and limits[-1][0] == 1000 + expected


def test_frames_of_requests_and_answers_are_of_one_form() -> None:
    assert list(Frames().feed(framed(OPEN, b"x"))) == [(OPEN, b"x")]
