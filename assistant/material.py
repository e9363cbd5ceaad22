"""What an answer is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.commitments import Commitment
from knowledge.documents import Clause, Evidence

ALL, CHOSEN = "已入库的文件", "所选范围的文件"


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer is made of: evidence best first, how rare the question's words are (those that
    occur at all), how much each counts (words of earlier questions less), the clauses of every
    document by name, the names of the documents in scope, how to get the rows of the ledger, and
    `further` evidence, the offered one first, for documents that a comparison names; `place` says which
    documents are looked through at all, `today` what 今年 means."""

    evidence: Sequence[Evidence]
    rarity: Mapping[str, float]
    weights: Mapping[str, float]
    clauses: Mapping[str, Sequence[Clause]]
    scope: Sequence[str]
    rows: Callable[[], Sequence[Commitment]] = tuple
    further: Sequence[Evidence] = ()
    place: str = ALL
    today: date = date.max
