"""Logs that are only appended to."""

from __future__ import annotations

import errno
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


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "log.jsonl").write_bytes(text.encode("utf-8"))
    return tmp_path / "log.jsonl"


def test_an_entry_is_one_line_of_readable_json(tmp_path: Path) -> None:
    append(tmp_path / "log.jsonl", {"n": 1, "words": "甲\n乙\r"}, "记录")
    assert (tmp_path / "log.jsonl").read_bytes() == '{"n": 1, "words": "甲\\n乙\\r"}\n'.encode()


def test_what_stands_in_a_log_is_never_changed(tmp_path: Path) -> None:
    log = written(tmp_path, '{"n": 1}\n\n坏的\n{"n"')
    before = log.read_bytes()
    append(log, {"n": 2}, "记录")
    assert log.read_bytes() == before + b'\n{"n": 2}\n'


@pytest.mark.parametrize(("begun", "added"), [("", b""), ('{"n": 1}\n', b""), ('{"n": 1}', b"\n")])
def test_only_a_torn_line_is_closed(tmp_path: Path, begun: str, added: bytes) -> None:
    log = written(tmp_path, begun)
    append(log, {"n": 2}, "记录")
    assert log.read_bytes() == begun.encode() + added + b'{"n": 2}\n'


def test_a_last_line_that_only_lacks_its_end_is_not_lost(tmp_path: Path) -> None:
    log = written(tmp_path, '{"n": 1}')
    append(log, {"n": 2}, "记录")
    assert read(log, "记录", number) == (1, 2)


def test_a_line_torn_within_a_character_does_not_stop_the_next(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes('{"n": 1}\n{"words": "甲'.encode()[:-1])
    append(tmp_path / "log.jsonl", {"n": 2}, "记录")
    assert (tmp_path / "log.jsonl").read_bytes().endswith(b'\n{"n": 2}\n')
    with pytest.raises(UserError, match="无法读取记录"):
        read(tmp_path / "log.jsonl", "记录", number)


def test_a_mark_at_the_head_blank_lines_and_windows_ends_are_read(tmp_path: Path) -> None:
    assert read(written(tmp_path, '\ufeff{"n": 1}\r\n\r\n  \n{"n": 2}\r\n'), "记录", number) == (1, 2)


def test_the_first_damaged_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="第 2 行已损坏"):
        read(written(tmp_path, '{"n": 1}\n{"n": -1}\n{\n'), "记录", number)


def test_an_empty_log_and_none_have_no_entries(tmp_path: Path) -> None:
    assert read(written(tmp_path, ""), "记录", number) == read(tmp_path / "none", "记录", number) == ()


@pytest.mark.parametrize(
    ("place", "reason"),
    [("", "这是一个文件夹"), ("log.jsonl/deeper", "上级不是文件夹"), ("none/log", "路径不存在")],
)
def test_why_a_log_cannot_be_written_is_one_sentence(tmp_path: Path, place: str, reason: str) -> None:
    written(tmp_path, "")
    with pytest.raises(UserError) as error:
        append(tmp_path / place, {"n": 1}, "记录")
    assert str(error.value) == f"无法写入记录“{tmp_path / place}”（{reason}），请检查磁盘和权限。"


def test_an_entry_is_on_the_disk_before_it_is_thanked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bytes] = []
    log = tmp_path / "log.jsonl"
    monkeypatch.setattr("knowledge.logs.os.fsync", lambda descriptor: synced.append(log.read_bytes()))
    append(log, {"n": 1}, "记录")
    assert synced == [b'{"n": 1}\n']


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("knowledge.logs.os.fsync", full)
    with pytest.raises(UserError, match="磁盘已满"):
        append(tmp_path / "log.jsonl", {"n": 1}, "记录")
