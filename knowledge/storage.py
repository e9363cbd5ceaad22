"""The data folder: where it is, and who may write in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import Generic, TypeVar

from filelock import FileLock, Timeout

from knowledge.errors import UserError, reason_of

LOCK_NAME = ".writer.lock"
EDITING_WAIT_S = 5
_Content = TypeVar("_Content")


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


@contextmanager
def editing(path: Path) -> Iterator[None]:
    """Hold the right to change one small file; UserError where another program does not let go of it."""
    try:
        lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=EDITING_WAIT_S)
        lock.acquire()
    except Timeout:
        raise UserError(f"另一个程序正在修改“{path}”，请稍后再试。") from None
    except OSError as error:
        raise UserError(f"无法修改“{path}”（{reason_of(error)}），请检查路径和权限。") from error
    try:
        yield
    finally:
        lock.release()


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all; only its owner may read it. UserError where
    that fails."""
    try:
        descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserError(f"无法写入“{path}”（{reason_of(error)}），请检查磁盘和权限。") from error


class Watched(Generic[_Content]):
    """What a file holds, read again whenever the file has changed; `absent` where there is none.

    What `read` raises goes through; a file that cannot be looked at is a UserError.
    """

    def __init__(self, path: Path, read: Callable[[Path], _Content], absent: _Content) -> None:
        self._path, self._read, self._absent = path, read, absent
        self._held: tuple[object, _Content] = (None, absent)

    def now(self) -> _Content:
        """The content as the file is now."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return self._absent
        except OSError as error:
            raise UserError(f"无法读取“{self._path}”（{reason_of(error)}），请检查权限后再试。") from error
        state, (held, content) = (stat.st_ino, stat.st_mtime_ns, stat.st_size), self._held
        if held != state:
            content = self._read(self._path)
            self._held = state, content
        return content
