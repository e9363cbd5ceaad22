"""A fact stands with its own subject: every permutation of numbers, dates or duties is noticed."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.binding import misplaced, scene
from assistant.wording import normal
from knowledge.quantities import to_han
from tests.assistant.values import checked

NOUNS = "驾驶员 讲解员 安全员 志愿者 辅导员 工程师 摄影师 联络人 评审专家 科技特派员".split()
PLACES = "科普驿站 科普长廊 科普画廊 流动展厅 科学实验室 天文小屋 气象角 种植园".split()
BODIES = "科普部 宣传部 学会部 人才部 办公室 市财政局 市教育局 区科协".split()
DUTIES = "大篷车的统一调度 经费监督 活动策划 场地保障 展品维护 志愿者培训 宣传报道 安全检查".split()
YEARS = ["2025年", "2026年", "2027年", "2028年"]


def lists(words: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=2, max_size=4, unique=True)


def counts(number: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, 90), min_size=number, max_size=number, unique=True)


@st.composite
def items(draw: st.DrawFn) -> tuple[list[str], list[int], str, bool]:
    nouns = draw(lists(draw(st.sampled_from([NOUNS, PLACES]))))
    return nouns, draw(counts(len(nouns))), draw(st.sampled_from("、，；")), draw(st.booleans())


def row(nouns: list[str], numbers: list[int], joint: str, *, han: bool = False, first: bool = False) -> str:
    """驾驶员1名、讲解员2名, or 1名驾驶员、2名讲解员."""
    unit = "名" if nouns[0] in NOUNS else "个"
    written = [f"{to_han(n) if han else n}{unit}" for n in numbers]
    pairs = zip(nouns, written, strict=True)
    return joint.join(number + noun if first else noun + number for noun, number in pairs)


@settings(max_examples=60, deadline=None)
@given(items())
def test_numbers_stay_with_their_nouns(drawn: tuple[list[str], list[int], str, bool]) -> None:
    nouns, numbers, joint, first = drawn
    clause = normal(f"每辆车应当配备{row(nouns, numbers, joint)}。")
    for order in permutations(range(len(nouns))):
        said = row(nouns, [numbers[n] for n in order], "、", han=first, first=first)
        assert bool(misplaced(normal(f"每辆车配备{said}"), clause)) is (order != tuple(range(len(nouns)))), (
            said
        )


@settings(max_examples=30, deadline=None)
@given(items(), st.randoms(use_true_random=False))
def test_items_may_be_told_in_another_order_and_some_left_out(
    drawn: tuple[list[str], list[int], str, bool], chance: Random
) -> None:
    nouns, numbers, joint, first = drawn
    clause = f"每辆车应当配备{row(nouns, numbers, joint)}。"
    told = chance.sample(list(zip(nouns, numbers, strict=True)), chance.randint(1, len(nouns)))
    said = row([noun for noun, _ in told], [number for _, number in told], "、", first=first)
    assert checked(f"每辆车应当配备{said}", clause).status == "answered"


@settings(max_examples=60, deadline=None)
@given(lists(BODIES), st.permutations(DUTIES), st.sampled_from("，；"), st.booleans())
def test_bodies_stay_with_their_duties(
    bodies: list[str], duties: list[str], joint: str, passive: bool
) -> None:
    clause = normal(joint.join(f"{b}负责{d}" for b, d in zip(bodies, duties, strict=False)) + "。")
    for order in permutations(range(len(bodies))):
        pairs = [(bodies[n], duty) for n, duty in zip(order, duties, strict=False)]
        said = normal("，".join(f"{d}由{b}负责" if passive else f"{b}负责{d}" for b, d in pairs))
        assert bool(misplaced(said, clause)) is (order != tuple(range(len(bodies)))), said


@settings(max_examples=30, deadline=None)
@given(lists(YEARS), st.permutations(range(5, 50, 5)), st.sampled_from("，；"))
def test_years_stay_with_their_numbers(years: list[str], numbers: list[int], joint: str) -> None:
    clause = normal(joint.join(f"{y}新建驿站{n}个" for y, n in zip(years, numbers, strict=False)) + "。")
    for order in permutations(range(len(years))):
        told = [(years[n], number) for n, number in zip(order, numbers, strict=False)]
        said = normal("，".join(f"{y}新建驿站{n}个" for y, n in told))
        assert bool(misplaced(said, clause)) is (order != tuple(range(len(years)))), said


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("比例从20%提高到10%", "比例从10%提高到20%。"),
        ("经费30台、设备20万元", "安排经费20万元、设备30台。"),
        ("专家共20人，其中院士300人", "专家共300人，其中院士20人。"),
        ("线下报名，线上比赛", "线上报名，线下比赛。"),
        ("可以改变用途，不得开展活动", "不得改变用途，可以开展活动。"),
    ],
)
def test_other_swaps(said: str, cited: str) -> None:
    assert misplaced(normal(said), normal(cited))


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("2027年新建科普驿站30个", "2026年新建科普驿站20个，2027年新建30个。"),
        ("新建科普长廊30个", "新建科普驿站20个、长廊30个。"),
        ("每个驿站3名", "新建驿站20个，每个配备3名。"),
        ("20个驿站配备辅导员", "新建驿站20个，每个驿站配备3名辅导员。"),
        ("场地保障由学会部负责", "活动策划，由科普部负责，场地保障，由学会部负责。"),
        ("宣传部负责策划", "科普部、宣传部负责策划，学会部负责保障。"),
    ],
)
def test_what_was_said_before_is_said_of_it_too(said: str, cited: str) -> None:
    assert misplaced(normal(said), normal(cited)) == ""


def test_pieces_hold_one_fact_each_or_a_list_of_bodies() -> None:
    numbers = scene("3名辅导员和2名讲解员", "number 名")
    assert [home for _, home in numbers.rivals] == [0, 1]
    bodies = scene("科普部、宣传部负责策划,学会部负责保障", "body")
    assert [home for _, home in bodies.rivals] == [0, 0, 1]
