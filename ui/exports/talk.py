"""A conversation as a file, .md or .docx. The same conversation at the same time gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.answers import Answer
from knowledge.conversations import Conversation
from ui.exports.files import known_suffix, whole_file
from ui.exports.talk_blocks import blocks
from ui.exports.talk_markdown import markdown
from ui.exports.talk_word import word

TALK_SUFFIXES = (".md", ".docx")


def export_talk(conversation: Conversation, answers: Sequence[Answer], path: Path, at: datetime) -> str:
    """Write a conversation in the format of the path's suffix; a Chinese sentence that says what was written.

    `at` is the time of the export, printed as it is. UserError where the file cannot be written.
    """
    suffix = known_suffix(path, TALK_SUFFIXES)
    made = blocks(conversation, answers, at)
    with whole_file(path) as draft:
        draft.write_bytes(markdown(made).encode("utf-8") if suffix == ".md" else word(made, at))
    return f"已写入 {len(answers)} 轮问答：{path.name}"
