"""Clause and sentence vectors in embedded Chroma; a cache that the catalog can rebuild.

Chroma's `PersistentClient` is for one process at a time when writing, and an open reader does not
see what another process wrote: `refresh` reopens it when the catalog's generation has moved. One thread
at a time uses the store, so that none reads what another is closing.
High `ef` makes its approximate search repeatable (default settings gave the same ten neighbours
for only 43 of 50 queries after a rebuild); among vectors that are nearly the same it still misses some
one in 50,000, other ones after each rebuild, so that a small collection is compared in full instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Literal

import chromadb
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

from knowledge.documents import Clause, numbering_length
from knowledge.embedding import Embedder
from knowledge.errors import UserError
from knowledge.keywords import Row
from knowledge.scan import Scan
from knowledge.words import fold

Level = Literal["clauses", "sentences"]
LEVELS: tuple[Level, ...] = ("clauses", "sentences")
FOLDER = "vectors"
HEADING_LENGTH = 60
BATCH = 64
CONSTRUCTION = 400
FEW_DOCUMENTS = 5  # of which all vectors are read sooner than the graph is searched for them
ATTEMPTS = 10  # to read, each from a store opened anew: while another process writes, ids come before vectors
_OPENING = Lock()  # Chroma shares a store among the clients of one folder, and counts them without a lock
FEW_VECTORS = 2000  # of a collection that is read whole when it has changed, at some 0.15 ms each


class Vectors:
    """The two collections of one data folder. Errors of Chroma become UserError.

    `construction` is how many neighbours Chroma weighs for each vector of a new collection (ef_construction).
    """

    def __init__(self, folder: Path, embedder: Embedder, *, construction: int = CONSTRUCTION) -> None:
        self._folder = folder / FOLDER
        self._embedder = embedder
        self._configuration = _configuration(construction)
        self._generation = -1
        self._using = RLock()
        self._client: ClientAPI | None = None
        self._collections: dict[Level, chromadb.Collection] = {}
        self._scans: dict[Level, Scan | None] = {}  # None: too many

    @property
    def calibrated(self) -> bool:
        """Whether cosines of this model have been measured against answerable and other questions."""
        return self._embedder.fingerprint.startswith("bundled")

    def refresh(self, generation: int) -> None:
        """Reopen the store if the catalog has changed since it was opened."""
        with self._using:
            if generation > self._generation:  # another thread may hold an older state of the catalog
                self.close()
                self._generation = generation

    def put(self, clauses: Sequence[Clause], earlier: Sequence[Clause] = ()) -> Iterator[int]:
        """Embed and store the clauses of one document; yields how many texts of `texts_of` are done.

        What the document's `earlier` clauses said already is not embedded again.
        """
        rows = [*texts_of(clauses)]
        known = self._stored(earlier) if earlier else {}
        done = 0
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            new = [text for text in dict.fromkeys(row[2] for row in some) if text not in known]
            if new:
                known.update(zip(new, self._embedder.embed_documents(new), strict=True))
            for level in LEVELS:
                chosen = [row for row in some if row[0] == level]
                if chosen:
                    self._upsert(level, chosen, [known[row[2]] for row in chosen])
            done += len(some)
            yield done

    def _upsert(
        self, level: Level, rows: list[tuple[Level, str, str, Clause]], vectors: list[list[float]]
    ) -> None:
        with self._using:
            self._collection(level).upsert(
                ids=[row[1] for row in rows],
                embeddings=vectors,  # type: ignore[arg-type]  # chromadb's union of array types
                metadatas=[
                    {"document": c.source.name, "revision": c.source.revision, "text": _digest(text)}
                    for _, _, text, c in rows
                ],
            )
            self._scans.pop(level, None)

    def _stored(self, clauses: Sequence[Clause]) -> dict[str, list[float]]:
        """Text → vector of the clauses and sentences of one document that have one."""
        text_of = {(level, name): text for level, name, text, _ in texts_of(clauses)}
        where: Any = {"document": clauses[0].source.name}
        known: dict[str, list[float]] = {}
        for level in LEVELS:
            found = self._collection(level).get(where=where, include=["embeddings", "metadatas"])
            vectors: Any = found["embeddings"]
            for name, vector, made in zip(found["ids"], vectors, found["metadatas"] or [], strict=True):
                text = text_of.get((level, name), "")
                if made.get("text") == _digest(text):
                    known[text] = vector.tolist()
        return known

    def drop(self, document: str, *, keep: Sequence[Clause] = ()) -> None:
        """Delete a document's vectors, those of the clauses `keep` and of their sentences excepted."""
        kept = {(level, name) for level, name, _, _ in texts_of(keep)}
        for level in LEVELS:
            with self._using:
                collection = self._collection(level)
                stored = collection.get(where={"document": document}, include=[])["ids"]
                gone = [name for name in stored if (level, name) not in kept]
                for start in range(0, len(gone), BATCH):
                    collection.delete(ids=gone[start : start + BATCH])
                self._scans.pop(level, None)

    def holds(self, clauses: Sequence[Clause]) -> bool:
        """Whether the store has a vector for every clause and sentence of a document, and no others, each made
        of the text that is embedded today."""
        if not clauses:
            return True
        wanted: dict[Level, dict[str, str]] = {level: {} for level in LEVELS}
        for level, name, text, _ in texts_of(clauses):
            wanted[level][name] = _digest(text)
        return all(self._made(level, clauses[0].source.name) == wanted[level] for level in LEVELS)

    def holds_rows(self, document: str, rows: Iterable[Row]) -> bool:
        """Whether it has one for every row of the catalog (clause id, passage, or -1 for the clause), of whatever
        text, and no others."""
        wanted: dict[Level, set[str]] = {level: set() for level in LEVELS}
        for name, passage in rows:
            wanted["clauses" if passage < 0 else "sentences"].add(
                name if passage < 0 else f"{name}:{passage}"
            )
        where: Any = {"document": document}
        return all(
            wanted[level] == set(self._collection(level).get(where=where, include=[])["ids"])
            for level in LEVELS
        )

    def _made(self, level: Level, document: str) -> dict[str, str]:
        """Id → digest of the text, of the entries of a document."""
        where: Any = {"document": document}
        found = self._collection(level).get(where=where, include=["metadatas"])
        made = zip(found["ids"], found["metadatas"] or [], strict=True)
        return {name: str(one.get("text", "")) for name, one in made}

    def count(self, level: Level) -> int:
        """How many entries a collection holds."""
        return int(self._collection(level).count())

    def scores(
        self, vector: Sequence[float], level: Level, *, documents: frozenset[str] | None, limit: int
    ) -> dict[str, float]:
        """Id → cosine similarity of the nearest `limit` entries."""
        if documents is not None and not documents:
            return {}
        for left in reversed(range(ATTEMPTS)):
            try:
                with self._using:
                    return self._scores(vector, level, documents, limit)
            except (ChromaError, ValueError) as error:
                if not left:
                    raise self._damaged() from error
                self.close()
        return {}

    def _scores(
        self, vector: Sequence[float], level: Level, documents: frozenset[str] | None, limit: int
    ) -> dict[str, float]:
        where: Any = {"document": {"$in": sorted(documents)}} if documents is not None else None
        if scan := self._scan(level, documents, where):
            return scan.scores(vector, documents=documents, limit=limit)
        found = self._collection(level).query(
            query_embeddings=list(vector), n_results=limit, where=where, include=["distances"]
        )
        distances = found["distances"] or [[]]
        return {name: 1.0 - float(far) for name, far in zip(found["ids"][0], distances[0], strict=True)}

    def _scan(self, level: Level, documents: frozenset[str] | None, where: Any) -> Scan | None:
        """All vectors of a small collection, kept until it changes, or of a few documents of a large one;
        None where there are too many to read."""
        if level not in self._scans:
            self._scans[level] = self._read(level, None) if self.count(level) <= FEW_VECTORS else None
        few = documents is not None and len(documents) <= FEW_DOCUMENTS
        return self._scans.get(level) or (self._read(level, where) if few else None)

    def _read(self, level: Level, where: Any) -> Scan:
        found = self._collection(level).get(where=where, include=["embeddings", "metadatas"])
        vectors: Any = found["embeddings"]
        return Scan(found["ids"], [str(one["document"]) for one in found["metadatas"] or []], vectors)

    def embed(self, question: str) -> list[float]:
        """Vector of a question, folded as the stored texts are."""
        return self._embedder.embed_query(fold(question))

    def close(self) -> None:
        """Give back the files, so that the next use opens them anew."""
        with self._using:
            if self._client is not None:
                with _OPENING:
                    self._client.close()  # type: ignore[attr-defined]  # the client has it, its interface does not
            self._client = None
            self._collections.clear()
            self._scans.clear()

    def _collection(self, level: Level) -> chromadb.Collection:
        with self._using:
            return self._opened(level)

    def _opened(self, level: Level) -> chromadb.Collection:
        try:
            if self._client is None:
                with _OPENING:
                    self._client = chromadb.PersistentClient(
                        str(self._folder), Settings(anonymized_telemetry=False)
                    )
            if level not in self._collections:
                self._collections[level] = self._client.get_or_create_collection(
                    level, embedding_function=None, configuration=self._configuration
                )
            return self._collections[level]
        # chromadb keeps a client that failed to start, and its next use is an AttributeError
        except (ChromaError, ValueError, AttributeError) as error:
            raise self._damaged() from error

    def _damaged(self) -> UserError:
        return UserError(
            f"向量索引“{self._folder}”已损坏或不完整，请换一个 --data 目录，重新运行 zhice ingest。"
        )


def _configuration(construction: int) -> CreateCollectionConfiguration:
    return {
        "hnsw": {
            "space": "cosine",
            "ef_search": 400,
            "ef_construction": construction,
            "max_neighbors": 48,
        }
    }


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def clause_id(name: str, level: Level) -> str:
    """The id of the clause that an entry is of, or whose sentence it is."""
    return name if level == "clauses" else name.rpartition(":")[0]


def texts_of(clauses: Sequence[Clause]) -> Iterator[tuple[Level, str, str, Clause]]:
    """(level, id, text to embed, clause) for every clause and every sentence of it."""
    for clause in clauses:
        yield "clauses", clause.id, with_headings(clause, clause.text), clause
        for number, (begin, stop) in enumerate(clause.sentences):
            text = with_headings(clause, clause.text[begin:stop])
            yield "sentences", f"{clause.id}:{number}", text, clause


def headings_of(clause: Clause, text: str) -> str:
    """What a text of a clause stands under: the last two headings, without their numbers. In a law they begin with
    its title without the name of the country, which articles seldom name; the line of an article is no heading of itself."""
    lines = [line.rstrip("…") for line in clause.path]
    if any(_ARTICLE.match(line) for line in lines):
        lines = [
            clause.source.short_title.removeprefix("中华人民共和国"),
            *(line for line in lines if not text.startswith(line)),
        ]
    return " ".join(line[numbering_length(line) :] for line in lines[-2:])[-HEADING_LENGTH:]


_ARTICLE = re.compile("第[一二三四五六七八九十百千零〇]+条")


def with_headings(clause: Clause, text: str) -> str:
    """A text of a clause as a model reads it: folded, behind its headings."""
    headings = headings_of(clause, text)
    return fold(f"{headings}：{text}" if headings and headings not in text else text)
