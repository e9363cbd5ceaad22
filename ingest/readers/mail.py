"""Letters (.eml): subject and text; attachments as files of their own.

The text is the plain one where it says anything, else the HTML one. Quoted letters and signatures stay
as they are. Headers are decoded here and not by the standard policy, which loses names written in
GB18030 without any encoding, and no more of a header is kept than a name needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import Compat32

from ingest.budget import MOST_ENTRY_BYTES
from ingest.members import decoded_name, member
from ingest.readers import html
from ingest.readers.text import decode
from ingest.reading import Member, Reading
from knowledge.errors import UserError

SUFFIXES = (".eml",)
LONGEST_HEADER = 4_000
MOST_PARTS = 1_000
MOST_BORDERS = 20_000
MOST_TOIL = 10_000_000
_CHINESE = re.compile(r"gb|936|hz", re.I)
_HEADER = re.compile(rb"\s*(?:from [^\n]*\n)?[\w-]+:", re.I)


class _Policy(Compat32):
    """Headers as they stand, cut where they are longer than any honest one."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


def read(data: bytes, name: str) -> Reading:
    """Subject line and text of a letter. Raises UserError for one without either, or that is no letter."""
    parts = _parts(data, name)
    subject = " ".join(words(str(parts[0].get("Subject", ""))).split())
    body, warnings = _body(parts, name)
    text = "\n".join(part for part in (subject, body) if part)
    if not text:
        raise UserError(f"邮件“{name}”没有主题和正文，请检查后重新提供。")
    return Reading(text + "\n", warnings=warnings)


def members(data: bytes, name: str) -> Iterator[Member]:
    """The attachments of a letter in order, refused ones too. Pictures set into its text are none.
    Raises UserError for what is no letter."""
    for part in _parts(data, name):
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        if path := _name(part):
            yield member(path, lambda part=part: _content(part))  # type: ignore[misc]


def words(header: str) -> str:
    """A header in plain words: encoded ones decoded, raw bytes read as UTF-8 or GB18030."""
    raw = header.encode("utf-8", "surrogateescape")
    text = _read(raw, "")
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except ValueError:
        return text
    return "".join(
        piece if isinstance(piece, str) else _read(piece, charset or "raw-unicode-escape")
        for piece, charset in pieces
    )


def _parts(data: bytes, name: str) -> list[Message]:
    """The letter and all its parts, outermost first; a letter attached to it is one part."""
    if not _HEADER.match(data):
        raise UserError(f"文件“{name}”不是邮件，或已损坏，请从邮箱重新导出后再入库。")
    if data.count(b"\n--") > MOST_BORDERS or _toil(data) > MOST_TOIL:
        raise UserError(f"邮件“{name}”的结构过于庞杂，无法读取，请把正文另存为 .docx 或 .txt 后再入库。")
    try:
        found = list(_walk(message_from_bytes(data, policy=_Policy())))
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        raise UserError(f"邮件“{name}”已损坏，读不出其中的内容，请从邮箱重新导出后再入库。") from error
    if len(found) > MOST_PARTS:
        raise UserError(f"邮件“{name}”的附件超过 {MOST_PARTS} 个，请拆分后再入库。")
    return found


def _toil(data: bytes) -> int:
    """What the parser has to do: it holds every line against the border of every part that is open."""
    return data.count(b"\n") * (1 + data.lower().count(b"multipart/"))


def _walk(part: Message) -> Iterator[Message]:
    yield part
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            yield from _walk(inner)  # type: ignore[arg-type]


def _body(parts: list[Message], name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a letter, empty where it has none, and what to know of it."""
    shown = [part for part in parts if not _is_attached(part)]
    for part in shown:
        if part.get_content_type() == "text/plain" and (text := _plain(part, name)):
            return text, ()
    for part in shown:
        if part.get_content_type() == "text/html" and (data := _payload(part)).strip():
            try:
                return "\n".join(html.shown(data, name)), ()
            except UserError as error:
                return "", (str(error),)
    return "", ()


def _plain(part: Message, name: str) -> str:
    data = _payload(part)
    charset = str(part.get_content_charset() or "")
    if not data.strip():
        return ""
    try:
        text = data.decode("gb18030" if _CHINESE.search(charset) else charset or "utf-8")
        text = decode(text.encode(), name)
    except (UnicodeError, LookupError):
        text = decode(data, name)
    lines = (line.strip(" \t\r\u00a0\u3000") for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _content(part: Message) -> bytes:
    """The bytes of an attachment. Raises UserError for one that is too large or cannot be taken out."""
    try:
        inner = part.get_payload(0) if part.get_content_type() == "message/rfc822" else None
        data = inner.as_bytes() if isinstance(inner, Message) else _payload(part)
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        raise UserError("邮件附件已损坏，取不出来，请重新下载后再入库。") from error
    if len(data) > MOST_ENTRY_BYTES:
        raise UserError(f"邮件附件超过 {MOST_ENTRY_BYTES // 1_000_000} MB，请单独保存并拆分后再入库。")
    return data


def _is_attached(part: Message) -> bool:
    return (part.get_content_disposition() or "") == "attachment" or part.get_filename() is not None


def _name(part: Message) -> str:
    """The name of an attachment; empty for a part that is none."""
    if part.get("Content-ID") and part.get_content_maintype() == "image":
        return ""
    written = part.get_param("filename", None, "content-disposition") or part.get_param("name")
    if written:
        return _extended(*written) if isinstance(written, tuple) else words(str(written)).strip()
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        subject = words(str(part.get_payload(0).get("Subject", "")))  # type: ignore[union-attr]
        return re.sub(r"[\s/\\:]+", " ", subject).strip()[:80] + ".eml"
    return "未命名" if part.get_content_disposition() == "attachment" else ""


def _extended(charset: str | None, _: str | None, value: str) -> str:
    """A name by RFC 2231: its charset, its language, its bytes as characters."""
    return _read(value.encode("raw-unicode-escape"), charset or "").strip()


def _read(data: bytes, charset: str) -> str:
    """Bytes of a header as text: by the charset named, else by what they are; never an error."""
    named = "gb18030" if _CHINESE.search(charset) else charset
    try:
        return data.decode(named) if named else decoded_name(data)
    except (UnicodeError, LookupError):
        return decoded_name(data)
