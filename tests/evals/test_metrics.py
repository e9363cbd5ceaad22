"""Every metric by small examples worked out by hand, by properties, and against trec_eval (ir_measures)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from assistant.answers import Answer, Grade
from evals import metrics as m
from evals import support as s
from evals.cases import Case
from evals.spans import Span
from knowledge.documents import Clause, Source
from tests.evals.values import answer, case, cite, clause, refusal, source

TWO = case(source=("001",), clauses=("第3条", "第5条"))
OTHER = source("002_通知.txt")
Places = Sequence[tuple[int, int]]


def piece(start: int, end: int, *, of: Source | None = None) -> Clause:
    """A clause that stands at these characters of its file."""
    return Clause(of or source(), 0, "第1条", (), "item", "字" * (end - start), start, end)


def cited(*places: tuple[int, int]) -> Answer:
    """An answer that cites these characters, whole clauses all."""
    return answer(citations=[cite(piece(start, end)) for start, end in places])


def found(*places: tuple[int, int]) -> Answer:
    """An answer over these stretches as evidence, best first."""
    return answer(evidence=[piece(start, end) for start, end in places])


def quoted(*sets: Sequence[Places]) -> Case:
    """A case with gold sets; of each set its quotes, of each quote its places in the default file."""
    name = source().name
    gold = tuple(tuple(tuple(Span(name, *place) for place in places) for places in one) for one in sets)
    return case(clauses=(), gold=gold)


HUNDRED = quoted([[(100, 200)]])
BOTH = quoted([[(100, 200)], [(300, 600)]])
EITHER = quoted([[(100, 200)], [(300, 600)]], [[(700, 800)]])
ANYWHERE = quoted([[(100, 200), (300, 400)]])


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


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    ideal = 1 + 1 / log2(3)
    assert m.ndcg_at(10)(TWO, answer(evidence=RANKED)) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)
    assert m.ndcg_at(3)(TWO, answer(evidence=RANKED)) == pytest.approx(1 / log2(3) / ideal)
    assert m.ndcg_at(10)(TWO, answer(evidence=[clause("第5条"), clause("第3条")])) == 1
    assert m.ndcg_at(10)(TWO, answer(evidence=RANKED[:1])) == 0
    assert m.ndcg_at(10)(TWO, answer()) == 0


def test_the_ideal_of_ndcg_holds_no_more_than_k_clauses() -> None:
    assert m.ndcg_at(1)(TWO, answer(evidence=[clause("第3条")])) == 1


def test_ndcg_gains_a_clause_once_and_two_at_once_at_most_to_1() -> None:
    again = [clause("第3条第1款"), clause("第3条第2款")]
    assert m.ndcg_at(10)(TWO, answer(evidence=again)) == pytest.approx(1 / (1 + 1 / log2(3)))
    nested = case(clauses=("第3条", "第3条第2款"))
    assert m.ndcg_at(10)(nested, answer(evidence=[clause("第3条第2款")])) == 1


def test_evidence_needs_nine_tenths_of_a_quote() -> None:
    assert m.evidence_at(5)(HUNDRED, found((100, 190))) == 1
    assert m.evidence_at(5)(HUNDRED, found((100, 189))) == 0
    assert m.evidence_at(5)(HUNDRED, found((0, 1000))) == 1
    assert m.evidence_at(5)(HUNDRED, found()) == 0
    assert m.evidence_at(5)(HUNDRED, answer(evidence=[piece(100, 200, of=OTHER)])) == 0


def test_evidence_at_counts_the_first_k_together() -> None:
    halves = found((100, 150), (150, 200))
    assert [m.evidence_at(k)(HUNDRED, halves) for k in (1, 2, 3)] == [0, 1, 1]


def test_evidence_at_counts_no_character_twice() -> None:
    assert m.evidence_at(5)(HUNDRED, found((100, 160), (110, 170), (100, 160))) == 0


def test_evidence_needs_all_quotes_of_one_set_at_some_place() -> None:
    assert m.evidence_at(5)(BOTH, found((100, 200))) == 0
    assert m.evidence_at(5)(BOTH, found((100, 200), (300, 600))) == 1
    assert m.evidence_at(5)(EITHER, found((700, 800))) == 1
    assert m.evidence_at(5)(EITHER, found((100, 200), (700, 780))) == 0
    assert m.evidence_at(5)(ANYWHERE, found((300, 400))) == 1
    assert m.evidence_at(5)(ANYWHERE, found((100, 150), (300, 350))) == 0


def test_evidence_within_reads_so_many_characters() -> None:
    behind = found((500, 560), (100, 200))
    assert [m.evidence_within(n)(HUNDRED, behind) for n in (60, 149, 150, 160)] == [0, 0, 1, 1]
    assert m.evidence_within(100)(HUNDRED, found((100, 200), (500, 560))) == 1
    assert m.evidence_within(90)(HUNDRED, found((100, 200))) == 1
    assert m.evidence_within(89)(HUNDRED, found((100, 200))) == 0
    assert m.evidence_within(1000)(HUNDRED, found()) == 0


def test_evidence_within_reads_to_the_end_of_the_room_and_not_on() -> None:
    assert m.evidence_within(100)(HUNDRED, found((500, 600), (100, 200))) == 0
    assert m.evidence_within(150)(HUNDRED, found((100, 145), (300, 400), (145, 200))) == 0
    assert m.evidence_within(200)(HUNDRED, found((100, 145), (300, 400), (145, 200))) == 1


def test_evidence_within_needs_all_quotes_of_one_set() -> None:
    assert m.evidence_within(1000)(BOTH, found((300, 600))) == 0
    assert m.evidence_within(399)(BOTH, found((300, 600), (100, 200))) == 1
    assert m.evidence_within(380)(BOTH, found((300, 600), (100, 200))) == 0
    assert m.evidence_within(100)(EITHER, found((700, 800))) == 1


def test_span_recall_is_a_share_of_characters() -> None:
    assert m.span_recall_at(5)(HUNDRED, found((50, 150))) == 0.5
    assert m.span_recall_at(5)(BOTH, found((100, 200))) == 0.25
    assert m.span_recall_at(1)(BOTH, found((100, 200), (300, 600))) == 0.25
    assert m.span_recall_at(2)(BOTH, found((100, 200), (300, 600))) == 1
    assert m.span_recall_at(5)(HUNDRED, found()) == 0


def test_span_recall_counts_overlapping_evidence_once() -> None:
    assert m.span_recall_at(5)(HUNDRED, found((100, 150), (120, 170), (100, 170))) == 0.7


def test_span_recall_takes_the_best_set_and_the_best_place() -> None:
    assert m.span_recall_at(5)(EITHER, found((100, 200), (700, 760))) == 0.6
    assert m.span_recall_at(5)(ANYWHERE, found((100, 150), (300, 360))) == 0.6


def test_span_precision_is_a_share_of_the_evidence() -> None:
    assert m.span_precision_at(5)(HUNDRED, found((0, 400))) == 0.25
    assert m.span_precision_at(1)(HUNDRED, found((100, 200), (300, 400))) == 1
    assert m.span_precision_at(2)(HUNDRED, found((100, 200), (300, 400))) == 0.5
    assert m.span_precision_at(5)(HUNDRED, found((300, 400))) == 0
    assert m.span_precision_at(5)(HUNDRED, found()) is None


def test_span_precision_counts_overlapping_evidence_once() -> None:
    assert m.span_precision_at(5)(HUNDRED, found((100, 200), (100, 200), (150, 300))) == 0.5


def test_span_precision_knows_every_set_and_place() -> None:
    assert m.span_precision_at(5)(EITHER, found((100, 200), (750, 850))) == 0.75
    assert m.span_precision_at(5)(ANYWHERE, found((150, 350))) == 0.5


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.permutations(range(n)), st.sets(st.integers(0, n - 1), min_size=1))), st.integers(0, 30))  # fmt: skip
def test_rankings_are_scored_as_trec_eval_does(ranked: tuple[list[int], set[int]], kept: int) -> None:
    order, relevant = ranked
    asked = case(clauses=tuple(f"第{n}条" for n in sorted(relevant)))
    scored = answer(evidence=[clause(f"第{n}条") for n in order[:kept]])
    run = [ScoredDoc("q", str(n), float(-rank)) for rank, n in enumerate(order[:kept])]
    qrels = [Qrel("q", str(n), 1) for n in sorted(relevant)]
    theirs = ir_measures.calc_aggregate([R @ 5, RR, nDCG @ 10], qrels, run)
    assert m.clause_recall_at(5)(asked, scored) == pytest.approx(theirs[R @ 5], abs=1e-9)
    assert m.mrr(asked, scored) == pytest.approx(theirs[RR], abs=1e-9)
    assert m.ndcg_at(10)(asked, scored) == pytest.approx(theirs[nDCG @ 10], abs=1e-9)


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


def test_a_gold_quote_is_cited_from_six_tenths_on() -> None:
    assert m.citation_recall(HUNDRED, cited((140, 300))) == 1
    assert m.citation_recall(HUNDRED, cited((141, 300))) == 0
    assert m.citation_recall(HUNDRED, cited((100, 130), (170, 200))) == 1
    assert m.citation_recall(HUNDRED, cited((100, 150), (100, 150))) == 0
    assert m.citation_recall(HUNDRED, cited()) == 0
    assert m.citation_recall(HUNDRED, refusal()) == 0


def test_citation_recall_is_the_share_of_the_best_set() -> None:
    assert m.citation_recall(BOTH, cited((100, 200))) == 0.5
    assert m.citation_recall(BOTH, cited((100, 200), (300, 600))) == 1
    assert m.citation_recall(EITHER, cited((100, 200))) == 0.5
    assert m.citation_recall(EITHER, cited((700, 800))) == 1
    assert m.citation_recall(ANYWHERE, cited((300, 400))) == 1
    assert m.citation_recall(ANYWHERE, cited((100, 130), (300, 330))) == 0


def test_a_citation_is_its_own_span_and_not_its_clause() -> None:
    part = replace(cite(piece(100, 200)), start=100, end=110)
    assert m.citation_recall(HUNDRED, answer(citations=[part])) == 0
    outside = replace(cite(piece(50, 200)), start=50, end=100)
    assert m.citation_precision(HUNDRED, answer(citations=[outside])) == 0


def test_a_citation_that_touches_a_gold_quote_is_right() -> None:
    assert m.citation_precision(HUNDRED, cited((199, 300))) == 1
    assert m.citation_precision(HUNDRED, cited((200, 300))) == 0
    assert m.citation_precision(HUNDRED, cited((0, 100))) == 0
    assert m.citation_precision(HUNDRED, cited((100, 200), (200, 300), (300, 400))) == 1 / 3
    assert m.citation_precision(EITHER, cited((100, 200), (750, 760))) == 1
    assert m.citation_precision(ANYWHERE, cited((390, 500))) == 1
    assert m.citation_precision(HUNDRED, answer(citations=[cite(piece(100, 200, of=OTHER))])) == 0
    assert m.citation_precision(HUNDRED, cited()) is None


def test_quotes_go_before_clauses() -> None:
    other_clause = replace(HUNDRED, clauses=("第9条",))
    assert m.citation_recall(other_clause, cited((100, 200))) == 1
    assert m.citation_precision(other_clause, cited((100, 200))) == 1
    other_place = replace(HUNDRED, clauses=("第1条",))
    assert m.citation_recall(other_place, cited((700, 800))) == 0
    assert m.citation_precision(other_place, cited((700, 800))) == 0


def test_citation_f1_is_the_harmonic_mean() -> None:
    assert m.citation_f1(HUNDRED, cited((100, 200), (300, 400))) == pytest.approx(2 / 3)
    assert m.citation_f1(BOTH, cited((100, 200), (700, 800))) == pytest.approx(1 / 2)
    assert m.citation_f1(BOTH, cited((100, 200), (300, 600))) == 1
    assert m.citation_f1(BOTH, cited((100, 101))) == 0
    assert m.citation_f1(BOTH, cited()) == 0
    assert m.citation_f1(BOTH, refusal()) == 0
    three = [cite(clause(address)) for address in ("第3条", "第1条", "第2条")]
    assert m.citation_f1(TWO, answer(citations=three)) == pytest.approx(2 / 5)


def test_verbatim_takes_the_share_of_right_quotes() -> None:
    wrapped = cite(clause(raw="到年底建成\n  50个基地。"), quote="到年底建成50个基地。")
    assert s.verbatim(case(), answer(citations=[cite(), wrapped])) == 1
    assert s.verbatim(case(), answer(citations=[cite(), cite(quote="到年底建成15个基地。")])) == 0.5
    assert s.verbatim(case(), answer(citations=[])) is None


def test_verbatim_of_a_part_of_a_clause() -> None:
    part = replace(cite(quote="50个基地"), start=105, end=110)
    assert s.is_verbatim(part)
    assert not s.is_verbatim(replace(part, start=104))


@pytest.mark.parametrize("shift", [-1, 1, -50, 500])
def test_a_quote_outside_its_clause_is_not_verbatim(shift: int) -> None:
    assert not s.is_verbatim(cite(shift=shift))


def test_offsets_that_pass_the_ends_of_the_clause_do_not_wrap_or_clip() -> None:
    raw = clause().raw
    assert not s.is_verbatim(replace(cite(quote=raw[-5:-2]), start=95, end=98))
    assert not s.is_verbatim(replace(cite(), end=100 + len(raw) + 1))


def test_an_empty_quote_is_not_verbatim() -> None:
    assert not s.is_verbatim(replace(cite(quote=""), end=100))
    blank = clause(raw="   ")
    assert not s.is_verbatim(cite(blank, quote=""))


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
    assert s.number_support(case(), answer(text)) == expected


def test_a_statement_has_no_marks_but_those_that_lead_nowhere() -> None:
    assert s.statement(answer("1. 建成５０个[1]，见[2099]。")) == "  建成50个 ,见[2099]。"


def test_numbers_may_come_from_citation_question_and_history() -> None:
    of = source(title="2024年要点", doc_number="科协〔2023〕15号")
    cited = cite(clause("第3条", "全文。", of=of, path=("第7章",)))
    asked = case(question="60个够吗？", history=("那80个呢？",))
    text = "按2024年要点（2023年15号）第7章第3条，60个或80个均可[1]，99个不可。"
    assert s.unsupported_numbers(asked, answer(text, [cited])) == ("99",)
    assert s.number_support(asked, answer(text, [cited])) == pytest.approx(7 / 8)


def test_a_refusal_is_held_to_its_numbers_too() -> None:
    assert s.number_support(case("refuse"), refusal("可看2024年的要点。")) == 0
    assert s.number_support(case("refuse"), refusal()) is None


DATED = cite(clause(raw="到2025年12月31日建成50个基地。"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年12月31日建成[1]。", 1.0),
        ("２０２５年底前建成[1]。", 1.0),  # the same day in other words
        ("到2025年12月30日建成[1]。", 0.0),
        ("到2026年底建成[1]。", 0.0),
        ("到2025年底建成，2027年6月底验收[1]。", 0.5),
        ("年底建成50个基地[1]。", None),
    ],
)
def test_date_support(text: str, expected: float | None) -> None:
    assert s.date_support(case(), answer(text, [DATED])) == expected


def test_a_month_that_a_citation_writes_within_a_day_is_supported() -> None:
    cited_day = cite(clause(raw="2025年3月20日完成。"))
    assert s.date_support(case(), answer("2025年3月完成[1]。", [cited_day])) == 1
    assert s.date_support(case(), answer("2025年2月完成[1]。", [cited_day])) == 0


def test_dates_may_come_from_citation_question_and_history() -> None:
    asked = case(question="2026年底前够吗？", history=("2027年6月底呢？",))
    titled = cite(clause("第3条", "全文。", of=source(title="2024年要点")))
    text = "2024年、2026年12月31日、2027年6月30日都可以[1]，2028年底不可以。"
    assert s.date_support(asked, answer(text, [titled])) == 0.75


NAMED = clause(raw="建设基地。（责任部门：科普部、学会部）")


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("由科普部、学会部负责[1]。", NAMED.raw, 1.0),
        ("由科普部、学会部负责[1]。", "责任部门：科普部", 0.5),
        ("由学会部负责[1]。", "责任部门：科普部", 0.0),
        ("由 科 普 部负责[1]。", "责任部门：科普部", 1.0),
        ("由人才部负责[1]。", "责任部门：科普部", None),  # no note of the evidence names it
        ("建设基地[1]。", NAMED.raw, None),
    ],
)
def test_department_support(text: str, quote: str, expected: float | None) -> None:
    said = answer(text, [cite(NAMED, quote=quote)], evidence=[NAMED])
    assert s.department_support(case(), said) == expected


def test_departments_may_come_from_the_question_and_of_a_refusal_none_are_asked() -> None:
    text = "科普部和学会部都有任务。"
    asked = case(question="科普部做什么？", history=("学会部呢？",))
    assert s.department_support(asked, answer(text, [], evidence=[NAMED])) == 1
    assert s.department_support(case(), answer(text, [], evidence=[NAMED])) == 0
    assert s.department_support(case(), answer(text, [])) is None
    assert s.department_support(case(), answer(text, [], evidence=[NAMED], status="refused")) is None


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


def test_completeness_is_the_share_of_facts() -> None:
    three = case(facts=(("50个", "五十个"), ("年底",), ("基地",)), forbidden=())
    assert m.completeness(three, answer("年底五十个[1]。")) == pytest.approx(2 / 3)
    assert m.completeness(three, answer("年底建成50个基地[1]。")) == 1
    assert m.completeness(three, answer("无[1]。")) == 0
    assert m.completeness(three, refusal("年底建成50个基地。")) == 0
    assert m.completeness(replace(three, facts=three.facts[:2]), answer("50个[1]。")) == 0.5
    assert m.completeness(case(), answer()) is None


LIST = case(ordered=("科普部", "学会部", "人才部"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("科普部牵头，学会部、人才部配合[1]。", 1),
        ("科 普部牵头[1]，学会部、人才部配合。", 1),
        ("人才部、学会部、科普部[1]。", 0),
        ("科普部、人才部、学会部[1]。", 0),
        ("科普部、学会部、人才部，由科普部牵头[1]。", 1),  # first mentions count
        ("学会部、科普部、学会部、人才部[1]。", 0),
        ("科普部、人才部[1]。", 0),
        ("学会部、人才部[1]。", 0),
    ],
)
def test_order(text: str, expected: float) -> None:
    assert m.order(LIST, answer(text)) == expected


def test_order_of_a_refusal_and_without_a_list() -> None:
    assert m.order(LIST, refusal("科普部、学会部、人才部都没有写明。")) == 0
    assert m.order(case(), answer()) is None


def test_misled_by_a_forbidden_value() -> None:
    assert m.misled(case(), answer("建成15个[1]。")) == 1
    assert m.misled(case(), answer("建成115个[1]。")) == 0
    assert m.misled(case(), answer()) == 0
    assert m.misled(case("refuse", forbidden=("九千元",)), refusal("每人补助九千元。")) == 1
    assert m.misled(case("refuse", forbidden=("九千元",)), refusal()) == 0
    assert m.misled(case(forbidden=()), answer("建成15个[1]。")) is None


@pytest.mark.parametrize(
    ("reference", "longest"), [("", 160), ("基", 120), ("基" * 30, 120), ("基" * 31, 124), ("基 " * 50, 200)]
)
def test_focused_is_measured_by_the_reference(reference: str, longest: int) -> None:
    room = "基" * (longest - len("50个[1]"))
    asked = case(reference=reference)
    assert m.focused(asked, answer(f"50个 {room}[1]")) == 1
    assert m.focused(asked, answer(f"50个{room}地[1]")) == 0
    assert m.focused(asked, answer("很多[1]")) == 0


def test_focused() -> None:
    room = "基" * (m.FOCUSED_LENGTH - len("50个[1]"))
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


def test_decision() -> None:
    assert [m.decision(case(), said) for said in (answer(), refusal())] == [1, 0]
    assert [m.decision(case("refuse"), said) for said in (answer(), refusal())] == [0, 1]


def test_refusal_precision_looks_at_refusals_only() -> None:
    assert m.refusal_precision(case("refuse"), refusal()) == 1
    assert m.refusal_precision(case(), refusal()) == 0
    assert m.refusal_precision(case("refuse"), answer()) is None
    assert m.refusal_precision(case(), answer()) is None


@pytest.mark.parametrize(("got", "expected"), [("near", 1), ("absent", 0), ("outside", 0), (None, 0)])
def test_grade(got: Grade | None, expected: float) -> None:
    assert m.grade(case("refuse", grade="near"), replace(refusal(), grade=got)) == expected


def test_grade_needs_a_refusal_and_a_grade_to_hold_it_to() -> None:
    assert m.grade(case("refuse"), replace(refusal(), grade="near")) is None
    assert m.grade(case("refuse", grade="near"), answer()) is None


def test_passed() -> None:
    assert m.passed(case(), answer()) == 1
    assert m.passed(case(), refusal()) == 0
    assert m.passed(case(), answer("建成若干[1]。")) == 0
    assert m.passed(case(), answer("建成50个，99个[1]。")) == 0
    assert m.passed(case(), answer(citations=[cite(shift=1)])) == 0
    assert m.passed(case(question="50个吗？"), answer("是，50个。", [])) == 0  # nothing cited
    assert m.passed(case(facts=(), forbidden=()), answer("建成基地[1]。")) == 1
    assert m.passed(case(facts=(), forbidden=()), answer("按此办理[1]。")) == 0  # no clause says so
    assert m.passed(case(facts=(), forbidden=()), answer("建成基地[1]。", status="refused")) == 0
    assert m.passed(case("refuse"), refusal("可看别的要点。")) == 1
    assert m.passed(case("refuse"), refusal("可看2024年的要点。")) == 0
    assert m.passed(case("refuse"), refusal("")) == 0
    assert m.passed(case("refuse"), answer()) == 0


def test_an_answer_in_the_wrong_order_does_not_pass() -> None:
    listed = case(facts=(), forbidden=(), ordered=("科普部", "学会部"))
    cited = cite(clause(raw="科普部、学会部负责。"))
    assert m.passed(listed, answer("科普部、学会部[1]。", [cited])) == 1
    assert m.passed(listed, answer("学会部、科普部[1]。", [cited])) == 0


def test_an_answer_with_an_unsupported_date_does_not_pass() -> None:
    asked, dated = case(question="31日到期吗？"), cite(clause(raw="2025年10月12日，建成50个。"))
    assert m.passed(asked, answer("2025年10月12日建成50个[1]。", [dated])) == 1
    wrong = answer("2025年12月10日建成50个[1]。", [dated])
    assert s.number_support(asked, wrong) == 1
    assert m.passed(asked, wrong) == 0


def test_an_answer_whose_citations_are_all_wrong_does_not_pass() -> None:
    elsewhere = cite(clause("第4条"), n=2)
    assert m.passed(case(), answer("建成50个[2]。", [elsewhere])) == 0
    assert m.passed(case(), answer("建成50个[1][2]。", [cite(), elsewhere])) == 1
    assert m.passed(case(clauses=()), answer("建成50个[2]。", [elsewhere])) == 1


def test_a_wrong_quote_beside_a_right_one_does_not_pass() -> None:
    assert m.passed(case(), answer("建成50个[1]。", [cite(), cite(n=2, shift=1)])) == 0


def test_a_refusal_that_repeats_a_forbidden_value_does_not_pass() -> None:
    asked = case("refuse", forbidden=("九千元",))
    assert m.passed(asked, refusal()) == 1
    assert m.passed(asked, refusal("没有依据，不过每人补助九千元。")) == 0


def test_latency() -> None:
    assert m.latency_ms(case(), answer(timings_ms={"search": 3, "total": 12.5})) == 12.5
    assert m.latency_ms(case(), answer()) is None


OF_CLAUSES = ("mrr", "ndcg_at_10", *(f"clause_recall_at_{k}" for k in (1, 3, 5, 10)))
OF_QUOTES = (
    "evidence_within_1000",
    "span_recall_at_5",
    "span_precision_at_5",
    *(f"evidence_at_{k}" for k in (1, 3, 5, 10)),
)
OF_CITATIONS = ("citation_recall", "citation_precision", "citation_f1")


@pytest.mark.parametrize("name", [*OF_CLAUSES, *OF_QUOTES, *OF_CITATIONS])
def test_metrics_of_places_do_not_apply_without_gold(name: str) -> None:
    said = answer(evidence=[clause()])
    assert m.METRICS[name](case(clauses=()), said) is None
    assert m.METRICS[name](case("refuse", source=("001",), clauses=("第3条",)), said) is None


def test_clauses_are_no_quotes_and_quotes_no_clauses() -> None:
    said = answer(evidence=[piece(100, 200)])
    assert all(m.METRICS[name](case(), said) is None for name in OF_QUOTES)
    assert all(m.METRICS[name](HUNDRED, said) is None for name in OF_CLAUSES)
    assert all(m.METRICS[name](HUNDRED, said) == 1 for name in OF_QUOTES)


@pytest.mark.parametrize("name", ["facts", "focused", "completeness", "order", "false_refusal"])
def test_what_an_answer_must_say_is_not_asked_of_a_refusal(name: str) -> None:
    asked = case("refuse", facts=(("50个",), ("年底",)))
    assert m.METRICS[name](asked, refusal("50个")) is None
    assert m.METRICS[name](asked, answer("50个[1]")) is None


@pytest.mark.parametrize("name", [name for name in m.METRICS if "_at_" in name])
def test_the_name_of_a_metric_tells_its_k(name: str) -> None:
    k = int(name.rpartition("_")[2])
    asked = replace(HUNDRED, clauses=("第3条",))
    right = replace(clause(), start=100, end=200)
    for rank in range(1, 12):
        said = answer(evidence=[*[piece(700, 800)] * (rank - 1), right])
        assert bool(m.METRICS[name](asked, said)) == (rank <= k)


def test_the_name_of_evidence_within_tells_its_characters() -> None:
    for before, expected in ((910, 1), (911, 0)):
        assert (
            m.METRICS["evidence_within_1000"](HUNDRED, found((1000, 1000 + before), (100, 200))) == expected
        )


# --- properties ----------------------------------------------------------------------------

addresses = st.sampled_from(["第1条", "第3条", "第3条第2款", "第30条", "第5条", "附件"])
files = st.sampled_from([source(), OTHER])
clauses = st.builds(clause, addresses, st.text("建成50个基地 \n", min_size=1), of=files)
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
spans = st.builds(
    lambda of, start, size: Span(of.name, start, start + size),
    files,
    st.integers(95, 115),
    st.integers(1, 10),
)
golds = st.lists(
    st.lists(st.lists(spans, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple),
    max_size=2,
).map(tuple)
cases = st.builds(
    case,
    clauses=st.lists(addresses, max_size=3).map(tuple),
    facts=st.sampled_from([(("50个",),), (("50",), ("5", "15")), ()]),
    gold=golds,
) | st.just(case("refuse"))
RECALLS = (m.clause_recall_at, m.evidence_at, m.evidence_within, m.span_recall_at)
YES_OR_NO = (
    "passed",
    "facts",
    "focused",
    "order",
    "misled",
    "refused",
    "false_refusal",
    "decision",
    "evidence_at_5",
    "evidence_within_1000",
)


@given(cases, answers)
def test_every_score_lies_between_0_and_1(case: Case, answer: Answer) -> None:
    for name, metric in m.METRICS.items():
        score = metric(case, answer)
        assert score is None or 0 <= score <= 1, name
        assert score in (None, 0, 1) or name not in YES_OR_NO


@given(cases, answers, st.integers(1, 12))
def test_recall_grows_with_k(case: Case, answer: Answer, k: int) -> None:
    for recall_at in RECALLS:
        less, more = recall_at(k)(case, answer), recall_at(k + 1)(case, answer)
        assert (less is None) == (more is None)
        assert less is None or more is None or less <= more


@given(cases, answers)
def test_f1_lies_between_precision_and_recall(case: Case, answer: Answer) -> None:
    recall, precision = m.citation_recall(case, answer), m.citation_precision(case, answer)
    f1 = m.citation_f1(case, answer)
    assert (f1 is None) == (recall is None)
    if recall is not None and f1 is not None:
        assert min(recall, precision or 0.0) - 1e-9 <= f1 <= max(recall, precision or 0.0) + 1e-9


@given(cases, answers)
def test_what_passes_is_right_in_every_part(case: Case, answer: Answer) -> None:
    if case.expect == "answer" and m.passed(case, answer):
        assert m.facts(case, answer) != 0 and s.verbatim(case, answer) == 1
        assert m.citation_precision(case, answer) != 0
        assert not s.unsupported_numbers(case, answer) and m.false_refusal(case, answer) == 0
