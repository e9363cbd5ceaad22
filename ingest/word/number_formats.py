"""The number formats of Word: 3 → 三, ③, III, 叁 (w:numFmt, ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.quantities import to_han

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("零一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
MOST_LETTERS = 780  # Word repeats the letter: 27 is AA, 53 AAA, 780 thirty Z
MOST_ROMAN = 4_999


def printed(number: int, style: str) -> str:
    """A number in a format of Word; plain digits where the format is unknown or has no such number."""
    if style in ("none", "bullet"):
        return ""
    return _FORMATS.get(style, str)(number) or str(number)


def _han(number: int) -> str:
    return to_han(number) if 0 < number <= 9999 else ""


def _japanese(number: int) -> str:
    return re.sub("一(?=[十百千])", "", _han(number))


def _legal(letters: dict[int, int]) -> Callable[[int], str]:
    return lambda number: re.sub("^十", "一十", _han(number)).translate(letters)


def _row(characters: str) -> Callable[[int], str]:
    """The n-th character of a row, nothing beyond it."""
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else ""


def _from(first: str, count: int) -> Callable[[int], str]:
    return _row("".join(chr(ord(first) + i) for i in range(count)))


def _letters(first: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        times, place = divmod(number - 1, 26)
        return chr(ord(first) + place) * (times + 1) if 0 < number <= MOST_LETTERS else ""

    return write


def _roman(number: int) -> str:
    written = ""
    for size, letters in _ROMAN if number <= MOST_ROMAN else ():
        times, number = divmod(number, size)
        written += letters * times
    return written


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "numberInDash": "- {} -".format,
    "chineseCounting": _han,
    "chineseCountingThousand": _han,
    "taiwaneseCounting": _han,
    "taiwaneseCountingThousand": _han,
    "japaneseCounting": _japanese,
    "ideographDigital": lambda number: str(number).translate(_HAN_DIGITS),
    "japaneseDigitalTenThousand": lambda number: str(number).translate(_HAN_DIGITS),
    "taiwaneseDigital": lambda number: str(number).translate(_HAN_DIGITS),
    "chineseLegalSimplified": _legal(_LEGAL),
    "ideographLegalTraditional": _legal(_LEGAL_TRADITIONAL),
    "japaneseLegal": _legal(_LEGAL_TRADITIONAL),
    "ideographTraditional": _row(_STEMS),
    "ideographZodiac": _row(_BRANCHES),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}
