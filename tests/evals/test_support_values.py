"""Quotes, numbers, dates and departments that the citations bear out, by small examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import support as s
from tests.evals.values import answer, case, cite, clause, refusal, source


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
