"""What the events of 「问答」 do, without a browser."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from assistant.answers import Answer
from assistant.question import EARLIER_QUESTIONS, LONGEST_QUESTION
from tests.ui.fakes import FakeAnswering, FakeLibrary, make_desks
from ui.chat import ALONE, NOT_OPEN, STOPPED, WHICH_ONE, Chat, Turns, objection, picked
from ui.desk import OneDesk
from ui.narrowing import NONE_FIT
from ui.parts import TROUBLE
from ui.render import CLOSED_PANEL
from ui.turns import Turn


def make_chat() -> tuple[Chat, FakeAnswering]:
    answering = FakeAnswering()
    return Chat(make_desks(answering)), answering


def last(chat: Chat, question: str, turns: Turns = ()) -> tuple[Any, ...]:
    return list(chat.ask(question, turns))[-1]


def click(pick: object) -> gr.EventData:
    return gr.EventData(target=None, _data={"pick": pick})


def test_follow_up_gets_the_earlier_questions() -> None:
    chat, answering = make_chat()
    turns = last(chat, "经费是多少？")[0]
    turns = last(chat, "故障", turns)[0]
    last(chat, " 那计划呢？ ", turns)
    assert answering.asked[-1] == ("那计划呢？", ("经费是多少？",))


def test_only_the_last_answered_questions_go_with_the_next() -> None:
    chat, answering = make_chat()
    turns: Turns = ()
    for number in range(EARLIER_QUESTIONS + 2):
        turns = last(chat, f"问{number}", turns)[0]
    assert answering.asked[-1][1] == tuple(f"问{number}" for number in range(1, EARLIER_QUESTIONS + 1))


def test_draft_comes_first_then_the_answer_replaces_it() -> None:
    chat, _ = make_chat()
    pages = [step[1] for step in chat.ask("经费是多少？", ())]
    assert any("正在起草，尚未核对" in page for page in pages[:-1])
    assert "正在起草" not in pages[-1] and 'class="chip"' in pages[-1]


def test_a_draft_is_never_shown_as_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.chat.DRAFT_PAUSE_S", -1.0)

    class Lying(FakeAnswering):
        def stream(
            self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
        ) -> Iterator[str | Answer]:
            yield from ("", "新建九十九个[1]。", "新建九十九个[1]。<b>已核对</b>")
            yield next(one for one in FakeAnswering().stream("经费是多少？") if isinstance(one, Answer))

    *drafts, answered = [step[1] for step in Chat(make_desks(Lying())).ask("经费是多少？", ())]
    assert any("九十九" in page for page in drafts) and "九十九" not in answered
    for page in drafts:
        assert "尚未核对" in page or "正在查找依据" in page
        assert 'class="chip"' not in page and 'class="card"' not in page and "<b>" not in page


def test_a_silent_model_leaves_room_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(FakeAnswering):
        def stream(
            self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
        ) -> Iterator[str | Answer]:
            while True:
                yield ""

    monkeypatch.setattr("ui.chat.DRAFT_PAUSE_S", -1.0)
    pages = Chat(make_desks(Silent())).ask("问", ())
    assert ["正在查找依据" in next(pages)[1] for _ in range(3)] == [True] * 3
    pages.close()  # type: ignore[attr-defined]  # a generator


def test_user_error_is_a_plain_message() -> None:
    chat, _ = make_chat()
    assert last(chat, "误用")[0][-1].message == "尚未建立索引，请先导入文件。"


def test_other_errors_are_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    chat, _ = make_chat()
    with caplog.at_level(logging.ERROR):
        turns, page, *_ = last(chat, "故障")
    assert turns[-1].message == TROUBLE
    assert "secret" not in page
    assert "secret detail" in caplog.text


def test_a_stream_without_an_answer_is_trouble() -> None:
    class Silent(FakeAnswering):
        def stream(
            self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
        ) -> Iterator[str | Answer]:
            yield "只有草稿"

    assert last(Chat(make_desks(Silent())), "问")[0][-1].message == TROUBLE


@pytest.mark.parametrize("question", ["", "  \n ", "长" * (LONGEST_QUESTION + 1)])
def test_empty_and_long_questions_are_not_asked(question: str) -> None:
    chat, answering = make_chat()
    turns, page, _, box, *_ = last(chat, question)
    assert turns == () and answering.asked == []
    assert objection(question.strip()) in page
    assert box == question.strip()


def test_stop_replaces_the_draft() -> None:
    chat, _ = make_chat()
    running = next(chat.ask("慢", ()))[0]
    turns, page, *_ = chat.stop(running)
    assert turns == (Turn("慢", message=STOPPED),)
    assert STOPPED in page
    assert chat.stop(turns)[0] == turns


def test_clear_forgets_everything() -> None:
    chat, _ = make_chat()
    assert chat.clear()[0] == () and chat.clear()[-1] == CLOSED_PANEL


def test_show_opens_the_clause_and_closes_it() -> None:
    chat, _ = make_chat()
    turns = last(chat, "经费是多少？")[0]
    assert "<mark>科普专项经费不少于500万元</mark>" in chat.show(turns, click("0-cite-1"))
    assert chat.show(turns, click("")) == CLOSED_PANEL


def test_show_survives_a_document_that_is_gone() -> None:
    class Remembering:
        def names(self) -> tuple[str, ...]:
            return ("plan.txt",)  # once in, and not hidden

    desk = make_desks(library=FakeLibrary({}))(None)
    chat = Chat(OneDesk(replace(desk, records=Remembering())))  # type: ignore[arg-type]  # all that is asked of it
    turns = last(chat, "经费是多少？")[0]
    assert "<mark>" in chat.show(turns, click("0-cite-1"))


@pytest.mark.parametrize("pick", ["", None, 3, {}, "0-cite-9", "9-cite-1", "0-near-4", "0-cite-1 "])
def test_a_pick_that_names_nothing_finds_nothing(pick: object) -> None:
    chat, _ = make_chat()
    assert picked(last(chat, "经费是多少？")[0], pick) is None


def test_near_clauses_open_without_a_mark() -> None:
    chat, _ = make_chat()
    page = chat.show(last(chat, "火星")[0], click("0-near-0"))
    assert "第四条" in page and "<mark>" not in page


# --- a question to go on with, to change, to remark on; some documents only ------------------------


def test_the_page_begins_with_questions_the_documents_answer() -> None:
    page = make_chat()[0].begin()
    assert "可以这样问" in page and 'data-pick="' in page


def test_after_an_answer_other_questions_are_offered_after_a_refusal_none() -> None:
    chat, _ = make_chat()
    turns = last(chat, "经费是多少？")[0]
    page = chat.offer(turns)
    assert "可以接着问" in page and "&lt;b&gt;经费&lt;/b&gt;由谁管理？" in page
    assert "计划什么时候报送" not in chat.offer((Turn("计划什么时候报送？"), *turns))
    assert chat.offer(last(chat, "火星")[0]) == "" == chat.offer((Turn("还在问"),))


def test_where_documents_differ_the_page_asks_which_one() -> None:
    chat, _ = make_chat()
    (turn,) = last(chat, "经费是多少？")[0]
    assert turn.answer
    page = chat.offer((replace(turn, answer=replace(turn.answer, choices=("《甲》", "《乙》"))),))
    assert WHICH_ONE in page and "可以接着问" not in page


def test_a_question_taken_for_a_follow_up_can_be_asked_by_itself() -> None:
    chat, _ = make_chat()
    first = Turn("经费是多少？", answer=Answer("经费是多少？", "answered", "答"))
    alone = Turn("火星呢？", answer=Answer("火星呢？", "refused", "无"))
    follow = replace(alone, answer=Answer("火星呢？", "refused", "无", resolved="经费是多少；火星呢？"))
    assert ALONE not in chat.offer((first, alone))
    page = chat.offer((first, follow))
    assert ALONE in page and 'data-pick="火星呢？"' in page


def test_questions_that_cannot_be_made_leave_the_page_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FakeAnswering):
        def follow_ups(self, answer: Answer, documents: frozenset[str] | None = None) -> tuple[str, ...]:
            raise ValueError("secret detail")

    chat = Chat(make_desks(Broken()))
    with caplog.at_level(logging.ERROR):
        assert chat.offer(last(chat, "经费是多少？")[0]) == ""
    assert "secret detail" in caplog.text


def test_an_offered_question_is_asked_by_itself() -> None:
    chat, answering = make_chat()
    turns = last(chat, "经费是多少？")[0]
    view = list(chat.ask_offered(turns, "", "", [], [], False, click("计划什么时候报送？")))[-1]
    assert [turn.question for turn in view[0]] == ["经费是多少？", "计划什么时候报送？"]
    assert answering.asked[-1] == ("计划什么时候报送？", ())


def test_a_question_to_change_goes_into_the_box() -> None:
    chat, _ = make_chat()
    turns = last(chat, "那火星呢？", last(chat, "经费是多少？")[0])[0]
    _, box, *_ = chat.act(turns, click("0-edit"))
    assert box == "经费是多少？"


def test_a_remark_opens_the_form_for_its_answer() -> None:
    chat, _ = make_chat()
    turns = last(chat, "火星", last(chat, "经费是多少？")[0])[0]
    *_, form, heading, about = chat.act(turns, click("0-remark"))
    assert form["visible"] and "第 1 问“经费是多少？”" in heading and about == 0


def test_any_other_click_in_the_conversation_is_for_the_panel() -> None:
    chat, _ = make_chat()
    turns = last(chat, "经费是多少？")[0]
    assert "<mark>" in chat.act(turns, click("0-cite-1"))[0]
    assert chat.act(turns, click("7-edit"))[0] == CLOSED_PANEL == chat.act(turns, click(None))[0]


def test_a_question_stays_in_the_documents_chosen_and_its_answer_says_so() -> None:
    chat, answering = make_chat()
    turns = list(chat.ask("经费是多少？", (), "", "全民科学素质", ["某省科学技术协会"], ["2026"], True))[-1][
        0
    ]
    assert answering.within == [frozenset({"plan.txt"})]
    answer = turns[-1].answer
    assert answer and answer.notice.startswith(
        "只在所选范围里查找：含“全民科学素质”；某省科学技术协会；2026年；不含已失效文件和征求意见稿（共 1 份文件）。"
    )


def test_where_no_document_fits_nothing_is_asked() -> None:
    chat, answering = make_chat()
    turns, page, _, box, *_ = list(chat.ask("经费是多少？", (), "", "没有的词"))[-1]
    assert turns == () and answering.asked == [] and box == "经费是多少？" and NONE_FIT in page


def test_what_is_announced_changes_with_the_answer_not_with_its_draft(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.chat.DRAFT_PAUSE_S", -1.0)
    said = [step[2] for step in make_chat()[0].ask("经费是多少？", ())]
    assert len(said) > 2 and len(set(said)) == 2
    assert "正在查找依据" in said[0] and "已回答，引用 2 处原文" in said[-1]


def test_a_document_that_was_closed_meanwhile_is_not_opened() -> None:
    chat, _ = make_chat()
    turns = last(chat, "经费是多少？")[0]
    closed = Chat(make_desks(library=FakeLibrary({"plan.txt": ()})))
    assert NOT_OPEN in closed.show(turns, click("0-cite-1"))
    assert "科普专项经费" in chat.show(turns, click("0-cite-1"))
