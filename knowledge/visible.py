"""The part of a catalog that one person may see. Whatever is read of it is read of that part alone.

Words, their rarity and their scores are counted over the visible documents only, validity is judged
among them only: else a score, a repaired word or a reason would betray what is hidden. A document that
only a hidden one repeals is shown as if nothing were known of its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from knowledge.catalog import Catalog, Snapshot, unknown
from knowledge.commitments import Commitment
from knowledge.documents import Clause, Source
from knowledge.kept import Kept
from knowledge.keywords import Keywords, Row
from knowledge.revisions import Revision
from knowledge.validity import judged
from knowledge.vectors import Level, Vectors, clause_id

MOSTLY, SPARE = 0.67, 1.2
_Failures = Mapping[str, tuple[str, str]]


class VisibleRecords:
    """The records of a catalog without the documents named in `hidden`."""

    def __init__(self, catalog: Catalog, hidden: frozenset[str]) -> None:
        self._catalog = catalog
        self._hidden = hidden
        self._failures_shown = True
        self._quiet: VisibleRecords | None = None
        self._snapshot: Kept[tuple[int, date], Snapshot] = Kept()
        self._commitments: Kept[tuple[int, date], tuple[Commitment, ...]] = Kept()
        self._words: Kept[int, Keywords] = Kept()

    def without_failures(self) -> VisibleRecords:
        """The same for who is not to see which files could not be read; what is kept is shared."""
        if self._quiet is None:
            quiet = copy(self)
            quiet._failures_shown = False
            self._quiet = quiet
        return self._quiet

    def snapshot(self) -> Snapshot:
        """The visible documents, their validity judged among themselves; made again only after a change."""
        whole = self._catalog.snapshot()
        return self._snapshot.get((whole.generation, whole.day), lambda: _part(whole, self._hidden))

    def commitments(self) -> tuple[Commitment, ...]:
        """The commitments of visible documents, each with its clause as seen here."""
        seen = self.snapshot()
        return self._commitments.get(
            (seen.generation, seen.day), lambda: tuple(_rows(self._catalog.commitments(), seen))
        )

    def failures(self) -> _Failures:
        """Files that could not be read; never those of hidden documents."""
        failures = self._catalog.failures() if self._failures_shown else {}
        return {name: why for name, why in failures.items() if name not in self._hidden}

    def names(self) -> tuple[str, ...]:
        """Names of the visible documents that are in or were once."""
        return tuple(name for name in self._catalog.names() if name not in self._hidden)

    def revisions(self, name: str) -> tuple[Revision, ...]:
        """All versions of a visible document; () for any other."""
        return () if name in self._hidden else self._catalog.revisions(name)

    def text(self, name: str) -> str:
        """The text of a visible document. UserError, the same for a hidden one as for none."""
        if name in self._hidden:
            raise unknown(name)
        return self._catalog.text(name)

    def clause_of(self, clause_id: str) -> Clause | None:
        """The clause cited by this id, of this or an earlier version of a visible document."""
        seen = self.snapshot().by_id.get(clause_id)
        found = seen or self._catalog.clause_of(clause_id)
        return None if found is None or found.source.name in self._hidden else found

    def keyword_scores(
        self, words: Iterable[str], *, documents: frozenset[str] | None, limit: int
    ) -> tuple[dict[Row, float], dict[Row, float]]:
        """(clause id, passage or -1) → score of the best `limit` visible clauses, and sentences."""
        return self._keywords().scores(words, documents=documents, limit=limit)

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Word → inverse document frequency over what is visible; only words that occur there."""
        return self._keywords().rarity(words)

    def term_counts(self) -> Iterable[tuple[str, int]]:
        """Pairs of characters and words in Latin letters, with the number of visible rows that hold them."""
        return self._keywords().telling()

    def _keywords(self) -> Keywords:
        generation = self._catalog.snapshot().generation
        return self._words.get(generation, lambda: self._catalog.keywords(without=self._hidden))


class VisibleVectors:
    """The vectors of visible documents, those of `records`, in a store that also holds others.

    Where most are visible some more of the nearest are asked for and the hidden ones left out: that is
    sooner done than having the store pick out all vectors of the visible documents, which comes next.
    """

    def __init__(self, vectors: Vectors, records: VisibleRecords) -> None:
        self._vectors = vectors
        self._records = records

    @property
    def calibrated(self) -> bool:
        """As of all vectors."""
        return self._vectors.calibrated

    def refresh(self, generation: int) -> None:
        """Reopen the store if the catalog has changed since it was opened."""
        self._vectors.refresh(generation)

    def embed(self, question: str) -> list[float]:
        """Vector of a question."""
        return self._vectors.embed(question)

    def scores(
        self, vector: Sequence[float], level: Level, *, documents: frozenset[str] | None, limit: int
    ) -> dict[str, float]:
        """Id → cosine similarity of the nearest `limit` entries of visible documents."""
        seen = self._records.snapshot()
        if documents is None and (more := self._more(limit, len(seen.by_id))):
            found = self._vectors.scores(vector, level, documents=None, limit=more)
            kept = [(name, score) for name, score in found.items() if clause_id(name, level) in seen.by_id]
            if len(kept) >= limit or len(found) < more:
                return dict(kept[:limit])
        names = frozenset(seen.clauses)
        inside = names if documents is None else documents & names
        return self._vectors.scores(vector, level, documents=inside, limit=limit)

    def _more(self, limit: int, seen: int) -> int:
        """How many of all entries should hold `limit` visible ones; 0 where most are hidden."""
        share = seen / max(1, self._vectors.count("clauses"))
        return round(SPARE * limit / min(share, 1.0)) if share > MOSTLY else 0


def _part(whole: Snapshot, hidden: frozenset[str]) -> Snapshot:
    """What is left of a snapshot without some documents."""
    if not hidden & whole.clauses.keys():
        return whole
    kept = [source for source in whole.sources if source.name not in hidden]
    sources = judged(kept, whole.day)
    clauses = {
        source.name: _of_source(whole.clauses[source.name], before, source)
        for before, source in zip(kept, sources, strict=True)
    }
    by_id = {clause.id: clause for several in clauses.values() for clause in several}
    warnings = {source.name: whole.warnings[source.name] for source in sources}
    return Snapshot(whole.generation, sources, clauses, warnings, by_id, whole.day)


def _of_source(clauses: tuple[Clause, ...], before: Source, source: Source) -> tuple[Clause, ...]:
    """The clauses with their document as it is seen here."""
    if source == before:
        return clauses
    return tuple(replace(clause, source=source) for clause in clauses)


def _rows(whole: Sequence[Commitment], seen: Snapshot) -> Iterator[Commitment]:
    for row in whole:
        clause = seen.by_id.get(row.clause.id)
        if clause is not None:
            yield row if clause is row.clause else replace(row, clause=clause)
