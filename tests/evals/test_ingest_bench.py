"""The measuring on tiny sizes; how long anything takes is asserted nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import ingest_bench
from evals.ingest_bench import Cost, cost_of, format_rows, ingest_rows, samples_in
from evals.synthetic import notices
from tests.fakes import FakeEmbedder


def test_an_ingest_is_measured_with_its_own_files_and_clauses(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    for notice in notices(2, 1):
        (tmp_path / "papers" / notice.name).write_text(notice.text, encoding="utf-8")
    cost = cost_of(tmp_path / "papers", tmp_path / "data", FakeEmbedder())
    assert cost.files == 2 and cost.clauses > 20
    assert 0 < cost.embedding < cost.seconds and cost.memory > 0.05 and cost.worker > 0.01


def test_shares_and_growth_come_from_the_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = {
        "real": Cost(10, 800, 100.0, 90.0, 0.5, 0.1),
        "free100": Cost(100, 8000, 60.0, 10.0, 0.5, 0.2),
        "free300": Cost(300, 24000, 310.0, 10.0, 0.7, 0.1),
    }
    monkeypatch.setattr(ingest_bench, "in_its_own_process", lambda folder, *_: costs[folder.name])
    rows = {name: (value, bound) for name, value, bound in ingest_rows(tmp_path, 10, (100, 300))}
    assert rows["其中向量化以外的占比"] == (pytest.approx(0.1), 0.15)
    assert rows["向量化以外的占比（300 份）"] == (pytest.approx(1 / 10), 0.15)
    assert rows["内存峰值（300 份，GiB）"] == (0.7, 1.5)
    assert rows["读取进程内存峰值（GiB）"] == (0.2, 1.5)
    assert rows["每千份增加的内存（GiB）"][0] == pytest.approx(1.0)


def test_eighty_clauses_are_a_notice() -> None:
    from ingest.split import split

    (notice,) = notices(1, ingest_bench.SECTIONS)
    assert 75 <= len(split(notice.text, notice.name).clauses) <= 90


def test_each_format_that_has_a_sample_and_a_reader_is_measured(tmp_path: Path) -> None:
    (tmp_path / "小.txt").write_text("云州市夜市办法\n")
    (tmp_path / "大.txt").write_text("云州市夜市办法\n" * 400)
    samples = samples_in(tmp_path)
    assert samples == {".txt": tmp_path / "大.txt"}
    ((name, pages, bound),) = format_rows({**samples, ".unknown": tmp_path / "大.txt"})
    assert name == "读取 .txt（每秒页数）" and pages > 0 and bound is None
