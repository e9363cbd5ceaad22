"""Clause and sentence vectors: what of a document is embedded, and what is near a question. A cache that the
catalog can rebuild, kept in Chroma (`knowledge.graphs`).

A small collection is compared in full, so that nothing is missed: graphs are approximate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from knowledge.documents import Clause, numbering_length
from knowledge.embedding import Embedder
from knowledge.graphs import CONSTRUCTION, FAILURES, Graphs
from knowledge.keywords import Row
from knowledge.scan import Scan
from knowledge.words import fold

Level = Literal["clauses", "sentences"]
LEVELS: tuple[Level, ...] = ("clauses", "sentences")
HEADING_LENGTH = 60
BATCH = 64
FEW_DOCUMENTS = 5  # of which all vectors are read sooner than the graph is searched for them
ATTEMPTS = 10  # to read, each from a store opened anew: while another process writes, ids come before vectors
FEW_VECTORS = 2000  # of a collection that is read whole when it has changed, at some 0.15 ms each


class Vectors:
    """The two levels of one data folder. Errors of Chroma become UserError; see `Graphs` for `construction`."""

    def __init__(self, folder: Path, embedder: Embedder, *, construction: int = CONSTRUCTION) -> None:
        self._graphs = Graphs(folder, construction)
        self._embedder = embedder
        self._generation = -1
        self._scans: dict[Level, Scan | None] = {}  # None: too many

    @property
    def calibrated(self) -> bool:
        """Whether cosines of this model have been measured against answerable and other questions."""
        return self._embedder.fingerprint.startswith("bundled")

    def refresh(self, generation: int) -> None:
        """Reopen the store if the catalog has changed since it was opened."""
        with self._graphs.using:
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
        with self._graphs.using:
            self._graphs.upsert(
                level,
                rows[0][3].source.name,
                [row[1] for row in rows],
                vectors,
                [
                    {"document": c.source.name, "revision": c.source.revision, "text": _digest(text)}
                    for _, _, text, c in rows
                ],
            )
            self._scans.pop(level, None)

    def _stored(self, clauses: Sequence[Clause]) -> dict[str, list[float]]:
        """Text → vector of the clauses and sentences of one document that have one."""
        text_of = {(level, name): text for level, name, text, _ in texts_of(clauses)}
        known: dict[str, list[float]] = {}
        for level in LEVELS:
            for name, made, vector in self._graphs.entries(
                level, frozenset({clauses[0].source.name}), vectors=True
            ):
                text = text_of.get((level, name), "")
                if made.get("text") == _digest(text):
                    known[text] = vector.tolist()
        return known

    def drop(self, document: str, *, keep: Sequence[Clause] = ()) -> None:
        """Delete a document's vectors, those of the clauses `keep` and of their sentences excepted."""
        kept = {(level, name) for level, name, _, _ in texts_of(keep)}
        for level in LEVELS:
            with self._graphs.using:
                stored = [name for name, *_ in self._graphs.entries_of(level, document)]
                gone = [name for name in stored if (level, name) not in kept]
                for start in range(0, len(gone), BATCH):
                    self._graphs.delete(level, document, gone[start : start + BATCH])
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
        return all(
            wanted[level] == {name for name, *_ in self._graphs.entries_of(level, document)}
            for level in LEVELS
        )

    def _made(self, level: Level, document: str) -> dict[str, str]:
        """Id → digest of the text, of the entries of a document."""
        return {name: str(made.get("text", "")) for name, made, _ in self._graphs.entries_of(level, document)}

    def count(self, level: Level) -> int:
        """How many entries a level holds."""
        return self._graphs.count(level)

    def scores(
        self, vector: Sequence[float], level: Level, *, documents: frozenset[str] | None, limit: int
    ) -> dict[str, float]:
        """Id → cosine similarity of the nearest `limit` entries."""
        if documents is not None and not documents:
            return {}
        for left in reversed(range(ATTEMPTS)):
            try:
                with self._graphs.using:
                    return self._scores(vector, level, documents, limit)
            except FAILURES as error:
                if not left:
                    raise self._graphs.damaged() from error
                self.close()
        return {}

    def _scores(
        self, vector: Sequence[float], level: Level, documents: frozenset[str] | None, limit: int
    ) -> dict[str, float]:
        if scan := self._scan(level, documents):
            return scan.scores(vector, documents=documents, limit=limit)
        return self._graphs.nearest(level, vector, limit, documents)

    def _scan(self, level: Level, documents: frozenset[str] | None) -> Scan | None:
        """All vectors of a small collection, kept until it changes, or of a few documents of a large one;
        None where there are too many to read."""
        if level not in self._scans:
            self._scans[level] = self._read(level, None) if self.count(level) <= FEW_VECTORS else None
        few = documents is not None and len(documents) <= FEW_DOCUMENTS
        return self._scans.get(level) or (self._read(level, documents) if few else None)

    def _read(self, level: Level, documents: frozenset[str] | None) -> Scan:
        found = [*self._graphs.entries(level, documents, vectors=True)]
        return Scan(
            [name for name, *_ in found],
            [str(made["document"]) for _, made, _ in found],
            [vector for *_, vector in found],
        )

    def embed(self, question: str) -> list[float]:
        """Vector of a question, folded as the stored texts are."""
        return self._embedder.embed_query(fold(question))

    def close(self) -> None:
        """Give back the files, so that the next use opens them anew."""
        with self._graphs.using:
            self._graphs.close()
            self._scans.clear()


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
    if clause.in_article:
        lines = [
            clause.source.short_title.removeprefix("中华人民共和国"),
            *(line for line in lines if not text.startswith(line)),
        ]
    return " ".join(line[numbering_length(line) :] for line in lines[-2:])[-HEADING_LENGTH:]


def with_headings(clause: Clause, text: str) -> str:
    """A text of a clause as a model reads it: folded, behind its headings."""
    headings = headings_of(clause, text)
    return fold(f"{headings}：{text}" if headings and headings not in text else text)
