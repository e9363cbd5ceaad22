"""Prompts: one Markdown file each, filled by name."""

from __future__ import annotations

import re
from pathlib import Path

_SLOT = re.compile(r"\{\{(\w+)\}\}")


def fill(prompt: str, **values: str) -> str:
    """Text of `prompts/<prompt>.md` with its {{names}} replaced.

    Raises KeyError where a name is missing or unknown: a prompt that lost a slot must not be sent.
    Values are put in once, so a {{name}} inside a value stays as it is.
    """
    text = Path(__file__).with_name(f"{prompt}.md").read_text(encoding="utf-8")
    slots = set(_SLOT.findall(text))
    if wrong := slots ^ set(values):
        raise KeyError(f"{prompt}.md: {', '.join(sorted(wrong))}")
    return _SLOT.sub(lambda slot: values[slot[1]], text)
