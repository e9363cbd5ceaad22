"""The conversation as HTML: marks, refusals, warnings, what is copied and what is announced."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from assistant.answers import Answer, Grade, Status, Withheld
from knowledge.documents import Evidence, Validity
from tests.ui.fakes import PLAN, cite, make_clauses
from ui.render import NEAR_CLAUSES
from ui.turns import DRAFT_LABEL, REFUSED, Turn, announcement, conversation, questions


def test_marks_with_a_citation_become_chips_and_others_stay_text() -> None:
    clauses = make_clauses(PLAN)
    answer = Answer(
        "问", "answered", "甲[1][2]乙[9]", (cite(1, clauses[0], "科普"), cite(2, clauses[1], "每年"))
    )
    page = conversation([Turn("早先"), Turn("问", answer=answer)])
    assert page.count('class="chip"') == 2
    assert page.count('data-pick="1-cite-2"') == 2  # chip and card
    assert "乙[9]" in page


@pytest.mark.parametrize("status", ["answered", "refused"])
def test_what_was_understood_is_shown_where_it_is_not_what_was_written(status: Status) -> None:
    answer = Answer("什么是kepu？", status, "答")
    assert "理解" not in conversation([Turn("", answer=answer)])
    page = conversation([Turn("", answer=replace(answer, resolved="什么是<科普>？"))])
    assert "按“什么是&lt;科普&gt;？”理解" in page


def test_a_message_stands_below_its_answer_or_alone() -> None:
    answer = Answer("问", "answered", "答")
    page = conversation([Turn("问", answer=answer, message="没有保存")])
    assert page.index("<p>答</p>") < page.index("<p>没有保存</p>")
    assert "没有保存" in conversation([Turn("问", message="没有保存")])


def test_draft_is_marked_and_has_no_chips() -> None:
    page = conversation([Turn("问", draft="草稿[1]")])
    assert DRAFT_LABEL in page
    assert "data-pick" not in page


def test_a_refusal_says_so_and_shows_three_near_clauses() -> None:
    evidence = tuple(Evidence(clause, 0.2) for clause in make_clauses(PLAN))
    page = conversation([Turn("问", answer=Answer("问", "refused", "没有写明。", evidence=evidence))])
    assert "没有回答：文件未写明" in page
    assert "相近条款（不作为依据）" in page
    assert page.count('class="card"') == NEAR_CLAUSES


@pytest.mark.parametrize("grade", REFUSED)
def test_each_grade_of_refusal_has_its_words(grade: Grade | None) -> None:
    page = conversation([Turn("问", answer=Answer("问", "refused", "没有写明。", grade=grade))])
    assert REFUSED[grade] in page and 'class="reply refused"' in page
    assert [REFUSED[other] in page for other in REFUSED].count(True) == 1


def test_what_was_withheld_is_told_with_its_reason() -> None:
    quiet = Answer("问", "answered", "答")
    assert "撤下" not in conversation([Turn("问", answer=quiet)])
    page = conversation([Turn("问", answer=replace(quiet, withheld=(Withheld("错句", "无依据"),)))])
    assert "核对时撤下 1 句" in page and "错句" in page and "无依据" in page


def test_a_document_that_ended_is_warned_of_once() -> None:
    ended = replace(PLAN, validity=Validity("repealed", "被<新>办法废止"))
    clauses = make_clauses(ended)
    answer = Answer("问", "answered", "甲[1][2]", (cite(1, clauses[0], "科普"), cite(2, clauses[1], "每年")))
    page = conversation([Turn("问", answer=answer)])
    assert page.count("注意：") == 1 and "已废止（被&lt;新&gt;办法废止）。" in page
    current = conversation(
        [Turn("问", answer=replace(answer, citations=(cite(1, make_clauses(PLAN)[0], "科普"),)))]
    )
    assert "注意：" not in current


def test_what_is_copied_holds_the_question_the_marks_and_the_sources() -> None:
    answer = Answer("问", "answered", "甲[1]。", (cite(1, make_clauses(PLAN)[2], "科普专项经费"),))
    (copied,) = re.findall(r'data-copy="([^"]*)"', conversation([Turn("问", answer=answer)]))
    assert html.unescape(copied).split("\n") == [
        "问：问",
        "甲[1]。",
        "[1] 《关于开展全民科学素质行动的通知》（科协发〔2026〕12号） 第三条：“科普专项经费”",
    ]


def test_a_question_without_an_answer_can_be_changed_and_asked_again() -> None:
    page = conversation([Turn("问", message="已停止")])
    assert 'data-pick="0-edit"' in page and "data-copy" not in page


def test_a_mark_holds_the_full_stop_behind_it() -> None:
    answer = Answer("问", "answered", "甲[1]。", (cite(1, make_clauses(PLAN)[0], "科普"),))
    page = conversation([Turn("问", answer=answer)])
    assert re.search(r'<span class="held"><button[^>]*>\[1\]</button>。</span>', page)


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Turn("问"), "正在查找依据"),
        (Turn("问", draft="草稿<b>"), "正在查找依据"),
        (Turn("问", message="已<停止>"), "已&lt;停止&gt;"),
        (Turn("问", answer=Answer("问", "refused", "无", grade="near")), REFUSED["near"]),
        (Turn("问", answer=Answer("问", "answered", "答")), "引用 0 处"),
    ],
)
def test_what_became_of_a_question_is_announced_in_a_sentence(turn: Turn, said: str) -> None:
    page = announcement([Turn("早先", message="早先的"), turn])
    assert said in page and "早先" not in page and "草稿" not in page


def test_before_any_question_nothing_is_announced_or_offered() -> None:
    assert announcement(()) == '<p class="unseen" role="status"></p>'
    assert questions((), "可以这样问：") == ""
