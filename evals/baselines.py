"""Ours against what a tutorial builds, on the same cases in one run.

`tutorial`: LangChain's recursive splitter (1,000 characters, 200 shared, as in its RAG tutorial), the same
embeddings as ours, Chroma, the nearest chunks. `keyword` and `vector`: our clauses, one kind of search
alone, nothing ranked again. None of them has a model, understands a question or refuses: the answer
is the first piece found. What is compared is therefore told by spans, which every pipeline has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from assistant.answers import Answer, Citation
from assistant.build import open_index
from assistant.settings import Settings
from evals.cases import Case
from evals.gold import located
from evals.run import Progress, Report, Result, run
from evals.target import Target, documents_of, target_of
from knowledge.documents import Clause, Evidence, PolicyDocument
from knowledge.embedding import Embedder, embedder_from
from knowledge.errors import UserError
from knowledge.search import KeywordSearch, Query, Retriever, VectorSearch

CHUNK, SHARED = 1000, 200
OFFERED = 10
OURS = "知策"
COMPARED = (
    "evidence_at_1", "evidence_at_3", "evidence_at_5", "evidence_at_10", "evidence_within_1000", "span_recall_at_5", "span_precision_at_5",
    "passed", "facts", "focused", "completeness", "citation_recall", "citation_precision", "citation_f1",
    "decision", "refused", "false_refusal", "misled",
)  # fmt: skip


class FirstPiece:
    """The answer is the first piece that a retriever offers, whatever the question; it is never refused."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The first piece, cited whole; earlier questions are not looked at."""
        started = perf_counter()
        evidence = self._retriever.search(Query(question), limit=OFFERED)
        times = {"total": 1000 * (perf_counter() - started)}
        if not evidence:
            return Answer(question, "refused", "没有找到。", grade="absent", confidence=0.0, timings_ms=times)
        clause = evidence[0].clause
        cited = Citation(1, clause, clause.raw, clause.start, clause.end)
        return Answer(question, "answered", f"{clause.text}[1]", (cited,), evidence, timings_ms=times)


class TutorialSearch:
    """Chunks of fixed size in LangChain's Chroma, nearest first."""

    def __init__(self, documents: Sequence[PolicyDocument], embedder: Embedder) -> None:
        try:
            from langchain_chroma import Chroma
            from langchain_text_splitters import RecursiveCharacterTextSplitter
        except ImportError as error:
            raise UserError(
                "对照评测要用 LangChain 的切分器和 Chroma，请先运行 pip install -e '.[dev]'。"
            ) from error
        from chromadb.config import Settings as ChromaSettings

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK, chunk_overlap=SHARED, add_start_index=True
        )
        self._chunks = [chunk for document in documents for chunk in _chunks(splitter, document)]
        self._store: Any = Chroma(
            collection_name=f"chunks-{uuid4().hex}",
            embedding_function=embedder,  # type: ignore[arg-type]  # has the two methods that are called
            client_settings=ChromaSettings(anonymized_telemetry=False),
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": 400, "ef_construction": 400}},
        )
        if self._chunks:
            self._store.add_texts([c.raw for c in self._chunks], [{"n": n} for n in range(len(self._chunks))])

    def search(self, query: Query, *, limit: int) -> tuple[Evidence, ...]:
        """The nearest chunks."""
        found = self._store.similarity_search_with_score(query.text, k=limit)
        return tuple(
            Evidence(self._chunks[hit.metadata["n"]], 1 - distance, rank)
            for rank, (hit, distance) in enumerate(found, 1)
        )


def compared(
    suites: Sequence[tuple[Settings, Sequence[Case]]], progress: Progress | None = None
) -> dict[str, Report]:
    """Run every pipeline over every suite; the pooled results by pipeline, ours first."""
    results: dict[str, list[Result]] = {}
    pipelines: dict[Path, list[tuple[str, Target]]] = {}
    for settings, cases in suites:
        if settings.data not in pipelines:
            pipelines[settings.data] = list(_pipelines(settings))
        for name, target in pipelines[settings.data]:
            report = run(located(cases, target.documents), target.ask, progress)
            results.setdefault(name, []).extend(report.results)
    return {name: Report(tuple(own)) for name, own in results.items()}


def _pipelines(settings: Settings) -> Iterator[tuple[str, Target]]:
    ours = target_of(settings)
    yield OURS, ours
    catalog, vectors = open_index(settings)
    retrievers: dict[str, Retriever] = {
        "教程做法": TutorialSearch(documents_of(catalog), embedder_from(settings.embedding)),
        "仅关键词": KeywordSearch(catalog, vectors),
        "仅向量": VectorSearch(catalog, vectors),
    }
    for name, retriever in retrievers.items():
        yield name, Target(FirstPiece(retriever).ask, ours.documents, ours.models, {})


def _chunks(splitter: Any, document: PolicyDocument) -> Iterator[Clause]:
    for number, chunk in enumerate(splitter.create_documents([document.text])):
        start = chunk.metadata["start_index"]
        raw = document.text[start : start + len(chunk.page_content)]
        yield Clause(
            document.source, number, f"第{number + 1}块", (), "paragraph", raw, start, start + len(raw)
        )
