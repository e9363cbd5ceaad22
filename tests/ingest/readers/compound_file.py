"""Compound files written by hand, for locked and foreign files that no writer here makes."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from ingest.containers.compound import SIGNATURE

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of a few streams, each filled up to the size of a large one."""
    padded = {name: content.ljust(4096, b"\x00") for name, content in streams.items()}
    table, body, entries = [_TABLE, _END], b"", [_entry("Root Entry", _END, 0)]
    for name, content in padded.items():
        first, count = len(table), -(-len(content) // _SECTOR)
        table += [*range(first + 1, first + count), _END]
        body += content.ljust(count * _SECTOR, b"\x00")
        entries.append(_entry(name, first, len(content)))
    assert len(table) <= _SECTOR // 4 and len(entries) <= _SECTOR // 128
    header = SIGNATURE + bytes(16) + struct.pack("<HHHH", 0x3E, 3, 0xFFFE, 9) + struct.pack("<H", 6)
    header = header.ljust(44, b"\x00") + struct.pack("<IIIIIIII", 1, 1, 0, 4096, _END, 0, _END, 0)
    header = (header + struct.pack("<I", 0)).ljust(_SECTOR, b"\xff")
    filled = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    return header + filled + b"".join(entries).ljust(_SECTOR, b"\x00") + body


def _entry(name: str, sector: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\x00\x00"
    head = written.ljust(64, b"\x00") + struct.pack("<H", len(written))
    return head.ljust(116, b"\x00") + struct.pack("<IQ", sector, size)
