"""Older word-processor files (.doc, .wps, .rtf): by LibreOffice to .docx, and then as that.

The content decides, not the suffix: pages of a web site, .docx and plain text that go by the name of
.doc are read as what they are.
"""

from __future__ import annotations

import struct
from dataclasses import replace

from ingest.containers.compound import Compound, is_compound
from ingest.limits import safe_xml
from ingest.limits.soffice import to_docx
from ingest.readers import docx, text
from ingest.readers import read as read_as
from ingest.reading import Reading
from knowledge.errors import UserError

SUFFIXES = (".doc", ".wps", ".rtf")
_HEAD = 4096
# The header of a .doc (MS-DOC 2.5): its flags, where the text begins, how many characters it has.
_FLAGS, _TEXT, _LENGTH, _HEADER = 0x0A, 0x18, 0x4C, 0x50
_ENCRYPTED = 0x0100
_MARKS = (0xA5EC, 0xA5DC)  # Word 97 and later, Word 6 and 95
_ROW_END = "\x07\x07".encode("utf-16-le")


def read(data: bytes, name: str) -> Reading:
    """Text of an older file. Raises UserError where it is locked, damaged or something else, and where
    LibreOffice is missing."""
    head = data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if data.startswith(b"PK"):
        return docx.read(data, name)
    if is_compound(data):
        return _compound(data, name)
    if head.startswith(b"{\\rtf"):
        return docx.read(to_docx(data, ".rtf", name), name)
    if head.startswith((b"mime-version:", b"from:")) and b"multipart/related" in head:
        return read_as(data, name, suffix=".mht")
    if b"<html" in head:
        return read_as(data, name, suffix=".html")
    if head.startswith(b"<?xml"):
        safe_xml.parse(data, name)
        return docx.read(to_docx(data, ".xml", name), name)
    return _plain(data, name)


def _compound(data: bytes, name: str) -> Reading:
    file = Compound(data)
    if "EncryptedPackage" in file:
        raise UserError(f"文件“{name}”有打开密码，请在 Word 或 WPS 中去掉密码后再入库。")
    document = file.stream("WordDocument")
    if len(document) < _HEADER or struct.unpack_from("<H", document)[0] not in _MARKS:
        raise UserError(f"文件“{name}”的内容不是 Word 文档，请用生成它的程序另存为 .docx 后再入库。")
    if struct.unpack_from("<H", document, _FLAGS)[0] & _ENCRYPTED:
        raise UserError(f"文件“{name}”有打开密码，请在 Word 或 WPS 中去掉密码后再入库。")
    reading = docx.read(to_docx(data, ".doc", name), name)
    if _ends_in_a_table(document):
        warning = "文末的表格没有分出行和列，请用 Word 或 WPS 打开、另存为 .docx 后再入库"
        return replace(reading, warnings=(*reading.warnings, warning))
    return reading


def _ends_in_a_table(document: bytes) -> bool:
    """Whether no paragraph follows the last table. Word always writes one; LibreOffice does not, and then
    takes the table's cells for one paragraph."""
    start, length = (struct.unpack_from("<I", document, place)[0] for place in (_TEXT, _LENGTH))
    end = start + 2 * length
    return document[max(0, end - len(_ROW_END)) : end] == _ROW_END


def _plain(data: bytes, name: str) -> Reading:
    try:
        return text.read(data, name)
    except UserError as error:
        if not data.strip(b"\x00"):
            raise
        raise UserError(
            f"文件“{name}”的内容不是 Word 文档（可能改过扩展名或已损坏），请用 Word 或 WPS 另存为 .docx 后再入库。"
        ) from error
