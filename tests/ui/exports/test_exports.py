"""One door to every format: by suffix, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.errors import UserError
from tests.ui.exports.ledgers import NOTES, TODAY, sample_rows
from ui import exports
from ui.exports import DEFAULT_COLUMNS, SUFFIXES, export


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".XLSX"])
def test_the_suffix_chooses_the_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"台账{suffix}"
    said = export(sample_rows(), path, DEFAULT_COLUMNS, NOTES, TODAY)
    count = "2 个日程（其中 1 个定期重复；另有 1 行没有日期，未列入）" if suffix == ".ics" else "3 行"
    assert said == f"已写入 {count}：台账{suffix}"
    head = {
        ".xlsx": b"PK",
        ".docx": b"PK",
        ".csv": b"\xef\xbb\xbf",
        ".ics": b"BEGIN:VCALENDAR",
        ".jsonl": b"{",
    }
    assert path.read_bytes().startswith(head[suffix.lower()])
    assert os.listdir(tmp_path) == [path.name]


def test_a_calendar_without_anything_special_is_just_counted(tmp_path: Path) -> None:
    said = export(sample_rows()[:1], tmp_path / "一.ics", DEFAULT_COLUMNS, NOTES, TODAY)
    assert said == "已写入 1 个日程：一.ics"


@pytest.mark.parametrize(("name", "told"), [("台账.pdf", ".pdf"), ("台账", "台账"), (".xlsx", ".xlsx")])
def test_an_unknown_suffix_is_told_with_what_there_is(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(UserError, match=f"不能写成“{told}”") as error:
        export(sample_rows(), tmp_path / name, DEFAULT_COLUMNS, NOTES, TODAY)
    assert all(suffix in str(error.value) for suffix in SUFFIXES)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_unknown_columns_write_nothing(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UserError, match="没有“经费”这一列"):
        export(sample_rows(), tmp_path / f"台账{suffix}", ["经费"], NOTES, TODAY)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_failure_leaves_the_old_file(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"台账{suffix}"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(UserError, match=r"磁盘已满.*请检查路径和权限"):
        export(sample_rows(), path, DEFAULT_COLUMNS, NOTES, TODAY)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [path.name]


def test_a_mistake_of_ours_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_rows: object, path: Path, *_: object) -> None:
        path.write_bytes(b"half")
        raise ValueError("broken")

    monkeypatch.setattr(exports, "write_docx", broken)
    with pytest.raises(ValueError, match="broken"):
        export(sample_rows(), tmp_path / "台账.docx", DEFAULT_COLUMNS, NOTES, TODAY)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"夹{suffix}").mkdir()
    (tmp_path / "文件").write_text("", encoding="utf-8")
    for path, why in (
        (tmp_path / "没有" / f"台账{suffix}", "路径不存在"),
        (tmp_path / f"夹{suffix}", "这是一个文件夹"),
        (tmp_path / "文件" / f"台账{suffix}", "上级不是文件夹"),
        (tmp_path / f"{'长' * 200}{suffix}", "名称太长"),
    ):
        with pytest.raises(UserError, match=why) as told:
            export(sample_rows(), path, DEFAULT_COLUMNS, NOTES, TODAY)
        assert str(path) in str(told.value)
    assert sorted(os.listdir(tmp_path)) == sorted([f"夹{suffix}", "文件"])
