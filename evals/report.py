"""Show a report, and hold it against the floors and ceilings of a gate."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from evals.cases import Case, load
from evals.metrics import (
    METRICS,
    Mean,
    forbidden_values,
    is_verbatim,
    missing_facts,
    percentile,
    unsupported_numbers,
)
from evals.paired import comparison, fallen, read_accepted, scores_of, write_accepted
from evals.run import Ask, Progress, Report, Result, results_json, run
from evals.sheets import read_sheet
from knowledge.errors import UserError

CAPTIONS: Mapping[str, str] = {
    "passed": "通过",
    "facts": "事实正确",
    "focused": "正确且简短",
    "verbatim": "引文与原文一致",
    "number_support": "数字有出处",
    "citation_recall": "引用召回",
    "citation_precision": "引用准确",
    "refused": "该拒答的已拒答",
    "false_refusal": "误拒（越低越好）",
    "clause_recall_at_1": "条款召回 前1",
    "clause_recall_at_3": "条款召回 前3",
    "clause_recall_at_5": "条款召回 前5",
    "clause_recall_at_10": "条款召回 前10",
    "mrr": "首个正确条款的倒数名次",
    "latency_ms": "平均耗时（毫秒）",
}
_WIDTH = 100
_ROUNDING = 1e-9  # a mean of tenths may miss its limit by this much


@dataclass(frozen=True, slots=True)
class Gate:
    """The least and the most that the mean of a metric may be; unknown names raise UserError."""

    floor: Mapping[str, float] = field(default_factory=dict)
    ceiling: Mapping[str, float] = field(default_factory=dict)
    known: Collection[str] = tuple(METRICS)

    def __post_init__(self) -> None:
        for name, limit in [*self.floor.items(), *self.ceiling.items()]:
            if name not in self.known:
                raise UserError(f"门槛里的指标 {name} 不存在，可用的指标是 {'、'.join(self.known)}。")
            if isinstance(limit, bool) or not isinstance(limit, int | float) or not isfinite(limit):
                raise UserError(f"门槛里指标 {name} 的值应当是数字。")


def load_gate(path: Path, known: Collection[str] = tuple(METRICS)) -> Gate:
    """Read a gate from TOML: tables [floor] and [ceiling], metric name = number; `known` are the names."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"门槛文件 {path} 无法读取，请检查文件是否存在、是否为正确的 TOML。") from error
    if tables.keys() - {"floor", "ceiling"} or not all(isinstance(part, dict) for part in tables.values()):
        raise UserError(f"门槛文件 {path.name} 只能有 [floor] 和 [ceiling] 两个部分。")
    return Gate(tables.get("floor", {}), tables.get("ceiling", {}), tuple(known))


def check_gate(report: Report, gate: Gate) -> list[str]:
    """One Chinese line for each limit the report does not keep; no data is a breach too."""
    return breaches_of(report.means(), gate, CAPTIONS)


def breaches_of(means: Mapping[str, Mean], gate: Gate, captions: Mapping[str, str]) -> list[str]:
    """One Chinese line for each limit that the means do not keep."""
    breaches = []
    for name in dict.fromkeys([*gate.floor, *gate.ceiling]):
        low, high, found = gate.floor.get(name), gate.ceiling.get(name), means.get(name)
        label = f"{captions[name]} {name}"
        if found is None:
            breaches.append(f"{label}：没有适用的题目，无法判定")
            continue
        actual = f"{label}：实际 {found.value:.4f}（{found.n} 题）"
        if low is not None and found.value < low - _ROUNDING:
            breaches.append(f"{actual}，低于下限 {low}")
        if high is not None and found.value > high + _ROUNDING:
            breaches.append(f"{actual}，高于上限 {high}")
    return breaches


@dataclass(frozen=True, slots=True)
class Options:
    """What else to do with a run: hold it to a gate and against an earlier run, keep it, show failures.

    `excused` are cases that may fail although they passed in the earlier run.
    """

    gate: Path | None = None
    against: Path | None = None
    excused: tuple[str, ...] = ()
    accept: Path | None = None
    results: Path | None = None
    show_failures: int = 0


def load_suite(path: Path) -> tuple[Case, ...]:
    """Read a suite: JSON lines, or a spreadsheet by its .xlsx."""
    return read_sheet(path) if path.suffix.lower() == ".xlsx" else load(path)


def evaluate(suite: Path, ask: Ask, options: Options = Options()) -> int:  # frozen
    """Run a suite and print its table; 1 if the gate is breached or a case fell, else 0."""
    cases = load_suite(suite)
    limits = load_gate(options.gate) if options.gate else Gate()
    before = read_accepted(options.against) if options.against else None
    report = run(cases, ask, progress_on(sys.stderr))
    print(table(report))
    if options.show_failures > 0:
        print(failure_list(report, options.show_failures))
    if options.results:
        _write(options.results, results_json(report))
    breaches = check_gate(report, limits)
    if before is not None:
        after = scores_of(report)
        print("\n".join(comparison(before, after, CAPTIONS)))
        breaches += [f"上次通过、这次没有通过：{case}" for case in fallen(before, after, options.excused)]
    for breach in breaches:
        print(f"未达标：{breach}")
    if options.gate and not breaches:
        print("全部达标。")
    if options.accept and not breaches:
        write_accepted(options.accept, report)
    return 1 if breaches else 0


def table(report: Report) -> str:
    """The means as plain text, then the share passed for every tag, then the latency."""
    tags = Table("标签", box=box.SIMPLE)
    for caption in ("通过", "95% 区间", "题数"):
        tags.add_column(caption, justify="right")
    for tag, part_report in report.by_tag().items():
        tags.add_row(tag, *_cells(part_report.means()["passed"]))
    text = mean_table(report.means(), CAPTIONS)
    if tags.row_count:
        text += "\n\n" + _plain(tags)
    times = [time for r in report.results if (time := r.scores["latency_ms"]) is not None]
    if times:
        median, slow = percentile(times, 0.5), percentile(times, 0.95)
        text += f"\n\n耗时：中位数 {median:.0f} 毫秒，95% 的题不超过 {slow:.0f} 毫秒"
    return text


def mean_table(means: Mapping[str, Mean], captions: Mapping[str, str]) -> str:
    """Means with their intervals and counts as plain text."""
    main = Table("指标", "名称", box=box.SIMPLE)
    for caption in ("均值", "95% 区间", "题数"):
        main.add_column(caption, justify="right")
    for name, found in means.items():
        main.add_row(captions[name], name, *_cells(found))
    return _plain(main)


def failure_list(report: Report, limit: int) -> str:
    """The first failures in short: why, the question, the beginning of the answer."""
    failures = report.failures()
    lines = [f"未通过 {len(failures)} 题" + (f"，列出前 {limit} 题" if len(failures) > limit else "")]
    for result in failures[:limit]:
        answer = " ".join(result.answer.text.split())
        short = answer if len(answer) <= 80 else answer[:79] + "…"
        lines += [f"{result.case.id}  {reasons(result)}", f"  问：{result.case.question}", f"  答：{short}"]
    return "\n".join(lines)


def reasons(result: Result) -> str:
    """Why a failed case failed, in Chinese."""
    case, answer = result.case, result.answer
    if case.expect == "refuse":
        return "应当拒答却作答"
    if answer.status == "refused":
        return "应当作答却拒答"
    found = {
        "缺少事实": missing_facts(case, answer),
        "出现错误说法": forbidden_values(case, answer),
        "数字没有出处": unsupported_numbers(case, answer),
        "引文与原文不符": tuple(f"[{c.n}]" for c in answer.citations if not is_verbatim(c)),
    }
    named = [f"{why} {'、'.join(values)}" for why, values in found.items() if values]
    return "；".join(named if answer.citations else [*named, "没有引用"])


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
    value = f"{found.value:.1f}" if found.value > 1 else f"{found.value:.3f}"
    interval = "{:.3f}-{:.3f}".format(*found.interval) if found.interval else ""
    return value, interval, str(found.n)


def _plain(part: Table) -> str:
    console = Console(file=StringIO(), width=_WIDTH, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().split("\n")).strip("\n")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"评测结果无法写入 {path}，请检查路径和权限。") from error
