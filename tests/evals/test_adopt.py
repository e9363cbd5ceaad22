"""From a remark to a case that counts."""

from __future__ import annotations

import contextlib
import errno
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from evals.adopt import (
    SUITE,
    Gold,
    add,
    adopt,
    approve,
    case_from,
    chosen,
    line,
    pending,
    reject,
    rejections,
    waiting,
)
from evals.cases import load
from evals.run import run
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from knowledge.feedback import VERDICTS, Feedback, Verdict, add_feedback, feedback_on
from tests.evals.values import CASES, ask, clause, source, write_suite

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


# --- every verdict -------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", sorted(VERDICTS.values()))
def test_every_verdict_becomes_an_unreviewed_case_that_loads_again(verdict: Verdict, tmp_path: Path) -> None:
    one = remark(verdict)
    case = case_from(one, Gold(clauses=("第3条",), facts=FACTS.facts), DOCUMENTS)
    add(tmp_path / "suite.jsonl", case)
    assert load(tmp_path / "suite.jsonl") == (case,)
    assert (case.id, case.question, case.history) == (f"feedback-{one.id}", "要建多少基地？", ("先问",))
    assert (case.tags, case.reviewed) == (("feedback", verdict), False)
    assert case.expect == ("refuse" if verdict == "should_refuse" else "answer")


def test_the_longest_address_in_a_note_is_the_clause() -> None:
    other = source("002_计划.txt", title="计划")
    clauses = (clause("第3条", of=other), clause("第3条（二）", of=other), clause("第13条", of=other))
    documents = [*DOCUMENTS, PolicyDocument(other, " " * 200, clauses)]
    given = Gold(source=("002",), facts=FACTS.facts)
    for note, named in (("是第3条（二）", "第3条（二）"), ("见第13条。", "第13条"), ("第3条吧", "第3条")):
        assert case_from(remark(note=note), given, documents).clauses == (named,)


def test_a_note_names_the_clause_of_a_right_clause_only() -> None:
    with pytest.raises(UserError, match="没有说明正确条款"):
        case_from(remark("wrong", "应是第3条"), FACTS, DOCUMENTS)


def test_what_is_added_goes_before_what_the_remark_says() -> None:
    second = clause("第4条", of=source("002_计划.txt", title="计划"))
    documents = [*DOCUMENTS, PolicyDocument(second.source, " " * 200, (second,))]
    given = Gold(source=("002_计划.txt",), clauses=("第4条",), facts=FACTS.facts)
    case = case_from(remark(note="第3条"), given, documents)
    assert (case.source, case.clauses) == (("002_计划.txt",), ("第4条",))


@pytest.mark.parametrize(
    ("verdict", "note", "gold"),
    [
        ("right_clause", "在别的地方", FACTS),
        ("wrong", "", FACTS),
        ("incomplete", "", Gold()),
        ("right_clause", "第3条", Gold()),
        ("right_clause", "第3条", Gold(source=("009",), facts=FACTS.facts)),
        ("right_clause", "第3条", Gold(quotes=("没有的话",), facts=FACTS.facts)),
    ],
)
def test_missing_gold_is_told_in_one_chinese_sentence(verdict: Verdict, note: str, gold: Gold) -> None:
    with pytest.raises(UserError) as error:
        case_from(remark(verdict, note), gold, DOCUMENTS)
    assert re.match("[一-龥]", str(error.value)) and str(error.value).endswith("。")
    assert "\n" not in str(error.value)


def unanswered() -> Feedback:
    """A remark on a refusal, which cites nothing."""
    at = datetime(2026, 11, 22, 9, 0, 3)
    return feedback_on("要建多少基地？", [], "refused", "没有依据。", [], "right_clause", "第3条", at)


def test_a_refusal_that_should_have_been_an_answer_does_not_spoil_the_suite(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--source"):
        add(tmp_path / "suite.jsonl", case_from(unanswered(), FACTS, DOCUMENTS))


def test_a_refusal_is_adopted_with_its_source(tmp_path: Path) -> None:
    add(
        tmp_path / "suite.jsonl",
        case_from(unanswered(), Gold(source=("001",), facts=FACTS.facts), DOCUMENTS),
    )
    assert load(tmp_path / "suite.jsonl")[0].source == ("001",)


@pytest.mark.parametrize(
    "gold", [Gold(facts=(("50个", ""),)), Gold(quotes=("",), facts=FACTS.facts), Gold(facts=(("",),))]
)
def test_empty_gold_does_not_spoil_the_suite(gold: Gold, tmp_path: Path) -> None:
    suite = tmp_path / "suite.jsonl"
    with contextlib.suppress(UserError):
        add(suite, case_from(remark(), gold, DOCUMENTS))
    assert not suite.exists() or load(suite)


# --- the suite -----------------------------------------------------------------------------


def test_an_adopted_case_moves_no_mean_until_it_is_approved(tmp_path: Path) -> None:
    suite, one = write_suite(tmp_path / "suite.jsonl"), remark()
    before = run(load(suite), ask).means()
    add(suite, case_from(one, FACTS, DOCUMENTS))
    adopted = run(load(suite), ask)
    assert adopted.means() == before and len(adopted.results) == len(adopted.counted) + 1
    approve(suite, one.id)
    assert run(load(suite), ask).means()["passed"].n == before["passed"].n + 1


def test_the_other_cases_stay_as_they_are(tmp_path: Path) -> None:
    suite, one, two = write_suite(tmp_path / "suite.jsonl"), remark(second=1), remark(second=2)
    for each in (one, two):
        add(suite, case_from(each, FACTS, DOCUMENTS))
    approve(suite, two.id)
    assert load(suite)[:3] == CASES
    assert [case.reviewed for case in load(suite)[3:]] == [False, True]


def test_a_case_written_by_hand_is_not_approved(tmp_path: Path) -> None:
    suite = write_suite(tmp_path / "suite.jsonl", [CASES[0], replace(CASES[1], reviewed=False)])
    with pytest.raises(UserError, match="0 道待审核的题"):
        approve(suite, "b")
    assert not load(suite)[1].reviewed


def test_an_ambiguous_id_approves_nothing(tmp_path: Path) -> None:
    suite = tmp_path / "suite.jsonl"
    for second in (1, 2):
        add(suite, case_from(remark(second=second), FACTS, DOCUMENTS))
    with pytest.raises(UserError, match="对应 2 道待审核的题"):
        approve(suite, "")
    assert not any(case.reviewed for case in load(suite))


def test_what_waits_is_what_is_not_in_the_suite(tmp_path: Path) -> None:
    suite, remarks = tmp_path / "suite.jsonl", [remark(second=second) for second in (1, 2, 3)]
    add(suite, case_from(remarks[1], FACTS, DOCUMENTS))
    assert pending(remarks, suite) == [remarks[0], remarks[2]]
    approve(suite, remarks[1].id)
    assert pending(remarks, suite) == [remarks[0], remarks[2]]


def test_a_stop_while_writing_leaves_the_old_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = write_suite(tmp_path / "suite.jsonl")
    before = suite.read_bytes()

    def stop(self: Path, target: Path) -> Path:
        assert self.parent == target.parent and self.read_text(encoding="utf-8").count("\n") == 4
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(UserError, match=r"^题库无法写入 .+（磁盘已满），请检查路径和权限。$"):
        add(suite, case_from(remark(), FACTS, DOCUMENTS))
    assert suite.read_bytes() == before


def test_a_suite_that_is_damaged_is_not_written_over(tmp_path: Path) -> None:
    suite = tmp_path / "suite.jsonl"
    suite.write_text("{\n", encoding="utf-8")
    with pytest.raises(UserError, match="第 1 行有误"):
        add(suite, case_from(remark(), FACTS, DOCUMENTS))
    with pytest.raises(UserError, match="第 1 行有误"):
        approve(suite, "a")
    assert suite.read_text(encoding="utf-8") == "{\n"


# --- in a data folder ------------------------------------------------------------------------


def test_a_remark_of_a_folder_is_adopted_reviewed_and_waits_no_more(tmp_path: Path) -> None:
    one, two = remark(second=1), remark(second=2)
    for each in (one, two):
        add_feedback(tmp_path, each)
    case = adopt(tmp_path, one.id, FACTS, DOCUMENTS, reviewed=True)
    assert case.reviewed and load(tmp_path / SUITE) == (case,)
    assert waiting(tmp_path) == [two]
    with pytest.raises(UserError, match="已有"):
        adopt(tmp_path, one.id, FACTS, DOCUMENTS, reviewed=True)


def test_a_rejected_remark_waits_no_more_and_the_reason_is_kept(tmp_path: Path) -> None:
    one = remark()
    add_feedback(tmp_path, one)
    at = datetime(2026, 11, 23, 9)
    made = reject(tmp_path, one.id[:4], " 回答没有错 ", "张三", at)
    assert rejections(tmp_path) == (made,) and waiting(tmp_path) == []
    assert (made.id, made.reason, made.who, made.at) == (one.id, "回答没有错", "张三", "2026-11-23T09:00:00")
    with pytest.raises(UserError, match="已经处理过"):
        reject(tmp_path, one.id, "再说一次", "李四", at)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_rejection_needs_a_short_reason(reason: str, tmp_path: Path) -> None:
    one = remark()
    add_feedback(tmp_path, one)
    with pytest.raises(UserError, match="请写明不收的理由"):
        reject(tmp_path, one.id, reason, "张三", datetime(2026, 11, 23))
    assert waiting(tmp_path) == [one]
