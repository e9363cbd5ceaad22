"""One question that asks several things → its parts, each understood by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from assistant.patterns import EACH, PREMISE, Kind
from assistant.question import UNCOUNTED, Asked, full_years, heads_in, kind_of, needs_of, stated_in, units_of
from knowledge.quantities import quantities
from knowledge.words import content_terms, fold

MOST_PARTS = 3
_ASKS = re.compile(
    "多少|有没有(?=[一-龥]{2})|(?<![十那这前近后头])几(?!乎)|(?<!不了)谁(?![也都])|哪|什么(?!都|的)|啥|怎|如何|何时|多久|多大|多高|多长|咋|是否|干嘛"
)
_TAIL = re.compile("^(?:对吗|对吧|对不对|是吗|是吧|是不是|没错吧|有没有)")
_YEARS = re.compile(
    r"(?<![\d—-])((?:19|20)\d\d)(?:年底?前?)?(?:[和与跟同及、]|以及)到?((?:19|20)\d\d)年?(?![\d—-])"
)
_CUT = re.compile("[?？。；;！!，,]+")


def parts_of(asked: Asked) -> tuple[Asked, ...]:
    """The parts of a question in their order, MOST_PARTS at most; the question itself where it asks one thing.

    A stretch that asks nothing belongs to the next that does, or to the last one. Two years of one question
    (2024和2035年的比例) are two parts, unless each names a document.
    """
    text = full_years(fold(asked.question))
    alone = len(asked.mentions) < 2
    pieces = (alone and _by_figures(text)) or [
        one
        for piece in _pieces(text)
        for one in (_by_years(piece) or _by_subjects(piece) if alone else [piece])
    ]
    if len(pieces) < 2:
        return (asked,)
    return tuple(_part(asked, piece) for piece in pieces[:MOST_PARTS])


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    open_text = ""
    for piece in filter(str.strip, (part for cut in _CUT.split(text) for part in _apart(cut))):
        if (_ASKS.search(piece) and not _TAIL.search(piece)) or (pieces and heads_in(piece)):
            pieces.append(open_text + piece)
            open_text = ""
        else:
            open_text += piece + "，"
    if open_text and pieces:
        pieces[-1] += "，" + open_text.rstrip("，")
    return pieces


_JOINS = re.compile("、|以及|还有|和|与|及")


def _apart(piece: str) -> list[str]:
    """A stretch cut before each of its questions but the first: where a comma or 和 stands between two things
    asked (办哪些活动、健全哪些组织)."""
    asks = list(_ASKS.finditer(piece))
    cuts = []
    for one, other in pairwise(asks):
        joins = list(_JOINS.finditer(piece, one.end(), other.start()))
        if joins and joins[-1].end() < other.start():
            cuts.append(joins[-1])
    begins, stops = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(piece)]
    return [piece[begin:stop] for begin, stop in zip(begins, stops, strict=True)]


def _by_years(piece: str) -> list[str]:
    match = _YEARS.search(piece)
    if match is None:
        return []
    return [piece.replace(match[0], f"{year}年") for year in dict.fromkeys(match.groups())]


def _by_figures(piece: str) -> list[str]:
    """A question that wants several numbers confirmed (甲够30人、乙800平，对吧), once for each; [] for other ones."""
    asks = PREMISE.search(piece)
    begins = [quantity.start for quantity in quantities(piece) if quantity.unit not in UNCOUNTED]
    if asks is None or len(begins) < 2 or _ASKS.search(piece.replace("是否", "")):
        return []
    cuts = [_JOINS_FIGURES.search(piece, one, other) for one, other in pairwise(begins)]
    if not all(cuts) or asks.start() < begins[-1]:
        return []
    places = [cut.end() for cut in cuts if cut]
    cut = [piece[first:last].rstrip("、，,") for first, last in pairwise([0, *places, len(piece)])]
    found = [one.translate(_WIDE) for one in cut]
    return [*(f"{one}{asks[0]}" for one in found[:-1]), found[-1]]


_WIDE = str.maketrans(",;:?!", "，；：？！")  # as they are written in Chinese
_JOINS_FIGURES = re.compile("、|，|,|以及|[和与及]")
_EACH = re.compile(EACH)
_AND = re.compile("、|以及|和|与|及|跟")
SHORTEST_SUBJECT = 2


def _by_subjects(piece: str) -> list[str]:
    """A stretch that asks the same of several things (甲和乙分别要建多少个), once for each; as it is, where it
    names no two things before 分别 or 各, or asks nothing after it."""
    each = _EACH.search(piece)
    if each is None or not _ASKS.search(piece, each.end()) or _ASKS.search(piece[: each.start()]):
        return [piece]
    start = max(piece.rfind(mark, 0, each.start()) for mark in "，,") + 1
    subjects = _AND.split(piece[start : each.start()])
    if len(subjects) < 2 or any(len(subject.strip()) < SHORTEST_SUBJECT for subject in subjects):
        return [piece]
    return [f"{piece[:start]}{subject}{piece[each.start() :]}" for subject in subjects]


def _part(asked: Asked, piece: str) -> Asked:
    words, stated = set(content_terms(piece)), stated_in(piece)
    kind = kind_of(piece)
    own = frozenset(word for word in asked.focus if word in words)
    return replace(
        asked,
        question=piece,
        kind=Kind.NUMBER if stated and kind == Kind.OTHER else kind,
        units=units_of(piece) | {quantity.unit for quantity in stated},
        needs=needs_of(piece),
        own=own,
        follows=True,
    )


def weights_of(part: Asked, weights: Mapping[str, float], share: float) -> dict[str, float]:
    """How much each word counts for one part: words of the other parts a share."""
    return {word: value * (1.0 if word in part.own else share) for word, value in weights.items()}
