"""Samples of every format, small ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import bench_samples
from evals.bench_samples import CONVERTED, WRITERS, samples
from ingest.readers import READERS, read


def test_each_sample_is_read_as_the_same_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_samples, "PROGRAM", "no-such-program")
    made = samples(tmp_path / "made", 1)
    assert made.keys() == WRITERS.keys() and made.keys() <= READERS.keys()
    for path in made.values():
        text = read(path.read_bytes(), path.name).text
        assert "关于印发《霁渡市公共科学服务行动计划》的通知" in text
        assert text.count("发展") >= 9


def test_older_formats_come_from_a_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "convert"
    program.write_text('#!/bin/sh\ncp "$7" "$6/sample.$4"\n')
    program.chmod(0o755)
    monkeypatch.setattr(bench_samples, "PROGRAM", str(program))
    made = samples(tmp_path / "made", 1)
    assert made.keys() == WRITERS.keys() | CONVERTED.keys()
    for suffix, source in CONVERTED.items():
        assert made[suffix].read_bytes() == made[source].read_bytes()
