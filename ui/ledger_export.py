"""Rows of the ledger as files to download, in a folder whose name nobody guesses."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from knowledge.commitments import Commitment
from ui.exports import DEFAULT_COLUMNS, export
from ui.talks_panel import file_name

DOWNLOADS = (".xlsx", ".docx", ".ics")


def ledger_files(
    rows: Sequence[Commitment], name: str, notes: Sequence[str], downloads: Path, today: date
) -> tuple[list[Path], list[str]]:
    """A file of each suffix in `DOWNLOADS`, and a sentence on each. `name` becomes the file's name."""
    folder = downloads / secrets.token_hex(16)
    folder.mkdir(parents=True)
    files = [folder / f"{file_name(name)}{suffix}" for suffix in DOWNLOADS]
    return files, [export(rows, file, DEFAULT_COLUMNS, notes, today) for file in files]
