"""Automatic numbers of a Word document: numbering.xml and a count → （三）, 2.1, 第四条.

Lists that share a definition (w:abstractNum) count on from one to the other; a list that says where
it starts (w:startOverride) does so once. A level begins anew after any outer one, unless it says after
which (w:lvlRestart). An outer level that was passed over counts as used; one that has bullets is not
printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.word.elements import Element, attribute, child, children, name_of, number, switched_on, value
from ingest.word.number_formats import printed
from ingest.word.styles import Placing

LEVELS = 9
LONGEST_TEXT = 100
# Bullets are mostly drawn with symbol fonts, whose letters mean nothing elsewhere.
BULLETS = {
    **{"\uf0b7": "•", "\uf0a7": "▪", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0a8": "□"},
    **{"\uf0d8": "➢", "\uf0fc": "✓", "\uf0b2": "◇", "\uf06f": "□", "\uf0fe": "☑", "\uf09f": "•"},
    **{"\uf071": "□", "\uf0d1": "☒", "\uf0e8": "➔", "\uf077": "◆", "\uf076": "◆"},
}
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 0
    style: str = "decimal"
    text: str = ""
    spaced: bool = True
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """One w:num: the definition it counts in, its levels, and where it begins anew."""

    key: str
    definition: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]

    def level_of(self, placing: Placing) -> int:
        if placing.level is not None:
            return placing.level
        linked = {level.paragraph_style: place for place, level in self.levels.items()}
        return next((linked[style] for style in placing.styles if style in linked), placing.style_level)

    def start(self, place: int) -> int:
        return self.starts.get(place, self.levels.get(place, _Level()).start)


class Numbering:
    """The lists of one document, and how far each has been counted."""

    def __init__(self, root: Element | None = None) -> None:
        self._lists = _lists(root)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, placing: Placing | None) -> tuple[str, bool]:
        """The number of the next paragraph of a list as it is printed ("" for none), and whether a tab
        or a blank stands after it."""
        found = self._lists.get(placing.list_id) if placing else None
        place = found.level_of(placing) if found and placing else LEVELS
        if found is None or place not in found.levels:
            return "", False
        self._count(found, place)
        level = found.levels[place]
        return ("" if level.hidden else self._print(found, place)), level.spaced

    def _count(self, found: _List, place: int) -> None:
        counts = self._counts.setdefault(found.definition, {})
        anew = place in found.starts and (found.key, place) not in self._begun
        self._begun.add((found.key, place))
        counts[place] = found.start(place) if anew or place not in counts else counts[place] + 1
        for outer in range(place):
            counts.setdefault(outer, found.start(outer))
        for inner in [inner for inner in counts if inner > place]:
            restart = found.levels.get(inner, _Level()).restart
            if restart is None or place < restart:
                del counts[inner]

    def _print(self, found: _List, place: int) -> str:
        counts, level = self._counts[found.definition], found.levels[place]

        def write(match: re.Match[str]) -> str:
            outer = int(match[1]) - 1
            style = found.levels.get(outer, _Level()).style
            legal = level.legal and style not in ("none", "bullet")
            return printed(counts[outer], "decimal" if legal else style) if outer in counts else ""

        if level.style == "bullet":
            return _PRIVATE.sub(lambda match: BULLETS.get(match[0], "•"), level.text).strip()
        return _PLACE.sub(write, level.text).strip()


def _lists(root: Element | None) -> dict[str, _List]:
    definitions = {attribute(each, "abstractNumId"): each for each in children(root, "abstractNum")}
    by_style = {value(each, "styleLink"): key for key, each in definitions.items() if _has_style(each)}
    lists = {}
    for each in children(root, "num"):
        key, definition = attribute(each, "numId") or "", value(each, "abstractNumId")
        definition = by_style.get(value(definitions.get(definition), "numStyleLink"), definition)
        lists[key] = _list(key, definition or "", definitions.get(definition), each)
    return lists


def _has_style(definition: Element) -> bool:
    return value(definition, "styleLink") is not None


def _list(key: str, definition: str, abstract: Element | None, own: Element) -> _List:
    levels = {_place(each): _level(each) for each in children(abstract, "lvl")}
    starts = {}
    for override in children(own, "lvlOverride"):
        if (level := child(override, "lvl")) is not None:
            levels[_place(override)] = _level(level)
        if (start := value(override, "startOverride")) is not None:
            starts[_place(override)] = number(start, 1)
    levels.pop(LEVELS, None)
    return _List(key, definition, levels, starts)


def _place(element: Element) -> int:
    """The level that an element is about; LEVELS for one that cannot be."""
    return min(number(attribute(element, "ilvl"), LEVELS), LEVELS)


def _level(element: Element) -> _Level:
    restart = value(element, "lvlRestart")
    picture = child(element, "lvlPicBulletId") is not None
    return _Level(
        start=number(value(element, "start"), 0),
        style="bullet" if picture else _style(element),
        text="•" if picture else (value(element, "lvlText") or "")[:LONGEST_TEXT],
        spaced=value(element, "suff") != "nothing",
        restart=None if restart is None else number(restart, 0),
        legal=bool(switched_on(element, "isLgl")),
        hidden=bool(switched_on(element, "rPr", "vanish")),
        paragraph_style=value(element, "pStyle"),
    )


def _style(level: Element) -> str:
    """The number format; a newer one (001, 002) stands beside an older one for programs that know it not."""
    written = [attribute(each, "val") for each in level.iter() if name_of(each) == "numFmt"]
    return next((style for style in written if style and style != "custom"), "decimal")
