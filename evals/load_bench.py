"""Twenty people who ask at once, as a ratio of what one alone waits: `python -m evals.load_bench`, part of `evals.bench`.

Invented notices; each person asks one question after another. The 95th percentile is held against 25 times
the median of one alone, also while another process brings notices in beside them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from assistant.ask import Assistant
from assistant.build import build, open_index
from assistant.settings import Settings
from evals.synthetic import collection, notices, questions
from ingest.run import ingest
from knowledge.embedding import Embedder, embedder_from

USERS, EACH, ALONE = 20, 5, 40
LOAD_BOUND = 25.0
DOCUMENTS, BESIDE = 50, 30
WARMING = 3
Row = tuple[str, float, float | None]


def load_rows(folder: Path, embedder: Embedder) -> tuple[Row, ...]:
    """One alone, twenty at once, and twenty while an ingest runs, on a new collection of DOCUMENTS notices."""
    data = folder / "load"
    clauses = collection(data, DOCUMENTS, embedder)
    assistant = build(Settings(data=data), embedder=embedder)
    asked = questions([*notices(DOCUMENTS)], WARMING + ALONE + USERS * EACH)
    for question in asked[:WARMING]:
        assistant.ask(question)
    alone = median(map(partial(seconds, assistant), asked[WARMING : WARMING + ALONE]))
    crowd = asked[WARMING + ALONE :]
    quiet = last_of_twenty(at_once(assistant, crowd))
    with ingest_beside(data, folder / "beside"):
        busy = last_of_twenty(at_once(assistant, crowd))
    return (
        (f"一人提问（{clauses} 个条款，中位数，毫秒）", 1000 * alone, None),
        (f"{USERS} 人同时提问（95 分位，毫秒）", 1000 * quiet, None),
        (f"{USERS} 人同时 / 一人", quiet / alone, LOAD_BOUND),
        (f"{USERS} 人同时、同时入库（95 分位，毫秒）", 1000 * busy, None),
        (f"{USERS} 人同时、同时入库 / 一人", busy / alone, None),
    )


def seconds(assistant: Assistant, question: str) -> float:
    """How long one waits for an answer."""
    started = perf_counter()
    assistant.ask(question)
    return perf_counter() - started


def at_once(assistant: Assistant, asked: Sequence[str]) -> list[float]:
    """How long each of these questions waits, USERS of them asked at any time."""
    with ThreadPoolExecutor(USERS) as people:
        return list(people.map(partial(seconds, assistant), asked))


def last_of_twenty(waits: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(waits, n=20, method="inclusive")[-1]


class ingest_beside:
    """While it lasts, another process brings BESIDE other notices into a data folder."""

    def __init__(self, data: Path, papers: Path) -> None:
        papers.mkdir(parents=True)
        for notice in [*notices(DOCUMENTS + BESIDE)][DOCUMENTS:]:
            (papers / notice.name).write_text(notice.text, encoding="utf-8")
        self._command = [sys.executable, "-m", "evals.load_bench", str(data), str(papers)]

    def __enter__(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def __exit__(self, *details: object) -> None:
        self._process.kill()
        self._process.communicate()


def _bring_in(data: Path, papers: Path) -> None:
    catalog, vectors = open_index(Settings(data=data))
    print("begun", flush=True)
    for _ in ingest(sorted(papers.iterdir()), catalog, vectors):
        pass


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 if a ratio is over its bound. With a data folder and one of files: bring these in."""
    if arguments:
        _bring_in(*map(Path, arguments))
        return 0
    from evals.bench import told

    with tempfile.TemporaryDirectory() as folder:
        return told(load_rows(Path(folder), embedder_from(Settings().embedding)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
