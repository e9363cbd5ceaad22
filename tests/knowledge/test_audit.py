"""Who did what and when."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.audit import FILE_NAME, LABELS, LONGEST_DETAIL, Deed, _line, note, read_deeds
from knowledge.errors import UserError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_what_was_done_is_read_back_in_order(tmp_path: Path) -> None:
    assert read_deeds(tmp_path) == ()
    note(tmp_path, "李明", "asked", "经费是多少？", NOON)
    note(tmp_path, "王芳", "exported")
    first, second = read_deeds(tmp_path)
    assert (first.who, first.action, first.detail, first.label) == ("李明", "asked", "经费是多少？", "提问")
    assert datetime.fromisoformat(first.at) == NOON
    assert datetime.fromisoformat(second.at).tzinfo is not None


def test_an_unknown_action_is_shown_as_it_stands() -> None:
    assert Deed("", "李明", "danced").label == "danced"
    assert all(label for label in LABELS.values())


@given(st.text())
def test_a_detail_is_one_short_line_without_tricks(text: str) -> None:
    line = _line(text)
    assert len(line) <= LONGEST_DETAIL
    assert line.splitlines() in ([], [line])
    assert not set("\x1b\u202e\u200b\ud800") & set(line)


@pytest.mark.parametrize("entry", [{"at": "x"}, {"at": 1, "who": "x", "action": "y"}, []])
def test_a_damaged_line_is_named(tmp_path: Path, entry: object) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps(entry), encoding="utf-8")
    with pytest.raises(UserError, match=r"操作记录“.*”的第 1 行已损坏"):
        read_deeds(tmp_path)
