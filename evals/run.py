"""Ask every question of a suite, score the answers and sum them up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Answer
from evals.cases import Case
from evals.metrics import METRICS
from evals.statistics import Mean, auroc_mean, mean
from knowledge.errors import UserError

Ask = Callable[[str, Sequence[str]], Answer]
Progress = Callable[[int, int], None]

STABILITY, AUROC = "stability", "auroc"
CASE_METRICS = (*METRICS, STABILITY)
NAMES = (*CASE_METRICS, AUROC)


@dataclass(frozen=True, slots=True)
class Result:
    """A case, the answer it got, and the score of every metric (None: does not apply)."""

    case: Case
    answer: Answer
    scores: dict[str, float | None]

    @property
    def failed(self) -> bool:
        return self.scores["passed"] == 0


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a run, in the order of the suite. Unreviewed cases are shown and never counted."""

    results: tuple[Result, ...]

    @property
    def counted(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.case.reviewed)

    def means(self) -> dict[str, Mean]:
        """The mean of every metric that applies to at least one case."""
        means = {name: mean([result.scores[name] for result in self.counted]) for name in CASE_METRICS}
        means[AUROC] = auroc_mean(*self.confidences())
        return {name: value for name, value in means.items() if value is not None}

    def by_tag(self) -> dict[str, Report]:
        """A report for every tag; a case with two tags counts in both."""
        tags = dict.fromkeys(tag for result in self.counted for tag in result.case.tags)
        return {tag: Report(tuple(r for r in self.counted if tag in r.case.tags)) for tag in tags}

    def confidences(self) -> tuple[list[float], list[float]]:
        """The confidences of answerable and of unanswerable questions."""
        sure = [r.answer.confidence for r in self.counted if r.case.expect == "answer"]
        return sure, [r.answer.confidence for r in self.counted if r.case.expect == "refuse"]

    def failures(self) -> tuple[Result, ...]:
        return tuple(result for result in self.counted if result.failed)


def run(cases: Sequence[Case], ask: Ask, progress: Progress | None = None) -> Report:
    """Ask and score every case; `progress` hears how many of how many are done."""
    results = []
    for done, case in enumerate(cases, start=1):
        try:
            answer = ask(case.question, case.history)
        except UserError as error:
            raise UserError(f"题目 {case.id} 无法提问：{error}") from error
        results.append(score(case, answer))
        if progress:
            progress(done, len(cases))
    return Report(tuple(_with_stability(results)))


def score(case: Case, answer: Answer) -> Result:
    """Every metric of one answer; None where a metric does not apply."""
    return Result(
        case, answer, {STABILITY: None, **{name: metric(case, answer) for name, metric in METRICS.items()}}
    )


def _with_stability(results: Sequence[Result]) -> list[Result]:
    """Stability over wordings: 1 if a wording passes as the first one of its group does, 0 if it fails;
    where the first one fails, there is nothing to keep."""
    first: dict[str, float | None] = {}
    stable = []
    for result in results:
        passed, group = result.scores["passed"], result.case.group
        if group in first:
            if first[group] == 1:
                result = replace(result, scores={**result.scores, STABILITY: passed})
        elif group and result.case.reviewed:
            first[group] = passed
        stable.append(result)
    return stable
