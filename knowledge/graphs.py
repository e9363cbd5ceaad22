"""Embedded Chroma: the vectors of a level, parted into graphs of bounded size.

Chroma holds a whole graph in memory, some 2 KiB a vector, once anything of it is read or even counted. A level
is therefore several collections of at most ENTRIES, give or take a document; whoever writes holds one graph a
level at a time, so that the memory of an ingest does not grow with the collection, and HOMES says in which graph
a document is, so that none is read to find out. A search asks each graph: some 5 ms for each, whatever it
holds (measured with 8,000 and with 130,000 vectors).

Chroma's `PersistentClient` is for one process at a time when writing, and an open reader does not
see what another process wrote: `close` and use it again. One thread at a time uses the store, so that
none reads what another is closing.
High `ef` makes its approximate search repeatable (default settings gave the same ten neighbours
for only 43 of 50 queries after a rebuild); among vectors that are nearly the same it still misses some
one in 50,000, other ones after each rebuild.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import chromadb
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

from knowledge.errors import UserError

FOLDER = "vectors"
HOMES = "graphs.jsonl"  # a line a document and level, written before its first entry; the last one holds
CONSTRUCTION = 400
ENTRIES = 32_768  # of one graph: 64 MiB
FAILURES = (ChromaError, ValueError)  # of reading while another process writes
_OPENING = Lock()  # Chroma shares a store among the clients of one folder, and counts them without a lock
Metadata = Mapping[str, str | int]
Documents = frozenset[str] | None
Entry = tuple[str, Mapping[str, Any], Any]


class Graphs:
    """The graphs of one data folder, by level. `using` is held by who reads several things of one state.

    `construction` is how many neighbours Chroma weighs for each vector of a new graph (ef_construction).
    """

    def __init__(self, folder: Path, construction: int = CONSTRUCTION) -> None:
        self._folder = folder / FOLDER
        self._configuration = _configuration(construction)
        self.using = RLock()
        self._client: ClientAPI | None = None
        self._graphs: dict[str, list[chromadb.Collection]] = {}
        self._homes: dict[tuple[str, str], int] = {}  # (level, document) → its graph
        self._at_hand: dict[str, int] = {}  # level → the graph of the document read or written last

    def upsert(
        self,
        level: str,
        document: str,
        ids: Sequence[str],
        vectors: Sequence[Sequence[float]],
        metadatas: Sequence[Metadata],
    ) -> None:
        """Store entries of a document, all of whose entries are in one graph of a level."""
        with self.using:
            if (level, document) not in self._known():
                graphs = self._all(level)
                self._settle(level, document, len(graphs) - (graphs[-1].count() < ENTRIES))
            graph = self._home(level, document)
            graph.upsert(ids=[*ids], embeddings=[*vectors], metadatas=[*metadatas])

    def delete(self, level: str, document: str, ids: Sequence[str]) -> None:
        """Delete entries of a document."""
        with self.using:
            self._home(level, document).delete(ids=[*ids])

    def entries_of(self, level: str, document: str, *, vectors: bool = False) -> Iterator[Entry]:
        """(id, metadata, vector or None) of the entries of one document, for who goes through many."""
        with self.using:
            if (level, document) in self._known():
                self._home(level, document)
        return self.entries(level, frozenset({document}), vectors=vectors)

    def entries(self, level: str, documents: Documents = None, *, vectors: bool = False) -> Iterator[Entry]:
        """(id, metadata, vector or None) of the entries of some documents (None: all)."""
        include: Any = ["metadatas", "embeddings"] if vectors else ["metadatas"]
        for graph in self._of(level, documents):
            found = graph.get(where=_where(documents), include=include)
            made: Any = found["embeddings"] if vectors else [None] * len(found["ids"])
            yield from zip(found["ids"], found["metadatas"] or [], made, strict=True)

    def nearest(
        self, level: str, vector: Sequence[float], limit: int, documents: Documents = None
    ) -> dict[str, float]:
        """Id → cosine similarity of the nearest `limit` entries of some documents (None: all), nearest first."""
        near: dict[str, float] = {}
        for graph in self._of(level, documents):
            found = graph.query(
                query_embeddings=list(vector),
                n_results=limit,
                where=_where(documents),
                include=["distances"],
            )
            distances = (found["distances"] or [[]])[0]
            near.update(
                (name, 1.0 - float(far)) for name, far in zip(found["ids"][0], distances, strict=True)
            )
        return dict(sorted(near.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])

    def count(self, level: str) -> int:
        """How many entries a level holds."""
        return sum(int(graph.count()) for graph in self._all(level))

    def close(self) -> None:
        """Give back files and memory, so that the next use opens them anew."""
        with self.using:
            if self._client is not None:
                with _OPENING:
                    self._client.close()  # type: ignore[attr-defined]  # the client has it, its interface does not
            self._client = None
            self._graphs.clear()
            self._homes.clear()

    def damaged(self) -> UserError:
        """What to say of a store that cannot be read."""
        return UserError(
            f"向量索引“{self._folder}”已损坏或不完整，请换一个 --data 目录，重新运行 zhice ingest。"
        )

    def _home(self, level: str, document: str) -> chromadb.Collection:
        """The graph that a document is in. Where that is another than the last one, all are given back before."""
        place = self._known()[level, document]
        if self._at_hand.get(level, place) != place:
            self.close()
        self._at_hand[level] = place
        graphs = self._all(level)
        if place == len(graphs):
            graphs.append(self._graph(level, place))
        return graphs[place]

    def _of(self, level: str, documents: Documents) -> Sequence[chromadb.Collection]:
        """The graphs to look into for these documents: all, or those that have one of them."""
        graphs = self._all(level)
        if documents is None or len(graphs) == 1:
            return graphs
        places = {self._known().get((level, document)) for document in documents}
        return [graph for place, graph in enumerate(graphs) if place in places]

    def _known(self) -> dict[tuple[str, str], int]:
        """(level, document) → its graph. A store made before there were several has all in the first."""
        if not self._homes:
            try:
                with (self._folder / HOMES).open("rb") as file:
                    lines = file.read().splitlines()
                self._homes.update(_read(lines))
            except FileNotFoundError:
                self._homes.update(
                    ((level, str(made["document"])), 0)
                    for level in {one.name for one in self._opened().list_collections()}
                    for made in self._all(level)[0].get(include=["metadatas"])["metadatas"] or []
                )
        return self._homes

    def _settle(self, level: str, document: str, place: int) -> None:
        """Keep in which graph a document is, before it is. A line that was cut by a stop spoils no other."""
        path = self._folder / HOMES
        new = self._homes if not path.exists() else {}
        self._homes[level, document] = place
        rows = [[*key, held] for key, held in {**new, (level, document): place}.items()]
        with path.open("ab") as file:
            file.write("".join(f"\n{json.dumps(row, ensure_ascii=False)}" for row in rows).encode())
            file.flush()
            os.fsync(file.fileno())

    def _opened(self) -> ClientAPI:
        if self._client is None:
            with _OPENING:
                self._client = chromadb.PersistentClient(
                    str(self._folder), Settings(anonymized_telemetry=False)
                )
        return self._client

    def _all(self, level: str) -> list[chromadb.Collection]:
        """The graphs of a level, at least one: the first has the name of the level, the others a number."""
        with self.using:
            try:
                if level not in self._graphs:
                    names = {one.name for one in self._opened().list_collections()}
                    more = 1
                    while _name(level, more) in names:
                        more += 1
                    self._graphs[level] = [self._graph(level, place) for place in range(more)]
                return self._graphs[level]
            # chromadb keeps a client that failed to start, and its next use is an AttributeError
            except (*FAILURES, AttributeError) as error:
                raise self.damaged() from error

    def _graph(self, level: str, place: int) -> chromadb.Collection:
        return self._opened().get_or_create_collection(
            _name(level, place), embedding_function=None, configuration=self._configuration
        )


def _read(lines: Sequence[bytes]) -> Iterator[tuple[tuple[str, str], int]]:
    for line in lines:
        with suppress(ValueError):  # cut by a stop
            level, document, place = json.loads(line)
            yield (level, document), place


def _name(level: str, place: int) -> str:
    return f"{level}-{place + 1}" if place else level


def _where(documents: Documents) -> Any:
    """The condition for entries of these documents. Of one alone, Chroma takes no list."""
    if documents is None:
        return None
    return {"document": {"$in": sorted(documents)} if len(documents) > 1 else next(iter(documents))}


def _configuration(construction: int) -> CreateCollectionConfiguration:
    return {
        "hnsw": {
            "space": "cosine",
            "ef_search": 400,
            "ef_construction": construction,
            "max_neighbors": 48,
        }
    }
