"""Both ways: a number, the ways to write it, the number again."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.quantities import Quantity, parse_han, quantities, to_han

_WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
_COUNTED = ("个", "名", "家", "场", "项", "次", "人次", "人", "所", "支", "册", "座", "平方米", "公里", "亩")
_BEFORE = {
    ">=": ("不少于", "不低于", "不得少于", "不得低于", "至少", "最少", "不少于 "),
    "<=": ("不超过", "不得超过", "不多于", "不高于", "最多", "至多"),
    ">": ("超过", "突破", "多于", "高于", "逾"),
    "<": ("少于", "低于", "不足", "不到"),
    "~": ("约", "近", "大约", "接近", "将近"),
}
_AFTER = {
    ">=": ("以上", "及以上", "（含）以上"),
    "<=": ("以内", "之内", "以下", "及以下"),
    "~": ("左右", "上下"),
}
_BOUNDS = [("=", "", "")]
_BOUNDS += [(bound, word, "") for bound, words in _BEFORE.items() for word in words]
_BOUNDS += [(bound, "", word) for bound, words in _AFTER.items() for word in words]
_JOINTS = ("-", "－", "—", "–", "~", "～", "至", "到", " - ", "——")


def in_han(number: int) -> str:
    """A Chinese numeral up to a trillion, written here in sections of four digits."""
    sections, zero = "", False
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, scale)
        if section:
            if sections and (zero or section < 1000):
                sections += "零"
            sections += to_han(section) + name
        zero = bool(sections) and section % 10 == 0
    return sections or "零"


@pytest.mark.parametrize(
    ("number", "han"),
    [
        (20, "二十"),
        (10_000, "一万"),
        (12_000, "一万二千"),
        (10_800, "一万零八百"),
        (10_008, "一万零八"),
        (120_000, "十二万"),
        (1_200_300, "一百二十万零三百"),
        (100_005_000, "一亿零五千"),
        (350_000_000, "三亿五千万"),
    ],
)
def test_large_numerals_are_written_and_read(number: int, han: str) -> None:
    assert in_han(number) == han
    assert parse_han(han) == number


@settings(max_examples=300)
@given(st.integers(0, 10**12 - 1))
def test_large_han_numerals_come_back(number: int) -> None:
    assert parse_han(in_han(number)) == number


def forms(number: int) -> list[str]:
    """The ways in which a notice may print a whole number."""
    plain = [
        str(number),
        f"{number:,}",
        f"{number:,}".replace(",", " "),
        f"{number:,}".replace(",", "\u3000"),
    ]
    scaled = [f"{number / 10**4:.4f}".rstrip("0").rstrip(".") + "万"]
    scaled += [f"{number // 10**4} 万"] if number % 10**4 == 0 else []
    scaled += [f"{number // 10**8}亿"] if number % 10**8 == 0 else []
    return [*plain, *scaled, *(form.translate(_WIDE) for form in [*plain[:2], *scaled]), in_han(number)]


def one(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


_NUMBERS = st.one_of(st.integers(1, 99), st.integers(100, 9999), st.integers(10**4, 10**9 - 1)).map(int)
_NUMBERS |= st.integers(1, 999).map(lambda n: n * 10**4)


@settings(max_examples=500)
@given(st.data(), _NUMBERS, st.sampled_from(_COUNTED), st.sampled_from(_BOUNDS), st.sampled_from(["", " "]))
def test_every_way_to_write_a_number_means_the_number(
    data: st.DataObject, number: int, unit: str, bound: tuple[str, str, str], gap: str
) -> None:
    comparator, before, after = bound
    written = data.draw(st.sampled_from(forms(number)))
    text = f"建成{before}{written}{gap}{unit}{after}，全部开放。"
    found = one(text)
    assert found.value == pytest.approx(number, rel=1e-9)
    assert (found.unit, found.upper, found.comparator) == (unit, None, comparator)
    assert text[found.start : found.end] == f"{written}{gap}{unit}"


@settings(max_examples=300)
@given(st.data(), _NUMBERS, st.sampled_from(_COUNTED), st.sampled_from("余多"))
def test_and_more_is_more(data: st.DataObject, number: int, unit: str, more: str) -> None:
    written = data.draw(st.sampled_from([form for form in forms(number) if form[-1] not in "万亿"] or ["5"]))
    found = one(f"建成{written}{more}{unit}。")
    assert found.value == pytest.approx(number if written != "5" else 5)
    assert (found.unit, found.comparator) == (unit, ">")


@settings(max_examples=300)
@given(st.data(), _NUMBERS, st.sampled_from(["", "约", "不超过"]))
def test_every_way_to_write_money_means_the_sum(data: st.DataObject, number: int, before: str) -> None:
    found = one(f"补助{before}{data.draw(st.sampled_from(forms(number)))}元。")
    assert found.value == pytest.approx(number, rel=1e-9)
    assert (found.unit, found.comparator) == ("元", {"": "=", "约": "~", "不超过": "<="}[before])


@settings(max_examples=300)
@given(st.integers(1, 99), st.integers(0, 9), st.integers(0, 6), st.sampled_from(_BOUNDS))
def test_every_way_to_write_a_percentage_means_the_share(
    whole: int, tenth: int, form: int, bound: tuple[str, str, str]
) -> None:
    number = f"{whole}.{tenth}" if tenth else str(whole)
    han = to_han(whole) + (f"点{to_han(tenth)}" if tenth else "")
    written = [
        f"{number}%",
        f"{number}％",
        f"{number}%".translate(_WIDE),
        f"{number} %",
        f"百分之{han}",
        f"百分之{number}",
        f"百分之{number}".translate(_WIDE),
    ]
    found = one(f"占比{bound[1]}{written[form]}{bound[2]}，逐年提高。")
    assert found.value == pytest.approx(float(number))
    assert (found.unit, found.upper, found.comparator) == ("%", None, bound[0])


@settings(max_examples=500)
@given(
    st.data(),
    _NUMBERS,
    st.integers(1, 10**6),
    st.sampled_from(_COUNTED),
    st.sampled_from(_JOINTS),
    st.booleans(),
    st.sampled_from(_BOUNDS),
)
def test_every_way_to_write_a_range_means_both_ends(
    data: st.DataObject, low: int, more: int, unit: str, joint: str, twice: bool, bound: tuple[str, str, str]
) -> None:
    high = low + more
    kind = data.draw(st.sampled_from(["arabic", "thousands", "wide", "han"]))
    assume(
        kind != "han" or twice or high < 10**4 or low >= 10**4
    )  # see UNREAD in test_quantities_forms.py: 一至一万二千家
    write = {
        "arabic": str,
        "thousands": "{:,}".format,
        "wide": lambda n: str(n).translate(_WIDE),
        "han": in_han,
    }[kind]
    text = f"每年选{bound[1]}{write(low)}{unit if twice else ''}{joint}{write(high)}{unit}{bound[2]}。"
    found = one(text)
    assert (found.value, found.upper, found.unit, found.comparator) == (low, high, unit, bound[0])


@pytest.mark.parametrize(("bound", "before", "after"), _BOUNDS)
@pytest.mark.parametrize("written", ["30", "３０", "三十", "1.5万", "3—5", "一百零五"])
def test_every_bound_word_bounds_every_kind_of_number(
    bound: str, before: str, after: str, written: str
) -> None:
    assert one(f"全年培训{before}{written}名{after}。").comparator == bound
