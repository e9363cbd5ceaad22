"""Logs that are only appended to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import UserError
from knowledge.logs import append, read


def number(entry: Any) -> int | None:
    return int(entry["n"]) if entry["n"] >= 0 else None


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    assert read(log, "记录", number) == ()
    for n in range(3):
        append(log, {"n": n, "words": "甲\u2028乙"}, "记录")
    assert read(log, "记录", number) == (0, 1, 2)


def test_a_torn_last_line_is_closed_and_then_named(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"n": 1}\n{"n"', encoding="utf-8")
    append(log, {"n": 2}, "记录")
    assert log.read_text(encoding="utf-8").splitlines()[-1] == '{"n": 2}'
    with pytest.raises(UserError, match=r"^记录“.*log\.jsonl”的第 2 行已损坏，请修好或删去这一行再试。$"):
        read(log, "记录", number)


@pytest.mark.parametrize("line", ["{", "7", "null", '{"m": 1}', '{"n": -1}', '{"n": "x"}', "[" * 100_000])
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "log.jsonl").write_text(f'{{"n": 1}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(UserError, match="第 3 行已损坏"):
        read(tmp_path / "log.jsonl", "记录", number)


def test_a_log_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "gbk.jsonl").write_bytes("记".encode("gbk"))
    with pytest.raises(UserError, match="无法读取记录"):
        read(tmp_path / "gbk.jsonl", "记录", number)
    with pytest.raises(UserError, match="无法写入记录"):
        append(tmp_path / "nowhere" / "log.jsonl", {"n": 1}, "记录")
