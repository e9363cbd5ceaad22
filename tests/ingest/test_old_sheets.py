"""Where the cells of an old workbook stand, read from its records."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from ingest.old_sheets import areas, is_locked


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def number(row: int, column: int) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 1.5))


BEGIN, END = record(0x0809, bytes(16)), record(0x000A)
FAR_BOOK = BEGIN + END + BEGIN + number(0, 0) + number(65_535, 255) + END
LOCKED_BOOK = BEGIN + record(0x002F, bytes(54)) + END


def test_every_sheet_has_its_own_rectangle() -> None:
    sheets = BEGIN + number(2, 3) + number(4, 3) + END + BEGIN + number(9, 1) + number(8, 2) + END
    assert list(areas(sheets)) == [0, 3, 4]
    assert max(areas(FAR_BOOK)) == 65_536 * 256


def test_a_record_of_many_numbers_reaches_to_its_last_column() -> None:
    many = record(0x00BD, struct.pack("<HH", 1, 2) + bytes(12) + struct.pack("<H", 6))
    assert list(areas(BEGIN + many)) == [0, 5]


def test_empty_cells_and_broken_records_count_nothing() -> None:
    blank = record(0x0201, struct.pack("<HHH", 60_000, 200, 0))
    assert list(areas(BEGIN + blank + number(0, 0))) == [0, 1]
    assert list(areas(BEGIN + number(5, 5)[:-1])) == [0, 0] and list(areas(b"")) == [0]


def test_a_locked_workbook_says_so() -> None:
    assert is_locked(LOCKED_BOOK) and not is_locked(FAR_BOOK)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_no_error(data: bytes) -> None:
    assert all(area >= 0 for area in areas(data)) and is_locked(data) in (True, False)
