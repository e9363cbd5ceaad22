"""Just enough of OLE2 compound files (.doc, .xls, encrypted .docx) to tell them apart (MS-CFB).

A file of sectors, chained by a table; small streams stand in small sectors inside the stream of the root,
chained by a table of their own. A chain that leaves the file or runs in a ring ends there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_SHIFT, _DIRECTORY, _SMALL_TABLE, _MORE_TABLES, _TABLES = 30, 48, 60, 68, 76  # places in the header
_ENTRY, _NAME, _PLACE = 128, 64, 116  # size of an entry; in it, length of the name and first sector
_SMALL, _SMALL_SECTOR = 4096, 64
_ROOT = "Root Entry"


def is_compound(data: bytes) -> bool:
    """Whether the bytes are a compound file."""
    return data.startswith(SIGNATURE) and len(data) >= _HEADER


@dataclass(slots=True)
class Compound:
    """A compound file, for which `is_compound` holds; damage makes its streams short or missing."""

    data: bytes
    _size: int = field(init=False)
    _table: Sequence[int] = field(init=False)
    _entries: dict[str, tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self._size = 4096 if struct.unpack_from("<H", self.data, _SHIFT)[0] == 12 else 512
        needed = len(self.data) // self._size // (self._size // 4) + 1
        tables = (number for number in self._tables() if self._sector(number))
        self._table = _integers(b"".join(map(self._sector, islice(tables, needed))))
        self._entries = dict(_directory(self._joined(self._integer(_DIRECTORY))))

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; empty where there is none of this name."""
        sector, size = self._entries.get(name, (0, 0))
        if size >= _SMALL or name == _ROOT:
            return self._joined(sector)[:size]
        small = self._joined(self._entries.get(_ROOT, (0, 0))[0]) if size else b""
        places = _chain(_integers(self._joined(self._integer(_SMALL_TABLE))), sector) if size else ()
        return b"".join(small[p * _SMALL_SECTOR : (p + 1) * _SMALL_SECTOR] for p in places)[:size]

    def _joined(self, first: int) -> bytes:
        return b"".join(map(self._sector, _chain(self._table, first)))

    def _sector(self, number: int) -> bytes:
        return self.data[(number + 1) * self._size : (number + 2) * self._size]

    def _integer(self, place: int) -> int:
        return int(struct.unpack_from("<I", self.data, place)[0])

    def _tables(self) -> Iterator[int]:
        """The sectors that make up the table: the first are listed in the header, the rest in sectors of
        their own, each ending with the next."""
        yield from _integers(self.data[_TABLES:_HEADER])
        number, seen = self._integer(_MORE_TABLES), set[int]()
        while number not in seen and len(sector := self._sector(number)) == self._size:
            seen.add(number)
            *listed, number = _integers(sector)
            yield from listed


def _directory(data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name, first sector and size of the streams."""
    for place in range(0, len(data) - _ENTRY + 1, _ENTRY):
        length = min(struct.unpack_from("<H", data, place + _NAME)[0], _NAME)
        name = data[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
        yield name, struct.unpack_from("<II", data, place + _PLACE)


def _chain(table: Sequence[int], number: int) -> Iterator[int]:
    seen = set[int]()
    while number < len(table) and number not in seen:
        seen.add(number)
        yield number
        number = table[number]


def _integers(data: bytes) -> tuple[int, ...]:
    count = len(data) // 4
    return struct.unpack(f"<{count}I", data[: 4 * count])
