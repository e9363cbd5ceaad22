"""zhice ingest, zhice watch and zhice docs --failed, as they are used."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from knowledge.catalog import Catalog
from knowledge.storage import writer
from tests.fakes import FakeEmbedder
from ui import ingest_commands
from ui.cli import main
from ui.ingest_commands import watch_folders

OLD = "云州市夜市办法\n第一条 夜市每周六开放。\n"
NEW = "云州市夜市办法\n第一条 夜市每周日开放。\n第二条 摊位费每晚十二元。\n"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A data folder of its own, an embedder without a model, no setting from outside."""
    for name in [name for name in os.environ if name.startswith("ZHICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZHICE_DATA", str(tmp_path / "data"))
    for module in ("assistant.build", "knowledge.embedding"):
        monkeypatch.setattr(f"{module}.embedder_from", lambda _: FakeEmbedder())
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "乙").mkdir(parents=True)
    (folder / "夜市.txt").write_text(OLD)
    (folder / "乙" / "夜市.txt").write_text(NEW)
    (folder / "空.txt").write_text("")
    (folder / "图.png").write_bytes(b"x")
    return folder


def test_the_report_tells_every_outcome(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(papers)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("[1/3] 新入库：夜市.txt（3 个条款")
    assert "夜市（papers）.txt" in told[1] and "同名" in told[1]
    assert "另有格式不支持、没有入库的文件：图.png。" in told
    assert "共 3 个文件：新入库 2，失败 1。" in told
    (papers / "空.txt").unlink()
    (papers / "乙" / "夜市.txt").rename(papers / "集市.txt")
    (papers / "副本.txt").write_text(OLD)
    assert main(["ingest", str(papers)]) == 0
    assert "共 3 个文件：已移动 1，内容相同 1，无变化 1。" in capsys.readouterr().err.splitlines()
    (papers / "集市.txt").unlink()
    assert main(["ingest", str(papers)]) == 0
    told = capsys.readouterr().err.splitlines()
    assert any(line.startswith("提示：") and "zhice remove" in line for line in told)
    assert told[-1 - ("另有" in told[-1])].endswith("已不在 1。")


def test_failures_are_listed_until_they_are_mended(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ingest", str(papers)])
    capsys.readouterr()
    assert main(["docs", "--failed"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"空.txt（{papers}）：文件“空.txt”是空的")
    main(["docs", "--failed", "--json"])
    row = json.loads(capsys.readouterr().out)
    assert row == {"source": "空.txt", "folder": str(papers), "reason": line.partition("：")[2]}
    (papers / "空.txt").write_text(NEW + "第三条 雨天停办。\n")
    assert main(["ingest", str(papers)]) == 0
    capsys.readouterr()
    main(["docs", "--failed"])
    assert capsys.readouterr().out == ""


def test_many_files_without_a_change_are_only_counted(
    papers: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_commands, "MOST_LINES", 1)
    (papers / "空.txt").unlink()
    main(["ingest", str(papers)])
    capsys.readouterr()
    main(["ingest", str(papers)])
    told = capsys.readouterr().err
    assert "无变化 2" in told and "无变化：" not in told


@pytest.mark.parametrize("written", ["0", "-1", "many", "65", "１"])
def test_a_number_of_workers_that_cannot_be(
    papers: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("ZHICE_WORKERS", written)
    assert main(["ingest", str(papers)]) == 1
    assert f"ZHICE_WORKERS 的值“{written}”不对" in capsys.readouterr().err


# --- watching ------------------------------------------------------------------------------------


def waits(*actions: Callable[[], object]) -> Callable[[], None]:
    """A wait in which one thing after the other happens, and at last Ctrl-C."""
    left: Iterator[Callable[[], object]] = iter(actions)

    def wait() -> None:
        try:
            next(left)()
        except StopIteration:
            raise KeyboardInterrupt from None

    return wait


def nothing() -> None:
    """Nothing happens."""


def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def test_what_changes_while_watching_is_one_line_each(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (papers / "空.txt").unlink()
    counts = watch_folders(
        [papers],
        settings(tmp_path),
        waits(
            nothing, nothing,
            lambda: (papers / "新.txt").write_text(NEW + "第三条 雨天停办。\n"), nothing, nothing,
            lambda: (papers / "新.txt").unlink(), nothing,
        ),
    )  # fmt: skip
    assert counts == {"new": 3, "vanished": 1}
    told = [line.partition(" ")[2].partition("（")[0] for line in capsys.readouterr().err.splitlines()[1:]]
    assert [line.partition("：")[0] for line in told] == ["新入库", "新入库", "新入库", "已不在"]
    assert told[2:] == ["新入库：新.txt", "已不在：新.txt"]
    assert len(Catalog(tmp_path / "data").digests()) == 3


def test_the_lock_is_free_between_changes_and_another_writer_is_waited_for(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = writer(tmp_path / "data")
    counts = watch_folders(
        [papers],
        settings(tmp_path),
        waits(held.__enter__, nothing, nothing, lambda: held.__exit__(None, None, None), nothing),
    )
    assert counts == {"new": 2, "failed": 1}
    told = capsys.readouterr().err
    assert told.count("另一个入库程序正在写入") == 1
    with writer(tmp_path / "data"):
        pass


def test_watching_ends_on_an_interrupt_with_a_summary(
    papers: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: waits()())
    assert main(["watch", str(papers)]) == 0
    assert capsys.readouterr().err.splitlines()[-1] == "已停止。其间没有变化。"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nowhere",), "nowhere"),
        (("papers", "--every", "0"), "间隔 0 秒"),
        (("papers/夜市.txt",), "夜市.txt"),
    ],
)
def test_a_watch_that_cannot_be(
    papers: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    assert main(["watch", *arguments]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert named in line and line.endswith("。")
