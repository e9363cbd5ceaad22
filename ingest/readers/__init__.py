"""Readers: bytes of one file format → `Reading`, and the files inside a file that holds some. One module
per format, imported when it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import PurePath
from types import ModuleType
from typing import cast

from ingest.reading import Container, Member, Reader, Reading
from knowledge.errors import UserError

# Suffix → module of this package. A new format is one module and its line here.
READERS = {
    ".txt": "text",
    ".md": "text",
    ".docx": "docx",
    ".doc": "office",
    ".wps": "office",
    ".rtf": "office",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".html": "html",
    ".htm": "html",
    ".mht": "html",
    ".mhtml": "html",
    ".eml": "mail",
    ".xlsx": "sheets",
    ".xls": "sheets",
    ".et": "sheets",
}
# Suffix → module of files that hold other files. A letter is read for itself, too; an archive is not.
CONTAINERS = {
    ".zip": "archive",
    ".eml": "mail",
}


def read(data: bytes, name: str, *, suffix: str = "") -> Reading:
    """Text of a file by the suffix of its name, or by another one that its content has told. UserError
    where the format is not known or not readable."""
    module = READERS.get(suffix or PurePath(name).suffix.lower())
    if module is None:
        raise UserError(f"暂不支持“{name}”的格式，目前支持 {'、'.join(READERS)}，请另存后再入库。")
    return cast(Reader, import_module(f"ingest.readers.{module}")).read(data, name)


def members(data: bytes, name: str) -> Iterator[Member]:
    """The files inside a file by the suffix of its name, refused ones too; none where it can hold none.
    Raises UserError for a file that is damaged or swells."""
    module = CONTAINERS.get(PurePath(name).suffix.lower())
    if module is not None:
        yield from cast(Container, import_module(f"ingest.readers.{module}")).members(data, name)


def module_of(name: str) -> ModuleType | None:
    """The module that reads or opens files of this suffix; None where the format is not known."""
    suffix = PurePath(name).suffix.lower()
    module = READERS.get(suffix) or CONTAINERS.get(suffix)
    return import_module(f"ingest.readers.{module}") if module else None
