"""The words of a task, and what makes commitments of the same words two."""

from __future__ import annotations

from ingest.tasks.commitment import LONGEST_TASK, task_of
from tests.ingest.ledger_rows import ledger


def test_a_task_has_no_number_and_no_stop_and_is_short() -> None:
    assert task_of("（一）管好书屋。") == "管好书屋"
    assert task_of("三、四年级开设科学课，", goes_on=True) == "三、四年级开设科学课"
    assert task_of("书" * (LONGEST_TASK + 1)) == "书" * (LONGEST_TASK - 1) + "…"


def test_the_same_words_below_two_headings_are_two_commitments() -> None:
    item = "1.新建书屋80个。\n2.抓好落实。\n"
    first, second = ledger(f"一、城区\n{item}二、乡镇\n{item}")
    assert first.quote == second.quote and first.id != second.id
    assert (first.clause.raw[:2], first.start < second.start) == ("1.", True)
