"""What is told of a folder from one look to the next."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ingest.watch import Watch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "夹").mkdir()
    return tmp_path / "夹"


def settled(watch: Watch) -> list[str]:
    """Names of files of a change, after two looks; it is dealt with."""
    watch.look()
    change = watch.look()
    watch.dealt_with(change)
    return [file.name for file in change.files]


def test_what_is_there_comes_once_and_then_what_changes(folder: Path) -> None:
    (folder / "一.txt").write_text("一")
    (folder / "图.png").write_text("x")
    watch = Watch([folder])
    assert not watch.look()
    assert settled(watch) == ["一.txt"]
    assert settled(watch) == []
    (folder / "二.txt").write_text("二")
    (folder / "一.txt").write_text("一二")
    assert settled(watch) == ["一.txt", "二.txt"]


def test_a_file_that_is_being_written_is_left_alone(folder: Path) -> None:
    watch = Watch([folder])
    for size in range(1, 4):
        (folder / "一.txt").write_text("一" * size)
        assert not watch.look()
    assert [file.name for file in watch.look().files] == ["一.txt"]


def test_the_same_size_and_time_with_other_words_is_a_change(folder: Path) -> None:
    path = folder / "一.txt"
    path.write_text("一")
    watch = Watch([folder])
    settled(watch)
    stat = path.stat()
    path.write_text("二")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert settled(watch) == ["一.txt"]


def test_a_change_that_was_not_dealt_with_comes_again(folder: Path) -> None:
    (folder / "一.txt").write_text("一")
    watch = Watch([folder])
    watch.look()
    assert watch.look().files == watch.look().files != ()


def test_a_file_that_goes_is_told_once(folder: Path) -> None:
    (folder / "一.txt").write_text("一")
    watch = Watch([folder])
    settled(watch)
    (folder / "一.txt").unlink()
    change = watch.look()
    assert change and change.gone == {folder / "一.txt"}
    watch.dealt_with(change)
    assert not watch.look()


def test_a_folder_that_cannot_be_found_for_a_while_has_lost_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "一.txt").write_text("一")
    watch = Watch([folder])
    settled(watch)
    shutil.move(folder, tmp_path / "away")
    assert not watch.look()
    shutil.move(tmp_path / "away", folder)
    assert settled(watch) == []
