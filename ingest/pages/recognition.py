"""Words of the picture of a page, by rapidocr (extra [ocr]); the only place that knows it.

The models are inside the package: nothing is fetched. What comes out is a `Sheet` like that of any
page, with characters spread over the place of their line and the ruled lines seen in the picture, so
that paragraphs and tables are read from it in the same way. Pages a little askew are set straight, those
upside down or on their side are turned and read once more.

The address space that recognition needs beside the reader is larger than its memory: it asks for MEMORY_BYTES.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate
from typing import Any

from ingest.limits.allowance import ask
from ingest.pages.printed import Glyph, Rule, Sheet

MISSING = "请安装文字识别组件 zhice[ocr] "
MEMORY_BYTES = 1_400 << 20  # of address space for a process that recognises; 0.45 GB of it is resident
THREADS = 1
DETECTION_SIDE = 960  # pixels of the longer side in which lines are looked for
LEAST_SURE = 0.5
POOR = 0.8  # mean sureness below it: the page stands upside down, or cannot be read
LONGEST_ASKEW = 10.0  # degrees
SHORTEST_RULE = 18.0  # points: longer than any stroke of a character in the text
NEAR_SIZE = 0.3  # share by which the height of a short line may mislead
BLANK = 0.55  # em: the blank part of a bracket or mark
BEARING = 0.08  # em: the room beside the ink of a character, both sides together
LONG = 6  # wide characters that make the size of a line sure
ONE_SIZE = 0.12  # share by which lines of one size may seem to differ
USUAL_SHARE = 0.85  # of the height of its box that the characters of a line take
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f“”‘’…—①-⑳]")
_OPENING, _CLOSING = "（《「『【〔“‘", "，。、；：？！）》」』】〕”’"
_HAN = r"[\u3400-\u9fff，。、；：？！（）《》〔〕“”]"
# Half-width marks beside Chinese characters; digits and letters are never touched.
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")
_HALF = re.compile(rf"(?<={_HAN})[,;:?!()]+|[,;?!()]+(?={_HAN})")
_YEAR = re.compile(r"[\[【［(（〔](\d{4})[\]】］)）〕](?=第?\d{1,5}号)")

Picture = Any  # numpy array, height × width × blue, green, red
Corners = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A recognised line; its box encloses the ink, so half a character may be blank at either end."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def em(self) -> float:
        """The size that its width speaks for."""
        blank = BLANK * ((self.text[0] in _OPENING) + (self.text[-1] in _CLOSING)) + BEARING
        return (self.right - self.left) / max(0.4, sum(self.widths()) - blank)

    @property
    def wide(self) -> int:
        """How many of its characters are a whole em wide: the more, the surer its size."""
        return len(_WIDE.findall(self.text))

    def widths(self) -> list[float]:
        """Usual widths of its characters in em."""
        return [1.0 if _WIDE.match(char) else 0.5 for char in self.text]

    def glyphs(self, size: float) -> Iterator[Glyph]:
        """Its characters, spread over its box."""
        base = (self.top + self.bottom) / 2 + size / 2
        em = self.em
        place = self.left - (BEARING / 2 + BLANK * (self.text[0] in _OPENING)) * em
        for char, width in zip(self.text, self.widths(), strict=True):
            yield Glyph(char, place, base - size, place + width * em, base)
            place += width * em


def available() -> bool:
    """Whether the packages of the extra are there."""
    return find_spec("rapidocr") is not None


def recognise(picture: Picture, scale: float) -> Sheet:
    """What is printed on a picture of `scale` pixels a point. Raises MemoryError where it gets too little."""
    found = _found(picture)
    if turns := _turns(found):
        turned = _turned(picture, turns)
        again = _found(turned)
        if not _turns(again) and _known(again) > _known(found):
            picture, found = turned, again
    width, height = picture.shape[1] / scale, picture.shape[0] / scale
    if found.boxes is None:
        return Sheet(width, height, scanned=True)
    glyphs, rules = _printed(found, picture, scale)
    return Sheet(width, height, glyphs, rules, scanned=True, poor=bool(_turns(found)))


def _found(picture: Picture) -> Any:
    """The boxes, texts and scores of the lines of a picture."""
    try:
        return _engine()(picture)
    except Exception as error:
        raise MemoryError if "bad_alloc" in str(error) else error from error


def _turns(found: Any) -> int:
    """How many quarter turns to the left would set a page upright, 0 where it is: its lines stand on end, and
    are read well only from the right; or they lie, and are read badly."""
    if found.boxes is None:
        return 0
    tall = sum(abs(c[1] - a[1]) > abs(c[0] - a[0]) for a, _, c, _ in found.boxes.tolist())
    poor = sum(found.scores) < POOR * len(found.scores)
    if 2 * tall > len(found.scores):
        return 3 if poor else 1
    return 2 if poor else 0


def _turned(picture: Picture, turns: int) -> Picture:
    """A picture turned to the left by so many quarters."""
    cv2 = import_module("cv2")
    quarters = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}
    return cv2.rotate(picture, quarters[turns])


def _known(found: Any) -> float:
    """How many characters were read, each counted by how sure it is."""
    if found.boxes is None:
        return 0.0
    return float(sum(len(text) * sure for text, sure in zip(found.txts, found.scores, strict=True)))


def _printed(found: Any, picture: Picture, scale: float) -> tuple[tuple[Glyph, ...], tuple[Rule, ...]]:
    """The characters and the ruled lines of a picture whose lines were found."""
    boxes = found.boxes.tolist()
    dark = _dark(picture)
    angle = _refined(dark, _angle(boxes))
    ink, rules = _ink(dark, angle, scale)
    centre = (picture.shape[1] / 2, picture.shape[0] / 2)
    lines = [
        _Line(ordinary(text), *(side / scale for side in _inked(ink, _upright(box, angle, centre))))
        for box, text, sure in zip(boxes, found.txts, found.scores, strict=True)
        if sure >= LEAST_SURE and text.strip()
    ]
    sizes = _sizes(lines)
    return tuple(glyph for line, size in zip(lines, sizes, strict=True) for glyph in line.glyphs(size)), rules


def ordinary(text: str) -> str:
    """A recognised line with what recognition is known to mistake put right: half-width marks between
    Chinese characters, and the brackets of the year in a document number."""
    text = _YEAR.sub(r"〔\1〕", text)
    return _HALF.sub(lambda mark: mark[0].translate(_FULL_WIDTH), text)


@lru_cache(maxsize=1)
def _engine() -> Any:
    ask(MEMORY_BYTES)
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
    """Degrees by which the lines of a page lean, the longer the line the more it counts; 0 where they
    do not, or too much."""
    leans = sorted(
        (math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])), b[0] - a[0])
        for a, b, c, _ in boxes
        if b[0] - a[0] > 3 * abs(c[1] - b[1])
    )
    half = sum(length for _, length in leans) / 2
    before = accumulate((length for _, length in leans), initial=0.0)
    lean = next(
        (lean for (lean, length), passed in zip(leans, before, strict=False) if passed + length >= half), 0.0
    )
    return lean if abs(lean) < LONGEST_ASKEW else 0.0


def _refined(dark: Picture, guess: float) -> float:
    """The angle near a guess at which the rows of a picture differ most from each other: lines and blanks
    between them. Exact enough for ruled lines, which short lines of text are not."""
    small = dark[::2, ::2]

    def contrast(tenths: int) -> float:
        rows = _straight(small, guess + tenths / 10).mean(axis=1)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    best = max(range(-10, 11), key=lambda tenths: (contrast(tenths), -abs(tenths)))
    return guess + best / 10


def _straight(picture: Picture, angle: float) -> Picture:
    """A grey picture turned about its middle so that what leans by `angle` degrees stands straight."""
    cv2 = import_module("cv2")
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, turn, (width, height))


def _dark(picture: Picture) -> Picture:
    """255 where there is ink, 0 elsewhere."""
    cv2 = import_module("cv2")
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]


def _upright(box: Corners, angle: float, centre: tuple[float, float]) -> tuple[float, ...]:
    """Left, top, right and bottom of a box where it would be if the page stood straight."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    places = list[float]()
    for x, y in (box[0], box[2]):
        right, down = x - centre[0], y - centre[1]
        places += [centre[0] + right * cosine + down * sine, centre[1] - right * sine + down * cosine]
    return tuple(places)


def _inked(ink: Picture, box: tuple[float, ...]) -> tuple[float, float, float, float]:
    """A box drawn in from left and right to the ink in it: detection leaves much room around short lines."""
    left, top, right, bottom = (max(0, round(side)) for side in box)
    columns = ink[top:bottom, left:right].any(axis=0).nonzero()[0]
    if not len(columns):
        return box[0], box[1], box[2], box[3]
    return left + float(columns[0]), box[1], left + float(columns[-1]) + 1, box[3]


def _sizes(lines: Sequence[_Line]) -> list[float]:
    """The size of the characters of each line. Long lines tell the sizes of the page by their widths, the
    commonest first, since a line set to full width seems larger; short lines take the nearest of them."""
    long = [line for line in lines if line.wide >= LONG]
    usual = list[float]()
    while long:
        weights = Counter[float]()
        for line in long:
            weights[round(line.em * 2) / 2] += line.wide
        usual.append(max(weights, key=lambda size: weights[size]))
        long = [line for line in long if abs(line.em - usual[-1]) > ONE_SIZE * usual[-1]]
    return [_nearest(line, usual) for line in lines]


def _nearest(line: _Line, usual: Sequence[float]) -> float:
    guess = line.em if line.wide >= 2 else USUAL_SHARE * line.height
    near = min(usual, key=lambda size: abs(size - guess), default=guess)
    return near if abs(near - guess) < (ONE_SIZE if line.wide >= LONG else NEAR_SIZE) * near else guess


def _ink(dark: Picture, angle: float, scale: float) -> tuple[Picture, tuple[Rule, ...]]:
    """The ink of a page set straight, without its ruled lines; and these lines, in points."""
    cv2 = import_module("cv2")
    if abs(angle) > 0.05:
        dark = cv2.threshold(_straight(dark, angle), 127, 255, cv2.THRESH_BINARY)[1]
    ink, rules = dark.copy(), list[Rule]()
    length = max(3, round(SHORTEST_RULE * scale))
    for along, across in (((2 * length, 1), (1, 3)), ((1, length), (3, 1))):
        thick = cv2.dilate(dark, cv2.getStructuringElement(cv2.MORPH_RECT, across))
        lines = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, along))
        ink[lines > 0] = 0
        for x, y, w, h, _ in cv2.connectedComponentsWithStats(lines)[2][1:].tolist():
            rules.append(Rule(x / scale, y / scale, (x + w) / scale, (y + h) / scale))
    return ink, tuple(rules)
