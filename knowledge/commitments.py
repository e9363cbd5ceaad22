"""What a document commits its readers to: who must do what, how much, by when, how often.

A `Commitment` is one row of the ledger (任务分解台账). It holds its `Clause`, and every value it
gives stands in the clause's words. Field names follow the contract in docs/contracts.md.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from knowledge.documents import Clause, Source, join_lines
from knowledge.quantities import Comparator, quantities

CommitmentKind = Literal["target", "deadline", "frequency", "responsibility"]
KINDS: tuple[CommitmentKind, ...] = ("target", "deadline", "frequency", "responsibility")
BOUND_WORDS: dict[Comparator, str] = {
    "=": "", ">=": "不少于", "<=": "不超过", ">": "超过", "<": "少于", "~": "约",
}  # fmt: skip
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number to be reached: what is counted, the value (or `value` to `upper`), unit and bound.

    `start` and `end` are offsets of the printed words in the source's text.
    """

    object: str
    value: float
    upper: float | None
    unit: str
    comparator: Comparator
    as_written: str
    start: int
    end: int

    @property
    def bounded(self) -> str:
        """The printed number with its bound in words, unless the printed words hold it (1000余项)."""
        written = join_lines(self.as_written)
        printed = next(quantities(written), None)
        said = printed is not None and printed.comparator == self.comparator
        return written if said else BOUND_WORDS[self.comparator] + written


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time to be met: the printed words, the last day they allow, and how that day follows.

    `date` is None where the words fix no single day (每年11月底前, 收到后15个工作日内).
    """

    as_written: str
    date: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often: `per` is year, quarter, month, 2 years …; `times` how many times in it, if said."""

    as_written: str
    per: str
    times: float | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """One obligation of a clause.

    `lead` and `support` are the bodies named for it, `responsible_as_written` the printed words
    that name them; `all_offices` whether these mean every office of the issuer (机关各部室).
    `quote` is `source_text[start:end]`; `doubts` says in Chinese why a person should look at the row.
    `state` tells what a person has decided about it.
    """

    clause: Clause
    id: str
    task: str
    kinds: tuple[CommitmentKind, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    responsible_as_written: str | None
    indicators: tuple[Indicator, ...]
    deadline: Deadline | None
    frequency: Frequency | None
    quote: str
    start: int
    end: int
    all_offices: bool = False
    doubts: tuple[str, ...] = ()
    state: Literal["extracted", "confirmed", "corrected"] = "extracted"

    @property
    def source(self) -> Source:
        """The document the obligation stands in."""
        return self.clause.source

    @property
    def bodies(self) -> tuple[str, ...]:
        """Every body named, leading ones first."""
        return self.lead + self.support

    @property
    def needs_review(self) -> bool:
        """Whether the rules are unsure and nobody has looked yet."""
        return bool(self.doubts) and self.state == "extracted"

    def as_json(self) -> dict[str, Any]:
        """The row as the contract wants it (ledger.schema.json)."""
        return {
            "id": self.id,
            "source": self.source.name,
            "doc_id": self.source.doc_id,
            "doc_number": self.source.doc_number,
            "title": self.source.title,
            "clause": self.clause.address,
            "path": list(self.clause.path),
            "task": self.task,
            "kinds": list(self.kinds),
            "lead": list(self.lead),
            "support": list(self.support),
            "responsible_as_written": self.responsible_as_written,
            "indicators": [indicator_json(indicator) for indicator in self.indicators],
            "deadline": deadline_json(self.deadline),
            "frequency": frequency_json(self.frequency),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "needs_review": self.needs_review,
        }


def indicator_json(indicator: Indicator) -> dict[str, Any]:
    """An indicator as plain values."""
    return {
        "object": indicator.object,
        "value": plain(indicator.value),
        "upper": None if indicator.upper is None else plain(indicator.upper),
        "unit": indicator.unit,
        "comparator": indicator.comparator,
        "as_written": indicator.as_written,
        "start": indicator.start,
        "end": indicator.end,
    }


def deadline_json(deadline: Deadline | None) -> dict[str, Any] | None:
    """A deadline as plain values."""
    if deadline is None:
        return None
    day = deadline.date.isoformat() if deadline.date else None
    return {"as_written": deadline.as_written, "date": day, "basis": deadline.basis}


def frequency_json(frequency: Frequency | None) -> dict[str, Any] | None:
    """A frequency as plain values."""
    if frequency is None:
        return None
    times = None if frequency.times is None else plain(frequency.times)
    return {"as_written": frequency.as_written, "per": frequency.per, "times": times}


def plain(number: float) -> float | int:
    """A whole number without its .0."""
    return int(number) if number == int(number) else number


def commitment_id(source: Source, quote: str, occurrence: int) -> str:
    """Stable while the document keeps its name and the row its words; `occurrence` counts equal quotes."""
    words = _GAPS.sub("", quote)
    digest = hashlib.sha256(f"{source.doc_id}|{words}|{occurrence}".encode()).hexdigest()
    return f"{source.doc_id}-{digest[:10]}"
