"""A worker whose formats are attacks: each reader does what a broken or hostile file can make one do."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType

from ingest.limits.allowance import ask
from ingest.limits.heartbeat import beat
from ingest.readers import CONTAINERS, READERS
from ingest.reading import Member, Reading
from ingest.workers import worker

TEXT = "云州市夜市办法\n第一条 夜市每周六开放。\n"


def _loops(_: bytes) -> str:
    while True:
        pass


def _swells(_: bytes) -> str:
    held = []
    while True:
        held.append(bytearray(1 << 26))


def _dies(_: bytes) -> str:
    ctypes.string_at(0)
    return ""


def _is_killed(_: bytes) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def _raises(_: bytes) -> str:
    raise type("Strange", (BaseException,), {"__str__": lambda _: 1 / 0})


def _exits(_: bytes) -> str:
    sys.exit(0)


def _prints(data: bytes) -> str:
    print("=" * 100_000, flush=True)
    os.write(1, b"\xff" * 100_000)
    os.write(2, b"\xff" * 100_000)
    return data.decode()


def _recurses(data: bytes) -> str:
    return _recurses(data)


def _beats_for_ever(_: bytes) -> str:
    while True:
        time.sleep(0.01)
        beat()


def _leaves_a_child(data: bytes) -> str:
    """Hangs together with a program that it started, as a converter may."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open(data.decode(), "w", encoding="ascii") as file:
        file.write(str(child.pid))
    time.sleep(600)
    return ""


def _needs_memory(_: bytes) -> str:
    ask(2 << 30)
    return TEXT * (len(bytearray(1_300_000_000)) // 1_300_000_000)


def _has_no_text(_: bytes) -> str:
    return None  # type: ignore[return-value]


ATTACKS: dict[str, Callable[[bytes], str]] = {
    "loops": _loops,
    "swells": _swells,
    "dies": _dies,
    "killed": _is_killed,
    "raises": _raises,
    "exits": _exits,
    "prints": _prints,
    "recurses": _recurses,
    "beats": _beats_for_ever,
    "child": _leaves_a_child,
    "roomy": _needs_memory,
    "none": _has_no_text,
}


def _members(data: bytes, name: str) -> Iterator[Member]:
    """As many members as the file says, and then an attack if it names one."""
    count, attack = data.decode().split()
    for number in range(int(count)):
        yield Member(f"{number}.txt", f"内部/{number}.txt", f"{TEXT}第二条 第{number}区。\n".encode())
    if attack in ATTACKS:
        ATTACKS[attack](b"")


def register() -> None:
    """The attacks as formats of this process."""
    for name, attack in ATTACKS.items():
        module = ModuleType(f"ingest.readers.{name}")
        vars(module)["read"] = lambda data, _, attack=attack: Reading(attack(data))
        sys.modules[module.__name__] = module
        READERS[f".{name}"] = name
    module = ModuleType("ingest.readers.crate")
    vars(module)["members"] = _members
    sys.modules[module.__name__] = module
    CONTAINERS[".crate"] = "crate"


if __name__ == "__main__":
    register()
    worker.SECONDS = int(sys.argv[1])
    worker.main()
