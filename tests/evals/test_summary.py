"""The Markdown text for a pull request."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from evals.evaluate import Options, Outcome, evaluate_cases
from evals.ledger import CAPTIONS as LEDGER_CAPTIONS
from evals.record import Earlier, scores_of
from evals.run import run
from evals.statistics import mean
from evals.summary import SHOWN_FAILURES, summary, write_summary
from knowledge.errors import UserError
from tests.evals.values import CASES, ask, case, refusal, refusing, target

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


# --- row by row, part by part --------------------------------------------------------------

RUN = evaluate_cases(CASES, "一套", target(), Options())
BROKEN = replace(RUN, gated=True, breaches=("通过 passed：低于下限 1",))


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the table, without head and rule."""
    lines = [line for line in text.split("\n") if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {7}
    return [[cell.strip() for cell in line[1:-1].split(" | ")] for line in lines[2:]]


def parts(text: str) -> dict[str, list[str]]:
    """Title of a part → its lines."""
    _, *found = re.split(r"^### ", text, flags=re.M)
    return {one.split("\n")[0]: [line for line in one.split("\n")[1:] if line] for one in found}


def against(**passed: float) -> Outcome:
    return replace(RUN, earlier=Earlier({}, {name: {"passed": score} for name, score in passed.items()}))


def test_every_kind_of_suite_has_its_row() -> None:
    found = mean([1.0, 0.0])
    assert found
    ledger = Outcome("台账", "台账行", {"target_recall": found}, LEDGER_CAPTIONS, gated=True)
    skipped = Outcome("远方", "远方的题库", skipped="没有资料。")
    assert rows(summary([RUN, BROKEN, ledger, skipped, Outcome("坏的", breaches=("甲", "乙"))])) == [
        ["一套", "3", "0.667", "1.000", "0.000", ""],
        ["一套", "3", "0.667", "1.000", "0.000", "1 项未达标"],
        ["台账行", "2", "0.500", "", "", "达标"],
        ["远方的题库", "", "", "", "", "跳过"],
        ["坏的", "0", "", "", "", "2 项未达标"],
    ]


def test_changes_are_told_with_their_cases() -> None:
    (line,) = parts(summary([against(a=0.0, b=1.0, c=1.0)]))["与上次相比"]
    assert line.startswith("- 一套：通过：+0.000") and line.endswith("升 1 题（a）；降 1 题（b）")
    assert parts(summary([against(a=1.0, b=0.0, c=1.0)])) == {
        "与上次相比": ["- 一套：与上次相比，各项得分没有变化。"]
    }


def test_failures_are_listed_of_breached_suites_only_and_few_of_them() -> None:
    title = "未达标题库里没有通过的题"
    assert title in parts(summary([BROKEN])) and title not in parts(summary([replace(BROKEN, breaches=())]))
    many = tuple(case(id=f"n{number}") for number in range(SHOWN_FAILURES + 3))
    broken = replace(evaluate_cases(many, "一套", target(refusing), Options()), breaches=("低",))
    lines = parts(summary([broken]))[title]
    assert [line.split()[1] for line in lines] == [f"n{number}" for number in range(SHOWN_FAILURES)]


def test_every_character_of_markdown_is_made_plain() -> None:
    text = summary([replace(RUN, breaches=("\\ ` * _ [ ] < > | # ! 甲\n\n## 乙",))])
    plain = "- 一套：\\\\ \\` \\* \\_ \\[ \\] &lt; &gt; \\| \\# \\! 甲 \\#\\# 乙"
    assert parts(text)["未达标"] == [plain]


@pytest.mark.parametrize("words", ["<img src=x>", "![图](http://evil.example/x.png)", "甲|乙", "甲\n\n## 乙"])
@pytest.mark.parametrize("place", ["name", "title", "id", "skipped", "changes"])
def test_words_from_anywhere_are_made_plain(words: str, place: str) -> None:
    run = evaluate_cases((case(id=words, facts=(("没有",),)),), "一套", target(), Options())
    outcomes = {
        "name": Outcome(words, breaches=("低",)),
        "title": Outcome("一套", words),
        "id": replace(run, breaches=("低",)),
        "skipped": Outcome("一套", skipped=words),
        "changes": replace(run, earlier=Earlier({}, {words: {"passed": 1.0}})),
    }
    text = summary([outcomes[place]])
    assert words not in text and len(rows(text)) == 1


@pytest.mark.parametrize("below", ["", "文件/摘要.md", "文件/下/摘要.md"])
def test_why_it_cannot_be_written_is_one_sentence(tmp_path: Path, below: str) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(UserError) as error:
        write_summary(tmp_path / below, [RUN])
    assert re.fullmatch(r"评测摘要无法写入 .+（[一-龥]+），请检查路径和权限。", str(error.value))
