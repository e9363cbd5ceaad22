"""What became of each task of an upper document in a lower one."""

from __future__ import annotations

import pytest

from ingest.extract import extract
from knowledge.alignment import Carried, Task, cascade
from tests.knowledge.plans import plan

UPPER = plan(
    [
        "建设渔港科普驿站。全省新建渔港科普驿站200个，面向渔民常年开放。",
        "培训海岛讲解员。每年培训海岛讲解员不少于300人次，考核合格后上岗。",
        "举办灯塔夜谈。组织专家走上灯塔，每季度与居民面对面交流一次。",
        "推进航天育种试验。支持农科院所开展航天育种试验，发布育种成果目录。",
        "保护潮间带生物。支持高校采集潮间带标本，组织学校观察。",
    ],
    "省.txt",
)
LOWER = plan(
    [
        "编印中小学潮间带观察手册，向学校发放。",
        "新建渔港科普驿站30个，面向渔民开放。",
        "每年培训海岛讲解员不少于350人次。",
        "每季度举办灯塔夜谈，请专家与居民交流。",
    ],
    "市.txt",
)


def test_what_became_of_each_upper_task() -> None:
    found = cascade(UPPER.clauses, LOWER.clauses, [*extract(UPPER), *extract(LOWER)])
    lower = [one.lower and one.lower.clause.address for one in found]
    assert [one.upper.clause.address for one in found] == [f"第一部分{n}." for n in range(1, 6)]
    assert [one.grade for one in found] == ["carried", "carried", "carried", "none", "near"]
    assert lower == ["第一部分2.", "第一部分3.", "第一部分4.", None, "第一部分1."]


def test_a_lower_target_is_told_and_a_higher_one_is_not() -> None:
    found = cascade(UPPER.clauses, LOWER.clauses, [*extract(UPPER), *extract(LOWER)])
    told = {one.upper.clause.address: [(c.first, c.second) for c in one.below] for one in found if one.below}
    assert told == {"第一部分1.": [("200个", "30个")]}


def test_a_limit_from_above_is_not_undercut_by_less() -> None:
    upper, lower = (
        plan(["资助海藻栽培课题每年不超过8项。"], "省.txt"),
        plan(["资助海藻栽培课题每年不超过5项。"], "市.txt"),
    )
    (one,) = cascade(upper.clauses, lower.clauses, [*extract(upper), *extract(lower)])
    assert one.grade == "carried" and one.below == ()


BELOW: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("到2033年，新建渔港科普驿站200个。", "到2033年，新建渔港科普驿站30个。", [("200个", "30个")]),
    ("到2033年，新建渔港科普驿站200个。", "到2033年，新建渔港科普驿站300个。", []),
    ("到2035年，新建渔港科普驿站200个。", "到2033年，新建渔港科普驿站30个。", []),
    ("到2033年，新建渔港科普驿站200个。", "新建渔港科普驿站30个。", []),
    ("每年新建渔港科普驿站20个。", "每年新建渔港科普驿站3个。", [("20个", "3个")]),
    ("每年新建渔港科普驿站20个。", "每季度新建渔港科普驿站3个。", []),
    ("新建渔港科普驿站20个。", "新建渔港科普驿站3处。", []),
    ("新建渔港科普驿站不少于20个。", "新建渔港科普驿站3个。", [("不少于20个", "3个")]),
    ("新建渔港科普驿站不超过20个。", "新建渔港科普驿站3个。", []),
    ("渔港科普驿站公示不少于7天。", "渔港科普驿站公示不少于5天。", []),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "given", "below"), BELOW)
def test_below_is_told_for_the_same_time_and_unit_and_bounds_from_below_only(
    wanted: str, given: str, below: list[tuple[str, str]]
) -> None:
    upper, lower = plan([wanted], "省.txt"), plan([given], "市.txt")
    (one,) = cascade(upper.clauses, lower.clauses, [*extract(upper), *extract(lower)])
    assert one.grade == "carried" and [(c.first, c.second) for c in one.below] == below


def test_the_grade_turns_at_its_least_similarity() -> None:
    task = Task(UPPER.clauses[-1])
    assert [Carried(task, task, score).grade for score in (0.28, 0.279)] == ["carried", "near"]
    assert Carried(task, None, 0.9).grade == "none"


def test_a_lower_document_without_tasks_carries_nothing() -> None:
    found = cascade(UPPER.clauses, (), extract(UPPER))
    assert [(one.grade, one.lower, one.similarity) for one in found] == [("none", None, 0.0)] * 5
