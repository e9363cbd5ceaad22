"""One form for document numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.doc_numbers import number_in, plain_number
from knowledge.documents import CLOSING, OPENING


@pytest.mark.parametrize(
    "printed",
    [
        "云科协发〔2031〕7号",
        "云科协发[2031]7号",
        "云科协发（2031）7号",
        "云科协发【2031】 7 号",
        "云科协发﹝2031﹞第7号",
        "云科协发〔2031〕007号",
        "云科协发〈２０３１〉７号",
    ],
)
def test_a_number_has_one_form_and_is_read_as_printed(printed: str) -> None:
    assert plain_number(printed) == "云科协发〔2031〕7号"
    assert number_in(f"（{printed}）") == printed.replace(" ", "")


def test_an_order_has_a_number_without_a_year() -> None:
    assert number_in("云州市人民政府令 第19号") == "云州市人民政府令第19号"
    assert plain_number("云州市人民政府令 第19号") == "云州市人民政府令第19号"


@pytest.mark.parametrize("text", ["2031年7号楼", "第7号", "热线12345号", "云科协发7号", "（2031）7号"])
def test_other_numbers_are_none(text: str) -> None:
    assert number_in(text) is None


@given(st.integers(1949, 2099), st.integers(1, 99999), st.integers(0, len(OPENING) - 1), st.booleans())
def test_the_canonical_form_is_stable(year: int, number: int, bracket: int, blank: bool) -> None:
    gap = " " if blank else ""
    printed = f"云科协{gap}发{OPENING[bracket]}{year}{CLOSING[bracket]}{gap}{number}号"
    plain = plain_number(printed)
    assert plain == f"云科协发〔{year}〕{number}号" == plain_number(plain)


def test_an_order_of_a_ministry_is_the_same_with_the_name_of_the_state() -> None:
    assert plain_number("中华人民共和国科技部令第7号") == plain_number("科技部令 第7号") == "科技部令第7号"
