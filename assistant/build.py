"""The only place that wires: settings → index → assistant."""

from __future__ import annotations

from assistant.ask import Assistant
from assistant.generate import chat_generator
from assistant.settings import Settings
from knowledge.catalog import Catalog
from knowledge.embedding import embedder_from
from knowledge.errors import UserError
from knowledge.search import HybridSearch
from knowledge.vectors import Vectors

EMBEDDING_FACT = "embedding"


def open_index(settings: Settings, *, create: bool = False) -> tuple[Catalog, Vectors]:
    """The catalog and the vectors of a data folder.

    UserError where there is none (unless `create`), where it is damaged, or where another
    embedding model made it: vectors of two models are never mixed.
    """
    embedder = embedder_from(settings.embedding)
    catalog = Catalog(settings.data, create=create)
    made_by = catalog.fact(EMBEDDING_FACT)
    if made_by is None and create:
        catalog.set_fact(EMBEDDING_FACT, embedder.fingerprint)
    elif made_by != embedder.fingerprint:
        raise UserError(
            f"数据目录“{settings.data}”是用另一个向量模型建立的（{made_by}），不能与当前模型（{embedder.fingerprint}）混用；"
            "请恢复原来的设置，或用 --data 换一个目录重新入库。"
        )
    return catalog, Vectors(settings.data, embedder)


def build(settings: Settings) -> Assistant:
    """An assistant over an existing index."""
    catalog, vectors = open_index(settings)
    snapshot = catalog.snapshot()
    wanted = len(snapshot.by_id)
    if not wanted:
        raise UserError(f"数据目录“{settings.data}”里还没有入库的文件，请先运行 zhice ingest 文件或文件夹。")
    if vectors.count("clauses") < wanted:
        raise UserError(f"数据目录“{settings.data}”的索引不完整，请重新运行 zhice ingest 补齐。")
    return Assistant(catalog, HybridSearch(catalog, vectors), chat_generator(settings.chat))
