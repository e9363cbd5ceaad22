"""Fakes at the seams only: an embedder and a reranker that need no model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from zlib import crc32

from knowledge.errors import UserError

DIMENSIONS = 64


class FakeEmbedder:
    """Character bigrams hashed into 64 dimensions: alike texts get alike vectors, on every machine.

    `fails_after` texts it raises, as an endpoint that goes away; `asked` keeps what was embedded.
    """

    def __init__(self, fingerprint: str = "fake:bigrams-64", *, fails_after: int | None = None) -> None:
        self.fingerprint = fingerprint
        self.asked: list[str] = []
        self.fails_after = fails_after

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.extend(texts)
        if self.fails_after is not None and len(self.asked) > self.fails_after:
            raise UserError("向量服务中断了，请稍后再试。")
        return [_vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return _vector(text)


class FakeReranker:
    """1 for passages that hold some words, 0 for the others; `read` keeps the questions and their passages."""

    def __init__(self, words: str) -> None:
        self._words = words
        self.read: list[tuple[str, list[str]]] = []

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        self.read.append((question, [*passages]))
        return [float(self._words in passage) for passage in passages]


def _vector(text: str) -> list[float]:
    counts = [0.0] * DIMENSIONS
    for i in range(max(1, len(text) - 1)):
        counts[crc32(text[i : i + 2].encode("utf-8")) % DIMENSIONS] += 1.0
    length = math.hypot(*counts)
    return [count / length for count in counts]
