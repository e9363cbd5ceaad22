"""No clause is longer than the cap, and no character of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.clauses.drafts import Draft
from ingest.clauses.pieces import LONGEST_CLAUSE, capped


def draft(text: str) -> Draft:
    return Draft("第1条", ("夜市",), "item", 0, len(text), "编号")


def test_a_clause_within_the_cap_stays_whole() -> None:
    text = "办好夜市。" * (LONGEST_CLAUSE // 5)
    assert list(capped(draft(text), text)) == [draft(text)]


def test_pieces_end_where_a_sentence_ends_and_are_numbered() -> None:
    text = "办好夜市。" * LONGEST_CLAUSE
    pieces = list(capped(draft(text), text))
    assert pieces[1].address == "第1条第2节选"
    assert all(text[piece.start : piece.end].endswith("。") for piece in pieces)


@given(
    st.lists(
        st.builds(
            lambda n, end: "办" * n + end, st.integers(0, 3_000), st.sampled_from(("。", "；\n", "  ", ""))
        ),
        min_size=1,
        max_size=6,
    )
)
def test_pieces_are_capped_and_cover_the_clause(parts: list[str]) -> None:
    text = "".join(parts)
    if text.strip():
        pieces = list(capped(draft(text), text))
        assert all(0 < piece.end - piece.start <= LONGEST_CLAUSE for piece in pieces)
        together = "".join(text[piece.start : piece.end] for piece in pieces)
        assert "".join(together.split()) == "".join(text.split())
