"""How far a long ingest is: one line that is written over, and only on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TextIO

from ui.terminal import printable

LEAST_WORKED = 3  # files before a rate is told


class Meter:
    """`total` files, of which some are worked on and others need nothing; silent without a terminal."""

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = monotonic) -> None:
        self.total = 0
        self._stream = stream if stream and stream.isatty() else None
        self._clock, self._started = clock, clock()
        self._done = self._worked = 0

    def texts(self, name: str, done: int, total: int) -> None:
        """So many texts of a file are embedded; without a name, so many files are looked at."""
        if name:
            share = f" {100 * done // total}%" if total else ""
            self._show(f"[{self._done}/{max(self.total, self._done)}] 正在处理 {name}{share}{self._rate()}")
        else:
            self._show(f"正在核对文件 {done}/{total}")
            self._started = self._clock()

    def done(self, *, worked: bool) -> None:
        """One more file is done."""
        self._done += 1
        self._worked += worked

    def clear(self) -> None:
        """Make room for a line of text."""
        if self._stream:
            print("\r\033[K", end="", file=self._stream, flush=True)

    def _show(self, line: str) -> None:
        if self._stream:
            print(f"\r\033[K{printable(line)}", end="", file=self._stream, flush=True)

    def _rate(self) -> str:
        seconds = self._clock() - self._started
        if self._worked < LEAST_WORKED or seconds <= 0:
            return ""
        left = max(0, self.total - self._done) * seconds / self._worked
        return f"（每分钟 {60 * self._worked / seconds:.1f} 个文件，约剩 {duration(left)}）"


def duration(seconds: float) -> str:
    """Seconds as a person says them, to the minute."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "不到 1 分钟"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分钟" if hours else f"{minutes} 分钟"
