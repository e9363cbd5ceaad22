"""A file inside another one → `Member`: taken out if it may be, refused with a reason if not.

The path inside is for people only. Nothing is ever written to it, and a path that would lead out of
its folder marks a file that was made to do harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.readers import READERS
from ingest.reading import Member
from knowledge.errors import UserError

ARCHIVES = frozenset(
    ".zip .rar .7z .tar .gz .tgz .bz2 .tbz .xz .txz .zst .cab .iso .arj .lzh .z .jar .apk".split()
)
LONGEST_NAME = 200
_FAR_EAST = "\u0800"
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SYSTEM = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$|~\$[^/]*$)", re.I)


def is_of_the_system(path: str) -> bool:
    """Whether a path, as it is shown, is one that systems and editors leave behind (__MACOSX, ~$a.docx)."""
    return bool(_SYSTEM.search(_CONTROL.sub("", path).replace("\\", "/")))


def decoded_name(raw: bytes) -> str:
    """A file name whose encoding nobody names: UTF-8 or GB18030.

    GB18030 goes first where UTF-8 sees no character of the Far East: the two bytes each of 通知 are
    letters of Hebrew in UTF-8.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
    if text.isascii() or max(text) >= _FAR_EAST:
        return text
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return text


def member(path: str, take: Callable[[], bytes]) -> Member:
    """The file at a path inside another file; `take` gives its bytes or raises UserError."""
    shown = _CONTROL.sub("", path)
    name = PurePosixPath(shown.replace("\\", "/")).name[-LONGEST_NAME:]
    if refused := _refusal(path, name):
        return Member(name or shown[-LONGEST_NAME:], shown, refused=refused)
    try:
        return Member(name, shown, take())
    except UserError as error:
        return Member(name, shown, refused=str(error))


def _refusal(path: str, name: str) -> str:
    """Why a file is not taken out, judged by its path; empty where it is."""
    suffix = PurePosixPath(name).suffix.lower()
    if _OUTSIDE.search(path) or name in ("", ".", ".."):
        return f"“{_CONTROL.sub('', path)[:LONGEST_NAME]}”的路径指向所在文件之外，可能有害，没有取出。"
    if suffix in ARCHIVES:
        return f"“{name}”是文件里的压缩包，请先解压再入库。"
    if suffix not in READERS:
        return f"暂不支持“{name}”的格式，目前支持 {'、'.join(READERS)}，请另存后再入库。"
    return ""
