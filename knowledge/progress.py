"""How far users have come with what they are to learn: kept in the catalog's file, each user's own.

Each call is one short transaction of its own; what it keeps is there after a restart in the middle.
A folder without the table gets it.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.schema import CreateTable

from knowledge.catalog import FILE_NAME, Catalog, Transaction, engine_of
from knowledge.errors import UserError
from knowledge.tables import progress

Kind = Literal["read", "quiz", "answer"]
WAIT_S = 5
MOST_ENTRIES = 20_000


class Progress:
    """Reads and writes the progress in a data folder; to be used with `with`, or closed.

    `course` is what is learnt (`assistant.onboarding.Course.name`). Raises UserError where the folder
    holds no catalog, or another program has been writing in it for WAIT_S seconds.
    """

    def __init__(self, folder: Path) -> None:
        Catalog(folder).close()
        self._path = folder / FILE_NAME
        self._engine = engine_of(self._path, wait_s=WAIT_S)
        with self._guarded() as connection:
            connection.execute(CreateTable(progress, if_not_exists=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, user: str, course: str) -> frozenset[str]:
        """The ids of the clauses that a user has ticked off."""
        return frozenset(self._kept(user, course, "read"))

    def mark(self, user: str, course: str, clause: str, *, read: bool) -> None:
        """Tick a clause off, or take the tick back."""
        if read:
            self._keep(user, course, "read", clause, "")
            return
        with self._guarded() as connection:
            connection.execute(progress.delete().where(*_is(user, course, "read"), progress.c.item == clause))

    def seed(self, user: str, course: str) -> int:
        """The number of the quiz that a user is at; the first is 1."""
        return int(self._kept(user, course, "quiz").get("seed", "1"))

    def start(self, user: str, course: str, seed: int) -> None:
        """Begin the quiz of a number; what was answered in it before is forgotten."""
        with self._guarded() as connection:
            old = progress.c.item.startswith(f"{seed}/", autoescape=True)
            connection.execute(progress.delete().where(*_is(user, course, "answer"), old))
        self._keep(user, course, "quiz", "seed", str(seed))

    def answers(self, user: str, course: str, seed: int) -> dict[str, str]:
        """Question id → the words chosen, of the quiz of a number."""
        kept = self._kept(user, course, "answer")
        return {item.partition("/")[2]: v for item, v in kept.items() if item.startswith(f"{seed}/")}

    def answer(self, user: str, course: str, seed: int, question: str, chosen: str) -> None:
        """Keep what was chosen; the first choice counts, a later one changes nothing."""
        self._keep(user, course, "answer", f"{seed}/{question}", chosen)

    def last(self, user: str) -> str:
        """The course that a user opened last; '' if none."""
        return self._kept(user, "", "quiz").get("last", "")

    def open(self, user: str, course: str) -> None:
        """Remember a course as the last one opened."""
        self._keep(user, "", "quiz", "last", course)

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    def _guarded(self) -> Transaction:
        return Transaction(self._engine, self._path)

    def _kept(self, user: str, course: str, kind: Kind) -> dict[str, str]:
        query = sa.select(progress.c.item, progress.c.value).where(*_is(user, course, kind))
        with self._guarded() as connection:
            return {row.item: row.value for row in connection.execute(query)}

    def _keep(self, user: str, course: str, kind: Kind, item: str, value: str) -> None:
        row = {"user": user, "course": course, "kind": kind, "item": item, "value": value}
        made = insert(progress).values(row)
        changed = made.on_conflict_do_update(index_elements=list(progress.primary_key), set_={"value": value})
        held = sa.select(sa.func.count()).where(progress.c.user == user)
        with self._guarded() as connection:
            connection.execute(changed if kind == "quiz" else made.on_conflict_do_nothing())
            if connection.execute(held).scalar_one() > MOST_ENTRIES:
                raise UserError(f"学习记录已满 {MOST_ENTRIES} 条，请联系管理员清理。")


def _is(user: str, course: str, kind: Kind) -> tuple[sa.ColumnElement[bool], ...]:
    return progress.c.user == user, progress.c.course == course, progress.c.kind == kind
