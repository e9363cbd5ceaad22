"""Taking a document out and putting it back, and hearing of files that are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.audit import read_deeds
from ui.cli import main

NOTICE = (
    "关于做好科普工作的通知\n\n各区科协：\n一、总体要求\n新建科普驿站{}个。\n二、保障\n加强领导，落实责任。\n"
)


@pytest.fixture
def library(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of two notices, ingested; and the data folder."""
    files, data = tmp_path / "通知", tmp_path / "data"
    files.mkdir()
    for name, count in (("甲.txt", 12), ("乙.txt", 30)):
        (files / name).write_text(NOTICE.format(count), encoding="utf-8")
    assert main(["ingest", "--data", str(data), str(files)]) == 0
    return files, data


def test_a_removed_document_answers_no_more(
    library: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, data = library
    assert main(["remove", "--data", str(data), "甲"]) == 0
    capsys.readouterr()
    assert main(["docs", "--data", str(data), "--json"]) == 0
    listed = capsys.readouterr().out
    assert "乙.txt" in listed
    assert "甲.txt" not in listed


def test_a_removed_document_is_restored_without_its_file(
    library: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files, data = library
    show = ["ledger", "--data", str(data), "--source", "甲", "--json"]
    main(show)
    before = capsys.readouterr().out
    assert main(["remove", "--data", str(data), "甲"]) == 0
    (files / "甲.txt").unlink()
    assert main(["restore", "--data", str(data), "甲"]) == 0
    assert "已把“甲.txt”的最后一版恢复到库里" in capsys.readouterr().err
    assert main(["ask", "--data", str(data), "新建科普驿站多少个？", "--json"]) == 0
    assert "新建科普驿站12个" in capsys.readouterr().out
    main(show)
    assert before and capsys.readouterr().out == before


def test_removing_and_restoring_stand_in_the_audit_log(library: tuple[Path, Path]) -> None:
    _, data = library
    assert main(["restore", "--data", str(data), "甲"]) == 1
    assert main(["remove", "--data", str(data), "甲"]) == 0 == main(["restore", "--data", str(data), "甲"])
    told = [(deed.who, deed.action, deed.detail) for deed in read_deeds(data)]
    assert told == [("命令行", "removed", "甲.txt"), ("命令行", "restored", "甲.txt")]


def test_a_document_that_is_in_is_not_restored(
    library: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", "--data", str(library[1]), "甲"]) == 1
    assert capsys.readouterr().err == "“甲.txt”就在库里，不需要恢复。\n"


def test_a_file_that_is_gone_is_told_and_kept(
    library: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files, data = library
    (files / "甲.txt").unlink()
    capsys.readouterr()
    assert main(["ingest", "--data", str(data), str(files)]) == 0
    assert "甲.txt”已不在，库里仍可查询；不再需要“甲.txt”时运行 zhice remove" in capsys.readouterr().err


def test_hidden_files_and_links_out_of_the_folder_stay_out(
    library: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, data = library
    (files / ".隐.txt").write_text(NOTICE.format(1), encoding="utf-8")
    outside = tmp_path / "外.txt"
    outside.write_text(NOTICE.format(2), encoding="utf-8")
    (files / "链.txt").symlink_to(outside)
    assert main(["ingest", "--data", str(data), str(files)]) == 0
    assert "共 2 个文件" in capsys.readouterr().err
