"""The originals of uploaded files, kept in the data folder, and which of them have not been read yet.

A file goes in under a name of ours, whole or not at all; before its bytes take their place a mark is set
that says who brought it, with an id of its own, and the mark goes when the file has had its outcome. What
a stop leaves marked is to be read again, and so is what was brought by the same name meanwhile. Until
then the original that stood there before is kept beside it, and comes back when the new one is given up.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from threading import Lock

from ingest.files import MAX_BYTES, suffixes, too_large
from knowledge.errors import UserError, reason_of

FOLDER = "uploads"
MARKS = ".unread"
EARLIER = ".earlier-"  # before the name of the original that stood there before
MOST_FILES = 20  # of one upload
LONGEST_NAME = 200  # bytes of UTF-8: file systems allow 255
_UNSAFE = re.compile(r'[<>:"|?*]+')
_SLASHES = re.compile(r"[/\\／＼]")


def safe_name(name: str) -> str:
    """What a file is kept as: its own name without folders, invisible characters and what systems forbid.

    UserError where nothing is left, or where files of its kind are not read.
    """
    folded = unicodedata.normalize("NFC", _SLASHES.split(name)[-1])
    visible = "".join(" " if c.isspace() else c for c in folded if c.isspace() or _is_plain(c))
    path = PurePosixPath(_UNSAFE.sub("_", visible).strip(" ."))
    suffix = path.suffix.lower()
    stem = path.stem.strip(" .~")
    if suffix not in suffixes():
        told = visible.strip()[:60] or "（没有名称）"
        raise UserError(f"暂不支持“{told}”的格式，目前支持 {'、'.join(suffixes())}，请另存后再上传。")
    room = LONGEST_NAME - len(suffix)
    return (stem.encode()[:room].decode("utf-8", "ignore").strip(" .") or "未命名") + suffix


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


class Uploads:
    """The uploaded files of a data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER
        self._marks = self._folder / MARKS
        self._lock = Lock()

    def path(self, name: str) -> Path:
        """Where the file of a safe name is kept."""
        return self._folder / name

    def keep(self, file: Path, name: str, user: str) -> None:
        """Keep a file under its safe name, in the place of an earlier one, and mark it as not read yet.

        UserError where it is too large or cannot be kept.
        """
        with _told(name):
            if file.stat().st_size > MAX_BYTES:
                raise too_large(name)
            self._marks.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f".draft-{secrets.token_hex(8)}"
            try:
                shutil.copyfile(file, draft)
                with self._lock:
                    self._set_aside(name)
                    (self._marks / name).write_text(f"{user}\n{secrets.token_hex(8)}", encoding="utf-8")
                    os.replace(draft, self.path(name))
            finally:
                draft.unlink(missing_ok=True)

    def _earlier(self, name: str) -> Path:
        return self._folder / f"{EARLIER}{name}"

    def _set_aside(self, name: str) -> None:
        """Keep the original that stands under a name beside it, unless that one was not read yet either."""
        if (self._marks / name).exists():
            return
        if self.path(name).is_file():
            shutil.copyfile(self.path(name), self._earlier(name))
        else:
            self._earlier(name).unlink(missing_ok=True)

    def unread(self) -> dict[str, str]:
        """Name of each kept file that has had no outcome → who brought it, in order of the names."""
        return dict(sorted(self._unread()))

    def _unread(self) -> Iterator[tuple[str, str]]:
        with suppress(OSError):
            for mark in self._marks.iterdir():
                if self.path(mark.name).is_file():
                    yield mark.name, self._mark(mark.name).partition("\n")[0]

    def _mark(self, name: str) -> str:
        with suppress(FileNotFoundError):
            return (self._marks / name).read_text(encoding="utf-8", errors="replace")
        return ""

    def marks(self, names: Iterable[str]) -> dict[str, str]:
        """Name → its mark as of now, for `settle`."""
        with self._lock:
            return {name: self._mark(name) for name in names}

    def settle(self, marks: Mapping[str, str]) -> None:
        """These files have had their outcome; one that was brought again since its mark was taken has not."""
        for name, mark in marks.items():
            with _told(name), self._lock:
                if self._mark(name) == mark:
                    (self._marks / name).unlink(missing_ok=True)
                    self._earlier(name).unlink(missing_ok=True)

    def discard(self, name: str) -> None:
        """Keep a file no more that was not read; the original that stood there before comes back."""
        with _told(name), self._lock:
            if not (self._marks / name).exists():
                return
            (self._marks / name).unlink()
            if self._earlier(name).is_file():
                os.replace(self._earlier(name), self.path(name))
            else:
                self.path(name).unlink(missing_ok=True)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """The system's refusal as a sentence."""
    try:
        yield
    except OSError as error:
        raise UserError(f"无法保存“{name}”（{reason_of(error)}），请检查磁盘和权限后再试。") from error
