"""What tells one task from another: its words, not its numbers and times."""

from __future__ import annotations

import pytest

from knowledge.task_words import bare_terms, cosine, likeness, shared, similarity, weights_of


def test_similarity_leaves_numbers_and_times_out() -> None:
    assert similarity("到2032年底，新建驿站20个", "到2035年，新建驿站350个") == pytest.approx(1)
    assert similarity("新建驿站", "培训讲解员") == similarity("", "驿站") == 0
    assert 0 < similarity("新建渔港驿站", "新建社区驿站") < 1


def test_terms_are_bare_of_numbers_and_times() -> None:
    assert bare_terms("到2033年，渔港驿站达到60%") == bare_terms("渔港驿站达到")
    assert not bare_terms("2033年30%")


def test_likeness_counts_every_term_alike() -> None:
    assert likeness({"渔港"}, {"渔港"}) == 1 and likeness({"渔港"}, set()) == 0
    assert likeness({"渔港", "驿站"}, {"渔港", "讲堂"}) == pytest.approx(0.5)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    bags = [{"渔港": 1.0, "全市": 1.0}, {"渔港": 1.0, "全市": 1.0}, {"全市": 1.0}, {"全市": 1.0, "讲堂": 1.0}]
    weights = weights_of(bags)
    assert weights["渔港"] > weights["全市"]
    assert shared(bags[0], bags[1], weights) > shared(bags[0], bags[3], weights) > 0
    assert cosine(bags[0], bags[1], weights) == pytest.approx(1) and cosine(bags[0], {}, weights) == 0
