"""The inverted index: what a row holds, how rows are scored and ordered."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.keywords import K1, B, Entry, Keywords

ENTRIES = [
    Entry("b-2", -1, "乙.txt", "小屋 经费 小屋", "", "办法"),
    Entry("a-1", 0, "甲.txt", "经费", "小屋", "办法"),
    Entry("a-1", -1, "甲.txt", "经费 年度", "小屋", "办法"),
    Entry("c-1", -1, "丙.txt", "夜市", "", "通告"),
]


def share(times: int, length: float) -> float:
    """What a word counts that stands so often in a row, whose length is given as a share of the mean."""
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length))


def test_words_of_text_headings_and_title_count_more_where_repeated_and_in_short_rows() -> None:
    clauses, sentences = Keywords(ENTRIES).scores(["小屋", "经费"], documents=None, limit=9)
    rarity, mean = math.log(1 + 4 / 4), (4 + 4 + 2) / 3
    assert clauses == {
        ("b-2", -1): pytest.approx(rarity * (share(2, 4 / mean) + share(1, 4 / mean)), rel=1e-5),
        ("a-1", -1): pytest.approx(rarity * 2 * share(1, 4 / mean), rel=1e-5),
    }
    assert list(clauses) == [("b-2", -1), ("a-1", -1)]
    assert sentences == {("a-1", 0): pytest.approx(2 * rarity * share(1, 1.0), rel=1e-5)}


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
def test_scores_are_the_shares_of_the_words_held_weighed_by_their_rarity(
    rows: dict[tuple[str, int], tuple[str, str, str]], asked: list[str], limit: int
) -> None:
    index = Keywords(Entry(clause, number, "甲.txt", *texts) for (clause, number), texts in rows.items())
    held = {
        key: dict.fromkeys(f"{headings} {title}".split(), 1) | Counter(own.split())
        for key, (own, headings, title) in rows.items()
    }
    rarity = index.rarity(set(asked))
    assert dict(index.counts()) == Counter(word for words in held.values() for word in words)
    assert rarity.keys() == {word for words in held.values() for word in words} & set(asked)
    for found, is_sentence in zip(
        index.scores(asked, documents=None, limit=limit), (False, True), strict=True
    ):
        own = {key: words for key, words in held.items() if (key[1] >= 0) == is_sentence}
        mean = max(1.0, sum(sum(words.values()) for words in own.values()) / max(1, len(own)))
        sums = {
            key: sum(rarity[w] * share(words[w], sum(words.values()) / mean) for w in words if w in rarity)
            for key, words in own.items()
        }
        assert list(found) == sorted(found, key=lambda key: (-found[key], key))
        assert all(found[key] == pytest.approx(sums[key], rel=1e-5) for key in found)
        assert len(found) == min(limit, sum(value > 0 for value in sums.values()))
        left = [value for key, value in sums.items() if key not in found]
        assert not found or max(left, default=0.0) <= min(found.values()) + 1e-5
