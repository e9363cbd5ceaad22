"""The page of a run: its file, and every suite that was run, skipped or held to a gate."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from evals.evaluate import Outcome
from evals.ledger import CAPTIONS as LEDGER_CAPTIONS
from evals.page import page, write_page
from evals.statistics import mean
from knowledge.errors import UserError
from tests.evals.pages import Reader, is_inert, outcome
from tests.evals.values import CASES, answer

# --- the file ------------------------------------------------------------------------------


def test_the_written_file_is_the_page_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "报告.html"
    write_page(path, [outcome()])
    text = path.read_bytes().decode("utf-8")
    assert text == page([outcome()])
    assert text.startswith("<!doctype html>") and '<meta charset="utf-8">' in text
    assert Reader(text).of("html") == [{"lang": "zh-CN"}]


@pytest.mark.parametrize(
    "below",
    [
        "",
        "文件/下/报告.html",
        "文件/报告.html",
    ],
)
def test_a_path_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path, below: str) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with pytest.raises(UserError) as error:
        write_page(tmp_path / below, [])
    assert re.fullmatch(r"评测报告无法写入 .+（[一-龥]+），请检查路径和权限。", str(error.value))


def test_half_a_character_in_an_answer_does_not_lose_the_page(tmp_path: Path) -> None:
    write_page(tmp_path / "a.html", [outcome(CASES[:1], lambda *_: answer("50个\ud800[1]"))])
    assert "50个[1]" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_two_pages_of_one_run_are_the_same() -> None:
    done = outcome()
    assert page([done]) == page([done])


# --- suites --------------------------------------------------------------------------------


def test_a_skipped_suite_is_visible_and_no_pass() -> None:
    text = page([outcome(), Outcome("远方", "远方的题库", skipped="没有 ../shared，未评测。")])
    assert "<tr><td>远方的题库</td>" in text
    assert '<td class="bad">跳过：没有 ../shared，未评测。</td>' in text
    assert len(Reader(text).of("section")) == 1


def test_suites_are_linked_from_the_overview() -> None:
    text = page([outcome(name="甲"), outcome(name="乙")])
    assert [s["id"] for s in Reader(text).of("section")] == ["甲", "乙"]
    assert [a["href"] for a in Reader(text).of("a")] == ["#甲", "#乙"]


def test_a_kept_gate_and_a_breached_one() -> None:
    kept = page([replace(outcome(), gated=True)])
    assert "全部达标。" in kept and "未达标" not in kept and '<td class="good">达标</td>' in kept
    breached = page([replace(outcome(), gated=True, breaches=("通过：低于下限",))])
    assert '<p class="bad">未达标：通过：低于下限</p>' in breached and "全部达标。" not in breached
    assert '<td class="bad">1 项未达标</td>' in breached


def test_a_suite_without_a_gate_is_neither() -> None:
    assert "达标" not in page([outcome()])


def test_a_suite_that_could_not_run_shows_why() -> None:
    text = page([Outcome("坏的", "坏题库", breaches=("题库 a.jsonl 第 1 行有误",))])
    assert "未达标：题库 a.jsonl 第 1 行有误" in text and "1 项未达标" in text


def test_a_ledger_has_bars_and_failures_but_no_cases() -> None:
    found = mean([1.0, 0.0])
    assert found
    ledger = Outcome(
        "台账", "台账行", {"target_recall": found}, LEDGER_CAPTIONS, gated=True, failed=("L-1 没有找到 20个",)
    )
    text = page([ledger])
    assert f">{LEDGER_CAPTIONS['target_recall']}</text>" in text and ">0.500</text>" in text
    assert "<h3>未通过</h3><ul><li>L-1 没有找到 20个</li></ul>" in text
    assert Reader(text).of("details") == [] and "逐题" not in text


def test_tags_have_their_count_and_share() -> None:
    text = page([outcome()])
    row = re.search(r"<tr><td>target</td>(.*?)</tr>", text)
    assert row and re.findall(r">([^<]+)</td>", row[1])[:2] == ["2", "0.500"]


def test_the_page_says_on_what_it_was_made() -> None:
    done = outcome()
    assert done.record
    text = page([Outcome("没有", skipped="没有"), done])
    assert f"提交 {done.record.commit or '未知'}；embedding fake；python" in unescape(text)
    assert f"摘要 {done.record.suite_digest}" in text and f"摘要 {done.record.index_digest}" in text


def test_a_page_of_no_suites_is_a_page() -> None:
    text = page([])
    is_inert(text)
    assert "<h1>知策评测</h1>" in text and "<section" not in text
