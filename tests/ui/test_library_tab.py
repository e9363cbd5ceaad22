"""The tab 文件库 on a small real library: who may do what, and what is shown afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZipFile

import pytest

from ingest.plan import CLOSED
from knowledge import audit
from knowledge.records import Records
from knowledge.storage import writer
from tests.ui.small_library import LOWER, NEW, OLD, click, desks_over, small_library
from ui.desk import OneDesk
from ui.library_tab import GONE, KNOWN, TAKEN, LibraryEvents
from ui.library_view import HINT
from ui.upload_box import NOT_ALLOWED, Brought

Open = Callable[..., tuple[OneDesk, LibraryEvents]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library(tmp_path_factory.mktemp("made"))


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Open:
    """A desk over a copy of the small library, and the events of the tab."""
    data = tmp_path / "copy"
    copytree(made, data)

    def opened(role: Any = "editor", user: str = "王工") -> tuple[OneDesk, LibraryEvents]:
        desks = desks_over(data, role, user)
        return desks, LibraryEvents(desks)

    return opened


def sent(folder: Path, name: str, text: str) -> Brought:
    """A file as Gradio keeps it: in a folder of its own."""
    place = folder / f"gradio-{name[:2]}"
    place.mkdir(exist_ok=True)
    file = place / "sent.tmp"
    file.write_text(text, encoding="utf-8")
    return Brought(file, name)


def test_the_list_shows_documents_and_can_be_narrowed(library: Open) -> None:
    _, events = library()
    everything = events.listing("", "夜校.txt")
    assert everything.count('class="book"') == 2 and everything.count("aria-current") == 1
    assert "溪口市科协" in everything and "2026-03-05" in everything
    assert events.listing("云桥", "").count('class="book"') == 1
    assert "没有符合条件的文件" in events.listing("没有的词", "")


def test_an_upload_is_read_and_answers_a_moment_later(library: Open, tmp_path: Path) -> None:
    desks, events = library()
    files = [
        sent(tmp_path, "../《读书角》办法.txt", "石泉县《读书角》办法\n第一条 每个读书角配书八百册。\n"),
        sent(tmp_path, "木马.exe", "MZ"),
    ]
    steps = list(events.bring(files, "", ""))
    _, offer, progress, listing = steps[-1]
    assert steps[0][0] is None and "暂不支持“木马.exe”的格式" in steps[0][2]
    assert "已读完" in progress and "新入库，2 个条款" in progress and "木马.exe" in progress
    assert offer == "" and "读书角" in listing
    assert not any(file.at.exists() or file.at.parent.exists() for file in files)
    assert (desks.desk.data / "uploads" / "《读书角》办法.txt").exists()
    *_, answer = desks.desk.answering.stream("每个读书角配书多少册？")
    assert not isinstance(answer, str) and "八百册" in answer.text
    assert [deed.detail for deed in audit.read_deeds(desks.desk.data)] == ["《读书角》办法.txt"]


def test_a_reader_may_look_and_change_nothing(library: Open, tmp_path: Path) -> None:
    desks, events = library("reader")
    before = desks.desk.records.snapshot()
    assert events.refresh("", "")[0]["visible"] is False
    (step,) = events.bring([sent(tmp_path, "新.txt", OLD)], "", "")
    assert NOT_ALLOWED in step[2]
    for pick in ("remove", "restore"):
        assert NOT_ALLOWED in events.act("", "夜校.txt", click(pick))[0]
    assert NOT_ALLOWED in next(events.again("", "", click("resume")))[1]
    assert "从库里去掉" not in events.open("", click("doc:夜校.txt"))[1]
    assert desks.desk.records.snapshot() is before
    assert not (desks.desk.data / "uploads").exists()


def test_the_report_tells_identity_clauses_versions_and_differences(library: Open) -> None:
    _, events = library()
    name, report = events.open("", click("doc:夜校.txt"))
    assert name == "夜校.txt"
    for text in ("溪口市科协", "2026-03-05", "各县（区）科协", "新建科普夜校40所", "历次版本（2）"):
        assert text in report
    difference, _ = events.act("", name, click("diff:2"))
    assert "<del>36</del>" in difference and "<ins>40</ins>" in difference
    assert "没有第 9 版" in events.act("", name, click("diff:9"))[0]
    assert "没有更早的版本可比" in events.act("", name, click("diff:1"))[0]
    assert "新建科普夜校40所" in events.act("", name, click("back"))[0]


def test_a_clause_that_proves_something_is_opened(library: Open) -> None:
    desks, events = library()
    clause = desks.desk.records.snapshot().clauses["夜校.txt"][3]
    assert clause.text in events.act("", "云桥.txt", click(f"clause:{clause.id}"))[0]
    assert "找不到这个条款" in events.act("", "云桥.txt", click("clause:没有"))[0]


def test_a_document_is_taken_out_and_put_back_in(library: Open) -> None:
    desks, events = library()
    assert "确认去掉" in events.act("", "云桥.txt", click("ask-remove"))[0]
    shown, listing = events.act("", "云桥.txt", click("remove"))
    assert "已去掉“云桥.txt”" in shown and "恢复到库里" in shown and "新建科普夜校5所" in shown
    assert "已去掉的文件（1）" in listing
    assert [source.name for source in desks.desk.library.documents()] == ["夜校.txt"]
    shown, listing = events.act("", "云桥.txt", click("restore"))
    assert "已恢复“云桥.txt”" in shown and listing.count('class="book"') == 2
    assert [deed.action for deed in audit.read_deeds(desks.desk.data)] == ["removed", "restored"]


def test_while_somebody_else_writes_files_are_kept_and_offered_again(library: Open, tmp_path: Path) -> None:
    desks, events = library()
    with writer(desks.desk.data):
        *_, last = events.bring([sent(tmp_path, "新通知.txt", OLD.replace("36", "38"))], "", "")
        assert "另一个入库程序正在写入" in last[2] and "上次没有读完：新通知.txt" in last[1]
        assert "另一个入库程序正在写入" in events.act("", "云桥.txt", click("remove"))[0]
    _, other = library(user="李工")
    assert other.refresh("", "")[1] == ""
    _, later = library()
    assert "上次没有读完：新通知.txt" in later.refresh("", "")[1]
    *_, (offer, progress, listing) = later.again("", "", click("resume"))
    assert offer == "" and "新入库" in progress and listing.count('class="book"') == 3


def test_what_was_not_read_can_be_given_up(library: Open, tmp_path: Path) -> None:
    desks, events = library()
    with writer(desks.desk.data):
        list(events.bring([sent(tmp_path, "新通知.txt", OLD)], "", ""))
    ((offer, _, _),) = events.again("", "", click("discard"))
    assert offer == "" and not (desks.desk.data / "uploads" / "新通知.txt").exists()


def test_what_failed_is_listed_with_the_reason(library: Open, tmp_path: Path) -> None:
    _, events = library()
    list(events.bring([sent(tmp_path, "坏.docx", "不是文档")], "", ""))
    listing = events.listing("", "")
    assert "没能读入的文件（1）" in listing and "不是 Word 文档" in listing


class Narrow:
    """The records of a desk without one document."""

    def __init__(self, records: Records, hidden: str = "夜校.txt") -> None:
        self.records, self.hidden = records, hidden

    def __getattr__(self, name: str) -> Any:
        return getattr(self.records, name)

    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self.records.names() if name != self.hidden)


def test_what_is_not_seen_is_neither_replaced_nor_named(library: Open, tmp_path: Path) -> None:
    desks, _ = library()
    narrow: Any = Narrow(desks.desk.records)
    events = LibraryEvents(OneDesk(replace(desks.desk, records=narrow)))
    assert TAKEN in next(events.bring([sent(tmp_path, "夜校.txt", LOWER)], "", ""))[2]
    *_, last = events.bring([sent(tmp_path, "同样的.txt", NEW)], "", "")
    assert KNOWN in last[2] and "夜校.txt" not in last[2]
    assert "没有这个文件" in events.act("", "夜校.txt", click("remove"))[0]


def zipped(folder: Path, text: str) -> Brought:
    """附件.zip with 秘密.txt in it."""
    place = folder / "gradio-zip"
    place.mkdir(exist_ok=True)
    with ZipFile(place / "sent.tmp", "w") as archive:
        archive.writestr("秘密.txt", text)
    return Brought(place / "sent.tmp", "附件.zip")


def test_what_is_not_seen_in_an_archive_is_not_replaced(library: Open, tmp_path: Path) -> None:
    desks, everything = library()
    list(everything.bring([zipped(tmp_path, OLD.replace("36", "37"))], "", ""))
    original = desks.desk.data / "uploads" / "附件.zip"
    before = original.read_bytes()
    narrow: Any = Narrow(desks.desk.records, "秘密.txt")
    events = LibraryEvents(OneDesk(replace(desks.desk, records=narrow)))
    (step,) = events.bring([zipped(tmp_path, OLD.replace("36", "38"))], "", "")
    assert TAKEN in step[2] and original.read_bytes() == before
    other = replace(zipped(tmp_path, OLD.replace("36", "38")), name="别的.zip")
    *_, last = events.bring([other], "", "")
    assert CLOSED in last[2] and len(desks.desk.records.revisions("秘密.txt")) == 1


def test_too_many_files_and_two_of_one_name_are_refused(
    library: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, events = library()
    two = [sent(tmp_path, "甲一.txt", NEW), sent(tmp_path, "乙/甲一.txt", LOWER)]
    assert "两个文件都叫“甲一.txt”" in next(events.bring(two, "", ""))[2]
    monkeypatch.setattr("ui.library_tab.MOST_FILES", 1)
    (step,) = events.bring([sent(tmp_path, "丙.txt", NEW), sent(tmp_path, "丁.txt", OLD)], "", "")
    assert "一次最多上传 1 个文件" in step[2]


@pytest.mark.parametrize("pick", ["doc:没有.txt", "doc:../secret", "doc:"])
def test_an_unknown_document_shows_nothing(library: Open, pick: str) -> None:
    assert library()[1].open("", click(pick))[1] in (GONE, HINT)


@pytest.mark.parametrize("pick", ["", "x", None, 1, "diff:9"])
def test_what_names_no_document_leaves_the_page_as_it_is(library: Open, pick: object) -> None:
    assert library()[1].open("夜校.txt", click(pick))[0] == "夜校.txt"
