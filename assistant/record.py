"""An answer as its conversation keeps it: whole, with the clauses it cites, so that nothing is looked up again.

A document may be removed or replaced later; what was cited from it stays readable, with its words,
place and offsets as they were then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.answers import Answer, Citation, Withheld
from knowledge.documents import Clause, Evidence
from knowledge.errors import UserError
from knowledge.tables import source_json, source_of

KEPT_EVIDENCE = 3
_PLAIN = ("status", "text", "kept", "notice", "writer", "grade", "confidence")
_LATER = {"resolved": ""}  # not in what was kept earlier, hence with what stands in their place
_CLAUSE = ("ordinal", "address", "kind", "raw", "start", "end", "page", "reason")


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values, without its question; of the evidence the first KEPT_EVIDENCE clauses."""
    evidence = answer.evidence[:KEPT_EVIDENCE]
    clauses = list(
        dict.fromkeys([*(one.clause for one in answer.citations), *(one.clause for one in evidence)])
    )
    at = {clause: place for place, clause in enumerate(clauses)}
    return {
        **{name: getattr(answer, name) for name in (*_PLAIN, *_LATER)},
        "citations": [[one.n, at[one.clause], one.quote, one.start, one.end] for one in answer.citations],
        "evidence": [[at[one.clause], one.score, one.rank] for one in evidence],
        "choices": list(answer.choices),
        "withheld": [[one.statement, one.reason] for one in answer.withheld],
        "timings_ms": dict(answer.timings_ms),
        "clauses": [_clause_json(clause) for clause in clauses],
    }


def answer_of(question: str, value: Mapping[str, Any]) -> Answer:
    """The answer that plain values stand for. UserError where they are damaged."""
    try:
        clauses = [_clause_of(clause) for clause in value["clauses"]]
        return Answer(
            question,
            **{name: value[name] for name in _PLAIN},
            **{name: value.get(name, missing) for name, missing in _LATER.items()},
            citations=tuple(Citation(n, clauses[at], *rest) for n, at, *rest in value["citations"]),
            evidence=tuple(Evidence(clauses[at], *rest) for at, *rest in value["evidence"]),
            choices=tuple(value.get("choices", ())),
            withheld=tuple(Withheld(*one) for one in value["withheld"]),
            timings_ms=value["timings_ms"],
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise UserError("这个对话里保存的回答已损坏，无法打开，请删除这个对话后重新提问。") from error


def _clause_json(clause: Clause) -> dict[str, Any]:
    plain = {name: getattr(clause, name) for name in _CLAUSE}
    rest = {"path": list(clause.path), "source": source_json(clause.source)}
    return {**plain, **rest, "scanned": clause.scanned}


def _clause_of(value: Mapping[str, Any]) -> Clause:
    plain = {name: value[name] for name in _CLAUSE}
    source, scanned = source_of(value["source"]), bool(value.get("scanned", False))
    return Clause(**plain, path=tuple(value["path"]), source=source, scanned=scanned)
