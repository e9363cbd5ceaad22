"""Conversations: resumed, continued, renamed, deleted and found again; each user's are the user's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.answers import Answer
from assistant.concealed import concealed
from assistant.question import EARLIER_QUESTIONS, proper
from assistant.record import answer_json, answer_of
from knowledge.conversations import Conversation, Conversations, Exchange
from knowledge.errors import UserError

DEFAULT_USER = "本机"
UNTITLED = "未命名的对话"
LONGEST_TITLE = 40
LONGEST_USER = 40


def earlier_questions(questions: Iterable[str]) -> tuple[str, ...]:
    """What the next question is understood with: the last EARLIER_QUESTIONS of those that were answered."""
    return tuple(questions)[-EARLIER_QUESTIONS:]


@dataclass(frozen=True, slots=True)
class Talks:
    """The conversations of one user, from whom the documents named in `hidden` are hidden.

    UserError for a name that is none, and what `Conversations` raises.
    """

    store: Conversations
    user: str = DEFAULT_USER
    hidden: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "user", _name(self.user, "使用者", LONGEST_USER))

    def list(self, words: str = "") -> tuple[Conversation, ...]:
        """The conversations, the last changed first; only those with each of the words in title or questions."""
        return self.store.list(self.user, _sound(words))

    def find(self, name: str) -> Conversation:
        """The conversation of an id, a title, or the beginning of one. UserError for none and for several."""
        name = _sound(name).strip()
        known = self.list()
        found = _exactly(name, known) or [one for one in known if one.id.startswith(name)]
        found = found or [one for one in known if one.title.startswith(name)]
        if not found or not name:
            raise UserError(f"没有名为“{name}”的对话，请用 zhice history 查看历史对话。")
        return _the_one(name, found)

    def named(self, name: str) -> Conversation | None:
        """The conversation of an id or a whole title, if there is one. UserError for several."""
        name = _title(name)
        found = _exactly(name, self.list())
        return _the_one(name, found) if found else None

    def answers(self, conversation: str) -> tuple[Answer, ...]:
        """What was answered in a conversation (its id), oldest first, as it was answered then; without what
        is hidden now."""
        self.store.get(self.user, conversation)
        kept = self.store.exchanges(self.user, conversation)
        return tuple(concealed(answer_of(one.question, one.answer), self.hidden) for one in kept)

    def start(self, title: str, now: datetime) -> Conversation:
        """A new conversation; a question as its title is trimmed to LONGEST_TITLE characters."""
        title = _sound(title) or UNTITLED
        short = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
        return self.store.start(self.user, _title(short), now)

    def keep(self, conversation: str, answer: Answer, now: datetime, *, title: str = "") -> str:
        """Append an answer to a conversation, a new one where no id is given; its id.

        A new one is called `title`, or as its first question.
        """
        name = conversation or self.start(title or answer.question, now).id
        self.add(name, answer, now)
        return name

    def add(self, conversation: str, answer: Answer, now: datetime) -> None:
        """Append an answer, with its question, to a conversation (its id)."""
        self.store.add(self.user, conversation, Exchange(proper(answer.question), answer_json(answer)), now)

    def rename(self, conversation: str, title: str) -> str:
        """Give a conversation (its id) another title; the title as kept."""
        title = _title(title)
        self.store.rename(self.user, conversation, title)
        return title

    def delete(self, conversation: str) -> None:
        """Take a conversation (its id) out, for good."""
        self.store.delete(self.user, conversation)


def _exactly(name: str, known: Iterable[Conversation]) -> list[Conversation]:
    known = tuple(known)
    return [one for one in known if one.id == name] or [one for one in known if one.title == name]


def _the_one(name: str, found: list[Conversation]) -> Conversation:
    if len(found) > 1:
        listed = "、".join(one.id for one in found[:3])
        raise UserError(
            f"“{name}”对应 {len(found)} 个对话，请改写编号（{listed}{'…' if found[3:] else ''}）。"
        )
    return found[0]


def _title(text: str) -> str:
    return _name(text, "对话的名称", LONGEST_TITLE)


def _name(text: str, what: str, longest: int) -> str:
    name = _sound(text)
    if not name:
        raise UserError(f"{what}是空的，请写一个不超过 {longest} 字的名称。")
    if len(name) > longest:
        raise UserError(f"{what}太长（{len(name)} 字），请控制在 {longest} 字以内。")
    return name


def _sound(text: str) -> str:
    """One line of visible characters."""
    whole = " ".join(text.split())
    return "".join(char for char in whole if unicodedata.category(char) not in ("Cc", "Cf", "Cs")).strip()
