"""An answer as the text of a chat message: with its sources, and without anything that Markdown would run."""

from __future__ import annotations

import re

from assistant.answers import Answer
from ui.terminal import plain_text

# What would fetch a picture, put a link under other words, begin a tag or a piece of code.
_ACTIVE = re.compile(r"!(?=\[)|(?<=\])[(:]|<(?=[A-Za-z/!?])|[`\\]")


def markdown_text(answer: Answer) -> str:
    """The answer, then 来源： and each citation with its place and its very words; after a refusal the
    clauses nearby. Chat programs show Markdown, so every line is a paragraph of its own."""
    lines = plain_text(answer).split("\n")
    own = answer.text.count("\n") + 1
    sources = ["来源："] if answer.citations else []
    return "\n\n".join(_ACTIVE.sub(r"\\\g<0>", line) for line in [*lines[:own], *sources, *lines[own:]])
