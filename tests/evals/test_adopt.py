"""From a remark to a case that counts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from evals.adopt import Gold, add, approve, case_from, chosen, line, pending
from evals.cases import load
from evals.run import run
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from knowledge.feedback import Feedback, Verdict, feedback_on
from tests.evals.values import ask, clause, source

SOURCE = source()
DOCUMENTS = [PolicyDocument(SOURCE, " " * 100 + clause().raw, (clause(of=SOURCE),))]
FACTS = Gold(facts=(("50个", "五十个"),))


def remark(verdict: Verdict = "right_clause", note: str = "应是第3条", second: int = 1) -> Feedback:
    at = datetime(2026, 11, 22, 9, 0, second)
    return feedback_on(
        "要建多少基地？", ["先问"], "answered", "错[1]。", [(SOURCE.name, "第1条")], verdict, note, at
    )


def test_the_clause_that_a_remark_names_becomes_the_gold() -> None:
    case = case_from(remark(), FACTS, DOCUMENTS)
    assert (case.expect, case.source, case.clauses, case.facts) == (
        "answer",
        (SOURCE.name,),
        ("第3条",),
        FACTS.facts,
    )
    assert case.history == ("先问",) and not case.reviewed and case.tags == ("feedback", "right_clause")


def test_what_should_be_refused_becomes_a_refusal() -> None:
    case = case_from(remark("should_refuse", ""), Gold(), DOCUMENTS)
    assert (case.expect, case.grade, case.reviewed) == ("refuse", "near", False)
    assert case_from(remark("wrong", ""), Gold(grade="outside"), DOCUMENTS).grade == "outside"


@pytest.mark.parametrize("verdict", ["wrong", "incomplete"])
def test_a_remark_without_gold_needs_it_from_the_one_who_adopts(verdict: Verdict) -> None:
    with pytest.raises(UserError, match="没有说明正确条款"):
        case_from(remark(verdict, ""), FACTS, DOCUMENTS)
    with pytest.raises(UserError, match="--fact"):
        case_from(remark(verdict, ""), Gold(clauses=("第3条",)), DOCUMENTS)
    given = Gold(clauses=("第3条",), quotes=("50个",), facts=FACTS.facts)
    assert case_from(remark(verdict, ""), given, DOCUMENTS).quotes == ("50个",)


def test_gold_that_the_documents_do_not_hold_is_told() -> None:
    with pytest.raises(UserError, match="对不上"):
        case_from(remark(), Gold(clauses=("第9条",), facts=FACTS.facts), DOCUMENTS)


def test_an_adopted_case_counts_once_it_is_approved(tmp_path: Path) -> None:
    suite, one = tmp_path / "suite.jsonl", remark()
    assert pending([one], suite) == [one]
    add(suite, case_from(one, FACTS, DOCUMENTS))
    assert pending([one], suite) == [] and not list(tmp_path.glob("*.new"))
    assert len(run(load(suite), ask).results) == 1 and run(load(suite), ask).means() == {}
    approve(suite, one.id)
    assert run(load(suite), ask).counted and load(suite)[0].reviewed
    with pytest.raises(UserError, match="0 道待审核"):
        approve(suite, one.id)


def test_a_remark_is_adopted_once(tmp_path: Path) -> None:
    suite, case = tmp_path / "suite.jsonl", case_from(remark(), FACTS, DOCUMENTS)
    add(suite, case)
    with pytest.raises(UserError, match="已有"):
        add(suite, case)
    assert len(load(suite)) == 1


def test_a_remark_is_found_by_the_beginning_of_its_id() -> None:
    one, two = remark(second=1), remark(second=2)
    assert chosen([one, two], one.id) == one
    with pytest.raises(UserError, match="对应 2 条"):
        chosen([one, two], "")
    with pytest.raises(UserError, match="对应 0 条"):
        chosen([one, two], "zz")


def test_a_remark_is_listed_on_one_line() -> None:
    shown = line(remark(note="第3条\n第二行"))
    assert "正确条款是：第3条 第二行" in shown and "\n" not in shown
