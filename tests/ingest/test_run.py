"""The loop over real SQLite and real Chroma: new, changed, unchanged, failed, stopped."""

from __future__ import annotations

import codecs
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import files, parse
from ingest.run import Outcome, ingest
from knowledge.catalog import Catalog
from knowledge.files import Files
from tests.ingest.library import NEW, OLD, Library


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
