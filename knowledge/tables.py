"""The tables of the catalog, and how its values become rows and come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from knowledge import words
from knowledge.commitments import (
    Commitment,
    Deadline,
    Frequency,
    Indicator,
    deadline_json,
    frequency_json,
    indicator_json,
)
from knowledge.documents import Clause, Relation, RelationKind, Source, Term, Validity

_PLAIN_FIELDS = (
    "name", "doc_id", "title", "doc_number", "issuer", "recipients", "kind", "revision", "copies", "stage",
    "declared",
)  # fmt: skip
_DAYS = ("issued_on", "printed_on", "released_on")
_LISTS = ("issuers", "attachments")
metadata = sa.MetaData()
facts = sa.Table(
    "facts", metadata, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String)
)
documents = sa.Table(
    "documents",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("source", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("warnings", sa.JSON, nullable=False),
    sa.Column("rules", sa.String, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("read", sa.String, nullable=False),
)
# Earlier versions of documents, and the last one of a document that was taken out. Nothing is searched here.
revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("revision", sa.String, nullable=False),
    sa.Column("doc_id", sa.String, nullable=False, index=True),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("read", sa.String, nullable=False),
    sa.Column("source", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("clauses", sa.JSON, nullable=False),
)
failures = sa.Table(
    "failures",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("message", sa.String, nullable=False),
)
# Every file that was read, by its full path; `knowledge.files` says what for.
files = sa.Table(
    "files",
    metadata,
    sa.Column("path", sa.String, primary_key=True),
    sa.Column("document", sa.String, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("own", sa.Boolean, nullable=False),
)
commitments = sa.Table(
    "commitments",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("document", sa.ForeignKey("documents.name", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("clause", sa.String, nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
)
clauses = sa.Table(
    "clauses",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("document", sa.ForeignKey("documents.name", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("path", sa.JSON, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("scanned", sa.Boolean, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
)
# What users asked. Nothing here refers to a document: an answer keeps what it cites.
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("user", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("created", sa.String, nullable=False),
    sa.Column("changed", sa.String, nullable=False),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
)
# What users have read and answered of what they are to learn; `knowledge.progress` says what `item` and `value` are.
progress = sa.Table(
    "progress",
    metadata,
    *(sa.Column(name, sa.String, primary_key=True) for name in ("user", "course", "kind", "item")),
    sa.Column("value", sa.String, nullable=False),
)
# Search terms: one row a clause (passage -1) and one a sentence of it; `knowledge.keywords` reads them.
terms = sa.Table(
    "terms",
    metadata,
    sa.Column("clause", sa.String, nullable=False),
    sa.Column("passage", sa.Integer, nullable=False),
    sa.Column("document", sa.String, nullable=False, index=True),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("headings", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
)


def pragmas(connection: Any, _record: Any) -> None:
    """Set up a new connection: write-ahead log, foreign keys."""
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def clause_row(clause: Clause) -> dict[str, Any]:
    """A clause as a row of the table."""
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
        "scanned": clause.scanned,
        "reason": clause.reason,
    }


def clause_of(row: Any, source: Source, text: str) -> Clause:
    """The clause that a row of the table stands for; `text` is the whole text of its document."""
    return Clause(
        source,
        row["ordinal"],
        row["address"],
        tuple(row["path"]),
        row["kind"],
        text[row["start"] : row["end"]],
        row["start"],
        row["end"],
        row["page"],
        row["reason"],
        row["scanned"],
    )


def commitment_row(commitment: Commitment, ordinal: int) -> dict[str, Any]:
    """A commitment as a row of the table; its clause is kept by id."""
    value = {
        "task": commitment.task,
        "kinds": list(commitment.kinds),
        "lead": list(commitment.lead),
        "support": list(commitment.support),
        "responsible_as_written": commitment.responsible_as_written,
        "indicators": [indicator_json(indicator) for indicator in commitment.indicators],
        "deadline": deadline_json(commitment.deadline),
        "frequency": frequency_json(commitment.frequency),
        "quote": commitment.quote,
        "start": commitment.start,
        "end": commitment.end,
        "all_offices": commitment.all_offices,
        "doubts": list(commitment.doubts),
    }
    document, clause = commitment.source.name, commitment.clause.id
    return {"id": commitment.id, "document": document, "ordinal": ordinal, "clause": clause, "value": value}


def commitment_of(row: Any, clause: Clause) -> Commitment:
    """The commitment that a row of the table stands for."""
    value = dict(row.value)
    deadline, frequency = value["deadline"], value["frequency"]
    if deadline:
        day = date.fromisoformat(deadline["date"]) if deadline["date"] else None
        value["deadline"] = Deadline(deadline["as_written"], day, deadline["basis"])
    value["frequency"] = Frequency(**frequency) if frequency else None
    value["indicators"] = tuple(Indicator(**indicator) for indicator in value["indicators"])
    for name in ("kinds", "lead", "support", "doubts"):
        value[name] = tuple(value[name])
    return Commitment(clause=clause, id=row.id, **value)


def term_rows(clauses: Iterable[Clause]) -> Iterable[dict[str, Any]]:
    """The search terms of clauses and of their sentences."""
    terms = cache(lambda text: " ".join(words.terms(text)))  # titles and headings come again and again
    for clause in clauses:
        pieces = [(-1, clause.text), *enumerate(clause.text[b:e] for b, e in clause.sentences)]
        for passage, text in pieces:
            yield {
                "clause": clause.id,
                "passage": passage,
                "document": clause.source.name,
                "words": terms(text),
                "headings": terms(" ".join(clause.path)),
                "title": terms(clause.source.title),
            }


def source_json(source: Source) -> dict[str, Any]:
    """A source as plain values."""
    value = {name: getattr(source, name) for name in _PLAIN_FIELDS}
    value |= {name: _iso(getattr(source, name)) for name in _DAYS}
    value |= {name: list(getattr(source, name)) for name in _LISTS}
    value["period"] = [day.isoformat() for day in source.period] if source.period else None
    value["term"] = [_iso(source.term.first), _iso(source.term.last), source.term.clause, source.term.address]
    value["relations"] = [
        [
            said.kind,
            said.title,
            said.number,
            _iso(said.since),
            said.clause,
            said.address,
            _iso(said.until),
            said.years,
        ]
        for said in source.relations
    ]
    found = source.validity
    value["validity"] = [found.status, found.reason, found.source, found.address, found.clause]
    return value


def source_of(value: Mapping[str, Any]) -> Source:
    """The source that plain values stand for."""
    fields = dict(value)
    fields |= {name: _day(fields[name]) for name in _DAYS}
    fields |= {name: tuple(fields[name]) for name in _LISTS}
    period = fields["period"]
    fields["period"] = (date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else None
    first, last, *place = fields["term"]
    fields["term"] = Term(_day(first), _day(last), *place)
    fields["relations"] = tuple(_relation(*said) for said in fields["relations"])
    fields["validity"] = Validity(*fields["validity"])
    return Source(**fields)


def _relation(
    kind: RelationKind,
    title: str,
    number: str,
    since: str | None,
    clause: str,
    address: str,
    until: str | None = None,
    years: int = 0,
) -> Relation:
    """A relation of its plain values; those kept by an earlier release end with the address."""
    return Relation(kind, title, number, _day(since), clause, address, _day(until), years)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
