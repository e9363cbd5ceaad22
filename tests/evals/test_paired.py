"""Two runs of one suite, case by case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from evals.captions import CAPTIONS
from evals.paired import comparison, fallen, paired
from evals.record import Scores
from evals.statistics import sign_test

BEFORE: dict[str, Scores] = {
    "a": {"passed": 1.0, "facts": 0.5},
    "b": {"passed": 1.0, "facts": 1.0},
    "c": {"passed": 0.0, "facts": None},
    "gone": {"passed": 1.0},
}
AFTER: dict[str, Scores] = {
    "a": {"passed": 1.0, "facts": 1.0},
    "b": {"passed": 0.0, "facts": 0.0},
    "c": {"passed": 1.0, "facts": 1.0},
    "new": {"passed": 0.0},
}
shares = st.sampled_from([0.0, 0.5, 1.0])
runs = st.dictionaries(
    st.sampled_from("abcdefgh"), st.fixed_dictionaries({"passed": st.one_of(st.none(), shares)})
)


# --- pairing -------------------------------------------------------------------------------


def test_only_cases_scored_in_both_runs_are_paired() -> None:
    found = paired("facts", BEFORE, AFTER)
    assert found is not None
    assert (found.metric, found.n, found.rose, found.fell) == ("facts", 2, ("a",), ("b",))
    assert found.difference == pytest.approx((0.5 - 1.0) / 2)


@pytest.mark.parametrize("metric", ["mrr", "unknown"])
def test_nothing_to_pair(metric: str) -> None:
    assert paired(metric, BEFORE, AFTER) is None
    assert paired("passed", BEFORE, {}) is None


def test_p_is_of_the_cases_that_flipped() -> None:
    before = {str(n): {"passed": 0.0} for n in range(9)}
    after = {str(n): {"passed": float(n < 6)} for n in range(9)}
    found = paired("passed", before, after)
    assert found is not None
    assert (len(found.rose), len(found.fell), found.n) == (6, 0, 9)
    assert found.p_value == sign_test(6, 0) == 0.03125


@effort(max_examples=30, deadline=None)
@given(runs, runs)
def test_before_and_after_are_mirror_images(before: dict[str, Scores], after: dict[str, Scores]) -> None:
    there, back = paired("passed", before, after), paired("passed", after, before)
    assert (there is None) == (back is None)
    if there and back:
        assert (there.rose, there.fell, there.n) == (back.fell, back.rose, back.n)
        assert there.difference == pytest.approx(-back.difference)
        assert there.p_value == back.p_value


@effort(max_examples=30, deadline=None)
@given(runs, runs)
def test_the_interval_is_repeatable_and_inside_the_changes(
    before: dict[str, Scores], after: dict[str, Scores]
) -> None:
    found = paired("passed", before, after)
    if found:
        assert found == paired("passed", before, after)
        assert -1 <= found.interval[0] <= found.interval[1] <= 1
        if not (found.rose or found.fell):
            assert (found.difference, found.interval) == (0, (0, 0))


def test_the_interval_of_many_changes_holds_the_difference() -> None:
    before = {str(n): {"facts": 0.0} for n in range(40)}
    after = {str(n): {"facts": float(n % 4 == 0)} for n in range(40)}
    found = paired("facts", before, after)
    assert found is not None and found.interval[0] < found.difference == 0.25 < found.interval[1]


@given(st.floats(0, 1))
def test_a_kept_score_that_was_rounded_has_not_changed(score: float) -> None:
    found = paired("mrr", {"a": {"mrr": round(score, 4)}}, {"a": {"mrr": score}})
    assert found is not None
    assert (found.rose, found.fell, found.difference) == ((), (), 0)


def test_a_change_beyond_rounding_counts() -> None:
    found = paired("mrr", {"a": {"mrr": 0.3333}}, {"a": {"mrr": 0.3336}})
    assert found is not None and found.rose == ("a",)


# --- fallen --------------------------------------------------------------------------------


def test_a_case_that_fell_is_named_and_so_is_one_that_is_gone() -> None:
    assert fallen(BEFORE, AFTER, ()) == ["b", "gone"]


def test_an_excused_case_is_not_named() -> None:
    assert fallen(BEFORE, AFTER, ("b",)) == ["gone"]
    assert fallen(BEFORE, AFTER, {"b": "文件改了", "gone": "删了", "else": ""}) == []


def test_a_case_without_a_verdict_has_fallen() -> None:
    assert fallen({"a": {"passed": 1.0}}, {"a": {"facts": 1.0}}, ()) == ["a"]


def test_what_failed_before_cannot_fall() -> None:
    assert fallen({"a": {"passed": 0.0}, "b": {}}, {}, ()) == []


@given(runs)
def test_nothing_falls_against_itself(scores: dict[str, Scores]) -> None:
    assert fallen(scores, scores, ()) == []


# --- in words ------------------------------------------------------------------------------


def test_the_comparison_names_what_rose_and_fell() -> None:
    lines = comparison(BEFORE, AFTER, {"passed": "通过", "facts": "事实", "mrr": "名次"})
    assert [line.partition("：")[0] for line in lines] == ["通过", "事实"]
    assert lines[0].startswith("通过：+0.000（95% 区间 ")
    assert lines[0].endswith("3 题，符号检验 p=1.000）；升 1 题（c）；降 1 题（b）")


def test_no_more_than_ten_cases_are_named() -> None:
    before = {f"{n:02}": {"passed": 0.0} for n in range(12)}
    after = {case: {"passed": 1.0} for case in before}
    (line,) = comparison(before, after, {"passed": "通过"})
    assert line.endswith("升 12 题（00、01、02、03、04、05、06、07、08、09…）；降 0 题")


def test_no_change_is_said() -> None:
    assert comparison(BEFORE, BEFORE, CAPTIONS) == ["与上次相比，各项得分没有变化。"]
    assert comparison({}, AFTER, CAPTIONS) == ["与上次相比，各项得分没有变化。"]
