"""Watching folders by looking again and again: file systems of a network tell nobody of a change.

A file is taken when two looks in a row find it the same, so that one still being written is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.files import search

_Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """Files that are new or changed and no longer being written, and files that are gone."""

    files: tuple[Path, ...] = ()
    gone: frozenset[Path] = frozenset()
    _stamps: dict[Path, _Stamp] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self.files or self.gone)


class Watch:
    """What changes in some folders, from one look to the next. A folder that cannot be found is left alone."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._last: dict[Path, _Stamp] = {}
        self._dealt: dict[Path, _Stamp] = {}

    def look(self) -> Change:
        """Changes that were not dealt with; of the first look none, of the second all that is there."""
        there = [folder for folder in self._folders if folder.is_dir()]
        now = dict(stamped for folder in there for stamped in _stamps(folder))
        settled = {f: s for f, s in now.items() if self._last.get(f) == s and self._dealt.get(f) != s}
        gone = {f for f in self._dealt.keys() - now.keys() if any(f.is_relative_to(d) for d in there)}
        self._last = now
        return Change(tuple(sorted(settled)), frozenset(gone), settled)

    def dealt_with(self, change: Change) -> None:
        """A change is not to be told again."""
        self._dealt.update(change._stamps)
        for file in change.gone:
            self._dealt.pop(file)


def _stamps(folder: Path) -> Iterator[tuple[Path, _Stamp]]:
    """Each file and what changes with its content: size, times in nanoseconds, number."""
    for file in search(folder).files:
        try:
            stat = file.stat()
        except OSError:  # gone since it was found
            continue
        yield file, (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
