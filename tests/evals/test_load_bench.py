"""The measuring on tiny sizes; how long anything takes is asserted nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from evals import load_bench
from evals.load_bench import IngestBeside, last_of_twenty, load_rows
from evals.synthetic import collection
from knowledge.catalog import Catalog
from knowledge.embedding import embedder_from


def test_nineteen_of_twenty_wait_no_longer_than_the_95th_percentile() -> None:
    waits = [float(number) for number in range(1, 102)]
    assert last_of_twenty(waits) == pytest.approx(96.0)
    assert sum(wait <= last_of_twenty(waits) for wait in waits) / len(waits) >= 0.95


def test_one_alone_twenty_at_once_and_with_an_ingest_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in {"DOCUMENTS": 2, "BESIDE": 2, "EACH": 1, "ALONE": 4}.items():
        monkeypatch.setattr(load_bench, name, size)
    rows = {
        name.partition("（")[0]: (value, bound)
        for name, value, bound in load_rows(tmp_path, embedder_from(Settings().embedding))
    }
    assert rows["20 人同时 / 一人"][1] == load_bench.LOAD_BOUND == 25.0
    assert all(value > 0 for value, _ in rows.values()) and len(rows) == 5
    alone, at_once = rows["一人提问"][0], rows["20 人同时提问"][0]
    assert rows["20 人同时 / 一人"][0] == pytest.approx(at_once / alone)


def test_the_ingest_beside_brings_documents_into_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_bench, "DOCUMENTS", 1)
    monkeypatch.setattr(load_bench, "BESIDE", 1)
    data = tmp_path / "data"
    collection(data, 1, embedder_from(Settings().embedding))
    catalog = Catalog(data)
    before = catalog.snapshot().generation
    with IngestBeside(data, tmp_path / "beside") as process:
        process.wait(240)
    assert catalog.snapshot().generation > before and len(catalog.snapshot().sources) == 2
    catalog.close()
