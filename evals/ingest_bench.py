"""What an ingest costs besides embedding: seconds a notice, memory, pages a second of each format.

Each measurement is a process of its own, so that its memory is its own. Embedding tens of thousands of
clauses takes hours, so the share of the rest is put together from two runs on the same machine: a few
notices with the bundled model, and many whose vectors cost next to nothing (and are taken off).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from assistant.settings import Settings
from evals.synthetic import NearbyVectors, notices
from ingest.files import files_in
from ingest.readers import READERS, read
from ingest.run import ingest
from ingest.workers.supervisor import Workers
from knowledge.catalog import Catalog
from knowledge.embedding import Embedder, embedder_from
from knowledge.vectors import Vectors

SECTIONS = 7  # of an invented notice: some eighty clauses
SHARE_BOUND = 0.15
MEMORY_BOUND = 1.5  # GiB
REAL, FREE = 10, (100, 300, 1000)  # notices with the bundled model, and without
PAGE = 800  # characters, where a format has no pages
ROUNDS = 3
Row = tuple[str, float, float | None]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one ingest: files, clauses, seconds in all and of embedding, GiB at most here and in a worker."""

    files: int
    clauses: int
    seconds: float
    embedding: float
    memory: float
    worker: float

    @property
    def rest(self) -> float:
        """Seconds a file that are not embedding."""
        return (self.seconds - self.embedding) / self.files


class Timed:
    """An embedder that keeps how many seconds passages have taken."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint
        self.seconds = 0.0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See `Embedder`."""
        started = perf_counter()
        try:
            return self._embedder.embed_documents(texts)
        finally:
            self.seconds += perf_counter() - started

    def embed_query(self, text: str) -> list[float]:
        """See `Embedder`."""
        return self._embedder.embed_query(text)


def ingest_rows(folder: Path, real: int = REAL, free: Sequence[int] = FREE) -> tuple[Row, ...]:
    """An ingest of invented notices: its share that is not embedding, and its memory as files grow many."""
    model = in_its_own_process(folder / "real", real, "real")
    costs = [in_its_own_process(folder / f"free{count}", count, "free") for count in free]
    few, many = costs[0], costs[-1]
    embedding = model.embedding / model.files
    return (
        (f"入库 {real} 份通知（每份 {model.clauses // real} 个条款，内置模型，每份秒数）", model.seconds / real, None),
        ("其中向量化以外的占比", 1 - model.embedding / model.seconds, SHARE_BOUND),
        *((f"向量化以外（{one.files} 份，每份秒数）", one.rest, None) for one in costs),
        (f"向量化以外的占比（{many.files} 份）", many.rest / (many.rest + embedding), SHARE_BOUND),
        *((f"内存峰值（{one.files} 份，GiB）", one.memory, MEMORY_BOUND) for one in costs),
        ("读取进程内存峰值（GiB）", max(one.worker for one in costs), MEMORY_BOUND),
        ("每千份增加的内存（GiB）", 1000 * (many.memory - few.memory) / max(1, many.files - few.files), None),
    )  # fmt: skip


def in_its_own_process(folder: Path, count: int, kind: str) -> Cost:
    """The cost of an ingest of so many notices, `kind` real or free."""
    papers = folder / "papers"
    papers.mkdir(parents=True)
    for notice in notices(count, SECTIONS):
        (papers / notice.name).write_text(notice.text, encoding="utf-8")
    command = [sys.executable, "-m", "evals.ingest_bench", str(papers), str(folder / "data"), kind]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ})
    return Cost(**json.loads(done.stdout))


def cost_of(papers: Path, data: Path, embedder: Embedder) -> Cost:
    """Ingest a folder into a new index and measure it, this process's memory since its start included."""
    data.mkdir()
    timed = Timed(embedder)
    catalog, vectors = Catalog(data, create=True), Vectors(data, timed)
    files = files_in([papers])
    with Workers() as workers:
        started = perf_counter()
        clauses = sum(outcome.clauses for outcome in ingest(files, catalog, vectors, parser=workers))
        seconds = perf_counter() - started
    vectors.close()
    catalog.close()
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / (1 << 30)
    return Cost(len(files), clauses, seconds, timed.seconds, _most_memory(), worker)


def _most_memory() -> float:
    """GiB that this process has had at most. getrusage would count what its parent had when it began it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(peak) * 1024 / (1 << 30)


def format_rows(samples: Mapping[str, Path]) -> tuple[Row, ...]:
    """Pages a second of one core for each format that has a sample: suffix → file."""
    return tuple(
        (f"读取 {suffix}（每秒页数）", pages_a_second(path), None)
        for suffix, path in sorted(samples.items())
        if suffix.partition("（")[0] in READERS
    )


def pages_a_second(path: Path) -> float:
    """How many pages of a file are read in a second, the first reading not counted."""
    data = path.read_bytes()
    reading = read(data, path.name)
    started = perf_counter()
    for _ in range(ROUNDS):
        read(data, path.name)
    pages = len(reading.pages) or max(1.0, len(reading.text) / PAGE)
    return ROUNDS * pages / (perf_counter() - started)


def samples_in(folder: Path) -> dict[str, Path]:
    """The largest file of each format in a folder."""
    files = sorted(files_in([folder]), key=lambda file: file.stat().st_size)
    return {file.suffix.lower(): file for file in files}


def _measure(papers: str, data: str, kind: str) -> None:
    model = embedder_from(Settings().embedding)
    cost = cost_of(Path(papers), Path(data), model if kind == "real" else NearbyVectors(model))
    print(json.dumps({name: getattr(cost, name) for name in Cost.__slots__}))


if __name__ == "__main__":
    _measure(*sys.argv[1:])
