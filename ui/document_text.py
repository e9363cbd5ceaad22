"""A document's identity as plain text for the terminal and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from knowledge.documents import Clause, Source
from knowledge.validity import in_brackets, standing
from ui.terminal import printable

_IN_FORCE = "现行有效"


def document_lines(source: Source, clauses: int) -> Iterator[str]:
    """A document in a few lines: file, title, date, number of clauses; then whether it applies, and why."""
    issued = f"，{source.issued_on.isoformat()}" if source.issued_on else ""
    yield source.name
    yield printable(f"  {source.label}{in_brackets(source)}{issued}，{clauses} 个条款")
    if told := status_line(source):
        yield f"  {told}"


def status_line(source: Source) -> str:
    """效力：已废止（被《…》第九条废止）; "" where nothing is known."""
    label = standing(source) or (_IN_FORCE if source.status == "in_force" else "")
    reason = source.validity.reason
    if not label and not reason:
        return ""
    return printable(f"效力：{label or '未定'}" + (f"（{reason}）" if reason else ""))


def document_json(source: Source, clauses: int, warnings: Sequence[str]) -> dict[str, Any]:
    """A document as plain values: the contract's keys first, what else its head says after them."""
    found = source.validity
    clause = {"source": found.source, "clause": found.address, "id": found.clause} if found.address else None
    return {
        "source": source.name,
        "doc_id": source.doc_id,
        "doc_number": source.doc_number,
        "title": source.title,
        "issuer": source.issuer,
        "issued_on": _iso(source.issued_on),
        "recipients": source.recipients,
        "kind": source.kind,
        "period": [day.isoformat() for day in source.period] if source.period else None,
        "status": source.status,
        "clauses": clauses,
        "warnings": list(warnings),
        "status_reason": found.reason or None,
        "status_clause": clause,
        "issuers": list(source.issuers),
        "printed_on": _iso(source.printed_on),
        "released_on": _iso(source.released_on),
        "copies": source.copies,
        "attachments": list(source.attachments),
        "valid_from": _iso(source.term.first),
        "valid_until": _iso(source.term.last),
        "stage": source.stage or None,
    }


def clause_json(clause: Clause) -> dict[str, Any]:
    """A clause as plain values: the contract's keys, its id, and whether it was recognised from a picture."""
    return {
        "id": clause.id,
        "clause": clause.address,
        "path": list(clause.path),
        "kind": clause.kind,
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "page": clause.page,
        "scanned": clause.scanned,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
