"""Outcomes → a short Markdown text for a pull request: the figures, what fell, what was skipped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.captions import CAPTIONS
from evals.evaluate import Outcome
from evals.paired import comparison
from evals.record import scores_of
from evals.report import overview_cells, reasons
from knowledge.errors import UserError, reason_of

SHOWN_FAILURES = 5


def write_summary(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write the summary. UserError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(summary(outcomes), encoding="utf-8")
    except OSError as error:
        raise UserError(f"评测摘要无法写入 {path}（{reason_of(error)}），请检查路径和权限。") from error


def summary(outcomes: Sequence[Outcome]) -> str:
    """The summary as text."""
    lines = [
        "## 评测",
        "",
        "| 题库 | 题数 | 通过 | 该拒答的已拒答 | 误拒 | 门槛 |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    lines += [
        f"| {_plain(outcome.title or outcome.name)} | {' | '.join(overview_cells(outcome))} |"
        for outcome in outcomes
    ]
    breaches = [
        f"- {_plain(outcome.name)}：{_plain(breach)}" for outcome in outcomes for breach in outcome.breaches
    ]
    lines += _part("未达标", breaches)
    lines += _part("与上次相比", [line for outcome in outcomes for line in _changes(outcome)])
    lines += _part(
        "跳过",
        [f"- {_plain(outcome.name)}：{_plain(outcome.skipped)}" for outcome in outcomes if outcome.skipped],
    )
    fallen = [line for outcome in outcomes if outcome.breaches for line in _failures(outcome)]
    lines += _part("未达标题库里没有通过的题", fallen)
    return "\n".join(lines) + "\n"


def _part(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"### {title}", "", *lines] if lines else []


def _changes(outcome: Outcome) -> list[str]:
    if not outcome.earlier or not outcome.report:
        return []
    found = comparison(outcome.earlier.scores, scores_of(outcome.report), CAPTIONS)
    return [f"- {_plain(outcome.name)}：{_plain(line)}" for line in found]


def _failures(outcome: Outcome) -> list[str]:
    failures = outcome.report.failures() if outcome.report else ()
    return [
        f"- {_plain(r.case.id)} {_plain(r.case.question)}：{_plain(reasons(r))}"
        for r in failures[:SHOWN_FAILURES]
    ]


def _plain(text: str) -> str:
    """Words from outside cannot become Markdown or HTML."""
    for char in "\\`*_[]<>|#!":
        text = text.replace(char, f"\\{char}" if char not in "<>" else {"<": "&lt;", ">": "&gt;"}[char])
    return " ".join(text.split())
