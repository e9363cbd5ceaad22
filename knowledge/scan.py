"""Vectors in memory, every one of them compared: what the graph finds, without its misses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

DIGITS = 6  # Chroma rounds a vector when it moves it into the graph: one text has one score before and after


class Scan:
    """The vectors of these ids, each of the document at the same place."""

    def __init__(self, ids: Sequence[str], documents: Sequence[str], vectors: npt.ArrayLike) -> None:
        order = sorted(range(len(ids)), key=ids.__getitem__)
        self._ids = [ids[place] for place in order]
        self._documents = [documents[place] for place in order]
        self._vectors = _of_unit_length(np.asarray(vectors, np.float64)[order]) if order else np.empty((0, 0))

    def scores(
        self, vector: Sequence[float], *, documents: frozenset[str] | None = None, limit: int
    ) -> dict[str, float]:
        """Id → cosine similarity of the nearest `limit`, within some documents; equal ones by id."""
        if not self._ids:
            return {}
        cosines = (self._vectors @ _of_unit_length(np.asarray([vector], np.float64))[0]).round(DIGITS)
        order = np.argsort(-cosines, kind="stable").tolist()
        inside = (place for place in order if documents is None or self._documents[place] in documents)
        return {
            self._ids[place]: float(cosines[place]) for _, place in zip(range(limit), inside, strict=False)
        }


def _of_unit_length(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths, lengths, 1.0)
