"""Letters (.eml): subject and text; attachments as files of their own.

The text is the plain one where it says anything, else the HTML one. Quoted letters and signatures stay
as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message

from ingest.containers.letters import parts_of, payload
from ingest.limits.budget import MOST_ENTRY_BYTES
from ingest.members import decoded_name, member
from ingest.readers import html
from ingest.readers.text import decode
from ingest.reading import Member, Reading
from knowledge.errors import UserError

SUFFIXES = (".eml",)
_CHINESE = re.compile(r"gb|936|hz", re.I)


def read(data: bytes, name: str) -> Reading:
    """Subject line and text of a letter. Raises UserError for one without either, or that is no letter."""
    parts = parts_of(data, name)
    subject = " ".join(words(str(parts[0].get("Subject", ""))).split())
    body, warnings = _body(parts, name)
    text = "\n".join(part for part in (subject, body) if part)
    if not text.strip():
        raise UserError(f"邮件“{name}”没有主题和正文，请检查后重新提供。")
    return Reading(text + "\n", warnings=warnings)


def members(data: bytes, name: str) -> Iterator[Member]:
    """The attachments of a letter in order, refused ones too. Pictures set into its text are none.
    Raises UserError for what is no letter."""
    for part in parts_of(data, name):
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


def _body(parts: list[Message], name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a letter, empty where it has none, and what to know of it."""
    shown = [part for part in parts if not _is_attached(part)]
    for part in shown:
        if part.get_content_type() == "text/plain" and (text := _plain(part, name)):
            return text, ()
    for part in shown:
        if part.get_content_type() == "text/html" and (data := payload(part)).strip():
            try:
                return "\n".join(html.shown(data, name)), ()
            except UserError as error:
                return "", (str(error),)
    return "", ()


def _plain(part: Message, name: str) -> str:
    data = payload(part)
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


def _content(part: Message) -> bytes:
    """The bytes of an attachment. Raises UserError for one that is too large or cannot be taken out."""
    try:
        inner = part.get_payload(0) if part.get_content_type() == "message/rfc822" else None
        data = inner.as_bytes() if isinstance(inner, Message) else payload(part)
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
