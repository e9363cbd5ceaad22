"""Answers in the terminal."""

from dataclasses import replace

from assistant.answers import Answer, Withheld
from tests.ui.fakes import PLAN, cite, make_clauses
from ui.terminal import plain_text, printable


def test_text_citations_and_notice_without_control_characters() -> None:
    clause = make_clauses(PLAN)[0]
    answer = Answer("问", "answered", "答\x1b[31m[1]", (cite(1, clause, "科普工作"),), notice="注意")
    lines = plain_text(answer).splitlines()
    assert lines == ["答[31m[1]", f"[1] {PLAN.label} {clause.address}：“科普工作”", "提示：注意"]


def test_withheld_statements_are_told() -> None:
    answer = Answer("问", "answered", "答[1]", withheld=(Withheld("建成99个", "数字 99 不在所引条款里"),))
    assert "未采用：建成99个（数字 99 不在所引条款里）" in plain_text(answer)


def test_printable_drops_invisible_and_bidirectional_characters() -> None:
    assert printable("甲\u202e乙\u200b丙\t丁") == "甲乙丙 丁"


def test_what_was_understood_is_told_after_the_answer() -> None:
    answer = Answer("什么是kepu？", "answered", "答", resolved="什么是科普？")
    assert plain_text(answer).splitlines() == ["答", "按“什么是科普？”理解"]


def test_the_page_and_its_being_a_scan_are_told_with_the_citation() -> None:
    clause = replace(make_clauses(PLAN)[0], page=3, scanned=True)
    lines = plain_text(Answer("问", "answered", "答[1]", (cite(1, clause, "科普工作"),))).splitlines()
    assert lines[1].endswith(f"{clause.address}，第 3 页（扫描件，文字由识别得来）：“科普工作”")
