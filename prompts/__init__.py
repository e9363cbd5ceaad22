"""Prompts: one Markdown file each, filled by name. A prompt's version is a digest of its words."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

_SLOT = re.compile(r"\{\{(\w+)\}\}")


def fill(prompt: str, **values: str) -> str:
    """Text of `prompts/<prompt>.md` with its {{names}} replaced.

    Raises KeyError where a name is missing or unknown: a prompt that lost a slot must not be sent.
    Values are put in once, so a {{name}} inside a value stays as it is.
    """
    text = _text(prompt)
    slots = set(_SLOT.findall(text))
    if wrong := slots ^ set(values):
        raise KeyError(f"{prompt}.md: {', '.join(sorted(wrong))}")
    return _SLOT.sub(lambda slot: values[slot[1]], text)


def version(prompt: str) -> str:
    """The prompt's name and the first eight digits of its text's SHA-256, such as `answer-1a2b3c4d`."""
    return f"{prompt}-{sha256(_text(prompt).encode('utf-8')).hexdigest()[:8]}"


def _text(prompt: str) -> str:
    return Path(__file__).with_name(f"{prompt}.md").read_text(encoding="utf-8")
