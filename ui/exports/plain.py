"""The ledger as plain text: CSV that Excel opens by a double click, and JSON lines for other tools."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from knowledge.commitments import Commitment
from ui.exports.columns import table

# What a spreadsheet takes for a formula at the head of a cell, in full width as well.
FORMULA_MARKS = tuple("=+-@\t＝＋－＠")


def write_csv(rows: Sequence[Commitment], target: Path | BinaryIO, columns: Sequence[str]) -> None:
    """UTF-8 with BOM and CRLF, to a file or a byte stream (`sys.stdout.buffer`)."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows(map(_harmless, cells) for cells in table(rows, columns))
    _put(written.getvalue().encode("utf-8-sig"), target)


def write_jsonl(rows: Sequence[Commitment], target: Path | BinaryIO) -> None:
    """One JSON object per line, as `zhice ledger --json` prints it; half a surrogate stays an escape."""
    lines = (json.dumps(row.as_json(), ensure_ascii=False) + "\n" for row in rows)
    _put("".join(lines).encode("utf-8", "backslashreplace"), target)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_MARKS) else cell


def _put(content: bytes, target: Path | BinaryIO) -> None:
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)
