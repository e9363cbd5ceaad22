"""Timings as ratios in one run: `python -m evals.bench --corpus DIR`, also `make bench`.

Nothing here is a test: figures depend on the machine. Ratios are held against their bounds, since
both parts of each are measured within one run on the same machine:
answering (question → cited answer, warm, without a model) against embedding the question alone, at
most 3 on the given corpus and 4 on 50,000 invented clauses, where it may take twice as long as on
500; the guard's share of an answer, at most 0.05; a second ingest of unchanged files against the
first, at most 0.05.
The ledger is held against what its users were promised: extraction of at least 2,000 clauses a
second on one core, and a department's rows out of 100,000 in at most 50 ms at the median.
An ingest of 1,000 invented notices of 80 clauses: at most 0.15 of its time is not embedding, at most
1.5 GiB of memory; twenty people at once wait at most 25 times as long as one alone
(`evals.load_bench`); pages a second of each format (`evals.ingest_bench`, `evals.bench_samples`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from assistant.ask import Assistant
from assistant.build import build, open_index
from assistant.settings import Settings
from evals.bench_samples import samples
from evals.cases import load
from evals.ingest_bench import format_rows, ingest_rows, samples_in
from evals.load_bench import load_rows
from evals.synthetic import collection, notices, questions
from evals.target import indexed
from ingest.extract import extract
from knowledge.departments import roster
from knowledge.documents import PolicyDocument
from knowledge.embedding import Embedder, embedder_from
from knowledge.errors import UserError
from knowledge.ledger import Filter, Ledger

ANSWER_BOUND = 3.0
LARGE_BOUND = 4.0
GROWTH_BOUND = 2.0
GUARD_BOUND = 0.05
INGEST_BOUND = 0.05
LEAST_CLAUSES = 2000
SELECTION_BOUND = 50
ROWS, OFFICES, ROUNDS = 100_000, 100, 20
QUESTIONS, WARMING = 40, 3
FEW, MANY = 5, 500  # invented notices of some hundred clauses
SUITES = Path(__file__).with_name("suites")


Row = tuple[str, float, float | None]


@dataclass(frozen=True, slots=True)
class Warm:
    """Medians over questions: milliseconds of a whole answer, and the guard's share of it."""

    answer: float
    guard: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a ratio is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument(
        "--samples",
        type=Path,
        help="a folder with a file of each format, for pages a second; else invented ones",
    )
    options = parser.parse_args(arguments)
    corpus = options.corpus
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder, "corpus"))
        kinds = samples_in(options.samples) if options.samples else samples(Path(folder, "samples"))
        rows = (
            *corpus_rows(corpus, settings),
            *growth_rows(Path(folder), FEW, MANY, embedder_from(settings.embedding)),
            *load_rows(Path(folder), embedder_from(settings.embedding)),
            *ledger_rows(settings),
            *ingest_rows(Path(folder, "ingest")),
            *format_rows(kinds),
        )
    return told(rows)


def told(rows: Sequence[Row]) -> int:
    """Print what was measured, each with its bound if it has one; 1 if one is over its bound."""
    for name, value, bound in rows:
        print(f"{name}：{value:.3f}" + (f"（上限 {bound}）" if bound else ""))
    return int(any(bound is not None and value > bound for _, value, bound in rows))


def corpus_rows(corpus: Path, settings: Settings) -> tuple[Row, ...]:
    """Ingest of a corpus, once and again, and answers on it."""
    first, second = (_seconds(lambda: indexed(corpus, settings)) for _ in range(2))
    questions = [case.question for name in ("sample", "kexie") for case in load(SUITES / f"{name}.jsonl")]
    _, vectors = open_index(settings)
    embedding, (warm,) = in_turns([build(settings)], vectors.embed, questions[: WARMING + QUESTIONS])
    return (
        ("入库（首次，秒）", first, None),
        ("入库（再次，无变化，秒）", second, None),
        ("再次 / 首次", second / first, INGEST_BOUND),
        ("问题向量化（中位数，毫秒）", embedding, None),
        ("问答全程（中位数，毫秒）", warm.answer, None),
        ("问答 / 向量化", warm.answer / embedding, ANSWER_BOUND),
        ("核对占问答", warm.guard, GUARD_BOUND),
    )


def growth_rows(folder: Path, few: int, many: int, embedder: Embedder) -> tuple[Row, ...]:
    """Answers on two collections of so many invented notices; the questions are about the smaller one."""
    places = [Settings(data=folder / str(count)) for count in (few, many)]
    small, started = collection(places[0].data, few, embedder), perf_counter()
    large = collection(places[1].data, many, embedder)
    building = perf_counter() - started
    assistants = [build(place, embedder=embedder) for place in reversed(places)]
    asked = questions([*notices(few)], WARMING + QUESTIONS)
    embedding, (most, least) = in_turns(assistants, embedder.embed_query, asked)
    return (
        (f"造 {large} 个条款的库（秒）", building, None),
        ("问题向量化（同时测，中位数，毫秒）", embedding, None),
        (f"问答全程（{small} 个条款，中位数，毫秒）", least.answer, None),
        (f"问答全程（{large} 个条款，中位数，毫秒）", most.answer, None),
        (f"问答 / 向量化（{large} 个条款）", most.answer / embedding, LARGE_BOUND),
        (f"问答耗时（{large} 个条款 / {small} 个条款）", most.answer / least.answer, GROWTH_BOUND),
        (f"核对占问答（{large} 个条款）", most.guard, GUARD_BOUND),
    )


def ledger_rows(settings: Settings) -> tuple[Row, ...]:
    """Extraction from the corpus in an index, and selections from a ledger of invented rows."""
    extraction = _clauses_a_second(settings)
    small, large = (_selection_time(settings, count) for count in (ROWS // 10, ROWS))
    return (
        ("抽取台账（每千条款，毫秒）", 1e6 / extraction, 1e6 / LEAST_CLAUSES),
        ("抽取台账（每秒条款数）", extraction, None),
        (f"按部门查台账（{ROWS} 行，中位数，毫秒）", 1000 * large, SELECTION_BOUND),
        (f"按部门查台账（{ROWS // 10} 行，中位数，毫秒）", 1000 * small, None),
        ("行数增至十倍，耗时增至", large / small, None),
    )


def in_turns(
    assistants: Sequence[Assistant], embed: Callable[[str], object], questions: Sequence[str]
) -> tuple[float, tuple[Warm, ...]]:
    """Milliseconds of embedding a question at the median, then what each assistant needs for an answer;
    every question goes to each of them in turn, the first WARMING ones unmeasured."""
    rounds = [
        (1000 * _seconds(partial(embed, question)), *(one.ask(question).timings_ms for one in assistants))
        for question in questions
    ][WARMING:]
    embedding, *times = zip(*rounds, strict=True)
    return median(embedding), tuple(map(_warm, times))


def _warm(times: Sequence[Mapping[str, float]]) -> Warm:
    return Warm(median(one["total"] for one in times), median(one["verify"] / one["total"] for one in times))


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
