"""Words left in pinyin letters (kepu, yuanshi zhuanjia): the words of the collection that sound so."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, product
from math import log1p

from knowledge.sounds import DIVISIONS, NOTHING, Vocabulary, slur
from knowledge.words import dictionary_words, is_place, is_word

FEWEST_LETTERS = 4
MOST_SYLLABLES = 16
MOST_READINGS = 8
LONGEST_SYLLABLE = 6
WORD_POINTS = 3.0


def meant_by(text: str, start: int, stop: int, vocabulary: Vocabulary) -> str:
    """The likeliest words of the collection for the letters text[start:stop], '' if none or no pinyin.

    Every pair of characters in them is known. What the collection writes in letters itself, and the
    name of a place before 市, 县 …, stays in letters.
    """
    words = text[start:stop].split()
    short = stop - start < FEWEST_LETTERS
    if short or vocabulary.letters & set(words) or _before_division(text, stop):
        return ""
    around = text[start - 1 : start] if start else "", text[stop : stop + 1]
    readings = [
        sum(cut, ()) for cut in islice(product(*(syllables(w, vocabulary) for w in words)), MOST_READINGS)
    ]
    exact = [[vocabulary.sounding.get(sound, ()) for sound in reading] for reading in readings]
    alike = [[vocabulary.slurred.get(slur(sound), ()) for sound in reading] for reading in readings]
    return _likeliest(exact, around, vocabulary) or _likeliest(alike, around, vocabulary)


def _before_division(text: str, stop: int) -> bool:
    """Whether the next word is 市, 县 … alone, not the beginning of another (省外)."""
    return text[stop : stop + 1] in DIVISIONS and len(dictionary_words(text[stop : stop + 4])[0]) == 1


def _likeliest(readings: list[list[tuple[str, ...]]], around: tuple[str, str], vocabulary: Vocabulary) -> str:
    best = [found for columns in readings if (found := _best(columns, around, vocabulary))]
    return max(best)[1] if best else ""


def _best(
    columns: list[tuple[str, ...]], around: tuple[str, str], vocabulary: Vocabulary
) -> tuple[float, str] | None:
    """The best path through characters of these sounds where each pair is known, and its points."""
    if not 2 <= len(columns) <= MOST_SYLLABLES:
        return None
    left, right = around
    paths = {char: (log1p(vocabulary.count(left, char)), char) for char in columns[0]}
    for column in columns[1:]:
        paths = _longer(paths, frozenset(column), vocabulary)
    ends = [
        (points + log1p(vocabulary.count(path[-1], right)), path)
        for points, path in paths.values()
        if _is_sure(path, left, right, vocabulary)
    ]
    return max(ends, default=None)


def _longer(
    paths: Mapping[str, tuple[float, str]], column: frozenset[str], vocabulary: Vocabulary
) -> dict[str, tuple[float, str]]:
    """For each next character the best path to it."""
    longer: dict[str, tuple[float, str]] = {}
    for last, (points, path) in paths.items():
        known = vocabulary.follows.get(last, NOTHING)
        for char in column & known.keys():
            more = points + log1p(known[char]) + WORD_POINTS * is_word(last + char)
            longer[char] = max(longer.get(char, (0.0, "")), (more, path + char))
    return longer


def _is_sure(path: str, left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether two characters are a word or go on in a known pair; more are sure as they are. Never a place."""
    if len(path) > 2:
        return True
    joined = vocabulary.count(left, path[0]) or vocabulary.count(path[-1], right)
    return bool(is_word(path) or joined) and not is_place(path)


def syllables(letters: str, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """The ways to cut letters into as few sounds of the collection as can be; none if they are no pinyin."""
    shortest: list[list[tuple[str, ...]]] = [[()]]
    for stop in range(1, len(letters) + 1):
        ways = [
            (*way, letters[start:stop])
            for start in range(max(stop - LONGEST_SYLLABLE, 0), stop)
            if slur(letters[start:stop]) in vocabulary.slurred
            for way in shortest[start]
        ]
        fewest = min(map(len, ways), default=0)
        shortest.append([way for way in ways if len(way) == fewest][:MOST_READINGS])
    return shortest[-1]
