"""Remarks on answers, out and in."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UserError
from knowledge.feedback import (
    FILE_NAME,
    VERDICTS,
    Feedback,
    Verdict,
    add_feedback,
    feedback_on,
    read_feedback,
)

AT = datetime(2026, 11, 22, 9, 30, 15, 7)
PLACES = [("规划.txt", "第3条")]


def remark(verdict: Verdict = "wrong", note: str = "", question: str = "要建多少？") -> Feedback:
    return feedback_on(question, ["先问"], "answered", "建50个[1]。", PLACES, verdict, note, AT)


@given(st.sampled_from(sorted(VERDICTS.values())), st.text(max_size=40), st.text(min_size=1, max_size=40))
def test_a_remark_comes_back(verdict: Verdict, note: str, question: str) -> None:
    if verdict == "right_clause" and not note.strip():
        note = "第3条"
    made = remark(verdict, note, question)
    with TemporaryDirectory() as folder:
        add_feedback(Path(folder), made)
        add_feedback(Path(folder), made)
        assert read_feedback(Path(folder)) == (made, made)


def test_two_remarks_in_one_second_have_two_ids() -> None:
    later = feedback_on("要建多少？", [], "answered", "", (), "wrong", "", AT.replace(microsecond=8))
    assert remark().id != later.id and remark().at == later.at == "2026-11-22T09:30:15"


def test_characters_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    add_feedback(tmp_path, remark(question="多少\ud800？"))
    assert read_feedback(tmp_path)[0].question == "多少?？"


def test_a_right_clause_must_be_named() -> None:
    with pytest.raises(UserError, match="请写明正确条款在哪里"):
        remark("right_clause", "  ")


def test_a_note_that_is_too_long_is_told() -> None:
    with pytest.raises(UserError, match="说明太长（501 字）"):
        remark(note="长" * 501)


@pytest.mark.parametrize(
    "change", [{"verdict": "good"}, {"places": 5}, {"note": 7}, {"more": 1}, {"id": None}]
)
def test_a_damaged_log_is_told(tmp_path: Path, change: dict[str, object]) -> None:
    add_feedback(tmp_path, remark())
    row = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    (tmp_path / FILE_NAME).write_text(json.dumps(row | change), encoding="utf-8")
    with pytest.raises(UserError, match=r"意见记录.*第 1 行已损坏"):
        read_feedback(tmp_path)
