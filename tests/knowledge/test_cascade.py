"""What became of each task of an upper document in a lower one."""

from __future__ import annotations

import pytest

from ingest.extract import extract
from ingest.split import split
from knowledge.alignment import Task
from knowledge.cascade import Carried, cascade
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


def carried(upper: str, lower: str) -> list[Carried]:
    """What becomes of one upper task where the lower document has one that is like it and three that are not."""
    high = plan([upper], "省.txt")
    low = plan(
        [lower, "编印潮间带观察手册，向学校发放。", "组织渔民夜校，讲授航海常识。", "修缮灯塔，开放参观。"],
        "市.txt",
    )
    return list(cascade(high.clauses, low.clauses, [*extract(high), *extract(low)]))


def test_the_same_thing_counted_makes_a_task_carried_whatever_its_heading() -> None:
    (one,) = carried(
        "加强队伍建设。培训海岛讲解员累计800人次，驿站站长轮训一遍。（责任处室：人事处）",
        "开展技能培训。每年培训海岛讲解员200人次以上，取得初级、中级证书的分别给予500元、800元奖励。（牵头单位：市人社局）",
    )
    assert one.grade == "carried" and one.lower and one.lower.clause.address == "第一部分1."


def test_who_does_it_is_not_what_is_done() -> None:
    (one,) = carried(
        "建设海洋步道60公里，由海岛环境运动委员会办公室牵头。",
        "渔港食堂用盐每季度抽查一次，由海岛环境运动委员会办公室牵头。",
    )
    assert one.grade == "none"


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("费用：船上挂号全免，检查按站点标准收取。", "解除协议应当书面告知，已付的费用按月退还。"),
        ("公布：每年5月30日公布结果。", "开展渔村评比，评比结果每年11月公布。"),
    ],
)
def test_a_label_alone_carries_nothing(upper: str, lower: str) -> None:
    assert [one.grade for one in carried(upper, lower) if one.grade == "carried"] == []


STATUS = """霞屿市海岛科普规划
霞科协发〔2031〕4号
一、发展基础
全市渔港科普驿站48个，海岛讲解员持证上岗率38%。
二、发展目标
到2035年，渔港科普驿站达到150个，海岛讲解员持证上岗率达到90%。
三、附则
1.本规划所称渔港科普驿站，是指面向渔民开放的场所。
2.本规划自2031年5月1日起施行。
"""


def test_what_is_already_so_and_what_is_said_of_the_document_are_no_tasks() -> None:
    document = split(STATUS, "甲.txt")
    found = cascade(document.clauses, document.clauses, extract(document))
    assert [one.upper.clause.address for one in found] == ["第二部分"]
    assert [one.lower and one.lower.clause.address for one in found] == ["第二部分"]
