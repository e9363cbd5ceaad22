"""Rows of an invented notice, and decisions of people on them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ingest.extract import extract
from ingest.split import split
from knowledge.commitments import Commitment
from knowledge.corrections import Action, Decision, decide

TEXT = """云栖市驿站管理办法
云科协发〔2031〕7号
第一条 到2032年底，新建科普驿站20个，科普辅导员不少于1.5万人。（责任部门：科普部、办公室；配合部门：学会部）
第二条 每年培训驿站辅导员300人次。
第三条 每季度检查一次驿站。
"""
AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=timezone(timedelta(hours=8)))


def rows_of(text: str = TEXT) -> list[Commitment]:
    return list(extract(split(text, "办法.txt")))


def one(words: str, rows: list[Commitment]) -> Commitment:
    found = next(row for row in rows if words in row.quote and row.kinds != ("responsibility",))
    return found


ROWS = rows_of()
STATIONS, TRAINING, CHECK = (one(words, ROWS) for words in ("新建科普驿站", "每年培训", "每季度"))


def decision(row: Commitment, action: Action = "confirm", **changes: str) -> Decision:
    return decide(row, action, changes, "王", AT)
