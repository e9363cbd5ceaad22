"""First bytes say what a file is."""

from __future__ import annotations

import pytest

from ingest.containers.signatures import OLE, ZIP, is_locked, kind_of, not_as_named
from tests.ingest.hostile import locked_office, packed
from tests.ingest.readers.compound_file import compound


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (packed({"a": b"x"}), ZIP),
        (packed({}), ZIP),
        (locked_office(), OLE),
        (b"\r\n  <!DOCTYPE HTML><p>x", "网页或 XML 文本"),
        (b"\xff\xd8\xff\xe0", "图片"),
        ("一、总体要求".encode(), ""),
        (b"", ""),
    ],
)
def test_the_kind_is_read_from_the_first_bytes(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def test_only_an_encrypted_office_file_is_locked() -> None:
    assert is_locked(locked_office())
    assert not is_locked(compound({"Workbook": b"x"})) and not is_locked(b"x" + locked_office())


def test_the_error_names_file_kind_and_suffix() -> None:
    said = "文件“a.xlsx”的内容其实是RAR 压缩包，与后缀 .xlsx 不符，请用原软件另存后再入库。"
    assert str(not_as_named(b"Rar!\x1a\x07", "a.xlsx")) == said
    assert "已损坏" in str(not_as_named(b"abc", "a.xlsx"))
