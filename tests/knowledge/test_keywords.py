"""The inverted index: what a row holds, how rows are scored and ordered."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.keywords import Entry, Keywords

ENTRIES = [
    Entry("b-2", -1, "乙.txt", "小屋 经费 小屋", "", "办法"),
    Entry("a-1", 0, "甲.txt", "经费", "小屋", "办法"),
    Entry("a-1", -1, "甲.txt", "经费 年度", "小屋", "办法"),
    Entry("c-1", -1, "丙.txt", "夜市", "", "通告"),
]


def test_words_of_text_headings_and_title_count_alike_and_once() -> None:
    clauses, sentences = Keywords(ENTRIES).scores(["小屋", "经费"], documents=None, limit=9)
    rarity = math.log(1 + 4 / 4)
    assert clauses == {("a-1", -1): pytest.approx(2 * rarity), ("b-2", -1): pytest.approx(2 * rarity)}
    assert list(clauses) == [("a-1", -1), ("b-2", -1)]
    assert sentences == {("a-1", 0): pytest.approx(2 * rarity)}


def test_rare_words_weigh_more_and_unknown_ones_nothing() -> None:
    index = Keywords(ENTRIES)
    assert index.rarity(["通告", "办法", "火星"]) == {
        "通告": pytest.approx(math.log(1 + 4 / 2)),
        "办法": pytest.approx(math.log(1 + 4 / 4)),
    }
    clauses, _ = index.scores(["通告", "办法", "火星"], documents=None, limit=9)
    assert next(iter(clauses)) == ("c-1", -1)
    assert index.scores(["火星"], documents=None, limit=9) == ({}, {})


def test_only_rows_of_the_documents_asked_for_are_found() -> None:
    index = Keywords(ENTRIES)
    clauses, sentences = index.scores(["办法"], documents=frozenset({"乙.txt", "无.txt"}), limit=9)
    assert (list(clauses), sentences) == ([("b-2", -1)], {})
    assert index.scores(["办法"], documents=frozenset(), limit=9) == ({}, {})


def test_an_empty_index_finds_nothing() -> None:
    index = Keywords([])
    assert index.scores(["办法"], documents=None, limit=9) == ({}, {})
    assert index.rarity(["办法"]) == {}


def test_every_word_is_counted_once_a_row() -> None:
    counts = dict(Keywords(ENTRIES).counts())
    assert counts == {"小屋": 3, "经费": 3, "办法": 3, "年度": 1, "夜市": 1, "通告": 1}
    assert dict(Keywords([]).counts()) == {}


WORDS = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=6).map(" ".join)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.integers(-1, 2)), st.tuples(WORDS, WORDS, WORDS), max_size=12
    ),
    st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=6),
    st.integers(0, 5),
)
def test_scores_are_the_sums_of_the_rarity_of_the_words_held(
    rows: dict[tuple[str, int], tuple[str, str, str]], asked: list[str], limit: int
) -> None:
    index = Keywords(Entry(clause, number, "甲.txt", *texts) for (clause, number), texts in rows.items())
    held = {key: {word for text in texts for word in text.split()} for key, texts in rows.items()}
    rarity = index.rarity(set(asked))
    assert rarity.keys() == {word for words in held.values() for word in words} & set(asked)
    assert dict(index.counts()) == Counter(word for words in held.values() for word in words)
    sums = {key: sum(rarity[word] for word in words & rarity.keys()) for key, words in held.items()}
    for found, sentence in zip(index.scores(asked, documents=None, limit=limit), (False, True), strict=True):
        wanted = sorted(
            (-round(value, 9), key) for key, value in sums.items() if value and (key[1] >= 0) == sentence
        )
        assert list(found) == [key for _, key in wanted[:limit]]
        assert all(found[key] == pytest.approx(sums[key]) for key in found)
