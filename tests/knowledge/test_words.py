"""Folding and search terms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.words import (
    STOP_WORDS,
    across,
    content_terms,
    dictionary_words,
    fold,
    frequency,
    is_place,
    is_word,
    led_by,
    may_be_place,
    terms,
    towns_in,
    words_of,
)


def test_widths_case_and_traditional_characters_are_folded() -> None:
    assert fold("ＡＢｃ１２ 科學技術協會") == "abc12 科学技术协会"


def test_terms_are_words_bigrams_and_numbers_in_order() -> None:
    found = terms("天文小屋2.5万元Plan")
    assert [term for term in found if len(term) == 2 and not term.isascii()] == [
        "天文",
        "文小",
        "小屋",
        "万元",
    ]
    assert "2.5" in found and found[-1] == "plan"
    assert found.index("天文") < found.index("2.5")


def test_words_of_the_policy_dictionary_are_terms() -> None:
    assert "科学技术协会" in terms("云州市科学技术协会")


def test_traditional_and_simplified_text_have_the_same_terms() -> None:
    assert terms("科學普及經費") == terms("科普经费".replace("科普", "科学普及"))


def test_words_that_only_ask_are_no_content() -> None:
    assert content_terms("请问夜市是什么时候的？") == ["夜市"]
    assert content_terms("谁？") == [] and content_terms("？") == []


def test_content_terms_come_once() -> None:
    assert content_terms("夜市夜市 3 3").count("夜市") == 1 and content_terms("3 3") == ["3"]


def test_known_and_unknown_names_may_be_places_and_common_words_not() -> None:
    assert is_place("海南") and may_be_place("翀崟")
    assert not is_place("经费") and not may_be_place("经费")


def test_cities_and_counties_are_found_by_their_bare_names() -> None:
    assert towns_in("温州那边比义乌多几家，鄂尔多斯呢") == ("温州", "义乌", "鄂尔多斯")
    assert towns_in("科普部每年举办活动多少场") == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("枫港那边要建几个院士站", "枫港"),
        ("在沂川挂上牌子，能管多久", "沂川"),
        ("浦宁科技馆二期几时完工", "浦宁"),
        ("请问榆原的农技协有几家", "榆原"),
        ("松岭科学文化指数几年一发", "松岭"),
        ("问错了，我想问的是农技协", ""),
        ("登门看望老科学家在几月", ""),
        ("那份讲人才工作的意见", ""),
        ("科普部每年办几场", ""),
        ("新旧办法的补贴有什么不一样", ""),
        ("？", ""),
    ],
)
def test_a_place_leads_a_question_before_what_is_no_verb(text: str, place: str) -> None:
    assert led_by(text) == place


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_terms_are_safe_in_a_quoted_search(text: str) -> None:
    assert all(term and '"' not in term and not term.isspace() for term in terms(text))


def test_the_dictionary_cuts_what_it_lacks_into_single_characters() -> None:
    assert dictionary_words("院仕专家") == ["院", "仕", "专家"]
    assert is_word("农技协") and not is_word("院仕")
    assert frequency("专家") > frequency("佘") > frequency("院仕") == 0


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="科普驿站新建由部20，。", max_size=30))
def test_words_cover_a_text_without_gap(text: str) -> None:
    assert "".join(words_of(text)) == text


def test_pairs_that_meet_by_chance_are_told_from_names_the_dictionary_lacks() -> None:
    assert {"责组", "织建"} <= across("由谁负责组织建设")
    assert across("驿站") == frozenset()
    assert "菱犀" not in across("菱犀计划"), "two characters that are no words may be a name"
    assert "计划" not in across("计划与计划"), "what stands inside a word is no chance"


@given(st.text(alphabet="由来组织负责驿站的计划菱犀与", max_size=30))
def test_pairs_that_meet_by_chance_are_terms_of_the_text(text: str) -> None:
    assert all(len(pair) == 2 for pair in across(text))
    assert across(text) <= set(content_terms(text)) | STOP_WORDS
