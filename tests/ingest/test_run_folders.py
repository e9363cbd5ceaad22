"""A folder as a library: equal names, copies, files that move, change and vanish."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from ingest.files import find
from ingest.run import ingest
from tests.ingest.library import DUTIES, NEW, OLD, Library, statuses


def test_two_files_of_one_name_both_go_in_and_keep_their_names(library: Library) -> None:
    first, second = library.write("甲/夜市.txt", OLD), library.write("乙/夜市.txt", NEW)
    taken, told_apart = library.ingest(first, second)
    assert (taken.name, told_apart.name) == ("夜市.txt", "夜市（乙）.txt")
    assert told_apart.status == "new" and f"与“{first}”同名" in told_apart.message
    assert statuses(library.ingest(second, first)) == [
        ("夜市（乙）.txt", "unchanged"), ("夜市.txt", "unchanged"),
    ]  # fmt: skip
    assert statuses(library.ingest(library.write("乙/夜市.txt", DUTIES))) == [("夜市（乙）.txt", "changed")]
    assert library.catalog.digests()["夜市（乙）.txt"][1] == str(library.files / "乙")


def test_three_files_of_one_name_are_told_apart_by_more_folders(library: Library) -> None:
    paths = [
        library.write(f"{name}/夜市.txt", text)
        for name, text in zip(("甲", "乙/处", "丙/处"), (OLD, NEW, DUTIES), strict=True)
    ]
    assert [o.name for o in library.ingest(*paths)] == ["夜市.txt", "夜市（处）.txt", "夜市（丙·处）.txt"]


def test_the_same_content_twice_is_stored_once_and_said(library: Library) -> None:
    first, second = library.write("夜市.txt", OLD), library.write("副本.txt", OLD)
    for status in ("new", "unchanged"):
        assert statuses(library.ingest(first, second)) == [("夜市.txt", status), ("夜市.txt", "same")]
    assert set(library.catalog.digests()) == {"夜市.txt"}
    assert "只存一份" in library.ingest(second)[0].message


def test_a_copy_that_changes_becomes_a_document_of_its_own(library: Library) -> None:
    first, second = library.write("夜市.txt", OLD), library.write("副本.txt", OLD)
    library.ingest(first, second)
    library.write("副本.txt", NEW)
    assert statuses(library.ingest(first, second)) == [("夜市.txt", "unchanged"), ("副本.txt", "new")]
    library.write("夜市.txt", DUTIES)
    assert statuses(library.ingest(first, second)) == [("夜市.txt", "changed"), ("副本.txt", "unchanged")]


def test_when_the_first_of_two_copies_changes_the_other_keeps_the_old_words(library: Library) -> None:
    first, second = library.write("夜市.txt", OLD), library.write("副本.txt", OLD)
    library.ingest(first, second)
    library.write("夜市.txt", NEW)
    assert statuses(library.ingest(first, second)) == [("夜市.txt", "changed"), ("副本.txt", "new")]


def test_two_copies_that_cannot_be_read_are_two_failures(library: Library) -> None:
    library.ingest(library.write("甲.txt", b""), library.write("乙.txt", b""))
    (_, first), (_, second) = (library.catalog.failures()[name] for name in ("甲.txt", "乙.txt"))
    assert "是空的" in first and "与“甲.txt”内容相同" in second


@pytest.mark.parametrize("there", ["乙/夜市.txt", "乙/集市.txt"])
def test_a_moved_file_costs_no_embedding(library: Library, there: str) -> None:
    old = library.write("甲/夜市.txt", OLD)
    library.ingest(old)
    asked, generation = len(library.embedder.asked), library.catalog.snapshot().generation
    new = library.files / there
    new.parent.mkdir()
    old.rename(new)
    (moved,) = library.ingest(new)
    assert (moved.name, moved.status) == ("夜市.txt", "moved") and str(old) in moved.message
    assert statuses(library.ingest(new)) == [("夜市.txt", "unchanged")]
    assert (len(library.embedder.asked), library.catalog.snapshot().generation) == (asked, generation)
    assert library.catalog.digests()["夜市.txt"][1] == str(new.parent)


def test_a_moved_file_that_changes_later_is_the_same_document(library: Library) -> None:
    old = library.write("夜市.txt", OLD)
    library.ingest(old)
    new = old.rename(library.files / "集市.txt")
    library.ingest(new)
    new.write_text(NEW)
    assert statuses(library.ingest(new)) == [("夜市.txt", "changed")]
    assert set(library.catalog.digests()) == {"夜市.txt"}


HEADED = "云州市{}局关于{}的通知\n{}\n各县（区）：\n请认真落实。\n一、{}。\n"


def test_another_notice_by_the_name_of_a_vanished_file_is_another_document(library: Library) -> None:
    old = library.write("一月/通知.txt", HEADED.format("教育", "办好课堂", "云教〔2031〕1号", "办好科学课堂"))
    library.ingest(old)
    old.unlink()
    new = library.write(
        "二月/通知.txt", HEADED.format("卫生", "办好义诊", "云卫〔2031〕12号", "办好街头义诊")
    )
    copy = library.write("二月/副本.txt", new.read_bytes())
    taken, same = library.ingest(new, copy)
    assert (taken.name, taken.status) == ("通知（二月）.txt", "new") and f"与“{old}”同名" in taken.message
    assert (same.name, same.status) == ("通知（二月）.txt", "same")
    assert statuses(library.ingest(new)) == [("通知（二月）.txt", "unchanged")]
    numbers = {
        name: found[0].source.doc_number
        for name in library.catalog.digests()
        if (found := library.catalog.clauses(name))
    }
    assert numbers == {"通知.txt": "云教〔2031〕1号", "通知（二月）.txt": "云卫〔2031〕12号"}


def test_a_moved_notice_of_new_words_is_its_new_version(library: Library) -> None:
    old = library.write("一月/通知.txt", HEADED.format("教育", "办好课堂", "云教〔2031〕1号", "办好科学课堂"))
    library.ingest(old)
    old.unlink()
    new = library.write(
        "二月/通知.txt", HEADED.format("教育", "办好科学课堂", "云教[2031]01号", "每月一堂科学课")
    )
    (taken,) = library.ingest(new)
    assert (taken.name, taken.status) == ("通知.txt", "changed") and f"原在“{old}”" in taken.message
    new.unlink()
    (broken,) = library.ingest(library.write("三月/通知.txt", b""))
    assert (broken.name, broken.status) == ("通知.txt", "failed")


def test_a_vanished_file_is_told_and_its_document_stays(library: Library) -> None:
    gone, stays = library.write("甲.txt", OLD), library.write("乙.txt", NEW)
    run_on = partial(ingest, [stays], library.catalog, library.vectors, folders=[library.files])
    library.ingest(gone, stays)
    assert statuses(list(run_on())) == [("乙.txt", "unchanged")]
    gone.unlink()
    for _ in range(2):
        *_, told = run_on()
        assert (told.name, told.status) == ("甲.txt", "vanished") and str(gone) in told.message
    assert library.answer("每周六开放") == ["第一条夜市每周六开放。"]
    library.catalog.remove("甲.txt")
    assert statuses(list(run_on())) == [("乙.txt", "unchanged")]


def test_a_file_of_another_folder_has_not_vanished(library: Library) -> None:
    library.ingest(library.write("甲/夜市.txt", OLD), there := library.write("乙/集市.txt", NEW))
    (library.files / "甲" / "夜市.txt").unlink()
    found = ingest([there], library.catalog, library.vectors, folders=[library.files / "乙"])
    assert statuses(list(found)) == [("集市.txt", "unchanged")]


def test_names_that_are_no_utf8_are_read_and_told_apart(library: Library) -> None:
    for name, text in (("夜市", OLD), ("集市", NEW)):
        Path(os.fsdecode(os.fsencode(library.files) + b"/" + name.encode("gb18030") + b".txt")).write_text(
            text
        )
    for status in ("new", "unchanged"):
        found = library.ingest(*find([library.files]).files)
        assert sorted(statuses(found)) == [("夜市.txt", status), ("集市.txt", status)]
    assert library.answer("摊位费多少")
