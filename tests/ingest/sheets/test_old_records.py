"""Where the cells of an old workbook stand, read from its records."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.containers.compound import Compound
from ingest.sheets import old_records
from ingest.sheets.old_records import areas, is_locked, package, trusted


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def number(row: int, column: int) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 1.5))


END = record(0x000A)


def book(*sheets: bytes, head: bytes = b"") -> bytes:
    """A stream of records: the list of the sheets, then each of them."""
    begin = len(head) + 12 * len(sheets) + len(END)
    listed = b""
    for sheet in sheets:
        listed += record(0x0085, struct.pack("<I4x", begin))
        begin += len(sheet) + len(END)
    return head + listed + END + b"".join(sheet + END for sheet in sheets)


FAR_BOOK = book(b"", number(0, 0) + number(65_535, 255))
LOCKED_BOOK = book(head=record(0x002F, bytes(54)))


def test_every_sheet_has_its_own_rectangle() -> None:
    assert list(areas(book(number(2, 3) + number(4, 3), b"", number(9, 1) + number(8, 2)))) == [3, 0, 4]
    assert list(areas(FAR_BOOK)) == [0, 65_536 * 256]


def test_a_record_of_many_numbers_reaches_to_its_last_column() -> None:
    many = record(0x00BD, struct.pack("<HH", 1, 2) + bytes(12) + struct.pack("<H", 6))
    assert list(areas(book(many))) == [5]


def test_empty_cells_and_broken_records_count_nothing() -> None:
    blank = record(0x0201, struct.pack("<HHH", 60_000, 200, 0))
    assert list(areas(book(blank + number(0, 0)))) == [1]
    assert list(areas(book(number(5, 5))[:-5])) == [0] and list(areas(b"")) == []


def test_sheets_that_take_too_long_are_more_than_any_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_records, "MOST_RECORDS", 5)
    assert sum(areas(book(number(0, 0) * 3))) == 1
    assert sum(areas(book(number(0, 0) * 3, number(0, 0) * 3))) > 10**12


def test_a_locked_workbook_says_so() -> None:
    assert is_locked(LOCKED_BOOK) and not is_locked(FAR_BOOK)


def test_announced_sizes_are_made_harmless() -> None:
    extent = record(0x0200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65_535, 0))
    strings = record(0x00FC, struct.pack("<II", 1, 2**32 - 1))
    judged = trusted(book(extent + number(0, 0), head=strings))
    assert record(0x0200, struct.pack("<IIHHH", 0, 1, 0, 1, 0)) in judged and number(0, 0) in judged
    assert b"\xff\xff" not in judged and len(judged) == len(book(extent + number(0, 0), head=strings))
    honest = book(number(0, 0), head=record(0x00FC, struct.pack("<II", 1, 1)))
    assert trusted(honest) == honest


@given(st.integers(1, 20_000))
def test_a_package_holds_its_stream(length: int) -> None:
    stream = (b"abcdefg" * (length // 7 + 1))[:length]
    assert Compound(package(stream)).stream("Workbook").rstrip(b"\x00") == stream


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_no_error(data: bytes) -> None:
    assert all(area >= 0 for area in areas(data)) and is_locked(data) in (True, False)
    assert len(trusted(data)) == len(data)
