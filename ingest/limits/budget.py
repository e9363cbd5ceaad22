"""Limits on what a file may swell to: archives and the formats that are archives (.docx, .xlsx, .ofd).

The directory of an archive is judged before anything is unpacked, and each entry is read no further
than its share; a file that lies about its sizes is stopped there. The figures are far above what
offices have and far below what hurts: others allow 2 GB, and 2 MB of .docx have been seen to swell
to 2 GiB.
"""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise

from ingest.containers.signatures import ZIP, damaged, kind_of, locked, not_as_named
from knowledge.errors import UserError

MOST_ENTRIES = 2_000
MOST_BYTES = 200_000_000
MOST_ENTRY_BYTES = 100_000_000
MOST_TIMES = 100
SMALL = 1_000_000  # an entry of this size may be packed as tightly as it likes
MOST_DIRECTORY_BYTES = 1_000_000  # what 2,000 entries with the longest names need

_LOCAL_HEADER = 30
_LOCKED = 0x1
# The methods of Office and of every archiver's default; bzip2 and lzma unpack without a bound.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _TooManyEntries(Exception):
    """The directory of an archive is longer than it may be."""


class _Source(io.BytesIO):
    """The bytes of an archive; while its directory is read, no more than the limit at once.

    So a record at the end that lies about the number or the size of the entries gains nothing.
    """

    opening = True

    def read(self, size: int | None = -1, /) -> bytes:
        if self.opening and size is not None and size > MOST_DIRECTORY_BYTES:
            raise _TooManyEntries
        return super().read(size)


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, if its directory keeps the limits. Raises UserError otherwise."""
    if kind_of(data) not in (ZIP, ""):
        raise not_as_named(data, name)
    source = _Source(data)
    try:
        archive = zipfile.ZipFile(source)
    except _TooManyEntries as error:
        raise _too_many(name) from error
    except Exception as error:  # BadZipFile, struct.error, OverflowError: whatever a bad directory causes
        raise damaged(name) from error
    source.opening = False
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _too_many(name)
    if sum(e.file_size for e in entries) > MOST_BYTES or any(map(_swollen, entries)) or _overlap(entries):
        raise _swells(name)
    return archive


def entry(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry. Raises UserError where it is missing, damaged, locked or larger than it says."""
    try:
        info = archive.getinfo(member) if isinstance(member, str) else member
    except KeyError as error:
        raise damaged(name) from error
    if info.flag_bits & _LOCKED:
        raise locked(name)
    if info.compress_type not in _METHODS:
        raise UserError(f"文件“{name}”的压缩方式不受支持，请用普通 ZIP 方式重新压缩后再入库。")
    most = min(info.file_size, MOST_ENTRY_BYTES)
    try:
        with archive.open(info) as stream:
            data = stream.read(most + 1)
    except Exception as error:  # BadZipFile, zlib.error, EOFError: whatever a decompressor says of bad data
        raise damaged(name) from error
    if len(data) > most:
        raise _swells(name)
    return data


def _swollen(info: zipfile.ZipInfo) -> bool:
    return info.file_size > max(SMALL, MOST_TIMES * info.compress_size)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes: how one small piece is made to unpack a thousand times."""
    places = sorted((e.header_offset, e.header_offset + _LOCAL_HEADER + e.compress_size) for e in entries)
    return any(after[0] < before[1] for before, after in pairwise(places))


def _too_many(name: str) -> UserError:
    return UserError(f"文件“{name}”里的条目超过 {MOST_ENTRIES} 个，请拆分后再入库。")


def _swells(name: str) -> UserError:
    return UserError(f"文件“{name}”解压后过大，可能是压缩炸弹，没有入库；请拆分后再试。")
