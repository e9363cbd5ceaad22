"""Figures on the page, and the first rank that one of them draws."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answers import Answer
from evals.cases import Case
from evals.page import first_rank, page
from evals.run import Result, score
from evals.spans import Span
from knowledge.documents import Clause
from tests.evals.pages import Reader, outcome
from tests.evals.values import CASES, START, answer, case, clause, refusing, source

# --- figures -------------------------------------------------------------------------------


def test_the_refusal_curve_needs_both_kinds_of_questions() -> None:
    assert "拒答曲线" in page([outcome()])
    assert "拒答曲线" not in page([outcome(CASES[:2])])
    assert "拒答曲线" not in page([outcome(CASES[2:])])
    assert "拒答曲线" not in page([outcome((CASES[0], replace(CASES[2], reviewed=False)))])


def test_the_dot_stands_at_what_the_run_did() -> None:
    (dot,) = Reader(page([outcome()])).of("circle")
    assert (dot["cx"], dot["cy"]) == ("40.0", "40.0")
    (dot,) = Reader(page([outcome(asked=refusing)])).of("circle")
    assert (dot["cx"], dot["cy"]) == ("300.0", "40.0")


def test_ranks_are_drawn_where_a_case_has_gold() -> None:
    assert "首个应引条款的名次" in page([outcome()])
    assert "首个应引条款的名次" not in page([outcome(CASES[2:])])
    assert "首个应引条款的名次" not in page([outcome((case(clauses=(), source=()),))])


def test_a_case_whose_gold_is_not_offered_counts_as_none() -> None:
    text = page([outcome(asked=refusing)])
    figure = re.search(r"<figcaption>首个应引条款的名次.*?</figure>", text)
    assert figure and re.findall(r">([^<>]+)</text>", figure[0])[-2:] == ["2", "没有"]


def test_times_are_drawn_where_they_were_taken() -> None:
    timed = outcome(CASES[:1], lambda *_: answer(timings_ms={"total": 30.0}))
    assert "耗时（毫秒）" in page([timed]) and "耗时" not in page([outcome()])


def test_a_time_is_never_a_bar() -> None:
    fast = outcome(CASES[:1], lambda *_: answer(timings_ms={"total": 0.25}))
    assert "平均耗时" not in page([fast])


# --- the first rank ------------------------------------------------------------------------


def ranked(asked: Case, *evidence: Clause) -> Result:
    said: Answer = answer(evidence=evidence)
    return score(asked, said)


def test_the_first_rank_by_clauses() -> None:
    wrong, other_file = clause("第4条"), clause("第3条", of=source("002_别的.txt"))
    assert first_rank(ranked(case(), wrong, other_file, clause())) == 3
    assert first_rank(ranked(case(), wrong, other_file)) is None
    assert first_rank(ranked(case())) is None


def test_the_first_rank_by_spans() -> None:
    span = Span("001_办法.txt", START + 3, START + 5)
    gold = case(clauses=("第9条",), gold=(((span,),),))
    before = replace(clause(), start=START - 10, end=START + 3)
    behind = replace(clause(), start=START + 5, end=START + 9)
    touching = replace(clause(), start=START + 4, end=START + 9)
    elsewhere = clause(of=source("002_别的.txt"))
    assert first_rank(ranked(gold, before, behind, elsewhere, touching)) == 4
    assert first_rank(ranked(gold, before, behind, elsewhere)) is None


def test_spans_go_before_clauses() -> None:
    span = Span("001_办法.txt", 0, 5)
    assert first_rank(ranked(case(gold=(((span,),),)), clause())) is None


def test_any_place_of_any_set_of_quotes_counts() -> None:
    far, near = Span("001_办法.txt", 0, 5), Span("001_办法.txt", START, START + 2)
    assert first_rank(ranked(case(gold=(((far,),), ((far, near),))), clause())) == 1
