"""Limits on what a file may swell to: archives and the formats that are archives (.docx, .xlsx, .ofd).

The directory of an archive is judged before anything is unpacked, and each entry is read no further
than its share; a file that lies about its sizes is stopped there. The figures are far above what
offices have and far below what hurts: others allow 2 GB, and 2 MB of .docx have been seen to swell
to 2 GiB.
"""

from __future__ import annotations

import io
import struct
import zipfile

from knowledge.errors import UserError

MOST_ENTRIES = 2_000
MOST_BYTES = 200_000_000
MOST_ENTRY_BYTES = 100_000_000
MOST_TIMES = 100
SMALL = 1_000_000  # an entry of this size may be packed as tightly as it likes

_END = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, if its directory keeps the limits. Raises UserError otherwise."""
    if _declared_entries(data) > MOST_ENTRIES:
        raise UserError(f"文件“{name}”里的条目超过 {MOST_ENTRIES} 个，请拆分后再入库。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UserError(f"文件“{name}”已损坏，打不开，请重新另存或压缩后再入库。") from error
    entries = archive.infolist()
    swollen = any(e.file_size > max(SMALL, MOST_TIMES * e.compress_size) for e in entries)
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_BYTES or swollen:
        raise UserError(f"文件“{name}”解压后过大，可能是压缩炸弹，没有入库；请拆分后再试。")
    return archive


def entry(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of one entry. Raises UserError where it is damaged, locked or larger than it says."""
    info = archive.getinfo(member) if isinstance(member, str) else member
    if info.flag_bits & 1:
        raise UserError(f"文件“{name}”有密码，请解密后再入库。")
    try:
        with archive.open(info) as stream:
            data = stream.read(min(info.file_size, MOST_ENTRY_BYTES) + 1)
    except Exception as error:  # zlib.error, lzma.LZMAError: whatever a decompressor says of bad data
        raise UserError(f"文件“{name}”已损坏，读不出其中的内容，请重新另存或压缩后再入库。") from error
    if len(data) > min(info.file_size, MOST_ENTRY_BYTES):
        raise UserError(f"文件“{name}”解压后过大，可能是压缩炸弹，没有入库；请拆分后再试。")
    return data


def _declared_entries(data: bytes) -> int:
    """Number of entries by the record at the end of the archive, known before the directory is read."""
    place = data.rfind(_END, max(0, len(data) - _LONGEST_END))
    return struct.unpack_from("<H", data, place + 10)[0] if 0 <= place <= len(data) - 22 else 0
