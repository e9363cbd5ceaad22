"""What is counted of the questions, in Prometheus' format."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from knowledge.errors import UserError
from tests.ui.fakes import empty_catalog, make_desks
from ui.figures import BOUNDS_S, CountedDesks, Figures, catalog_lines

LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]+"\})? [0-9.]+')


def values(figures: Figures) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in figures.lines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_a_histogram_counts_what_is_at_most_its_bound() -> None:
    figures = Figures()
    for seconds in (0.01, 0.05, 0.06, 2.5, 1000.0):
        figures.add("answered", seconds)
    found = values(figures)
    assert [found[f'zhice_answer_seconds_bucket{{le="{bound}"}}'] for bound in (0.05, 0.1, 1.0, 2.5, 60.0, "+Inf")] == [
        2, 3, 3, 4, 4, 5,
    ]  # fmt: skip
    assert found["zhice_answer_seconds_count"] == 5
    assert found["zhice_answer_seconds_sum"] == pytest.approx(1002.62)


def test_every_line_is_well_formed() -> None:
    lines = [*Figures().lines(), *catalog_lines(empty_catalog())]
    assert all(line.startswith(("# HELP zhice_", "# TYPE zhice_")) or LINE.fullmatch(line) for line in lines)
    assert sum("_bucket" in line for line in lines) == len(BOUNDS_S) + 1
    assert {"zhice_documents 0", "zhice_clauses 0", "zhice_generation 0", "zhice_failed_files 0"} <= set(
        lines
    )


def test_each_question_is_counted_once_by_what_became_of_it() -> None:
    figures = Figures()
    desks = CountedDesks(make_desks(), figures)
    for desk in (desks(None), desks.of_token("any")):
        list(desk.answering.stream("经费？"))
        list(desk.answering.stream("火星？"))
        for question in ("误用", "故障"):
            with pytest.raises((UserError, ValueError)):
                list(desk.answering.stream(question))
        stream: Any = desk.answering.stream("慢")
        with closing(stream):
            next(stream)
    found = values(figures)
    counted = {
        one: found[f'zhice_questions_total{{status="{one}"}}']
        for one in ("answered", "refused", "failed", "stopped")
    }
    assert counted == {"answered": 2, "refused": 2, "failed": 4, "stopped": 2}
    assert found["zhice_answer_seconds_count"] == 10


def test_threads_lose_no_count() -> None:
    figures = Figures()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: figures.add("answered", 0.0), range(2000)))
    assert values(figures)["zhice_answer_seconds_count"] == 2000
