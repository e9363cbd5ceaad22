"""Misspelt questions: words that no document holds, put right by what sounds alike and documents do hold.

A wrong character among right ones (院仕专家), a wrong word of the same sound (文化植树报告), and words left
in pinyin letters (kepu). Knowledge of the collection are its pairs of neighbouring characters: a
change is made only where no pair around the written characters occurs in any document and the pairs
around the new ones do. Numbers, years, places and what is quoted stay as they are written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from math import log1p

from pypinyin import Style, pinyin

from knowledge.words import STOP_WORDS, dictionary_words, fold, is_place, is_word

LONGEST = 400
WORD_POINTS = 3.0
FEWEST_LETTERS = 4
MOST_READINGS = 8
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两半几壹贰叁肆伍陆柒捌玖拾")
_FIXED = _NUMERALS | {word for word in STOP_WORDS if len(word) == 1} | set("年月日号第谁啥哪")
_DIVISIONS = frozenset("省市县区州镇乡村盟旗")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」|『[^』]*』|‘[^’]*’|《[^》]*》|〈[^〉]*〉")
_LETTERS = re.compile(r"(?<![0-9a-z._@/:\-])[a-z]+(?: [a-z]+)*(?![0-9a-z._@/:\-])")
_SLURS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_VOWEL = re.compile("[aeiouv]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a collection writes: character → the one after it → in how many passages; its words in Latin
    letters; toneless sound → its characters, as the sound is and with the usual slips (zh for z, n for l)."""

    follows: Mapping[str, Mapping[str, int]]
    letters: frozenset[str]
    sounding: Mapping[str, tuple[str, ...]]
    slurred: Mapping[str, tuple[str, ...]]

    def count(self, first: str, second: str) -> int:
        """In how many passages the second character follows the first."""
        return self.follows.get(first, _NOTHING).get(second, 0)


_NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Repair:
    """A text put right, and what was changed in it: (as written, as meant), in order of discovery."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    stop: int
    meant: str


def vocabulary_of(counts: Iterable[tuple[str, int]]) -> Vocabulary:
    """The vocabulary of search terms (knowledge.words.terms) with the number of passages that hold them."""
    follows: dict[str, dict[str, int]] = defaultdict(dict)
    letters, single = set(), {}
    for term, count in counts:
        if term.isascii():
            letters.add(term)
        elif len(term) == 2:
            first, second = (single.setdefault(char, char) for char in term)
            follows[first][second] = count
    sounding: dict[str, list[str]] = defaultdict(list)
    slurred: dict[str, list[str]] = defaultdict(list)
    for char in sorted(single.keys() - _NUMERALS):
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


def slur(sound: str) -> str:
    """A sound without the differences that many do not hear: zh z, ch c, sh s, n l, -ng -n after a, e, i."""
    for full, plain in _SLURS:
        if sound.startswith(full):
            sound = plain + sound[len(full) :]
            break
    return sound[:-1] if sound.endswith(("ang", "eng", "ing")) else sound


def repaired(text: str, vocabulary: Vocabulary) -> Repair:
    """The text with misspelt words put right; the text itself where nothing is, or it is longer than a question."""
    shown, folded = text, fold(text)
    if len(folded) > LONGEST:
        return Repair(text)
    shown = text if len(text) == len(folded) else folded
    changes: list[tuple[str, str]] = []
    while edits := _edits(folded, vocabulary):
        changes += [(shown[edit.start : edit.stop], edit.meant) for edit in edits]
        shown, folded = _edited(shown, edits), _edited(folded, edits)
    return Repair(shown, tuple(changes)) if changes else Repair(text)


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.meant + text[edit.stop :]
    return text


def _edits(text: str, vocabulary: Vocabulary) -> list[_Edit]:
    """Words in letters first: what they mean is the context of the rest. No two edits touch."""
    quoted = frozenset(place for match in _QUOTED.finditer(text) for place in range(*match.span()))
    spelt = [
        edit
        for match in _LETTERS.finditer(text)
        if match.start() not in quoted
        for edit in _spelt(text, match.start(), match.end(), vocabulary)
    ]
    if spelt:
        return spelt
    edits: list[_Edit] = []
    for match in _HAN_RUN.finditer(text):
        if match.start() not in quoted:
            run = _Run(match[0], vocabulary, after_digit=text[match.start() - 1 : match.start()].isdigit())
            for edit in run.edits():
                edits.append(_Edit(edit.start + match.start(), edit.stop + match.start(), edit.meant))
    return edits


# --- wrong characters ----------------------------------------------------------------------


class _Run:
    """A run of characters without a mark between them, cut into the words that the dictionary knows."""

    def __init__(self, text: str, vocabulary: Vocabulary, *, after_digit: bool) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._words = dictionary_words(text)
        starts = [0]
        for word in self._words:
            starts.append(starts[-1] + len(word))
        self._lone = {start for start, word in zip(starts, self._words, strict=False) if len(word) == 1}
        self._pairs = {start for start, word in zip(starts, self._words, strict=False) if len(word) == 2}
        self._fixed = self._fixed_places(starts) | ({0} if after_digit else set())

    def _fixed_places(self, starts: list[int]) -> set[int]:
        """Function words, numerals and what they count, and names of places, known and unknown."""
        fixed = {place for place, char in enumerate(self._text) if char in _FIXED}
        fixed |= {place + 1 for place, char in enumerate(self._text) if char in _NUMERALS}
        for start, word in zip(starts, self._words, strict=False):
            if is_place(word):
                fixed |= set(range(start, start + len(word)))
            if word[0] in _DIVISIONS:
                fixed |= set(_unbroken(start, self._lone))
        return fixed

    def edits(self) -> Iterator[_Edit]:
        """What to change, from left to right; no two edits stand side by side."""
        place = 0
        while place < len(self._text):
            edit = self._pair_at(place) or self._char_at(place)
            if edit:
                yield edit
                place = edit.stop
            place += 1

    def _around(self, start: int, stop: int) -> tuple[str, str]:
        return self._text[start - 1 : start] if start else "", self._text[stop : stop + 1]

    def _unknown(self, start: int, stop: int) -> bool:
        """Whether no pair of characters in or around a stretch occurs in the collection."""
        around = self._text[max(start - 1, 0) : stop + 1]
        return len(around) > 1 and not any(self._vocabulary.count(*pair) for pair in pairwise(around))

    def _char_at(self, place: int) -> _Edit | None:
        """The character meant at a place where a wrong one stands."""
        if place in self._fixed or not self._unknown(place, place + 1):
            return None
        found = self._same_sound(place) or self._other_sound(place)
        return _Edit(place, place + 1, found) if found else None

    def _same_sound(self, place: int) -> str:
        char, (left, right) = self._text[place], self._around(place, place + 1)
        exact = {other for sound in sounds(char) for other in self._vocabulary.sounding.get(sound, ())}
        alike = exact | {
            other for sound in sounds(char) for other in self._vocabulary.slurred.get(slur(sound), ())
        }
        fits = [
            (other in exact, self._points(left, other, right), other)
            for other in sorted(alike - _FIXED)
            if self._fits(place, other, exact=other in exact)
        ]
        return max(fits)[2] if fits else ""

    def _fits(self, place: int, other: str, *, exact: bool) -> bool:
        """Whether another character of the same sound makes known pairs where the written one makes none."""
        left, right = self._around(place, place + 1)
        before, after = self._vocabulary.count(left, other), self._vocabulary.count(other, right)
        if is_place(left + other) or is_place(other + right):
            return False
        if before and after:
            return place in self._lone or (exact and not {left, right} & _FIXED)
        if place not in self._lone or not (before or after):
            return False
        return self._makes_word(place, other) or (exact and self._makes_chain(place, other))

    def _makes_word(self, place: int, other: str) -> bool:
        """Whether two single characters become a word of the dictionary and the collection."""
        left, right = self._around(place, place + 1)
        with_left = place - 1 in self._lone and self._vocabulary.count(left, other) and is_word(left + other)
        return bool(
            with_left
            or (place + 1 in self._lone and self._vocabulary.count(other, right) and is_word(other + right))
        )

    def _makes_chain(self, place: int, other: str) -> bool:
        """Whether, at an edge, the new pair goes on in a known one: 托举 in 托举项目."""
        left, right = self._around(place, place + 1)
        count = self._vocabulary.count
        if not left or left in _FIXED:
            return bool(count(other, right) and count(*self._text[place + 1 : place + 3].ljust(2)))
        if not right or right in _FIXED:
            return bool(count(left, other) and count(*self._text[max(place - 2, 0) : place].rjust(2)))
        return False

    def _other_sound(self, place: int) -> str:
        """The one character of another sound that makes known pairs on both sides, one of them a word."""
        left, right = self._around(place, place + 1)
        if place not in self._lone or {left, right} & _FIXED:
            return ""
        follows = self._vocabulary.follows
        fits = [
            other
            for other in follows.get(left, ())
            if right in follows.get(other, ()) and other not in _FIXED and self._makes_word(place, other)
        ]
        return fits[0] if len(fits) == 1 and not is_place(left + fits[0]) else ""

    def _pair_at(self, place: int) -> _Edit | None:
        """The word meant where another word, or two single characters, of the same sound stand."""
        pair, stop = self._text[place : place + 2], place + 2
        whole = place in self._pairs or {place, place + 1} <= self._lone
        if len(pair) < 2 or not whole or {place, place + 1} & self._fixed or not self._unknown(place, stop):
            return None
        left, right = self._around(place, stop)
        fits = [
            (self._points(left, *other, right), "".join(other))
            for other in self._words_like(pair)
            if self._joins(left, other[0]) and self._joins(other[1], right)
            if self._vocabulary.count(left, other[0]) or self._vocabulary.count(other[1], right)
        ]
        return _Edit(place, stop, max(fits)[1]) if fits else None

    def _words_like(self, pair: str) -> Iterator[tuple[str, str]]:
        """Words of the collection and the dictionary that sound like two characters."""
        firsts, seconds = (
            {other for sound in sounds(char) for other in self._vocabulary.sounding.get(sound, ())}
            for char in pair
        )
        for first in firsts - _FIXED - {pair[0]}:
            known = self._vocabulary.follows.get(first, _NOTHING)
            for second in (seconds & known.keys()) - _FIXED - {pair[1]}:
                if is_word(first + second) and not is_place(first + second):
                    yield first, second

    def _joins(self, first: str, second: str) -> bool:
        """Whether two characters may stand side by side: a known pair, or an edge, or a function word."""
        return (
            not first
            or not second
            or bool({first, second} & _FIXED or self._vocabulary.count(first, second))
        )

    def _points(self, *chars: str) -> float:
        return sum(log1p(self._vocabulary.count(*pair)) for pair in pairwise(chars))


def _unbroken(stop: int, lone: set[int]) -> Iterator[int]:
    """The places of the single characters, three at most, that stand before `stop` without a word between."""
    for place in range(stop - 1, max(stop - 4, -1), -1):
        if place not in lone:
            return
        yield place


# --- words in letters ----------------------------------------------------------------------


def _spelt(text: str, start: int, stop: int, vocabulary: Vocabulary) -> list[_Edit]:
    """What a group of words in letters means: together, or else each word that means something."""
    whole = _meant(text, start, stop, vocabulary)
    if whole or " " not in text[start:stop]:
        return [_Edit(start, stop, whole)] if whole else []
    pieces = [(start + piece.start(), start + piece.end()) for piece in re.finditer("[a-z]+", text[start:stop])]
    return [_Edit(*piece, meant) for piece in pieces if (meant := _meant(text, *piece, vocabulary))]


def _meant(text: str, start: int, stop: int, vocabulary: Vocabulary) -> str:
    """The likeliest words of the collection with these sounds, '' if none: every pair of them is known."""
    words = text[start:stop].split()
    if stop - start < FEWEST_LETTERS or vocabulary.letters & set(words) or text[stop : stop + 1] in _DIVISIONS:
        return ""
    left, right = text[start - 1 : start] if start else "", text[stop : stop + 1]
    for plain, known in ((str, vocabulary.sounding), (slur, vocabulary.slurred)):
        readings = product(*(syllables(word, vocabulary) for word in words))
        found = [
            best
            for reading, _ in zip(readings, range(MOST_READINGS), strict=False)
            if (best := _best([known.get(plain(s), ()) for each in reading for s in each], left, right, vocabulary))
        ]
        if found:
            return max(found)[1]
    return ""


def _best(
    columns: list[tuple[str, ...]], left: str, right: str, vocabulary: Vocabulary
) -> tuple[float, str] | None:
    """The best path through characters of these sounds where each pair is known, and its points."""
    if len(columns) < 2:
        return None
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
        known = vocabulary.follows.get(last, _NOTHING)
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
            for start in range(max(stop - 6, 0), stop)
            if slur(letters[start:stop]) in vocabulary.slurred
            for way in shortest[start]
        ]
        fewest = min(map(len, ways), default=0)
        shortest.append([way for way in ways if len(way) == fewest][:MOST_READINGS])
    return shortest[-1]
