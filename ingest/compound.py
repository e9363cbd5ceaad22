"""Just enough of OLE2 compound files (.doc, .xls, encrypted .docx) to tell them apart.

Entries of the directory are 128 bytes, aligned, each with the name of a stream and the sector where it
begins: so a stream can be found without walking the chains of sectors, which may be made to do harm.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_SECTOR_SHIFT = 30  # place in the header; the size of a sector is two to that power
_SHORTEST, _LONGEST = 9, 12


def is_compound(data: bytes) -> bool:
    """Whether the bytes are a compound file."""
    return data.startswith(SIGNATURE)


def has_stream(data: bytes, name: str) -> bool:
    """Whether the directory has a stream of this name."""
    return next(_entries(data, name), None) is not None


def beginning(data: bytes, name: str) -> bytes:
    """The file from the first sector of a stream on; empty where there is no such stream. The stream
    itself may be shorter, and go on elsewhere."""
    entry = next(_entries(data, name), None)
    if entry is None:
        return b""
    shift = min(max(struct.unpack_from("<H", data, _SECTOR_SHIFT)[0], _SHORTEST), _LONGEST)
    sector = struct.unpack_from("<I", data, entry + 116)[0]
    return data[(sector + 1) << shift :]


def _entries(data: bytes, name: str) -> Iterator[int]:
    """Where in the file the directory's entries of this name stand."""
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    place = data.find(wanted)
    while place >= 0:
        if place % _ENTRY == 0 and place + _ENTRY <= len(data):
            yield place
        place = data.find(wanted, place + 1)
