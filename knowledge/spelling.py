"""Misspelt questions: words that no document holds, put right by what sounds alike and documents do hold.

A wrong character among right ones (院仕专家), a wrong word of the same sound (文化植树报告), and words left
in pinyin letters (kepu). Known of the collection are its pairs of neighbouring characters: a change is
made only where no pair around what is written occurs in any document and what is meant makes a word
that documents hold. Numbers, years, places and what is quoted stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise, product
from math import log1p

from knowledge.letters import meant_by
from knowledge.sounds import DIVISIONS, NOTHING, NUMERALS, Vocabulary, slur, sounds
from knowledge.words import STOP_WORDS, dictionary_words, fold, frequency, is_place, is_word

LONGEST = 400
LONGEST_WORD = 4
RARE = 100  # of jieba's counts: 佘 38, 遨 5; 疫, 餐 and other words of one character have hundreds
FREQUENT = 4
_FIXED = NUMERALS | {word for word in STOP_WORDS if len(word) == 1} | set("第年月日时前后内外谁啥哪每各")
_OPEN = _FIXED | {"", "多", "什", "怎", "些"}
_ASKED_FOR = frozenset(
    "情形 情况 条件 时间 时候 部门 单位 机构 地方 材料 内容 要求 标准 措施 任务 目标 方式 程序 范围 对象 职责 责任 人员 原因 "
    "依据 方面 阶段 环节 步骤 领域 行业 产业 项目 活动 指标 比例 数量 金额 期限".split()
)
_ASKING_BEFORE = re.compile("(?:哪些|什么|哪个|哪几[个种类项条]|哪[种类项]|何种|怎样的|多少个?)$")
_HOW_MANY = re.compile("多少|几")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|「[^」]*」|『[^』]*』|‘[^’]*’|《[^》]*》|〈[^〉]*〉")
_LETTERS = re.compile(r"(?<![0-9a-z._@/:\-])[a-z]+(?: [a-z]+)*(?![0-9a-z._@/:\-])")
_LETTERS_ALONE = re.compile(r"[“\"「『‘《〈][a-z ]+[”\"」』’》〉]")


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


def repaired(text: str, vocabulary: Vocabulary) -> Repair:
    """The text with misspelt words put right; the text itself where nothing is, or it is longer than a question."""
    folded = fold(text) if len(text) <= LONGEST else text
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
        if match.start() not in quoted or _LETTERS_ALONE.fullmatch(text[match.start() - 1 : match.end() + 1])
        for edit in _spelt(text, match.start(), match.end(), vocabulary)
    ]
    if spelt:
        return spelt
    edits: list[_Edit] = []
    for match in _HAN_RUN.finditer(text):
        if match.start() not in quoted:
            run = _Run(match[0], vocabulary, counted=text[: match.start()][-1:].isdigit())
            for edit in run.edits():
                edits.append(_Edit(edit.start + match.start(), edit.stop + match.start(), edit.meant))
    return edits


def _spelt(text: str, start: int, stop: int, vocabulary: Vocabulary) -> list[_Edit]:
    """What a group of words in letters means: together, or else each word that means something."""
    if whole := meant_by(text, start, stop, vocabulary):
        return [_Edit(start, stop, whole)]
    words = [(start + word.start(), start + word.end()) for word in re.finditer("[a-z]+", text[start:stop])]
    return [_Edit(*word, meant) for word in words if (meant := meant_by(text, *word, vocabulary))]


class _Run:
    """A run of characters without a mark between them, cut into the words that the dictionary knows."""

    def __init__(self, text: str, vocabulary: Vocabulary, *, counted: bool) -> None:
        self._text = text
        self._vocabulary = vocabulary
        words = dictionary_words(text)
        self._cuts = [0, *accumulate(map(len, words))]
        self._lone = {start for start, word in zip(self._cuts, words, strict=False) if len(word) == 1}
        self._closed = self._places(words) | {place for place, char in enumerate(text) if char in _FIXED}
        self._fixed = self._closed | self._counted() | ({0} if counted else set())

    def _counted(self) -> set[int]:
        """Places of what is counted: beside a numeral, and where its number is asked."""
        numerals = {place + 1 for place, char in enumerate(self._text) if char in NUMERALS}
        return numerals | {match.end() for match in _HOW_MANY.finditer(self._text)}

    def _places(self, words: list[str]) -> set[int]:
        """Where names of places stand: known ones, and what the dictionary does not know before 市, 县 …"""
        named: set[int] = set()
        for start, word in zip(self._cuts, words, strict=False):
            if is_place(word):
                named |= set(range(start, start + len(word)))
            elif word[0] in DIVISIONS:
                named |= {start, *_unbroken(start, self._lone)}
        return named

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
        """The character meant where a wrong one stands: of the same sound, or, of any sound, the only one."""
        if place in self._fixed or not self._unknown(place, place + 1) or not self._windows(place):
            return None
        left, right = self._around(place, place + 1)
        same = self._same_sound(place)
        found = max(same, key=lambda fit: (fit[0], self._points(left, fit[1], right)))[1] if same else ""
        found = found or self._only_one(place)
        return _Edit(place, place + 1, found) if found else None

    def _same_sound(self, place: int) -> list[tuple[bool, str]]:
        """Whether the sound is the very same, and the character, of all that fit at a place."""
        written = sounds(self._text[place])
        return [
            (sounds(other)[0] == sound, other)
            for sound in written
            for other in self._vocabulary.slurred.get(slur(sound), ())
            if other not in _FIXED and slur(sounds(other)[0]) == slur(sound)
            if self._fits(place, other, exact=sounds(other)[0] == sound)
        ]

    def _fits(self, place: int, other: str, *, exact: bool) -> bool:
        """Whether a character makes a known word where the written one makes none. Inside a word of the
        dictionary (考查), and where the sound is only alike, it must be known between its neighbours too."""
        if place in self._lone and exact:
            return self._makes_word(place, other)
        return (
            (exact or place in self._lone)
            and self._is_between(place, other)
            and self._makes_word(place, other)
        )

    def _is_between(self, place: int, other: str) -> bool:
        left, right = self._around(place, place + 1)
        known = self._vocabulary.count(left, other) and self._vocabulary.count(other, right)
        return bool(known) and not {left, right} & _OPEN

    def _makes_word(self, place: int, other: str) -> bool:
        """Whether whole words of the text become one, known to dictionary and collection, that goes on in
        known pairs."""
        text = self._text[:place] + other + self._text[place + 1 :]
        return any(
            self._is_known_word(text[start:stop]) and self._goes_on(start, stop, text)
            for start, stop in self._windows(place)
        )

    def _windows(self, place: int) -> list[tuple[int, int]]:
        """Stretches of whole words around a place, as long as a word can be, in which nothing is fixed."""
        starts = [cut for cut in self._cuts if place - LONGEST_WORD < cut <= place]
        stops = [cut for cut in self._cuts if place < cut < place + LONGEST_WORD]
        return [
            (start, stop)
            for start, stop in product(starts, stops)
            if 2 <= stop - start <= LONGEST_WORD and not self._closed & set(range(start, stop))
        ]

    def _is_known_word(self, word: str) -> bool:
        return is_word(word) and not is_place(word) and self._weakest(word) > 0

    def _weakest(self, word: str) -> int:
        return min(self._vocabulary.count(*pair) for pair in pairwise(word))

    def _goes_on(self, start: int, stop: int, text: str) -> bool:
        """Whether a new word is known beside a neighbour; beside none, or function words, it must be frequent."""
        left, right = self._around(start, stop)
        beside = [pair for pair in ((left, text[start]), (text[stop - 1], right)) if not _OPEN & set(pair)]
        if beside:
            return any(self._vocabulary.count(*pair) for pair in beside)
        return self._weakest(text[start:stop]) >= FREQUENT

    def _only_one(self, place: int) -> str:
        """For a character that is rare as a word, the only one known between its neighbours that makes a word."""
        if place not in self._lone or frequency(self._text[place]) > RARE:
            return ""
        left, right = self._around(place, place + 1)
        follows = self._vocabulary.follows
        fits = [
            other
            for other in follows.get(left, NOTHING)
            if right in follows.get(other, NOTHING) and other not in _FIXED and self._makes_word(place, other)
        ]
        return fits[0] if len(fits) == 1 else ""

    def _pair_at(self, place: int) -> _Edit | None:
        """The word meant where another word of the same sound stands: known beside both its neighbours."""
        pair, stop = self._text[place : place + 2], place + 2
        if place not in self._cuts or place in self._lone or stop not in self._cuts:
            return None
        if {place, place + 1} & self._fixed or not self._unknown(place, stop):
            return None
        left, right = self._around(place, stop)
        count = self._vocabulary.count
        fits = [
            (self._points(left, *word, right), word)
            for word in self._words_like(pair)
            if (count(left, word[0]) and count(word[1], right)) or self._is_asked_for(place, word)
        ]
        return _Edit(place, stop, max(fits)[1]) if fits else None

    def _is_asked_for(self, place: int, word: str) -> bool:
        """Whether a frequent word is one that an interrogative before it asks for (哪些情形), and nothing goes on from it."""
        right = self._around(place, place + 2)[1]
        closed = not right or right in _FIXED or bool(self._vocabulary.count(word[1], right))
        asked = word in _ASKED_FOR and _ASKING_BEFORE.search(self._text[:place])
        return bool(asked) and closed and self._weakest(word) >= FREQUENT

    def _words_like(self, pair: str) -> Iterator[str]:
        """Words of collection and dictionary that sound like two characters, both of them others."""
        firsts, seconds = (
            {
                other
                for sound in sounds(char)[:1]
                for other in self._vocabulary.sounding.get(sound, ())
                if other not in _FIXED and other != char and sounds(other)[0] == sound
            }
            for char in pair
        )
        for first in firsts:
            for second in seconds & self._vocabulary.follows.get(first, NOTHING).keys():
                if self._is_known_word(first + second):
                    yield first + second

    def _points(self, *chars: str) -> float:
        return sum(log1p(self._vocabulary.count(*pair)) for pair in pairwise(chars))


def _unbroken(stop: int, lone: set[int]) -> Iterator[int]:
    """The places of the single characters, three at most, that stand before `stop` without a word between."""
    for place in range(stop - 1, max(stop - 4, -1), -1):
        if place not in lone:
            return
        yield place
