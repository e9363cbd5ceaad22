"""The order of the evidence: how much each word counts, what the question says of the documents, the best sentences."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from assistant.answers import Answer
from assistant.patterns import SUBJECTLESS
from assistant.question import Asked
from assistant.select import candidates
from knowledge.documents import Evidence
from knowledge.reranking import placed

PRIOR_WEIGHT = 0.5
SENTENCE_WEIGHT = 0.3
BEST_SENTENCE = 1.5
EARLIER_WEIGHT = 0.25
CHANCE_WEIGHT = 0.5
FRAME_COST = 0.3
FRAME = ("title", "footer", "attachment")


def weighed(rarity: Mapping[str, float], asked: Asked, chance: Container[str]) -> dict[str, float]:
    """How much each word counts: words that only the earlier questions hold EARLIER_WEIGHT, pairs of
    characters that meet by chance CHANCE_WEIGHT."""

    def weight(word: str) -> float:
        own = not asked.own or word in asked.own or word in SUBJECTLESS
        return (1.0 if own else EARLIER_WEIGHT) * (CHANCE_WEIGHT if word in chance else 1.0)

    return {word: value * weight(word) for word, value in rarity.items()}


def reranked(asked: Asked, found: Sequence[Evidence], rarity: Mapping[str, float]) -> tuple[Evidence, ...]:
    """Rank again with what the question says of the documents, and with the best sentence of each clause."""
    best: dict[str, float] = {}
    for candidate in candidates(asked, found, rarity):
        best.setdefault(candidate.clause.id, candidate.score)
    scored = [
        (
            item.score
            + PRIOR_WEIGHT * asked.prior.get(item.clause.source.name, 0.0)
            + SENTENCE_WEIGHT * best.get(item.clause.id, 0.0)
            - (FRAME_COST if not asked.heads and item.clause.kind in FRAME else 0.0),
            item,
        )
        for item in found
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].clause.id))
    top = 1 + PRIOR_WEIGHT + SENTENCE_WEIGHT * BEST_SENTENCE
    return tuple(
        replace(item, score=min(1.0, max(0.0, score / top)), rank=rank)
        for rank, (score, item) in enumerate(scored, 1)
    )


def balanced(asked: Asked, ranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Of several documents that a question names, the evidence in turns: the best of each, the second of each."""
    if len(asked.mentions) < 2:
        return tuple(ranked)
    turns = zip_longest(*([item for item in ranked if one.holds(item.clause)] for one in asked.mentions))
    return placed([*dict.fromkeys(item for turn in turns for item in turn if item)])


def cited_first(answer: Answer, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What the answer rests on leads the evidence with the best score, the rest follows in its order."""
    top = max((item.score for item in evidence), default=1.0)
    by_id = {item.clause.id: item for item in evidence}
    cited = {
        citation.clause.id: by_id.get(citation.clause.id) or Evidence(citation.clause, top)
        for citation in answer.citations
    }
    first = [replace(item, score=top) for item in cited.values()]
    rest = [item for item in evidence if item.clause.id not in cited]
    return tuple(replace(item, rank=rank) for rank, item in enumerate([*first, *rest], 1))
