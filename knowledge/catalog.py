"""The catalog: documents, their clauses and search terms, in SQLite. The source of truth.

Chroma's vectors (`knowledge.vectors`) can be rebuilt from here at any time. A document's rows are
replaced in one transaction, what they were before goes into the history (`knowledge.revisions`) in
the same one; `generation` grows with each, so that a reader in another process knows when what it
holds is old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import starmap
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from knowledge import revisions, tables
from knowledge.commitments import Commitment
from knowledge.documents import Clause, PolicyDocument, Source
from knowledge.errors import UserError
from knowledge.kept import Kept
from knowledge.keywords import Entry, Keywords, Row
from knowledge.revisions import Revision
from knowledge.validity import judged

FILE_NAME = "catalog.sqlite"
SCHEMA_VERSION = "4"
READ_AHEAD = 1000
ONE_STATE = "BEGIN"  # Python's sqlite3 begins only before a write: each SELECT would see a state of its own


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the catalog holds, at one generation; `clauses` in document order by document name.
    The validity of the sources is that of `day`."""

    generation: int
    sources: tuple[Source, ...]
    clauses: Mapping[str, tuple[Clause, ...]]
    warnings: Mapping[str, tuple[str, ...]]
    by_id: Mapping[str, Clause]
    day: date


class Catalog:
    """Reads and writes the catalog in a data folder.

    `today` gives the day that the validity of documents is judged by. Raises UserError where the
    folder holds no catalog (unless `create`) or a damaged one.
    """

    def __init__(self, folder: Path, *, create: bool = False, today: Callable[[], date] = date.today) -> None:
        self._today = today
        path = folder / FILE_NAME
        if not create and not path.is_file():
            raise UserError(f"数据目录“{folder}”里还没有入库的文件，请先运行 zhice ingest 文件或文件夹。")
        self._path = path
        self._engine = engine_of(path)
        self._snapshot: Kept[tuple[int, date], Snapshot] = Kept()
        self._commitments: Kept[tuple[int, date], tuple[Commitment, ...]] = Kept()
        self._keywords: Kept[int, Keywords] = Kept()
        with self._guarded() as connection:
            if create:
                tables.metadata.create_all(connection)
                connection.execute(
                    sa.text("INSERT OR IGNORE INTO facts VALUES ('schema', :v), ('generation', '0')"),
                    {"v": SCHEMA_VERSION},
                )
            if self._fact(connection, "schema") != SCHEMA_VERSION:
                raise UserError(
                    f"数据目录“{folder}”的索引不完整或版本不符，请换一个 --data 目录，重新运行 zhice ingest。"
                )

    def _guarded(self) -> Transaction:
        return Transaction(self._engine, self._path)

    def transaction(self) -> Transaction:
        """A transaction on the database, for the other tables in it (`knowledge.files`)."""
        return self._guarded()

    def fact(self, name: str) -> str | None:
        """A fact about the index as a whole, such as the fingerprint of the embedding model."""
        with self._guarded() as connection:
            return self._fact(connection, name)

    def set_fact(self, name: str, value: str) -> None:
        with self._guarded() as connection:
            connection.execute(
                sa.text("INSERT INTO facts VALUES (:n, :v) ON CONFLICT(name) DO UPDATE SET value = :v"),
                {"n": name, "v": value},
            )

    def digests(self) -> dict[str, tuple[str, str]]:
        """Document name → (digest of its bytes, folder it was read from)."""
        columns = (tables.documents.c.name, tables.documents.c.digest, tables.documents.c.place)
        with self._guarded() as connection:
            return {name: (digest, place) for name, digest, place in connection.execute(sa.select(*columns))}

    def rules(self) -> dict[str, str]:
        """Document name → version of the rules that its commitments were extracted by."""
        columns = (tables.documents.c.name, tables.documents.c.rules)
        with self._guarded() as connection:
            return {row.name: row.rules for row in connection.execute(sa.select(*columns))}

    def text(self, name: str) -> str:
        """The extracted text that the spans of a document's clauses refer to."""
        with self._guarded() as connection:
            found = connection.execute(
                sa.select(tables.documents.c.text).where(tables.documents.c.name == name)
            ).scalar()
        if found is None:
            raise unknown(name)
        return str(found)

    def replace(
        self,
        document: PolicyDocument,
        commitments: Sequence[Commitment] = (),
        *,
        digest: str,
        place: str,
        rules: str = "",
        read: datetime | None = None,
    ) -> None:
        """Put a document in, or a new version in the place of the old one, in one transaction.

        A version whose text is new goes on counting, and the one before it stays as history;
        `read` is when the file was read, now if not given.
        """
        name = document.source.name
        with self._guarded() as connection:
            revisions.keep(connection, name)
            number = revisions.next_number(connection, document.source)
            self._delete(connection, name)
            connection.execute(
                tables.documents.insert(),
                {
                    "name": name,
                    "place": place,
                    "digest": digest,
                    "text": document.text,
                    "source": tables.source_json(document.source),
                    "warnings": list(document.warnings),
                    "rules": rules,
                    "number": number,
                    "read": (read or datetime.now(UTC)).isoformat(timespec="seconds"),
                },
            )
            if document.clauses:
                connection.execute(
                    tables.clauses.insert(), [tables.clause_row(clause) for clause in document.clauses]
                )
                connection.execute(tables.terms.insert(), list(tables.term_rows(document.clauses)))
            if commitments:
                rows = [tables.commitment_row(one, ordinal) for ordinal, one in enumerate(commitments)]
                connection.execute(tables.commitments.insert(), rows)
            self._advance(connection)

    def commitments(self) -> tuple[Commitment, ...]:
        """Every commitment, by document name and in document order; read again only after a change."""
        snapshot = self.snapshot()
        return self._commitments.get(
            (snapshot.generation, snapshot.day), lambda: self._commitments_of(snapshot)
        )

    def _commitments_of(self, snapshot: Snapshot) -> tuple[Commitment, ...]:
        columns = tables.commitments.c
        query = sa.select(columns.id, columns.clause, columns.value)
        with self._guarded() as connection:
            rows = connection.execute(query.order_by(columns.document, columns.ordinal)).all()
        by_id = snapshot.by_id
        return tuple(tables.commitment_of(row, by_id[row.clause]) for row in rows if row.clause in by_id)

    def failures(self) -> dict[str, tuple[str, str]]:
        """Name of each file that could not be read the last time → (its folder, why)."""
        with self._guarded() as connection:
            rows = connection.execute(sa.select(tables.failures).order_by(tables.failures.c.name))
            return {row.name: (row.place, row.message) for row in rows}

    def set_failure(self, name: str, place: str, message: str) -> None:
        """Remember that a file could not be read; an empty message forgets it."""
        with self._guarded() as connection:
            connection.execute(tables.failures.delete().where(tables.failures.c.name == name))
            if message:
                connection.execute(
                    tables.failures.insert(), {"name": name, "place": place, "message": message}
                )

    def remove(self, name: str) -> None:
        """Take a document out; its last version stays as history."""
        with self._guarded() as connection:
            revisions.keep(connection, name)
            self._delete(connection, name)
            self._advance(connection)

    def revisions(self, name: str) -> tuple[Revision, ...]:
        """All versions of a document, the oldest first, the one at hand last; () if it was never in."""
        with self._guarded() as connection:
            return revisions.revisions(connection, name)

    def names(self) -> tuple[str, ...]:
        """Names of all documents that are in or were once, in order."""
        with self._guarded() as connection:
            return revisions.names(connection)

    def clause_of(self, clause_id: str) -> Clause | None:
        """The clause that was cited by this id, of this version or of an earlier one; None if it is not kept."""
        found = self.snapshot().by_id.get(clause_id)
        if found is not None:
            return found
        with self._guarded() as connection:
            return revisions.clause_of(connection, clause_id)

    def snapshot(self) -> Snapshot:
        """The current state; read again only after a change, and on another day."""
        today = self._today()
        with self._guarded() as connection:
            connection.exec_driver_sql(ONE_STATE)
            generation = int(self._fact(connection, "generation") or 0)
            return self._snapshot.get((generation, today), lambda: _load(connection, generation, today))

    def clauses(self, name: str) -> tuple[Clause, ...]:
        """The clauses of one document, read alone (what others say of its status is not seen); () for none."""
        with self._guarded() as connection:
            connection.exec_driver_sql(ONE_STATE)
            return _load(connection, 0, self._today(), only=name).clauses.get(name, ())

    def passages(self, name: str) -> frozenset[Row]:
        """(clause id, passage or -1) of every clause and sentence of one document."""
        columns = (tables.terms.c.clause, tables.terms.c.passage)
        with self._guarded() as connection:
            rows = connection.execute(sa.select(*columns).where(tables.terms.c.document == name))
            return frozenset((clause, passage) for clause, passage in rows)

    def keyword_scores(
        self, words: Iterable[str], *, documents: frozenset[str] | None, limit: int
    ) -> tuple[dict[Row, float], dict[Row, float]]:
        """(clause id, passage or -1) → score (higher is better) of the best `limit` clauses, and sentences."""
        return self._keywords_now().scores(words, documents=documents, limit=limit)

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Word → inverse document frequency over clauses and sentences, ln(1 + N / (1 + n)); only words that occur."""
        return self._keywords_now().rarity(words)

    def term_counts(self) -> Iterable[tuple[str, int]]:
        """Pairs of characters and words in Latin letters, with the number of clauses and sentences that hold them."""
        return self._keywords_now().telling()

    def keywords(self, *, without: frozenset[str] = frozenset()) -> Keywords:
        """The index of words over all documents but some, made anew."""
        with self._guarded() as connection:
            return _keywords(connection, without)

    def _keywords_now(self) -> Keywords:
        """The index of words; made again only after a change."""
        with self._guarded() as connection:
            generation = int(self._fact(connection, "generation") or 0)
            return self._keywords.get(generation, lambda: _keywords(connection))

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    @staticmethod
    def _fact(connection: sa.Connection, name: str) -> str | None:
        value = connection.execute(
            sa.select(tables.facts.c.value).where(tables.facts.c.name == name)
        ).scalar()
        return None if value is None else str(value)

    @staticmethod
    def _delete(connection: sa.Connection, name: str) -> None:
        connection.execute(tables.terms.delete().where(tables.terms.c.document == name))
        connection.execute(tables.documents.delete().where(tables.documents.c.name == name))
        connection.execute(tables.failures.delete().where(tables.failures.c.name == name))

    @staticmethod
    def _advance(connection: sa.Connection) -> None:
        connection.execute(
            sa.text("UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
        )


def unknown(name: str) -> UserError:
    """What is told where there is no document of a name."""
    return UserError(f"没有名为“{name}”的文件，请用 zhice docs 查看已入库的文件。")


def engine_of(path: Path, *, wait_s: int = 30) -> sa.Engine:
    """The database at a path, set up as the catalog needs it; `wait_s` seconds at most for another writer.
    No thread waits for another's connection."""
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": wait_s}, max_overflow=-1)
    sa.event.listen(engine, "connect", tables.pragmas)
    return engine


class Transaction:
    """A transaction whose database errors become one Chinese sentence."""

    def __init__(self, engine: sa.Engine, path: Path) -> None:
        self._context = engine.begin()
        self._path = path

    def __enter__(self) -> sa.Connection:
        try:
            return self._context.__enter__()
        except DatabaseError as error:
            raise self._damaged(error) from error

    def __exit__(self, *details: Any) -> None:
        self._context.__exit__(*details)
        if isinstance(details[1], DatabaseError):
            raise self._damaged(details[1]) from details[1]

    def _damaged(self, error: DatabaseError) -> UserError:
        told = str(error.orig).lower()
        if "locked" in told:
            return UserError(f"索引文件“{self._path}”正被另一个程序使用，请稍后再试。")
        if "readonly" in told or "read-only" in told or "full" in told:
            return UserError(f"索引文件“{self._path}”无法写入，请检查目录的写权限和磁盘空间。")
        return UserError(
            f"索引文件“{self._path}”已损坏或不完整，请换一个 --data 目录，重新运行 zhice ingest。"
        )


def _keywords(connection: sa.Connection, without: frozenset[str] = frozenset()) -> Keywords:
    rows = connection.execute(sa.select(*tables.terms.c)).yield_per(READ_AHEAD)
    return Keywords(entry for entry in starmap(Entry, rows) if entry.document not in without)


def _load(connection: sa.Connection, generation: int, today: date, *, only: str | None = None) -> Snapshot:
    """Every document, or `only` the one of this name."""
    stored: list[Source] = []
    texts: dict[str, str] = {}
    warnings: dict[str, tuple[str, ...]] = {}
    wanted = sa.true() if only is None else tables.documents.c.name == only
    for row in connection.execute(
        sa.select(tables.documents).where(wanted).order_by(tables.documents.c.name)
    ):
        stored.append(tables.source_of(row.source))
        texts[row.name] = row.text
        warnings[row.name] = tuple(row.warnings)
    sources = judged(stored, today)
    by_name = {source.name: source for source in sources}
    clauses: dict[str, list[Clause]] = {name: [] for name in by_name}
    inside = sa.true() if only is None else tables.clauses.c.document == only
    order = (tables.clauses.c.document, tables.clauses.c.ordinal)
    query = sa.select(tables.clauses).where(inside).order_by(*order)
    for stood in connection.execute(query).mappings():
        name = stood["document"]
        clauses[name].append(tables.clause_of(stood, by_name[name], texts[name]))
    by_id = {clause.id: clause for several in clauses.values() for clause in several}
    frozen = {name: tuple(several) for name, several in clauses.items()}
    return Snapshot(generation, sources, frozen, warnings, by_id, today)
