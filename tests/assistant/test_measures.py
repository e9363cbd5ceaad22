"""What a sentence counts, against what a question counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.measures import asks_share, counted, counts_the_thing, enumerates, fits_units
from assistant.question import understand


@pytest.mark.parametrize(
    ("question", "text", "enough"),
    [
        ("包括哪五种活动？", "讲座、展览、比赛、参观和观影。", True),
        ("包括哪五种活动？", "讲座、展览、比赛和参观。", False),
        ("包括哪2类活动？", "讲座和展览。", True),
        ("有哪些活动？", "讲座、展览、比赛。", True),
        ("有哪些活动？", "讲座、展览。", False),
        ("有哪些活动？", "讲座，展览，比赛。", False),
        ("有哪些活动？", "", False),
    ],
)
def test_a_row_of_as_many_things_as_the_question_counts(question: str, text: str, enough: bool) -> None:
    assert enumerates(question, text) == enough


@given(st.integers(2, 12), st.integers(1, 14))
def test_a_row_is_enough_from_the_number_asked(wanted: int, given_: int) -> None:
    text = "、".join("讲座" for _ in range(given_)) + "。"
    assert enumerates(f"有{wanted}种活动，是什么？", text) == (given_ >= wanted)


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("比例是多少？", True),
        ("覆盖率要达到多少？", True),
        ("占几成？", True),
        ("达到百分之几？", True),
        ("建多少家？", False),
    ],
)
def test_a_question_for_a_share_is_one_by_its_unit_or_its_words(question: str, share: bool) -> None:
    assert asks_share(understand(question, (), ())) is share


def test_what_a_question_leaves_open_counts_nothing() -> None:
    assert counted("投入多少亿元？建几百家？") == ()


def test_years_dates_and_numbers_of_items_count_nothing() -> None:
    assert counted("1.2030年1月2日起施行，澄科协发〔2030〕7号同时废止。") == ()
    assert [quantity.value for quantity in counted("到2030年建30家。")] == [30]


def test_the_number_of_a_page_counts_nothing() -> None:
    assert counted("建成书屋，#Page 175:并向公众开放。") == ()


def test_a_round_number_that_is_reached_counts_without_a_unit() -> None:
    assert [quantity.value for quantity in counted("发展用户超千万。")] == [10_000_000]
    assert counted("千万不要错过。") == ()


@pytest.mark.parametrize(
    ("question", "text", "fit"),
    [
        ("展品要换掉多少？", "期满后一个月内提交总结。", False),
        ("展品要换掉多少？", "更新不少于百分之十。", True),
        ("准备时间是多少？", "准备三个月。", True),
        ("要建多少个驿站？", "驿站每年评定一次，连续两年未对接的予以撤销。", False),
        ("要建多少个驿站？", "新建驿站十五处。", True),
        ("一天最少放几个小时？", "每天放宽到不少于7小时。", True),
        ("争取几个钟头放行？", "实行6小时内放行。", True),
        ("驿站一年评定多少次？", "驿站每年评定一次。", True),
    ],
)
def test_a_length_of_time_answers_only_who_asks_for_time(question: str, text: str, fit: bool) -> None:
    asked = understand(question, (), ())
    assert any(fits_units(quantity, asked) for quantity in counted(text)) == fit


# --- the thing counted -------------------------------------------------------------------------


def counts(question: str, text: str) -> float:
    return counts_the_thing(understand(question, (), ()), text)


@pytest.mark.parametrize(
    ("question", "counted_so", "other"),
    [
        ("要新添几个馆长？", "力争新增馆长5名左右。", "新建馆长工作室50个。"),
        ("要建多少个镇里的馆长工作室？", "新建馆长工作室50个。", "新增馆长5名。"),
        ("国际书展品牌要做出几个？", "形成5个国际书展品牌，扩大影响。", "推出百个特色书展。"),
        ("讲解员有多少名？", "讲解员达到30名。", "配备管理员30名。"),
    ],
)
def test_a_sentence_that_counts_the_thing_asked_for_counts_more(
    question: str, counted_so: str, other: str
) -> None:
    assert counts(question, counted_so) > counts(question, other)


@pytest.mark.parametrize("question", ["由谁负责？", "占多少？", "公示几天？"])
def test_a_question_that_counts_no_things_has_no_such_share(question: str) -> None:
    assert counts(question, "公示5天，建书屋30家。") == 0.0


@given(st.text("书屋讲解员建新3 0个名，。", max_size=24), st.text("书屋讲解员多少几个名？", max_size=16))
def test_the_share_is_a_share(text: str, words: str) -> None:
    assert 0.0 <= counts(f"{words}建多少个书屋？", text) <= 1.0


@pytest.mark.parametrize(
    "text", ["按照《办法》第十条规定开展调查", "对于第十一条第一款第四项所称的项目", "见第3章"]
)
def test_the_number_of_a_place_in_a_document_counts_nothing(text: str) -> None:
    assert not counted(text)


def test_the_number_of_an_event_counts() -> None:
    assert [(q.value, q.unit) for q in counted("筹办第33届大赛")] == [(33, "届")]
