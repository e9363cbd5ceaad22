"""Conversations in a real catalog file: each user's own, kept in order, whatever an ingest does."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import conversations as module
from knowledge.catalog import FILE_NAME, Catalog
from knowledge.conversations import Conversation, Conversations, Exchange
from knowledge.errors import UserError
from knowledge.storage import writer
from tests.knowledge.library import fill

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
ANSWER = {"status": "answered", "text": "三十元。[1]"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    catalog = Catalog(tmp_path, create=True)
    fill(catalog)
    catalog.close()
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Conversations]:
    store = Conversations(folder)
    yield store
    store.close()


def asked(
    store: Conversations, *questions: str, user: str = "甲", title: str = "夜市", at: datetime = NOON
) -> Conversation:
    made = store.start(user, title, at)
    for number, question in enumerate(questions, 1):
        store.add(user, made.id, Exchange(question, ANSWER), at + timedelta(minutes=number))
    return store.get(user, made.id)


def test_a_conversation_comes_back_in_order_from_the_file(store: Conversations, folder: Path) -> None:
    made = asked(store, "摊位多少钱？", "那雨天呢？")
    other = Conversations(folder)
    assert other.list("甲") == (made,)
    assert (made.count, made.created, made.changed) == (2, NOON, NOON + timedelta(minutes=2))
    assert other.exchanges("甲", made.id) == (
        Exchange("摊位多少钱？", ANSWER),
        Exchange("那雨天呢？", ANSWER),
    )
    other.close()


def test_one_user_never_reaches_the_conversations_of_another(store: Conversations) -> None:
    made = asked(store, "摊位多少钱？")
    assert store.list("乙") == () == store.exchanges("乙", made.id)
    for attempt in (
        lambda: store.get("乙", made.id),
        lambda: store.add("乙", made.id, Exchange("问", ANSWER), NOON),
        lambda: store.rename("乙", made.id, "我的"),
        lambda: store.delete("乙", made.id),
    ):
        with pytest.raises(UserError, match="没有这个对话"):
            attempt()
    assert store.list("甲") == (made,)


def test_the_last_changed_comes_first_whatever_the_time_zone(store: Conversations) -> None:
    early = asked(store, title="早", at=datetime(2031, 5, 6, 20, tzinfo=timezone(timedelta(hours=8))))
    late = asked(store, title="晚", at=datetime(2031, 5, 6, 12, 1, tzinfo=UTC))
    assert [one.title for one in store.list("甲")] == ["晚", "早"]
    store.add("甲", early.id, Exchange("再问", ANSWER), NOON + timedelta(hours=1))
    assert [one.id for one in store.list("甲")] == [early.id, late.id]


def test_each_word_must_stand_in_the_title_or_in_a_question(store: Conversations) -> None:
    asked(store, "摊位多少钱？", "那雨天呢？", title="夜市经费")
    asked(store, "书屋设在哪里？", title="书屋 100%")
    for words, titles in {
        "摊位": ["夜市经费"],
        "经费 雨天": ["夜市经费"],
        "经费 书屋": [],
        "%": ["书屋 100%"],
        "_": [],
        "三十元": [],
    }.items():
        assert [one.title for one in store.list("甲", words)] == titles, words
    assert len(store.list("甲", "  ")) == 2 and store.list("乙", "摊位") == ()


def test_renaming_keeps_the_place_in_the_list(store: Conversations) -> None:
    first, last = asked(store, title="先"), asked(store, title="后", at=NOON + timedelta(hours=1))
    store.rename("甲", first.id, "改了")
    assert [(one.id, one.title) for one in store.list("甲")] == [(last.id, "后"), (first.id, "改了")]


def test_deleting_leaves_no_turn_behind(store: Conversations, folder: Path) -> None:
    gone, kept = asked(store, "问一", "问二"), asked(store, "问三")
    store.delete("甲", gone.id)
    assert store.list("甲") == (kept,)
    with pytest.raises(UserError, match="没有这个对话"):
        store.delete("甲", gone.id)
    with pytest.raises(UserError, match="没有这个对话"):
        store.add("甲", gone.id, Exchange("问", ANSWER), NOON)
    connection = sqlite3.connect(folder / FILE_NAME)
    assert connection.execute("SELECT question FROM turns").fetchall() == [("问三",)]
    connection.close()


def test_a_full_conversation_and_a_full_history_take_no_more_and_lose_nothing(
    store: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_TURNS", 2)
    monkeypatch.setattr(module, "MOST_CONVERSATIONS", 2)
    full = asked(store, "问一", "问二")
    with pytest.raises(UserError, match="已满 2 轮"):
        store.add("甲", full.id, Exchange("问三", ANSWER), NOON + timedelta(days=1))
    assert store.get("甲", full.id) == full
    asked(store)
    with pytest.raises(UserError, match="已满 2 个"):
        store.start("甲", "第三个", NOON)
    assert len(store.list("甲")) == 2
    assert asked(store, user="乙").user == "乙"


def test_a_folder_of_an_older_release_gets_the_tables_and_loses_nothing(folder: Path) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.executescript("DROP TABLE turns; DROP TABLE conversations;")
    connection.close()
    for _ in range(2):
        store = Conversations(folder)
        asked(store, "摊位多少钱？")
        store.close()
    catalog = Catalog(folder)
    assert len(catalog.snapshot().sources) == 3
    catalog.close()
    store = Conversations(folder)
    assert len(store.list("甲")) == 2
    store.close()


def test_a_folder_without_a_catalog_is_a_clear_error_and_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="还没有入库的文件"):
        Conversations(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_conversation_changes_nothing_of_the_catalog(store: Conversations, folder: Path) -> None:
    catalog = Catalog(folder)
    before = catalog.snapshot()
    asked(store, "摊位多少钱？")
    assert catalog.snapshot() is before
    catalog.remove("小屋.txt")
    assert store.list("甲")[0].count == 1
    catalog.close()


def test_an_ingest_with_the_right_to_write_hinders_no_conversation(
    store: Conversations, folder: Path
) -> None:
    with writer(folder):
        made = asked(store, "摊位多少钱？")
        store.rename("甲", made.id, "改了")
        store.delete("甲", made.id)
    assert store.list("甲") == ()


def test_while_a_document_is_written_reading_goes_on_and_writing_waits_for_its_turn(
    store: Conversations, folder: Path
) -> None:
    made = asked(store, "摊位多少钱？")
    holder = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert store.list("甲") == (made,)
    late = Conversations(folder)
    late.close()
    waiting = threading.Thread(target=store.rename, args=("甲", made.id, "改了"))
    waiting.start()
    assert store.get("甲", made.id).title == "夜市"
    holder.rollback()
    waiting.join()
    holder.close()
    assert store.get("甲", made.id).title == "改了"


def test_a_writer_that_stays_is_told_and_leaves_no_half_conversation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_S", 0)
    store = Conversations(folder)
    holder = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="正被另一个程序使用"):
        store.start("甲", "夜市", NOON)
    holder.rollback()
    holder.close()
    assert store.list("甲") == ()
    store.close()


def test_two_pages_may_add_to_one_conversation_at_once(store: Conversations) -> None:
    made = asked(store)
    questions = [f"问{number}" for number in range(12)]
    threads = [
        threading.Thread(target=store.add, args=("甲", made.id, Exchange(question, ANSWER), NOON))
        for question in questions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.question for one in store.exchanges("甲", made.id)) == sorted(questions)


characters = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(user=characters, title=characters, question=characters, text=st.text())
def test_any_text_comes_back(store: Conversations, user: str, title: str, question: str, text: str) -> None:
    made = store.start(user, title, NOON)
    store.add(user, made.id, Exchange(question, {"text": text}), NOON)
    assert store.exchanges(user, made.id) == (Exchange(question, {"text": text}),)
    assert store.get(user, made.id).title == title
    store.delete(user, made.id)


def test_a_damaged_file_is_a_clear_error(store: Conversations, folder: Path) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("DROP TABLE turns")
    connection.close()
    with pytest.raises(UserError, match="已损坏"):
        store.list("甲")


def test_the_database_waits_no_longer_than_said(store: Conversations) -> None:
    with store._guarded() as connection:
        assert connection.execute(sa.text("PRAGMA busy_timeout")).scalar() == 1000 * module.WAIT_S
