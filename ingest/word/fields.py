"""Fields of a Word document: an instruction, then the result that is shown.

A character in a circle (带圈字符) is a field without a result, drawn from its instruction: EQ \\o\\ac(○,3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.word.number_formats import printed

_DRAWN = re.compile(r"\s*eq\s*\\o\\ac\((?P<frame>.)\s*[,;，；]\s*(?P<inside>[^()]{1,10})\)", re.I)
_CIRCLES = "○〇◯"
LONGEST_INSTRUCTION = 200


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    over: bool = False


class Fields:
    """The fields that a paragraph has open; what stands in the instruction of one is not shown."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._instructions = 0

    @property
    def shown(self) -> bool:
        """Whether words at this place are shown."""
        return not self._instructions

    def instruct(self, text: str) -> None:
        """Take down a piece of the innermost field's instruction."""
        if self._open and len(self._open[-1].instruction) < LONGEST_INSTRUCTION:
            self._open[-1].instruction += text

    def step(self, kind: str | None) -> str:
        """Take a mark (begin, separate, end); at the end of a field without result, what it draws."""
        if kind == "begin":
            self._open.append(_Field())
            self._instructions += 1
        elif kind == "separate" and self._open and not self._open[-1].over:
            self._open[-1].over = True
            self._instructions -= 1
        elif kind == "end" and self._open and not (closed := self._open.pop()).over:
            self._instructions -= 1
            return _drawn(closed.instruction) if self.shown else ""
        return ""


def _drawn(instruction: str) -> str:
    match = _DRAWN.match(instruction)
    if match is None:
        return ""
    inside = match["inside"].strip()
    if match["frame"] in _CIRCLES and inside.isascii() and inside.isdigit():
        return printed(int(inside), "decimalEnclosedCircle")
    return inside
