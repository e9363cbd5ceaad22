"""The data folder: where it is, and who may write in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import UserError, reason_of

LOCK_NAME = ".writer.lock"


@contextmanager
def writer(folder: Path) -> Iterator[None]:
    """Hold the right to write in a data folder; UserError at once if another process holds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK_NAME, timeout=0)
        lock.acquire()
    except Timeout:
        raise UserError(f"另一个入库程序正在写入“{folder}”，请等它结束后再试。") from None
    except OSError as error:
        raise UserError(f"无法写入数据目录“{folder}”（{reason_of(error)}），请检查路径和权限。") from error
    try:
        yield
    finally:
        lock.release()
