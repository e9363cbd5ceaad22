"""The Markdown text for a pull request."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.evaluate import Outcome
from evals.record import Earlier, scores_of
from evals.run import run
from evals.summary import summary, write_summary
from knowledge.errors import UserError
from tests.evals.values import CASES, ask, case, refusal

BEFORE = Earlier({}, scores_of(run(CASES, lambda *_: refusal())))


def outcome(name: str = "one", **more: object) -> Outcome:
    report = run(CASES, ask)
    return Outcome(name, means=report.means(), report=report, **more)  # type: ignore[arg-type]


def test_a_row_a_suite_and_what_is_wrong() -> None:
    text = summary([outcome(breaches=("通过：太低",), earlier=BEFORE), Outcome("two", skipped="没有资料。")])
    assert "| one | 3 | 0.667 |" in text and "| two |" in text
    assert "- one：通过：太低" in text and "- two：没有资料。" in text
    assert "### 与上次相比" in text and "- b 何时？：缺少事实 50个" in text


def test_parts_without_anything_are_left_out() -> None:
    assert "###" not in summary([outcome()])


def test_words_from_outside_cannot_become_markdown() -> None:
    evil = "<img src=x onerror=alert(1)> [点](http://e) |`*_#"
    report = run([case(id=evil, question=evil)], lambda *_: refusal())
    text = summary([Outcome(evil, means=report.means(), report=report, breaches=(evil,), earlier=BEFORE)])
    assert "<" not in text.replace("&lt;", "") and "](" not in text.replace("\\](", "")
    assert all(line.count("|") - line.count("\\|") in (0, 7) for line in text.splitlines())


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write_summary(tmp_path / "new" / "a.md", [outcome()])
    assert (tmp_path / "new" / "a.md").read_text(encoding="utf-8") == summary([outcome()])
    with pytest.raises(UserError, match="评测摘要无法写入"):
        write_summary(tmp_path, [outcome()])
