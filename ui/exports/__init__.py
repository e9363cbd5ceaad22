"""The 任务分解台账 as a file: .xlsx, .csv, .docx, .ics or .jsonl, as the file's name says."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from knowledge.commitments import Commitment
from knowledge.errors import UserError, reason_of
from ui.exports.agenda import Agenda, write_ics
from ui.exports.columns import COLUMNS, DEFAULT_COLUMNS, chosen, clean
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
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UserError(
            f"不能写成“{clean(suffix or path.name)}”，请让文件名以 {'、'.join(SUFFIXES)} 之一结尾。"
        )
    wanted = chosen(columns)
    draft = path.with_name(f".zhice-{secrets.token_hex(4)}{suffix}")
    try:
        written = _write(rows, draft, wanted, notes, today)
        os.replace(draft, path)
    except OSError as error:
        way_out = "请检查路径和权限，并关闭正打开它的程序后再试。"
        raise UserError(f"无法写入“{path}”（{reason_of(error)}），{way_out}") from error
    finally:
        _discard(draft)
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


def _discard(draft: Path) -> None:
    """Take away what a failure left; whatever hinders that has been told already."""
    try:
        draft.unlink(missing_ok=True)
    except OSError:
        return
