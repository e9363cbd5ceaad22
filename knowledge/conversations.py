"""Conversations of users: what was asked and what was answered, in the catalog's file.

Each call is one short transaction of its own. It neither takes the writer's lock of an ingest nor
advances the catalog's generation, so neither disturbs the other. Times are kept in UTC.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from knowledge.catalog import FILE_NAME, Catalog, Transaction, engine_of
from knowledge.errors import UserError
from knowledge.tables import conversations, turns

MOST_CONVERSATIONS = 200
MOST_TURNS = 100
WAIT_S = 5
_ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its turns; `count` says how many those are, times are UTC."""

    id: str
    user: str
    title: str
    created: datetime
    changed: datetime
    count: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the answer to it, as plain JSON values."""

    question: str
    answer: Mapping[str, Any]


class Conversations:
    """Reads and writes the conversations in a data folder; a folder without their tables gets them.

    Nobody reaches another user's: to every call they are not there. Raises UserError where the folder
    holds no catalog, where another program has been writing in it for WAIT_S seconds, and for a
    conversation that is not there.
    """

    def __init__(self, folder: Path) -> None:
        Catalog(folder).close()
        self._path = folder / FILE_NAME
        self._engine = engine_of(self._path, wait_s=WAIT_S)
        with self._guarded() as connection:
            for table in (conversations, turns):
                connection.execute(CreateTable(table, if_not_exists=True))

    def list(self, user: str, words: str = "") -> tuple[Conversation, ...]:
        """A user's conversations, the last changed first; only those with each word in title or questions."""
        query = _counted().where(conversations.c.user == user)
        for word in words.split():
            asked = sa.exists().where(
                turns.c.conversation == conversations.c.id, turns.c.question.contains(word, autoescape=True)
            )
            query = query.where(sa.or_(conversations.c.title.contains(word, autoescape=True), asked))
        with self._guarded() as connection:
            rows = connection.execute(query.order_by(conversations.c.changed.desc(), conversations.c.id))
            return tuple(map(_conversation, rows))

    def get(self, user: str, name: str) -> Conversation:
        """The conversation of an id."""
        query = _counted().where(*_is(user, name))
        with self._guarded() as connection:
            row = connection.execute(query).one_or_none()
        _exists(row is not None)
        return _conversation(row)

    def exchanges(self, user: str, name: str) -> tuple[Exchange, ...]:
        """What was asked and answered, in order."""
        query = (
            sa.select(turns.c.question, turns.c.answer)
            .join(conversations)
            .where(*_is(user, name))
            .order_by(turns.c.ordinal)
        )
        with self._guarded() as connection:
            return tuple(Exchange(row.question, row.answer) for row in connection.execute(query))

    def start(self, user: str, title: str, now: datetime) -> Conversation:
        """A new conversation. UserError where the user has MOST_CONVERSATIONS: none is dropped unasked."""
        at = now.astimezone(UTC)
        made = Conversation(secrets.token_hex(_ID_BYTES), user, title, at, at)
        row = {"id": made.id, "user": user, "title": title, "created": _text(at), "changed": _text(at)}
        held = sa.select(sa.func.count()).where(conversations.c.user == user)
        with self._guarded() as connection:
            connection.execute(conversations.insert(), row)
            if connection.execute(held).scalar_one() > MOST_CONVERSATIONS:
                raise UserError(f"历史对话已满 {MOST_CONVERSATIONS} 个，请先导出并删除不再需要的。")
        return made

    def add(self, user: str, name: str, exchange: Exchange, now: datetime) -> None:
        """Append a turn. UserError where the conversation has MOST_TURNS."""
        held = sa.select(sa.func.count()).where(turns.c.conversation == name)
        with self._guarded() as connection:
            self._update(connection, user, name, changed=_text(now))
            count = connection.execute(held).scalar_one()
            if count >= MOST_TURNS:
                raise UserError(f"这个对话已满 {MOST_TURNS} 轮，请开始新对话。")
            row = {"conversation": name, "ordinal": count, "question": exchange.question}
            connection.execute(turns.insert(), {**row, "answer": dict(exchange.answer)})

    def rename(self, user: str, name: str, title: str) -> None:
        """Give a conversation another title; its place in the list stays."""
        with self._guarded() as connection:
            self._update(connection, user, name, title=title)

    def delete(self, user: str, name: str) -> None:
        """Take a conversation out with its turns, for good."""
        with self._guarded() as connection:
            gone = connection.execute(conversations.delete().where(*_is(user, name)))
            _exists(gone.rowcount)

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    def _guarded(self) -> Transaction:
        return Transaction(self._engine, self._path)

    @staticmethod
    def _update(connection: sa.Connection, user: str, name: str, **values: str) -> None:
        done = connection.execute(conversations.update().where(*_is(user, name)).values(**values))
        _exists(done.rowcount)


def _exists(found: object) -> None:
    if not found:
        raise UserError("没有这个对话，可能已被删除。")


def _is(user: str, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return conversations.c.user == user, conversations.c.id == name


def _counted() -> sa.Select[Any]:
    count = sa.select(sa.func.count()).where(turns.c.conversation == conversations.c.id).scalar_subquery()
    return sa.select(conversations, count.label("count"))


def _conversation(row: Any) -> Conversation:
    created, changed = datetime.fromisoformat(row.created), datetime.fromisoformat(row.changed)
    return Conversation(row.id, row.user, row.title, created, changed, row.count)


def _text(at: datetime) -> str:
    """A time that sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
