"""What the server counts of its work, as Prometheus reads it: questions by outcome, and how long they took."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from threading import Lock
from time import monotonic
from typing import Literal

import gradio as gr

from assistant.answers import Answer
from knowledge.records import Records
from ui.desk import Answering, Desk, Desks

Outcome = Literal["answered", "refused", "failed", "stopped"]
OUTCOMES: tuple[Outcome, ...] = ("answered", "refused", "failed", "stopped")
BOUNDS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Figures:
    """Counts since the server began. Many threads may add to them."""

    def __init__(self) -> None:
        self._adding = Lock()
        self._asked: Counter[Outcome] = Counter()
        self._within = [0] * (len(BOUNDS_S) + 1)
        self._seconds = 0.0

    def add(self, outcome: Outcome, seconds: float) -> None:
        """One more question, and how long it took."""
        with self._adding:
            self._asked[outcome] += 1
            self._within[bisect_left(BOUNDS_S, seconds)] += 1
            self._seconds += seconds

    def lines(self) -> Iterator[str]:
        """The counts in Prometheus' text format."""
        with self._adding:
            asked, within, seconds = dict(self._asked), list(accumulate(self._within)), self._seconds
        yield from _head("zhice_questions_total", "counter", "Questions by what became of them.")
        yield from (f'zhice_questions_total{{status="{one}"}} {asked.get(one, 0)}' for one in OUTCOMES)
        yield from _head("zhice_answer_seconds", "histogram", "Seconds from a question to what became of it.")
        for bound, count in zip((*BOUNDS_S, "+Inf"), within, strict=True):
            yield f'zhice_answer_seconds_bucket{{le="{bound}"}} {count}'
        yield f"zhice_answer_seconds_sum {seconds:.6f}"
        yield f"zhice_answer_seconds_count {within[-1]}"


def catalog_lines(records: Records) -> Iterator[str]:
    """What a catalog holds, in the same format."""
    snapshot = records.snapshot()
    yield from _gauge("zhice_documents", "Documents that answers may cite.", len(snapshot.sources))
    yield from _gauge("zhice_clauses", "Clauses of these documents.", len(snapshot.by_id))
    yield from _gauge(
        "zhice_generation", "State of the catalog; grows with every change.", snapshot.generation
    )
    yield from _gauge("zhice_failed_files", "Files that could not be read.", len(records.failures()))


def _gauge(name: str, about: str, value: int) -> Iterator[str]:
    yield from _head(name, "gauge", about)
    yield f"{name} {value}"


def _head(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP {name} {about}", f"# TYPE {name} {kind}"


@dataclass(frozen=True, slots=True)
class Counted:
    """An assistant whose questions are counted."""

    answering: Answering
    figures: Figures

    def stream(
        self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
    ) -> Iterator[str | Answer]:
        """See `Answering`."""
        started = monotonic()
        outcome: Outcome = "stopped"
        try:
            for step in self.answering.stream(question, history, documents):
                outcome = step.status if isinstance(step, Answer) else outcome
                yield step
        except Exception:
            outcome = "failed"
            raise
        finally:
            self.figures.add(outcome, monotonic() - started)

    def follow_ups(self, answer: Answer, documents: frozenset[str] | None = None) -> tuple[str, ...]:
        """See `Answering`."""
        return self.answering.follow_ups(answer, documents)


@dataclass(frozen=True, slots=True)
class CountedDesks:
    """The same desks; what is asked at them is counted."""

    desks: Desks
    figures: Figures

    def __call__(self, request: gr.Request | None) -> Desk:
        return self._counted(self.desks(request))

    def of_token(self, token: str | None) -> Desk:
        """See `Desks`."""
        return self._counted(self.desks.of_token(token))

    def _counted(self, desk: Desk) -> Desk:
        return replace(desk, answering=Counted(desk.answering, self.figures))
