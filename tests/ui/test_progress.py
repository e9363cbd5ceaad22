"""The line of progress: written over, with rate and remaining time, only on a terminal."""

from __future__ import annotations

import io
from itertools import count

import pytest

from ui.progress import Meter, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_rate_and_remaining_time_are_told_after_some_files() -> None:
    screen, ticks = Terminal(), count(0, 30)
    meter = Meter(screen, lambda: float(next(ticks)))
    meter.total = 10
    meter.texts("", 10, 10)
    for _ in range(3):
        meter.done(worked=True)
    meter.texts("办法.txt", 5, 20)
    first, last = screen.getvalue().split("\r\033[K")[1:]
    assert first == "正在核对文件 10/10"
    assert last == "[3/10] 正在处理 办法.txt 25%（每分钟 6.0 个文件，约剩 1 分钟）"


def test_files_that_need_nothing_do_not_count_as_work() -> None:
    screen = Terminal()
    meter = Meter(screen, count().__next__)
    meter.total = 10
    for _ in range(5):
        meter.done(worked=False)
    meter.texts("办法.txt", 0, 0)
    assert screen.getvalue() == "\r\033[K[5/10] 正在处理 办法.txt"


def test_a_name_cannot_drive_the_terminal() -> None:
    screen = Terminal()
    Meter(screen).texts("\x1b[2J办法.txt", 0, 1)
    assert "\x1b[2J" not in screen.getvalue() and "办法.txt" in screen.getvalue()


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_without_a_terminal_nothing_is_written(stream: io.StringIO | None) -> None:
    meter = Meter(stream)
    meter.texts("办法.txt", 1, 2)
    meter.clear()
    assert stream is None or stream.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(10, "不到 1 分钟"), (100, "2 分钟"), (3600, "1 小时 0 分钟"), (8000, "2 小时 13 分钟")],
)
def test_a_duration_is_said_to_the_minute(seconds: float, told: str) -> None:
    assert duration(seconds) == told
