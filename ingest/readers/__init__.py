"""Readers: bytes of one file format → `Reading`. One module per format, imported when it is needed."""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from typing import cast

from ingest.reading import Reader, Reading
from knowledge.errors import UserError

# Suffix → module of this package. A new format is one module and its line here.
READERS = {
    ".txt": "text",
    ".md": "text",
    ".pdf": "pdf",
    ".ofd": "ofd",
}


def read(data: bytes, name: str) -> Reading:
    """Text of a file by the suffix of its name. UserError where the format is not known or not readable."""
    module = READERS.get(PurePath(name).suffix.lower())
    if module is None:
        raise UserError(f"暂不支持“{name}”的格式，目前支持 {'、'.join(READERS)}，请另存后再入库。")
    return cast(Reader, import_module(f"ingest.readers.{module}")).read(data, name)
