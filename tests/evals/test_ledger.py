"""The ledger against labels made by hand: each metric right once and wrong once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.ledger import CAPTIONS, Label, LedgerOptions, evaluate_ledger, load_labels, score, sums
from evals.report import outcome_text
from knowledge.commitments import Commitment, Deadline, Frequency, Indicator
from knowledge.documents import Clause, PolicyDocument, Source
from knowledge.errors import UserError

SOURCE = Source("规划.txt", "d1", "云栖市规划")
TEXT = "到2032年底，新建驿站不少于20个，每年培训两次，面积不小于300平方米，建成第15届成果馆。"
START = 100
CLAUSE = Clause(SOURCE, 1, "第1条", ("1．驿站",), "item", TEXT, START, START + len(TEXT))

DOCUMENTS = (PolicyDocument(SOURCE, " " * START + TEXT, (CLAUSE,)),)


def place(words: str) -> tuple[int, int]:
    return START + TEXT.index(words), START + TEXT.index(words) + len(words)


TWENTY = Indicator("驿站", 20, None, "个", ">=", "20个", *place("20个"))
ROW = Commitment(
    CLAUSE, "d1-1", "新建驿站", ("target", "deadline", "responsibility"), ("科普部",), ("办公室",), "科普部",
    (TWENTY,), Deadline("到2032年底", date(2032, 12, 31), "写明"), None, TEXT[:16], START, START + 16,
)  # fmt: skip
BARE = replace(ROW, id="d1-2", lead=(), support=(), deadline=None)
YEARLY = replace(ROW, id="d1-3", indicators=(), deadline=None, frequency=Frequency("每年培训两次", "year", 2))
TARGET = {"value": 20, "upper": None, "unit": "个", "comparator": ">="}


def label(**gold: Any) -> Label:
    return Label("S1", "规划.txt", "第1条", **gold)


def verdicts(gold: Label, *rows: Commitment) -> dict[str, bool]:
    """metric → right, of one label; precision aside."""
    return {name: right for name, _, right in score([gold], rows) if name != "target_precision"}


@pytest.mark.parametrize(
    ("metric", "gold", "right", "wrong"),
    [
        ("target_recall", label(target=TARGET), ROW, replace(ROW, indicators=(replace(TWENTY, value=30),))),
        ("target_recall", label(target=TARGET), ROW, replace(ROW, indicators=(replace(TWENTY, unit="家"),))),
        ("target_recall", label(target=TARGET), ROW, replace(ROW, indicators=(replace(TWENTY, upper=25.0),))),
        ("target_recall", label(target=TARGET), ROW, replace(ROW, clause=replace(CLAUSE, address="第2条"))),
        ("comparator", label(target=TARGET), ROW, replace(ROW, indicators=(replace(TWENTY, comparator="="),))),
        ("deadline", label(deadline="2032-12-31"), ROW, replace(ROW, deadline=Deadline("年底", date(2031, 12, 31), ""))),
        ("deadline", label(deadline="2032-12-31"), ROW, BARE),
        ("no_deadline", label(target=TARGET), BARE, ROW),
        ("within", label(within="收到后5日内"), replace(ROW, deadline=Deadline("在收到后5日内", None, "")), ROW),
        ("frequency", label(frequency={"per": "year", "times": None}), YEARLY, ROW),
        ("frequency", label(frequency={"per": "quarter", "times": None}), replace(YEARLY, frequency=Frequency("", "quarter")), YEARLY),
        ("times", label(frequency={"per": "year", "times": 2}), YEARLY, replace(YEARLY, frequency=Frequency("", "year", 1))),
        ("no_frequency", label(target=TARGET), ROW, replace(ROW, frequency=Frequency("每年", "year"))),
        ("bodies", label(lead=("办公室",), support=("科普部",)), ROW, replace(ROW, support=())),
        ("bodies_exact", label(lead=("科普部",), support=("办公室",)), ROW, replace(ROW, lead=("科普部", "学会部"))),
        ("bodies_exact", label(lead=("科普部",), support=("办公室",)), ROW, replace(ROW, lead=ROW.support, support=ROW.lead)),
        ("no_bodies", label(target=TARGET), BARE, ROW),
    ],
)  # fmt: skip
def test_a_metric_knows_right_from_wrong(
    metric: str, gold: Label, right: Commitment, wrong: Commitment
) -> None:
    assert verdicts(gold, right)[metric] is True
    assert verdicts(gold, wrong)[metric] is False


def test_every_metric_has_a_caption_and_can_be_had() -> None:
    gold = [label(target=TARGET), label(no_target="第15届"), label(deadline="2032-12-31", within="年底"),
            label(target=TARGET, frequency={"per": "year", "times": 2}, lead=("科普部",)),
            label(frequency={"per": "year", "times": 2})]  # fmt: skip
    assert {name for name, _, _ in score(gold, [ROW, YEARLY])} == set(CAPTIONS)


def test_what_is_not_labelled_is_not_asked() -> None:
    assert set(verdicts(label(deadline="2032-12-31"), ROW)) == {"deadline"}
    assert set(verdicts(label(lead=("科普部",)), ROW)) == {"bodies", "bodies_exact"}
    both = verdicts(label(target=TARGET, frequency={"per": "year", "times": 2}), ROW)
    assert "times" not in both and "no_frequency" not in both
    assert "times" not in verdicts(label(frequency={"per": "year", "times": None}), YEARLY)


def test_a_target_that_is_missed_is_missed_once_and_asks_no_more() -> None:
    assert verdicts(label(target=TARGET, deadline="2032-12-31", lead=("科普部",))) == {"target_recall": False}


def test_what_belongs_to_a_target_must_stand_in_the_row_of_the_target() -> None:
    gold = label(target=TARGET, deadline="2032-12-31")
    elsewhere = replace(YEARLY, deadline=ROW.deadline)
    assert verdicts(gold, BARE, elsewhere)["deadline"] is False
    assert verdicts(label(deadline="2032-12-31"), BARE, elsewhere)["deadline"] is True


def test_a_number_that_is_no_task_is_a_hit_only_where_a_target_lies_on_it() -> None:
    fifteenth = Indicator("成果馆", 15, None, "届", "=", "15届", *place("15届"))
    assert verdicts(label(no_target="第15届"), replace(ROW, indicators=(fifteenth,))) == {"not_hits": True}
    assert verdicts(label(no_target="第15届"), ROW) == {"not_hits": False}
    assert verdicts(label(no_target="不在文中"), replace(ROW, indicators=(replace(TWENTY, start=0, end=5),))) == {"not_hits": False}  # fmt: skip


def test_precision_counts_every_number_of_the_documents_labelled_and_no_other() -> None:
    other = replace(CLAUSE, source=Source("外.txt", "d9", "别处"))
    area = Indicator("面积", 300, None, "平方米", ">=", "300平方米", *place("300平方米"))
    rows = [ROW, replace(ROW, id="d1-4", indicators=(area,)), replace(ROW, id="d9-1", clause=other)]
    found = [
        (one.id, right)
        for name, one, right in score([label(target=TARGET)], rows)
        if name == "target_precision"
    ]
    assert found == [("d1-1", True), ("d1-4", False)]


def test_means_are_shares_over_the_labels_that_apply() -> None:
    gold = [label(target=TARGET), label(target=TARGET | {"value": 30}), label(deadline="2032-12-31")]
    means = sums(score(gold, [ROW]))
    assert (means["target_recall"].value, means["target_recall"].n) == (0.5, 2)
    assert (means["deadline"].value, means["deadline"].n) == (1, 1)
    assert "frequency" not in means and list(means) == [name for name in CAPTIONS if name in means]


# --- the suite ---------------------------------------------------------------------------------


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def line(**gold: Any) -> str:
    return json.dumps({"id": "S1", "source": "规划.txt", "clause": "第1条"} | gold, ensure_ascii=False)


RIGHT, WRONG = line(target=TARGET, deadline="2032-12-31", lead=["科普部"], support=["办公室"]), line(id="S2", target=TARGET | {"value": 7})  # fmt: skip


def test_labels_are_read_with_their_not_rows_and_empty_lines(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", RIGHT, "", line(id="S2", **{"not": "第15届", "why": "name"}))
    first, second = load_labels(path)
    assert first == label(target=TARGET, deadline="2032-12-31", lead=("科普部",), support=("办公室",))
    assert second == replace(label(no_target="第15届", why="name"), id="S2")


@pytest.mark.parametrize("broken", ["{", "[]", "null", "7", '{"id": "S1"}', line(goal=1), line(lead=5)])
def test_a_broken_line_is_named(tmp_path: Path, broken: str) -> None:
    with pytest.raises(UserError, match=r"a\.jsonl 第 3 行有误") as error:
        load_labels(written(tmp_path / "a.jsonl", RIGHT, "", broken))
    assert str(error.value).endswith("。")


@pytest.mark.parametrize(
    "broken", ["{", "null", "7", "[" * 100_000, '{"id": "S1"}', line(within=5), line(source=["规划.txt"])]
)
def test_what_is_wrong_with_a_label_is_told_in_chinese(tmp_path: Path, broken: str) -> None:
    with pytest.raises(UserError, match="第 1 行有误") as error:
        score(load_labels(written(tmp_path / "a.jsonl", broken)), [ROW])
    assert not re.search("[a-z]+ [a-z]+", str(error.value))


def test_a_suite_that_is_missing_no_utf8_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="无法读取"):
        load_labels(tmp_path / "无.jsonl")
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="UTF-8"):
        load_labels(tmp_path / "b.jsonl")
    with pytest.raises(UserError, match="没有题目"):
        load_labels(written(tmp_path / "c.jsonl", ""))


@pytest.mark.parametrize("part", [{"target": {"value": 20}}, {"frequency": {"times": 1}}, {"target": TARGET, "lead": "科普部"}])  # fmt: skip
def test_a_label_with_half_a_target_is_named(tmp_path: Path, part: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="第 1 行有误"):
        score(load_labels(written(tmp_path / "a.jsonl", line(**part))), [ROW])


def test_the_suites_that_come_with_the_project_can_be_read() -> None:
    suites = sorted((Path(__file__).parents[2] / "evals" / "suites" / "ledger").glob("*.jsonl"))
    assert suites
    for suite in suites:
        labels = load_labels(suite)
        assert len({one.id for one in labels}) == len(labels)
        score(labels, [ROW])


# --- the outcome -------------------------------------------------------------------------------


def test_an_outcome_holds_means_and_failures(tmp_path: Path) -> None:
    outcome = evaluate_ledger(written(tmp_path / "a.jsonl", RIGHT, WRONG), [ROW], DOCUMENTS)
    assert outcome.name == "ledger-a" and outcome.captions is CAPTIONS
    assert (outcome.means["target_recall"].value, outcome.means["target_recall"].n) == (0.5, 2)
    assert (outcome.breaches, outcome.gated, outcome.report, outcome.skipped) == ((), False, None, "")
    (failure,) = outcome.failed
    assert failure.startswith("S2  指标找到：规划.txt 第1条 ") and "'value': 7" in failure


def test_a_failure_tells_what_was_labelled(tmp_path: Path) -> None:
    gold = line(deadline="2031-01-01", lead=["科普部"], support=["学会部"], within="五日内")
    failed = evaluate_ledger(written(tmp_path / "a.jsonl", gold), [BARE], DOCUMENTS).failed
    assert [one.split("：")[0] for one in failed] == [
        "S1  时限正确",
        "S1  限时词找到",
        "S1  责任主体找到",
        "S1  责任主体与角色一致",
        "d1-2  列出的指标正确",
    ]
    assert failed[0].endswith("规划.txt 第1条 2031-01-01；五日内；科普部、学会部")


def test_a_hit_on_what_is_no_task_is_a_failure(tmp_path: Path) -> None:
    first, *_ = evaluate_ledger(
        written(tmp_path / "a.jsonl", line(**{"not": "20个"})), [ROW], DOCUMENTS
    ).failed
    assert first == "S1  误把非任务数字当指标（越低越好）：规划.txt 第1条 20个"
    missed = evaluate_ledger(
        written(tmp_path / "a.jsonl", line(**{"not": "第15届"})), [ROW], DOCUMENTS
    ).failed
    assert not [one for one in missed if one.startswith("S1")]


def test_the_table_and_the_failures_are_shown(tmp_path: Path) -> None:
    outcome = evaluate_ledger(written(tmp_path / "a.jsonl", RIGHT, WRONG), [ROW], DOCUMENTS)
    shown = outcome_text(outcome, 9)
    assert ["指标找到", "target_recall", "0.500", "0.095-0.905", "2"] in [
        one.split() for one in shown.splitlines()
    ]
    assert shown.endswith(outcome.failed[0]) and "S2" not in outcome_text(outcome)


@pytest.mark.parametrize(
    ("gate", "breaches"),
    [
        ("[floor]\ntarget_recall = 0.5\ndeadline = 1.0\n[ceiling]\n", ()),
        (
            "[floor]\ntarget_recall = 0.51\n",
            ("指标找到 target_recall：实际 0.5000（2 题），低于下限 0.51",),
        ),
        (
            "[ceiling]\ntarget_precision = 0.9\n",
            ("列出的指标正确 target_precision：实际 1.0000（1 题），高于上限 0.9",),
        ),
        ("[floor]\nfrequency = 0.1\n", ("频次正确 frequency：没有适用的题目，无法判定",)),
    ],
)
def test_a_gate_is_kept_or_breached(tmp_path: Path, gate: str, breaches: tuple[str, ...]) -> None:
    suite, limits = written(tmp_path / "a.jsonl", RIGHT, WRONG), tmp_path / "gate.toml"
    limits.write_text(gate, encoding="utf-8")
    outcome = evaluate_ledger(suite, [ROW], DOCUMENTS, LedgerOptions(limits))
    assert (outcome.breaches, outcome.gated) == (breaches, True)
    assert ("全部达标。" in outcome_text(outcome)) == (not breaches)


def test_without_rows_nothing_is_found(tmp_path: Path) -> None:
    means = evaluate_ledger(written(tmp_path / "a.jsonl", RIGHT, WRONG), [], DOCUMENTS).means
    assert means["target_recall"].value == 0 and "target_precision" not in means


def test_a_gate_on_an_unknown_metric_is_a_mistake(tmp_path: Path) -> None:
    suite, limits = written(tmp_path / "a.jsonl", RIGHT), tmp_path / "gate.toml"
    limits.write_text("[floor]\nmrr = 0.5\n", encoding="utf-8")
    with pytest.raises(UserError, match="mrr"):
        evaluate_ledger(suite, [ROW], DOCUMENTS, LedgerOptions(limits))


def accepted(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "accepted.jsonl"
    options = LedgerOptions(accept=path)
    evaluate_ledger(written(tmp_path / "a.jsonl", *lines), [ROW], DOCUMENTS, options)
    return path


def test_a_label_that_was_right_may_not_become_wrong(tmp_path: Path) -> None:
    held = LedgerOptions(against=accepted(tmp_path, RIGHT, WRONG))
    assert evaluate_ledger(tmp_path / "a.jsonl", [ROW], DOCUMENTS, held).breaches == ()
    assert evaluate_ledger(tmp_path / "a.jsonl", [BARE], DOCUMENTS, held).breaches == (
        "上次全对、这次有错：S1",
    )


def test_a_label_that_is_gone_is_a_breach(tmp_path: Path) -> None:
    held = LedgerOptions(against=accepted(tmp_path, RIGHT, WRONG))
    fewer = evaluate_ledger(written(tmp_path / "a.jsonl", RIGHT), [ROW], DOCUMENTS, held)
    assert fewer.breaches == ("上次计分、这次没有计分：S2",) and fewer.count == 1


@pytest.mark.parametrize(
    "wrong",
    [
        line(clause="第9条", deadline="2032-12-31"),
        line(**{"not": "第99届"}),
        line(source="无.txt", within="五日"),
    ],
)
def test_a_label_that_does_not_fit_its_document_is_told(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UserError, match=r"对不上：S1 的条款或数字不在文件里，共 1 处。$"):
        evaluate_ledger(written(tmp_path / "a.jsonl", wrong), [ROW], DOCUMENTS)
