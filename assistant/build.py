"""The only place that wires: settings → index → assistant."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from assistant.ask import Assistant
from assistant.generate import ChatGenerator, Generator
from assistant.settings import ChatSettings, Settings
from knowledge.catalog import Catalog
from knowledge.embedding import Embedder, embedder_from
from knowledge.errors import UserError
from knowledge.reranking import Reranker
from knowledge.search import HybridSearch
from knowledge.transformer_reranking import TransformersReranker
from knowledge.vectors import Vectors
from knowledge.visible import VisibleRecords, VisibleVectors

EMBEDDING_FACT = "embedding"
MOST_PARTS = 16


def open_index(
    settings: Settings, *, create: bool = False, embedder: Embedder | None = None
) -> tuple[Catalog, Vectors]:
    """The catalog and the vectors of a data folder; `embedder` goes before the one of the settings.

    UserError where there is none (unless `create`), where it is damaged, or where another
    embedding model made it: vectors of two models are never mixed.
    """
    embedder = embedder or embedder_from(settings.embedding)
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


def build(
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    generator: Generator | None = None,
    reranker: Reranker | None = None,
) -> Assistant:
    """An assistant over an existing index; models that are handed in go before those of the settings."""
    return open_assistants(settings, embedder=embedder, generator=generator, reranker=reranker).whole


class Assistants:
    """The assistants over one index: of all documents, and of every part that somebody may see.

    One of a part is made when it is first asked for and shared by all who see the same; the MOST_PARTS
    used last are held.
    """

    def __init__(
        self, catalog: Catalog, vectors: Vectors, generator: Generator | None, reranker: Reranker | None
    ) -> None:
        self._catalog, self._vectors = catalog, vectors
        self._generator, self._reranker = generator, reranker
        self._parts: OrderedDict[frozenset[str], Assistant] = OrderedDict()
        self._making = Lock()
        self._unhidden = VisibleRecords(catalog, frozenset())
        self.whole = Assistant(catalog, HybridSearch(catalog, vectors), generator, reranker)

    @property
    def catalog(self) -> Catalog:
        """The catalog of all of them."""
        return self._catalog

    def records(self, hidden: frozenset[str]) -> VisibleRecords:
        """The records without some documents, by their names."""
        seen = self.without(hidden).records
        return seen if isinstance(seen, VisibleRecords) else self._unhidden

    def without(self, hidden: frozenset[str]) -> Assistant:
        """The assistant that knows nothing of some documents, by their names."""
        if not hidden:
            return self.whole
        with self._making:
            made = self._parts.pop(hidden, None) or self._part(hidden)
            self._parts[hidden] = made
            if len(self._parts) > MOST_PARTS:
                self._parts.popitem(last=False)
        return made

    def _part(self, hidden: frozenset[str]) -> Assistant:
        records = VisibleRecords(self._catalog, hidden)
        search = HybridSearch(records, VisibleVectors(self._vectors, records))
        return Assistant(records, search, self._generator, self._reranker)


def open_assistants(
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    generator: Generator | None = None,
    reranker: Reranker | None = None,
) -> Assistants:
    """The assistants over an existing index. UserError where it is empty or not complete."""
    catalog, vectors = open_index(settings, embedder=embedder)
    snapshot = catalog.snapshot()
    wanted = len(snapshot.by_id)
    if not wanted:
        raise UserError(f"数据目录“{settings.data}”里还没有入库的文件，请先运行 zhice ingest 文件或文件夹。")
    if vectors.count("clauses") < wanted:
        raise UserError(f"数据目录“{settings.data}”的索引不完整，请重新运行 zhice ingest 补齐。")
    generator = generator or chat_generator(settings.chat)
    return Assistants(catalog, vectors, generator, reranker or reranker_from(settings.reranker))


def chat_generator(settings: ChatSettings) -> ChatGenerator | None:
    """The configured model, or None where none is. Model packages are imported only where they are used."""
    if not settings.model:
        return None
    if settings.kind == "transformers":
        from assistant.local_chat import LocalChat

        return ChatGenerator(LocalChat.of(settings.model))
    from assistant.endpoint import EndpointGenerator

    return EndpointGenerator(settings)


def reranker_from(model: str) -> Reranker | None:
    """The reranker of a folder or hub name, or None where none is set. Raises RerankingError."""
    return TransformersReranker(model) if model else None
