"""XML from a document: no entity is expanded, nothing is fetched, a document type is refused.

Office formats and OFD have no document type declaration (ECMA-376 part 2 forbids it), so one that has
it was made to do harm. They are UTF-8 or UTF-16; an encoding in which < is another byte would hide
what is counted here. A tree takes many times the memory of its text, so tags and attributes are counted
before it is built.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from knowledge.errors import UserError

MOST_MARKS = 3_000_000  # tags and attributes; 3,000 pages of .docx have about a third of it
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)")
_ENCODINGS = ("utf-8", "utf8", "us-ascii", "ascii", "gb2312", "gbk", "gb18030", "iso-8859-1")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def parse(data: bytes, name: str) -> etree._Element:
    """The root element. Raises UserError for damaged or swollen XML and for a document type declaration."""
    if any(mark in data for mark in _DOCTYPES):
        raise UserError(f"文件“{name}”含有不该有的文档类型声明，可能有害，没有入库。")
    if data.count(b"<") + data.count(b"=") > MOST_MARKS:
        raise UserError(f"文件“{name}”内容过于庞大，请拆分后再入库。")
    try:
        parser = etree.XMLParser(
            encoding=_encoding(data),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UserError(f"文件“{name}”已损坏，读不出其中的内容，请重新另存后再入库。") from error


def _encoding(data: bytes) -> str:
    """The encoding to read with. LookupError for one that no office format has."""
    if data.startswith(_WIDE):
        return "utf-16"
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8)[:400])
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding not in _ENCODINGS:
        raise LookupError(encoding)
    return encoding
