"""Outcomes → one HTML page that needs nothing else: no script, no font, no picture from elsewhere.

Every word from a document or an answer passes through the template's escaping.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.captions import CAPTIONS
from evals.evaluate import Outcome
from evals.paired import comparison
from evals.plots import bars, histogram, latencies, refusal_plot
from evals.record import TIMED, RunRecord, scores_of
from evals.report import overview_cells, reasons
from evals.run import Report, Result
from evals.statistics import CurvePoint, mean, refusal_curve
from knowledge.errors import UserError, reason_of

ANSWERED_FROM = 0.5
RANKS = 10
SHOWN_EVIDENCE = 5


def write_page(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write the page. UserError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(outcomes), encoding="utf-8")
    except OSError as error:
        raise UserError(f"评测报告无法写入 {path}（{reason_of(error)}），请检查路径和权限。") from error


def page(outcomes: Sequence[Outcome]) -> str:
    """The page as text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
    )
    record = next((outcome.record for outcome in outcomes if outcome.record), None)
    rows = [_row(outcome) for outcome in outcomes]
    return environment.get_template("page.html").render(rows=rows, about=_about(record) if record else "")


def _visible(value: object) -> object:
    """Text without control, format and unpaired characters, which could turn a page round."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def first_rank(result: Result) -> int | None:
    """Rank of the first evidence that holds gold, by its quotes or else its clauses; None if none does."""
    spans = [span for quotes in result.case.gold for places in quotes for span in places]
    for evidence in result.answer.evidence:
        clause = evidence.clause
        name = clause.source.name
        held = (
            any(s.source == name and s.start < clause.end and clause.start < s.end for s in spans)
            if spans
            else bool(result.case.matched(name, clause.address))
        )
        if held:
            return evidence.rank
    return None


def _row(outcome: Outcome) -> dict[str, Any]:
    report, earlier = outcome.report, outcome.earlier
    before = _means_before(outcome)
    shares = {name: found for name, found in outcome.means.items() if name != TIMED}
    return {
        "name": outcome.name,
        "title": outcome.title or outcome.name,
        "cells": overview_cells(outcome),
        "skipped": outcome.skipped,
        "breaches": outcome.breaches,
        "gated": outcome.gated,
        "report": not outcome.skipped,
        "record": _of_index(outcome.record) if outcome.record else "",
        "bars": Markup(bars(shares, outcome.captions, before)),
        "before": before,
        "curve": Markup(_curve(report) if report else ""),
        "ranks": Markup(_ranks(report) if report else ""),
        "times": Markup(_times(report) if report else ""),
        "changes": comparison(earlier.scores, scores_of(report), CAPTIONS) if earlier and report else [],
        "tags": _tags(report) if report else [],
        "failed": outcome.failed,
        "cases": [_case(result, outcome) for result in report.results] if report else [],
    }


def _case(result: Result, outcome: Outcome) -> dict[str, Any]:
    return {
        "id": result.case.id,
        "question": result.case.question,
        "tags": result.case.tags,
        "failed": result.failed,
        "reviewed": result.case.reviewed,
        "flip": _flip(result, outcome),
        "told": [(name, value) for name, value in _told(result, outcome) if value],
    }


def _told(result: Result, outcome: Outcome) -> Iterator[tuple[str, str]]:
    case, answer = result.case, result.answer
    yield "上文", "\n".join(case.history)
    yield "为什么", reasons(result)
    yield "回答", answer.text
    yield "引用", "\n".join(f"[{c.n}] {_place(c.clause)}：{c.quote}" for c in answer.citations)
    yield "应有的事实", "；".join(" / ".join(forms) for forms in case.facts)
    yield "先后次序", " → ".join(case.ordered)
    yield "不得出现", "；".join(case.forbidden)
    gold = "、".join(case.clauses) if case.expect == "answer" else f"应当拒答（{case.grade or '未分级'}）"
    yield "应引", f"{'、'.join(case.source)} {gold}".strip()
    yield "应引的话", "\n".join(case.quotes)
    yield "参考答案", case.reference
    evidence = [f"{e.rank}. {_place(e.clause)}" for e in answer.evidence[:SHOWN_EVIDENCE]]
    yield "检索到", "\n".join(evidence)
    yield "把握程度", f"{answer.confidence:.3f}"
    scores = {
        name: score for name, score in result.scores.items() if score is not None and name != "latency_ms"
    }
    yield "得分", "，".join(f"{CAPTIONS[name]} {score:.3g}" for name, score in scores.items())
    if outcome.earlier:
        before = outcome.earlier.answers.get(case.id, "")
        yield "上次的回答", before if before != answer.text else ""


def _flip(result: Result, outcome: Outcome) -> str:
    if not outcome.earlier:
        return ""
    before = outcome.earlier.scores.get(result.case.id)
    if before is None:
        return "新题"
    if before.get("passed") == result.scores["passed"]:
        return ""
    return "上次通过" if result.failed else "上次没有通过"


def _place(clause: Any) -> str:
    return f"{clause.source.name} {clause.address}"


def _curve(report: Report) -> str:
    answerable, unanswerable = report.confidences()
    curve = refusal_curve(answerable, unanswerable)
    refused = mean([result.scores["refused"] for result in report.counted])
    wrongly = mean([result.scores["false_refusal"] for result in report.counted])
    now = CurvePoint(ANSWERED_FROM, refused.value, wrongly.value) if refused and wrongly else None
    return refusal_plot(curve, now)


def _ranks(report: Report) -> str:
    ranks = [
        first_rank(r) for r in report.counted if r.case.expect == "answer" and (r.case.gold or r.case.clauses)
    ]
    counts = [ranks.count(rank) for rank in range(1, RANKS + 1)]
    labels = [*(str(rank) for rank in range(1, RANKS + 1)), "没有"]
    return histogram("首个应引条款的名次（题数）", labels, [*counts, len(ranks) - sum(counts)])


def _times(report: Report) -> str:
    return latencies([time for result in report.counted if (time := result.scores["latency_ms"]) is not None])


def _tags(report: Report) -> list[Mapping[str, Any]]:
    return [{"name": tag, "mean": part.means()["passed"]} for tag, part in report.by_tag().items()]


def _means_before(outcome: Outcome) -> dict[str, float]:
    if not outcome.earlier:
        return {}
    kept = outcome.earlier.scores.values()
    found = {name: mean([scores.get(name) for scores in kept]) for name in outcome.means}
    return {name: one.value for name, one in found.items() if one}


def _about(record: RunRecord) -> str:
    versions = "，".join(f"{name} {version}" for name, version in record.versions.items())
    models = "，".join(f"{name} {model or '没有'}" for name, model in record.models.items())
    return f"提交 {record.commit or '未知'}；{models}；{versions}"


def _of_index(record: RunRecord) -> str:
    return (
        f"{record.cases} 题（摘要 {record.suite_digest}），{record.documents} 份文件，"
        f"{record.clauses} 个条款（摘要 {record.index_digest}）"
    )
