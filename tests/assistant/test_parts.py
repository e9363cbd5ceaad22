"""One question that asks several things, and its parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parts import MOST_PARTS, parts_of, weights_of
from assistant.patterns import Kind
from assistant.question import Asked, understand


def asked(question: str, *history: str) -> Asked:
    return understand(question, history, ())


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("书屋建多少家？讲座多久一次？", [("书屋建多少家", Kind.NUMBER), ("讲座多久一次", Kind.OFTEN)]),
        ("书屋建多少家，由谁负责", [("书屋建多少家", Kind.NUMBER), ("由谁负责", Kind.WHO)]),
        ("书屋几時建成；建幾家", [("书屋几时建成", Kind.NUMBER), ("建几家", Kind.NUMBER)]),
        ("关于书屋，建多少家？谁负责？", [("关于书屋，建多少家", Kind.NUMBER), ("谁负责", Kind.WHO)]),
        ("书屋建多少家？谁负责？按今年的算", [("书屋建多少家", Kind.NUMBER), ("谁负责，按今年的算", Kind.WHO)]),
        ("2025和2030年书屋建几家", [("2025年书屋建几家", Kind.NUMBER), ("2030年书屋建几家", Kind.NUMBER)]),
        ("到2025年底和2030年各建几家", [("到2025年各建几家", Kind.NUMBER), ("到2030年各建几家", Kind.NUMBER)]),
        ("2025年、2030年各建几家", [("2025年各建几家", Kind.NUMBER), ("2030年各建几家", Kind.NUMBER)]),
        ("要办哪些活动、健全哪些组织", [("要办哪些活动", Kind.LIST), ("健全哪些组织", Kind.LIST)]),
        ("建多少家书屋和培训多少名馆员", [("建多少家书屋", Kind.NUMBER), ("培训多少名馆员", Kind.NUMBER)]),
        ("书屋建几家？年限有没有限制？", [("书屋建几家", Kind.NUMBER), ("年限有没有限制", Kind.OTHER)]),
        ("书屋、展板最高各能收多少", [("书屋各能收多少", Kind.NUMBER), ("展板最高各能收多少", Kind.NUMBER)]),
        ("书屋和讲座分别由谁负责", [("书屋分别由谁负责", Kind.WHO), ("讲座分别由谁负责", Kind.WHO)]),
        ("全镇，书屋、展板各要建多少", [("全镇，书屋各要建多少", Kind.NUMBER), ("全镇，展板各要建多少", Kind.NUMBER)]),
    ],
)  # fmt: skip
def test_each_thing_asked_is_a_part_of_its_own_kind(question: str, parts: list[tuple[str, Kind]]) -> None:
    assert [(part.question, part.kind) for part in parts_of(asked(question))] == parts


@pytest.mark.parametrize(
    "question",
    [
        "书屋建多少家？",
        "2025—2030年书屋建多少家？",
        "书屋建三十家，对吗？",
        "书屋建多少家？我很急。",
        "十几家书屋，谁管？",
        "书屋什么都有，谁管？",
        "谁也说服不了谁，书屋建多少家？",
        "请问，书屋的事",
        "那几年的书屋由谁管？",
        "书屋、展板要建多少？",
        "各级书屋由谁管？",
        "甲和乙分别由谁负责？",
        "？",
    ],
)
def test_a_question_that_asks_one_thing_is_its_own_part(question: str) -> None:
    whole = asked(question)
    assert parts_of(whole) == (whole,)


def test_a_follow_up_may_ask_several_things() -> None:
    whole = asked("那讲座呢，谁负责？多久一次？", "书屋建多少家？")
    assert whole.follows and [one.kind for one in parts_of(whole)] == [Kind.WHO, Kind.OFTEN]


def test_a_part_has_its_own_words_units_and_needs() -> None:
    number, money = parts_of(asked("书屋建多少家，补助多少钱？"))
    assert (number.units, money.units) == ({"家"}, {"钱"})
    assert not number.needs and [need.absent for need in money.needs] == ["相关条款没有写明金额"]
    assert "书屋" in number.own and "书屋" not in money.own and "补助" in money.own
    assert number.focus == money.focus  # the others still say what it is about


def test_words_of_the_other_parts_count_a_share() -> None:
    number, who = parts_of(asked("书屋建多少家，谁负责培训？"))
    weights = {"书屋": 3.0, "培训": 2.0}
    assert weights_of(number, weights, 0.4) == {"书屋": 3.0, "培训": pytest.approx(0.8)}
    assert weights_of(who, weights, 0.4) == {"书屋": pytest.approx(1.2), "培训": 2.0}


PIECES = st.lists(
    st.sampled_from(["书屋建多少家", "谁负责", "我很急", "多久一次", "，", "？", "；", "对吗", "十几家", "讲座"]),
    min_size=1,
    max_size=9,
).map("".join)  # fmt: skip


@given(PIECES)
def test_parts_are_few_and_say_nothing_that_was_not_asked(question: str) -> None:
    whole = asked(question)
    parts = parts_of(whole)
    assert 1 <= len(parts) <= MOST_PARTS
    if len(parts) == 1:
        assert parts == (whole,)
    for part in parts:
        assert set(part.question) <= set(question) | {"，"} or part is whole
        assert part.own <= set(whole.focus) or part is whole
