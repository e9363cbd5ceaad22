"""Show what became of a suite in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from evals.captions import CAPTIONS
from evals.evaluate import Outcome
from evals.judge import Agreement
from evals.metrics import Metric, citation_precision, forbidden_values, missing_facts, order
from evals.paired import comparison
from evals.record import scores_of
from evals.run import Progress, Report, Result
from evals.statistics import Mean, percentile
from evals.support import (
    date_support,
    department_support,
    is_verbatim,
    quantity_support,
    support,
    unsupported_numbers,
)

_WIDTH = 100


def outcome_text(outcome: Outcome, show_failures: int = 0) -> str:
    """Table, tags, latency, failures, comparison with the earlier run, and the verdict of the gate."""
    if outcome.skipped:
        return f"跳过：{outcome.skipped}"
    parts = [mean_table(outcome.means, outcome.captions)]
    if outcome.report:
        parts += _on_questions(outcome.report)
    if show_failures > 0:
        parts.append(failure_list(outcome, show_failures))
    if outcome.report and outcome.earlier:
        after = scores_of(outcome.report)
        parts.append("\n".join(comparison(outcome.earlier.scores, after, CAPTIONS)))
    parts.append("\n".join(f"未达标：{breach}" for breach in outcome.breaches))
    parts += [f"允许变坏：{case}（{reason}）" for case, reason in outcome.excused.items()]
    if outcome.gated and not outcome.breaches:
        parts.append("全部达标。")
    return "\n\n".join(part for part in parts if part)


def _on_questions(report: Report) -> list[str]:
    parts = [tag_table(report)]
    times = [time for r in report.results if (time := r.scores["latency_ms"]) is not None]
    if times:
        median, slow = percentile(times, 0.5), percentile(times, 0.95)
        parts.append(f"耗时：中位数 {median:.0f} 毫秒，95% 的题不超过 {slow:.0f} 毫秒")
    if waiting := len(report.results) - len(report.counted):
        parts.append(f"{waiting} 题尚未审核，没有计入。")
    return parts


def mean_table(means: Mapping[str, Mean], captions: Mapping[str, str]) -> str:
    """Means with their intervals and counts as plain text."""
    main = Table("指标", "名称", box=box.SIMPLE)
    for caption in ("均值", "95% 区间", "题数"):
        main.add_column(caption, justify="right")
    for name, found in means.items():
        main.add_row(captions[name], name, *_cells(found))
    return _plain(main)


def tag_table(report: Report) -> str:
    """The share passed for every tag."""
    tags = Table("标签", box=box.SIMPLE)
    for caption in ("通过", "95% 区间", "题数"):
        tags.add_column(caption, justify="right")
    for tag, part in report.by_tag().items():
        tags.add_row(tag, *_cells(part.means()["passed"]))
    return _plain(tags) if tags.row_count else ""


def overview(outcomes: Sequence[Outcome]) -> str:
    """One line a suite: passed, refused, false refusals, and whether its gate is kept; then the count."""
    table = Table("题库", box=box.SIMPLE)
    for caption in ("题数", "通过", "该拒答的已拒答", "误拒", "门槛"):
        table.add_column(caption, justify="right")
    for outcome in outcomes:
        table.add_row(outcome.name, *overview_cells(outcome))
    skipped = sum(bool(outcome.skipped) for outcome in outcomes)
    return _plain(table) + f"\n\n共 {len(outcomes)} 个题库，{skipped} 个跳过。"


def overview_cells(outcome: Outcome) -> tuple[str, str, str, str, str]:
    """Count, passed (of ledger rows: recall of targets), refused, false refusals, gate."""
    if outcome.skipped:
        return "", "", "", "", "跳过"
    means = outcome.means
    first = means.get("passed") or means.get("target_recall")
    shown = [first, means.get("refused"), means.get("false_refusal")]
    cells = [f"{found.value:.3f}" if found else "" for found in shown]
    verdict = f"{len(outcome.breaches)} 项未达标" if outcome.breaches else "达标" if outcome.gated else ""
    return str(outcome.count or (first.n if first else 0)), cells[0], cells[1], cells[2], verdict


def comparison_table(reports: Mapping[str, Report], names: Sequence[str]) -> str:
    """Pipelines side by side as a Markdown table: mean and 95 % interval of every metric."""
    means = {pipeline: report.means() for pipeline, report in reports.items()}
    count = max(len(report.counted) for report in reports.values())
    lines = [f"| {count} 题 | {' | '.join(reports)} |", "| --- |" + " ---: |" * len(reports)]
    for name in names:
        cells = [_in_short(own.get(name)) for own in means.values()]
        lines.append(f"| {CAPTIONS[name]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _in_short(found: Mean | None) -> str:
    return "{:.3f}（{:.3f}–{:.3f}）".format(found.value, *found.interval) if found else "—"


def agreement_text(model: str, found: Agreement) -> str:
    """How a judge and the deterministic checks agree, in a few lines."""
    chance = "" if found.kappa is None else f"，kappa {found.kappa:.3f}"
    return "\n".join(
        [
            f"评判模型：{model}；判了 {found.pairs} 对，看不懂的结论 {found.unreadable} 个。",
            f"引用的条款支持陈述：{found.supported:.3f}；换成相邻条款：{found.controls_supported:.3f}。",
            f"与程序核对一致：{found.agreement:.3f}{chance}。kappa 低于 0.6 的评判不可采信；不同模型的结果不可比较。",
        ]
    )


def failure_list(outcome: Outcome, limit: int) -> str:
    """The first failures in short: why, the question, the beginning of the answer."""
    if outcome.report is None:
        return "\n".join(outcome.failed[:limit])
    failures = outcome.report.failures()
    lines = [f"未通过 {len(failures)} 题" + (f"，列出前 {limit} 题" if len(failures) > limit else "")]
    for result in failures[:limit]:
        answer = " ".join(result.answer.text.split())
        short = answer if len(answer) <= 80 else answer[:79] + "…"
        lines += [f"{result.case.id}  {reasons(result)}", f"  问：{result.case.question}", f"  答：{short}"]
    return "\n".join(lines)


def reasons(result: Result) -> str:
    """Why a failed case failed, in Chinese; '' for one that passed."""
    case, answer = result.case, result.answer
    if not result.failed:
        return ""
    if case.expect == "refuse" and answer.status != "refused":
        return "应当拒答却作答"
    if case.expect == "answer" and answer.status == "refused":
        return "应当作答却拒答"
    found = {
        "缺少事实": missing_facts(case, answer),
        "出现错误说法": forbidden_values(case, answer),
        "数字没有出处": unsupported_numbers(case, answer),
        "引文与原文不符": tuple(f"[{c.n}]" for c in answer.citations if not is_verbatim(c)),
    }
    named = [f"{why} {'、'.join(values)}" for why, values in found.items() if values]
    for why, metric in _OTHER_REASONS.items():
        score = metric(case, answer)
        wrong = score is not None and (score == 0 if metric is citation_precision else score < 1)
        if wrong and not (named and metric in (quantity_support, support)):
            named.append(why)
    return "；".join(named if answer.citations or case.expect == "refuse" else [*named, "没有引用"])


# The last two are told only where nothing plainer is.
_OTHER_REASONS: Mapping[str, Metric] = {
    "部门次序不对": order,
    "日期没有出处": date_support,
    "部门没有出处或角色不对": department_support,
    "引用的不是应引的条款": citation_precision,
    "数量或单位没有出处": quantity_support,
    "有的话没有引用支持": support,
}


def progress_on(stream: TextIO) -> Progress:
    """A counter on one line of a terminal; elsewhere a line every 20 cases and at the end."""

    def show(done: int, total: int) -> None:
        if stream.isatty():
            stream.write(f"\r已评测 {done}/{total} 题" + ("\n" if done == total else ""))
        elif done % 20 == 0 or done == total:
            stream.write(f"已评测 {done}/{total} 题\n")
        stream.flush()

    return show


def _cells(found: Mean) -> tuple[str, str, str]:
    digits = 1 if found.value > 1 else 3
    low, high = found.interval
    return f"{found.value:.{digits}f}", f"{low:.{digits}f}-{high:.{digits}f}", str(found.n)


def _plain(part: Table) -> str:
    console = Console(file=StringIO(), width=_WIDTH, color_system=None, force_terminal=False, markup=False)
    with console.capture() as capture:
        console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().split("\n")).strip("\n")
