"""The catalog: documents, their clauses and search terms, in SQLite. The source of truth.

Chroma's vectors (`knowledge.vectors`) can be rebuilt from here at any time. A document's rows are
replaced in one transaction; `generation` grows with each, so that a reader in another process
knows when what it holds is old.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from knowledge.documents import Clause, PolicyDocument, Source
from knowledge.errors import UserError
from knowledge.quantities import fold
from knowledge.words import terms

FILE_NAME = "catalog.sqlite"
SCHEMA_VERSION = "1"

_metadata = sa.MetaData()
_facts = sa.Table(
    "facts", _metadata, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String)
)
_documents = sa.Table(
    "documents",
    _metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("source", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("warnings", sa.JSON, nullable=False),
)
_clauses = sa.Table(
    "clauses",
    _metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("document", sa.ForeignKey("documents.name", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("path", sa.JSON, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("reason", sa.String, nullable=False),
)
# Search terms: one row a clause (passage -1) and one a sentence of it. Weights in `keyword_scores`.
_CREATE_TERMS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5"
    "(clause UNINDEXED, passage UNINDEXED, document UNINDEXED, words, headings, title, tokenize='unicode61')"
)
_CREATE_COUNTS = "CREATE VIRTUAL TABLE IF NOT EXISTS term_counts USING fts5vocab(terms, 'row')"
WEIGHTS = {"words": 1.0, "headings": 0.6, "title": 0.3}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the catalog holds, at one generation; `clauses` in document order by document name."""

    generation: int
    sources: tuple[Source, ...]
    clauses: Mapping[str, tuple[Clause, ...]]
    warnings: Mapping[str, tuple[str, ...]]
    by_id: Mapping[str, Clause]


class Catalog:
    """Reads and writes the catalog in a data folder.

    Raises UserError where the folder holds no catalog (unless `create`) or a damaged one.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        path = folder / FILE_NAME
        if not create and not path.is_file():
            raise UserError(f"数据目录“{folder}”里还没有入库的文件，请先运行 zhice ingest 文件或文件夹。")
        self._path = path
        self._engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sa.event.listen(self._engine, "connect", _pragmas)
        self._snapshot: Snapshot | None = None
        self._rows = (-1, 0)
        with self._guarded() as connection:
            if create:
                _metadata.create_all(connection)
                connection.execute(sa.text(_CREATE_TERMS))
                connection.execute(sa.text(_CREATE_COUNTS))
                connection.execute(
                    sa.text("INSERT OR IGNORE INTO facts VALUES ('schema', :v), ('generation', '0')"),
                    {"v": SCHEMA_VERSION},
                )
            if self._fact(connection, "schema") != SCHEMA_VERSION:
                raise UserError(
                    f"数据目录“{folder}”的索引不完整或版本不符，请换一个 --data 目录，重新运行 zhice ingest。"
                )

    def _guarded(self) -> _Transaction:
        return _Transaction(self._engine, self._path)

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
        with self._guarded() as connection:
            rows = connection.execute(sa.select(_documents.c.name, _documents.c.digest, _documents.c.place))
            return {name: (digest, place) for name, digest, place in rows}

    def text(self, name: str) -> str:
        """The extracted text that the spans of a document's clauses refer to."""
        with self._guarded() as connection:
            found = connection.execute(sa.select(_documents.c.text).where(_documents.c.name == name)).scalar()
        if found is None:
            raise UserError(f"没有名为“{name}”的文件，请用 zhice docs 查看已入库的文件。")
        return str(found)

    def replace(self, document: PolicyDocument, *, digest: str, place: str) -> None:
        """Put a document in, or a new version in the place of the old one, in one transaction."""
        name = document.source.name
        with self._guarded() as connection:
            self._delete(connection, name)
            connection.execute(
                _documents.insert(),
                {
                    "name": name,
                    "place": place,
                    "digest": digest,
                    "text": document.text,
                    "source": _source_json(document.source),
                    "warnings": list(document.warnings),
                },
            )
            if document.clauses:
                connection.execute(_clauses.insert(), [_clause_row(clause) for clause in document.clauses])
                connection.execute(_INSERT_TERMS, list(_term_rows(document.clauses)))
            self._advance(connection)

    def remove(self, name: str) -> None:
        """Take a document out."""
        with self._guarded() as connection:
            self._delete(connection, name)
            self._advance(connection)

    def snapshot(self) -> Snapshot:
        """The current state; read again only after a change."""
        with self._guarded() as connection:
            generation = int(self._fact(connection, "generation") or 0)
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = _load(connection, generation)
        return self._snapshot

    def keyword_scores(
        self, words: Iterable[str], *, sentence: bool, documents: frozenset[str] | None, limit: int
    ) -> dict[tuple[str, int], float]:
        """(clause id, passage number or -1) → BM25 score (higher is better) of the best `limit` rows."""
        wanted = " OR ".join(f'"{word}"' for word in words)
        if not wanted:
            return {}
        weights = ", ".join(str(weight) for weight in (0, 0, 0, *WEIGHTS.values()))
        names = "AND document IN :documents" if documents is not None else ""
        query = sa.text(
            f"SELECT clause, passage, -bm25(terms, {weights}) AS score FROM terms WHERE terms MATCH :wanted "
            f"AND passage {'>=' if sentence else '<'} 0 {names} ORDER BY score DESC, clause, passage LIMIT :limit"
        )
        parameters: dict[str, Any] = {"wanted": wanted, "limit": limit}
        if documents is not None:
            query = query.bindparams(sa.bindparam("documents", expanding=True))
            parameters["documents"] = sorted(documents)
        with self._guarded() as connection:
            rows = connection.execute(query, parameters).all()
        return {(row.clause, row.passage): float(row.score) for row in rows}

    def rarity(self, words: Iterable[str]) -> dict[str, float]:
        """Word → inverse document frequency over clauses and sentences, ln(1 + N / (1 + n)); only words that occur."""
        wanted = list(dict.fromkeys(words))
        query = sa.text("SELECT term, doc FROM term_counts WHERE term IN :words").bindparams(
            sa.bindparam("words", expanding=True)
        )
        with self._guarded() as connection:
            total = self._total(connection)
            counts = (
                {row.term: row.doc for row in connection.execute(query, {"words": wanted})} if wanted else {}
            )
        return {word: math.log(1 + total / (1 + count)) for word, count in counts.items()}

    def _total(self, connection: sa.Connection) -> int:
        generation = int(self._fact(connection, "generation") or 0)
        if self._rows[0] != generation:
            self._rows = (
                generation,
                int(connection.execute(sa.text("SELECT COUNT(*) FROM terms")).scalar() or 0),
            )
        return self._rows[1]

    def close(self) -> None:
        """Give back the file."""
        self._engine.dispose()

    @staticmethod
    def _fact(connection: sa.Connection, name: str) -> str | None:
        value = connection.execute(sa.select(_facts.c.value).where(_facts.c.name == name)).scalar()
        return None if value is None else str(value)

    @staticmethod
    def _delete(connection: sa.Connection, name: str) -> None:
        connection.execute(sa.text("DELETE FROM terms WHERE document = :name"), {"name": name})
        connection.execute(_documents.delete().where(_documents.c.name == name))

    @staticmethod
    def _advance(connection: sa.Connection) -> None:
        connection.execute(
            sa.text("UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
        )


class _Transaction:
    """A transaction whose database errors become one Chinese sentence."""

    def __init__(self, engine: sa.Engine, path: Path) -> None:
        self._context = engine.begin()
        self._path = path

    def __enter__(self) -> sa.Connection:
        try:
            return self._context.__enter__()
        except DatabaseError as error:
            raise self._damaged() from error

    def __exit__(self, *details: Any) -> None:
        self._context.__exit__(*details)
        if isinstance(details[1], DatabaseError):
            raise self._damaged() from details[1]

    def _damaged(self) -> UserError:
        return UserError(
            f"索引文件“{self._path}”已损坏或不完整，请换一个 --data 目录，重新运行 zhice ingest。"
        )


_INSERT_TERMS = sa.text(
    "INSERT INTO terms (clause, passage, document, words, headings, title) "
    "VALUES (:clause, :passage, :document, :words, :headings, :title)"
)


def _pragmas(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _clause_row(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "document": clause.source.name,
        "ordinal": clause.ordinal,
        "address": clause.address,
        "path": list(clause.path),
        "kind": clause.kind,
        "start": clause.start,
        "end": clause.end,
        "page": clause.page,
        "reason": clause.reason,
    }


def _term_rows(clauses: Iterable[Clause]) -> Iterable[dict[str, Any]]:
    for clause in clauses:
        headings = " ".join(terms(" ".join(clause.path)))
        title = " ".join(terms(clause.source.title))
        pieces = [(-1, clause.text), *enumerate(clause.text[b:e] for b, e in clause.sentences)]
        for passage, text in pieces:
            yield {
                "clause": clause.id,
                "passage": passage,
                "document": clause.source.name,
                "words": " ".join(terms(text)),
                "headings": headings,
                "title": title,
            }


def _load(connection: sa.Connection, generation: int) -> Snapshot:
    sources: list[Source] = []
    texts: dict[str, str] = {}
    warnings: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(sa.select(_documents).order_by(_documents.c.name)):
        sources.append(_source_of(row.source))
        texts[row.name] = row.text
        warnings[row.name] = tuple(row.warnings)
    sources = _with_status(sources)
    by_name = {source.name: source for source in sources}
    clauses: dict[str, list[Clause]] = {name: [] for name in by_name}
    for row in connection.execute(sa.select(_clauses).order_by(_clauses.c.document, _clauses.c.ordinal)):
        raw = texts[row.document][row.start : row.end]
        clauses[row.document].append(
            Clause(
                by_name[row.document],
                row.ordinal,
                row.address,
                tuple(row.path),
                row.kind,
                raw,
                row.start,
                row.end,
                row.page,
                row.reason,
            )
        )
    by_id = {clause.id: clause for several in clauses.values() for clause in several}
    frozen = {name: tuple(several) for name, several in clauses.items()}
    return Snapshot(generation, tuple(sources), frozen, warnings, by_id)


def _with_status(sources: list[Source]) -> list[Source]:
    """Documents that another one repeals are marked so."""
    repealed = {number for source in sources for number in source.repeals}
    return [
        replace(source, status="repealed")
        if source.doc_number and plain_number(source.doc_number) in repealed
        else source
        for source in sources
    ]


def plain_number(doc_number: str) -> str:
    """A document number with its brackets in one form: 京科协发〔2011〕4号."""
    return re.sub(r"[\[【（(﹝［]", "〔", re.sub(r"[\]】）)﹞］]", "〕", re.sub(r"\s", "", fold(doc_number))))


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "doc_id": source.doc_id,
        "title": source.title,
        "doc_number": source.doc_number,
        "issuer": source.issuer,
        "issued_on": source.issued_on.isoformat() if source.issued_on else None,
        "recipients": source.recipients,
        "kind": source.kind,
        "status": source.status,
        "period": [day.isoformat() for day in source.period] if source.period else None,
        "repeals": list(source.repeals),
        "revision": source.revision,
    }


def _source_of(value: Mapping[str, Any]) -> Source:
    fields = dict(value)
    fields["repeals"] = tuple(fields["repeals"])
    fields["issued_on"] = date.fromisoformat(fields["issued_on"]) if fields["issued_on"] else None
    period = fields["period"]
    fields["period"] = (date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else None
    return Source(**fields)
