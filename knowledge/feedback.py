"""What users said of answers, one JSON object a line in `feedback.jsonl` of the data folder.

A remark changes no answer. It becomes a case of an evaluation suite when somebody adopts it, and
counts when somebody has reviewed that case (evals.adopt).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from knowledge import logs
from knowledge.errors import UserError

FILE_NAME = "feedback.jsonl"
LOG_NAME = "意见记录"
LONGEST_NOTE = 500
Verdict = Literal["wrong", "incomplete", "should_refuse", "right_clause"]
VERDICTS: Mapping[str, Verdict] = {
    "答错了": "wrong",
    "不完整": "incomplete",
    "应当拒答": "should_refuse",
    "正确条款是": "right_clause",
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """A user's remark on an answer. `places` are source and address of what the answer cited; `note` is
    free text, for right_clause where the right one stands."""

    id: str
    at: str
    question: str
    history: tuple[str, ...]
    status: str
    answer: str
    places: tuple[tuple[str, str], ...]
    verdict: Verdict
    note: str = ""


def feedback_on(
    question: str,
    history: Sequence[str],
    status: str,
    answer: str,
    places: Sequence[tuple[str, str]],
    verdict: Verdict,
    note: str,
    at: datetime,
) -> Feedback:
    """A remark with its id. UserError where the note is too long, or names no clause that it should."""
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise UserError(f"说明太长（{len(note)} 字），请控制在 {LONGEST_NOTE} 字以内。")
    if verdict == "right_clause" and not note:
        raise UserError("请写明正确条款在哪里，例如：第3条。")
    note, question = (text.encode("utf-8", "replace").decode() for text in (note, question))
    unique = f"{at.isoformat()}{question}{verdict}{note}"
    name = hashlib.sha256(unique.encode("utf-8")).hexdigest()[:8]
    when = at.isoformat(timespec="seconds")
    earlier = tuple(text.encode("utf-8", "replace").decode() for text in history)
    return Feedback(name, when, question, earlier, status, answer, tuple(places), verdict, note)


def add_feedback(folder: Path, feedback: Feedback) -> None:
    """Append a remark to the log of a data folder."""
    logs.append(folder / FILE_NAME, asdict(feedback), LOG_NAME)


def read_feedback(folder: Path) -> tuple[Feedback, ...]:
    """All remarks, oldest first. UserError names the line that is damaged."""
    return logs.read(folder / FILE_NAME, LOG_NAME, _feedback)


def _feedback(entry: Any) -> Feedback | None:
    places = tuple((str(source), str(clause)) for source, clause in entry.pop("places"))
    history = tuple(str(question) for question in entry.pop("history"))
    found = Feedback(**entry, places=places, history=history)
    texts = (found.id, found.at, found.question, found.status, found.answer, found.note)
    sound = found.verdict in get_args(Verdict) and all(isinstance(text, str) for text in texts)
    return found if sound else None
