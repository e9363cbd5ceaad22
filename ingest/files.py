"""Finding files: which of a folder are to be ingested, what they are called, and their bytes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.readers import CONTAINERS, READERS
from knowledge.errors import UserError, reason_of

MAX_BYTES = 20_000_000
MOST_NAMED = 10
INSIDE = "!/"  # between the path of an archive and a place inside it
_HIDDEN = (".", "~$")  # of the system; of an office program that has the file open
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Found:
    """Files to ingest, in order; those of other kinds, left where they are, by their path in the folder;
    folders that could not be searched, with the reason; what was asked for and gives nothing, a sentence each."""

    files: tuple[Path, ...]
    others: tuple[str, ...] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def suffixes() -> tuple[str, ...]:
    """The suffixes of files that can be read or opened."""
    return tuple(dict.fromkeys((*READERS, *CONTAINERS)))


def files_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files of `find`."""
    return find(paths).files


def find(paths: Sequence[Path]) -> Found:
    """The files of these paths, folders searched in full. UserError if none of them gives a file."""
    parts = [_of(path) for path in paths]
    refused = tuple(reason for part in parts for reason in part.refused)
    if refused and not any(part.files for part in parts):
        raise UserError("\n".join(refused))
    files = {file.resolve(): file for part in parts for file in part.files}
    others = tuple(dict.fromkeys(name for part in parts for name in part.others))
    closed = {folder: why for part in parts for folder, why in part.closed.items()}
    return Found(tuple(files.values()), others, closed, refused)


def _of(path: Path) -> Found:
    """What one path gives, or why it gives nothing."""
    if not path.exists():
        return Found((), refused=(f"找不到“{path}”，请检查路径。",))
    if path.is_dir():
        found = search(path)
        none = f"文件夹“{path}”里没有可入库的文件（支持 {'、'.join(suffixes())}）。"
        return found if found.files else replace(found, refused=(none,))
    if not path.is_file():
        return Found((), refused=(f"“{path}”不是文件，也不是文件夹，请检查路径。",))
    if path.suffix.lower() not in suffixes():
        none = f"暂不支持“{path.name}”的格式，目前支持 {'、'.join(suffixes())}，请另存后再入库。"
        return Found((), refused=(none,))
    return Found((path,))


def search(folder: Path) -> Found:
    """What is in a folder and the folders in it."""
    closed: dict[str, str] = {}
    inside = [file for file in _walk(folder, closed) if _belongs(file, folder)]
    files = {file.resolve(): file for file in sorted(inside) if file.suffix.lower() in suffixes()}
    others = sorted(file.relative_to(folder) for file in inside if file.suffix.lower() not in suffixes())
    return Found(tuple(files.values()), tuple(told(str(name)) for name in others), closed)


def _walk(folder: Path, closed: dict[str, str]) -> list[Path]:
    def refused(error: OSError) -> None:
        closed[told(error.filename)] = reason_of(error)

    return [Path(at, name) for at, _, names in os.walk(folder, onerror=refused) for name in names]


def _belongs(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is one that its owner would see there: not hidden, not linked from outside."""
    return (
        not file.name.startswith(_HIDDEN)
        and file.is_file()
        and file.resolve().is_relative_to(folder.resolve())
    )


def named(names: Sequence[str]) -> str:
    """The names of files, as many as one reads: 甲.png、乙.png, of more than MOST_NAMED the first, with their count."""
    count = f"等{len(names)}个" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + count


def told(name: str) -> str:
    """A name or path as text: bytes that are no UTF-8 are read as GB18030, or else written as \\xNN."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def key_of(file: Path) -> str:
    """The full path of a file as text that tells it from every other one."""
    return os.fsencode(file.resolve()).decode("utf-8", "backslashreplace")


def path_of(key: str) -> str:
    """The path that a key stands for, as the system writes it."""
    return _ESCAPED.sub(lambda byte: chr(0xDC00 + int(byte[1], 16)), key)


def exists(key: str) -> bool:
    """Whether the file of a key, or the archive that it leads into, is there."""
    path = path_of(key)
    archives = (path[: mark.start()] for mark in re.finditer(INSIDE[0], path))
    return os.path.lexists(key) or os.path.lexists(path) or any(map(os.path.isfile, archives))


def bytes_of(file: Path, name: str) -> bytes:
    """What is in a file. UserError where it cannot be read or is too large; `name` is for the message."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise too_large(name)
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"无法读取文件“{name}”（{reason_of(error)}），请检查权限后再试。") from error


def too_large(name: str) -> UserError:
    """A file is larger than any that is read."""
    return UserError(f"文件“{name}”超过 {MAX_BYTES // 1_000_000} MB，请拆分后再入库。")


def digest_of(data: bytes) -> str:
    """What tells the bytes of a file from all others."""
    return hashlib.sha256(data).hexdigest()
