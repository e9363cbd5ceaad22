"""Archives made by hand to do harm: what no honest archiver writes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

from tests.ingest.readers.compound_file import compound

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def crowded(entries: int, claimed: int, *, wide: bool = False) -> bytes:
    """An archive whose directory lists one file `entries` times and claims another number; `wide` is ZIP64."""
    local = struct.pack("<4s5H3L2H", LOCAL, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    line = struct.pack("<4s6H3L5H2L", CENTRAL, 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    size = len(line) * entries
    if not wide:
        return local + line * entries + _end(claimed, size, len(local))
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, claimed, claimed, size, len(local))
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(local) + size, 1)
    return local + line * entries + record + locator + _end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)


def overlapping(times: int, content: bytes) -> bytes:
    """An archive whose `times` names all unpack the same bytes."""
    honest = packed({"a": content})
    begin, end = honest.index(CENTRAL), honest.index(END)
    return honest[:begin] + honest[begin:end] * times + _end(times, (end - begin) * times, begin)


def lying(content: bytes, claimed: int, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with one file that claims to unpack to `claimed` bytes."""
    data = bytearray(packed({"a.txt": content}, method))
    struct.pack_into("<L", data, 22, claimed)
    struct.pack_into("<L", data, data.index(CENTRAL) + 24, claimed)
    return bytes(data)


def locked(files: Mapping[str, bytes], *names: str) -> bytes:
    """An archive in which the entries of these names say that they are encrypted."""
    data = bytearray(packed(files))
    at = data.index(CENTRAL)
    while data[at : at + 4] == CENTRAL:
        length, extra, comment = struct.unpack_from("<3H", data, at + 28)
        if data[at + 46 : at + 46 + length].decode() in names:
            (offset,) = struct.unpack_from("<L", data, at + 42)
            data[at + 8] |= 1
            data[offset + 6] |= 1
        at += 46 + length + extra + comment
    return bytes(data)


def locked_office() -> bytes:
    """An Office file with a password: its content is a stream of a compound file."""
    return compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"})


def _end(entries: int, size: int, start: int) -> bytes:
    return struct.pack("<4s4H2LH", END, 0, 0, min(entries, 0xFFFF), min(entries, 0xFFFF), size, start, 0)
