"""One file in this process: read, split, extract, and every error in one sentence."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from ingest import parse
from ingest.limits.heartbeat import listen
from ingest.parse import InProcess, parsed
from ingest.readers import READERS
from knowledge.errors import UserError

TEXT = "云州市夜市办法\n第一条 到2033年，新建夜市20个。\n".encode()


def test_a_file_becomes_a_document_and_commitments() -> None:
    found = InProcess().submit("夜市.txt", TEXT)()
    assert [clause.address for clause in found.document.clauses] == ["标题", "第一条"]
    assert [row.quote for row in found.commitments] == ["到2033年，新建夜市20个"]


def test_long_work_gives_signs_of_life() -> None:
    beats: list[int] = []
    listen(lambda: beats.append(1))
    try:
        parsed("夜市.txt", TEXT + "".join(f"第{n}条 每年检查{n}次。\n" for n in range(2, 40)).encode())
    finally:
        listen(lambda: None)
    assert len(beats) > 40


def test_a_text_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MAX_CHARACTERS", 10)
    with pytest.raises(UserError, match=r"文件“夜市\.txt”超过 0 万字"):
        parsed("夜市.txt", TEXT)


def test_an_error_that_nobody_foresaw_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("ingest.readers.broken")
    vars(module)["read"] = lambda data, name: 1 // 0
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(READERS, ".broken", "broken")
    with pytest.raises(UserError, match=r"读取文件“一\.broken”时出错（ZeroDivisionError）"):
        parsed("一.broken", b"x")
