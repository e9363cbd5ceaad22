"""What a suite is asked: an assistant over an index, the documents in it, and what it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant import ask, refuse
from assistant.build import EMBEDDING_FACT, build, open_index
from assistant.generate import PROMPT
from assistant.settings import Settings
from evals.run import Ask
from ingest.extract import RULES
from ingest.files import files_in
from ingest.run import ingest
from ingest.workers.supervisor import Workers
from knowledge import search
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from knowledge.records import Records
from knowledge.search import Weights
from knowledge.storage import writer
from prompts import version


@dataclass(frozen=True, slots=True)
class Target:
    """`models` and `settings` are kept in the record of a run."""

    ask: Ask
    documents: tuple[PolicyDocument, ...]
    models: Mapping[str, str]
    settings: Mapping[str, Any]


def target_of(settings: Settings) -> Target:
    """The assistant of these settings over its index. UserError where there is none, or a stale one."""
    assistant = build(settings)
    catalog, vectors = open_index(settings)
    for name, clauses in catalog.snapshot().clauses.items():
        if not vectors.holds(clauses):
            raise UserError(f"“{name}”的向量不是由库里现在的文字得来的，请重新运行 zhice ingest，再评测。")
    vectors.close()
    models = {"embedding": catalog.fact(EMBEDDING_FACT) or "", "chat": settings.chat.model}
    if settings.chat.model:
        models["prompt"] = version(PROMPT)
    if settings.reranker:
        models["reranker"] = settings.reranker
    return Target(assistant.ask, documents_of(catalog), models, settings_now())


def documents_of(catalog: Records) -> tuple[PolicyDocument, ...]:
    """Everything that can be read of the catalog, by file name."""
    snapshot = catalog.snapshot()
    return tuple(
        PolicyDocument(source, catalog.text(source.name), snapshot.clauses[source.name])
        for source in snapshot.sources
    )


def settings_now() -> dict[str, Any]:
    """What decides answers besides the index and the models."""
    return {
        "offered": ask.OFFERED,
        "depth": ask.DEPTH,
        "weights": asdict(Weights()),
        "least_known": refuse.LEAST_KNOWN,
        "least_formal": refuse.LEAST_FORMAL,
        "least_similarity": refuse.LEAST_SIMILARITY,
        "missing_words": refuse.MISSING_WORDS,
        "near": search.NEAR,
        "rules": RULES,
    }


def indexed(corpus: Path, settings: Settings, *, prune: bool = False) -> None:
    """Ingest a folder; unchanged files cost nothing. `prune`: what is not in the folder leaves the index,
    which must be one made for this evaluation. UserError names the first file that fails.
    """
    with writer(settings.data), Workers(settings.workers) as workers:
        catalog, vectors = open_index(settings, create=True)
        done = list(ingest(files_in([corpus]), catalog, vectors, parser=workers))
        for name in sorted(catalog.digests().keys() - {one.name for one in done}) if prune else ():
            catalog.remove(name)
            vectors.drop(name)
        failed = [one for one in done if one.status == "failed"]
        vectors.close()
        catalog.close()
    if failed:
        raise UserError(f"“{failed[0].name}”没有入库（{failed[0].message}），评测未进行。")
