"""Chinese numerals and quantities in normal form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.quantities import fold, parse_han, quantities, to_han


@settings(max_examples=200)
@given(st.integers(0, 9999))
def test_han_numerals_come_back(number: int) -> None:
    assert parse_han(to_han(number)) == number


@pytest.mark.parametrize(
    ("number", "han"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (2031, "二千零三十一"),
    ],
)
def test_numbers_are_written_as_a_person_writes_them(number: int, han: str) -> None:
    assert to_han(number) == han


@pytest.mark.parametrize(
    ("han", "number"),
    [
        ("二〇三一", 2031),
        ("两千", 2000),
        ("三千五百", 3500),
        ("一百二十", 120),
        ("十万", 100_000),
        ("三亿五千万", 350_000_000),
        ("廿", 20),
        ("廿四", 24),
        ("万", 10_000),
    ],
)
def test_every_way_to_write_a_numeral_is_read(han: str, number: int) -> None:
    assert parse_han(han) == number


@pytest.mark.parametrize("text", ["", "甲", "十甲", "12", "一点五"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert parse_han(text) is None


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_han(number)


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
