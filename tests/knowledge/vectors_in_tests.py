"""What the tests of the embedders share."""

from __future__ import annotations

import math
import re

import pytest

from knowledge.embedding import (
    EmbeddingError,
)
from knowledge.errors import UserError

KEY = "sk-very-secret-0001"
SENTENCE = re.compile(r"[^。]+。")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def assert_unit(vector: list[float]) -> None:
    assert math.hypot(*vector) == pytest.approx(1, abs=1e-5)


def sentence_of(error: pytest.ExceptionInfo[EmbeddingError]) -> str:
    """The message, after checking that it is one Chinese sentence without the key."""
    text = str(error.value)
    assert isinstance(error.value, UserError)
    assert SENTENCE.fullmatch(text) and CHINESE.search(text) and "\n" not in text
    assert KEY not in text
    return text
