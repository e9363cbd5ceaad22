"""What the assistant says: an answer, its citations, and the JSON of the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge.documents import Clause, Evidence
from knowledge.validity import standing

Status = Literal["answered", "refused"]
# Why there is not one answer: nothing on the subject, only near clauses, documents that say otherwise than
# one another (then what each says is shown), or another place, period or document than the collection has.
Grade = Literal["absent", "near", "conflict", "outside"]
MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that supports a statement: `quote` stands in the source at [start, end), white space aside."""

    n: int
    clause: Clause
    quote: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        source = self.clause.source
        return {
            "n": self.n,
            "source": source.name,
            "doc_id": source.doc_id,
            "doc_number": source.doc_number,
            "title": source.title,
            "clause": self.clause.address,
            "path": list(self.clause.path),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "page": self.clause.page,
            "scanned": self.clause.scanned,
        }


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement that verification did not let through, and why (Chinese)."""

    statement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One verified answer.

    `text` carries its citation marks ([1], [1][3]); a refused answer may name near clauses
    but has no citations; `grade` says what kind of refusal it is, or that documents differ: `choices` are then
    the names of the documents to choose from. `confidence` (0..1) is what the
    decision to answer rests on, answered from 0.5 (assistant.refuse). `notice` tells the user what
    else is worth knowing (a model that failed, another document that says otherwise). `prompt` is the version of the prompt a model answered.
    `resolved` is the question as it was understood, where that is not what the user wrote: misspelt
    words put right, a follow-up after what it goes on from.
    """

    question: str
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    kept: int = 0
    withheld: tuple[Withheld, ...] = ()
    notice: str = ""
    writer: str = "rules"
    prompt: str = ""
    grade: Grade | None = None
    confidence: float = 1.0
    resolved: str = ""
    choices: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The object of the answer contract (docs/contracts.md), without `id`."""
        return {
            "question": self.question,
            "status": self.status,
            "answer": self.text,
            "citations": [citation.as_json() for citation in self.citations],
            "evidence": [_evidence_json(evidence) for evidence in self.evidence],
            "checks": {
                "kept": self.kept,
                "withheld": [{"statement": w.statement, "reason": w.reason} for w in self.withheld],
                "writer": self.writer,
                "prompt": self.prompt,
                "notice": self.notice + self._of_force(),
                "grade": self.grade,
                "confidence": round(self.confidence, 4),
                "resolved": self.resolved,
                "choices": list(self.choices),
            },
            "timings_ms": {name: round(value, 2) for name, value in self.timings_ms.items()},
        }

    def _of_force(self) -> str:
        """What a program that reads the answer must know, as the page shows it of each document: that all documents
        it rests on do not apply any more; "" where the notice says so already."""
        sources = {citation.clause.source for citation in self.citations}
        labels = sorted({standing(source) for source in sources if source.status in ("repealed", "expired")})
        over = bool(sources) and all(source.status in ("repealed", "expired") for source in sources)
        told = any(label in self.notice for label in labels)
        return f"引用的文件{'、'.join(labels)}，请核对是否还适用。" if over and not told else ""


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    clause = evidence.clause
    return {
        "rank": evidence.rank,
        "source": clause.source.name,
        "doc_id": clause.source.doc_id,
        "clause": clause.address,
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "score": round(evidence.score, 4),
    }


@dataclass(frozen=True, slots=True)
class Support:
    """The words that carry a statement: `clause.text[begin:stop]`."""

    clause: Clause
    begin: int
    stop: int

    @property
    def quote(self) -> str:
        return self.clause.text[self.begin : self.stop]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a draft without citation marks, and what it rests on."""

    text: str
    supports: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is answered, in Chinese, without a full stop; `scope` says where was looked."""

    reason: str
    grade: Grade
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes, before verification: statements, or a refusal; `notice` is for the user, `choices`
    are documents that say otherwise than one another."""

    statements: tuple[Statement, ...] = ()
    refusal: Refusal | None = None
    notice: str = ""
    writer: str = "rules"
    confidence: float = 1.0
    choices: tuple[str, ...] = ()


def refused(reason: str, grade: Grade) -> Draft:
    """A draft that answers nothing, and surely so."""
    return Draft(refusal=Refusal(reason, grade), confidence=0.0)
