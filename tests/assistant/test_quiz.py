"""Every key stands in its clause; no wrong choice equals it, repeats another, or is right by another row."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.onboarding import course
from assistant.quiz import ASKED, BLANK, LENGTH, Question, of_course, quiz
from ingest.extract import extract
from ingest.parse import parsed
from ingest.split import split
from knowledge.catalog import Catalog
from knowledge.commitments import Commitment
from knowledge.departments import is_short_form, plain_name
from knowledge.ledger import open_ledger
from knowledge.quantities import quantities

HEAD = "{place}科学技术协会文件\n{short}科协发〔2031〕7号\n关于印发《{place}科普计划》的通知\n机关各部室：\n现印发给你们。\n一、主要任务\n"
TASKS = ("建设科普驿站", "培训辅导员", "编印读本", "举办灯塔夜谈", "布置流动展", "开办星空课堂")
BODIES = ("科普部", "学会部", "宣传部", "办公室", "企业服务部", "人才工作部", "国际联络部")
UNITS = ("个", "人次", "场", "册")
RHYTHMS = ("每年", "每季度", "每月", "每两年")


def rows_of(text: str, name: str = "计划.txt") -> list[Commitment]:
    return list(extract(split(text, name)))


def notice(items: list[tuple[str, str, int, str, int, str]], place: str = "云栖市") -> str:
    lines = [
        f"{n}.{task}。到{year}年底，{task}{count}{unit}。{often}检查一次{task}情况。（牵头部门：{lead}）"
        for n, (task, lead, count, unit, year, often) in enumerate(items, 1)
    ]
    return HEAD.format(place=place, short=place[0]) + "\n".join(lines) + "\n"


ITEMS = st.lists(
    st.tuples(
        st.sampled_from(TASKS), st.sampled_from(BODIES), st.integers(2, 60), st.sampled_from(UNITS),
        st.integers(2031, 2036), st.sampled_from(RHYTHMS),
    ),
    min_size=4, max_size=9,
)  # fmt: skip
FIXED = [
    ("建设科普驿站", "科普部", 20, "个", 2032, "每年"),
    ("培训辅导员", "学会部", 35, "人次", 2033, "每季度"),
    ("编印读本", "宣传部", 5, "册", 2034, "每月"),
    ("举办灯塔夜谈", "办公室", 12, "场", 2035, "每两年"),
    ("布置流动展", "人才工作部", 30, "个", 2036, "每年"),
    ("开办星空课堂", "企业服务部", 8, "个", 2031, "每月"),
]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_fair(question: Question, rows: list[Commitment]) -> None:
    """What must hold of any question, told apart from how it was made."""
    clause = squeezed(question.row.clause.raw)
    assert all(part in clause for part in question.right.split("、"))
    assert len({squeezed(choice) for choice in question.choices}) == len(question.choices) >= 3
    wrong = [choice for choice in question.choices if choice != question.right]
    printed = squeezed("".join(row.clause.raw for row in rows))
    assert all(part in printed for choice in wrong for part in choice.split("、"))
    if question.topic == "who":
        own = [row for row in rows if row.source == question.row.source]
        same = [r for r in own if r.clause.id == question.row.clause.id or r.task == question.row.task]
        right = {plain_name(body) for row in same for body in row.bodies}
        assert not right & {plain_name(part) for choice in wrong for part in choice.split("、")}
        assert not any(is_short_form(part, body) for part in wrong for body in right)
        return
    assert question.text.count(BLANK) == 2
    stem = squeezed(question.text.split("“")[-2].split("”")[0])
    whole = {squeezed(row.quote) for row in rows if row.source == question.row.source}
    assert stem.replace(BLANK, squeezed(question.right)) in whole
    assert not any(stem.replace(BLANK, squeezed(choice)) in whole for choice in wrong)
    if question.topic == "amount":
        values = [[(one.value, one.unit) for one in quantities(choice)] for choice in question.choices]
        assert len({tuple(value) for value in values}) == len(values)
        assert len({value[0][1] for value in values}) == 1


@settings(max_examples=25, deadline=None)
@given(ITEMS, ITEMS, st.integers(0, 5))
def test_every_question_of_any_plan_is_fair(
    items: list[tuple[str, str, int, str, int, str]],
    others: list[tuple[str, str, int, str, int, str]],
    seed: int,
) -> None:
    rows = rows_of(notice(items))
    peers = rows + rows_of(notice(others, "河湾市"), "另一个.txt")
    for question in quiz(rows, peers, str(seed)):
        assert_fair(question, peers)


def test_all_topics_are_asked_in_turn() -> None:
    rows = rows_of(notice(FIXED))
    asked = quiz(rows, rows, "1")
    assert {question.topic for question in asked[:4]} == set(ASKED) and len(asked) == 10
    for question in asked:
        assert_fair(question, rows)


def test_the_same_seed_gives_the_same_quiz_and_another_seed_another() -> None:
    rows = rows_of(notice(FIXED))
    assert quiz(rows, rows, "1") == quiz(rows, rows, "1")
    assert [q.id for q in quiz(rows, rows, "1")] != [q.id for q in quiz(rows, rows, "2")]
    assert {q.key for seed in "123456" for q in quiz(rows, rows, seed)} >= {0, 1, 2}


def test_a_value_that_only_one_clause_gives_is_not_asked_for() -> None:
    rows = rows_of(notice(FIXED[:1]))
    assert quiz(rows, rows, "1") == ()


@pytest.mark.parametrize("words", ["科普部", "20个"])
def test_the_question_does_not_give_its_answer_away(words: str) -> None:
    rows = rows_of(notice(FIXED))
    asked = [question for seed in "1234" for question in quiz(rows, rows, seed) if question.right == words]
    assert asked and all(words not in question.text for question in asked)


def test_rows_that_wait_for_a_person_are_not_asked_about() -> None:
    rows = rows_of(notice(FIXED))
    doubtful = [replace(row, doubts=("一句话里有几个时限",)) for row in rows]
    assert quiz(doubtful, rows, "1") == ()


def test_a_course_asks_about_its_department_first_and_fills_up_from_its_documents(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path, create=True)
    done = parsed("计划.txt", notice(FIXED).encode())
    catalog.replace(done.document, done.commitments, digest="", place="")
    found = course(catalog, open_ledger(catalog, tmp_path), "科普部", "head", date(2032, 5, 6))
    catalog.close()
    asked = of_course(found, 1)
    own = [question.row in found.rows for question in asked]
    assert len(asked) == LENGTH and own == sorted(own, reverse=True) and own[0] and not own[-1]
    assert len({(question.topic, question.text) for question in asked}) == len(asked)
    assert of_course(found, 1) == asked != of_course(found, 2)
