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
    note, question, answer = (text.encode("utf-8", "replace").decode() for text in (note, question, answer))
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
    rows, earlier = entry.pop("places"), entry.pop("history")
    if not isinstance(earlier, list) or not all(isinstance(row, list) for row in rows):
        return None
    history = tuple(earlier)
    places = tuple((source, clause) for source, clause in rows)
    found = Feedback(**entry, places=places, history=history)
    texts = (found.id, found.at, found.question, found.status, found.answer, found.note, *history)
    texts += tuple(text for place in places for text in place)
    sound = found.verdict in get_args(Verdict) and all(isinstance(text, str) for text in texts)
    return found if sound else None
