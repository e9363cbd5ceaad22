"""Finding files, and what they are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.files import bytes_of, exists, files_in, find, key_of, named, path_of, search, told
from knowledge.errors import UserError


def write(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("文")
    return paths


def test_folders_are_searched_in_full_and_in_order(tmp_path: Path) -> None:
    paths = write(tmp_path, "乙/二.md", "甲/一.TXT", "三.txt")
    write(tmp_path, "图.png")
    assert files_in([tmp_path]) == tuple(sorted(paths))
    found = files_in([paths[0], tmp_path / "乙", tmp_path / "甲" / ".." / "三.txt"])
    assert found == (paths[0], tmp_path / "甲" / ".." / "三.txt")


def test_a_file_named_twice_is_one_file(tmp_path: Path) -> None:
    (path,) = write(tmp_path, "甲/三.txt")
    assert len(files_in([path, tmp_path, tmp_path / "甲" / ".." / "甲" / "三.txt"])) == 1


def test_paths_that_give_nothing_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"找不到“.*无此夹”"):
        files_in([tmp_path / "无此夹"])
    with pytest.raises(UserError, match=r"文件夹“.*”里没有可入库的文件"):
        files_in([tmp_path])
    with pytest.raises(UserError, match=r"暂不支持“程序\.exe”的格式"):
        files_in(write(tmp_path, "程序.exe"))


def test_a_path_that_gives_nothing_stops_no_other(tmp_path: Path) -> None:
    pipe = tmp_path / "管道.txt"
    os.mkfifo(pipe)
    good, other = write(tmp_path, "好.txt", "程序.exe")
    found = find([pipe, good, other, tmp_path / "没有.txt"])
    assert found.files == (good,)
    assert [reason.partition("，")[0] for reason in found.refused] == [
        f"“{pipe}”不是文件",
        "暂不支持“程序.exe”的格式",
        f"找不到“{tmp_path / '没有.txt'}”",
    ]


def test_what_is_left_out_is_told_by_its_place_in_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "一.txt", "图.PNG", "乙/图.png", "乙/说明", ".隐.png", "~$一.txt")
    assert find([tmp_path]).others == ("乙/图.png", "乙/说明", "图.PNG")
    assert len(find([tmp_path]).files) == 1


def test_of_many_names_the_first_ten_are_told() -> None:
    names = [f"{number}.png" for number in range(11)]
    assert named(names[:10]) == "、".join(names[:10])
    assert named(names) == "、".join(names[:10]) + "等11个"


def test_links_that_lead_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    (outside,) = write(tmp_path, "外/密.txt")
    (inside,) = write(tmp_path, "内/一.txt")
    (tmp_path / "内" / "链.txt").symlink_to(outside)
    (tmp_path / "内" / "夹").symlink_to(tmp_path / "外")
    assert search(tmp_path / "内").files == (inside,)


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "一.txt", "密/二.txt")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("密"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert find([tmp_path]).closed == {str(tmp_path / "密"): "没有权限"}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("通知.txt".encode(), "通知.txt"),
        ("公告.txt".encode("gb18030"), "公告.txt"),
        (b"\xff.txt", "\\xff.txt"),
    ],
)
def test_a_name_of_any_encoding_is_text_and_leads_back_to_its_file(
    tmp_path: Path, raw: bytes, name: str
) -> None:
    path = tmp_path / os.fsdecode(raw)
    path.write_text("文")
    assert told(path.name) == name
    key = key_of(path)
    assert key.encode() and exists(key) and os.path.samefile(path_of(key), path)
    path.unlink()
    assert not exists(key)


def test_two_names_of_no_encoding_are_two_keys(tmp_path: Path) -> None:
    assert key_of(tmp_path / os.fsdecode(b"\xfe")) != key_of(tmp_path / os.fsdecode(b"\xff"))


def test_a_path_into_an_archive_is_there_as_long_as_the_archive(tmp_path: Path) -> None:
    (archive,) = write(tmp_path, "归档.zip")
    keys = (f"{key_of(archive)}!", f"{key_of(archive)}!/内部/通知.txt")
    assert all(map(exists, keys))
    archive.unlink()
    assert not any(map(exists, keys))


def test_a_file_is_read_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = write(tmp_path, "一.txt")
    assert bytes_of(path, "一.txt") == "文".encode()
    monkeypatch.setattr("ingest.files.MAX_BYTES", 2)
    with pytest.raises(UserError, match=r"文件“一\.txt”超过 0 MB"):
        bytes_of(path, "一.txt")
    with pytest.raises(UserError, match="路径不存在"):
        bytes_of(tmp_path / "无.txt", "无.txt")
