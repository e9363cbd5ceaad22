"""What goes in with a document: its rows, and failures until they are mended."""

from __future__ import annotations

import pytest

from ingest import parse, run
from ingest.run import Outcome
from tests.ingest.library import DUTIES, Library


def test_what_a_document_commits_to_goes_in_with_it_and_changes_with_it(library: Library) -> None:
    library.ingest(library.write("夜市.txt", DUTIES))
    rows = library.catalog.commitments()
    assert [row.quote for row in rows] == ["到2033年，新建夜市20个", "每年培训摊主300人次"]
    assert all(DUTIES[row.start : row.end] == row.quote for row in rows)
    library.ingest(library.write("夜市.txt", DUTIES.replace("20个", "30个")))
    changed = library.catalog.commitments()
    assert [row.indicators[0].value for row in changed] == [30, 300]
    assert changed[0].id != rows[0].id and changed[1].id == rows[1].id


def test_the_same_text_gives_the_same_ids(library: Library) -> None:
    library.ingest(path := library.write("夜市.txt", DUTIES))
    before = library.catalog.commitments()
    library.catalog.remove("夜市.txt")
    library.ingest(path)
    assert [row.id for row in library.catalog.commitments()] == [row.id for row in before]


def test_new_rules_extract_anew_without_embedding_anew(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library.write("夜市.txt", DUTIES)
    monkeypatch.setattr(run, "RULES", "old")
    monkeypatch.setattr(parse, "extract", lambda _: ())
    library.ingest(path)
    assert library.catalog.commitments() == () and library.catalog.rules() == {"夜市.txt": "old"}
    asked = len(library.embedder.asked)
    assert asked > 0
    monkeypatch.undo()
    assert library.ingest(path) == [Outcome("夜市.txt", "changed", 4)]
    assert len(library.catalog.commitments()) == 2 and library.catalog.rules() == {"夜市.txt": run.RULES}
    assert len(library.embedder.asked) == asked
    assert library.ingest(path) == [Outcome("夜市.txt", "unchanged", 4)]


def test_a_failure_is_remembered_until_the_file_can_be_read(library: Library) -> None:
    path = library.write("夜市.txt", b"")
    library.ingest(path)
    ((place, why),) = [library.catalog.failures()["夜市.txt"]]
    assert place == str(library.files) and "是空的" in why
    library.ingest(library.write("夜市.txt", DUTIES))
    assert library.catalog.failures() == {}


def test_a_failure_is_forgotten_when_its_file_is_gone(library: Library) -> None:
    gone, here = library.write("甲.txt", b""), library.write("乙.txt", b"")
    library.ingest(gone, here)
    assert set(library.catalog.failures()) == {"甲.txt", "乙.txt"}
    gone.unlink()
    library.ingest(library.write("夜市.txt", DUTIES))
    assert set(library.catalog.failures()) == {"乙.txt"}


def test_a_file_that_fails_keeps_the_rows_of_its_old_version(library: Library) -> None:
    library.ingest(library.write("夜市.txt", DUTIES))
    library.ingest(library.write("夜市.txt", b""))
    assert len(library.catalog.commitments()) == 2 and set(library.catalog.failures()) == {"夜市.txt"}


def test_a_failure_is_forgotten_when_the_old_version_comes_back(library: Library) -> None:
    library.ingest(library.write("夜市.txt", DUTIES))
    library.ingest(library.write("夜市.txt", b""))
    assert library.ingest(library.write("夜市.txt", DUTIES)) == [Outcome("夜市.txt", "unchanged", 4)]
    assert library.catalog.failures() == {}


def test_two_tasks_that_differ_by_white_space_alone_are_two_rows(library: Library) -> None:
    path = library.write("夜市.txt", "云州市办法\n1. 每年举办AI Day活动2场。\n2. 每年举办AIDay活动2场。\n")
    assert [outcome.status for outcome in library.ingest(path)] == ["new"]
    assert len({row.id for row in library.catalog.commitments()}) == 2
