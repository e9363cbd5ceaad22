"""What each number of a task is said of, and the numbers of two tasks paired by it."""

from __future__ import annotations

import pytest

from ingest.extract import extract
from knowledge.number_names import Named, matched, named
from tests.knowledge.plans import plan


def names(task: str) -> list[tuple[str, str]]:
    """(name, number as printed) of every row of a task."""
    return [
        (one.name, one.indicator.as_written) for row in extract(plan([task], "甲.txt")) for one in named(row)
    ]


def numbers(task: str) -> list[Named]:
    return [one for row in extract(plan([task], "甲.txt")) for one in named(row)]


LISTED = [
    (
        "海岛驿站评定为二级、三级、四级的，分别奖励2万元、3万元、5万元。",
        [("二级", "2万元"), ("三级", "3万元"), ("四级", "5万元")],
    ),
    (
        "甲等、乙等和丙等渔港分别补助30万元、20万元和10万元。",
        [("甲等", "30万元"), ("乙等", "20万元"), ("丙等渔港", "10万元")],
    ),
    (
        "取得初级、中级、高级讲解员证书的分别给予500元、800元、1200元一次性奖励。",
        [("初级", "500元"), ("中级", "800元"), ("高级讲解员证书", "1200元")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("task", "told"), LISTED)
def test_numbers_after_respectively_belong_to_the_names_before_it(
    task: str, told: list[tuple[str, str]]
) -> None:
    assert names(task) == told


def test_other_numbers_are_said_of_the_words_before_them() -> None:
    assert names("新建渔港驿站30个、改造灯塔讲堂12个。") == [
        ("新建渔港驿站", "30个"),
        ("改造灯塔讲堂", "12个"),
    ]


def test_numbers_without_as_many_names_have_none() -> None:
    assert [name for name, _ in names("补贴分期拨付，比例依次为50%、30%、20%。")] == ["", "", ""]


def test_the_last_of_an_enumeration_may_carry_its_noun() -> None:
    first = numbers("评定为二级、三级驿站的，分别奖励2万元、3万元。")
    second = numbers("评定为二级、三级、四级驿站的，分别奖励4万元、6万元、9万元。")
    found = matched(first, second)
    assert [(str(one), str(other)) for one, other in found.pairs] == [
        ("二级2万元", "二级4万元"),
        ("三级驿站3万元", "三级6万元"),
    ]
    assert [str(one) for one in found.second] == ["四级驿站9万元"] and found.clear


def test_names_that_hold_one_another_are_not_told_apart() -> None:
    first = numbers("评定为技师、名匠的，分别奖励2万元、3万元。")
    second = numbers("评定为高级技师、名匠的，分别奖励4万元、6万元。")
    found = matched(first, second)
    assert [one.name for one, _ in found.pairs] == ["名匠"] and not found.clear


def test_nothing_in_common_is_not_clear_and_one_side_alone_is() -> None:
    first = numbers("评定为二级、三级的，分别奖励2万元、3万元。")
    second = numbers("评定为优秀、良好的，分别奖励4万元、6万元。")
    assert not matched(first, second).clear and not matched(first, second).pairs
    assert matched(first, ()).clear and matched((), second).clear


def test_years_are_names_where_nothing_else_tells_the_numbers_apart() -> None:
    first = numbers("建设渔港驿站，其中2031年30个、2032年35个。")
    second = numbers("建设渔港驿站，其中2032年40个、2033年45个。")
    (pair,) = matched(first, second).pairs
    assert [one.indicator.as_written for one in pair] == ["35个", "40个"]
