"""`kill -9` at random moments of an ingest: `python -m tests.ingest.crash 50`, also `make crash`.

Each round ingests a changed folder, in a process that is killed once or more on the way and then left
to finish. The index must equal that of a run which was not disturbed, and so must what is found in it.
After each kill every document is its old state or its new one, whole, and a question asked in another
process is answered from these; one that is asked while the ingest runs, from some such state.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest.files import find
from ingest.run import ingest
from ingest.workers.supervisor import Workers
from knowledge.catalog import Catalog
from knowledge.errors import UserError
from knowledge.search import DEPTH, HybridSearch, Query
from knowledge.storage import writer
from knowledge.vectors import LEVELS, Vectors
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).parents[2]
DOCUMENTS, CLAUSES = 24, 50
PACE = 0.004  # seconds an embedded batch takes: an embedder that is quick, but not free
TABLES = ("documents", "clauses", "commitments", "terms", "failures", "files")
DIGIT = 1e-6  # of a vector: Chroma brings it to unit length again when it leaves the log for the graph
NOISE = 1e-5  # of a score: what DIGIT becomes in it
MISSES = 0.01  # of the nearest that the graph may miss, killed or not: seen is .0011; a lost document is .04
QUESTION = "夜市摊位费每晚多少元"
Documents = dict[str, list[str]]


@dataclass(frozen=True)
class State:
    """Rows by table; by collection, id → vector and metadata; by question, clause → score; the share of
    the nearest vectors that the graph of a large collection would have missed."""

    tables: dict[str, list[str]]
    vectors: dict[str, dict[str, Any]]
    answers: list[dict[str, float]]
    missed: float

    def difference(self, found: State) -> str:
        """Where an index parts from this one; "" where it does not."""
        if self.tables != found.tables:
            return f"tables: {first_difference(self.tables, found.tables)}"
        for level, rows in self.vectors.items():
            if rows.keys() != found.vectors[level].keys():
                return f"{level}: {rows.keys() ^ found.vectors[level].keys()}"
            for name, (vector, metadata) in rows.items():
                now, said = found.vectors[level][name]
                if said != metadata or max(abs(a - b) for a, b in zip(vector, now, strict=True)) > DIGIT:
                    return f"{level}: {name}"
        for calm, now in zip(self.answers, found.answers, strict=True):
            if parted(calm, now):
                return f"search: {calm} / {now}"
        return f"the graph misses {found.missed:.2%}" if found.missed > MISSES else ""


class Slow(FakeEmbedder):
    """An embedder that gives a kill the time to hit it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        time.sleep(PACE)
        return super().embed_documents(texts)


def notices(folder: Path, edition: int) -> None:
    """A folder of invented notices; every third is another one in the second edition, one moves, one comes."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*.txt"):
        old.unlink()
    for number in range(DOCUMENTS + edition):
        fee = 10 + number + 100 * (edition if number % 3 == 0 else 0)
        lines = [f"云州市第{number}夜市办法", f"第一条 第{number}夜市摊位费每晚{fee}元。"]
        lines += [
            f"第{n}条 第{number}夜市{n}号摊位每年检查{n + edition * (number % 3 == 0)}次。"
            for n in range(2, CLAUSES)
        ]
        place = folder / ("迁" if edition and number == 1 else ".")
        place.mkdir(exist_ok=True)
        (place / f"{number:02}.txt").write_text("\n".join(lines), encoding="utf-8")


def run_ingest(folder: Path, data: Path, tell: Callable[[str], None] = lambda _: None) -> None:
    """Ingest a folder as the command line does, with an embedder that needs no model; a line for each file."""
    with writer(data), Workers(1) as workers:
        catalog, vectors = Catalog(data, create=True), Vectors(data, Slow())
        for _ in ingest(find([folder]).files, catalog, vectors, parser=workers, folders=[folder]):
            tell("-")
        vectors.close()
        catalog.close()


def ask(data: Path) -> list[str]:
    """What the best clauses say, from whatever state the index is in."""
    catalog, vectors = Catalog(data), Vectors(data, FakeEmbedder())
    found = HybridSearch(catalog, vectors).search(Query(QUESTION), limit=DOCUMENTS)
    vectors.close()
    catalog.close()
    return [evidence.clause.text for evidence in found]


def state_of(data: Path) -> State:
    """Everything an index holds that does not depend on how it came to be."""
    catalog, vectors = Catalog(data), Vectors(data, FakeEmbedder())
    held_tables = {name: rows_of(catalog, name) for name in TABLES}
    stored = {}
    for level in LEVELS:
        held = vectors._graphs.entries(level, vectors=True)
        stored[level] = {name: (vector.tolist(), metadata) for name, metadata, vector in held}
    search = HybridSearch(catalog, vectors)
    asked_of = (QUESTION, *(f"第{n}夜市{n + 2}号摊位每年检查几次" for n in range(DOCUMENTS)))
    ranked = [search.search(Query(question), limit=10) for question in asked_of]
    answers = [{one.clause.id: one.score for one in found} for found in ranked]
    missed = missed_by_the_graph(vectors, asked_of)
    vectors.close()
    catalog.close()
    return State(held_tables, stored, answers, missed)


def missed_by_the_graph(vectors: Vectors, questions: Sequence[str]) -> float:
    """The share of the nearest vectors, those as far as the last apart, that Chroma's graph does not find."""
    near, missed = 0, 0
    for level in LEVELS:
        for vector in map(vectors.embed, questions):
            nearest = vectors.scores(vector, level, documents=None, limit=DEPTH)
            sure = {name for name, score in nearest.items() if score > min(nearest.values()) + NOISE}
            found = vectors._graphs.nearest(level, vector, DEPTH)
            near, missed = near + len(sure), missed + len(sure.difference(found))
    return missed / near


def rows_of(catalog: Catalog, table: str) -> list[str]:
    """The rows of a table, in an order of their own, without the time at which a file was read."""
    with catalog.transaction() as connection:
        rows = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings().all()
    return sorted(repr({name: value for name, value in row.items() if name != "read"}) for row in rows)


def parted(calm: dict[str, float], found: dict[str, float]) -> set[str]:
    """Clauses that one search found and the other did not, or with another score; those that tie with the
    last of a list apart: which of them come is chance."""
    last = max(min(calm.values()), min(found.values())) + NOISE
    sure = {clause for scores in (calm, found) for clause, score in scores.items() if score > last}
    return {clause for clause in sure if abs(calm.get(clause, 0) - found.get(clause, 0)) > NOISE}


@contextmanager
def process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """This module in a process of its own."""
    command = [sys.executable, "-m", "tests.ingest.crash", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        yield child


def killed(folder: Path, data: Path, lines: int, delay: float, known: Sequence[Documents]) -> bool:
    """Ingest, ask meanwhile, and kill it `delay` seconds after its line number `lines`; whether it was still running."""
    with process("ingest", folder, data) as child:
        assert child.stdout
        for _ in range(lines):
            if not child.stdout.readline():
                break
        if lines % 3 == 0 and documents_of(data):
            check_answers(asked(data), known)
        time.sleep(delay)
        running = child.poll() is None
        child.send_signal(signal.SIGKILL)
    return running


def asked(data: Path) -> list[str]:
    """What a process of its own answers."""
    with process("ask", data) as child:
        out, _ = child.communicate(timeout=120)
    assert child.returncode == 0, "a question failed after a kill"
    return [str(line) for line in json.loads(out)]


def check_answers(answers: Sequence[str], states: Sequence[Documents]) -> None:
    """Each clause is one that some of these states hold."""
    held = {text for state in states for texts in state.values() for text in texts}
    assert answers and set(answers) <= held, sorted(set(answers) - held)


def check_state(data: Path, editions: Sequence[Documents]) -> None:
    """Every document is whole, of one edition, and a question is answered from what is there."""
    held = documents_of(data)
    for name, texts in held.items():
        assert texts in [edition.get(name) for edition in editions], f"{name} is of no edition"
    if held:
        check_answers(asked(data), [held])


def rounds(count: int, seed: int = 0) -> Iterator[str]:
    """`count` kills; a line for each. AssertionError where the index is not what it should be."""
    chance = random.Random(seed)
    with TemporaryDirectory() as place:
        base = Path(place)
        expected, known = [], []
        for edition in (0, 1):  # undisturbed: one index, two editions, one after the other
            notices(base / "papers", edition)
            run_ingest(base / "papers", base / "calm")
            expected.append(state_of(base / "calm"))
            known.append(documents_of(base / "calm"))
        kills, number = 0, 0
        while kills < count:
            data = base / f"data{number}"
            for edition in (0, 1):
                notices(base / "papers", edition)
                while kills < count:
                    lines, delay = chance.randrange(DOCUMENTS), chance.uniform(0, 0.3)
                    if not killed(base / "papers", data, lines, delay, known):
                        break
                    kills += 1
                    check_state(data, known)
                    yield f"{kills}: 第 {edition + 1} 版，第 {lines} 个文件后 {1000 * delay:.0f} 毫秒"
                    if chance.random() < 0.4:
                        break
                run_ingest(base / "papers", data)
                difference = expected[edition].difference(state_of(data))
                assert not difference, difference
            number += 1


def first_difference(calm: Any, found: Any) -> str:
    """Where two values of one shape part, the calm run's first."""
    if isinstance(calm, dict) and isinstance(found, dict) and calm.keys() == found.keys():
        key = next(key for key in calm if calm[key] != found[key])
        return f"{key}: {first_difference(calm[key], found[key])}"
    if isinstance(calm, list) and isinstance(found, list) and len(calm) == len(found):
        place = next(place for place, pair in enumerate(zip(calm, found, strict=True)) if pair[0] != pair[1])
        return f"{place}: {first_difference(calm[place], found[place])}"
    return f"{str(calm)[:400]} / {str(found)[:400]}"


def documents_of(data: Path) -> Documents:
    """The texts of the clauses by document; none where the index is not begun."""
    try:
        catalog = Catalog(data)
    except UserError:
        return {}
    found = catalog.snapshot().clauses
    catalog.close()
    return {name: [clause.text for clause in clauses] for name, clauses in found.items()}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ingest", papers, index]:
            run_ingest(Path(papers), Path(index), partial(print, flush=True))
        case ["ask", index]:
            print(json.dumps(ask(Path(index))))
        case [times]:
            for told in rounds(int(times)):
                print(told, flush=True)
