"""A removed document's last version comes back with its clauses, ids, commitments and vectors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.removal import NOTE, remove, restore
from ingest.run import ingest
from knowledge.catalog import Catalog
from knowledge.embedding import EmbeddingSettings, embedder_from
from knowledge.errors import UserError
from knowledge.vectors import Vectors

NOTICE = "关于做好科普工作的通知\n\n各区科协：\n一、总体要求\n到2027年，新建科普驿站{}个。\n二、保障\n加强领导，落实责任。\n"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[Path, Catalog, Vectors]]:
    """A notice in its second version."""
    file = tmp_path / "通知.txt"
    catalog = Catalog(tmp_path, create=True)
    vectors = Vectors(tmp_path, embedder_from(EmbeddingSettings()))
    for count in (12, 30):
        file.write_text(NOTICE.format(count), encoding="utf-8")
        list(ingest([file], catalog, vectors))
    yield file, catalog, vectors
    vectors.close()
    catalog.close()


def test_the_last_version_comes_back_as_it_was(index: tuple[Path, Catalog, Vectors]) -> None:
    _, catalog, vectors = index
    clauses, rows, versions = (
        catalog.clauses("通知.txt"),
        catalog.commitments(),
        catalog.revisions("通知.txt"),
    )
    remove("通知.txt", catalog, vectors)
    assert vectors.count("clauses") == 0 and catalog.commitments() == ()
    assert restore("通知.txt", catalog, vectors) == len(clauses)
    assert catalog.clauses("通知.txt") == clauses and catalog.commitments() == rows
    assert catalog.revisions("通知.txt") == versions
    assert vectors.holds(clauses)
    assert catalog.snapshot().warnings["通知.txt"] == (NOTE,)


def test_the_next_ingest_reads_a_restored_document_again(index: tuple[Path, Catalog, Vectors]) -> None:
    file, catalog, vectors = index
    remove("通知.txt", catalog, vectors)
    restore("通知.txt", catalog, vectors)
    assert [one.status for one in ingest([file], catalog, vectors)] == ["changed"]
    assert [one.status for one in ingest([file], catalog, vectors)] == ["unchanged"]
    assert [one.number for one in catalog.revisions("通知.txt")] == [1, 2]


def test_what_is_not_there_cannot_be_removed_or_restored(index: tuple[Path, Catalog, Vectors]) -> None:
    _, catalog, vectors = index
    with pytest.raises(UserError, match=r"库里没有“别的\.txt”"):
        remove("别的.txt", catalog, vectors)
    with pytest.raises(UserError, match=r"没有名为“别的\.txt”的文件可恢复"):
        restore("别的.txt", catalog, vectors)
    with pytest.raises(UserError, match="就在库里"):
        restore("通知.txt", catalog, vectors)
