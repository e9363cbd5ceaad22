from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer
from evals import metrics as m
from evals.cases import Case
from tests.evals.values import answer, case, cite, clause, refusal, source

TWO = case(source=("001",), clauses=("第3条", "第5条"))
OTHER = source("002_通知.txt")


# --- retrieval -----------------------------------------------------------------------------

RANKED = [clause("第1条"), clause("第3条第2款"), clause("第5条", of=OTHER), clause("第5条")]


@pytest.mark.parametrize(("k", "expected"), [(1, 0.0), (2, 0.5), (3, 0.5), (4, 1.0), (10, 1.0)])
def test_clause_recall_at(k: int, expected: float) -> None:
    assert m.clause_recall_at(k)(TWO, answer(evidence=RANKED)) == expected


def test_two_evidences_of_one_expected_clause_count_once() -> None:
    both = [clause("第3条第1款"), clause("第3条第2款")]
    assert m.clause_recall_at(5)(TWO, answer(evidence=both)) == 0.5


def test_mrr() -> None:
    assert m.mrr(TWO, answer(evidence=RANKED)) == 1 / 2
    assert m.mrr(TWO, answer(evidence=RANKED[2:])) == 1 / 2
    assert m.mrr(TWO, answer(evidence=RANKED[:1])) == 0
    assert m.mrr(TWO, answer()) == 0


# --- citations -----------------------------------------------------------------------------


def test_citation_recall() -> None:
    assert m.citation_recall(TWO, answer(citations=[cite(clause("第3条")), cite(clause("第1条"))])) == 0.5
    assert m.citation_recall(TWO, answer(citations=[cite(clause("第3条")), cite(clause("第5条"))])) == 1
    assert m.citation_recall(TWO, refusal()) == 0


def test_citation_precision() -> None:
    wrong_file = cite(clause("第3条", of=OTHER))
    assert m.citation_precision(TWO, answer(citations=[cite(), cite(clause("第1条")), wrong_file])) == 1 / 3
    assert m.citation_precision(TWO, answer(citations=[cite()])) == 1
    assert m.citation_precision(TWO, answer(citations=[])) is None


def test_verbatim_takes_the_share_of_right_quotes() -> None:
    wrapped = cite(clause(raw="到年底建成\n  50个基地。"), quote="到年底建成50个基地。")
    assert m.verbatim(case(), answer(citations=[cite(), wrapped])) == 1
    assert m.verbatim(case(), answer(citations=[cite(), cite(quote="到年底建成15个基地。")])) == 0.5
    assert m.verbatim(case(), answer(citations=[])) is None


def test_verbatim_of_a_part_of_a_clause() -> None:
    part = replace(cite(quote="50个基地"), start=105, end=110)
    assert m.is_verbatim(part)
    assert not m.is_verbatim(replace(part, start=104))


@pytest.mark.parametrize("shift", [-1, 1, -50, 500])
def test_a_quote_outside_its_clause_is_not_verbatim(shift: int) -> None:
    assert not m.is_verbatim(cite(shift=shift))


def test_offsets_that_pass_the_ends_of_the_clause_do_not_wrap_or_clip() -> None:
    raw = clause().raw
    assert not m.is_verbatim(replace(cite(quote=raw[-5:-2]), start=95, end=98))
    assert not m.is_verbatim(replace(cite(), end=100 + len(raw) + 1))


def test_an_empty_quote_is_not_verbatim() -> None:
    assert not m.is_verbatim(replace(cite(quote=""), end=100))
    blank = clause(raw="   ")
    assert not m.is_verbatim(cite(blank, quote=""))


# --- what the answer says ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成50个基地[1]。", 1.0),
        ("建成５０个基地[1]。", 1.0),
        ("建成5个基地[1]。", 0.0),  # 5 is a part of 50, not a number of the quote
        ("建成50.5个基地[1]。", 0.0),
        ("建成50个，后年150个[1]。", 0.5),
        ("建成50个[1]，见[2099]。", 0.5),  # a mark without citation hides no number
        ("1. 建成50个[1]\n2. 挂牌\n（3）验收", 1.0),  # list markers
        ("2.5亿元[1]", 0.0),  # no list marker
        ("建成若干基地[1]。", None),
    ],
)
def test_number_support(text: str, expected: float | None) -> None:
    assert m.number_support(case(), answer(text)) == expected


def test_numbers_may_come_from_citation_question_and_history() -> None:
    of = source(title="2024年要点", doc_number="科协〔2023〕15号")
    cited = cite(clause("第3条", "全文。", of=of, path=("第7章",)))
    asked = case(question="60个够吗？", history=("那80个呢？",))
    text = "按2024年要点（2023年15号）第7章第3条，60个或80个均可[1]，99个不可。"
    assert m.unsupported_numbers(asked, answer(text, [cited])) == ("99",)
    assert m.number_support(asked, answer(text, [cited])) == pytest.approx(7 / 8)


def test_a_refusal_is_held_to_its_numbers_too() -> None:
    assert m.number_support(case("refuse"), refusal("可看2024年的要点。")) == 0
    assert m.number_support(case("refuse"), refusal()) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成50个基地[1]。", 1.0),
        ("建成 五 十 个基地[1]。", 1.0),
        ("建成５０个基地[1]。", 1.0),
        ("建成50[1]个基地。", 1.0),
        ("建成150个基地[1]。", 0.0),  # 50个 must not be cut out of 150个
        ("建成2.50个基地[1]。", 0.0),
        ("1. 50个基地[1]", 1.0),
        ("建成50个，其中15个新建[1]。", 0.0),
        ("建成50个，其中115个新建[1]。", 1.0),
        ("建成若干基地[1]。", 0.0),
    ],
)
def test_facts(text: str, expected: float) -> None:
    assert m.facts(case(), answer(text)) == expected


def test_every_fact_is_needed_and_a_refusal_has_none() -> None:
    two = case(facts=(("50个",), ("年底",)))
    assert m.facts(two, answer("年底建成50个[1]。")) == 1
    assert m.facts(two, answer("建成50个[1]。")) == 0
    assert m.missing_facts(two, answer("建成若干[1]。")) == ("50个", "年底")
    assert m.facts(two, refusal("年底建成50个。")) == 0
    assert m.facts(case(facts=(), forbidden=()), answer()) is None
    assert m.facts(case(facts=()), answer("15个")) == 0


def test_a_fact_that_ends_in_a_number_needs_the_whole_number() -> None:
    ratio = case(facts=(("不低于3",),), forbidden=())
    assert [m.facts(ratio, answer(f"不低于{n}[1]")) for n in ("3", "3。", "3.5", "30")] == [1, 1, 0, 0]


def test_focused() -> None:
    room = "基" * (m.FOCUSED_LENGTH - len("50个"))
    assert m.focused(case(), answer(f"50个 {room}[1]")) == 1
    assert m.focused(case(), answer(f"50个{room}地[1]")) == 0
    assert m.focused(case(), answer("很多[1]")) == 0
    assert m.focused(case(facts=(), forbidden=()), answer()) is None


# --- refusals ------------------------------------------------------------------------------


def test_refused_and_false_refusal() -> None:
    assert m.refused(case("refuse"), refusal()) == 1
    assert m.refused(case("refuse"), answer()) == 0
    assert m.refused(case(), refusal()) is None
    assert m.false_refusal(case(), refusal()) == 1
    assert m.false_refusal(case(), answer()) == 0
    assert m.false_refusal(case("refuse"), refusal()) is None


def test_passed() -> None:
    assert m.passed(case(), answer()) == 1
    assert m.passed(case(), refusal()) == 0
    assert m.passed(case(), answer("建成若干[1]。")) == 0
    assert m.passed(case(), answer("建成50个，99个[1]。")) == 0
    assert m.passed(case(), answer(citations=[cite(shift=1)])) == 0
    assert m.passed(case(question="50个吗？"), answer("是，50个。", [])) == 0  # nothing cited
    assert m.passed(case(facts=(), forbidden=()), answer("按此办理[1]。")) == 1
    assert m.passed(case("refuse"), refusal("可看2024年的要点。")) == 1
    assert m.passed(case("refuse"), answer()) == 0


def test_latency() -> None:
    assert m.latency_ms(case(), answer(timings_ms={"search": 3, "total": 12.5})) == 12.5
    assert m.latency_ms(case(), answer()) is None


def test_metrics_of_places_do_not_apply_without_gold() -> None:
    for name in ("citation_recall", "citation_precision", "clause_recall_at_5", "mrr"):
        assert m.METRICS[name](case(clauses=()), answer()) is None
        assert m.METRICS[name](case("refuse", source=("001",), clauses=("第3条",)), answer()) is None


# --- means ---------------------------------------------------------------------------------


def test_mean_leaves_out_what_does_not_apply() -> None:
    assert m.mean("mrr", [1.0, None, 0.5]) == m.Mean(0.75, 2)
    assert m.mean("mrr", [None]) is None
    assert m.mean("mrr", []) is None


def test_wilson_against_published_values() -> None:
    assert m.wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert m.wilson(0.9, 100) == pytest.approx((0.8256, 0.9448), abs=1e-4)
    assert m.wilson(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    found = m.mean("passed", [1.0, 0.0])
    assert found is not None and found.interval == m.wilson(0.5, 2)


def test_percentile() -> None:
    values = [4.0, 1.0, 3.0, 2.0]
    assert [m.percentile(values, share) for share in (0, 0.5, 0.75, 0.95, 1)] == [1, 2, 3, 4, 4]


# --- properties ----------------------------------------------------------------------------

addresses = st.sampled_from(["第1条", "第3条", "第3条第2款", "第30条", "第5条", "附件"])
clauses = st.builds(
    clause,
    addresses,
    st.text("建成50个基地 \n", min_size=1),
    of=st.sampled_from([source(), OTHER]),
)
citations = st.builds(
    cite, clauses, n=st.integers(1, 3), quote=st.none() | st.just("50"), shift=st.integers(-1, 1)
)
answers = st.builds(
    answer,
    st.text("建成15０个[].1 \n第条"),
    st.lists(citations, max_size=4),
    evidence=st.lists(clauses, max_size=12),
    status=st.sampled_from(["answered", "refused"]),
)
cases = st.builds(case, clauses=st.lists(addresses, max_size=3).map(tuple)) | st.just(case("refuse"))


@given(cases, answers)
def test_every_score_lies_between_0_and_1(case: Case, answer: Answer) -> None:
    for name, metric in m.METRICS.items():
        found = metric(case, answer)
        assert found is None or 0 <= found <= 1, name
        assert found in (None, 0, 1) or name not in m.PROPORTIONS


@given(cases, answers, st.integers(0, 12))
def test_recall_grows_with_k(case: Case, answer: Answer, k: int) -> None:
    less, more = m.clause_recall_at(k)(case, answer), m.clause_recall_at(k + 1)(case, answer)
    assert (less is None) == (more is None)
    assert less is None or more is None or less <= more


@given(cases, answers)
def test_what_passes_is_right_in_every_part(case: Case, answer: Answer) -> None:
    if case.expect == "answer" and m.passed(case, answer):
        assert m.facts(case, answer) != 0 and m.verbatim(case, answer) == 1
        assert not m.unsupported_numbers(case, answer) and m.false_refusal(case, answer) == 0


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_narrows(hits: tuple[int, int]) -> None:
    right, n = hits
    low, high = m.wilson(right / n, n)
    assert 0 <= low <= right / n + 1e-12 and right / n - 1e-12 <= high <= 1
    wide_low, wide_high = low, high
    low, high = m.wilson(right / n, n * 4)
    assert high - low < wide_high - wide_low
