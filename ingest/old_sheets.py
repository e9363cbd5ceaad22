"""The records of an old workbook (.xls, .et), as far as they say where its cells stand (MS-XLS).

The library that reads them holds a sheet as one rectangle, so a cell in the last corner would cost a
gigabyte: the rectangle is measured before.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_BEGIN = 0x0809
_LOCKED = 0x002F
_CELLS = frozenset((0x0006, 0x0206, 0x0406, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x00BD))
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
    """Cells of the rectangle around the filled cells, for every sheet of a stream of records."""
    sheet = _Rectangle()
    for kind, place, length in _records(stream):
        if kind == _BEGIN:
            yield sheet.area
            sheet = _Rectangle()
        elif kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", stream, place)
            end = place + length - 2
            last = struct.unpack_from("<H", stream, end)[0] if kind == _ROW_OF_CELLS else column
            sheet.add(row, column, max(column, last))
    yield sheet.area


def is_locked(stream: bytes) -> bool:
    """Whether a stream of records says that those after it are encrypted."""
    return any(kind == _LOCKED for kind, _, _ in _records(stream))


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place of the content and its length, for every record that is whole."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if place + 4 + length > len(stream):
            return
        yield kind, place + 4, length
        place += 4 + length
