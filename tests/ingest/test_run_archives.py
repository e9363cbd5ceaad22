"""Archives in the loop: their members are documents of their own place."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import partial
from types import ModuleType

import pytest

from ingest.readers import CONTAINERS, READERS
from ingest.reading import Member
from ingest.run import ingest
from knowledge.errors import UserError
from knowledge.files import Files
from tests.ingest.library import DUTIES, NEW, OLD, Library, statuses


@pytest.fixture
def archives(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container format of the tests: name, bytes; name, bytes … as a Python literal."""
    module = ModuleType("ingest.readers.boxes")
    vars(module)["members"] = _members
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(CONTAINERS, ".box", "boxes")


def _members(data: bytes, name: str) -> Iterator[Member]:
    if not data:
        raise UserError(f"文件“{name}”是空的。")
    for path, content in ast.literal_eval(data.decode()):
        refused = "" if content else f"文件“{path}”取不出来。"
        yield Member(path.rpartition("/")[2], path, content.encode(), refused)


def box(*members: tuple[str, str]) -> str:
    return repr(members)


@pytest.mark.usefixtures("archives")
def test_each_file_in_an_archive_is_a_document_of_its_own_place(library: Library) -> None:
    path = library.write("归档.box", box(("内部/夜市.txt", OLD), ("外部/夜市.txt", NEW), ("图.png", "x")))
    first, second, opened = library.ingest(path)
    assert statuses([first, second]) == [("夜市.txt", "new"), ("夜市（外部）.txt", "new")]
    assert (opened.name, opened.status) == ("归档.box", "opened") and "没有入库的：图.png" in opened.message
    assert library.catalog.digests()["夜市.txt"][1] == f"{path}!/内部"
    asked = len(library.embedder.asked)
    assert [o.status for o in library.ingest(path)] == ["unchanged", "unchanged"]
    assert len(library.embedder.asked) == asked


@pytest.mark.usefixtures("archives")
def test_an_archive_that_changes_tells_what_changed_in_it(library: Library) -> None:
    path = library.write("归档.box", box(("甲.txt", OLD), ("乙.txt", DUTIES)))
    library.ingest(path)
    library.write("归档.box", box(("甲.txt", NEW), ("丙.txt", OLD)))
    run_on = partial(ingest, [path], library.catalog, library.vectors, folders=[library.files])
    assert statuses(list(run_on())) == [
        ("甲.txt", "changed"), ("丙.txt", "new"), ("归档.box", "opened"), ("乙.txt", "vanished"),
    ]  # fmt: skip
    assert statuses(list(run_on())) == [
        ("甲.txt", "unchanged"), ("丙.txt", "unchanged"), ("乙.txt", "vanished"),
    ]  # fmt: skip


@pytest.mark.usefixtures("archives")
@pytest.mark.parametrize("at_once", [True, False])
def test_a_copy_of_an_earlier_version_is_no_document_of_its_own(library: Library, at_once: bool) -> None:
    path, loose = library.write("归档.box", box(("夜市.txt", OLD))), library.write("夜市.txt", OLD)
    library.ingest(loose, path)
    library.write("夜市.txt", NEW)
    if not at_once:
        assert ("夜市.txt", "changed") in statuses(library.ingest(loose, path))
    library.write("归档.box", box(("夜市.txt", OLD), ("分工.txt", DUTIES)))
    copy = next(outcome for outcome in library.ingest(loose, path) if "旧版" in outcome.message)
    assert (copy.name, copy.status, copy.message) == ("夜市.txt", "same", "是“夜市.txt”的旧版，不另存")
    assert set(library.catalog.digests()) == {"夜市.txt", "分工.txt"}
    assert "旧版" in library.ingest(path)[0].message
    assert library.answer("夜市周几开放") == ["第一条夜市每周日开放。"]


@pytest.mark.usefixtures("archives")
def test_what_stood_under_the_name_of_another_notice_goes_in(library: Library) -> None:
    path, loose = library.write("归档.box", box(("甲.txt", OLD))), library.write("甲.txt", OLD)
    library.ingest(loose, path)
    library.write("甲.txt", "霞屿市灯塔夜谈通知\n一、任务\n1.每月举办灯塔夜谈一次。\n")
    library.write("归档.box", box(("甲.txt", OLD), ("乙.txt", DUTIES)))
    assert ("甲（归档.box）.txt", "new") in statuses(library.ingest(loose, path))


@pytest.mark.usefixtures("archives")
def test_what_cannot_be_taken_out_fails_alone_until_it_can(library: Library) -> None:
    path = library.write("归档.box", box(("甲.txt", ""), ("乙.txt", OLD), ("丙.box", "x")))
    failed, taken, inner, _ = library.ingest(path)
    assert [o.status for o in (failed, taken, inner)] == ["failed", "new", "failed"]
    assert library.catalog.failures()["甲.txt"] == (f"{path}!", "文件“甲.txt”取不出来。")
    assert "请先解压" in inner.message
    library.write("归档.box", box(("甲.txt", NEW), ("乙.txt", OLD)))
    assert [o.status for o in library.ingest(path)] == ["new", "unchanged", "opened"]
    library.ingest(path)
    assert library.catalog.failures() == {"丙.box": (f"{path}!", inner.message)}


@pytest.mark.usefixtures("archives")
def test_an_archive_that_cannot_be_opened_is_one_failure(library: Library) -> None:
    path = library.write("归档.box", b"")
    assert statuses(library.ingest(path)) == [("归档.box", "failed")]
    assert set(library.catalog.failures()) == {"归档.box"}
    library.write("归档.box", box(("甲.txt", OLD)))
    library.ingest(path)
    assert library.catalog.failures() == {}


@pytest.mark.usefixtures("archives")
def test_an_archive_that_was_not_read_to_its_end_is_opened_again(library: Library) -> None:
    path = library.write("归档.box", box(("甲.txt", OLD), ("乙.txt", NEW)))
    outcomes = ingest([path], library.catalog, library.vectors)
    next(outcomes)
    del outcomes
    assert [o.status for o in library.ingest(path)] == ["unchanged", "new", "opened"]


@pytest.mark.usefixtures("archives")
def test_a_member_never_touches_a_closed_document_until_it_is_open(library: Library) -> None:
    secret = library.write("甲/秘密.txt", OLD)
    library.ingest(secret)
    secret.unlink()
    before = library.catalog.digests(), Files(library.catalog).all()[str(secret)]
    path = library.write("附件.box", box(("秘密.txt", NEW), ("乙.txt", DUTIES)))
    found = list(ingest([path], library.catalog, library.vectors, closed=frozenset({"秘密.txt"})))
    assert statuses(found) == [("秘密.txt", "failed"), ("乙.txt", "new"), ("附件.box", "opened")]
    assert str(secret) not in found[0].message and library.catalog.failures() == {}
    documents = library.catalog.digests()
    assert documents.pop("乙.txt") and (documents, Files(library.catalog).all()[str(secret)]) == before
    assert statuses(library.ingest(path))[0] == ("秘密.txt", "changed")


@pytest.mark.usefixtures("archives")
def test_an_archive_that_is_gone_is_told_by_its_documents(library: Library) -> None:
    path, stays = library.write("归档.box", box(("甲.txt", OLD))), library.write("乙.txt", NEW)
    library.ingest(path, stays)
    path.unlink()
    *_, told = ingest([stays], library.catalog, library.vectors, folders=[library.files])
    assert (told.name, told.status) == ("甲.txt", "vanished")


@pytest.mark.usefixtures("archives")
def test_a_letter_is_read_and_opened(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, ".box", "text")
    letter = library.write("信.box", box(("夜市.txt", OLD)))
    assert statuses(library.ingest(letter)) == [("信.box", "new"), ("夜市.txt", "new"), ("信.box", "opened")]
    assert statuses(library.ingest(letter)) == [("信.box", "unchanged"), ("夜市.txt", "unchanged")]
    alone = library.write("空信.box", "()")
    assert statuses(library.ingest(alone)) == [("空信.box", "new")]
