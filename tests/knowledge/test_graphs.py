"""Levels parted into several graphs of a real embedded Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import graphs
from knowledge.graphs import Graphs

LEVEL = "clauses"
PAPERS = {f"通知{number}": 3 for number in range(6)}
QUESTION = [1.0, 0.0, 0.2, 0.1]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graphs]:
    """Six documents of three entries, in graphs that are full at four."""
    monkeypatch.setattr(graphs, "ENTRIES", 4)
    made = Graphs(tmp_path)
    for document, count in PAPERS.items():
        put(made, document, range(count))
    yield made
    made.close()


def put(store: Graphs, document: str, numbers: range) -> None:
    ids = [f"{document}#{number}" for number in numbers]
    vectors = [
        [1.0, float(number), float(len(name)), float(hash_of(name))] for number, name in enumerate(ids)
    ]
    store.upsert(LEVEL, document, ids, vectors, [{"document": document} for _ in ids])


def hash_of(name: str) -> int:
    return sum(map(ord, name)) % 7


def sizes(store: Graphs) -> list[int]:
    return [graph.count() for graph in store._all(LEVEL)]


def names(store: Graphs, documents: frozenset[str] | None = None) -> list[str]:
    return sorted(name for name, *_ in store.entries(LEVEL, documents))


def test_a_full_graph_is_followed_by_another_and_documents_stay_whole(store: Graphs) -> None:
    assert sizes(store) == [6, 6, 6] and store.count(LEVEL) == 18
    assert [len({m["document"] for m in g.get()["metadatas"] or []}) for g in store._all(LEVEL)] == [2, 2, 2]
    assert names(store) == sorted(f"{paper}#{n}" for paper, count in PAPERS.items() for n in range(count))


def test_all_graphs_are_found_again(store: Graphs, tmp_path: Path) -> None:
    before = names(store)
    store.close()
    again = Graphs(tmp_path)
    assert sizes(again) == [6, 6, 6] and names(again) == before
    again.close()


def test_a_document_is_written_where_it_is_kept(store: Graphs) -> None:
    put(store, "通知0", range(2, 5))
    assert sizes(store) == [8, 6, 6]
    assert names(store, frozenset({"通知0"})) == [f"通知0#{number}" for number in range(5)]
    store.delete(LEVEL, "通知0", ["通知0#0", "通知0#1"])
    assert sizes(store) == [6, 6, 6]
    put(store, "通知9", range(1))
    assert sizes(store) == [6, 6, 6, 1]


def test_room_that_has_become_free_in_the_last_graph_is_used(store: Graphs) -> None:
    store.delete(LEVEL, "通知5", [f"通知5#{number}" for number in range(3)])
    put(store, "通知7", range(2))
    assert sizes(store) == [6, 6, 5]


@pytest.mark.parametrize("limit", [1, 4, 18, 50])
@pytest.mark.parametrize("documents", [None, frozenset({"通知3"}), frozenset({"通知1", "通知4", "无"})])
def test_the_nearest_of_all_graphs_are_those_of_one(
    store: Graphs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    documents: frozenset[str] | None,
) -> None:
    monkeypatch.setattr(graphs, "ENTRIES", 100)
    whole = Graphs(tmp_path / "whole")
    for document, count in PAPERS.items():
        put(whole, document, range(count))
    assert sizes(whole) == [18]
    found, wanted = (one.nearest(LEVEL, QUESTION, limit, documents) for one in (store, whole))
    assert found == pytest.approx(wanted) and [*found.values()] == sorted(found.values(), reverse=True)
    assert len(found) == min(limit, 18 if documents is None else 3 * len(documents - {"无"}))
    whole.close()


def test_only_the_graph_at_hand_is_held_while_writing(store: Graphs, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    with monkeypatch.context() as while_writing:
        while_writing.setattr(Graphs, "close", lambda self: closed.append("closed"))
        put(store, "通知5", range(1))
        assert len([*store.entries_of(LEVEL, "通知4")]) == 3
        assert not closed
        put(store, "通知0", range(1))
        assert len([*store.entries_of(LEVEL, "通知5")]) == 3
        assert len(closed) == 2
        assert store.nearest(LEVEL, QUESTION, 9) and len(closed) == 2


def test_a_store_of_one_graph_made_before_there_were_several_goes_on(store: Graphs, tmp_path: Path) -> None:
    old = Graphs(tmp_path / "old")
    for document in ("通知0", "通知1"):
        put(old, document, range(3))
    old.close()
    (tmp_path / "old" / graphs.FOLDER / graphs.HOMES).unlink()
    put(old, "通知2", range(3))
    put(old, "通知0", range(2, 4))
    old.close()
    assert sizes(old) == [7, 3]
    assert len([*old.entries_of(LEVEL, "通知0")]) == 4
    old.delete(LEVEL, "通知1", ["通知1#0"])
    assert sizes(old) == [6, 3]
    old.close()


def test_a_line_that_was_cut_by_a_stop_spoils_no_other(store: Graphs, tmp_path: Path) -> None:
    homes = tmp_path / graphs.FOLDER / graphs.HOMES
    homes.write_bytes(homes.read_bytes() + '\n["clauses", "通'.encode()[:-1])
    store.close()
    put(store, "通知8", range(2))
    store.close()
    assert sizes(store) == [6, 6, 6, 2] and names(store, frozenset({"通知8"})) == ["通知8#0", "通知8#1"]
    put(store, "通知8", range(3))
    assert sizes(store) == [6, 6, 6, 3]


def test_vectors_come_when_asked_for(store: Graphs) -> None:
    of_one = frozenset({"通知2"})
    assert [vector for *_, vector in store.entries(LEVEL, of_one)] == [None] * 3
    assert [len(vector) for *_, vector in store.entries(LEVEL, of_one, vectors=True)] == [4] * 3
