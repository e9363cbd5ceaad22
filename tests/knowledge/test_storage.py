"""One writer at a time, across processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.errors import UserError
from knowledge.storage import LOCK_NAME, writer

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
