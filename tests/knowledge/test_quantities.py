"""Quantities in normal form, and where they stand; any text is read without error."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.quantities import fold, quantities


def read(text: str) -> list[tuple[float, str]]:
    return [(quantity.value, quantity.unit) for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办夜市1 000余项", [(1000, "项")]),
        ("补助1.5万元", [(15000, "元")]),
        ("投入2. 5", [(2, ""), (5, "")]),
        ("经费2亿元", [(200_000_000, "元")]),
        ("参加1.5万人次", [(15000, "人次")]),
        ("提高10%", [(10, "%")]),
        ("提高１０％", [(10, "%")]),
        ("提高百分之十", [(10, "%")]),
        ("提高百分之三点五", [(3.5, "%")]),
        ("超过三成", [(30, "%")]),
        ("配备二十名", [(20, "名")]),
        ("每年12,000册", [(12000, "册")]),
        ("二〇三一年五月", [(2031, "年"), (5, "月")]),
        ("提高2个百分点", [(2, "个百分点")]),
        ("没有数", []),
    ],
)
def test_values_and_units_are_read_in_normal_form(text: str, expected: list[tuple[float, str]]) -> None:
    assert [unit for _, unit in read(text)] == [unit for _, unit in expected]
    assert [value for value, _ in read(text)] == pytest.approx([value for value, _ in expected])


def test_a_quantity_knows_its_place_and_its_script() -> None:
    text = "全市办夜市二十场，补助３０万元。"
    first, second = quantities(text)
    assert (text[first.start : first.end], first.han) == ("二十场", True)
    assert (text[second.start : second.end], second.han) == ("３０万元", False)


@settings(max_examples=200)
@given(st.text(alphabet="零〇一二十百千万亿两廿0123.,， %％分之点余多成元年个甲１", max_size=30))
def test_any_text_gives_quantities_in_order_that_do_not_overlap(text: str) -> None:
    end = 0
    for quantity in quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end


def test_full_width_characters_are_folded() -> None:
    assert fold("１０％Ａ") == "10%A"


def test_a_circled_number_is_no_digit_of_the_number_after_it() -> None:
    assert read("①100名；②50名") == [(100, "名"), (50, "名")]


@pytest.mark.parametrize("text", ["数十名专家", "几十家企业", "数百万元", "几名骨干", "若干项", "众多企业"])
def test_vague_numbers_have_no_value(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建5个、改造8个", [(5, "个"), (8, "个")]),
        ("举办3场讲座，服务 1 200 人次，覆盖四十个村", [(3, "场"), (1200, "人次"), (40, "个")]),
        ("由每人120元提高到180元", [(120, "元"), (180, "元")]),
        ("2031年5月9日", [(2031, "年"), (5, "月"), (9, "日")]),
        ("1,200名，300名", [(1200, "名"), (300, "名")]),
        ("第3期12名", [(3, "期"), (12, "名")]),
        ("10%的乡镇和5个县", [(10, "%"), (5, "个")]),
        ("2031至2033年建8个", [(2031, ""), (2033, "年"), (8, "个")]),
        ("5名专家至10个村", [(5, "名"), (10, "个")]),
        ("5月1日至8日", [(5, "月"), (1, "日"), (8, "日")]),
        ("从5个到10家", [(5, "个"), (10, "家")]),
        ("9-3名", [(9, ""), (3, "名")]),
        ("2031—2033年建8个", [(2031, ""), (2033, "年"), (8, "个")]),
        ("2025/6", [(2025, ""), (6, "")]),
        ("10/3", [(10, ""), (3, "")]),
    ],
)
def test_several_numbers_stay_apart(text: str, expected: list[tuple[float, str]]) -> None:
    assert read(text) == expected


# --- any text ------------------------------------------------------------------------------------


def assert_sound(text: str) -> None:
    end = 0
    for quantity in quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end
        assert math.isfinite(quantity.value) and quantity.value >= 0
        if quantity.upper is not None:
            assert math.isfinite(quantity.upper) and quantity.upper > quantity.value
        assert any(char.isnumeric() or char in "两翻半" for char in text[quantity.start : quantity.end])


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_error(text: str) -> None:
    assert_sound(text)


_PIECES = "0 1 9 10 ２０ . , ， ％ % 万 亿 千 百 十 零 〇 一 二 两 三 七 八 廿 半 数 几 余 多 来 分之 百分之 点 翻 番 - — ～ 至 到".split()
_PIECES += "不少于 不超过 至少 超过 约 近 上 以上 以内 左右 （含） 个 名 家 元 万元 年 月 日 % 成 人次 个百分点 过半 半数 。 ， ① ² ㎡ Ⅲ ½ ٣".split()
_PIECES += [" ", "\u3000", "\n", "办"]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(_PIECES), max_size=20).map("".join))
def test_any_heap_of_numerals_units_and_bounds_is_read_without_error(text: str) -> None:
    assert_sound(text)


@pytest.mark.parametrize(
    "text", ["9" * 400 + "个", "一" * 400 + "个", "二" * 5000, "1" * 5000 + "分之1", "3分之" + "1" * 400]
)
def test_numbers_of_any_length_are_read_without_error(text: str) -> None:
    assert_sound(text)


@pytest.mark.parametrize("text", ["亿" * 60, "1," * 2000, "9 " * 2000, "百分之" * 500, "万" * 3000 + "个"])
def test_long_heaps_are_read_without_error(text: str) -> None:
    assert_sound(text)
