"""Upper and lower documents: which clause of a lower one carries out which task of an upper one.

Clauses are compared by what is to be done, whoever does it: cosine of their terms, each weighted by its
rarity in both documents, with the upper heading's words and what both count for more. Few or common
words in common are no evidence, however short the clauses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.alignment import IN_HEADING, SPANS, Change, Task, by_clause, is_task, own_heading
from knowledge.commitments import Commitment
from knowledge.documents import Clause, numbering_length
from knowledge.task_words import Bag, bare_terms, cosine, shared, similarity, weights_of

LEAST_CARRIED, LEAST_NEAR = 0.28, 0.16
HEADING_SHARE = 0.35
SAME_COUNTED = 0.2
EVIDENCE = 2.5  # terms that stand in one clause of each document alone
ALIKE = 0.5
_OF_THE_DOCUMENT = re.compile("本[一-龥]{1,6}(?:自.*起(?:施行|执行|实施)|所称.*是指|由.*负责解释)")
Rows = Mapping[str, Sequence[Commitment]]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of an upper task: the most similar lower clause, how similar (0..1), and targets below.

    Below LEAST_CARRIED the lower clause is only near, and a person should look; below LEAST_NEAR
    there is none.
    """

    upper: Task
    lower: Task | None
    similarity: float
    below: tuple[Change, ...] = ()

    @property
    def grade(self) -> Literal["carried", "near", "none"]:
        """Whether the lower document carries the task, has something near it, or nothing."""
        if self.lower is None:
            return "none"
        return "carried" if self.similarity >= LEAST_CARRIED else "near"


@dataclass(frozen=True, slots=True)
class _Work:
    """A clause as it is compared: its terms, those of its heading, and what it counts, with the unit."""

    clause: Clause
    bag: Bag
    heading: Bag
    counted: tuple[tuple[str, Bag], ...]


def cascade(
    upper: Sequence[Clause], lower: Sequence[Clause], rows: Iterable[Commitment]
) -> tuple[Carried, ...]:
    """For each task of an upper document the clause of a lower one that carries it, if any."""
    of_clause = by_clause(rows)
    high, low = (
        [_work(one, of_clause) for one in clauses if _is_work(one, of_clause)] for clauses in (upper, lower)
    )
    weights = weights_of([work.bag for work in (*high, *low)])
    enough = EVIDENCE * math.log(1 + len(high + low) / 2) ** 2
    result = []
    for work in high:
        scored = [(_likeness(work, other, weights, enough), -place) for place, other in enumerate(low)]
        score, place = max(scored, default=(0.0, 0))
        task = Task(work.clause)
        if score < LEAST_NEAR:
            result.append(Carried(task, None, score))
            continue
        best = low[-place].clause
        below = _below(of_clause[work.clause.id], of_clause[best.id])
        result.append(Carried(task, Task(best), score, below))
    return tuple(result)


def _is_work(clause: Clause, rows: Rows) -> bool:
    """Whether a clause gives work: a task, also one in the paragraph of a heading, and nothing about the document itself."""
    text = clause.text[numbering_length(clause.text) :]
    return is_task(clause, even_heading=bool(rows.get(clause.id))) and not _OF_THE_DOCUMENT.match(text)


def _work(clause: Clause, rows: Rows) -> _Work:
    own = rows.get(clause.id, ())
    bodies = {body for row in own for body in row.bodies}
    words = _bag(clause.text[numbering_length(clause.text) :], bodies)
    heading = clause.path[-1][numbering_length(clause.path[-1]) :]
    named = _bag(heading, bodies)
    nameless = heading.endswith("…") or len(named) < 2  # the clause's own beginning, or a label (比例：)
    counted = {(one.unit, one.object) for row in own for one in row.indicators}
    return _Work(
        clause,
        dict.fromkeys(_bag(own_heading(clause), bodies), IN_HEADING) | words,
        words if nameless else named,
        tuple((unit, dict.fromkeys(bare_terms(what) & words.keys(), 1.0)) for unit, what in sorted(counted)),
    )


def _bag(text: str, bodies: Iterable[str]) -> dict[str, float]:
    """The terms of a text without those of the bodies that are named."""
    for body in sorted(bodies, key=len, reverse=True):
        text = text.replace(body, " ")
    return dict.fromkeys(bare_terms(text), 1.0)


def _likeness(work: _Work, other: _Work, weights: Mapping[str, float], enough: float) -> float:
    """How much of a work another one is (0..1)."""
    common = shared(work.bag, other.bag, weights)
    if not common:
        return 0.0
    score = cosine(work.bag, other.bag, weights) * (1 - HEADING_SHARE)
    score += _held(work.heading, other.bag, weights) * HEADING_SHARE
    score += _same_counted(work, other, weights, enough) * SAME_COUNTED
    return min(1.0, score * min(1.0, common / enough))


def _held(part: Bag, whole: Bag, weights: Mapping[str, float]) -> float:
    """How much of a heading's words stands in a clause (0..1)."""
    total = sum(weights.get(term, 0.0) for term in part)
    return sum(weights.get(term, 0.0) for term in part.keys() & whole.keys()) / total if total else 0.0


def _same_counted(work: _Work, other: _Work, weights: Mapping[str, float], enough: float) -> float:
    """How alike the two things are that both count in one unit (0..1)."""
    pairs = ((what, which) for unit, what in work.counted for same, which in other.counted if same == unit)
    return max(
        (
            cosine(what, which, weights) * min(1.0, shared(what, which, weights) / enough)
            for what, which in pairs
        ),
        default=0.0,
    )


def _when(row: Commitment) -> tuple[object, object]:
    """Targets are compared only for the same time."""
    return row.deadline and row.deadline.date, row.frequency and row.frequency.per


def _below(upper: Sequence[Commitment], lower: Sequence[Commitment]) -> tuple[Change, ...]:
    """Targets of an upper clause that the lower clause's target for the same thing falls short of."""
    found = []
    pairs = [
        (wanted, given)
        for first in upper
        for second in lower
        if _when(first) == _when(second)
        for wanted in first.indicators
        for given in second.indicators
    ]
    for wanted, given in pairs:
        alike = wanted.unit == given.unit and similarity(wanted.object, given.object) >= ALIKE
        upward = wanted.unit not in SPANS and wanted.comparator in ("=", ">=", ">", "~")
        if alike and upward and given.value < wanted.value:
            found.append(Change("lowered", wanted.bounded, given.bounded))
    return tuple(found)
