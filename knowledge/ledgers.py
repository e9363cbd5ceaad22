"""Ledgers kept open: opened again only after the catalog, the roster or a decision changed."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from pathlib import Path
from threading import Lock

from knowledge import corrections, departments
from knowledge.ledger import Ledger, open_ledger
from knowledge.records import Records

MOST_KEPT = 8
Stamp = tuple[int, int, int]
Key = tuple[Path, int, date, tuple[str, ...], tuple[tuple[str, str], ...], Stamp | None, Stamp | None]


class Ledgers:
    """The ledgers last asked for, one for each state of a folder and each choice of documents seen.

    People who see the same documents share one. May be used by several threads.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Ledger] = OrderedDict()
        self._lock = Lock()

    def of(self, records: Records, folder: Path) -> Ledger:
        """What `open_ledger` gives. UserError where the office's own files are damaged."""
        key = _key(records, folder)
        with self._lock:
            kept = self._kept.get(key)
        kept = kept or open_ledger(records, folder)
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return kept


def _key(records: Records, folder: Path) -> Key:
    snapshot = records.snapshot()
    seen = tuple(source.name for source in snapshot.sources)
    failed = tuple((name, why) for name, (_, why) in records.failures().items())
    own = [_stamp(folder / name) for name in (departments.FILE_NAME, corrections.FILE_NAME)]
    return folder, snapshot.generation, snapshot.day, seen, failed, own[0], own[1]


def _stamp(path: Path) -> Stamp | None:
    """What changes with a file's content; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
