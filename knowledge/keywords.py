"""Which clauses and sentences hold which words: an inverted index in memory, one generation of the catalog.

A row is a clause or a sentence of one; it holds the words of its text, its headings and its document's
title. Its score is BM25, each word of headings and title counted once, lengths held against the mean of
clauses or of sentences (k1 and b: evals/LOG.md).
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

K1, B = 1.0, 0.5
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
        repeats, lengths = array("f"), array("f")

        def numbered(text: str) -> Iterator[int]:
            return map(numbers.__getitem__, text.split())

        @lru_cache(maxsize=RECENT)
        def around(headings: str, title: str) -> frozenset[int]:
            return frozenset(numbered(f"{headings} {title}"))

        for entry in entries:
            own = dict.fromkeys(around(entry.headings, entry.title), 1) | Counter(numbered(entry.words))
            held.extend(own)
            repeats.extend(own.values())
            sizes.append(len(own))
            lengths.append(sum(own.values()))
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
        by_term = np.argsort(terms, kind="stable")
        self._rows = np.repeat(places, np.asarray(sizes))[by_term]
        length = np.asarray(lengths)
        sentence = np.fromiter((passage >= 0 for _, passage in keys), bool, len(keys))
        for kind in (sentence, ~sentence):
            length[kind] /= max(1.0, float(length[kind].mean())) if kind.any() else 1.0
        damped = np.repeat(K1 * (1 - B + B * length), np.asarray(sizes))
        tf = np.asarray(repeats)
        self._shares = (tf * (K1 + 1) / (tf + damped))[by_term]
        self._ends = np.cumsum(np.bincount(terms, minlength=len(numbers)))

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Word → inverse document frequency over all rows, ln(1 + N / (1 + n)); only words that occur."""
        spans = {word: self._span(word) for word in words if word in self._numbers}
        counts = {word: span.stop - span.start for word, span in spans.items()}
        return {word: math.log(1 + len(self._keys) / (1 + count)) for word, count in counts.items()}

    def counts(self) -> Iterator[tuple[str, int]]:
        """Every word with the number of rows that hold it."""
        sizes = np.diff(self._ends, prepend=0)
        return ((word, int(sizes[number])) for word, number in self._numbers.items())

    def telling(self) -> Iterator[tuple[str, int]]:
        """The same for pairs of characters and words in Latin letters only."""
        counts = self.counts()
        return ((word, count) for word, count in counts if len(word) == 2 or "a" <= word[0] <= "z")

    def scores(
        self, words: Iterable[str], *, documents: frozenset[str] | None, limit: int
    ) -> tuple[dict[Row, float], dict[Row, float]]:
        """(clause id, passage) → score of the best `limit` clauses, and of the best `limit` sentences."""
        rarity = self.rarity(dict.fromkeys(words))
        if not rarity:
            return {}, {}
        spans = [self._span(word) for word in rarity]
        postings = [self._rows[span] for span in spans]
        weights = np.concatenate(
            [w * self._shares[span] for w, span in zip(rarity.values(), spans, strict=True)]
        )
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

    def _span(self, word: str) -> slice:
        number = self._numbers[word]
        return slice(int(self._ends[number - 1]) if number else 0, int(self._ends[number]))
