"""The loop over real SQLite and real Chroma: new, changed, unchanged, failed."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest import run
from ingest.run import Outcome, files_in, ingest
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from knowledge.ledger import open_ledger
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
        path.parent.mkdir(exist_ok=True)
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


def test_the_same_name_from_two_folders_is_one_clear_failure(library: Library) -> None:
    first, second = library.write("甲/夜市.txt", OLD), library.write("乙/夜市.txt", NEW)
    taken, refused = library.ingest(first, second)
    assert (taken.status, refused.status) == ("new", "failed")
    assert str(first) in refused.message and str(second) in refused.message and "同名" in refused.message
    assert library.answer("摊位费多少") == ["第二条摊位费每晚十元。"]


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
    monkeypatch.setattr(run, "MAX_CHARACTERS", 10)
    assert "万字" in library.ingest(path)[0].message
    monkeypatch.setattr(run, "MAX_BYTES", 10)
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
    assert seen[0][:2] == ("夜市.txt", 0) and seen[-1][1] == seen[-1][2] > 0


def test_folders_are_searched_in_full_and_in_order(library: Library) -> None:
    paths = [library.write(name, OLD) for name in ("乙/二.md", "甲/一.TXT", "三.txt")]
    library.write("图.png", b"x")
    assert files_in([library.files]) == tuple(sorted(paths))
    assert files_in([paths[0], library.files / "乙", library.files / "甲" / ".." / "三.txt"])[0] == paths[0]


def test_a_file_named_twice_is_one_file(library: Library) -> None:
    path = library.write("甲/三.txt", OLD)
    assert len(files_in([path, library.files, library.files / "甲" / ".." / "甲" / "三.txt"])) == 1


def test_paths_that_give_nothing_are_refused_by_name(library: Library) -> None:
    with pytest.raises(UserError, match=r"找不到“.*无此夹”"):
        files_in([library.files / "无此夹"])
    with pytest.raises(UserError, match=r"文件夹“.*files”里没有可入库的文件"):
        files_in([library.files])
    with pytest.raises(UserError, match=r"暂不支持“表\.key”的格式"):
        files_in([library.write("表.key", b"x")])


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
    monkeypatch.setattr(run, "extract", lambda _: ())
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


def left_out(library: Library) -> dict[str, tuple[str, str]]:
    """The failures after two files of one name; the first is taken."""
    library.ingest(library.write("甲/夜市.txt", DUTIES), library.write("乙/夜市.txt", NEW))
    return library.catalog.failures()


def test_a_file_left_out_for_its_name_is_a_failure_that_the_ledger_tells(library: Library) -> None:
    folder = str(library.files / "乙")
    ((name, (place, why)),) = left_out(library).items()
    assert (name, place) == (f"夜市.txt（{folder}）", folder) and "同名" in why
    told = open_ledger(library.catalog, library.data).select().coverage
    assert f"有 1 个文件入库失败，未查：夜市.txt（{folder}）。" in told
    assert set(library.catalog.digests()) == {"夜市.txt"}
    assert library.catalog.digests()["夜市.txt"][1] == str(library.files / "甲")


def test_a_file_left_out_for_its_name_is_forgotten_when_it_is_gone(library: Library) -> None:
    left_out(library)
    (library.files / "乙" / "夜市.txt").unlink()
    library.ingest(library.files / "甲" / "夜市.txt")
    assert library.catalog.failures() == {}


def test_a_file_left_out_for_its_name_is_told_until_it_is_gone(library: Library) -> None:
    left_out(library)
    library.ingest(library.write("书屋.txt", OLD))
    assert len(library.catalog.failures()) == 1
