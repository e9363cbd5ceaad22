"""Means with honest intervals, paired comparison, and the refusal curve. Everything here is deterministic.

Intervals treat the cases as independent. Questions on one document are not quite, so they are
a little too narrow; differences are therefore judged only between runs of the same cases.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, comb, sqrt

SEED = 20261122
RESAMPLES = 1000
AUROC_RESAMPLES = 200
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over the n cases a metric applies to, with its 95 % interval."""

    value: float
    n: int
    interval: tuple[float, float]


def mean(scores: Collection[float | None]) -> Mean | None:
    """The mean over the cases where a metric applies; None if it applies to none.

    Interval: Wilson where every score is 0 or 1, else a percentile bootstrap.
    """
    values = [score for score in scores if score is not None]
    if not values:
        return None
    value = sum(values) / len(values)
    yes_or_no = all(score in (0, 1) for score in values)
    return Mean(value, len(values), wilson(value, len(values)) if yes_or_no else bootstrap(values))


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson score interval, 95 %: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n), E. B. Wilson 1927."""
    z2 = _Z95**2
    centre = share + z2 / (2 * n)
    spread = _Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, (centre - spread) / (1 + z2 / n)), min(1.0, (centre + spread) / (1 + z2 / n))


def bootstrap(values: Sequence[float], resamples: int = RESAMPLES) -> tuple[float, float]:
    """Percentile bootstrap of the mean, 95 % (Efron 1979), with a fixed seed."""
    chance = random.Random(SEED)  # figures, not secrets
    n = len(values)
    means = sorted(sum(chance.choices(values, k=n)) / n for _ in range(resamples))
    return means[int(0.025 * resamples)], means[int(0.975 * resamples) - 1]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, ceil(share * len(values) - 1e-9) - 1)]


def sign_test(rose: int, fell: int) -> float:
    """Exact two-sided sign test: 2 · P(X ≤ min) for X ~ Binomial(rose + fell, 1/2), at most 1."""
    n = rose + fell
    tail = sum(comb(n, k) for k in range(min(rose, fell) + 1))
    return min(1.0, float(2 * tail / 2**n))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a threshold on the confidence would do: share of the unanswerable refused (higher is better),
    share of the answerable refused (lower is better)."""

    threshold: float
    refused: float
    false_refusal: float


def refusal_curve(answerable: Sequence[float], unanswerable: Sequence[float]) -> list[CurvePoint]:
    """Confidences of both kinds of questions → one point for every threshold that changes something.

    A question is refused below the threshold. Empty if one of the kinds is missing.
    """
    if not answerable or not unanswerable:
        return []
    above = max(*answerable, *unanswerable) + 1e-6
    return [
        CurvePoint(threshold, _below(unanswerable, threshold), _below(answerable, threshold))
        for threshold in [*sorted({*answerable, *unanswerable}), above]
    ]


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """Chance that an answerable question has the higher confidence of a random pair, ties half (Mann-Whitney U)."""
    if not answerable or not unanswerable:
        return None
    ranks: dict[float, float] = {}
    place = 0
    for value, same in groupby(sorted([*answerable, *unanswerable])):
        count = len(list(same))
        ranks[value] = place + (count + 1) / 2
        place += count
    n = len(answerable)
    u = sum(ranks[value] for value in answerable) - n * (n + 1) / 2
    return u / (n * len(unanswerable))


def auroc_mean(answerable: Sequence[float], unanswerable: Sequence[float]) -> Mean | None:
    """AUROC with a percentile bootstrap over both kinds of questions (AUROC_RESAMPLES, fixed seed)."""
    value = auroc(answerable, unanswerable)
    if value is None:
        return None
    chance = random.Random(SEED)
    drawn = sorted(
        auroc(
            chance.choices(answerable, k=len(answerable)), chance.choices(unanswerable, k=len(unanswerable))
        )
        or 0.0
        for _ in range(AUROC_RESAMPLES)
    )
    low, high = drawn[int(0.025 * AUROC_RESAMPLES)], drawn[int(0.975 * AUROC_RESAMPLES) - 1]
    return Mean(value, len(answerable) + len(unanswerable), (low, high))


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two yes-or-no raters (Cohen 1960): (p - e) / (1 - e), e the agreement by chance.

    None where chance alone explains all agreement: both always say the same one thing.
    """
    n = len(pairs)
    if not n:
        return None
    first, second = (sum(column) / n for column in zip(*pairs, strict=True))
    chance = first * second + (1 - first) * (1 - second)
    agreed = sum(one == other for one, other in pairs) / n
    return (agreed - chance) / (1 - chance) if chance < 1 else None


def _below(values: Sequence[float], threshold: float) -> float:
    return sum(value < threshold for value in values) / len(values)
