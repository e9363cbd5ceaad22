"""Words of the picture of a page, by rapidocr (extra [ocr]); the only place that knows it.

The models are inside the package: nothing is fetched. What comes out is a `Sheet` like that of any
page, with characters spread over the place of their line and the ruled lines seen in the picture, so
that paragraphs and tables are read from it in the same way. Pages a little askew are set straight.

The address space that recognition needs beside the reader is larger than its memory: see MEMORY.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import Any

from ingest.printed import Glyph, Rule, Sheet

MISSING = "请安装文字识别组件 zhice[ocr] "
MEMORY = 2_000_000_000  # bytes of address space for a process that recognises; about 0.5 GB is resident
THREADS = 1
DETECTION_SIDE = 1_280  # pixels of the longer side in which lines are looked for
LEAST_SURE = 0.5
LONGEST_ASKEW = 10.0  # degrees
SHORTEST_RULE = 18.0  # points: longer than any stroke of a character in the text
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f“”‘’…—①-⑳]")
_OPENING, _CLOSING = "（《「『【〔“‘", "，。、；：？！）》」』】〕”’"
_HAN = r"[\u3400-\u9fff，。、；：？！（）《》〔〕“”]"
# Half-width marks beside Chinese characters; digits and letters are never touched.
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")
_HALF = re.compile(rf"(?<={_HAN})[,;:?!()]|[,;?!()](?={_HAN})")
_YEAR = re.compile(r"[\[【［(（〔](\d{4})[\]】］)）〕](?=第?\d{1,5}号)")

Picture = Any  # numpy array, height × width × blue, green, red
Corners = Sequence[Sequence[float]]


def available() -> bool:
    """Whether the packages of the extra are there."""
    return find_spec("rapidocr") is not None


def recognise(picture: Picture, scale: float) -> Sheet:
    """What is printed on a picture of `scale` pixels a point."""
    found = _engine()(picture)
    height, width = picture.shape[0] / scale, picture.shape[1] / scale
    if found.boxes is None:
        return Sheet(width, height, scanned=True)
    boxes = [[(x / scale, y / scale) for x, y in box] for box in found.boxes.tolist()]
    angle = _angle(boxes)
    centre = (width / 2, height / 2)
    glyphs = [
        glyph
        for box, text, sure in zip(boxes, found.txts, found.scores, strict=True)
        if sure >= LEAST_SURE
        for glyph in _glyphs(ordinary(text), [_turned(point, angle, centre) for point in box])
    ]
    return Sheet(width, height, tuple(glyphs), tuple(_rules(picture, angle, scale)), scanned=True)


def ordinary(text: str) -> str:
    """A recognised line with what recognition is known to mistake put right: half-width marks between
    Chinese characters, and the brackets of the year in a document number."""
    text = _YEAR.sub(r"〔\1〕", text)
    return _HALF.sub(lambda mark: mark[0].translate(_FULL_WIDTH), text)


@lru_cache(maxsize=1)
def _engine() -> Any:
    return import_module("rapidocr").RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": THREADS,
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": 10_000,
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTION_SIDE,
            "Rec.rec_batch_num": 1,
        }
    )


def _angle(boxes: Sequence[Corners]) -> float:
    """Degrees by which the long lines of a page lean; 0 where they do not."""
    leans = [
        math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        for a, b, c, _ in boxes
        if b[0] - a[0] > 8 * abs(c[1] - b[1])
    ]
    lean = median(leans) if leans else 0.0
    return lean if 0.1 < abs(lean) < LONGEST_ASKEW else 0.0


def _turned(point: Sequence[float], angle: float, centre: tuple[float, float]) -> tuple[float, float]:
    """A point where it would be if the page stood straight."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    x, y = point[0] - centre[0], point[1] - centre[1]
    return centre[0] + x * cosine + y * sine, centre[1] - x * sine + y * cosine


def _glyphs(text: str, box: Corners) -> Iterator[Glyph]:
    """The characters of a line spread over its box by their usual widths. The box encloses the ink, so
    the blank half of a mark at either end is added."""
    widths = [1.0 if _WIDE.match(char) else 0.5 for char in text]
    if not text.strip():
        return
    before, after = 0.5 * (text[0] in _OPENING), 0.5 * (text[-1] in _CLOSING)
    (left, top), (right, bottom) = box[0], box[2]
    em = (right - left) / max(0.5, sum(widths) - before - after)
    high = bottom - top
    size = em if sum(widths) >= 4 and 0.6 * high < em < 1.4 * high else 0.85 * high
    base = (top + bottom) / 2 + size / 2
    place = left - before * em
    for char, width in zip(text, widths, strict=True):
        yield Glyph(char, place, base - size, place + width * em, base)
        place += width * em


def _rules(picture: Picture, angle: float, scale: float) -> Iterator[Rule]:
    """Long dark lines across and down the picture, set straight."""
    cv2 = import_module("cv2")
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    if angle:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        grey = cv2.warpAffine(grey, turn, (width, height), borderValue=255)
    dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    length = max(3, round(SHORTEST_RULE * scale))
    for wide, high in ((2 * length, 1), (1, length)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (wide, high))
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
        for x, y, w, h, _ in cv2.connectedComponentsWithStats(lines)[2][1:].tolist():
            yield Rule(x / scale, y / scale, (x + w) / scale, (y + h) / scale)
