"""Remarks on answers, out and in."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UserError
from knowledge.feedback import (
    FILE_NAME,
    LONGEST_NOTE,
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


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    words,
    st.lists(words, max_size=3),
    words,
    st.lists(st.tuples(words, words), max_size=3),
    st.sampled_from(sorted(VERDICTS.values())),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=500).filter(str.strip),
    st.datetimes(),
)
def test_every_part_of_a_remark_comes_back(
    question: str,
    history: list[str],
    answer: str,
    places: list[tuple[str, str]],
    verdict: Verdict,
    note: str,
    at: datetime,
) -> None:
    made = feedback_on(question, history, "refused", answer, places, verdict, note, at)
    with TemporaryDirectory() as folder:
        add_feedback(Path(folder), made)
        (found,) = read_feedback(Path(folder))
    assert found == made
    assert (found.question, found.history, found.status, found.answer) == (
        question,
        tuple(history),
        "refused",
        answer,
    )
    assert (found.places, found.verdict, found.note) == (tuple(places), verdict, note.strip())
    assert found.at == at.isoformat(timespec="seconds")


def test_remarks_come_back_oldest_first(tmp_path: Path) -> None:
    for note in ("甲", "乙", "丙"):
        add_feedback(tmp_path, remark(note=note))
    assert [found.note for found in read_feedback(tmp_path)] == ["甲", "乙", "丙"]


def test_without_a_log_there_are_no_remarks(tmp_path: Path) -> None:
    assert read_feedback(tmp_path) == ()


def test_the_longest_note_may_be_as_long_as_it_says() -> None:
    assert len(remark(note="  " + "长" * LONGEST_NOTE + "\n").note) == LONGEST_NOTE
    with pytest.raises(UserError, match=f"控制在 {LONGEST_NOTE} 字以内"):
        remark(note="长" * (LONGEST_NOTE + 1))


@pytest.mark.parametrize("verdict", ["wrong", "incomplete", "should_refuse"])
def test_only_a_right_clause_needs_words(verdict: Verdict) -> None:
    assert remark(verdict).note == ""


def test_an_id_tells_question_verdict_and_note_apart() -> None:
    made = [remark(), remark("incomplete"), remark(note="甲"), remark(question="何时？")]
    assert len({one.id for one in made}) == 4 and remark().id == made[0].id
    assert all(re.fullmatch("[0-9a-f]{8}", one.id) for one in made)


def test_what_is_chosen_on_the_page_are_all_the_verdicts() -> None:
    assert sorted(VERDICTS.values()) == sorted(get_args(Verdict))


def test_an_old_entry_without_a_note_is_read(tmp_path: Path) -> None:
    add_feedback(tmp_path, remark())
    row = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    del row["note"]
    (tmp_path / FILE_NAME).write_text(json.dumps(row), encoding="utf-8")
    assert read_feedback(tmp_path) == (remark(),)


@pytest.mark.parametrize("name", ["id", "at", "question", "history", "status", "answer", "places", "verdict"])
def test_what_an_entry_lacks_damages_it(tmp_path: Path, name: str) -> None:
    add_feedback(tmp_path, remark())
    add_feedback(tmp_path, remark())
    sound, row = (tmp_path / FILE_NAME).read_text(encoding="utf-8").splitlines()
    lacking = json.dumps({key: value for key, value in json.loads(row).items() if key != name})
    (tmp_path / FILE_NAME).write_text(f"{sound}\n{lacking}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"意见记录.*第 2 行已损坏"):
        read_feedback(tmp_path)


@pytest.mark.parametrize("change", [{"history": "先问"}, {"history": [7]}, {"places": ["甲乙"]}])
def test_a_text_in_place_of_a_list_damages_an_entry(tmp_path: Path, change: dict[str, object]) -> None:
    add_feedback(tmp_path, remark())
    row = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    (tmp_path / FILE_NAME).write_text(json.dumps(row | change), encoding="utf-8")
    with pytest.raises(UserError, match="第 1 行已损坏"):
        read_feedback(tmp_path)


def test_half_a_character_of_an_answer_is_replaced(tmp_path: Path) -> None:
    add_feedback(tmp_path, feedback_on("问？", [], "answered", "建\ud800", (), "wrong", "", AT))
    assert read_feedback(tmp_path)[0].answer == "建?"


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=f"^无法写入意见记录“.*{FILE_NAME}”（路径不存在）"):
        add_feedback(tmp_path / "none", remark())
