"""Rows of the ledger as files to download, in a folder whose name nobody guesses."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from knowledge.commitments import Commitment
from ui.exports import DEFAULT_COLUMNS, export
from ui.talks_panel import file_name

DOWNLOADS = (".xlsx", ".ics", ".docx")


def ledger_files(
    rows: Sequence[Commitment], name: str, notes: Sequence[str], downloads: Path, today: date
) -> Iterator[tuple[Path, str]]:
    """A file of each suffix in `DOWNLOADS` as it is made, the slowest last, and a sentence on it. `name`
    becomes the file's name."""
    folder = downloads / secrets.token_hex(16)
    folder.mkdir(parents=True)
    for suffix in DOWNLOADS:
        file = folder / f"{file_name(name)}{suffix}"
        yield file, export(rows, file, DEFAULT_COLUMNS, notes, today)
