"""Plain words become the documents' own where no document holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.plain_words import TABLE, in_terms


def held(*pairs: str) -> frozenset[str]:
    return frozenset(pairs)


@pytest.mark.parametrize(
    ("pairs", "meant"),
    [
        (held("能力"), "这五种能力是什么"),
        (held("能力", "本事"), "这五种本事是什么"),
        (held("本领"), "这五种本领是什么"),
        (held(), "这五种本事是什么"),
    ],
    ids=["written so", "said so in a document", "the second term", "no term known"],
)
def test_a_plain_word_is_put_as_the_documents_write_it(pairs: frozenset[str], meant: str) -> None:
    assert in_terms("这五种本事是什么", pairs.__contains__) == meant


def test_what_asks_need_not_stand_in_a_document() -> None:
    assert in_terms("称号能管几年？", held("称号", "有效", "效期").__contains__) == "称号有效期几年？"


def test_every_row_puts_another_word_in_place_and_no_word_has_two_rows() -> None:
    rows = [
        line.split("=") for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"
    ]
    words = [word.strip() for word, _ in rows]
    assert len(words) == len(set(words)) > 1000
    for word, (_, terms) in zip(words, rows, strict=True):
        assert len(word) > 1 and all(len(term) > 1 for term in terms.split()) and terms.strip()


@given(st.text(alphabet="这五种本事能力拍板由谁牵头挑2025年", max_size=30))
def test_nothing_changes_where_every_pair_is_known(text: str) -> None:
    assert in_terms(text, lambda pair: True) == text


@given(st.text(alphabet="这五种本事能力拍板决策由谁牵头挑2025年", max_size=30))
def test_numbers_stay(text: str) -> None:
    digits = [char for char in in_terms(text, lambda pair: pair in "能力决策牵头") if char.isdigit()]
    assert digits == [char for char in text if char.isdigit()]
