"""Older word-processor files: the same notice as from .docx, and what goes by their names."""

from __future__ import annotations

import struct

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers import office
from ingest.readers.office import read
from ingest.reading import Reading
from ingest.split import split
from knowledge.errors import UserError
from tests.ingest.readers import notice
from tests.ingest.readers.compound_file import compound
from tests.ingest.readers.writers_word import converted, needs_soffice, notice_docx, packed, saved


def _doc(*, automatic: bool) -> bytes:
    return converted(notice_docx(automatic=automatic), ".docx", "doc")


def _wps(*, automatic: bool) -> bytes:
    """Kingsoft's own files are compound files like .doc; this one went through a third format."""
    return converted(converted(notice_docx(automatic=automatic), ".docx", "odt"), ".odt", "doc")


@needs_soffice
@pytest.mark.parametrize("automatic", [False, True])
@pytest.mark.parametrize(("write", "name"), [(_doc, "通知.doc"), (_wps, "通知.wps")])
def test_the_notice_comes_back_line_by_line_and_clause_by_clause(write, name: str, automatic: bool) -> None:  # type: ignore[no-untyped-def]
    reading = read(write(automatic=automatic), name)
    assert reading.text == notice.text() and reading.warnings == ()
    expected, found = split(notice.text(), name).clauses, split(reading, name).clauses
    assert [(c.text, c.address) for c in found] == [(c.text, c.address) for c in expected]


@needs_soffice
def test_the_notice_comes_back_from_rtf_whatever_its_suffix() -> None:
    data = converted(notice_docx(automatic=False), ".docx", "rtf")
    assert read(data, "通知.doc").text == notice.text()


@needs_soffice
def test_a_table_that_ends_a_file_of_libreoffice_is_warned_of() -> None:
    document = docx.Document()
    document.add_paragraph("前")
    document.add_table(1, 2).cell(0, 1).text = "右"
    reading = read(converted(saved(document), ".docx", "doc"), "表.doc")
    assert reading.text == "前\n右\n"
    assert reading.warnings == ("文末的表格没有分出行和列，请用 Word 或 WPS 打开、另存为 .docx 后再入库",)


@needs_soffice
def test_xml_of_old_word_is_read() -> None:
    w = "http://schemas.microsoft.com/office/word/2003/wordml"
    body = "<w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body>"
    mark = '<?mso-application progid="Word.Document"?>'
    data = (
        f'<?xml version="1.0" encoding="UTF-8"?>{mark}<w:wordDocument xmlns:w="{w}">{body}</w:wordDocument>'
    )
    assert read(data.encode(), "a.doc").text == "甲\n"


def test_a_docx_and_a_text_by_the_name_of_doc_are_read_as_what_they_are() -> None:
    assert read(notice_docx(automatic=True), "通知.doc").text == notice.text()
    assert read(notice.text().encode("gb18030"), "通知.wps").text == notice.text()


PAGE = "<html><body><p>甲</p></body></html>".encode()
ARCHIVE = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'


@pytest.mark.parametrize(
    ("data", "suffix"), [(PAGE, ".html"), (b"\xef\xbb\xbf\r\n" + PAGE, ".html"), (ARCHIVE + PAGE, ".mht")]
)
def test_a_web_page_is_left_to_the_reader_of_web_pages(
    data: bytes, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bytes, str, str]] = []

    def read_as(data: bytes, name: str, *, suffix: str) -> Reading:
        seen.append((data, name, suffix))
        return Reading("甲\n")

    monkeypatch.setattr(office, "read_as", read_as)
    assert read(data, "页.doc") == Reading("甲\n")
    assert seen == [(data, "页.doc", suffix)]


_HEADER = struct.pack("<HH", 0xA5EC, 0xC1).ljust(10, b"\x00") + struct.pack("<H", 0x0100)
HOSTILE = {
    "empty": (b"", "是空的"),
    "exe": (b"MZ\x90\x00" + bytes(range(256)) * 8, "内容不是 Word 文档"),
    "pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 8, "内容不是 Word 文档"),
    "sheet": (compound({"Workbook": b"x"}), "内容不是 Word 文档"),
    "locked doc": (compound({"WordDocument": _HEADER}), "有打开密码"),
    "locked docx": (compound({"EncryptedPackage": b"x"}), "有打开密码"),
    "zip": (packed({"a.txt": "x"}), "没有正文"),
    "laughs": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "文档类型声明"),
    "torn xml": (b'<?xml version="1.0"?><a>', "已损坏"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_foreign_file_is_refused_in_one_sentence(case: str) -> None:
    data, reason = HOSTILE[case]
    with pytest.raises(UserError, match=reason) as caught:
        read(data, "通知.doc")
    assert "“通知.doc”" in str(caught.value) and "\n" not in str(caught.value)


@needs_soffice
def test_a_doc_that_was_locked_is_refused_before_it_is_converted() -> None:
    data = bytearray(_doc(automatic=False))
    place = data.index(b"\xec\xa5") + 10
    data[place + 1] |= 1
    with pytest.raises(UserError, match="有打开密码"):
        read(bytes(data), "通知.doc")


@needs_soffice
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_doc_that_was_cut_off_is_read_or_refused(share: float) -> None:
    data = _doc(automatic=False)
    try:
        assert read(data[: int(len(data) * share)], "通知.doc").text
    except UserError as error:
        assert "“通知.doc”" in str(error)  # noqa: PT017 - either end is right, a third is not


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([b"", b"PK\x03\x04", b"<?xml", b"MIME-Version: 1.0\n\n"]), st.binary(max_size=200))
def test_arbitrary_bytes_give_text_or_a_user_error(mark: bytes, data: bytes) -> None:
    try:
        assert read(mark + data, "a.doc").text
    except UserError as error:
        assert "“a.doc”" in str(error)  # noqa: PT017 - either end is right, a third is not
