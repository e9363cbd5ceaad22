"""What the events of the tab do, without a browser, over a real catalog file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.catalog import Catalog
from knowledge.progress import Progress
from tests.ui.newcomers import DEPARTMENT, desk_of, make_data
from tests.ui.test_chat import click
from ui.onboarding_tab import CLOSED, NOBODY, Onboarding

CHOSEN = (DEPARTMENT, "部门负责人")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = make_data(tmp_path)
    yield catalog
    catalog.close()


@pytest.fixture
def events(catalog: Catalog, tmp_path: Path) -> Onboarding:
    return Onboarding(desk_of(catalog, tmp_path), tmp_path / "downloads")


def picks(page: str, action: str) -> list[str]:
    return re.findall(rf'data-pick="({action}:[^"]*)"', page)


def is_right(page: str) -> bool:
    return "答对了。" in page


def answer_all(events: Onboarding, page: str) -> str:
    """Answer the whole quiz with first choices; the last page."""
    at = 0
    while options := picks(page, "answer"):
        page, at, _ = events.quiz(CHOSEN, at, click(options[0]))
        page, at, _ = events.quiz(CHOSEN, at, click("next"))
    return page


def test_the_departments_are_offered_and_nothing_is_shown_at_first(events: Onboarding) -> None:
    offered, _, chosen, *pages, at, panel, actions = events.open(NOBODY)
    assert DEPARTMENT in offered["choices"] and chosen == NOBODY
    assert all("选好岗位和部门" in page for page in pages)
    assert (at, panel, actions["visible"]) == (0, CLOSED, False)


def test_a_choice_shows_brief_path_terms_and_quiz(events: Onboarding) -> None:
    chosen, brief, path, terms, quiz, at, panel, actions = events.choose(*CHOSEN)
    assert chosen == CHOSEN and actions["visible"] and (at, panel) == (0, CLOSED)
    assert "新建科普驿站20个" in brief and re.search("正文 [0-9]+ 字，约 [0-9]+ 分钟读完", brief)
    assert "已读 0 条" in path and "科普驿站" in terms and "第 1 套" in quiz
    assert not re.search("<img|<script", brief + path + terms + quiz)


def test_a_cited_clause_opens_at_its_words(events: Onboarding) -> None:
    _, brief, *_ = events.choose(*CHOSEN)
    marked = [
        events.show(click(one)).partition("<mark>")[2].partition("</mark>")[0] for one in picks(brief, "open")
    ]
    assert [words for words in marked if "新建科普驿站20个" in words]
    assert events.show(click("")) == CLOSED


@pytest.mark.parametrize("pick", ["open:没有:0:1", "open:x", "open:没有:a:b"])
def test_a_clause_that_is_gone_is_told(events: Onboarding, pick: str) -> None:
    assert "换了版本" in events.show(click(pick)) or "出错了" in events.show(click(pick))


def test_a_tick_is_kept_and_taken_back(events: Onboarding, catalog: Catalog, tmp_path: Path) -> None:
    _, _, path, *_ = events.choose(*CHOSEN)
    after, panel = events.path(CHOSEN, click(picks(path, "read")[0]))
    assert "已读 1 条" in after and panel == CLOSED
    again = Onboarding(desk_of(catalog, tmp_path), tmp_path)
    assert "已读 1 条" in again.choose(*CHOSEN)[2]
    assert "已读 0 条" in again.path(CHOSEN, click(picks(after, "unread")[0]))[0]
    other = Onboarding(desk_of(catalog, tmp_path, user="乙"), tmp_path)
    assert "已读 0 条" in other.choose(*CHOSEN)[2]


def test_only_clauses_of_the_path_can_be_ticked_off(events: Onboarding, tmp_path: Path) -> None:
    assert "新版本" in events.path(CHOSEN, click("read:没有"))[1]
    with Progress(tmp_path) as progress:
        assert progress.read("本机", f"{DEPARTMENT}|head") == frozenset()


def test_a_wrong_answer_opens_its_clause_and_a_right_one_does_not(events: Onboarding) -> None:
    *_, quiz, at, _, _ = events.choose(*CHOSEN)
    seen = set()
    for _ in range(8):
        options = picks(quiz, "answer")
        if not options:
            break
        quiz, at, panel = events.quiz(CHOSEN, at, click(options[len(seen) % len(options)]))
        seen.add(is_right(quiz))
        assert (panel == CLOSED) == is_right(quiz)
        if panel != CLOSED:
            assert "<mark>" in panel and "不对，原文写的是" in quiz
        quiz, at, _ = events.quiz(CHOSEN, at, click("next"))
    assert False in seen


def test_a_quiz_goes_on_where_it_was_left_even_after_a_restart(
    events: Onboarding, catalog: Catalog, tmp_path: Path
) -> None:
    *_, quiz, at, _, _ = events.choose(*CHOSEN)
    first = picks(quiz, "answer")[0]
    events.quiz(CHOSEN, at, click(first))
    again = Onboarding(desk_of(catalog, tmp_path), tmp_path)
    department, post, chosen, _, _, _, quiz, at, *_ = again.open(NOBODY)
    assert (department["value"], post, chosen) == (DEPARTMENT, "部门负责人", CHOSEN)
    assert at == 1 and "已答 1 题" in quiz and first not in quiz


def test_the_first_answer_counts(events: Onboarding) -> None:
    *_, quiz, at, _, _ = events.choose(*CHOSEN)
    options = picks(quiz, "answer")
    first, *_ = events.quiz(CHOSEN, at, click(options[0]))
    second, *_ = events.quiz(CHOSEN, at, click(options[1]))
    assert first == second


def test_at_the_end_stands_the_result_and_another_quiz_begins(events: Onboarding) -> None:
    *_, quiz, at, _, _ = events.choose(*CHOSEN)
    last = answer_all(events, quiz)
    assert re.search("答对 [0-9]+ 题，共 [0-9]+ 题</h3>", last)
    new, at, _ = events.quiz(CHOSEN, 99, click("new"))
    assert "第 2 套；已答 0 题" in new and at == 0
    answer_all(events, new)
    restarted, *_ = events.quiz(CHOSEN, 0, click("restart"))
    assert restarted == new


@pytest.mark.parametrize("pick", ["answer:没有:0", "answer:", "answer:x:99"])
def test_an_answer_to_another_quiz_is_told(events: Onboarding, pick: str) -> None:
    assert "已不在这套题里" in events.quiz(CHOSEN, 0, click(pick))[2]


def test_any_question_can_be_looked_at(events: Onboarding) -> None:
    page, at, _ = events.quiz(CHOSEN, 0, click("question:2"))
    assert at == 2 and '<h3 tabindex="-1">3. ' in page
    assert events.quiz(CHOSEN, 0, click("question:999"))[1] >= 3


@pytest.mark.parametrize(("department", "post", "said"), [("天文部", "部门负责人", "没有“天文部”"), ("科普部", "", "请先选择岗位"), (None, "部门负责人", "请先选择或写明部门")])  # fmt: skip
def test_a_mistake_is_told_and_shows_nothing(
    events: Onboarding, department: str | None, post: str, said: str
) -> None:
    chosen, *pages, _, _, actions = events.choose(department, post)
    assert chosen == NOBODY and not actions["visible"] and all(said in page for page in pages[:4])


def test_the_summary_is_exported_in_both_formats(events: Onboarding) -> None:
    row, markdown, word, said = events.export(CHOSEN)
    assert row["visible"] and said == ""
    text = Path(markdown).read_text(encoding="utf-8")
    assert "新建科普驿站20个" in text and "答案" in text and Path(word).read_bytes().startswith(b"PK")
    hidden, *files, said = events.export(NOBODY)
    assert not hidden["visible"] and files == [None, None] and "请先选择岗位" in said
