"""The versions a document has had: which were read when, with their clauses, so that what was cited stays found.

The version at hand stands in the tables that are searched; every earlier one, and the last one of a
document that was taken out, is one row here, text and clauses together. KEPT versions of a document
stay, then the oldest goes: what a conversation cites is kept with the conversation itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from knowledge import tables
from knowledge.documents import Clause, Source, Validity

KEPT = 50


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a document: its number from 1, the digest of its file, when it was read, its
    clauses and the text they stand in; `current` where it is the one that is searched."""

    number: int
    digest: str
    read: datetime
    source: Source
    clauses: tuple[Clause, ...]
    current: bool = False
    text: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Name of the document."""
        return self.source.name


def keep(connection: sa.Connection, name: str) -> None:
    """Put the version at hand of a document, if there is one, among the earlier ones."""
    row = _current(connection, name)
    if row is None:
        return
    columns = tables.clauses
    clauses = connection.execute(
        sa.select(columns).where(columns.c.document == name).order_by(columns.c.ordinal)
    )
    kept = {
        "name": name,
        "number": row.number,
        "revision": row.source["revision"],
        "doc_id": row.source["doc_id"],
        "digest": row.digest,
        "read": row.read,
        "source": row.source,
        "text": row.text,
        "clauses": [dict(clause) for clause in clauses.mappings()],
    }
    connection.execute(tables.revisions.insert(), kept)
    earlier = tables.revisions.c
    connection.execute(
        tables.revisions.delete().where(earlier.name == name, earlier.number <= row.number - KEPT)
    )


def next_number(connection: sa.Connection, source: Source) -> int:
    """The number of a version about to be stored, after the earlier ones are kept.

    Where the last version was taken out with the document and comes back unchanged, it is itself
    again, not a new one.
    """
    columns = tables.revisions.c
    last = connection.execute(
        sa.select(columns.number, columns.revision)
        .where(columns.name == source.name)
        .order_by(columns.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return 1
    if last.revision != source.revision:
        return int(last.number) + 1
    connection.execute(
        tables.revisions.delete().where(columns.name == source.name, columns.number == last.number)
    )
    return int(last.number)


def revisions(connection: sa.Connection, name: str) -> tuple[Revision, ...]:
    """All versions of a document, the oldest first; none where it was never in."""
    columns = tables.revisions.c
    rows = connection.execute(
        sa.select(tables.revisions).where(columns.name == name).order_by(columns.number)
    ).all()
    return tuple(_revision(row, current=False) for row in rows) + _at_hand(connection, name)


def names(connection: sa.Connection) -> tuple[str, ...]:
    """Names of all documents that are in or were once, in order."""
    found = connection.execute(
        sa.union(sa.select(tables.documents.c.name), sa.select(tables.revisions.c.name))
    )
    return tuple(sorted(found.scalars()))


def clause_of(connection: sa.Connection, clause_id: str) -> Clause | None:
    """The clause of an earlier version with this id, the latest one that has it; None if there is none."""
    doc_id, _, rest = clause_id.partition("-")
    revision, _, ordinal = rest.rpartition("-")
    columns = tables.revisions.c
    row = connection.execute(
        sa.select(tables.revisions)
        .where(columns.doc_id == doc_id, columns.revision == revision)
        .order_by(columns.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    source = replace(tables.source_of(row.source), validity=_left_behind(connection, row))
    found = (one for one in row.clauses if str(one["ordinal"]) == ordinal)
    return next((tables.clause_of(one, source, row.text) for one in found), None)


def _left_behind(connection: sa.Connection, row: Any) -> Validity:
    current = _current(connection, row.name)
    if current is None:
        return Validity(reason="文件已从库中去掉")
    return Validity("superseded", f"库中已有这个文件的新版本（第 {current.number} 版）", row.name)


def _at_hand(connection: sa.Connection, name: str) -> tuple[Revision, ...]:
    row = _current(connection, name)
    if row is None:
        return ()
    columns = tables.clauses
    clauses = connection.execute(
        sa.select(columns).where(columns.c.document == name).order_by(columns.c.ordinal)
    )
    return (_revision(row, current=True, clauses=list(clauses.mappings())),)


def _current(connection: sa.Connection, name: str) -> Any:
    documents = tables.documents
    return connection.execute(sa.select(documents).where(documents.c.name == name)).first()


def _revision(row: Any, *, current: bool, clauses: list[Any] | None = None) -> Revision:
    source = tables.source_of(row.source)
    rows = row.clauses if clauses is None else clauses
    return Revision(
        row.number,
        row.digest,
        datetime.fromisoformat(row.read),
        source,
        tuple(tables.clause_of(one, source, row.text) for one in rows),
        current,
        row.text,
    )
