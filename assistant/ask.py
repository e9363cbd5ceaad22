"""Question → answer: understand, search, compose or generate, verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from time import perf_counter

from assistant.answers import Answer
from assistant.compose import compose
from assistant.question import Asked, understand
from assistant.responsible import departments_of
from assistant.select import candidates
from assistant.verify import verify
from knowledge.catalog import Catalog
from knowledge.documents import Clause, Evidence, Source
from knowledge.search import Query, Retriever

OFFERED = 10
DEPTH = 40
PRIOR_WEIGHT = 0.3
SENTENCE_WEIGHT = 0.3
BEST_SENTENCE = 1.5


class Assistant:
    """Answers questions over one catalog."""

    def __init__(self, catalog: Catalog, retriever: Retriever) -> None:
        self._catalog = catalog
        self._retriever = retriever

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The verified answer. UserError for an empty or over-long question."""
        started = perf_counter()
        snapshot = self._catalog.snapshot()
        asked = understand(question, history, snapshot.sources)
        clauses = [clause for source in _scope(asked, snapshot.sources) for clause in snapshot.clauses[source.name]]
        asked = replace(asked, departments=_departments(asked.text, clauses))
        found = self._retriever.search(Query(asked.text), limit=DEPTH)
        rarity = self._catalog.rarity(asked.focus)
        evidence = _reranked(asked, found, rarity)[:OFFERED]
        searched = perf_counter()
        draft = compose(asked, evidence, rarity, clauses)
        answer = verify(question, draft, evidence, history)
        answer = replace(answer, evidence=_cited_first(answer, evidence))
        done = perf_counter()
        timings = {"search": 1000 * (searched - started), "write": 1000 * (done - searched), "total": 1000 * (done - started)}
        return replace(answer, timings_ms=timings)

    def stream(self, question: str, history: Sequence[str] = ()) -> Iterator[str | Answer]:
        yield self.ask(question, history)


def _scope(asked: Asked, sources: Sequence[Source]) -> list[Source]:
    """The documents a question is about by its own words; all if it names none."""
    best = max(asked.prior.values(), default=0.0)
    if best < 0.5:
        return list(sources)
    return [source for source in sources if asked.prior[source.name] >= best - 0.2]


def _departments(text: str, clauses: Sequence[Clause]) -> tuple[str, ...]:
    return tuple(sorted((name for name in departments_of(clauses) if name in text), key=text.index))


def _reranked(asked: Asked, found: Sequence[Evidence], rarity: Mapping[str, float]) -> tuple[Evidence, ...]:
    """Rank again with what the question says of the documents, and with the best sentence of each clause."""
    best: dict[str, float] = {}
    for candidate in candidates(asked, found, rarity):
        best.setdefault(candidate.clause.id, candidate.score)
    scored = [
        (
            item.score
            + PRIOR_WEIGHT * asked.prior.get(item.clause.source.name, 0.0)
            + SENTENCE_WEIGHT * best.get(item.clause.id, 0.0),
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


def _cited_first(answer: Answer, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What the answer rests on leads the evidence, the rest follows in its order."""
    by_id = {item.clause.id: item for item in evidence}
    cited = {citation.clause.id: by_id.get(citation.clause.id) or Evidence(citation.clause, 1.0)
             for citation in answer.citations}
    rest = [item for item in evidence if item.clause.id not in cited]
    return tuple(replace(item, rank=rank) for rank, item in enumerate([*cited.values(), *rest], 1))
