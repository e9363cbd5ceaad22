"""What is taken out of another file, and what is refused by its path alone."""

from __future__ import annotations

import pytest

from ingest.members import decoded_name, is_of_the_system, member
from knowledge.errors import UserError


def test_a_file_is_taken_out_under_its_own_name() -> None:
    found = member("2031年/通知.txt", lambda: b"x")
    assert (found.name, found.path, found.data, found.refused) == ("通知.txt", "2031年/通知.txt", b"x", "")
    assert member("甲\\乙\\通知.TXT", lambda: b"x").name == "通知.TXT"


@pytest.mark.parametrize(
    "path",
    [
        "../a.txt",
        "a/../../b.txt",
        "/etc/a.txt",
        "\\\\host\\a.txt",
        "C:\\a.txt",
        "c:a.txt",
        "a\\..\\b.txt",
        "..",
        "",
        "a/..",
    ],
)
def test_a_path_that_leads_outside_is_refused(path: str) -> None:
    found = member(path, lambda: b"x")
    assert "没有取出" in found.refused and not found.data and "/" not in found.name


@pytest.mark.parametrize("path", ["内.zip", "a/b.RAR", "x.tar.gz", "y.7z"])
def test_an_archive_inside_is_refused(path: str) -> None:
    assert "里的压缩包，请先解压再入库" in member(path, lambda: b"x").refused


def test_an_unknown_format_is_refused_in_one_line() -> None:
    refused = member("照片.heic", lambda: b"x").refused
    assert refused.startswith("暂不支持“照片.heic”的格式，目前支持 .txt") and "\n" not in refused


def test_what_cannot_be_taken_out_is_refused_with_its_reason() -> None:
    def take() -> bytes:
        raise UserError("坏了。")

    assert member("a.txt", take).refused == "坏了。"


def test_characters_that_deceive_the_eye_are_gone() -> None:
    assert member("通知\u202etxt.\x00exe.txt", lambda: b"").name == "通知txt.exe.txt"


@pytest.mark.parametrize(
    ("path", "of_the_system"),
    [
        ("__MACOSX/._a.docx", True),
        ("甲/.DS_Store", True),
        ("甲\\Thumbs.db", True),
        ("~$通知.docx", True),
        ("._a.txt", True),
        ("通知.docx", False),
        ("甲/Thumbs.db.txt", False),
    ],
)
def test_files_of_the_system_are_known(path: str, of_the_system: bool) -> None:
    assert is_of_the_system(path) is of_the_system


@pytest.mark.parametrize("name", ["通知.txt", "关于·星桥的通知.docx", "a.txt", "𠮷.txt", "①.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_name_is_read_from_its_bytes_alone(name: str, encoding: str) -> None:
    assert decoded_name(name.encode(encoding)) == name


def test_bytes_of_no_encoding_still_give_a_name() -> None:
    assert decoded_name(b"\xff\xffa.txt").endswith("a.txt")
