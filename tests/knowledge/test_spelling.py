"""Misspelt questions: what is put right, and all that is left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.spelling import LONGEST, Repair, repaired
from tests.knowledge.collection import SENTENCES, vocabulary

WORDS = vocabulary()
CLAUSES = [clause for sentence in SENTENCES for clause in re.split("[，。]", sentence) if clause]
TYPOS = "仕材陪抱谱基携计数植树紫金佘遨指只站战"
pieces = st.sampled_from(
    [*CLAUSES, *TYPOS, "kepu", "yuanshi", "2025年", "12家", "3.5%", "“院仕专家”", "，", "？", "的", "枫港市"]
)
questions = st.lists(pieces, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("院仕专家工作站", "院士专家工作站"),
        ("新建多少家院仕专家工作站？", "新建多少家院士专家工作站？"),
        ("科谱教育基地", "科普教育基地"),
        ("应当陪训一线工程师", "应当培训一线工程师"),
        ("科学文化植树报告", "科学文化指数报告"),
        ("青岚省农计协的星级评定", "青岚省农技协的星级评定"),
        ("科普教育极地的认定", "科普教育基地的认定"),
        ("结佘资金怎么办", "结余资金怎么办"),
        ("kepu教育基地的shenbao", "科普教育基地的申报"),
        ("yuanshi zhuanjia gongzuozhan有几家", "院士专家工作站有几家"),
        ("科谱教育基地的yuanshi专家", "科普教育基地的院士专家"),
    ],
)
def test_misspelt_words_are_put_right(written: str, meant: str) -> None:
    assert repaired(written, WORDS).text == meant


def test_changes_are_told_as_written_and_as_meant() -> None:
    assert repaired("kepu教育基地，院仕专家", WORDS) == Repair(
        "科普教育基地，院士专家", (("kepu", "科普"), ("仕", "士"))
    )


def test_what_is_not_changed_keeps_its_widths_and_characters() -> None:
    assert repaired("新建ＡＢ，院仕專家？", WORDS).text == "新建ＡＢ，院士專家？"
    assert repaired("雲溪的科學普及？", WORDS) == Repair("雲溪的科學普及？")


@pytest.mark.parametrize(
    "text",
    [
        "“院仕专家”是什么？",
        "《科谱教育基地办法》几时施行？",
        "「科谱kepu」是什么？",
        "枫港市院长",
        "陪市科协开会",
        "到2025年新建12佳院士专家工作站",
        "三家院士专家工作站",
        "量子计算机怎么修？",
        "食堂什么时候开饭？",
        "https://example.com/kepu 是什么？",
        "kepu2025 是什么？",
        "",
        "  ",
    ],
)
def test_quotes_places_numbers_and_unknown_subjects_stay(text: str) -> None:
    assert repaired(text, WORDS) == Repair(text)


def test_letters_alone_in_quotes_are_spelt() -> None:
    assert repaired("「kepu」是什么？", WORDS).text == "「科普」是什么？"


def test_the_other_reading_of_a_character_is_what_was_typed() -> None:
    words = vocabulary(*["新增内容"] * 4)
    assert repaired("新曾了哪些内容？", words).text == "新增了哪些内容？"


def test_a_word_between_function_words_must_be_frequent() -> None:
    assert repaired("在哪些情型下撤销？", vocabulary(*["下列情形之一的"] * 4)).text == "在哪些情形下撤销？"
    assert repaired("在哪些情型下撤销？", vocabulary("下列情形之一的")).changes == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("在哪些清醒下撤销？", "在哪些情形下撤销？"),
        ("有什么清醒？", "有什么情形？"),
        ("在清醒下撤销？", "在清醒下撤销？"),  # no interrogative asks for it
        ("哪些轻型车？", "哪些轻型车？"),  # the word goes on otherwise
        ("哪些启示？", "哪些启示？"),  # sounds like a word that is not asked for
    ],
)
def test_a_word_that_is_asked_for_stands_behind_an_interrogative(written: str, meant: str) -> None:
    words = vocabulary(*["下列情形之一的，歧视的"] * 4)
    assert repaired(written, words).text == meant
    assert repaired(written, vocabulary("下列情形之一的")).changes == ()


def test_a_known_place_is_not_put_right_into_a_word() -> None:
    assert repaired("上海的工作", vocabulary("商海的工作", "商海的工作")) == Repair("上海的工作")


def test_a_text_longer_than_a_question_is_left_alone() -> None:
    text = "院仕专家工作站" + "。" * LONGEST
    assert repaired(text, WORDS) == Repair(text)
    grown = "院仕专家工作站" + "\ufdfa" * (LONGEST // 10)
    assert repaired(grown, WORDS) == Repair(grown)


def test_nothing_is_put_right_by_an_empty_collection() -> None:
    assert repaired("院仕专家kepu", vocabulary("。")) == Repair("院仕专家kepu")


def test_a_rare_character_is_put_right_only_where_one_word_fits() -> None:
    assert repaired("的结佘资金", vocabulary("结余资金")).text == "的结余资金"
    two = vocabulary("结余资金", "结算资金")
    assert repaired("的结佘资金", two).text == "的结佘资金"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*CLAUSES, "，", "？", "2025年"]), max_size=8).map("".join))
def test_a_text_of_known_sentences_is_never_changed(text: str) -> None:
    assert repaired(text, WORDS) == Repair(text)


@settings(max_examples=150, deadline=None)
@given(questions)
def test_a_text_put_right_is_right(text: str) -> None:
    once = repaired(text, WORDS)
    assert repaired(once.text, WORDS) == Repair(once.text)


@settings(max_examples=150, deadline=None)
@given(st.one_of(questions, st.text(max_size=40)))
def test_numbers_and_quotes_are_never_changed(text: str) -> None:
    def kept(text: str) -> list[str]:
        return re.findall(r"\d|[〇零一二三四五六七八九十百千万亿两半]|“[^”]*”", text)

    assert kept(repaired(text, WORDS).text) == kept(text)


@settings(max_examples=150, deadline=None)
@given(questions)
def test_every_change_is_told(text: str) -> None:
    found = repaired(text, WORDS)
    assert bool(found.changes) == (found.text != text)
    assert all(written != meant and meant in found.text for written, meant in found.changes)
