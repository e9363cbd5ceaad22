"""The order of evidence, seen again by a model that reads question and clause together (a cross-encoder).

WEIGHT is an assumption, not a measurement: no such model was at hand when this was written. Measure it
with the suites (`zhice eval all`) on the model that is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from knowledge.documents import Evidence
from knowledge.errors import UserError
from knowledge.vectors import with_headings

READ = 30  # clauses that are read again, of those that search and our own ranking put first
WEIGHT = 0.5  # share of the model's score in the sum with ours; not measured (see above)


class RerankingError(UserError):
    """The reranking model cannot be used."""


class Reranker(Protocol):
    """How well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """One number from 0 to 1 per passage, in order, more is better; `[]` for none. Raises RerankingError."""


def read_again(
    reranker: Reranker | None, question: str, evidence: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The first READ clauses, each under its headings, ordered by the weighted sum of our score and the
    reranker's; the others behind them as they were. Without a reranker all stay as they were."""
    if reranker is None:
        return tuple(evidence)
    first = evidence[:READ]
    passages = [with_headings(item.clause, item.clause.text) for item in first]
    read = zip(first, reranker.scores(question, passages), strict=True)
    order = sorted(read, key=lambda pair: WEIGHT * pair[1] + (1 - WEIGHT) * pair[0].score, reverse=True)
    return placed([*(item for item, _ in order), *evidence[READ:]])


def placed(order: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Evidence in a new order, its ranks made anew. The scores stay with the places, best first, so that what
    later steps hold them against still holds."""
    scores = sorted((item.score for item in order), reverse=True)
    return tuple(
        replace(item, score=score, rank=rank)
        for rank, (item, score) in enumerate(zip(order, scores, strict=True), 1)
    )
