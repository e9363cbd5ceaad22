"""Two runs of one suite, case by case: which flipped, how sure the difference is.

Runs are compared on the same cases only. The sign test is exact and two-sided (McNemar's test on the
discordant cases, binomial with p = 1/2); the interval of the mean difference is a percentile bootstrap
over cases with a fixed seed, so that the same two runs give the same figures.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from typing import Any

from evals.run import Report
from knowledge.errors import UserError

SEED = 20261122
RESAMPLES = 2000
TIMED = "latency_ms"
Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Paired:
    """A metric in two runs over the `n` cases it applies to in both: the mean difference (after minus
    before) with its 95 % interval, the cases that rose and fell, and the p of the sign test."""

    metric: str
    n: int
    difference: float
    interval: tuple[float, float]
    rose: tuple[str, ...]
    fell: tuple[str, ...]

    @property
    def p_value(self) -> float:
        """Probability of a split at least this uneven if rising and falling were equally likely."""
        return sign_test(len(self.rose), len(self.fell))


def sign_test(rose: int, fell: int) -> float:
    """Exact two-sided sign test: 2 · P(X ≤ min) for X ~ Binomial(rose + fell, 1/2), at most 1."""
    n = rose + fell
    tail = sum(comb(n, k) for k in range(min(rose, fell) + 1))
    return min(1.0, float(2 * tail / 2**n))


def paired(metric: str, before: Mapping[str, Scores], after: Mapping[str, Scores]) -> Paired | None:
    """A metric over the cases that both runs score; None if there are none."""
    changes: dict[str, float] = {}
    for case in before.keys() & after.keys():
        old, new = before[case].get(metric), after[case].get(metric)
        if old is not None and new is not None:
            changes[case] = new - old
    if not changes:
        return None
    cases = sorted(changes)
    differences = [changes[case] for case in cases]
    return Paired(
        metric,
        len(cases),
        sum(differences) / len(cases),
        bootstrap(differences),
        tuple(case for case in cases if changes[case] > 0),
        tuple(case for case in cases if changes[case] < 0),
    )


def bootstrap(values: Sequence[float], resamples: int = RESAMPLES) -> tuple[float, float]:
    """Percentile bootstrap of the mean, 95 % (Efron 1979), with a fixed seed."""
    chance = random.Random(SEED)  # figures, not secrets
    n = len(values)
    means = sorted(sum(chance.choices(values, k=n)) / n for _ in range(resamples))
    return means[int(0.025 * resamples)], means[int(0.975 * resamples) - 1]


def scores_of(report: Report) -> dict[str, Scores]:
    """Case → scores, without times: what may be kept of a run beside the project."""
    return {
        result.case.id: {name: score for name, score in result.scores.items() if name != TIMED}
        for result in report.results
    }


def write_accepted(path: Path, report: Report) -> None:
    """Keep a run for later comparison: ids and scores only, none of the answers' words."""
    lines = [json.dumps({"id": case, "scores": scores}) for case, scores in scores_of(report).items()]
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"评测结果无法写入 {path}，请检查路径和权限。") from error


def read_accepted(path: Path) -> dict[str, Scores]:
    """The scores of an earlier run, from --accept or --results. UserError names the broken line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"上次的结果 {path} 无法读取，请检查文件是否存在、是否为 UTF-8 编码。") from error
    found: dict[str, Scores] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            case, scores = _accepted(line, number, path)
            found[case] = scores
    return found


def _accepted(line: str, number: int, path: Path) -> tuple[str, Scores]:
    try:
        value: Any = json.loads(line)
        scores = {str(name): None if s is None else float(s) for name, s in value["scores"].items()}
        return str(value["id"]), scores
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"上次的结果 {path.name} 第 {number} 行有误，请重新生成。") from error


def fallen(before: Mapping[str, Scores], after: Mapping[str, Scores], excused: Collection[str]) -> list[str]:
    """Cases that passed before and fail now, the excused ones left out; a case that is gone counts as failed."""
    passed = {case for case, scores in before.items() if scores.get("passed") == 1}
    still = {case for case, scores in after.items() if scores.get("passed") == 1}
    return sorted(passed - still - set(excused))


def comparison(
    before: Mapping[str, Scores], after: Mapping[str, Scores], captions: Mapping[str, str]
) -> list[str]:
    """One Chinese line for each metric that changed, with the cases that rose and fell."""
    lines = []
    for metric, caption in captions.items():
        found = paired(metric, before, after)
        if found is None or not (found.rose or found.fell):
            continue
        low, high = found.interval
        lines.append(
            f"{caption}：{found.difference:+.3f}（95% 区间 {low:+.3f} 至 {high:+.3f}，{found.n} 题，"
            f"符号检验 p={found.p_value:.3f}）；升 {_cases(found.rose)}；降 {_cases(found.fell)}"
        )
    return lines or ["与上次相比，各项得分没有变化。"]


def _cases(cases: Sequence[str]) -> str:
    shown = "、".join(cases[:10]) + ("…" if len(cases) > 10 else "")
    return f"{len(cases)} 题" + (f"（{shown}）" if cases else "")
