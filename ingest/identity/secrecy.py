"""Documents that bear a mark of secrecy (密级) are refused: nothing of them is stored.

The mark stands at the head, alone in its line or cell: 机密★10年 (GB/T 9704-2012, 7.2.2); with its star it is one
wherever it begins a line, as over an attachment or on another sheet. The same words in a title or a sentence
(秘密投票, 国家秘密) are no mark.
"""

from __future__ import annotations

import re

from knowledge.errors import UserError
from knowledge.words import fold

HEAD_LINES = 20
LONGEST_MARK = 60  # characters of a line that may hold one
_SPAN = r"[\d一二三四五六七八九十]{1,4}(?:年|个?月|天|日)(?:零\d{1,2}个?月)?|至?\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?前?"
_STARRED = rf"(?:绝密|机密|秘密)[★☆*·•](?:{_SPAN}|长期|永久|启用前|解密前|[一-龥]{{0,8}}前)"
_MARK = re.compile(
    r"(?:\d{6}|份号:?\d{1,6})?(?:(?:密级|保密等级|秘密等级|密级和保密期限):?)?"
    rf"[【\[(]?(?P<mark>{_STARRED}|(?:绝密|机密|秘密)级?[★☆*]?(?:件|文件)?(?:\(?(?:保密期限:?)?(?:{_SPAN})\)?)?)[】\])]?"
    "(?:特急|加急|平急|特提|急件)?"
)
_LEADS_A_LINE = re.compile(rf"(?:\d{{6}})?[【\[(]?(?P<mark>{_STARRED})")
_BETWEEN_CELLS = re.compile(r"\t|\u3000{2,}|[ \u3000]{3,}")
_UNSEEN = re.compile(r"[\s#>|\u00ad\u200b-\u200f\u2060\ufeff]|\*\*")


def refuse_secret(text: str, name: str) -> None:
    """Raise UserError where a document is marked 绝密, 机密 or 秘密; `name` is its file name."""
    lines = [line for line in text.split("\n") if line.strip()]
    if found := _at_the_head(lines[:HEAD_LINES]) or _over_a_part(lines):
        raise UserError(
            f"文件“{name}”标有密级“{found['mark']}”，涉密文件不能入库；"
            "如已解密或标注有误，请去掉密级标志、另存后再入库。"
        )


def _at_the_head(lines: list[str]) -> re.Match[str] | None:
    for line in lines:
        if "。" in line:
            return None
        for cell in (line, *_BETWEEN_CELLS.split(line)):
            if found := _MARK.fullmatch(_plain(cell)):
                return found
    return None


def _over_a_part(lines: list[str]) -> re.Match[str] | None:
    marked = (
        _LEADS_A_LINE.match(_plain(line[:LONGEST_MARK])) for line in lines if "密" in line[:LONGEST_MARK]
    )
    return next(filter(None, marked), None)


def _plain(text: str) -> str:
    return fold(_UNSEEN.sub("", text))
