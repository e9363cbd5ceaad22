"""Messages of several parts (letters, web archives) → their parts, within limits.

Headers stay as they stand: the standard policy loses names that are written in GB18030 without any
encoding. No more of a header is kept than a name needs, since decoding a long one takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

from knowledge.errors import UserError

LONGEST_HEADER = 4_000
MOST_PARTS = 1_000
MOST_BORDERS = 20_000
MOST_TOIL = 10_000_000
_HEADER = re.compile(rb"\s*(?:from [^\n]*\n)?[\w-]+:", re.I)


class _Policy(Compat32):
    """Headers as they stand, cut where they are longer than any honest one."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


def parts_of(data: bytes, name: str) -> list[Message]:
    """The message and all its parts, outermost first; a letter attached to it is one part. Raises UserError
    for what is no message, is damaged, or would take too long."""
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


def payload(part: Message) -> bytes:
    """The bytes of a part, decoded."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _toil(data: bytes) -> int:
    """What the parser has to do: it holds every line against the border of every part that is open."""
    return data.count(b"\n") * (1 + data.lower().count(b"multipart/"))


def _walk(part: Message) -> Iterator[Message]:
    yield part
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            yield from _walk(inner)  # type: ignore[arg-type]
