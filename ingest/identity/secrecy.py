"""Documents that bear a mark of secrecy (密级) are refused: nothing of them is stored.

The mark stands at the head, alone in its line or cell: 机密★10年 (GB/T 9704-2012, 7.2.2). The same
words in a title or a sentence (秘密投票, 国家秘密) are no mark.
"""

from __future__ import annotations

import re

from knowledge.errors import UserError

HEAD_LINES = 20
_TERM = r"(?:[★☆*＊](?:[\d一二三四五六七八九十]{1,4}(?:年|个?月|天|日)(?:零\d{1,2}个?月)?|长期|永久|启用前|解密前|[一-龥]{0,8}前)?)?"
_MARK = re.compile(
    rf"(?:\d{{6}}|份号[:：]?\d{{1,6}})?(?:(?:密级|保密等级|秘密等级|密级和保密期限)[:：])?"
    rf"[【\[（(]?(?P<mark>(?:绝密|机密|秘密){_TERM})[】\]）)]?(?:特急|加急|平急|特提|急件)?"
)
_BETWEEN_CELLS = re.compile(r"\t|\u3000{2,}|[ \u3000]{3,}")


def refuse_secret(text: str, name: str) -> None:
    """Raise UserError where a document is marked 绝密, 机密 or 秘密; `name` is its file name."""
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines[:HEAD_LINES]:
        if "。" in line:
            return
        for cell in (line, *_BETWEEN_CELLS.split(line)):
            if found := _MARK.fullmatch(re.sub(r"[\s#>|]|\*\*", "", cell)):
                raise UserError(
                    f"文件“{name}”标有密级“{found['mark']}”，涉密文件不能入库；"
                    "如已解密或标注有误，请去掉密级标志、另存后再入库。"
                )
