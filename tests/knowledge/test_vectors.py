"""Vectors in a real embedded Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from chromadb.errors import InternalError

from knowledge.errors import UserError
from knowledge.graphs import FOLDER
from knowledge.scan import Scan
from knowledge.vectors import ATTEMPTS, BATCH, LEVELS, Level, Vectors, headings_of, texts_of
from tests.fakes import FakeEmbedder
from tests.knowledge.library import TEXTS, document


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def vectors(tmp_path: Path, embedder: FakeEmbedder) -> Iterator[Vectors]:
    vectors = Vectors(tmp_path, embedder)
    for name in TEXTS:
        assert [*vectors.put(document(name).clauses)][-1] == len([*texts_of(document(name).clauses)])
    yield vectors
    vectors.close()


def test_clauses_and_sentences_are_embedded_folded_and_with_their_headings() -> None:
    text = "海屿市办法\n一、燈塔書屋\n（一）码头\n書屋ＡＢ设在码头。\n渔船每天送书到码头。\n"
    (clause,) = [
        clause for clause in document("书屋.txt", text).clauses if clause.address == "第一部分（一）"
    ]
    rows = [row[:3] for row in texts_of([clause])]
    assert headings_of(clause, clause.text) == "燈塔書屋 码头"
    assert rows[0] == ("clauses", clause.id, "灯塔书屋 码头:(一)码头书屋ab设在码头。渔船每天送书到码头。")
    assert rows[-1] == ("sentences", f"{clause.id}:2", "灯塔书屋 码头:渔船每天送书到码头。")


def test_an_article_stands_under_the_title_of_its_law_and_not_under_its_own_line() -> None:
    text = "关于印发《海屿市书屋办法》的通知\n第一章 总则\n第一条 书屋设在码头，分为：\n（一）免费书屋；\n（二）流动书屋。\n"
    clauses = {clause.address: clause for clause in document("办法.txt", text).clauses}
    article = clauses["第一条"]
    assert headings_of(article, article.text) == "海屿市书屋办法 总则"
    assert headings_of(article, "分为：") == "总则 书屋设在码头，分为"
    item = clauses["第一条第（一）项"]
    assert headings_of(item, item.text) == "总则 书屋设在码头，分为"


def test_what_was_embedded_from_other_texts_is_embedded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = FakeEmbedder()
    vectors = Vectors(tmp_path, embedder)
    clauses = document("小屋.txt").clauses
    with monkeypatch.context() as before:
        before.setattr("knowledge.vectors.headings_of", lambda clause, text: "天文" if "经费" in text else "")
        assert [*vectors.put(clauses)] and vectors.holds(clauses)
        old = {row[2] for row in texts_of(clauses)}
    embedder.asked.clear()
    assert not vectors.holds(clauses)
    assert [*vectors.put(clauses, clauses)] and vectors.holds(clauses)
    assert set(embedder.asked) == {row[2] for row in texts_of(clauses)} - old
    assert vectors.count("clauses") == len(clauses)
    vectors.close()


def test_the_same_text_is_embedded_once_a_document(vectors: Vectors, embedder: FakeEmbedder) -> None:
    assert len(embedder.asked) == sum(
        len({row[2] for row in texts_of(document(name).clauses)}) for name in TEXTS
    )


def test_a_long_document_goes_in_by_batches(vectors: Vectors) -> None:
    made = document("长.txt", "云州市办法\n" + "".join(f"第{n}条 第{n}号摊位。\n" for n in range(1, 80)))
    steps = [*vectors.put(made.clauses)]
    assert steps == [BATCH, 2 * BATCH, len([*texts_of(made.clauses)])]
    assert vectors.holds(made.clauses)


def test_the_nearest_come_with_their_cosine_within_documents_and_limit(vectors: Vectors) -> None:
    clause = document("小屋.txt").clauses[2]
    question = next(row[2] for row in texts_of([clause]))
    found = vectors.scores(vectors.embed(question), "clauses", documents=None, limit=3)
    assert len(found) == 3 and next(iter(found)) == clause.id
    assert found[clause.id] == pytest.approx(1, abs=1e-5)
    others = frozenset(TEXTS) - {"小屋.txt"}
    elsewhere = vectors.scores(vectors.embed(question), "sentences", documents=others, limit=99)
    assert elsewhere and not [name for name in elsewhere if name.startswith(clause.source.doc_id)]
    assert vectors.scores(vectors.embed(question), "clauses", documents=frozenset(), limit=3) == {}
    assert vectors.scores(vectors.embed(question), "clauses", documents=frozenset({"无.txt"}), limit=3) == {}


def scores_of(
    vectors: Vectors, level: Level, documents: frozenset[str] | None, limit: int
) -> dict[str, float]:
    question = vectors.embed("书屋设在码头的经费")
    return vectors.scores(question, level, documents=documents, limit=limit)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("names", [None, frozenset({"小屋.txt", "书屋.txt"})])
@pytest.mark.parametrize("limit", [3, 99])
def test_the_graph_and_every_way_to_read_all_vectors_agree(
    vectors: Vectors,
    monkeypatch: pytest.MonkeyPatch,
    level: Level,
    names: frozenset[str] | None,
    limit: int,
) -> None:
    whole = scores_of(vectors, level, names, limit)
    assert list(whole.values()) == sorted(whole.values(), reverse=True) and len(whole) >= 3
    assert limit == 3 or len(whole) > 3
    vectors.close()
    monkeypatch.setattr("knowledge.vectors.FEW_VECTORS", 0)
    assert scores_of(vectors, level, names, limit) == pytest.approx(whole, abs=1e-5)  # a few documents alone
    monkeypatch.setattr("knowledge.vectors.FEW_DOCUMENTS", 0)
    assert scores_of(vectors, level, names, limit) == pytest.approx(whole, abs=1e-5)  # the graph


def test_a_large_collection_is_searched_by_its_graph(
    vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.vectors.FEW_VECTORS", vectors.count("clauses") - 1)
    monkeypatch.setattr("knowledge.vectors.Scan", None)
    assert scores_of(vectors, "clauses", None, 3)
    with pytest.raises(TypeError):
        scores_of(vectors, "clauses", frozenset({"小屋.txt"}), 3)


def test_a_store_that_another_process_writes_is_opened_again(
    vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, read, failures = scores_of(vectors, "clauses", None, 3), Scan, [InternalError("no such id")] * 2

    def fails_twice(*found: Any) -> Scan:
        if failures:
            raise failures.pop()
        return read(*found)

    monkeypatch.setattr("knowledge.vectors.Scan", fails_twice)
    vectors.close()
    assert scores_of(vectors, "clauses", None, 3) == wanted and not failures
    vectors.close()
    failures += [InternalError("no such id")] * ATTEMPTS
    with pytest.raises(UserError, match="已损坏或不完整"):
        scores_of(vectors, "clauses", None, 3)


def test_what_is_put_and_dropped_is_seen_at_once(vectors: Vectors) -> None:
    before = scores_of(vectors, "clauses", None, 99)
    vectors.drop("小屋.txt")
    dropped = scores_of(vectors, "clauses", None, 99)
    assert len(dropped) < len(before)
    list(vectors.put(document("小屋.txt").clauses))
    assert scores_of(vectors, "clauses", None, 99) == before


def test_a_question_is_folded_as_the_texts_are(vectors: Vectors) -> None:
    assert vectors.embed("燈塔書屋Ａ") == vectors.embed("灯塔书屋a")


def test_dropping_spares_other_documents_and_the_clauses_to_keep(vectors: Vectors) -> None:
    old = document("小屋.txt")
    new = document("小屋.txt", TEXTS["小屋.txt"] + "第三条 免费。\n")
    assert vectors.holds(old.clauses) and not vectors.holds(new.clauses)
    list(vectors.put(new.clauses))
    assert not vectors.holds(old.clauses) and not vectors.holds(new.clauses)
    vectors.drop("小屋.txt", keep=new.clauses)
    assert vectors.holds(new.clauses) and vectors.holds(document("夜市.txt").clauses)
    vectors.drop("小屋.txt")
    assert not vectors.holds(new.clauses) and vectors.holds(document("夜市.txt").clauses)
    assert vectors.holds(())


def test_what_earlier_rules_made_of_the_same_text_goes(vectors: Vectors) -> None:
    clauses = document("小屋.txt").clauses
    vectors.drop("小屋.txt", keep=clauses[:-1])
    assert vectors.holds(clauses[:-1]) and not vectors.holds(clauses)


def test_a_reader_sees_what_another_wrote_after_refresh(vectors: Vectors, tmp_path: Path) -> None:
    reader = Vectors(tmp_path, FakeEmbedder())
    before = [reader.count(level) for level in LEVELS]
    vectors.drop("小屋.txt")
    reader.refresh(2)
    assert all(reader.count(level) < count for level, count in zip(LEVELS, before, strict=True))
    reader.close()


def test_threads_read_while_others_see_changes_and_open_the_store_anew(
    vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.vectors.ATTEMPTS", 1)
    reader, question = Vectors(tmp_path, FakeEmbedder()), vectors.embed("小屋经费每年三万元")
    vectors.close()  # the reader is the only one in its process, so that it closes the store itself
    known = {level: reader.scores(question, level, documents=None, limit=5) for level in LEVELS}

    def read(number: int) -> bool:
        reader.refresh(number // 4)
        return all(reader.scores(question, one, documents=None, limit=5) == known[one] for one in LEVELS)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, range(160)))
    reader.close()


def test_an_older_state_of_the_catalog_does_not_open_the_store_again(vectors: Vectors) -> None:
    vectors.refresh(5)
    vectors.count("clauses")
    client = vectors._graphs._client
    vectors.refresh(4)
    vectors.refresh(5)
    assert client is not None and vectors._graphs._client is client


def test_vectors_outlive_the_store_that_made_them(vectors: Vectors, tmp_path: Path) -> None:
    vectors.close()
    again = Vectors(tmp_path, FakeEmbedder())
    assert again.holds(document("夜市.txt").clauses)
    again.close()


def test_only_the_bundled_model_is_calibrated(tmp_path: Path) -> None:
    assert not Vectors(tmp_path, FakeEmbedder()).calibrated
    assert Vectors(tmp_path, FakeEmbedder("bundled:e5")).calibrated


def test_a_damaged_store_is_a_clear_error_every_time_it_is_asked(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "chroma.sqlite3").write_bytes(b"no database " * 500)
    vectors = Vectors(tmp_path, FakeEmbedder())
    for _ in range(2):
        with pytest.raises(UserError, match="已损坏或不完整") as error:
            vectors.scores([1.0] * 64, "clauses", documents=None, limit=1)
        assert str(tmp_path / FOLDER) in str(error.value)


# --- what was said already -----------------------------------------------------------------------


def test_earlier_words_keep_their_vectors(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    vectors = Vectors(tmp_path, embedder)
    old, new = (
        document("夜市.txt", f"云州市夜市办法\n第一条 夜市每周六开放。\n{more}")
        for more in ("", "第二条 雨天停办，另行通知。\n")
    )
    list(vectors.put(old.clauses))
    before = len(embedder.asked)
    list(vectors.put(new.clauses, old.clauses))
    assert all("雨天停办" in text for text in embedder.asked[before:]) and len(embedder.asked) > before
    vectors.drop("夜市.txt", keep=new.clauses)
    fresh = Vectors(tmp_path / "fresh", embedder)
    list(fresh.put(new.clauses))
    for level in LEVELS:
        kept, made = (
            {name: vector.tolist() for name, _, vector in one._graphs.entries(level, vectors=True)}
            for one in (vectors, fresh)
        )
        assert kept == made
    vectors.close()
    fresh.close()


def test_a_document_is_whole_by_its_clauses_and_by_the_rows_of_the_catalog(tmp_path: Path) -> None:
    vectors, made = Vectors(tmp_path, FakeEmbedder()), document("小屋.txt")
    rows = {(clause.id, n) for clause in made.clauses for n in range(-1, len(clause.sentences))}
    assert not vectors.holds_rows("小屋.txt", rows)
    list(vectors.put(made.clauses))
    assert vectors.holds_rows("小屋.txt", rows) and vectors.holds(made.clauses)
    assert not vectors.holds_rows("小屋.txt", rows - {min(rows)})
    vectors.close()
