"""Packages: what is no Word document, or one made to do harm, is refused in a sentence."""

from __future__ import annotations

import pytest

from ingest.readers.docx import read
from ingest.word.elements import name_of
from ingest.word.package import load
from knowledge.errors import UserError
from tests.ingest.readers.compound_file import compound
from tests.ingest.readers.writers_word import W, notice_docx, packed, paragraph, written

GOOD = written(paragraph("甲"), {"styles": "", "numbering": ""})


def _document(body: str) -> bytes:
    return packed({"word/document.xml": body})


def test_the_parts_that_are_there_are_found() -> None:
    package = load(GOOD, "a.docx")
    assert name_of(package.body) == "body" and name_of(package.styles) == "styles"
    assert package.numbering is not None and package.footnotes is None


def test_a_relation_to_the_outside_is_not_followed() -> None:
    outside = '<Relationships><Relationship Type="x/styles" Target="styles.xml" TargetMode="External"/></Relationships>'
    files = {
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body/></w:document>',
        "word/styles.xml": "<broken",
    }
    assert load(packed({**files, "word/_rels/document.xml.rels": outside}), "a.docx").styles is None


ENTITIES = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
LAUGHS = (
    f'<!DOCTYPE d [<!ENTITY e0 "哈">{ENTITIES}]><w:document xmlns:w="{W}"><w:body>&e9;</w:body></w:document>'
)
HOSTILE = {
    "empty": (b"", "是空的"),
    "exe": (b"MZ\x90\x00" + bytes(500) + b"This program cannot be run in DOS mode.", "内容不是 Word 文档"),
    "html": (b"<html><body>x</body></html>", "内容不是 Word 文档"),
    "locked": (compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "有打开密码"),
    "old": (compound({"WordDocument": b"\xec\xa5"}), "扩展名改为 .doc"),
    "other": (packed({"xl/workbook.xml": "<workbook/>"}), "没有正文"),
    "rootless": (_document("<html/>"), "没有正文"),
    "laughs": (_document(LAUGHS), "文档类型声明|已损坏"),
    "bomb": (_document("<w:document>" + " " * 30_000_000), "压缩炸弹"),
    "deep": (_document(f'<w:document xmlns:w="{W}"><w:body>' + "<w:tbl>" * 100_000), "已损坏"),
    "torn": (_document(f'<w:document xmlns:w="{W}"><w:body><w:p>'), "已损坏"),
    "garbage": (b"PK\x03\x04" + bytes(range(256)) * 20, "已损坏"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_foreign_file_is_refused_in_one_sentence(case: str) -> None:
    data, reason = HOSTILE[case]
    with pytest.raises(UserError, match=reason) as caught:
        read(data, "通知.docx")
    assert "“通知.docx”" in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_was_cut_off_is_refused() -> None:
    for length in range(0, len(GOOD), 100):
        with pytest.raises(UserError, match=r"“a\.docx”"):
            read(GOOD[:length], "a.docx")


def test_a_file_that_python_docx_wrote_and_was_cut_off_is_refused() -> None:
    data = notice_docx(automatic=True)
    for length in range(0, len(data), 100):
        with pytest.raises(UserError, match=r"“a\.docx”"):
            read(data[:length], "a.docx")


def test_a_damaged_entry_is_refused_or_read() -> None:
    for place in range(0, len(GOOD), 7):
        damaged = GOOD[:place] + bytes([GOOD[place] ^ 0xFF]) + GOOD[place + 1 :]
        try:
            assert read(damaged, "a.docx").text
        except UserError as error:
            assert "“a.docx”" in str(error)  # noqa: PT017 - either end is right, a third is not
