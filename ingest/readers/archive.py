"""Zip archives: the files inside, each by itself, one level deep.

Names without the UTF-8 flag are those of an old Chinese system more often than of DOS: their bytes are
read as UTF-8 or GB18030.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator

from ingest.limits.budget import entry, opened
from ingest.members import decoded_name, is_of_the_system, member
from ingest.reading import Member

SUFFIXES = (".zip",)
_UTF8 = 0x800


def members(data: bytes, name: str) -> Iterator[Member]:
    """The files of an archive in its order, refused ones too; folders and files of the system left out.
    Raises UserError for an archive that is damaged or swells."""
    archive = opened(data, name)
    for info in archive.infolist():
        path = decoded(info)
        if not path.endswith(("/", "\\")) and not is_of_the_system(path):
            yield _member(archive, info, path)


def decoded(info: zipfile.ZipInfo) -> str:
    """The path of an entry as its writer meant it."""
    written = info.orig_filename
    if info.flag_bits & _UTF8:
        return written
    try:
        return decoded_name(written.encode("cp437"))
    except UnicodeEncodeError:
        return written


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> Member:
    found = member(path, lambda: entry(archive, info, path))
    if stat.S_ISLNK(info.external_attr >> 16):
        return Member(found.name, found.path, refused=f"“{found.name}”是指向别处的链接，没有取出。")
    return found
