"""Runs and remarks as the events of the tab show them, for those who may, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evals.adopt import SUITE, rejections
from evals.cases import load
from evals.evaluate import Outcome
from evals.gates import Gate
from evals.run import Report, score
from evals.runs import keep
from knowledge.catalog import Catalog
from knowledge.feedback import Feedback, Verdict, add_feedback, feedback_on
from tests.evals.values import answer, case, cite, clause, refusal, source
from tests.ui.newcomers import desk_of, make_data
from tests.ui.test_chat import click
from ui.evaluation_tab import READERS, Evaluation

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
SCORED = score(case(id="a", source=("计划",), question="<img src=x>要建多少？"), refusal())
HIDDEN = score(case("refuse", id="b", question="另一份文件问什么？"), answer())
REPORT = Report((SCORED, HIDDEN))
OUTCOME = Outcome(
    "样题", means=REPORT.means(), breaches=("通过：低了",), gated=True,
    gate=Gate({"passed": 0.9}, known=("passed",)), report=REPORT, count=2, names=("计划.txt", "001_办法.txt"),
)  # fmt: skip


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = make_data(tmp_path)
    yield catalog
    catalog.close()


@pytest.fixture
def events(catalog: Catalog, tmp_path: Path) -> Evaluation:
    return Evaluation(desk_of(catalog, tmp_path, user="审核员", role="editor"))


def remark(
    folder: Path, verdict: Verdict = "wrong", source: str | None = "计划.txt", second: int = 1
) -> Feedback:
    at = datetime(2031, 5, 6, 9, 0, second)
    places = [(source, "第二部分1.")] if source else []
    status = "answered" if source else "refused"
    made = feedback_on("驿站建多少？", [], status, "30个<b>。", places, verdict, "不对", at)
    add_feedback(folder, made)
    return made


def adopted(
    events: Evaluation, name: str, *, clause: str = "第二部分1.", facts: str = "20个|二十个"
) -> tuple[Any, ...]:
    return events.adopt(name, "（应当作答）", "计划.txt", clause, facts, "")


def test_without_runs_and_remarks_the_page_says_how_to_get_them(events: Evaluation) -> None:
    runs, _, remarks, *_, form, sources = events.open()
    assert "zhice eval" in runs and "没有待处理的意见" in remarks
    assert not form["visible"] and sources["choices"] == ["计划.txt"]


def test_a_run_shows_scores_with_intervals_gate_and_failed_cases(events: Evaluation, tmp_path: Path) -> None:
    path = keep(tmp_path, OUTCOME, NOON)
    assert path
    listed = events.open()[0]
    assert "样题" in listed and "1 项未达标" in listed and "0.000（0.000–0.658）" in listed
    marked, page = events.run(click(f"run:{path.stem}"))
    assert 'aria-current="true"' in marked and "不低于 0.9（未达标）" in page
    assert "应当作答却拒答" in page and "&lt;img src=x&gt;要建多少？" in page and "<img" not in page


def test_cases_on_documents_that_are_not_seen_are_counted_only(events: Evaluation, tmp_path: Path) -> None:
    path = keep(tmp_path, OUTCOME, NOON)
    assert path
    page = events.run(click(f"run:{path.stem}"))[1]
    assert "另一份文件问什么" not in page and "另有 1 题涉及不在这里的文件" in page


def test_a_case_that_expects_a_hidden_document_is_counted_only(events: Evaluation, tmp_path: Path) -> None:
    wrong = answer("30个[1]。", [cite(clause(of=source("计划.txt")))])
    missed = score(case(id="c", question="密件里怎么说？"), wrong)
    path = keep(tmp_path, replace(OUTCOME, report=Report((missed,))), NOON)
    assert path
    page = events.run(click(f"run:{path.stem}"))[1]
    assert "密件里" not in page and "50个" not in page and "另有 1 题" in page


def test_what_names_no_document_is_for_admins_only(catalog: Catalog, tmp_path: Path) -> None:
    ledger = replace(
        OUTCOME, report=None, failed=("甲错了", "乙错了", "丙错了"),
        failed_in={"甲错了": "计划.txt", "乙错了": "密件.txt"},
    )  # fmt: skip
    path, one = keep(tmp_path, ledger, NOON), remark(tmp_path, source=None)
    assert path
    editor, admin = (Evaluation(desk_of(catalog, tmp_path, role=role)) for role in ("editor", "admin"))
    page = editor.run(click(f"run:{path.stem}"))[1]
    assert "甲错了" in page and "乙错了" not in page and "丙错了" not in page and "另有 2 题" in page
    assert "丙错了" in admin.run(click(f"run:{path.stem}"))[1]
    assert "没有待处理的意见" in editor.open()[2] and one.question in admin.open()[2]
    assert "已经处理过" in editor.remark(click(f"remark:{one.id}"))[1]
    assert "已经处理过" in adopted(editor, one.id)[0] and "已经处理过" in editor.reject(one.id, "理由")[0]
    assert "已收入" in adopted(admin, one.id)[0]


def test_a_run_that_is_gone_is_told(events: Evaluation) -> None:
    assert "没有这次评测的记录" in events.run(click("run:../x"))[1]


def test_a_remark_is_shown_with_its_answer_and_the_form_filled(events: Evaluation, tmp_path: Path) -> None:
    one = remark(tmp_path)
    listed, page, name, form, grade, source, *rest = events.remark(click(f"remark:{one.id}"))
    assert (name, grade, source, form["visible"]) == (one.id, "（应当作答）", "计划.txt", True)
    assert "30个&lt;b&gt;。" in page and 'aria-current="true"' in listed and not any(rest)


def test_an_adopted_remark_counts_at_once_and_waits_no_more(events: Evaluation, tmp_path: Path) -> None:
    one = remark(tmp_path)
    said, listed, _, name, form = adopted(events, one.id)
    assert f"已收入 {SUITE}" in said and "没有待处理的意见" in listed and name == "" and not form["visible"]
    (made,) = load(tmp_path / SUITE)
    assert made.reviewed and (made.clauses, made.facts) == (("第二部分1.",), (("20个", "二十个"),))
    assert "已经处理过" in adopted(events, one.id)[0]


def test_a_remark_that_should_be_refused_becomes_a_refusal(events: Evaluation, tmp_path: Path) -> None:
    one = remark(tmp_path, "should_refuse")
    *_, grade, _, _, _, _, _, _ = events.remark(click(f"remark:{one.id}"))
    assert "已收入" in events.adopt(one.id, grade, None, "", "", "")[0]
    (made,) = load(tmp_path / SUITE)
    assert (made.expect, made.grade) == ("refuse", "near")


@pytest.mark.parametrize(("clause", "facts", "said"), [("", "20个", "请填写“文件”和“条款”"), ("第二部分1.", "", "应有的事实"), ("第99条", "20个", "对不上")])  # fmt: skip
def test_what_is_missing_is_told_in_the_words_of_the_form(
    events: Evaluation, tmp_path: Path, clause: str, facts: str, said: str
) -> None:
    one = remark(tmp_path)
    told = adopted(events, one.id, clause=clause, facts=facts)[0]
    assert said in told and "--" not in told and not (tmp_path / SUITE).exists()


def test_a_rejection_is_noted_with_who_and_why(events: Evaluation, tmp_path: Path) -> None:
    one = remark(tmp_path)
    assert "请写明不收的理由" in events.reject(one.id, " ")[0]
    said, listed, *_ = events.reject(one.id, "回答是对的")
    assert "不收为题" in said and "没有待处理的意见" in listed
    assert [(r.id, r.reason, r.who) for r in rejections(tmp_path)] == [(one.id, "回答是对的", "审核员")]


def test_remarks_on_documents_that_are_not_seen_are_not_there(events: Evaluation, tmp_path: Path) -> None:
    one = remark(tmp_path, source="密件.txt")
    assert "没有待处理的意见" in events.open()[2]
    assert "已经处理过" in events.remark(click(f"remark:{one.id}"))[1]
    assert "已经处理过" in adopted(events, one.id)[0] and "已经处理过" in events.reject(one.id, "理由")[0]
    assert rejections(tmp_path) == ()


def test_a_reader_sees_and_changes_nothing(catalog: Catalog, tmp_path: Path) -> None:
    one, path = remark(tmp_path), keep(tmp_path, OUTCOME, NOON)
    assert path
    reader = Evaluation(desk_of(catalog, tmp_path, role="reader"))
    pages = [reader.open()[0], reader.run(click(f"run:{path.stem}"))[1], reader.remark(click(f"remark:{one.id}"))[1],
             adopted(reader, one.id)[0], reader.reject(one.id, "理由")[0]]  # fmt: skip
    assert all(READERS in page for page in pages)
    assert not (tmp_path / SUITE).exists() and rejections(tmp_path) == ()


def test_a_damaged_run_is_told(events: Evaluation, tmp_path: Path) -> None:
    keep(tmp_path, replace(OUTCOME, name="好的"), NOON)
    (tmp_path / "runs" / "坏.jsonl").write_text("{", encoding="utf-8")
    assert "已损坏" in events.open()[0]
