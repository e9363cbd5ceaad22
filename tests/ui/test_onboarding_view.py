"""What the tab shows: text from outside stays text, nothing clickable is without its name."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.onboarding import Course, course
from assistant.quiz import Question, of_course
from knowledge.ledger import open_ledger
from tests.ui.newcomers import DEPARTMENT, make_data
from ui import onboarding_view as view


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder: Path = tmp_path_factory.mktemp("data")
    catalog = make_data(folder)
    made = course(catalog, open_ledger(catalog, folder), DEPARTMENT, "staff", date(2032, 5, 6))
    catalog.close()
    return made


@pytest.fixture(scope="module")
def asked(found: Course) -> tuple[Question, ...]:
    return of_course(found, 1)


def test_the_brief_shows_each_passage_with_the_button_of_its_clause(found: Course) -> None:
    page = view.brief(found)
    brief = [one for part in found.sections for one in part.brief]
    again = [one for part in found.sections for one in part.again]
    assert page.count("data-pick=") == len(brief) + len(again)
    assert (
        f"正文 {found.characters} 字，约 {found.minutes} 分钟读完" in page and "云科协发〔2031〕7号" in page
    )


def test_text_of_documents_is_never_markup(found: Course, asked: tuple[Question, ...]) -> None:
    pages = view.brief(found) + view.path(found, ()) + view.terms(found.terms)
    pages += "".join(view.quiz(asked, {}, number, 1) for number in range(len(asked) + 1))
    assert "&lt;img src=x onerror=alert(1)&gt;" in pages
    assert not re.search("<img|<script", pages)


def test_the_path_names_each_clause_once_and_counts_what_is_read(found: Course) -> None:
    page = view.path(found, {found.clauses[0].id})
    assert page.count('class="tick"') == len(found.clauses)
    assert f"已读 1 条，共 {len(found.clauses)} 条" in page and page.count('aria-pressed="true"') == 1


def test_an_open_question_gives_nothing_away(asked: tuple[Question, ...]) -> None:
    page = view.quiz(asked, {}, 0, 1)
    assert not re.search("正确|不对|答对了|open:", page)
    assert page.count("answer:") == len(asked[0].choices)


@given(data=st.data())
def test_an_answered_question_shows_what_is_right(asked: tuple[Question, ...], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(asked) - 1))
    question = asked[number]
    chosen = data.draw(st.sampled_from(question.choices))
    page = view.quiz(asked, {question.id: chosen}, number, 1)
    assert page.count("（正确）") == 1 and "answer:" not in page and "下一题" in page
    assert ("答对了。" in page) == (chosen == question.right) == ("（你选的，不对）" not in page)
    assert f"open:{question.row.clause.id}:" in page


def test_the_words_that_are_right_are_marked_in_their_clause(asked: tuple[Question, ...]) -> None:
    for question in asked:
        begin, stop = view.span(question)
        assert question.row.clause.text[begin:stop] == question.right.split("、")[0]


def test_the_result_lists_what_was_missed(asked: tuple[Question, ...]) -> None:
    right = {question.id: question.right for question in asked}
    assert "全部答对" in view.quiz(asked, right, len(asked), 1)
    page = view.quiz(asked, right | {asked[0].id: "别的"}, len(asked), 1)
    assert f"答对 {len(asked) - 1} 题，共 {len(asked)} 题" in page and page.count("open:") == 1


def test_without_questions_and_terms_the_page_says_so() -> None:
    assert view.NO_QUIZ in view.quiz((), {}, 0, 1)
    assert "没有找到" in view.terms(())


def test_every_button_has_a_name(found: Course, asked: tuple[Question, ...]) -> None:
    pages = view.brief(found) + view.path(found, ()) + view.quiz(asked, {}, 0, 1)
    for attributes, text in re.findall("<button([^>]*)>(.*?)</button>", pages):
        assert 'type="button"' in attributes and (text.strip() or "aria-label" in attributes)
