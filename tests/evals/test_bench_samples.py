"""Samples of every format, small ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from evals import bench_samples
from evals.bench_samples import CONVERTED, SCAN, WRITERS, samples
from ingest.readers import READERS, read


def test_each_sample_is_read_as_the_same_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_samples, "PROGRAM", "no-such-program")
    made = samples(tmp_path / "made", 1)
    assert made.keys() == WRITERS.keys() and made.keys() <= READERS.keys()
    for path in made.values():
        text = read(path.read_bytes(), path.name).text
        assert "关于印发《霁渡市公共科学服务行动计划》的通知" in text
        assert text.count("发展") >= 9


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is missing")
def test_a_scan_is_a_page_without_text(tmp_path: Path) -> None:
    scan = samples(tmp_path / "made", 1)[SCAN]
    with pypdfium2.PdfDocument(scan) as document:
        assert len(document) == 1
        assert document[0].get_textpage().get_text_range().strip() == ""
        assert any(found.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for found in document[0].get_objects())


def test_older_formats_come_from_a_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "convert"
    program.write_text('#!/bin/sh\ncp "$7" "${7%.*}.$4"\n')
    program.chmod(0o755)
    monkeypatch.setattr(bench_samples, "PROGRAM", str(program))
    monkeypatch.setattr(bench_samples, "_scan", lambda printed, path: printed)
    made = samples(tmp_path / "made", 1)
    assert made.keys() == WRITERS.keys() | CONVERTED.keys() | {SCAN}
    for suffix, source in CONVERTED.items():
        assert made[suffix].read_bytes() == made[source].read_bytes()
