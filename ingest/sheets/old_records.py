"""The records of an old workbook (.xls, .et), as far as they say where its cells stand (MS-XLS).

The library that reads them holds a sheet as one rectangle, so a cell in the last corner would cost a
gigabyte: the rectangle is measured before. It gets the records in a file of our own making.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.containers.compound import SIGNATURE

MOST_RECORDS = 3_000_000
_SHEET, _END, _LOCKED = 0x0085, 0x000A, 0x002F
_ENDLESS = 1 << 40
_CELLS = frozenset((0x0006, 0x0206, 0x0406, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x00BD))
_EXTENT, _STRINGS = 0x0200, 0x00FC
_EXTENTS = {10: "<4H", 14: "<IIHH"}  # by the length of the record: rows from, to, columns from, to
_SHORTEST_STRING = 3
_SECTOR, _SMALL_STREAM = 4096, 4096
_TABLE, _LAST = 0xFFFFFFFD, 0xFFFFFFFE
_ROW_OF_CELLS = 0x00BD  # many numbers in one record, the last column at its end


@dataclass(slots=True)
class _Rectangle:
    """The rectangle around the cells of one sheet."""

    top: int = 65_536
    bottom: int = -1
    left: int = 65_536
    right: int = -1

    def add(self, row: int, first: int, last: int) -> None:
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, first), max(self.right, last)

    @property
    def area(self) -> int:
        return max(self.bottom - self.top + 1, 0) * max(self.right - self.left + 1, 0)


def areas(stream: bytes) -> Iterator[int]:
    """Cells of the rectangle around the filled cells of each sheet in a stream of records; more than any
    limit for sheets that take too long to be measured."""
    left = MOST_RECORDS
    for begin in _sheets(stream):
        sheet = _Rectangle()
        for kind, place, length in islice(_records(stream, begin), left):
            left -= 1
            if kind in _CELLS and length >= 6:
                row, column = struct.unpack_from("<HH", stream, place)
                end = place + length - 2
                last = struct.unpack_from("<H", stream, end)[0] if kind == _ROW_OF_CELLS else column
                sheet.add(row, column, max(column, last))
        yield sheet.area if left else _ENDLESS


def is_locked(stream: bytes) -> bool:
    """Whether a stream of records says that those after it are encrypted."""
    return any(kind == _LOCKED for kind, _, _ in _records(stream))


def trusted(stream: bytes) -> bytes:
    """The stream with the sizes it announces made harmless: the library sets memory aside for them unseen."""
    judged = bytearray(stream)
    for begin in (0, *dict.fromkeys(_sheets(stream))):
        for kind, place, length in _records(stream, begin):
            if kind == _EXTENT and length in _EXTENTS:
                struct.pack_into(_EXTENTS[length], judged, place, 0, 1, 0, 1)
            elif kind == _STRINGS and length >= 8:
                count = struct.unpack_from("<I", stream, place + 4)[0]
                struct.pack_into("<I", judged, place + 4, min(count, len(stream) // _SHORTEST_STRING))
    return bytes(judged)


def _sheets(stream: bytes) -> list[int]:
    """Where the records of each sheet begin, by the list at the head of the stream."""
    listed = (place for kind, place, length in _records(stream) if kind == _SHEET and length >= 4)
    return [struct.unpack_from("<I", stream, place)[0] for place in listed]


def _records(stream: bytes, place: int = 0) -> Iterator[tuple[int, int, int]]:
    """Kind, place of the content and its length, for every whole record up to the end of a part."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _END or place + 4 + length > len(stream):
            return
        yield kind, place + 4, length
        place += 4 + length


def package(stream: bytes) -> bytes:
    """A compound file with this stream of records alone (MS-CFB, version 4)."""
    stream = stream.ljust(_SMALL_STREAM, b"\x00")
    used = -(-len(stream) // _SECTOR)
    tables = -(-(used + 1) // (_SECTOR // 4 - 1))
    chain = [*[_TABLE] * tables, _LAST, *range(tables + 2, tables + 1 + used), _LAST]
    header = SIGNATURE + bytes(16) + struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<9I", 1, tables, tables, 0, _SMALL_STREAM, _LAST, 0, _LAST, 0)
    parts = (
        header + struct.pack(f"<{tables}I", *range(tables)).ljust(_SECTOR - len(header), b"\xff"),
        struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff"),
        (_entry("Root Entry", 5, tables, 0, child=1) + _entry("Workbook", 2, tables + 1, len(stream))),
        stream,
    )
    return b"".join(part.ljust(-(-len(part) // _SECTOR) * _SECTOR, b"\x00") for part in parts)


def _entry(name: str, kind: int, first: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    """A line of the directory of a compound file: 5 is its root, 2 a stream."""
    written = (name + "\x00").encode("utf-16-le")
    head = struct.pack("<64sHBB3I36x", written, len(written), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + struct.pack("<IQ", first, size)
