"""The loop over real SQLite and real Chroma: new, changed, unchanged, failed."""

from __future__ import annotations

import ast
import codecs
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from ingest import files, parse, run
from ingest.files import find
from ingest.readers import CONTAINERS, READERS
from ingest.reading import Member
from ingest.run import Outcome, ingest
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from knowledge.files import Files
from knowledge.search import HybridSearch, Query
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder

OLD = "云州市夜市办法\n第一条 夜市每周六开放。\n第二条 摊位费每晚十元。\n"
NEW = "云州市夜市办法\n第一条 夜市每周日开放。\n第二条 摊位费每晚十二元。\n第三条 雨天停办。\n"


@dataclass
class Library:
    """A data folder, a folder of files, and an embedder that can be changed."""

    data: Path
    files: Path
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)

    def __post_init__(self) -> None:
        self.files.mkdir()
        self.data.mkdir()
        self.catalog = Catalog(self.data, create=True)
        self.vectors = Vectors(self.data, self.embedder)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self, *files: Path) -> list[Outcome]:
        return list(ingest(files, self.catalog, self.vectors))

    def answer(self, question: str) -> list[str]:
        found = HybridSearch(self.catalog, self.vectors).search(Query(question), limit=1)
        return [evidence.clause.text for evidence in found]

    def close(self) -> None:
        self.vectors.close()
        self.catalog.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "data", tmp_path / "files")
    yield library
    library.close()


def test_a_new_file_is_read_and_the_same_file_twice_does_nothing(library: Library) -> None:
    path = library.write("夜市.txt", OLD)
    assert library.ingest(path) == [Outcome("夜市.txt", "new", 3)]
    generation, asked = library.catalog.snapshot().generation, len(library.embedder.asked)
    assert library.ingest(path) == [Outcome("夜市.txt", "unchanged", 3)]
    assert (library.catalog.snapshot().generation, len(library.embedder.asked)) == (generation, asked)


def test_a_changed_file_replaces_its_clauses_and_drops_the_old_vectors(library: Library) -> None:
    library.ingest(library.write("夜市.txt", OLD))
    old = library.catalog.snapshot()
    assert library.ingest(library.write("夜市.txt", NEW)) == [Outcome("夜市.txt", "changed", 4)]
    new = library.catalog.snapshot()
    assert new.generation == old.generation + 1
    assert [c.address for c in new.clauses["夜市.txt"]] == ["标题", "第一条", "第二条", "第三条"]
    assert not set(old.by_id) & set(new.by_id)
    assert library.vectors.count("clauses") == 4 and library.vectors.holds(new.clauses["夜市.txt"])
    assert library.answer("摊位费多少") == ["第二条摊位费每晚十二元。"]


def test_readers_see_the_old_version_until_the_new_one_is_whole(library: Library) -> None:
    library.ingest(library.write("夜市.txt", OLD))
    seen: list[list[str]] = []
    path = library.write("夜市.txt", NEW)
    for _ in ingest(
        [path], library.catalog, library.vectors, lambda *_: seen.append(library.answer("摊位费多少"))
    ):
        pass
    assert seen == [["第二条摊位费每晚十元。"]] * len(seen) and len(seen) >= 2


def test_an_embedder_that_fails_half_way_leaves_the_old_version_and_the_next_run_repairs(
    library: Library,
) -> None:
    library.ingest(library.write("夜市.txt", OLD))
    long = NEW + "".join(f"第{n}条 第{n}号摊位卖展品。\n" for n in range(4, 120))
    path = library.write("夜市.txt", long)
    library.embedder.fails_after = len(library.embedder.asked) + 100
    assert library.ingest(path) == [Outcome("夜市.txt", "failed", message="向量服务中断了，请稍后再试。")]
    assert library.vectors.count("clauses") > 3
    assert library.answer("摊位费多少") == ["第二条摊位费每晚十元。"]
    library.embedder.fails_after = None
    assert library.ingest(path) == [Outcome("夜市.txt", "changed", 120)]
    assert library.vectors.count("clauses") == 120
    assert library.answer("摊位费多少") == ["第二条摊位费每晚十二元。"]


def test_vectors_left_by_a_failed_run_go_when_the_old_file_comes_back(library: Library) -> None:
    library.ingest(library.write("夜市.txt", OLD))
    stray = NEW + "".join(f"第{n}条 第{n}号摊位卖展品。\n" for n in range(4, 120))
    library.embedder.fails_after = len(library.embedder.asked) + 100
    library.ingest(library.write("夜市.txt", stray))
    library.embedder.fails_after = None
    library.ingest(library.write("夜市.txt", OLD))
    assert library.vectors.count("clauses") == 3


def test_vectors_that_are_gone_are_made_again(library: Library) -> None:
    path = library.write("夜市.txt", OLD)
    library.ingest(path)
    library.vectors.drop("夜市.txt")
    assert library.ingest(path) == [Outcome("夜市.txt", "changed", 3)]
    assert library.vectors.holds(library.catalog.snapshot().clauses["夜市.txt"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "是空的"), (bytes(range(1, 32)) * 9, "不是文本文件"), (b"\xff\xff\xff\x80", "文字编码")],
    ids=["empty", "binary", "unknown encoding"],
)
def test_a_bad_file_fails_by_name_and_the_others_go_on(library: Library, content: bytes, reason: str) -> None:
    bad, good = library.write("坏.txt", content), library.write("好.txt", OLD)
    failed, taken = library.ingest(bad, good)
    assert (failed.status, failed.clauses, taken.status) == ("failed", 0, "new")
    assert "“坏.txt”" in failed.message and reason in failed.message
    assert set(library.catalog.digests()) == {"好.txt"}


@pytest.mark.parametrize("content", [codecs.BOM_UTF16_LE + OLD.encode("utf-16-le"), OLD.encode("gb18030")])
def test_utf16_with_a_mark_and_gb18030_are_read(library: Library, content: bytes) -> None:
    assert library.ingest(library.write("夜市.txt", content))[0].status == "new"
    assert library.answer("摊位费多少") == ["第二条摊位费每晚十元。"]


def test_a_file_that_cannot_be_read_fails_with_the_reason(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = library.files / "夹.txt"
    folder.mkdir()
    assert "无法读取文件“夹.txt”（这是一个文件夹）" in library.ingest(folder)[0].message
    assert "（路径不存在）" in library.ingest(library.files / "无.txt")[0].message

    def forbidden(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert "（没有权限），请检查权限" in library.ingest(library.write("密.txt", OLD))[0].message


def test_files_beyond_the_limits_are_refused(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = library.write("夜市.txt", OLD)
    monkeypatch.setattr(parse, "MAX_CHARACTERS", 10)
    assert "万字" in library.ingest(path)[0].message
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert " MB" in library.ingest(path)[0].message


def test_a_document_of_noise_alone_is_held_without_clauses(library: Library) -> None:
    library.ingest(library.write("夜市.txt", OLD))
    path = library.write("噪声.txt", "返回首页\n— 3 —\n")
    assert [o.status for o in (*library.ingest(path), *library.ingest(path))] == ["new", "unchanged"]


def test_progress_counts_up_to_all_texts(library: Library) -> None:
    seen: list[tuple[str, int, int]] = []
    list(
        ingest(
            [library.write("夜市.txt", NEW)],
            library.catalog,
            library.vectors,
            lambda *step: seen.append(step),
        )
    )
    assert seen[:2] == [("", 1, 1), ("夜市.txt", 0, seen[-1][2])] and seen[-1][1] == seen[-1][2] > 0


# --- the ledger --------------------------------------------------------------------------------

DUTIES = (
    "云州市夜市办法\n云科协发〔2031〕7号\n第一条 到2033年，新建夜市20个。\n第二条 每年培训摊主300人次。\n"
)


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


# --- a folder as a library ----------------------------------------------------------------------


def statuses(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.name, outcome.status) for outcome in outcomes]


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


def test_words_that_stay_are_not_embedded_again(library: Library) -> None:
    library.ingest(library.write("夜市.txt", NEW))
    before = len(library.embedder.asked)
    library.ingest(library.write("夜市.txt", NEW + "第四条 夜市设巡查员两名。\n"))
    new = library.embedder.asked[before:]
    assert new and all("巡查员" in text for text in new)
    assert library.vectors.holds(library.catalog.snapshot().clauses["夜市.txt"])


def test_unchanged_files_are_compared_without_reading_the_whole_library(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [library.write(f"{n}.txt", OLD + f"第三条 第{n}区另行通知。\n") for n in range(3)]
    library.ingest(*paths)
    monkeypatch.setattr(Catalog, "snapshot", None)
    library.write("3.txt", NEW)
    found = library.ingest(paths[0], library.files / "3.txt", *paths[1:])
    assert [outcome.status for outcome in found] == ["unchanged", "new", "unchanged", "unchanged"]


def test_a_run_that_was_stopped_goes_on_where_it_stopped(library: Library) -> None:
    paths = [library.write(f"{n}.txt", OLD + f"第三条 第{n}区另行通知。\n") for n in range(4)]
    outcomes = ingest(paths, library.catalog, library.vectors)
    next(outcomes), next(outcomes)
    del outcomes
    asked = len(library.embedder.asked)
    found = library.ingest(*paths)
    assert [outcome.status for outcome in found] == ["unchanged", "unchanged", "new", "new"]
    assert not any("第0区" in text or "第1区" in text for text in library.embedder.asked[asked:])


def test_names_that_are_no_utf8_are_read_and_told_apart(library: Library) -> None:
    for name, text in (("夜市", OLD), ("集市", NEW)):
        Path(os.fsdecode(os.fsencode(library.files) + b"/" + name.encode("gb18030") + b".txt")).write_text(
            text
        )
    for status in ("new", "unchanged"):
        found = library.ingest(*find([library.files]).files)
        assert sorted(statuses(found)) == [("夜市.txt", status), ("集市.txt", status)]
    assert library.answer("摊位费多少")


# --- archives -----------------------------------------------------------------------------------


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
    assert (opened.name, opened.status) == ("归档.box", "opened") and ".png 1 个" in opened.message
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


@pytest.mark.parametrize("digest", ["", "that of the version before"])
def test_a_file_whose_document_went_in_before_a_kill_is_known_in_full_after_the_next_run(
    library: Library, digest: str
) -> None:
    file = library.write("夜市.txt", OLD)
    library.ingest(file)
    files_of = Files(library.catalog)
    whole = files_of.all()
    (known,) = whole.values()
    files_of.put(replace(known, digest=digest))
    (again,) = library.ingest(file)
    assert again.status == "unchanged" and files_of.all() == whole and known.digest
