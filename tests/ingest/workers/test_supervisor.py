"""Worker processes: whatever a file does to its reader, it is one sentence, and the others go in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from ingest.parse import InProcess, Parsed, parsed
from ingest.readers import CONTAINERS, READERS
from ingest.run import ingest
from ingest.workers.supervisor import Workers, workers_by_cores
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder
from tests.ingest.workers.hostile_worker import ATTACKS, TEXT

HOSTILE = Path(__file__).with_name("hostile_worker.py")
GOOD = TEXT.encode()
# What becomes of a file of each format; None: it is read.
SENTENCES = {
    "loops": "秒没有进展，已停止读取",
    "swells": "要用的内存超过 1 GB",
    "dies": "程序崩溃",
    "killed": "程序崩溃",
    "raises": "出错（Strange）",
    "exits": "出错（SystemExit）",
    "prints": None,
    "recurses": "出错（RecursionError）",
    "none": "出错（TypeError）",
}


@pytest.fixture
def hostile() -> Iterator[Workers]:
    """Workers that know the attacks; six seconds stand for thirty."""
    with Workers(1, command=(sys.executable, str(HOSTILE), "600"), silence=6) as workers:
        yield workers


def test_a_worker_gives_what_this_process_would_give() -> None:
    with Workers(2) as workers:
        found = [workers.submit(f"{n}.txt", GOOD + f"第二条 第{n}区。\n".encode()) for n in range(6)]
        assert [one() for one in found] == [
            parsed(f"{n}.txt", GOOD + f"第二条 第{n}区。\n".encode()) for n in range(6)
        ]


def test_what_is_wrong_with_a_file_is_told_as_in_this_process() -> None:
    with Workers(1) as workers, pytest.raises(UserError) as told:
        workers.submit("空.txt", b"")()
    with pytest.raises(UserError) as here:
        InProcess().submit("空.txt", b"")()
    assert str(told.value) == str(here.value)


def test_one_worker_serves_file_after_file(hostile: Workers) -> None:
    hostile.submit("一.txt", GOOD)()
    first = {worker._process.pid for worker in hostile._running}
    with pytest.raises(UserError):
        hostile.submit("二.txt", b"")()
    hostile.submit("三.txt", GOOD)()
    assert {worker._process.pid for worker in hostile._running} == first


@pytest.mark.parametrize("attack", SENTENCES)
def test_an_attack_is_one_sentence_and_the_next_file_is_read(hostile: Workers, attack: str) -> None:
    name = f"文件.{attack}"
    if sentence := SENTENCES[attack]:
        with pytest.raises(UserError, match=sentence) as told:
            hostile.submit(name, GOOD)()
        assert f"“{name}”" in str(told.value) and str(told.value).endswith("。")
    else:
        assert hostile.submit(name, GOOD)().document.clauses
    assert isinstance(hostile.submit("好.txt", GOOD)(), Parsed)


def test_a_reader_that_beats_for_ever_is_ended_by_the_system() -> None:
    with (
        Workers(1, command=(sys.executable, str(HOSTILE), "2"), silence=60) as workers,
        pytest.raises(UserError, match="限时内没有读完"),
    ):
        workers.submit("文件.beats", GOOD)()


def test_a_reader_may_ask_for_more_memory(hostile: Workers) -> None:
    assert hostile.submit("文件.roomy", GOOD)().document.clauses


def test_what_a_reader_started_ends_with_it(hostile: Workers, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with pytest.raises(UserError, match="没有进展"):
        hostile.submit("文件.child", str(told).encode())()
    _wait_for_its_end(int(told.read_text()))


def _wait_for_its_end(pid: int) -> None:
    """What is killed is gone a moment later; where it never goes, the test times out."""
    while _runs(pid):
        sleep(0.05)


def _runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_closing_ends_workers_in_the_middle_of_a_file(tmp_path: Path) -> None:
    workers = Workers(1, command=(sys.executable, str(HOSTILE), "600"), silence=600)
    told = tmp_path / "pid"
    result = workers.submit("文件.child", str(told).encode())
    while not (told.exists() and told.read_text()):
        sleep(0.05)
    (running,) = workers._running
    workers.close()
    with pytest.raises(UserError):
        result()
    assert not _runs(running._process.pid)
    _wait_for_its_end(int(told.read_text()))


def test_workers_serve_a_process_of_many_threads() -> None:
    found: list[Parsed] = []
    with Workers(2) as workers:
        threads = [Thread(target=lambda: found.append(workers.submit("夜市.txt", GOOD)())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [parsed("夜市.txt", GOOD)] * 4


def test_keys_and_settings_are_not_for_parsers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICE_CHAT_API_KEY", "secret")
    with Workers(1) as workers:
        workers.submit("夜市.txt", GOOD)()
        (running,) = workers._running
        seen = Path(f"/proc/{running._process.pid}/environ").read_bytes()
    assert b"OMP_NUM_THREADS=1" in seen and b"secret" not in seen


def test_members_come_one_by_one(hostile: Workers) -> None:
    members = list(hostile.members("箱.crate", b"3 -"))
    assert [(m.name, m.path) for m in members] == [(f"{n}.txt", f"内部/{n}.txt") for n in range(3)]
    assert hostile.submit("好.txt", GOOD)()


@pytest.mark.parametrize("attack", ["dies", "swells", "raises"])
def test_a_container_that_attacks_half_way_is_one_sentence(hostile: Workers, attack: str) -> None:
    with pytest.raises(UserError, match=SENTENCES[attack]):
        list(hostile.members("箱.crate", f"2 {attack}".encode()))
    assert hostile.submit("好.txt", GOOD)()


def test_there_is_a_worker_for_each_core_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, workers in ((None, 1), (1, 1), (2, 1), (4, 3), (64, 8)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        assert workers_by_cores() == workers


def test_a_hostile_batch_leaves_the_rest_whole(
    hostile: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for attack in ATTACKS:
        monkeypatch.setitem(READERS, f".{attack}", attack)
    monkeypatch.setitem(CONTAINERS, ".crate", "crate")
    batch = [*SENTENCES, *(f"好{n}" for n in range(5))]
    files = []
    for name in sorted(batch):
        path = tmp_path / (f"{name}.txt" if name.startswith("好") else f"文件.{name}")
        path.write_text(f"{TEXT}第二条 {name}处另行通知。\n")
        files.append(path)
    crate = tmp_path / "箱.crate"
    crate.write_text("2 dies")
    catalog, vectors = Catalog(tmp_path, create=True), Vectors(tmp_path, FakeEmbedder())
    found = {o.name: o for o in ingest([*files, crate], catalog, vectors, parser=hostile)}
    failed = {f"文件.{name}" for name, sentence in SENTENCES.items() if sentence} | {"箱.crate"}
    assert {name for name, outcome in found.items() if outcome.status == "failed"} == failed
    assert set(catalog.failures()) == failed
    assert set(catalog.digests()) == {f"好{n}.txt" for n in range(5)} | {"文件.prints"}
    assert all(vectors.holds(clauses) for clauses in catalog.snapshot().clauses.values())
    vectors.close()
    catalog.close()
