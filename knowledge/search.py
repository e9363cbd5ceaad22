"""Search: keyword, vector and hybrid, all of one signature.

Scores are added: of words as shares of the best one, of vectors by how far their cosine lies below
the best one. On 601 questions over 282
notices whole answers offered the evidence among the first five in .882 of cases, with min-max scores
of BM25 and vectors in .862 (evals/LOG.md).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from knowledge.catalog import Snapshot
from knowledge.documents import Clause, Evidence, Passage
from knowledge.records import Records
from knowledge.vectors import Level
from knowledge.words import content_terms

DEPTH = 300
RECENT = 64
LEAST_TRUST, SPEAKS_ALIKE = 0.4, 0.8
BEST, LAW_TRUST = 10, 0.3  # 1,180 questions of laymen: nDCG@10 59.8 without, 60.4 with it
NEAR = 0.07  # cosines of the bundled model: among the nearest 300 of a question they differ by some 0.1
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: the words, and the names of the documents to stay in (None: all)."""

    text: str
    documents: frozenset[str] | None = None


class Retriever(Protocol):
    """Best evidence first, at most `limit`, ranks from 1, ties broken by clause id."""

    def search(self, query: Query, *, limit: int) -> tuple[Evidence, ...]: ...


class Nearness(Protocol):
    """What search asks of vectors; see `knowledge.vectors.Vectors` for what each gives."""

    @property
    def calibrated(self) -> bool: ...
    def refresh(self, generation: int) -> None: ...
    def embed(self, question: str) -> list[float]: ...
    def scores(
        self, vector: Sequence[float], level: Level, *, documents: frozenset[str] | None, limit: int
    ) -> dict[str, float]: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """Share of each score in the sum."""

    clause_vector: float = 0.25
    sentence_vector: float = 0.25
    clause_words: float = 0.25
    sentence_words: float = 0.25


class HybridSearch:
    """Weighted sum of normalised scores of clauses and of their best sentences."""

    def __init__(self, catalog: Records, vectors: Nearness, weights: Weights | None = None) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._weights = weights or Weights()
        # Remembered for when a question is searched again in some of the documents.
        self._vector = lru_cache(RECENT)(lambda text: vectors.embed(text))

    def search(self, query: Query, *, limit: int) -> tuple[Evidence, ...]:
        snapshot = self._catalog.snapshot()
        self._vectors.refresh(snapshot.generation)
        weights = self._weights
        scores: dict[str, float] = {}
        passages: dict[tuple[str, int], float] = {}
        cosines: dict[str, float] = {}
        if weights.clause_words or weights.sentence_words:
            words = content_terms(query.text)
            whole, parts = self._catalog.keyword_scores(words, documents=query.documents, limit=DEPTH)
            lay = query.documents is None and _asks_of_law(whole, snapshot)
            trust = LAW_TRUST if lay else self._trust(words, whole)
            _add(
                scores,
                _share({name: value for (name, _), value in whole.items()}),
                trust * weights.clause_words,
            )
            _add_sentences(scores, passages, _share(parts), trust * weights.sentence_words)
        if weights.clause_vector or weights.sentence_vector:
            vector = self._vector(query.text)
            near = self._vectors.scores(vector, "clauses", documents=query.documents, limit=DEPTH)
            cosines.update(near)
            _add(scores, self._closeness(near), weights.clause_vector)
            near = self._vectors.scores(vector, "sentences", documents=query.documents, limit=DEPTH)
            for name, value in near.items():
                clause, _ = _sentence_key(name)
                cosines[clause] = max(cosines.get(clause, 0.0), value)
            numbered = {_sentence_key(name): value for name, value in self._closeness(near).items()}
            _add_sentences(scores, passages, numbered, weights.sentence_vector)
        if not self._vectors.calibrated:
            cosines.clear()
        return _ranked(snapshot, scores, passages, cosines, limit)

    def _trust(self, words: Sequence[str], found: Mapping[tuple[str, int], float]) -> float:
        """How far words can be trusted, LEAST_TRUST..1: fully where the best clause holds SPEAKS_ALIKE of the
        question's words by rarity; a layman's words are not those of the documents."""
        rarity = self._catalog.rarity(words)
        rarest = max(rarity.values(), default=1.0)
        total = sum(rarity.get(word, rarest) for word in words)
        held = max(found.values(), default=0.0) / total if total else 0.0
        return max(LEAST_TRUST, min(1.0, held / SPEAKS_ALIKE))

    def _closeness(self, near: Mapping[str, float]) -> dict[str, float]:
        """Cosines as 0..1: 1 for the best, 0 where NEAR below it. The cosines of another model than the
        bundled one may lie anywhere: theirs are stretched from least to best."""
        if not near:
            return {}
        best = max(near.values())
        width = NEAR if self._vectors.calibrated else best - min(near.values())
        return {name: max(0.0, 1 - (best - value) / width) if width else 1.0 for name, value in near.items()}


class KeywordSearch(HybridSearch):
    """Words alone: clauses and their best sentences."""

    def __init__(self, catalog: Records, vectors: Nearness) -> None:
        super().__init__(catalog, vectors, Weights(0.0, 0.0, 0.5, 0.5))


class VectorSearch(HybridSearch):
    """Embeddings alone: clauses and their best sentences."""

    def __init__(self, catalog: Records, vectors: Nearness) -> None:
        super().__init__(catalog, vectors, Weights(0.5, 0.5, 0.0, 0.0))


def _asks_of_law(found: Mapping[tuple[str, int], float], snapshot: Snapshot) -> bool:
    """Whether more than half of the best clauses stand in articles, and not all in one document: who means no
    document in particular asks what the law says, and has other words than the law."""
    best = heapq.nlargest(BEST, found, key=lambda key: found[key])
    clauses = [snapshot.by_id[name] for name, _ in best if name in snapshot.by_id]
    documents = {clause.source.name for clause in clauses}
    return len(documents) > 1 and 2 * sum(clause.in_article for clause in clauses) > len(clauses)


def _share(scores: Mapping[_Key, float]) -> dict[_Key, float]:
    """Scores as shares of the best one."""
    best = max(scores.values(), default=1.0)
    return {key: value / best for key, value in scores.items()}


def _add(scores: dict[str, float], more: Mapping[str, float], weight: float) -> None:
    for name, value in more.items():
        scores[name] = scores.get(name, 0.0) + weight * value


def _add_sentences(
    scores: dict[str, float],
    passages: dict[tuple[str, int], float],
    more: Mapping[tuple[str, int], float],
    weight: float,
) -> None:
    best: dict[str, float] = {}
    for (name, number), value in more.items():
        best[name] = max(best.get(name, 0.0), value)
        passages[name, number] = passages.get((name, number), 0.0) + weight * value
    _add(scores, best, weight)


def _sentence_key(name: str) -> tuple[str, int]:
    clause, _, number = name.rpartition(":")
    return clause, int(number)


def _ranked(
    snapshot: Snapshot,
    scores: Mapping[str, float],
    passages: Mapping[tuple[str, int], float],
    cosines: Mapping[str, float],
    limit: int,
) -> tuple[Evidence, ...]:
    known = [(name, score) for name, score in scores.items() if name in snapshot.by_id]
    order = sorted(known, key=lambda pair: (-pair[1], pair[0]))[:limit]
    return tuple(
        Evidence(
            clause := snapshot.by_id[name],
            score,
            rank,
            _passages(clause, name, passages),
            cosines.get(name, 0.0) if cosines else None,
        )
        for rank, (name, score) in enumerate(order, 1)
    )


def _passages(clause: Clause, name: str, scores: Mapping[tuple[str, int], float]) -> tuple[Passage, ...]:
    spans = clause.sentences
    return tuple(Passage(b, e, scores.get((name, number), 0.0)) for number, (b, e) in enumerate(spans))
