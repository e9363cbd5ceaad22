"""Two runs of one suite, case by case: which flipped, how sure the difference is.

Runs are compared on the same cases only. The sign test is exact and two-sided (McNemar's test on the
discordant cases, binomial with p = 1/2); the interval of the mean difference is a percentile bootstrap
over cases with a fixed seed, so that the same two runs give the same figures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evals.record import Scores
from evals.statistics import bootstrap, sign_test


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


def paired(metric: str, before: Mapping[str, Scores], after: Mapping[str, Scores]) -> Paired | None:
    """A metric over the cases that both runs score; None if there are none."""
    changes: dict[str, float] = {}
    for case in before.keys() & after.keys():
        old, new = before[case].get(metric), after[case].get(metric)
        if old is not None and new is not None:
            change = new - old
            changes[case] = change if abs(change) > 1e-4 else 0.0  # kept scores are rounded
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


def fallen(before: Mapping[str, Scores], after: Mapping[str, Scores], excused: Collection[str]) -> list[str]:
    """Cases that passed before and fail now, the excused ones left out; a case that is gone counts as failed."""
    passed = {case for case, scores in before.items() if scores.get("passed") == 1}
    still = {case for case, scores in after.items() if scores.get("passed") == 1}
    return sorted(passed - still - set(excused))


def changed(
    before: Mapping[str, Scores],
    digests: Mapping[str, str],
    now: Mapping[str, str],
    excused: Collection[str],
) -> list[str]:
    """Breaches that the scores hide: cases of the earlier run that are gone or no longer counted, and
    cases whose labels were changed without accepting a run anew."""
    gone = sorted(set(before) - set(now) - set(excused))
    other = sorted(
        c for c in set(before) & set(now) if c not in excused and digests.get(c, "") not in ("", now[c])
    )
    return [f"上次计分、这次没有计分：{case}" for case in gone] + [
        f"题目改过，要重新留作对照：{case}" for case in other
    ]


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
