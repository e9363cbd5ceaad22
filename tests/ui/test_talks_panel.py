"""What the fold of conversations does, without a browser, over a real catalog file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import Talks
from assistant.record import KEPT_EVIDENCE
from knowledge import conversations
from tests.ui.fakes import FakeAnswering, FakeLibrary, make_desks, make_talks
from tests.ui.test_chat import click, last
from ui.chat import Chat, Turns
from ui.exports.talk import TALK_SUFFIXES
from ui.render import CLOSED_PANEL, NEAR_CLAUSES
from ui.talks_panel import TalkEvents, file_name, pick_of

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def talks(tmp_path: Path) -> Iterator[Talks]:
    talks = make_talks(tmp_path)
    yield talks
    talks.store.close()


@pytest.fixture
def chat(talks: Talks) -> Chat:
    return Chat(make_desks(library=FakeLibrary({}), talks=talks))


@pytest.fixture
def events(talks: Talks, tmp_path: Path) -> TalkEvents:
    return TalkEvents(make_desks(talks=talks), tmp_path / "downloads")


def asked(chat: Chat, *questions: str) -> tuple[Turns, str]:
    """The turns on the page after these questions, and the id of their conversation."""
    turns: Turns = ()
    talk = ""
    for question in questions:
        turns, *_, talk = list(chat.ask(question, turns, talk))[-1]
    return turns, talk


def visible(update: Any) -> bool:
    return bool(update["visible"])


# --- the chat keeps and resumes --------------------------------------------------------------------


def test_answers_are_kept_in_one_conversation_and_refusals_with_them(chat: Chat, talks: Talks) -> None:
    turns, talk = asked(chat, "经费是多少？", "火星呢？")
    (made,) = talks.list()
    assert (made.id, made.title, made.count) == (talk, "经费是多少？", 2)
    assert [answer.status for answer in talks.answers(talk)] == ["answered", "refused"]
    assert [turn.message for turn in turns] == ["", ""]


def test_what_was_not_answered_begins_no_conversation(chat: Chat, talks: Talks) -> None:
    assert asked(chat, "故障", "误用", " ")[1] == ""
    running = next(chat.ask("慢", ()))[0]
    chat.stop(running)
    assert talks.list() == ()


def test_the_answer_is_kept_before_it_is_shown(chat: Chat, talks: Talks) -> None:
    for view in chat.ask("经费是多少？", ()):
        if view[0][-1].answer:
            assert [one.id for one in talks.list()] == [view[-1]]
            return
    pytest.fail("no answer was shown")


def test_a_resumed_conversation_shows_its_turns_and_their_clauses_open(talks: Talks) -> None:
    chat = Chat(make_desks(talks=talks))
    turns, talk = asked(chat, "经费是多少？", "火星呢？")
    resumed, page, *_, opened, panel, said = chat.resume(talk, (), "")
    assert (opened, panel, said) == (talk, CLOSED_PANEL, "")
    assert 'data-pick="0-cite-1"' in page and "文件未写明" in page
    assert "<mark>科普专项经费不少于500万元</mark>" in chat.show(resumed, click("0-cite-1"))
    assert "第四条" in chat.show(resumed, click("1-near-0"))
    assert [turn.question for turn in resumed] == [turn.question for turn in turns]


def test_a_conversation_keeps_all_the_near_clauses_that_are_shown() -> None:
    assert KEPT_EVIDENCE >= NEAR_CLAUSES


def test_a_resumed_conversation_goes_on(chat: Chat, talks: Talks) -> None:
    _, talk = asked(chat, "经费是多少？")
    resumed, *_ = chat.resume(talk, (), "")
    *_, after = list(chat.ask("那计划呢？", resumed, talk))[-1]
    assert after == talk and talks.list()[0].count == 2
    answering = chat.desks(None).answering
    assert isinstance(answering, FakeAnswering)
    assert answering.asked[-1] == ("那计划呢？", ("经费是多少？",))


@pytest.mark.parametrize("picked", ["", "nothing", "<img>"])
def test_what_cannot_be_resumed_leaves_the_page_as_it_is(chat: Chat, picked: str) -> None:
    turns, talk = asked(chat, "经费是多少？")
    same, *_, opened, _, said = chat.resume(picked, turns, talk)
    assert (same, opened) == (turns, talk) and "没有这个对话" in said


def test_the_conversation_of_another_user_cannot_be_resumed(chat: Chat, talks: Talks) -> None:
    others = Talks(talks.store, "乙")
    name = others.start("乙的", NOON).id
    turns, *_, said = chat.resume(name, (), "")
    assert turns == () and "没有这个对话" in said and "乙的" not in said


def test_an_answer_that_cannot_be_kept_is_shown_and_that_is_told(
    chat: Chat, talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, talk = asked(chat, "经费是多少？")
    monkeypatch.setattr(conversations, "MOST_TURNS", 1)
    turns, page, *_, after = list(chat.ask("再问", turns, talk))[-1]
    assert after == talk and turns[-1].answer
    assert "这一轮没有保存到历史对话：这个对话已满 1 轮，请开始新对话。" in page


def test_deleting_begins_a_new_conversation(chat: Chat, talks: Talks) -> None:
    turns, talk = asked(chat, "经费是多少？")
    empty, *_, after, panel, said = chat.delete(turns, talk)
    assert (empty, after, panel) == ((), "", CLOSED_PANEL) and "已删除" in said
    assert talks.list() == ()
    same, *_, after, _, said = chat.delete(turns, talk)
    assert (same, after) == (turns, talk) and "没有这个对话" in said


def test_without_conversations_nothing_is_kept() -> None:
    chat = Chat(make_desks())
    assert last(chat, "经费是多少？")[-1] == ""


# --- the fold --------------------------------------------------------------------------------------


def test_the_list_shows_what_there_is_and_marks_what_is_open(chat: Chat, events: TalkEvents) -> None:
    assert "还没有历史对话" in events.listing("", "")
    _, first = asked(chat, "经费是多少？")
    _, last_one = asked(chat, "火星呢？")
    page = events.listing("", first)
    assert page.index(last_one) < page.index(first)
    assert page.count('aria-current="true"') == 1 and f'data-pick="{first}" aria-current="true"' in page
    assert first not in events.listing("火星", "") and last_one in events.listing("火星", "")
    assert "没有符合的对话" in events.listing("木星", "")


def test_what_changes_a_conversation_is_there_only_with_one_and_forms_close(events: TalkEvents) -> None:
    for talk in ("", "abc"):
        _, actions, *forms = events.refresh(None, talk)
        assert visible(actions) == bool(talk) and not any(map(visible, forms))


def test_each_form_opens_alone_and_says_which_conversation(chat: Chat, events: TalkEvents) -> None:
    _, talk = asked(chat, "经费是多少？")
    for form, text in ((events.ask_title, "经费是多少？"), (events.ask_to_delete, "删除“经费是多少？”？")):
        shown, *others, told, said = form(talk)
        assert visible(shown) and not any(map(visible, others)) and text in told and said == ""
        shown, *_, told, said = form("nothing")
        assert not visible(shown) and told == "" and "没有这个对话" in said


def test_renaming_says_so_or_why_not(chat: Chat, events: TalkEvents, talks: Talks) -> None:
    _, talk = asked(chat, "经费是多少？")
    assert "已改名为“经费”" in events.rename(talk, " 经费 ")
    assert "是空的" in events.rename(talk, " ")
    assert "没有这个对话" in events.rename("nothing", "经费")
    assert talks.list()[0].title == "经费"


def test_export_makes_a_file_of_each_kind_in_a_folder_nobody_guesses(chat: Chat, events: TalkEvents) -> None:
    _, talk = asked(chat, "经费/是“多少”？")
    shown, *others, first, second, said = events.export(talk)
    assert visible(shown) and not any(map(visible, others)) and said == ""
    files = [Path(first), Path(second)]
    assert [file.name for file in files] == [f"经费_是_多少{suffix}" for suffix in TALK_SUFFIXES]
    assert "科普专项经费不少于500万元" in files[0].read_text(encoding="utf-8")
    assert len(files[0].parent.name) == 32 and files[0].parent == files[1].parent
    assert Path(events.export(talk)[-2]).parent != files[0].parent


def test_export_of_what_is_gone_says_so(events: TalkEvents) -> None:
    shown, *_, first, second, said = events.export("nothing")
    assert not visible(shown) and first is second is None and "没有这个对话" in said


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("？？", "对话"),
        ("《办法》（试行）", "《办法》（试行）"),
        ("长" * 40, "长" * 30),
        ("<img src=x>", "img_src_x"),
    ],
)
def test_a_title_as_a_file_name_leads_nowhere_else(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize(("pick", "name"), [("abc", "abc"), (None, ""), (3, ""), ({}, "")])
def test_a_click_gives_a_text(pick: object, name: str) -> None:
    assert pick_of(click(pick)) == name
