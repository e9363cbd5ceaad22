"""What one person has before them at the page: who they are, what they may do, what they see.

Every event of the page begins by asking `Desks` for the desk of who sent it, so that nothing is shown
or done for one person that belongs to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import gradio as gr

from assistant.answers import Answer
from assistant.conversation import DEFAULT_USER, Talks
from knowledge import audit
from knowledge.documents import Clause, Source
from knowledge.errors import UserError
from knowledge.feedback import Feedback, add_feedback
from knowledge.ledger import Ledger
from knowledge.ledgers import Ledgers
from knowledge.people import Role
from knowledge.records import Records


class Answering(Protocol):
    """Answers a question: drafts as text while they grow, then one verified answer; and questions that go
    on from an answer. `documents` are the names of those to stay in (None: all)."""

    def stream(
        self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
    ) -> Iterator[str | Answer]: ...
    def follow_ups(self, answer: Answer, documents: frozenset[str] | None = None) -> tuple[str, ...]: ...


class Library(Protocol):
    """The documents that answers may cite; clauses come in document order."""

    def documents(self) -> tuple[Source, ...]: ...
    def clauses(self, name: str) -> tuple[Clause, ...]: ...


@dataclass(frozen=True, slots=True)
class Noted:
    """Answers questions, and writes into the audit log of a data folder who asked what."""

    answering: Answering
    data: Path
    user: str = DEFAULT_USER

    def stream(
        self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
    ) -> Iterator[str | Answer]:
        """As `Answering.stream`; a question that cannot be noted is not answered."""
        audit.note(self.data, self.user, "asked", question)
        yield from self.answering.stream(question, history, documents)

    def follow_ups(self, answer: Answer, documents: frozenset[str] | None = None) -> tuple[str, ...]:
        """As `Answering.follow_ups`; offering questions is nothing to note."""
        return self.answering.follow_ups(answer, documents)


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's view of one data folder.

    `answering`, `library` and `records` hold only the documents this person may see; without `talks`
    no conversation is kept; desks that share their `ledgers` open each ledger once. A reader asks and exports, an editor also corrects and brings documents in,
    an admin does everything.
    """

    answering: Answering
    library: Library
    records: Records
    data: Path
    talks: Talks | None = None
    user: str = DEFAULT_USER
    role: Role = "admin"
    ledgers: Ledgers = field(default_factory=Ledgers, repr=False, compare=False)

    @property
    def may_edit(self) -> bool:
        """Whether this person may correct the ledger and change which documents are in."""
        return self.role != "reader"

    def ledger(self) -> Ledger:
        """The ledger of the documents seen here, opened again only after a change. UserError where the
        office's own files are damaged."""
        return self.ledgers.of(self.records, self.data)

    def keep(self, feedback: Feedback) -> None:
        """Keep a remark on an answer."""
        add_feedback(self.data, feedback)
        self.note("remarked", feedback.question)

    def note(self, action: str, detail: str = "") -> None:
        """Write into the audit log what this person did (a key of `knowledge.audit.LABELS`), and to what."""
        audit.note(self.data, self.user, action, detail)

    def kept_talks(self) -> Talks:
        """The conversations of this person. UserError where none are kept."""
        if self.talks is None:
            raise UserError("这里不保存历史对话。")
        return self.talks


class Desks(Protocol):
    """Whose desk it is. UserError where nobody is signed in who should be, or no such token was given out."""

    def __call__(self, request: gr.Request | None) -> Desk:
        """The desk of who sent an event of the page."""
        ...

    def of_token(self, token: str | None) -> Desk:
        """The desk of a program that shows this token."""
        ...


@dataclass(frozen=True, slots=True)
class OneDesk:
    """Everybody who opens the page sits at the same desk, and so do programs on this machine."""

    desk: Desk

    def __call__(self, request: gr.Request | None) -> Desk:
        return self.desk

    def of_token(self, token: str | None) -> Desk:
        return self.desk
