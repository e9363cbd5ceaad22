"""Plain text and Markdown: bytes → str.

Decoding tries, in this order, a byte order mark, strict UTF-8, strict GB18030 (superset of GBK
and GB2312). Statistical guessing is left out on purpose: on short Chinese titles it takes
GB18030 for UTF-16 or Big5.
"""

from __future__ import annotations

import codecs
import re

from ingest.reading import Reading
from knowledge.errors import UserError

SUFFIXES = (".txt", ".md")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAX_CONTROL_SHARE = 0.001


def read(data: bytes, name: str) -> Reading:
    """The decoded file itself. Raises UserError for empty, binary or undecodable content."""
    return Reading(decode(data, name))


def decode(data: bytes, name: str) -> str:
    """Text of a file with line ends as \\n. Raises UserError for empty, binary or undecodable content."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UserError(f"文件“{name}”是空的，没有可入库的文字，请检查后重新提供。")
    text = _decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \t\n\u3000"):
        raise UserError(f"文件“{name}”是空的，没有可入库的文字，请检查后重新提供。")
    if len(_CONTROL.findall(text)) > max(2, MAX_CONTROL_SHARE * len(text)):
        raise UserError(
            f"文件“{name}”不是文本文件（内容像二进制数据），请另存为 UTF-8 编码的 .txt 后再入库。"
        )
    return text


def _decode(data: bytes, name: str) -> str:
    encodings = [encoding for mark, encoding in _MARKS if data.startswith(mark)][:1] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(f"无法识别文件“{name}”的文字编码，请用 UTF-8 或 GB18030 编码另存后再入库。")
