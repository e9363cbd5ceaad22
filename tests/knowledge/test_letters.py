"""Words left in pinyin letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.letters import MOST_READINGS, MOST_SYLLABLES, meant_by, syllables
from tests.knowledge.collection import vocabulary

WORDS = vocabulary()


def meant(text: str) -> str:
    """What the letters of a text mean in it."""
    letters = [place for place, char in enumerate(text) if char.isascii()]
    return meant_by(text, letters[0], letters[-1] + 1, WORDS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kepu", "科普"),
        ("yuanshi zhuanjia gongzuozhan", "院士专家工作站"),
        ("yuanshizhuanjiagongzuozhan", "院士专家工作站"),
        ("科学wenhua指数", "文化"),
        ("省kexie牵头", "科协"),
        ("nongjixie", "农技协"),
        ("yuansi专家", "院士"),
        ("每年yaoqin省外专家", "邀请"),
    ],
)
def test_letters_become_words_of_the_collection(text: str, words: str) -> None:
    assert meant(text) == words


@pytest.mark.parametrize(
    "text", ["plan", "office", "vr", "ke", "kehuan", "kepu县", "chongqing", "kepu plan", "k" * 40, "ao"]
)
def test_other_words_abbreviations_and_places_stay_in_letters(text: str) -> None:
    assert meant(text) == ""


def test_what_the_collection_writes_in_letters_stays() -> None:
    assert meant_by("kepu", 0, 4, vocabulary("科普", "kepu 平台")) == ""


def test_a_name_of_a_place_is_never_meant() -> None:
    assert meant_by("beijing", 0, 7, vocabulary("北京北京")) == ""
    assert meant_by("beijing", 0, 7, vocabulary("背景材料")) == "背景"


def test_neighbours_decide_between_words_of_one_sound() -> None:
    words = vocabulary("原始记录", "原始记录", "原始记录", "院士专家")
    assert (meant_by("yuanshi记录", 0, 7, words), meant_by("yuanshi专家", 0, 7, words)) == ("原始", "院士")


def test_letters_are_cut_into_as_few_syllables_as_can_be() -> None:
    words = vocabulary("方案西安先进反感")
    assert sorted(syllables("fangan", words)) == [("fan", "gan"), ("fang", "an")]
    assert syllables("xian", words) == [("xian",)]
    assert syllables("xq", words) == [] and syllables("", words) == [()]


def test_hostile_lengths_are_left_alone() -> None:
    words = vocabulary("啊呀啊啊额安")
    assert meant_by("a" * 400, 0, 400, words) == ""
    assert len(syllables("an" * MOST_SYLLABLES, words)) <= MOST_READINGS


@settings(max_examples=100, deadline=None)
@given(st.from_regex("[a-z ]{1,30}", fullmatch=True))
def test_whatever_is_meant_stands_in_the_collection_pair_by_pair(letters: str) -> None:
    found = meant_by(letters, 0, len(letters), WORDS)
    assert all(WORDS.count(*found[place : place + 2]) for place in range(len(found) - 1))
