"""Names that clients send become names of ours; what is kept is whole, and marked until it was read."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.uploads import LONGEST_NAME, Uploads, safe_name
from knowledge.errors import UserError


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("关于科普的通知（试行）.docx", "关于科普的通知（试行）.docx"),
        ("《办法》“解读”.TXT", "《办法》“解读”.txt"),
        ("../../etc/通知.txt", "通知.txt"),
        ("C:\\文件\\通知.pdf", "通知.pdf"),
        ("..／..／通知.pdf", "通知.pdf"),
        (".隐藏.txt", "隐藏.txt"),
        ("~$草稿.docx", "$草稿.docx"),
        ("通知\u202etxt.docx", "通知txt.docx"),
        ("通\u200b知\x00\n二.txt", "通知 二.txt"),
        ('a<b>:"c|?*.txt', "a_b_c_.txt"),
        ("...txt.txt", "txt.txt"),
    ],
)
def test_a_name_is_made_safe(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@pytest.mark.parametrize("sent", ["", "..", "通知", "木马.exe", "通知.docx.lnk", "/", ".txt", "a.txt/"])
def test_a_name_of_no_kind_that_is_read_is_refused(sent: str) -> None:
    with pytest.raises(UserError, match=r"暂不支持“.+”的格式，目前支持 .*docx"):
        safe_name(sent)


@given(st.text(max_size=400), st.sampled_from([".txt", ".DOCX", ".zip"]))
def test_every_safe_name_is_one_visible_name_inside_the_folder(stem: str, suffix: str) -> None:
    name = safe_name(f"x{stem}y{suffix}")
    assert Path(name).name == name and not name.startswith(".")
    assert len(name.encode()) <= LONGEST_NAME and name.endswith(suffix.lower())
    assert all(unicodedata.category(char)[0] != "C" for char in name)
    assert safe_name(name) == name


def test_a_file_is_kept_and_marked_until_it_was_read(tmp_path: Path) -> None:
    file = tmp_path / "temporary"
    file.write_text("一", encoding="utf-8")
    uploads = Uploads(tmp_path / "data")
    assert uploads.unread() == {}
    uploads.keep(file, "通知.txt", "王工")
    file.write_text("二", encoding="utf-8")
    uploads.keep(file, "通知.txt", "李工")
    assert uploads.path("通知.txt").read_text(encoding="utf-8") == "二"
    assert Uploads(tmp_path / "data").unread() == {"通知.txt": "李工"}
    uploads.settle(uploads.marks(["通知.txt"]))
    assert uploads.unread() == {}
    assert uploads.path("通知.txt").exists()


def test_what_is_brought_again_while_it_is_read_stays_to_be_read(tmp_path: Path) -> None:
    file = tmp_path / "temporary"
    file.write_text("一", encoding="utf-8")
    uploads = Uploads(tmp_path)
    uploads.keep(file, "通知.txt", "王工")
    begun = uploads.marks(["通知.txt"])
    uploads.keep(file, "通知.txt", "王工")
    uploads.settle(begun)
    assert uploads.unread() == {"通知.txt": "王工"}


def test_a_mark_without_its_file_asks_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "temporary"
    file.write_text("一", encoding="utf-8")
    uploads = Uploads(tmp_path)
    uploads.keep(file, "通知.txt", "")
    uploads.path("通知.txt").unlink()
    assert uploads.unread() == {}


def test_a_discarded_file_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "temporary"
    file.write_text("一", encoding="utf-8")
    uploads = Uploads(tmp_path)
    uploads.keep(file, "通知.txt", "")
    uploads.discard("通知.txt")
    assert uploads.unread() == {} and not uploads.path("通知.txt").exists()


def test_the_original_that_was_read_comes_back_when_the_new_one_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "temporary"
    uploads = Uploads(tmp_path / "data")
    for text in "一二三":
        file.write_text(text, encoding="utf-8")
        uploads.keep(file, "通知.txt", "")
        if text == "一":
            uploads.settle(uploads.marks(["通知.txt"]))
    for _ in range(2):  # what was read is not given up
        uploads.discard("通知.txt")
        assert uploads.unread() == {} and uploads.path("通知.txt").read_text(encoding="utf-8") == "一"
    uploads.keep(file, "通知.txt", "")
    uploads.settle(uploads.marks(["通知.txt"]))
    assert [one.name for one in (tmp_path / "data" / "uploads").iterdir() if one.is_file()] == ["通知.txt"]


def test_a_file_too_large_or_gone_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.uploads.MAX_BYTES", 3)
    file = tmp_path / "temporary"
    file.write_bytes(b"1234")
    with pytest.raises(UserError, match=r"文件“通知\.txt”超过"):
        Uploads(tmp_path).keep(file, "通知.txt", "")
    with pytest.raises(UserError, match=r"无法保存“通知\.txt”（路径不存在）"):
        Uploads(tmp_path).keep(tmp_path / "gone", "通知.txt", "")
    assert Uploads(tmp_path).unread() == {}
