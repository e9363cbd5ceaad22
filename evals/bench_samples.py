"""A sample of each format for `evals.bench`: invented notices of some forty pages, written anew for each run.

PDF, a scan and the older formats come from LibreOffice, where it is there; files of one's own go by `--samples`.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from html import escape
from pathlib import Path

import docx
import openpyxl
import pypdfium2

from evals.synthetic import notices

NOTICES = 10  # of some four pages
PROGRAM = "soffice"
LONGEST_SECONDS = 120
SCAN = ".pdf（扫描件）"
SCAN_DPI = 200
COLUMNS, ROWS = 26, 20  # of a page of the national layout, GB/T 9704
_OFD = "http://www.ofdspec.org/2016"
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
        made[SCAN] = _scan(made[".pdf"], folder / "scan.pdf")
    return made


def _text(lines: list[str], path: Path) -> None:
    path.write_text("\n".join(lines), encoding="utf-8")


def _html(lines: list[str], path: Path) -> None:
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    path.write_text(f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>', encoding="utf-8")


def _letter(lines: list[str], path: Path) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "通知", "a@example.org", "b@example.org"
    letter.set_content("\n".join(lines))
    path.write_bytes(letter.as_bytes())


def _ofd(lines: list[str], path: Path) -> None:
    """A package after GB/T 33190: a text object a printed line, 20 lines of 26 characters on a page."""
    printed = [*_printed(lines)]
    pages = [printed[first : first + ROWS] for first in range(0, len(printed), ROWS)]
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Page_{n}.xml"/>' for n in range(len(pages)))
    area = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("OFD.xml", f'<ofd:OFD xmlns:ofd="{_OFD}" DocType="OFD">{body}</ofd:OFD>')
        document = f'<ofd:Document xmlns:ofd="{_OFD}">{area}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>'
        package.writestr("Doc_0/Document.xml", document)
        for number, page in enumerate(pages):
            objects = "".join(_text_object(text, row) for row, text in enumerate(page))
            content = f'<ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content>'
            package.writestr(f"Doc_0/Page_{number}.xml", f'<ofd:Page xmlns:ofd="{_OFD}">{content}</ofd:Page>')


def _printed(lines: list[str]) -> Iterator[str]:
    for line in filter(None, lines):
        indented = f"　　{line}"
        yield from (indented[first : first + COLUMNS] for first in range(0, len(indented), COLUMNS))


def _text_object(text: str, row: int) -> str:
    """A line of characters of 6 mm, 10 mm below the one before."""
    shown = text.lstrip("　")
    left, top = 27 + 6 * (len(text) - len(shown)), 37 + 10 * row
    steps = f"g {len(shown) - 1} 6"
    return (
        f'<ofd:TextObject ID="3" Font="4" Size="6" Boundary="{left} {top} {6 * len(shown)} 8">'
        f'<ofd:TextCode X="0" Y="6" DeltaX="{steps}">{escape(shown)}</ofd:TextCode></ofd:TextObject>'
    )


def _scan(printed: Path, path: Path) -> Path:
    """The first page of a PDF as a picture in another."""
    with pypdfium2.PdfDocument(printed) as source, pypdfium2.PdfDocument.new() as scanned:
        size = source[0].get_size()
        picture = pypdfium2.PdfImage.new(scanned)
        picture.set_bitmap(source[0].render(scale=SCAN_DPI / 72))
        picture.set_matrix(pypdfium2.PdfMatrix().scale(*size))
        page = scanned.new_page(*size)
        page.insert_obj(picture)
        page.gen_content()
        scanned.save(path)
    return path


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
    ".md": _text,
    ".eml": _letter,
    ".ofd": _ofd,
    ".html": _html,
    ".docx": _word,
    ".xlsx": _sheet,
}
