"""One page of a PDF → `Sheet`: its upright characters with their places, its drawn lines, its pictures.

The direction most characters run in is upright, so a table printed sideways is read like any other;
what runs otherwise (watermarks, seals) is left out, as is what nobody can see: characters off the page,
too small to read, or invisible, unless they are the text layer laid over the picture of the page.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double, c_float, c_int, c_void_p, cast
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as raw

from ingest.pages.printed import ASCENT, Glyph, Rule, Sheet, TooMuch

SMALLEST = 1.5  # points
MOST_CHARACTERS = 100_000
MOST_OBJECTS = 50_000
MOST_POINTS = 1_000  # of one path
DEEPEST = 4  # forms inside forms
COVER = 0.5  # share of the page that is picture under a recognised text layer

# Fonts often name a radical where the page shows the ordinary character: ⼀ for 一, ⻓ for 长.
_NO_FOLD = dict(
    zip(
        "⺁⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰",
        "厂母民虎西见角贝车长门青页风飞食马鱼鸟麦黄齐齿龙",
        strict=True,
    )
)
_ORDINARY = {
    code: _NO_FOLD.get(chr(code), unicodedata.normalize("NFKC", chr(code)))
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
}


class _Mark(NamedTuple):
    """A character as the file gives it: its start and end on the baseline, in the file's own axes."""

    text: str
    x: float
    y: float
    advance: float
    size: float
    turn: int
    seen: bool


class _Setting(NamedTuple):
    """What the characters of one text object share: size, quarter turns (None: slanted), seen or not."""

    size: float
    turn: int | None
    seen: bool


Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def sheet_of(page: pypdfium2.PdfPage) -> tuple[Sheet, float]:
    """The page and the share of it that its pictures cover, at most 1. Raises TooMuch."""
    marks = list(_marks(page))
    rules, pictures = _drawn(page)
    box = page.get_bbox()
    area = max(1.0, (box[2] - box[0]) * (box[3] - box[1]))
    covered = min(1.0, sum(pictures) / area)
    layered = covered >= COVER and sum(not mark.seen for mark in marks) > len(marks) / 2
    shown = [mark for mark in marks if mark.seen or layered]
    turns = Counter(mark.turn for mark in shown if not mark.text.isspace())
    turn = turns.most_common(1)[0][0] if turns else 0
    wide, high = box[2] - box[0], box[3] - box[1]
    width, height = (high, wide) if turn % 2 else (wide, high)
    glyphs = [_glyph(mark, turn, box) for mark in shown if mark.turn == turn]
    inside = tuple(g for g in glyphs if _on(g, width, height))
    upright = tuple(_rule(rule, turn, box) for rule in rules)
    return Sheet(width, height, inside, upright, layered and bool(inside)), covered


def _marks(page: pypdfium2.PdfPage) -> Iterator[_Mark]:
    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text)
    if count > MOST_CHARACTERS:
        raise TooMuch
    settings: dict[int, _Setting] = {}
    x, y, box = c_double(), c_double(), raw.FS_RECTF()
    high = ""
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text, i)
        if raw.FPDFText_IsGenerated(text, i) or code in (0, 0xFFFE, 0xFFFF) or 0 < code < 32:
            continue
        setting = _setting(text, i, settings)
        if setting.turn is None or setting.size < SMALLEST:
            continue
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        raw.FPDFText_GetCharOrigin(text, i, byref(x), byref(y))
        raw.FPDFText_GetLooseCharBox(text, i, byref(box))
        advance = abs(box.top - box.bottom) if setting.turn % 2 else abs(box.right - box.left)
        yield _Mark(
            _character(high, code), x.value, y.value, advance, setting.size, setting.turn, setting.seen
        )
        high = ""


def _character(high: str, code: int) -> str:
    """A character; `high` is the first half of one that stands outside the basic plane."""
    if 0xDC00 <= code < 0xE000:
        pair = (high + chr(code)).encode("utf-16", "surrogatepass")
        return pair.decode("utf-16", "replace") if high else "\ufffd"
    return _ORDINARY.get(code, chr(code))


def _setting(text: pypdfium2.PdfTextPage, i: int, known: dict[int, _Setting]) -> _Setting:
    """Size and direction of a character; the same for all characters of one text object."""
    shape = raw.FPDFText_GetTextObject(text, i)
    key = cast(shape, c_void_p).value or 0
    if key not in known:
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, i, byref(matrix))
        size = raw.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        turn = round(angle / 90)
        straight = abs(angle - 90 * turn) < 3
        mode = raw.FPDFTextObj_GetTextRenderMode(shape) if shape else 0
        known[key] = _Setting(size, turn % 4 if straight else None, mode not in (3, 7))
    return known[key]


def _glyph(mark: _Mark, turn: int, box: tuple[float, float, float, float]) -> Glyph:
    left, base = _upright(mark.x, mark.y, turn, box)
    top = base - ASCENT * mark.size
    return Glyph(mark.text, left, top, left + mark.advance, top + mark.size)


def _rule(rule: Rule, turn: int, box: tuple[float, float, float, float]) -> Rule:
    x0, y0 = _upright(rule.left, rule.top, turn, box)
    x1, y1 = _upright(rule.right, rule.bottom, turn, box)
    return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _upright(x: float, y: float, turn: int, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """A point of the file's axes from the upper left corner of the page as its characters stand."""
    left, bottom, right, top = box
    return ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x))[turn]


def _on(glyph: Glyph, width: float, height: float) -> bool:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return 0 <= x <= width and 0 <= y <= height


def _drawn(page: pypdfium2.PdfPage) -> tuple[list[Rule], list[float]]:
    """Straight lines along the axes of a page, and the areas of its pictures."""
    rules, pictures = list[Rule](), list[float]()
    for shape, matrix in _shapes(page):
        kind = raw.FPDFPageObj_GetType(shape)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            rules.extend(_path(shape, _times(_matrix(shape), matrix)))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = _times(_matrix(shape), matrix)
            pictures.append(abs(a * d - b * c))
    return rules, pictures


def _shapes(page: pypdfium2.PdfPage) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, Matrix]]:
    """The objects of a page and of the forms in it, each with what moves its form."""
    waiting: list[tuple[raw.FPDF_PAGEOBJECT, Matrix, int]] = [
        (raw.FPDFPage_GetObject(page, i), _PLAIN, 0)
        for i in range(min(MOST_OBJECTS, raw.FPDFPage_CountObjects(page)))
    ]
    for shape, matrix, depth in waiting:
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_FORM:
            yield shape, matrix
        elif depth < DEEPEST:
            inner = _times(_matrix(shape), matrix)
            room = max(0, MOST_OBJECTS - len(waiting))
            count = min(room, max(0, raw.FPDFFormObj_CountObjects(shape)))
            waiting.extend((raw.FPDFFormObj_GetObject(shape, i), inner, depth + 1) for i in range(count))


def _path(shape: raw.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[Rule]:
    """The lines of a path along the axes: its strokes, or itself where it is a thin filled area."""
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(shape, byref(fill), byref(stroke))
    points = _points(shape, matrix)
    if stroke.value:
        for (_, x0, y0), (starts, x1, y1) in pairwise(points):
            if not starts and (abs(x1 - x0) < 1 or abs(y1 - y0) < 1):
                yield _between(x0, y0, x1, y1)
    elif fill.value and points:
        xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= 3:
            yield _between(min(xs), min(ys), max(xs), max(ys))


def _between(x0: float, y0: float, x1: float, y1: float) -> Rule:
    return Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _points(shape: raw.FPDF_PAGEOBJECT, matrix: Matrix) -> list[tuple[bool, float, float]]:
    """Corners of a path: whether a new part starts there, and where; a closed part ends at its start."""
    a, b, c, d, e, f = matrix
    points: list[tuple[bool, float, float]] = []
    first = (0.0, 0.0)
    x, y = c_float(), c_float()
    for i in range(min(MOST_POINTS, raw.FPDFPath_CountSegments(shape))):
        segment = raw.FPDFPath_GetPathSegment(shape, i)
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        place = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        starts = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO
        first = place if starts else first
        points.append((starts, *place))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append((False, *first))
    return points


def _matrix(shape: raw.FPDF_PAGEOBJECT) -> Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, byref(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(one: Matrix, other: Matrix) -> Matrix:
    """First `one`, then `other`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
