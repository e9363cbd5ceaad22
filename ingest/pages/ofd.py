"""One page of an OFD document (GB/T 33190) → `Sheet`: its text objects and drawn lines, in points.

Places in OFD are millimetres; an object has its own axes inside its boundary, moved by its CTM.
Slanted text (watermarks) is left out. Names of elements are read without their namespace, since
writers use several.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, cast

from ingest.pages.printed import ASCENT, Glyph, Rule, Sheet, TooMuch

Element = Any  # of lxml, which has no types
POINTS = 72 / 25.4  # in a millimetre
A4 = (0.0, 0.0, 210.0, 297.0)
MOST_OBJECTS = 50_000
MOST_CHARACTERS = 100_000
MOST_DELTAS = 20_000
_NARROW = re.compile(r"[\x00-\xff]")
_PATH = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def sheet_of(content: Element, area: tuple[float, ...]) -> tuple[Sheet, bool]:
    """The page (`area`: its left, top, width and height in millimetres) and whether it has a picture.
    Raises TooMuch."""
    glyphs, rules, picture = list[Glyph](), list[Rule](), False
    left, top, width, height = area
    for count, shape in enumerate(content.iter()):
        kind = tag(shape)
        if count > MOST_OBJECTS * 10 or len(glyphs) > MOST_CHARACTERS:
            raise TooMuch
        if kind == "TextObject":
            glyphs.extend(_glyphs(shape, left, top))
        elif kind == "PathObject" and len(rules) < MOST_OBJECTS:
            rules.extend(_rules(shape, left, top))
        picture = picture or kind == "ImageObject"
    wide, high = width * POINTS, height * POINTS
    inside = (g for g in glyphs if 0 <= g.left <= wide and 0 <= g.bottom <= high * 1.05)
    return Sheet(wide, high, tuple(inside), tuple(rules)), picture


def tag(element: Element) -> str:
    """Name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, name: str) -> list[Element]:
    """The elements of a name right below one."""
    return [] if element is None else [child for child in element if tag(child) == name]


def child(element: Element | None, *names: str) -> Element | None:
    """The first element at the end of a path of names."""
    for name in names:
        element = next(iter(children(element, name)), None)
    return element


def numbers(text: str | None) -> tuple[float, ...]:
    """Numbers of an attribute; what is none counts as 0."""
    return tuple(_number(part) for part in (text or "").split()[:MOST_DELTAS])


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and abs(value) < 1e6 else 0.0


def _glyphs(shape: Element, left: float, top: float) -> Iterator[Glyph]:
    matrix = _matrix(shape)
    size = _number(shape.get("Size") or "0")
    if shape.get("Visible") == "false" or size <= 0 or not _straight(matrix):
        return
    x0, y0 = (*numbers(shape.get("Boundary")), 0.0, 0.0)[:2]
    stretch = _number(shape.get("HScale") or "1") or 1.0
    em = size * math.hypot(matrix[2], matrix[3]) * POINTS
    x = y = 0.0
    for code in children(shape, "TextCode"):
        x = _number(code.get("X") or str(x))
        y = _number(code.get("Y") or str(y))
        text = (code.text or "").strip("\r\n\t")
        advances = [size * stretch * (0.5 if _NARROW.match(char) else 1.0) for char in text]
        steps = deltas(code.get("DeltaX"), len(text))
        falls = deltas(code.get("DeltaY"), len(text))
        for i, char in enumerate(text):
            advance = min(advances[i], steps[i]) if i < len(steps) and steps[i] > 0 else advances[i]
            px, py = _moved(matrix, x, y)
            start, base = (px + x0 - left) * POINTS, (py + y0 - top) * POINTS
            wide = advance * math.hypot(matrix[0], matrix[1]) * POINTS
            yield Glyph(char, start, base - ASCENT * em, start + wide, base + (1 - ASCENT) * em)
            x += steps[i] if i < len(steps) else 0.0 if falls else advances[i]
            y += falls[i] if i < len(falls) else 0.0


def deltas(text: str | None, most: int) -> list[float]:
    """Steps from character to character, at most `most`; "g 3 4.5" stands for three steps of 4.5."""
    found: list[float] = []
    parts = iter((text or "").split())
    for part in parts:
        if len(found) >= most:
            break
        if part == "g":
            count, step = _number(next(parts, "0")), _number(next(parts, "0"))
            found += [step] * max(0, min(most, int(count)))
        else:
            found.append(_number(part))
    return found[:most]


def _rules(shape: Element, left: float, top: float) -> Iterator[Rule]:
    """The lines of a path along the axes: its strokes, or itself where it is a thin filled area."""
    x0, y0 = (*numbers(shape.get("Boundary")), 0.0, 0.0)[:2]
    data = child(shape, "AbbreviatedData")
    if data is None or not data.text or shape.get("Visible") == "false":
        return
    matrix = _matrix(shape)
    points = [
        (starts, (px + x0 - left) * POINTS, (py + y0 - top) * POINTS)
        for starts, x, y in _points(data.text)
        for px, py in (_moved(matrix, x, y),)
    ]
    if not points:
        return
    xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
    if shape.get("Stroke") != "false":
        for (_, ax, ay), (starts, bx, by) in pairwise(points):
            if not starts and (abs(bx - ax) < 1 or abs(by - ay) < 1):
                yield Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
    elif shape.get("Fill") == "true" and min(max(xs) - min(xs), max(ys) - min(ys)) <= 3:
        yield Rule(min(xs), min(ys), max(xs), max(ys))


def _points(data: str) -> Iterator[tuple[bool, float, float]]:
    """Corners of a path: whether a new part starts there, and where; a closed part ends at its start."""
    parts = iter(_PATH.findall(data[:100_000]))
    first = (0.0, 0.0)
    for command in parts:
        arguments = [_number(next(parts, "0")) for _ in range(_ARGUMENTS.get(command.upper(), 0))]
        if command.upper() == "C":
            yield False, *first
        elif arguments:
            place = (arguments[-2], arguments[-1])
            first = place if command in "MS" else first
            yield command in "MS", *place


def _matrix(shape: Element) -> Matrix:
    values = numbers(shape.get("CTM"))
    return cast(Matrix, values[:6]) if len(values) >= 6 else _PLAIN


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _straight(matrix: Matrix) -> bool:
    a, b, _, d, _, _ = matrix
    return a > 0 and d > 0 and abs(math.degrees(math.atan2(b, a))) < 3
