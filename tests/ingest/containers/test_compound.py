"""Compound files: streams are found, damage ends."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.containers.compound import SIGNATURE, Compound, is_compound
from tests.ingest.readers.compound_file import compound
from tests.ingest.readers.writers_word import converted, needs_soffice, notice_docx

FILE = compound({"WordDocument": b"\xec\xa5" * 3000, "1Table": b"t"})


def test_a_stream_is_given_back() -> None:
    file = Compound(FILE)
    assert "WordDocument" in file and "EncryptedPackage" not in file
    assert file.stream("WordDocument") == b"\xec\xa5" * 3000
    assert file.stream("1Table") == b"t".ljust(4096, b"\x00")
    assert file.stream("无") == b""


@needs_soffice
@pytest.mark.parametrize("automatic", [False, True])
def test_streams_of_a_file_that_libreoffice_wrote(automatic: bool) -> None:
    """Its small streams stand in small sectors: the summary begins with the mark of its own format."""
    file = Compound(converted(notice_docx(automatic=automatic), ".docx", "doc"))
    assert file.stream("WordDocument").startswith(b"\xec\xa5")
    assert file.stream("\x05SummaryInformation").startswith(b"\xfe\xff")


def test_a_large_file_lists_its_tables_in_sectors_of_their_own() -> None:
    data = bytearray(FILE)
    struct.pack_into("<I", data, 76, 0xFFFFFFFF)
    assert "WordDocument" not in Compound(bytes(data))
    struct.pack_into("<I", data, 68, len(FILE) // 512 - 1)
    listed = struct.pack("<128I", 0, *[0xFFFFFFFF] * 126, 0xFFFFFFFE)
    assert Compound(bytes(data) + listed).stream("1Table").startswith(b"t")


def test_a_ring_of_sectors_ends() -> None:
    data = bytearray(FILE)
    struct.pack_into("<I", data, 512 + 4, 1)
    assert Compound(bytes(data)).stream("WordDocument") == b"\xec\xa5" * 3000
    assert not is_compound(SIGNATURE) and not is_compound(b"PK")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1023), st.binary(min_size=1, max_size=8), st.integers(512, len(FILE)))
def test_damage_never_crashes(place: int, patch: bytes, length: int) -> None:
    data = SIGNATURE + (FILE[:place] + patch + FILE[place + len(patch) :])[8:length]
    if is_compound(data):
        file = Compound(data)
        assert len(file.stream("WordDocument")) <= len(data)
