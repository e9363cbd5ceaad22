"""Stretches of characters, held against the sets of characters that they stand for."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evals.spans import Span, covers, length, shared, union

spans = st.builds(
    lambda source, start, size: Span(source, start, start + size),
    st.sampled_from(["甲.txt", "乙.txt"]),
    st.integers(0, 30),
    st.integers(0, 12),
)
several = st.lists(spans, max_size=6)


def characters(some: list[Span]) -> set[tuple[str, int]]:
    return {(span.source, place) for span in some for place in range(span.start, span.end)}


def test_union_by_hand() -> None:
    some = [Span("b", 5, 8), Span("a", 10, 20), Span("a", 0, 4), Span("a", 4, 6), Span("a", 12, 15)]
    assert union(some) == [Span("a", 0, 6), Span("a", 10, 20), Span("b", 5, 8)]
    assert union([]) == union([Span("a", 3, 3)]) == []


@given(several)
def test_union_is_the_same_characters_disjoint_and_in_order(some: list[Span]) -> None:
    united = union(some)
    assert characters(united) == characters(some)
    assert all(span.start < span.end for span in united)
    for left, right in pairwise(united):
        assert left < right and not left.overlaps(right)
        assert left.source != right.source or left.end < right.start
    assert union(united) == united == union(reversed(some))


@given(several)
def test_length_counts_characters(some: list[Span]) -> None:
    assert length(some) == len(characters(some))


@given(several, several)
def test_shared_counts_characters_of_both(some: list[Span], others: list[Span]) -> None:
    assert shared(some, others) == len(characters(some) & characters(others))


@given(spans, spans)
def test_spans_overlap_where_they_share_a_character(one: Span, other: Span) -> None:
    both = characters([one]) & characters([other])
    if one.start < one.end and other.start < other.end:
        assert one.overlaps(other) == other.overlaps(one) == bool(both)


def test_neighbours_and_other_files_do_not_overlap() -> None:
    assert not Span("a", 0, 4).overlaps(Span("a", 4, 8))
    assert not Span("a", 4, 8).overlaps(Span("a", 0, 4))
    assert not Span("a", 0, 4).overlaps(Span("b", 0, 4))
    assert Span("a", 0, 5).overlaps(Span("a", 4, 8))


def test_covers_from_the_share_on() -> None:
    gold = Span("a", 100, 200)
    assert covers([Span("a", 140, 999)], gold, 0.6)
    assert not covers([Span("a", 141, 999)], gold, 0.6)
    assert covers([Span("a", 0, 130), Span("a", 170, 300)], gold, 0.6)
    assert not covers([Span("a", 100, 150), Span("a", 110, 150)], gold, 0.6)
    assert not covers([Span("b", 100, 200)], gold, 0.6)
    assert not covers([], gold, 0.6)


@given(several, spans.filter(lambda span: span.start < span.end), st.sampled_from([0.0, 0.6, 0.9, 1.0]))
def test_covers_is_a_share_of_characters(some: list[Span], gold: Span, share: float) -> None:
    whole = characters([gold])
    assert covers(some, gold, share) == (len(whole & characters(some)) >= share * len(whole))
