"""What a collection writes, character by character, and how it sounds: toneless pinyin, with the usual slips."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pypinyin import Style, pinyin

NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两半几壹贰叁肆伍陆柒捌玖拾")
DIVISIONS = frozenset("省市县区州镇乡村盟旗")
_SLURS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_VOWEL = re.compile("[aeiouv]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a collection writes: character → the one after it → in how many passages; its words in Latin
    letters; toneless sound → its characters, as the sound is and with the usual slips (zh for z, n for l). No
    numeral has a sound here: nothing may be put right into a number."""

    follows: Mapping[str, Mapping[str, int]]
    letters: frozenset[str]
    sounding: Mapping[str, tuple[str, ...]]
    slurred: Mapping[str, tuple[str, ...]]

    def count(self, first: str, second: str) -> int:
        """In how many passages the second character follows the first."""
        return self.follows.get(first, NOTHING).get(second, 0)

    def writes(self, char: str) -> bool:
        """Whether the collection holds a character, numerals apart."""
        return any(char in self.sounding.get(sound, ()) for sound in sounds(char))


NOTHING: Mapping[str, int] = {}


def vocabulary_of(counts: Iterable[tuple[str, int]]) -> Vocabulary:
    """The vocabulary of search terms (knowledge.words.terms) with the number of passages that hold them."""
    follows: dict[str, dict[str, int]] = defaultdict(dict)
    letters: set[str] = set()
    single: dict[str, str] = {}
    for term, count in counts:
        if term.isascii():
            letters.add(term)
        elif len(term) == 2:
            first, second = (single.setdefault(char, char) for char in term)
            follows[first][second] = count
    sounding: dict[str, list[str]] = defaultdict(list)
    slurred: dict[str, list[str]] = defaultdict(list)
    for char in sorted(single.keys() - NUMERALS):
        for sound in sounds(char):
            sounding[sound].append(char)
        for sound in {slur(sound) for sound in sounds(char)}:
            slurred[sound].append(char)
    return Vocabulary(dict(follows), frozenset(letters), _frozen(sounding), _frozen(slurred))


def _frozen(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


@cache
def sounds(char: str) -> tuple[str, ...]:
    """The toneless readings of a character, ü written v; none for what has no reading."""
    readings = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(sound for several in readings for sound in several if _VOWEL.search(sound))


@lru_cache(maxsize=10_000)
def slur(sound: str) -> str:
    """A sound without the differences that many do not hear: zh z, ch c, sh s, n l, -ng -n after a, e, i."""
    for full, plain in _SLURS:
        if sound.startswith(full):
            sound = plain + sound[len(full) :]
            break
    return sound[:-1] if sound.endswith(("ang", "eng", "ing")) else sound
