"""Conversations of a user: started, continued, found, renamed, deleted; bounded everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation import LONGEST_TITLE, LONGEST_USER, UNTITLED, Talks, earlier_questions
from assistant.question import EARLIER_QUESTIONS, LONGEST_QUESTION, understand
from knowledge.catalog import Catalog
from knowledge.conversations import Conversations
from knowledge.errors import UserError
from tests.assistant.values import checked
from tests.knowledge.library import fill

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
ANSWER = checked("新建科普驿站二十个。", question="驿站多少个？")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Conversations]:
    catalog = Catalog(tmp_path, create=True)
    fill(catalog)
    catalog.close()
    store = Conversations(tmp_path)
    yield store
    store.close()


@pytest.fixture
def talks(store: Conversations) -> Talks:
    return Talks(store, "甲")


def test_a_conversation_is_resumed_with_its_answers_after_the_documents_are_gone(
    talks: Talks, tmp_path: Path
) -> None:
    made = talks.start("驿站多少个？", NOON)
    refused = replace(ANSWER, question="那明年呢？", status="refused", citations=())
    for answer in (ANSWER, refused):
        talks.add(made.id, answer, NOON)
    catalog = Catalog(tmp_path)
    for source in catalog.snapshot().sources:
        catalog.remove(source.name)
    catalog.close()
    assert talks.answers(made.id) == (ANSWER, refused)
    assert talks.answers(made.id)[0].citations[0].quote == ANSWER.citations[0].quote


def test_another_user_finds_nothing(store: Conversations, talks: Talks) -> None:
    made = talks.start("驿站", NOON)
    talks.add(made.id, ANSWER, NOON)
    other = Talks(store, "乙")
    assert other.list() == () and other.list("驿站") == () and other.named("驿站") is None
    for attempt in (
        lambda: other.find(made.id),
        lambda: other.find("驿站"),
        lambda: other.answers(made.id),
        lambda: other.add(made.id, ANSWER, NOON),
        lambda: other.rename(made.id, "我的"),
        lambda: other.delete(made.id),
    ):
        with pytest.raises(UserError, match="没有"):
            attempt()
    assert [one.count for one in talks.list()] == [1]


def test_a_title_is_the_first_question_trimmed(talks: Talks) -> None:
    assert talks.start(" 驿站\n多少\x1b个？\u202e ", NOON).title == "驿站 多少个？"
    long = talks.start("问" * (LONGEST_TITLE + 1), NOON).title
    assert len(long) == LONGEST_TITLE and long.endswith("问…")
    assert talks.start("问" * LONGEST_TITLE, NOON).title == "问" * LONGEST_TITLE
    assert talks.start("\u200b", NOON).title == UNTITLED


def test_renaming_says_the_title_as_kept_and_refuses_what_is_none(talks: Talks) -> None:
    made = talks.start("驿站", NOON)
    assert talks.rename(made.id, "  新\t名 ") == "新 名" == talks.find(made.id).title
    for title, told in ((" \u200b", "是空的"), ("长" * (LONGEST_TITLE + 1), f"{LONGEST_TITLE + 1} 字")):
        with pytest.raises(UserError, match=told):
            talks.rename(made.id, title)
    assert talks.find(made.id).title == "新 名"


@pytest.mark.parametrize(("user", "told"), [("", "是空的"), ("甲" * (LONGEST_USER + 1), "太长")])
def test_a_user_has_a_name(store: Conversations, user: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        Talks(store, user)


def test_a_user_is_the_same_with_blanks_around(store: Conversations, talks: Talks) -> None:
    talks.start("驿站", NOON)
    assert len(Talks(store, " 甲 ").list()) == 1


def test_a_name_is_an_id_a_title_or_the_beginning_of_one(talks: Talks) -> None:
    stations, tents = talks.start("驿站多少个？", NOON), talks.start("驿站", NOON + timedelta(hours=1))
    assert talks.find(stations.id) == talks.find(stations.id[:8]) == talks.find("驿站多") == stations
    assert talks.find("驿站") == talks.named("驿站") == tents
    assert talks.named("驿站多") is None and talks.named(stations.id) == stations
    for name in ("多少", "", " "):
        with pytest.raises(UserError, match="没有名为"):
            talks.find(name)
    twin = talks.start("驿站", NOON)
    with pytest.raises(UserError, match=r"2 个对话.*编号") as told:
        talks.find("驿站")
    assert twin.id in str(told.value) and tents.id in str(told.value)
    with pytest.raises(UserError, match="2 个对话"):
        talks.named("驿站")


def test_what_is_deleted_is_gone(talks: Talks) -> None:
    made = talks.start("驿站", NOON)
    talks.delete(made.id)
    assert talks.list() == ()
    with pytest.raises(UserError, match="没有这个对话"):
        talks.answers(made.id)


def test_a_question_longer_than_may_be_asked_is_not_kept(talks: Talks) -> None:
    made = talks.start("驿站", NOON)
    with pytest.raises(UserError, match="问题太长"):
        talks.add(made.id, replace(ANSWER, question="问" * (LONGEST_QUESTION + 1)), NOON)
    assert talks.answers(made.id) == ()


def test_the_next_question_is_understood_with_the_last_ones_only() -> None:
    asked = [f"第{number}个驿站在云州市吗？" for number in range(9)]
    kept = earlier_questions(asked)
    assert kept == tuple(asked[-EARLIER_QUESTIONS:]) and earlier_questions([]) == ()
    assert understand("那经费呢？", kept, ()) == understand("那经费呢？", asked, ())
