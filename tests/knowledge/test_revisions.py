"""Versions of documents: kept in the same transaction, found by what was cited, never searched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from knowledge import revisions
from knowledge.catalog import Catalog
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from knowledge.words import content_terms
from tests.knowledge.library import document

FIRST = "河湾县小屋办法\n第一条 小屋由县科协管理。\n第二条 经费每年三万元。\n"
SECOND = FIRST.replace("三万元", "五万元")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path, create=True)
    yield catalog
    catalog.close()


def put(catalog: Catalog, text: str, digest: str = "d") -> PolicyDocument:
    made = document("小屋.txt", text)
    catalog.replace(made, digest=digest, place="/files", read=datetime(2031, 4, 9, 8, tzinfo=UTC))
    return made


def numbers(catalog: Catalog) -> list[tuple[int, str, bool]]:
    return [(one.number, one.digest, one.current) for one in catalog.revisions("小屋.txt")]


def test_a_new_version_keeps_the_name_and_the_old_clauses(catalog: Catalog) -> None:
    first, second = put(catalog, FIRST, "a"), put(catalog, SECOND, "b")
    assert first.source.doc_id == second.source.doc_id
    before, now = catalog.revisions("小屋.txt")
    assert (before.number, before.digest, before.current) == (1, "a", False)
    assert (now.number, now.digest, now.current) == (2, "b", True)
    assert before.clauses == first.clauses and now.clauses == second.clauses
    assert now.read == datetime(2031, 4, 9, 8, tzinfo=UTC) and now.name == "小屋.txt"


def test_what_was_cited_is_found_in_the_version_it_was_cited_from(catalog: Catalog) -> None:
    first, second = put(catalog, FIRST), put(catalog, SECOND)
    cited = catalog.clause_of(first.clauses[2].id)
    assert cited is not None and cited.text == "第二条经费每年三万元。"
    assert cited.source.status == "superseded" and "第 2 版" in cited.source.validity.reason
    current = catalog.clause_of(second.clauses[2].id)
    assert current is not None and current.text == "第二条经费每年五万元。"
    assert catalog.clause_of("d0-r0-1") is None and catalog.clause_of("没有") is None
    assert catalog.clause_of(f"{first.source.doc_id}-{first.source.revision}-99") is None


def test_history_is_not_searched(catalog: Catalog) -> None:
    put(catalog, FIRST)
    put(catalog, SECOND)
    scores, _ = catalog.keyword_scores(content_terms("三万元"), documents=None, limit=9)
    assert {name for name, _ in scores} <= set(catalog.snapshot().by_id)


def test_the_same_text_again_is_the_same_version(catalog: Catalog) -> None:
    put(catalog, FIRST, "a")
    put(catalog, FIRST, "a2")
    assert numbers(catalog) == [(1, "a2", True)]


def test_a_text_that_returns_is_a_version_of_its_own(catalog: Catalog) -> None:
    for text, digest in ((FIRST, "a"), (SECOND, "b"), (FIRST, "c")):
        put(catalog, text, digest)
    assert numbers(catalog) == [(1, "a", False), (2, "b", False), (3, "c", True)]


def test_a_document_taken_out_stays_as_history_and_comes_back_as_it_was(catalog: Catalog) -> None:
    made = put(catalog, FIRST, "a")
    catalog.remove("小屋.txt")
    assert numbers(catalog) == [(1, "a", False)] and catalog.names() == ("小屋.txt",)
    cited = catalog.clause_of(made.clauses[1].id)
    assert cited is not None and "去掉" in cited.source.validity.reason
    put(catalog, FIRST, "a")
    assert numbers(catalog) == [(1, "a", True)]


def test_a_document_never_read_has_no_versions(catalog: Catalog) -> None:
    assert catalog.revisions("没有.txt") == () and catalog.names() == ()
    catalog.remove("没有.txt")
    assert catalog.names() == ()


def test_only_so_many_versions_stay(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "KEPT", 3)
    for number in range(6):
        put(catalog, FIRST.replace("三", str(number)))
    assert [number for number, *_ in numbers(catalog)] == [3, 4, 5, 6]


def test_a_write_that_fails_leaves_no_history_either(catalog: Catalog) -> None:
    put(catalog, FIRST, "a")
    made = document("小屋.txt", SECOND)
    twice = PolicyDocument(made.source, made.text, (*made.clauses, made.clauses[0]))
    with pytest.raises(UserError):
        catalog.replace(twice, digest="b", place="/files")
    assert numbers(catalog) == [(1, "a", True)]


def test_an_index_of_an_older_form_is_refused(catalog: Catalog, tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'catalog.sqlite'}")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE facts SET value = '3' WHERE name = 'schema'"))
    engine.dispose()
    with pytest.raises(UserError, match="版本不符"):
        Catalog(tmp_path)
