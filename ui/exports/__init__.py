"""The 任务分解台账 as a file: .xlsx, .csv, .docx, .ics or .jsonl, as the file's name says.

A conversation as a file (.md or .docx) is `ui.exports.talk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from knowledge.commitments import Commitment
from ui.exports.agenda import Agenda, write_ics
from ui.exports.columns import COLUMNS, DEFAULT_COLUMNS, chosen
from ui.exports.files import known_suffix, whole_file
from ui.exports.plain import write_csv, write_jsonl
from ui.exports.spreadsheet import write_xlsx
from ui.exports.word import write_docx

__all__ = ["COLUMNS", "DEFAULT_COLUMNS", "SUFFIXES", "chosen", "export", "write_csv", "write_jsonl"]

SUFFIXES = (".xlsx", ".csv", ".docx", ".ics", ".jsonl")


def export(
    rows: Sequence[Commitment], path: Path, columns: Sequence[str], notes: Sequence[str], today: date
) -> str:
    """Write the rows in the format of the path's suffix; a Chinese sentence that says what was written.

    The file appears whole or not at all: a failure leaves an older one as it was.
    """
    known_suffix(path, SUFFIXES)
    wanted = chosen(columns)
    with whole_file(path) as draft:
        written = _write(rows, draft, wanted, notes, today)
    return f"已写入 {written}：{path.name}"


def _write(
    rows: Sequence[Commitment], path: Path, columns: Sequence[str], notes: Sequence[str], today: date
) -> str:
    """Write one file; how much it holds, in Chinese."""
    match path.suffix:
        case ".xlsx":
            write_xlsx(rows, path, columns, notes)
        case ".csv":
            write_csv(rows, path, columns)
        case ".docx":
            write_docx(rows, path, columns, notes)
        case ".ics":
            return _counted(write_ics(rows, path, today))
        case _:
            write_jsonl(rows, path)
    return f"{len(rows)} 行"


def _counted(agenda: Agenda) -> str:
    remarks = []
    if agenda.recurring:
        remarks.append(f"其中 {agenda.recurring} 个定期重复")
    if agenda.left_out:
        remarks.append(f"另有 {agenda.left_out} 行没有日期，未列入")
    count = f"{agenda.events + agenda.recurring} 个日程"
    return f"{count}（{'；'.join(remarks)}）" if remarks else count
