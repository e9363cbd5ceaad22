"""One door to both formats of a conversation: by suffix, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.errors import UserError
from tests.ui.exports.talks import ANSWERS, AT, TALK
from ui.exports.talk import TALK_SUFFIXES, export_talk


@pytest.mark.parametrize("suffix", [*TALK_SUFFIXES, ".MD"])
def test_the_suffix_chooses_the_format_and_the_bytes_are_always_the_same(tmp_path: Path, suffix: str) -> None:
    first, second = tmp_path / f"甲{suffix}", tmp_path / f"乙{suffix}"
    assert export_talk(TALK, ANSWERS, first, AT) == f"已写入 3 轮问答：甲{suffix}"
    export_talk(TALK, ANSWERS, second, AT)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(b"PK" if suffix == ".docx" else "# 经费是多少？".encode())
    assert sorted(os.listdir(tmp_path)) == sorted([first.name, second.name])


def test_another_suffix_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"不能写成“\.pdf”.*\.md、\.docx"):
        export_talk(TALK, ANSWERS, tmp_path / "对话.pdf", AT)
    assert os.listdir(tmp_path) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="路径不存在"):
        export_talk(TALK, ANSWERS, tmp_path / "没有" / "对话.md", AT)
