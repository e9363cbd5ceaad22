"""Intervals, paired tests and the refusal curve, by published values, by hand and by brute force."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import count, pairwise, product
from statistics import fmean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evals import statistics as s

# Few values, so that ties are common.
confidences = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.5000001, 0.75, 1.0]), max_size=12)
scores = st.lists(st.floats(0, 1), min_size=2, max_size=40)


# --- means ---------------------------------------------------------------------------------


def test_mean_leaves_out_what_does_not_apply() -> None:
    found = s.mean([1.0, None, 0.5])
    assert found is not None and (found.value, found.n) == (0.75, 2)
    assert s.mean([None]) is None
    assert s.mean([]) is None


def test_a_mean_of_yes_and_no_has_the_interval_of_wilson() -> None:
    found = s.mean([1.0, 0.0, None, 1.0])
    assert found is not None and found.interval == s.wilson(2 / 3, 3)
    certain = s.mean([1, 1, 1])
    assert certain is not None and certain.interval == s.wilson(1.0, 3)


def test_a_mean_of_shares_has_a_bootstrap_interval() -> None:
    found = s.mean([1.0, None, 0.0, 0.5])
    assert found is not None and found.interval == s.bootstrap([1.0, 0.0, 0.5])
    assert found.interval != s.wilson(0.5, 3)


def test_wilson_against_published_values() -> None:
    assert s.wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert s.wilson(0.9, 100) == pytest.approx((0.8256, 0.9448), abs=1e-4)
    assert s.wilson(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert s.wilson(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_narrows(hits: tuple[int, int]) -> None:
    right, n = hits
    low, high = s.wilson(right / n, n)
    assert 0 <= low <= right / n + 1e-12 and right / n - 1e-12 <= high <= 1
    narrow_low, narrow_high = s.wilson(right / n, n * 4)
    assert narrow_high - narrow_low < high - low


@given(scores)
def test_bootstrap_is_the_same_every_time_and_holds_the_mean(values: list[float]) -> None:
    low, high = s.bootstrap(values)
    assert (low, high) == s.bootstrap(values)
    assert min(values) - 1e-9 <= low <= fmean(values) + 1e-9
    assert fmean(values) - 1e-9 <= high <= max(values) + 1e-9


def test_bootstrap_comes_near_the_normal_interval() -> None:
    values = [i / 99 for i in range(100)]
    half = 1.96 * (sum((v - 0.5) ** 2 for v in values) / 100) ** 0.5 / 10
    assert s.bootstrap(values, 10_000) == pytest.approx((0.5 - half, 0.5 + half), abs=0.004)
    assert s.bootstrap(values) == pytest.approx((0.5 - half, 0.5 + half), abs=0.012)


class Counting:
    """Chance that draws 0, 1, 2 … one number a resample."""

    def __init__(self, seed: int) -> None:
        self._next = count()

    def choices(self, values: Sequence[float], k: int) -> list[float]:
        return [float(next(self._next))] * k


def test_bootstrap_leaves_out_as_many_resamples_below_as_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "Random", Counting)
    assert s.bootstrap([0.2, 0.9]) == (25, 974)
    assert s.bootstrap([0.2, 0.9], 40) == (1, 38)


def test_bootstrap_of_values_that_do_not_vary_is_a_point() -> None:
    assert s.bootstrap([0.25] * 7) == (0.25, 0.25)


def test_bootstrap_narrows_with_more_values() -> None:
    few, many = s.bootstrap([0.2, 0.9]), s.bootstrap([0.2, 0.9] * 30)
    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_percentile() -> None:
    values = [4.0, 1.0, 3.0, 2.0]
    assert [s.percentile(values, share) for share in (0, 0.5, 0.51, 0.75, 0.95, 1)] == [1, 2, 3, 3, 4, 4]
    assert [s.percentile([7.0], share) for share in (0, 0.5, 1)] == [7, 7, 7]
    assert s.percentile([float(n) for n in range(20, 0, -1)], 0.95) == 19


@given(st.lists(st.floats(0, 1), min_size=1), st.sampled_from([0.5, 0.75, 0.95, 1.0]))
def test_percentile_is_the_least_value_that_enough_do_not_exceed(values: list[float], share: float) -> None:
    found = s.percentile(values, share)
    enough = [v for v in values if sum(w <= v for w in values) >= share * len(values)]
    assert found == min(enough)


# --- paired --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rose", "fell", "expected"),
    [
        (14, 4, 2 * (1 + 18 + 153 + 816 + 3060) / 2**18),
        (0, 1, 1.0),
        (0, 5, 2 / 32),
        (0, 6, 2 / 64),
        (1, 7, 2 * (1 + 8) / 2**8),
        (3, 3, 1.0),
        (0, 0, 1.0),
    ],
)
def test_sign_test_by_hand(rose: int, fell: int, expected: float) -> None:
    assert s.sign_test(rose, fell) == pytest.approx(expected, abs=1e-12)
    assert s.sign_test(fell, rose) == s.sign_test(rose, fell)


def test_fourteen_against_four_is_significant_and_thirteen_against_five_is_not() -> None:
    assert s.sign_test(14, 4) == pytest.approx(0.031, abs=5e-4)
    assert s.sign_test(13, 5) == pytest.approx(0.096, abs=5e-4)


def test_sign_test_of_very_many_pairs() -> None:
    assert s.sign_test(2000, 2000) == 1
    assert 0 <= s.sign_test(1000, 3000) < 1e-200


@given(st.integers(0, 5), st.integers(0, 5))
def test_sign_test_counts_the_outcomes_at_least_as_uneven(rose: int, fell: int) -> None:
    n = rose + fell
    tosses = list(product((0, 1), repeat=n))
    uneven = sum(abs(2 * sum(coins) - n) >= abs(rose - fell) for coins in tosses)
    assert s.sign_test(rose, fell) == pytest.approx(uneven / len(tosses), abs=1e-12)


# --- refusals ------------------------------------------------------------------------------


def test_auroc_by_hand() -> None:
    assert s.auroc([0.9, 0.8], [0.1, 0.2]) == 1
    assert s.auroc([0.1, 0.2], [0.9, 0.8]) == 0
    assert s.auroc([0.5], [0.5]) == 0.5
    assert s.auroc([0.9, 0.5], [0.5, 0.7]) == pytest.approx((1 + 1 + 0.5 + 0) / 4)


def test_auroc_needs_both_kinds() -> None:
    assert s.auroc([], [0.5]) is None
    assert s.auroc([0.5], []) is None


@given(confidences, confidences)
def test_auroc_counts_pairs(answerable: list[float], unanswerable: list[float]) -> None:
    assume(answerable and unanswerable)
    pairs = list(product(answerable, unanswerable))
    won = sum(1.0 if right > wrong else 0.5 if right == wrong else 0.0 for right, wrong in pairs)
    assert s.auroc(answerable, unanswerable) == pytest.approx(won / len(pairs), abs=1e-12)


def test_refusal_curve_by_hand() -> None:
    curve = s.refusal_curve([0.9, 0.5], [0.5, 0.1])
    assert [(p.refused, p.false_refusal) for p in curve] == [(0, 0), (0.5, 0), (1, 0.5), (1, 1)]
    assert [p.threshold for p in curve[:3]] == [0.1, 0.5, 0.9] and curve[3].threshold > 0.9


def test_refusal_curve_needs_both_kinds() -> None:
    assert s.refusal_curve([], [0.5]) == s.refusal_curve([0.5], []) == []


@given(confidences, confidences)
def test_refusal_curve_rises_from_none_to_all(answerable: list[float], unanswerable: list[float]) -> None:
    assume(answerable and unanswerable)
    curve = s.refusal_curve(answerable, unanswerable)
    assert (curve[0].refused, curve[0].false_refusal) == (0, 0)
    assert (curve[-1].refused, curve[-1].false_refusal) == (1, 1)
    for lower, higher in pairwise(curve):
        assert lower.threshold < higher.threshold
        assert lower.refused <= higher.refused and lower.false_refusal <= higher.false_refusal
        assert (lower.refused, lower.false_refusal) != (higher.refused, higher.false_refusal)


@given(confidences, confidences)
def test_the_area_under_the_refusal_curve_is_auroc(
    answerable: list[float], unanswerable: list[float]
) -> None:
    assume(answerable and unanswerable)
    curve = s.refusal_curve(answerable, unanswerable)
    area = sum((b.false_refusal - a.false_refusal) * (a.refused + b.refused) / 2 for a, b in pairwise(curve))
    assert s.auroc(answerable, unanswerable) == pytest.approx(area, abs=1e-12)
