"""One contract that keyword, vector and hybrid search all keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.catalog import Catalog
from knowledge.search import LAW_TRUST, HybridSearch, KeywordSearch, Query, VectorSearch
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder
from tests.knowledge.library import TEXTS, document, fill


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path, create=True)
    yield catalog
    catalog.close()


@pytest.fixture
def vectors(tmp_path: Path, catalog: Catalog) -> Iterator[Vectors]:
    vectors = Vectors(tmp_path, FakeEmbedder())
    fill(catalog, vectors)
    yield vectors
    vectors.close()


@pytest.mark.parametrize("kind", [KeywordSearch, VectorSearch, HybridSearch])
def test_every_search_keeps_the_contract(
    kind: type[HybridSearch], catalog: Catalog, vectors: Vectors
) -> None:
    search = kind(catalog, vectors)
    question = "天文小屋的经费用于购买什么？"
    found = search.search(Query(question), limit=4)

    assert found[0].clause.text == "第二条小屋经费每年三万元，用于购买望远镜。"
    assert [evidence.rank for evidence in found] == [1, 2, 3, 4]
    order = [(-evidence.score, evidence.clause.id) for evidence in found]
    assert order == sorted(order) and all(0 <= evidence.score <= 1 + 1e-9 for evidence in found)
    assert len({evidence.clause.id for evidence in found}) == 4
    for evidence in found:
        assert evidence.clause == catalog.snapshot().by_id[evidence.clause.id]
        assert tuple((p.begin, p.stop) for p in evidence.passages) == evidence.clause.sentences
    assert max(passage.score for passage in found[0].passages) > 0

    assert search.search(Query(question), limit=4) == found
    assert search.search(Query(question), limit=2) == found[:2]
    assert search.search(Query(question), limit=0) == ()
    assert search.search(Query("天文小屋的經費用於購買什麼？"), limit=1)[0].clause == found[0].clause

    for names in (frozenset({"夜市.txt"}), frozenset({"夜市.txt", "书屋.txt"})):
        inside = search.search(Query("夜市经费", names), limit=99)
        assert {evidence.clause.source.name for evidence in inside} == names
    assert search.search(Query(question, frozenset()), limit=5) == ()
    assert search.search(Query(question, frozenset({"无.txt"})), limit=5) == ()
    assert isinstance(search.search(Query("？"), limit=5), tuple)


@pytest.mark.parametrize("kind", [KeywordSearch, VectorSearch, HybridSearch])
def test_equal_clauses_stand_in_the_order_of_their_ids(
    kind: type[HybridSearch], catalog: Catalog, vectors: Vectors
) -> None:
    twins = ("丙.txt", "甲.txt", "乙.txt", "丁.txt")
    for name in twins:
        made = document(name, TEXTS["小屋.txt"].replace("望远镜", "显微镜"))
        list(vectors.put(made.clauses))
        catalog.replace(made, digest="d", place="/files")
    found = kind(catalog, vectors).search(Query("购买显微镜"), limit=4)
    ids = [evidence.clause.id for evidence in found]
    assert ids == sorted(ids)
    assert {e.clause.source.name for e in found} == set(twins)
    assert len({e.score for e in found}) == 1


def test_keyword_search_needs_no_embedder_and_finds_nothing_for_unknown_words(catalog: Catalog) -> None:
    fill(catalog)
    search = KeywordSearch(catalog, Vectors(Path("/nowhere"), FakeEmbedder()))
    assert search.search(Query("天文小屋"), limit=1)
    assert search.search(Query("qwertz"), limit=5) == ()


def test_an_empty_catalog_answers_with_nothing(tmp_path: Path, catalog: Catalog) -> None:
    vectors = Vectors(tmp_path, FakeEmbedder())
    assert HybridSearch(catalog, vectors).search(Query("夜市"), limit=5) == ()
    vectors.close()


def test_vectors_of_clauses_that_the_catalog_does_not_hold_are_passed_over(
    catalog: Catalog, vectors: Vectors
) -> None:
    catalog.remove("小屋.txt")
    found = VectorSearch(catalog, vectors).search(Query("天文小屋的经费"), limit=99)
    assert found and "小屋.txt" not in {evidence.clause.source.name for evidence in found}


def test_similarity_is_told_only_where_cosines_are_calibrated(
    tmp_path: Path, catalog: Catalog, vectors: Vectors
) -> None:
    calibrated = Vectors(tmp_path, FakeEmbedder("bundled:fake"))
    question = Query("小屋经费每年三万元，用于购买望远镜。")
    (best,) = HybridSearch(catalog, calibrated).search(question, limit=1)
    (unknown,) = HybridSearch(catalog, vectors).search(question, limit=1)
    assert best.similarity is not None and 0.5 < best.similarity <= 1.0001
    assert unknown.similarity is None
    (words,) = KeywordSearch(catalog, calibrated).search(question, limit=1)
    assert words.similarity is None
    calibrated.close()


def test_a_question_searched_again_is_not_embedded_again(
    catalog: Catalog, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    search, embedded, embed = HybridSearch(catalog, vectors), [], vectors.embed
    monkeypatch.setattr(vectors, "embed", lambda text: [embedded.append(text), embed(text)][1])
    whole = search.search(Query("小屋的经费"), limit=3)
    search.search(Query("小屋的经费", frozenset({"小屋.txt"})), limit=3)
    assert embedded == ["小屋的经费"]
    search.search(Query("夜市"), limit=3)
    assert search.search(Query("小屋的经费"), limit=3) == whole
    assert embedded == ["小屋的经费", "夜市"]


def test_words_count_less_where_articles_of_several_documents_hold_them(catalog: Catalog) -> None:
    fill(catalog)
    search = KeywordSearch(catalog, Vectors(Path("/nowhere"), FakeEmbedder()))

    def best(question: str, documents: frozenset[str] | None = None) -> float:
        return search.search(Query(question, documents), limit=1)[0].score

    assert best("夜市摊位经费") == pytest.approx(LAW_TRUST)  # of two documents, and none is named
    assert best("夜市摊位经费", frozenset({"夜市.txt", "小屋.txt"})) > LAW_TRUST
    assert best("望远镜") > LAW_TRUST  # one document has it: that one is meant
    notice = "关于望远镜的通知\n一、添置望远镜。\n二、擦拭望远镜。\n三、出借望远镜。\n"
    catalog.replace(document("告示.txt", notice), digest="notice", place="/files")
    assert best("望远镜") > LAW_TRUST  # two documents, but the most of it in a notice
