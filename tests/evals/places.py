"""Gold, evidence and citations at given characters of one file."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import Answer
from evals.cases import Case
from evals.spans import Span
from knowledge.documents import Clause, Source
from tests.evals.values import answer, case, cite, source

TWO = case(source=("001",), clauses=("第3条", "第5条"))
OTHER = source("002_通知.txt")
Places = Sequence[tuple[int, int]]


def piece(start: int, end: int, *, of: Source | None = None) -> Clause:
    """A clause that stands at these characters of its file."""
    return Clause(of or source(), 0, "第1条", (), "item", "字" * (end - start), start, end)


def cited(*places: tuple[int, int]) -> Answer:
    """An answer that cites these characters, whole clauses all."""
    return answer(citations=[cite(piece(start, end)) for start, end in places])


def found(*places: tuple[int, int]) -> Answer:
    """An answer over these stretches as evidence, best first."""
    return answer(evidence=[piece(start, end) for start, end in places])


def quoted(*sets: Sequence[Places]) -> Case:
    """A case with gold sets; of each set its quotes, of each quote its places in the default file."""
    name = source().name
    gold = tuple(tuple(tuple(Span(name, *place) for place in places) for places in one) for one in sets)
    return case(clauses=(), gold=gold)


HUNDRED = quoted([[(100, 200)]])
BOTH = quoted([[(100, 200)], [(300, 600)]])
EITHER = quoted([[(100, 200)], [(300, 600)]], [[(700, 800)]])
ANYWHERE = quoted([[(100, 200), (300, 400)]])
