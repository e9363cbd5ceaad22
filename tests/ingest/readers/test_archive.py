"""Zip archives: every file by itself, names as they were meant, harm refused entry by entry."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.members import is_of_the_system
from ingest.readers import members as members_by_suffix
from ingest.readers.archive import members
from ingest.reading import Member
from knowledge.errors import UserError
from tests.ingest.hostile import CENTRAL, crowded, locked, packed


def taken(data: bytes) -> list[Member]:
    return list(members(data, "包.zip"))


def named(name: bytes, content: bytes = b"x") -> bytes:
    """An archive whose one entry has raw bytes for its name, as old Chinese systems write it."""
    data = packed({"n" * len(name): content})
    return data.replace(b"n" * len(name), name)


def test_files_come_in_order_with_name_and_path() -> None:
    files = {"b/通知.txt": b"1", "a/通知.txt": b"2", "说明.md": b"3"}
    assert taken(packed(files)) == [
        Member("通知.txt", "b/通知.txt", b"1"),
        Member("通知.txt", "a/通知.txt", b"2"),
        Member("说明.md", "说明.md", b"3"),
    ]
    assert list(members_by_suffix(packed(files), "包.ZIP")) == taken(packed(files))
    assert list(members_by_suffix(b"x", "a.txt")) == []


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "gbk"])
def test_names_without_a_flag_are_decoded(encoding: str) -> None:
    found = taken(named("科协/关于星桥工程的通知.txt".encode(encoding)))
    assert [(m.name, m.path) for m in found] == [("关于星桥工程的通知.txt", "科协/关于星桥工程的通知.txt")]
    assert taken(named("通知.txt".encode(encoding)))[0].name == "通知.txt"


def test_a_name_of_dos_stays_readable() -> None:
    assert taken(named(b"r\x82sum\x82.txt"))[0].data == b"x"


def test_folders_and_files_of_the_system_are_left_out() -> None:
    files = {"甲/": b"", "__MACOSX/._通知.txt": b"x", ".DS_Store": b"x", "甲/通知.txt": b"x"}
    assert [m.path for m in taken(packed(files))] == ["甲/通知.txt"]


def test_each_doubtful_entry_is_refused_and_the_rest_is_taken() -> None:
    files = {
        "../外.txt": b"x",
        "/根.txt": b"x",
        "C:\\盘.txt": b"x",
        "内.zip": packed({"a.txt": b"x"}),
        "程序.exe": b"MZ",
        "通知.txt": b"y",
    }
    found = taken(packed(files))
    assert [bool(m.refused) for m in found] == [True] * 5 + [False]
    assert all(m.refused.endswith("。") and "\n" not in m.refused and not m.data for m in found[:5])
    assert found[5].data == b"y"


def test_a_link_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("链接.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    (found,) = taken(stream.getvalue())
    assert found.refused == "“链接.txt”是指向别处的链接，没有取出。" and not found.data


def test_locked_and_damaged_entries_are_refused_one_by_one() -> None:
    data = bytearray(locked({"锁.txt": b"x" * 50, "坏.txt": b"y" * 50, "好.txt": b"z" * 50}, "锁.txt"))
    crc = data.index("坏.txt".encode(), data.index(CENTRAL)) - 46 + 16
    data[crc : crc + 4] = struct.pack("<L", 1)
    first, second, third = taken(bytes(data))
    assert "“锁.txt”有密码" in first.refused and "“坏.txt”已损坏" in second.refused
    assert third == Member("好.txt", "好.txt", b"z" * 50)


@pytest.mark.parametrize(
    "data",
    [
        packed({"a.txt": bytes(5_000_000)}),
        packed(
            {f"{i}.zip": packed({"a.txt": bytes(5_000_000)}) for i in range(3)} | {"b.txt": bytes(5_000_000)}
        ),
        crowded(500_000, 3),
        b"Rar!\x1a\x07\x00",
        packed({"a.txt": b"x"})[:-10],
        b"",
    ],
    ids=["bomb", "bomb of bombs", "crowd", "rar", "cut", "empty"],
)
def test_an_archive_that_does_harm_or_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match=r"文件“包\.zip”[^\n]*。$"):
        taken(data)


def test_bombs_inside_are_never_opened() -> None:
    bomb = packed({"a.txt": bytes(5_000_000)})
    found = taken(packed({f"{i}.zip": bomb for i in range(3)}))
    assert [m.data for m in found] == [b""] * 3 and all("压缩包" in m.refused for m in found)


_PATHS = st.text(
    st.sampled_from("a甲./\\:~$_ C\u202e\n") | st.characters(codec="utf-8"), min_size=1, max_size=30
)


@settings(max_examples=150, deadline=None)
@example([".\x1f_"], ".txt")
@given(st.lists(_PATHS, unique=True, max_size=4), st.sampled_from(["", ".txt"]))
def test_no_name_ever_leads_outside(paths: list[str], suffix: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in paths:
            info = zipfile.ZipInfo("x")
            info.filename = path + suffix
            archive.writestr(info, b"data")
    for found in taken(stream.getvalue()):
        assert PurePosixPath(found.name).name == found.name or found.refused
        assert not {"/", "\\", "\x00", "\n"} & set(found.name) or found.refused
        assert bool(found.refused) != bool(found.data)
        assert not is_of_the_system(found.path)
