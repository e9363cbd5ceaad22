"""Which clauses and sentences hold which words: an inverted index in memory, one generation of the catalog.

A row is a clause or a sentence of one; it holds the words of its text, its headings and its document's
title, all alike and however often. Its score is the sum of the rarity of the question's words it holds
(BM25 with k1 = 0): on texts this short, counting repeats and punishing length only cost (evals/LOG.md).
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RECENT = 64
DIGITS = 9  # the sum of the same weights in another order is the same score
Row = tuple[str, int]
_Rows = npt.NDArray[np.int32]
_Places = npt.NDArray[np.intp]
_Totals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the index: clause id and passage (-1: the whole clause), its document, its terms by blanks."""

    clause: str
    passage: int
    document: str
    words: str
    headings: str
    title: str


class Keywords:
    """The index of these entries, in whatever order; rows of equal score are told by clause and passage."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        names: dict[str, int] = {}
        keys: list[Row] = []
        held, sizes, documents = array("i"), array("i"), array("i")

        def numbered(text: str) -> Iterator[int]:
            return map(numbers.__getitem__, text.split())

        @lru_cache(maxsize=RECENT)
        def around(headings: str, title: str) -> frozenset[int]:
            return frozenset(numbered(f"{headings} {title}"))

        for entry in entries:
            own = around(entry.headings, entry.title).union(numbered(entry.words))
            held.extend(own)
            sizes.append(len(own))
            documents.append(names.setdefault(entry.document, len(names)))
            keys.append((entry.clause, entry.passage))
        order = sorted(range(len(keys)), key=keys.__getitem__)
        places = np.empty(len(keys), np.int32)
        places[order] = np.arange(len(keys), dtype=np.int32)
        terms = np.asarray(held)
        self._numbers, self._names = dict(numbers), names
        self._keys = [keys[place] for place in order]
        self._documents = np.asarray(documents)[order]
        self._sentences = np.fromiter((passage >= 0 for _, passage in self._keys), bool, len(keys))
        self._rows = np.repeat(places, np.asarray(sizes))[np.argsort(terms, kind="stable")]
        self._ends = np.cumsum(np.bincount(terms, minlength=len(numbers)))

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Word → inverse document frequency over all rows, ln(1 + N / (1 + n)); only words that occur."""
        counts = {word: len(self._postings(word)) for word in words if word in self._numbers}
        return {word: math.log(1 + len(self._keys) / (1 + count)) for word, count in counts.items()}

    def counts(self) -> Iterator[tuple[str, int]]:
        """Every word with the number of rows that hold it."""
        sizes = np.diff(self._ends, prepend=0)
        return ((word, int(sizes[number])) for word, number in self._numbers.items())

    def scores(
        self, words: Iterable[str], *, documents: frozenset[str] | None, limit: int
    ) -> tuple[dict[Row, float], dict[Row, float]]:
        """(clause id, passage) → score of the best `limit` clauses, and of the best `limit` sentences."""
        rarity = self.rarity(dict.fromkeys(words))
        if not rarity:
            return {}, {}
        postings = [self._postings(word) for word in rarity]
        weights = np.repeat([*rarity.values()], [len(rows) for rows in postings])
        totals = np.bincount(np.concatenate(postings), weights, len(self._keys)).astype(np.float64)
        found = np.flatnonzero(totals)
        if documents is not None:
            inside = [number for name, number in self._names.items() if name in documents]
            found = found[np.isin(self._documents[found], inside)]
        parts = self._sentences[found]
        return self._best(totals, found[~parts], limit), self._best(totals, found[parts], limit)

    def _best(self, totals: _Totals, found: _Places, limit: int) -> dict[Row, float]:
        scores = totals[found].round(DIGITS)
        if len(found) > limit > 0:
            enough = scores >= np.partition(scores, -limit)[-limit]
            found, scores = found[enough], scores[enough]
        order = np.argsort(-scores, kind="stable")[:limit]
        return {self._keys[found[place]]: float(scores[place]) for place in order}

    def _postings(self, word: str) -> _Rows:
        number = self._numbers[word]
        return self._rows[self._ends[number - 1] if number else 0 : self._ends[number]]
