"""Ask every question of a suite, score the answers and sum them up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers import Answer
from evals.cases import Case
from evals.metrics import METRICS, Mean, mean
from knowledge.documents import Clause

Ask = Callable[[str, Sequence[str]], Answer]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A case, the answer it got, and the score of every metric (None: does not apply)."""

    case: Case
    answer: Answer
    scores: Mapping[str, float | None]

    @property
    def failed(self) -> bool:
        return self.scores["passed"] == 0

    def as_json(self) -> dict[str, Any]:
        """What a later comparison needs: scores, and enough of the answer to see what changed."""
        return {
            "id": self.case.id,
            "question": self.case.question,
            "expect": self.case.expect,
            "tags": list(self.case.tags),
            "status": self.answer.status,
            "answer": self.answer.text,
            "citations": _places(citation.clause for citation in self.answer.citations),
            "evidence": _places(evidence.clause for evidence in self.answer.evidence[:10]),
            "scores": {name: None if s is None else round(s, 4) for name, s in self.scores.items()},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a run, in the order of the suite."""

    results: tuple[Result, ...]

    def means(self) -> dict[str, Mean]:
        """The mean of every metric that applies to at least one case."""
        means = {name: mean(name, [result.scores[name] for result in self.results]) for name in METRICS}
        return {name: value for name, value in means.items() if value is not None}

    def by_tag(self) -> dict[str, Report]:
        """A report for every tag; a case with two tags counts in both."""
        tags = dict.fromkeys(tag for result in self.results for tag in result.case.tags)
        return {tag: Report(tuple(r for r in self.results if tag in r.case.tags)) for tag in tags}

    def failures(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.failed)


def run(cases: Sequence[Case], ask: Ask, progress: Progress | None = None) -> Report:
    """Ask and score every case; `progress` hears how many of how many are done."""
    results = []
    for done, case in enumerate(cases, start=1):
        results.append(score(case, ask(case.question, case.history)))
        if progress:
            progress(done, len(cases))
    return Report(tuple(results))


def score(case: Case, answer: Answer) -> Result:
    """Every metric of one answer; None where a metric does not apply."""
    return Result(case, answer, {name: metric(case, answer) for name, metric in METRICS.items()})


def results_json(report: Report) -> str:
    """One JSON line a case."""
    return "".join(json.dumps(r.as_json(), ensure_ascii=False) + "\n" for r in report.results)


def _places(clauses: Iterable[Clause]) -> list[dict[str, str]]:
    return [{"source": clause.source.name, "clause": clause.address} for clause in clauses]
