"""Timings as ratios in one run: `python -m evals.bench --corpus DIR`, also `make bench`.

Nothing here is a test: figures depend on the machine. Two ratios are held against their bounds,
since both parts of each are measured within one run on the same machine:
answering (question → cited answer, warm) against embedding the question alone, at most 3;
a second ingest of unchanged files against the first, at most 0.05.
The ledger is held against what its users were promised: extraction of at least 2,000 clauses a
second on one core, and a department's rows out of 100,000 in at most 50 ms at the median.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from assistant.ask import Assistant
from assistant.build import build, open_index
from assistant.settings import Settings
from evals.cases import load
from evals.target import indexed
from ingest.extract import extract
from knowledge.departments import roster
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from knowledge.ledger import Filter, Ledger

ANSWER_BOUND = 3.0
INGEST_BOUND = 0.05
LEAST_CLAUSES = 2000
SELECTION_BOUND = 50
ROWS, OFFICES, ROUNDS = 100_000, 100, 20
QUESTIONS = 40
SUITES = Path(__file__).with_name("suites")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a ratio is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    corpus = parser.parse_args(arguments).corpus
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        first, second = (
            _seconds(lambda: indexed(corpus, settings)),
            _seconds(lambda: indexed(corpus, settings)),
        )
        answering, embedding = _question_times(build(settings), settings)
        extraction = _clauses_a_second(settings)
        small, large = (_selection_time(settings, count) for count in (ROWS // 10, ROWS))
    rows = (
        ("入库（首次，秒）", first, None),
        ("入库（再次，无变化，秒）", second, None),
        ("再次 / 首次", second / first, INGEST_BOUND),
        ("问题向量化（中位数，毫秒）", 1000 * embedding, None),
        ("问答全程（中位数，毫秒）", 1000 * answering, None),
        ("问答 / 向量化", answering / embedding, ANSWER_BOUND),
        ("抽取台账（每千条款，毫秒）", 1e6 / extraction, 1e6 / LEAST_CLAUSES),
        ("抽取台账（每秒条款数）", extraction, None),
        (f"按部门查台账（{ROWS} 行，中位数，毫秒）", 1000 * large, SELECTION_BOUND),
        (f"按部门查台账（{ROWS // 10} 行，中位数，毫秒）", 1000 * small, None),
        ("行数增至十倍，耗时增至", large / small, None),
    )
    for name, value, bound in rows:
        print(f"{name}：{value:.3f}" + (f"（上限 {bound}）" if bound else ""))
    return int(any(bound is not None and value > bound for _, value, bound in rows))


def _question_times(assistant: Assistant, settings: Settings) -> tuple[float, float]:
    """Median seconds of a whole answer and of the embedding alone, measured in turns on new questions."""
    questions = [case.question for name in ("sample", "kexie") for case in load(SUITES / f"{name}.jsonl")]
    _, vectors = open_index(settings)
    for question in questions[:3]:
        assistant.ask(question)
        vectors.embed(question)
    pairs = [
        (_seconds(partial(assistant.ask, question)), _seconds(partial(vectors.embed, question)))
        for question in questions[3 : 3 + QUESTIONS]
    ]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def _clauses_a_second(settings: Settings) -> float:
    """Clauses that extraction reads in a second of one core, at the median of some rounds."""
    catalog, _ = open_index(settings)
    snapshot = catalog.snapshot()
    documents = [PolicyDocument(source, "", snapshot.clauses[source.name]) for source in snapshot.sources]
    count = sum(len(document.clauses) for document in documents)
    return count / median(_seconds(lambda: [extract(document) for document in documents]) for _ in range(5))


def _selection_time(settings: Settings, count: int) -> float:
    """Median seconds of choosing one office's rows from `count` rows of OFFICES offices."""
    catalog, _ = open_index(settings)
    model = catalog.commitments()[0]
    rows = [replace(model, id=str(n), lead=(f"第{n % OFFICES}业务部",), support=()) for n in range(count)]
    ledger = Ledger(rows, catalog.snapshot().sources, roster(rows, settings.data))
    return median(_seconds(partial(ledger.select, Filter(department=f"第{n}业务部"))) for n in range(ROUNDS))


def _seconds(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return perf_counter() - started


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as error:
        sys.exit(str(error))
