"""Comparing a question with every vector, against cosines worked out one by one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.scan import DIGITS, Scan

numbers = st.integers(-4, 4).map(float)
vectors = st.lists(numbers, min_size=3, max_size=3)
rows = st.lists(st.tuples(vectors, st.sampled_from("甲乙丙")), max_size=8)


def cosine(a: list[float], b: list[float]) -> float:
    length = math.hypot(*a) * math.hypot(*b)
    return sum(x * y for x, y in zip(a, b, strict=True)) / length if length else 0.0


@given(rows, vectors, st.sets(st.sampled_from("甲乙丙")) | st.none(), st.integers(1, 9))
def test_the_nearest_of_the_documents_come_with_their_cosine(
    rows: list[tuple[list[float], str]], question: list[float], documents: set[str] | None, limit: int
) -> None:
    ids = [f"{number}" for number in range(len(rows))]
    scan = Scan(ids, [name for _, name in rows], [vector for vector, _ in rows])
    inside = None if documents is None else frozenset(documents)
    found = scan.scores(question, documents=inside, limit=limit)
    wanted = {
        name: round(cosine(vector, question), DIGITS)
        for name, (vector, document) in zip(ids, rows, strict=True)
        if documents is None or document in documents
    }
    assert len(found) == min(limit, len(wanted))
    assert found == pytest.approx({name: wanted[name] for name in found}, abs=2 * 10**-DIGITS)
    least = min(found.values(), default=1.0)
    assert all(score <= least + 2 * 10**-DIGITS for name, score in wanted.items() if name not in found)


def test_equal_ones_come_by_id_in_whatever_order_they_were_stored() -> None:
    for ids in (["c", "a", "b"], ["b", "c", "a"]):
        found = Scan(ids, ["甲"] * 3, [[3.0, 4.0]] * 3).scores([3.0, 4.0], limit=2)
        assert list(found.items()) == [("a", 1.0), ("b", 1.0)]


def test_nothing_is_found_where_nothing_is() -> None:
    assert Scan([], [], []).scores([1.0, 0.0], limit=5) == {}
