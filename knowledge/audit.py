"""Who did what and when, one JSON object a line in `audit.jsonl` of the data folder; only ever appended to."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from knowledge import logs

FILE_NAME = "audit.jsonl"
LOG_NAME = "操作记录"
LONGEST_DETAIL = 300
LABELS: Mapping[str, str] = {
    "asked": "提问",
    "uploaded": "上传文件",
    "removed": "去掉文件",
    "restored": "恢复文件",
    "corrected": "更正台账",
    "exported": "导出",
    "remarked": "提意见",
    "reviewed": "处理意见",
    "signed_in": "登录",
    "failed_sign_in": "登录失败",
    "signed_out": "退出",
    "user_added": "添加用户",
    "user_changed": "修改用户",
    "user_removed": "删除用户",
    "password_changed": "修改密码",
    "token_made": "发放程序令牌",
    "tokens_revoked": "收回程序令牌",
    "shared": "更改文件可见范围",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry: when (ISO, with offset), who, what was done (a key of LABELS), and to what."""

    at: str
    who: str
    action: str
    detail: str = ""

    @property
    def label(self) -> str:
        """The action in Chinese."""
        return LABELS.get(self.action, self.action)


def note(folder: Path, who: str, action: str, detail: str = "", at: datetime | None = None) -> None:
    """Append what somebody did to the log of a data folder; `at` is now if not given.

    A detail is kept as one line of at most LONGEST_DETAIL characters. UserError where it cannot be written.
    """
    when = (at or datetime.now()).astimezone().isoformat(timespec="seconds")
    logs.append(folder / FILE_NAME, asdict(Deed(when, _line(who), action, _line(detail))), LOG_NAME)


def read_deeds(folder: Path) -> tuple[Deed, ...]:
    """All entries, oldest first. UserError names the line that is damaged."""
    return logs.read(folder / FILE_NAME, LOG_NAME, _deed)


def _line(text: str) -> str:
    """A text as one line that neither breaks the log nor plays with the terminal of who reads it."""
    visible = (" " if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in text)
    line = " ".join("".join(visible).split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"


def _deed(entry: Any) -> Deed | None:
    deed = Deed(**entry)
    return deed if all(isinstance(getattr(deed, one.name), str) for one in fields(deed)) else None
