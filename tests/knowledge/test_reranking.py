"""Evidence read again: a new order of the first clauses, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.documents import Clause, Evidence, Source
from knowledge.reranking import READ, placed, read_again
from tests.fakes import FakeReranker

SOURCE = Source(name="办法.txt", doc_id="d", title="灯塔书屋办法")


def evidence(*texts: str) -> list[Evidence]:
    """Evidence with scores that fall by a hundredth."""
    clauses = [
        Clause(SOURCE, n, f"第{n}条", ("一、書屋",), "item", text, 0, 1) for n, text in enumerate(texts)
    ]
    return [Evidence(clause, 0.9 - n / 100, n + 1) for n, clause in enumerate(clauses)]


def texts(found: Sequence[Evidence]) -> list[str]:
    return [item.clause.text for item in found]


def test_without_a_reranker_nothing_changes() -> None:
    found = evidence("甲", "乙")
    assert read_again(None, "问", found) == tuple(found)


def test_one_that_finds_all_alike_changes_nothing() -> None:
    found = evidence(*"甲乙丙丁")
    assert read_again(FakeReranker("戊"), "问", found) == tuple(found)
    assert read_again(FakeReranker("戊"), "问", []) == ()


def test_a_better_passage_goes_first_and_the_places_keep_their_scores() -> None:
    found = evidence(*"甲乙丙丁")
    again = read_again(FakeReranker("丙"), "问", found)
    assert texts(again) == [*"丙甲乙丁"]
    assert [(item.rank, item.score) for item in again] == [(item.rank, item.score) for item in found]
    assert {item.clause for item in again} == {item.clause for item in found}


def test_a_small_difference_of_the_readers_does_not_outweigh_a_large_one_of_ours() -> None:
    class Nearly:
        def scores(self, question: str, passages: Sequence[str]) -> list[float]:
            return [0.5, 0.6]

    first, second = evidence("甲", "乙")
    assert texts(read_again(Nearly(), "问", [first, second])) == ["乙", "甲"]
    far = placed([first, Evidence(second.clause, 0.1)])
    assert texts(read_again(Nearly(), "问", far)) == ["甲", "乙"]


def test_only_the_first_are_read_and_the_others_stay_behind_them() -> None:
    found = evidence(*(f"第{n}句" for n in range(READ + 3)))
    reranker = FakeReranker(f"第{READ - 1}句")
    again = read_again(reranker, "问", found)
    assert texts(again)[0] == f"第{READ - 1}句" and again[READ:] == tuple(found[READ:])
    ((question, passages),) = reranker.read
    assert question == "问" and len(passages) == READ


def test_a_passage_stands_under_its_headings_and_is_folded() -> None:
    reranker = FakeReranker("")
    read_again(reranker, "问", evidence("设在码头。"))
    assert reranker.read == [("问", ["书屋:设在码头。"])]


def test_a_reranker_that_loses_a_passage_is_not_believed() -> None:
    class Short:
        def scores(self, question: str, passages: Sequence[str]) -> list[float]:
            return [1.0]

    with pytest.raises(ValueError, match="shorter"):
        read_again(Short(), "问", evidence("甲", "乙"))
