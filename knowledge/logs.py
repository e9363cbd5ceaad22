"""Logs of what people said and decided: JSON lines that are only ever appended to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from knowledge.errors import UserError, reason_of

_Entry = TypeVar("_Entry")


def append(path: Path, entry: Mapping[str, Any], name: str) -> None:
    """Append an entry and see it on the disk; a torn last line is closed first. `name` is what the log
    is called in the UserError."""
    try:
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        with path.open("ab+", buffering=0) as log:
            size = log.seek(0, os.SEEK_END)
            torn = size and (log.seek(size - 1), log.read(1))[1] != b"\n"
            log.write((("\n" if torn else "") + line).encode("utf-8"))
            os.fsync(log.fileno())
    except OSError as error:
        raise UserError(f"无法写入{name}“{path}”（{reason_of(error)}），请检查磁盘和权限。") from error


def read(path: Path, name: str, entry_of: Callable[[Any], _Entry | None]) -> tuple[_Entry, ...]:
    """All entries, oldest first; none where there is no log. `entry_of` gives None for what it cannot be.

    UserError names the line that is damaged.
    """
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"无法读取{name}“{path}”，请检查文件是否完好、编码是否为 UTF-8。") from error
    entries = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = entry_of(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            entry = None
        if entry is None:
            raise UserError(f"{name}“{path}”的第 {number} 行已损坏，请修好或删去这一行再试。")
        entries.append(entry)
    return tuple(entries)
