"""A sample of each format for `evals.bench`: invented notices of some forty pages, written anew for each run.

PDF and the older formats come from LibreOffice, where it is there; OFD needs a file of one's own (`--samples`).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

import docx
import openpyxl

from evals.synthetic import notices

NOTICES = 10  # of some four pages
PROGRAM = "soffice"
LONGEST_SECONDS = 120
CONVERTED = {".pdf": ".docx", ".doc": ".docx", ".rtf": ".docx", ".xls": ".xlsx"}


def samples(folder: Path, count: int = NOTICES) -> dict[str, Path]:
    """Suffix → file, in a new folder."""
    folder.mkdir(parents=True)
    lines = [line for notice in notices(count) for line in notice.text.splitlines()]
    made = {suffix: folder / f"sample{suffix}" for suffix in WRITERS}
    for suffix, write in WRITERS.items():
        write(lines, made[suffix])
    program = shutil.which(PROGRAM)
    if program:
        made |= {suffix: _converted(program, made[source], suffix) for suffix, source in CONVERTED.items()}
    return made


def _text(lines: list[str], path: Path) -> None:
    path.write_text("\n".join(lines), encoding="utf-8")


def _html(lines: list[str], path: Path) -> None:
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    path.write_text(f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>', encoding="utf-8")


def _word(lines: list[str], path: Path) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def _sheet(lines: list[str], path: Path) -> None:
    """A list of tasks: number, task, office."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["序号", "任务", "责任部门"])
    for number, line in enumerate(lines, 1):
        sheet.append([number, line, "科普部"])
    book.save(path)


def _converted(program: str, source: Path, suffix: str) -> Path:
    """The file in another format. CalledProcessError where LibreOffice gives up."""
    profile = (source.parent / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix[1:]]
    subprocess.run(
        [*command, "--outdir", str(source.parent), str(source)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=LONGEST_SECONDS,
    )
    return source.with_suffix(suffix)


WRITERS: Mapping[str, Callable[[list[str], Path], None]] = {
    ".txt": _text,
    ".html": _html,
    ".docx": _word,
    ".xlsx": _sheet,
}
