"""The pairs of characters of a collection, and their sounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sounds import NUMERALS, slur, sounds, vocabulary_of
from tests.knowledge.collection import vocabulary


def test_pairs_are_counted_and_words_in_letters_kept() -> None:
    made = vocabulary_of([("科普", 4), ("普及", 2), ("vr", 1), ("科学技术协会", 9), ("3", 5)])
    assert (made.count("科", "普"), made.count("普", "及"), made.count("普", "科")) == (4, 2, 0)
    assert "vr" in made.letters and "技" not in made.follows


def test_characters_are_found_by_their_sound_and_by_what_sounds_alike() -> None:
    made = vocabulary("山区展示")
    assert made.sounding["shan"] == ("山",) and made.slurred["san"] == ("山",)
    assert "shan" not in made.slurred and "san" not in made.sounding


def test_a_vocabulary_writes_its_characters_and_no_others() -> None:
    made = vocabulary("山区展示")
    assert all(map(made.writes, "山区展示")) and not any(map(made.writes, "枫扇ａ"))


def test_a_numeral_has_no_sound_in_a_vocabulary() -> None:
    made = vocabulary("一家十县三万")
    assert not {char for chars in made.sounding.values() for char in chars} & NUMERALS
    assert not {char for chars in made.slurred.values() for char in chars} & NUMERALS


def test_nothing_is_a_vocabulary_too() -> None:
    made = vocabulary_of(())
    assert made.count("科", "普") == 0 and not made.sounding


def test_readings_are_toneless_with_the_usual_one_first() -> None:
    assert sounds("普") == ("pu",) and sounds("绿")[0] == "lv"
    assert sounds("调")[0] == "diao" and "tiao" in sounds("调")
    assert sounds("a") == () and sounds("，") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhi", "zi"), ("chu", "cu"), ("shang", "san"), ("nan", "lan"), ("jing", "jin"), ("neng", "len")],
)
def test_the_usual_slips_sound_alike(one: str, other: str) -> None:
    assert slur(one) == slur(other)


@pytest.mark.parametrize(("one", "other"), [("gong", "gon"), ("hu", "fu"), ("ban", "pan"), ("ri", "li")])
def test_other_sounds_do_not(one: str, other: str) -> None:
    assert slur(one) != slur(other)


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
def test_a_slurred_sound_is_not_slurred_further(char: str) -> None:
    assert all(slur(slur(sound)) == slur(sound) for sound in sounds(char))
