"""A suite of two questions about one notice, for `zhice eval`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.evals.values import STATIONS

ANSWERED: dict[str, Any] = {
    "id": "a",
    "question": STATIONS,
    "expect": "answer",
    "source": ["001"],
    "clauses": ["第二条"],
    "facts": [["50个"]],
}
REFUSED: dict[str, Any] = {"id": "b", "question": "明天下雨吗？", "expect": "refuse"}


Eval = Callable[..., tuple[int, str, str]]
