"""One writer at a time, across processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.errors import UserError
from knowledge.storage import LOCK_NAME, Watched, editing, write_whole, writer

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from knowledge.storage import writer
with writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process_writes(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout and process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


def test_a_second_writer_is_refused_while_another_process_writes(tmp_path: Path) -> None:
    with (
        another_process_writes(tmp_path),
        pytest.raises(UserError, match="另一个入库程序正在写入") as error,
        writer(tmp_path),
    ):
        pytest.fail("two writers at once")
    assert str(tmp_path) in str(error.value)
    with writer(tmp_path):
        pass


def test_the_folder_is_made_and_the_right_is_given_back_after_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "甲" / "乙"
    with pytest.raises(RuntimeError), writer(folder):
        raise RuntimeError
    with writer(folder):
        assert (folder / LOCK_NAME).exists()


def test_a_path_that_is_no_folder_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "文件"
    path.write_text("x")
    with pytest.raises(UserError, match=r"无法写入数据目录“.*文件”"), writer(path):
        pytest.fail("wrote into a file")


def test_a_file_is_put_in_place_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "small.json"
    write_whole(path, "一")
    assert path.read_text(encoding="utf-8") == "一" and path.stat().st_mode & 0o777 == 0o600

    def full(descriptor: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("knowledge.storage.os.fsync", full)
    with pytest.raises(UserError, match="磁盘已满"):
        write_whole(path, "二")
    assert path.read_text(encoding="utf-8") == "一" and list(tmp_path.iterdir()) == [path]


def test_one_at_a_time_changes_a_small_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.storage.EDITING_WAIT_S", 0)
    path = tmp_path / "small.json"
    with editing(path), pytest.raises(UserError, match="另一个程序正在修改"), editing(path):
        pass
    with editing(path):
        write_whole(path, "一")


def test_a_watched_file_is_read_when_it_has_changed(tmp_path: Path) -> None:
    path, read = tmp_path / "small.json", list[str]()

    def content(of: Path) -> str:
        read.append(of.read_text(encoding="utf-8"))
        return read[-1]

    watched = Watched(path, content, "none")
    assert watched.now() == "none"
    write_whole(path, "一")
    assert [watched.now(), watched.now()] == ["一", "一"] and read == ["一"]
    write_whole(path, "二")
    assert watched.now() == "二"
    path.unlink()
    assert watched.now() == "none"
