"""Archives that swell, lie or are locked: each refused with one sentence, and before it costs memory."""

from __future__ import annotations

import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.limits import budget
from ingest.limits.budget import entry, opened
from knowledge.errors import UserError
from tests.ingest.hostile import CENTRAL, crowded, locked, locked_office, lying, overlapping, packed

NOTICE = "关于做好星桥工程的通知\n".encode() * 40


def test_an_honest_archive_gives_its_entries() -> None:
    archive = opened(packed({"通知.txt": NOTICE, "空.txt": b""}), "a.zip")
    assert entry(archive, "通知.txt", "a.zip") == NOTICE
    assert entry(archive, archive.infolist()[1], "a.zip") == b""


def test_a_small_entry_may_be_packed_tightly() -> None:
    archive = opened(packed({"a.xml": bytes(900_000)}), "a.docx")
    assert len(entry(archive, "a.xml", "a.docx")) == 900_000


def test_bytes_before_the_archive_do_no_harm() -> None:
    assert entry(opened(b"\x00" * 100 + packed({"a": NOTICE}), "a.zip"), "a", "a.zip") == NOTICE


@pytest.mark.parametrize("claimed", [500_000, 1, 0])
@pytest.mark.parametrize("wide", [False, True])
def test_a_crowded_directory_is_refused_in_little_memory(claimed: int, wide: bool) -> None:
    data = crowded(500_000, claimed, wide=wide)
    tracemalloc.start()
    try:
        with pytest.raises(UserError, match=r"“a.docx”里的条目超过 2000 个"):
            opened(data, "a.docx")
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_the_number_of_entries_is_counted_not_believed() -> None:
    with pytest.raises(UserError, match="条目超过 2000 个"):
        opened(crowded(budget.MOST_ENTRIES + 1, 1), "a.zip")
    many = {f"{i}.txt": b"x" for i in range(budget.MOST_ENTRIES)}
    assert len(opened(packed(many), "a.zip").infolist()) == budget.MOST_ENTRIES


def test_a_wide_archive_is_read() -> None:
    archive = opened(crowded(1, 1, wide=True), "a.zip")
    assert entry(archive, "a", "a.zip") == b""


@pytest.mark.parametrize(
    "data",
    [
        packed({"a.xml": bytes(3_000_000)}),
        packed({f"{i}.bin": bytes(range(256)) * 3_000 for i in range(300)}),
        overlapping(300, bytes(range(256)) * 50),
    ],
    ids=["ratio", "sum", "overlap"],
)
def test_what_swells_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match=r"“a\.zip”解压后过大，可能是压缩炸弹，没有入库"):
        opened(data, "a.zip")


def test_an_entry_that_unpacks_to_more_than_it_says_is_stopped_there() -> None:
    archive = opened(lying(bytes(50_000_000), 1_000), "a.zip")
    tracemalloc.start()
    try:
        with pytest.raises(UserError, match=r"“a\.zip”(已损坏|解压后过大)"):
            entry(archive, "a.txt", "a.zip")
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_without_a_bound_is_refused(method: int) -> None:
    archive = opened(lying(bytes(50_000_000), 1_000, method), "a.zip")
    with pytest.raises(UserError, match=r"“a\.zip”的压缩方式不受支持"):
        entry(archive, "a.txt", "a.zip")


def test_a_locked_entry_is_refused_as_locked() -> None:
    archive = opened(locked({"a.txt": NOTICE, "b.txt": NOTICE}, "b.txt"), "a.zip")
    assert entry(archive, "a.txt", "a.zip") == NOTICE
    with pytest.raises(UserError, match=r"“a\.zip”有密码"):
        entry(archive, "b.txt", "a.zip")


def test_a_missing_entry_is_damage() -> None:
    with pytest.raises(UserError, match=r"“a\.docx”已损坏"):
        entry(opened(packed({"a": b"x"}), "a.docx"), "word/document.xml", "a.docx")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "已损坏"),
        (packed({"a": NOTICE})[:-30], "已损坏"),
        (packed({"a": NOTICE})[:60], "已损坏"),
        (b"MZ\x90\x00" + bytes(300), "其实是可执行程序，与后缀 .docx 不符"),
        (b"%PDF-1.7\n", "其实是PDF 文件，与后缀 .docx 不符"),
        (b"\xef\xbb\xbf<html><body>x", "其实是网页或 XML 文本"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "其实是旧版 Office 文件"),
        (locked_office(), "有密码，请解密后再入库"),
    ],
    ids=["empty", "no end", "cut", "exe", "pdf", "html", "ole", "locked"],
)
def test_what_is_no_archive_is_named(data: bytes, says: str) -> None:
    with pytest.raises(UserError, match=rf"文件“通知.docx”.*{says}"):
        opened(data, "通知.docx")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_broken_archive_gives_bytes_or_a_user_error(data: st.DataObject) -> None:
    broken = bytearray(packed({"a.txt": NOTICE, "文/b.txt": b"x" * 9}))
    first = broken.index(CENTRAL) if data.draw(st.booleans()) else 0
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(first, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)) | st.just(len(broken)))
    try:
        archive = opened(bytes(broken[:cut]), "a.zip")
    except UserError:
        return
    for info in archive.infolist():
        try:
            assert len(entry(archive, info, "a.zip")) <= info.file_size
        except UserError:
            continue
