"""Uploads are read in a thread; what a stop leaves can be begun again."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.run import Outcome
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from knowledge.storage import writer
from tests.ui.small_library import NEW, OLD
from ui.intake import Batch, Intake


def finished(intake: Intake) -> Batch:
    """The batch when it is over."""
    while (batch := intake.batch) is None or batch.running:
        time.sleep(0.01)
    return batch


def kept(intake: Intake, folder: Path, name: str, text: str) -> None:
    file = folder / "sent"
    file.write_text(text, encoding="utf-8")
    intake.uploads.keep(file, name, "王工")


def test_each_file_has_its_outcome_and_goes_in(tmp_path: Path) -> None:
    intake = Intake(tmp_path / "data")
    kept(intake, tmp_path, "夜校.txt", OLD)
    kept(intake, tmp_path, "坏.docx", "不是文档")
    intake.begin(["夜校.txt", "坏.docx"], "王工")
    batch = finished(intake)
    good, bad = batch.arrivals
    assert (good.stage, good.share, good.outcomes[0].status) == ("done", 100, "new")
    assert bad.outcomes[0].status == "failed" and "坏.docx" in bad.outcomes[0].message
    assert batch.trouble == "" and intake.uploads.unread() == {}
    catalog = Catalog(tmp_path / "data")
    assert catalog.names() == ("夜校.txt",) and list(catalog.failures()) == ["坏.docx"]
    catalog.close()


def test_the_same_name_again_is_a_new_version(tmp_path: Path) -> None:
    intake = Intake(tmp_path / "data")
    for text in (OLD, NEW):
        kept(intake, tmp_path, "夜校.txt", text)
        intake.begin(["夜校.txt"], "王工")
        outcome = finished(intake).arrivals[0].outcomes[0]
    assert outcome.status == "changed"
    catalog = Catalog(tmp_path / "data")
    assert [one.number for one in catalog.revisions("夜校.txt")] == [1, 2]
    catalog.close()


def test_files_stay_to_be_read_while_somebody_else_writes(tmp_path: Path) -> None:
    intake = Intake(tmp_path / "data")
    kept(intake, tmp_path, "夜校.txt", OLD)
    with writer(tmp_path / "data"):
        intake.begin(["夜校.txt"], "王工")
        assert "另一个入库程序正在写入" in finished(intake).trouble
    assert intake.uploads.unread() == {"夜校.txt": "王工"}
    again = Intake(tmp_path / "data")
    again.begin(list(again.uploads.unread()), "王工")
    assert finished(again).arrivals[0].outcomes[0].status == "new"
    assert again.uploads.unread() == {}


KILLED = """
import os, sys, time
from pathlib import Path
from ui.intake import Intake
intake = Intake(Path(sys.argv[1]))
intake.begin(list(intake.uploads.unread()), "王工")
while not any(one.share for one in intake.batch.arrivals[1:]):
    time.sleep(0.001)
os._exit(9)
"""


def test_a_program_killed_while_reading_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    intake = Intake(data)
    names = [f"{number}.txt" for number in range(4)]
    for number, name in enumerate(names):
        kept(intake, tmp_path, name, OLD.replace("36", str(50 + number)))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(data)], check=False, timeout=200)
    left = list(intake.uploads.unread())
    assert killed.returncode == 9 and 0 < len(left) < 4
    intake.begin(left, "王工")
    batch = finished(intake)
    assert batch.trouble == "" and {one.stage for one in batch.arrivals} == {"done"}
    catalog = Catalog(data)
    assert list(catalog.names()) == names and intake.uploads.unread() == {}
    assert all(len(catalog.revisions(name)) == 1 for name in names)
    catalog.close()


def test_what_is_brought_again_while_the_name_is_read_is_read_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = Intake(tmp_path / "data")

    def meanwhile(*_: object, **__: object) -> list[Outcome]:
        kept(intake, tmp_path, "夜校.txt", NEW)
        return []

    kept(intake, tmp_path, "夜校.txt", OLD)
    monkeypatch.setattr("ui.intake.ingest", meanwhile)
    intake.begin(["夜校.txt"], "王工")
    assert finished(intake).arrivals[0].stage == "done"
    assert intake.uploads.unread() == {"夜校.txt": "王工"}


def test_one_batch_at_a_time(tmp_path: Path) -> None:
    intake = Intake(tmp_path / "data")
    kept(intake, tmp_path, "夜校.txt", OLD)
    intake.begin(["夜校.txt"], "王工")
    with pytest.raises(UserError, match="正在读取另一批"):
        intake.begin(["夜校.txt"], "李工")
    assert finished(intake).user == "王工"


def test_what_nobody_foresaw_is_told_and_ends_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr("ui.intake.ingest", broken)
    intake = Intake(tmp_path / "data", lambda error: "出错了。")
    kept(intake, tmp_path, "夜校.txt", OLD)
    intake.begin(["夜校.txt"], "王工")
    assert finished(intake).trouble == "出错了。"
    assert intake.uploads.unread() == {"夜校.txt": "王工"}
