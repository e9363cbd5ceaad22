"""Which part of a web page is the document.

The page is walked once: how much of its text is sentences, how much is links, for every element. From
the body the way goes down to whichever element holds nearly all of the sentences while the rest holds
none; that element is the document. What a site says of the document (its title, the table of
particulars) stands around it and is found by the same walk.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree

from ingest.text.noise import NOISE
from ingest.web.facts import LONGEST, begins_with_label, particulars
from ingest.web.structure import BLOCKS, HEADINGS, is_data_table, is_furniture, is_left_out, names_of

SENTENCE = re.compile("[。；！？]")
SPEAKING = 50  # weight from which an element says something of its own
SHORTEST = 20  # weight of the shortest document
DOMINANT = 0.8
LIGHT = 0.25  # what a character outside sentences weighs
LONGEST_NOISE = 200
LINKED = 0.5
FEWEST_LINKS = 4
MINOR = 0.25  # no more of the document than this may be left out as furniture
COPY = 100
COPY_SHARE = 0.2

_DATED = re.compile(
    r"[年\-.]\d{1,2}[月\-.]\d{1,2}日?$|[〇○零一二三四五六七八九十]年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日$"
)
_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar|7z|txt|rtf|pptx?)\b", re.I)
_LEAVES = HEADINGS | {"p", "li", "pre", "ol", "ul", "dl", "blockquote"}
_FRAMES = frozenset(("div", "section", "article", "main", "td", "form"))
_TITLED = frozenset("title tit bt biaoti articletitle arctitle headline xxgktitle".split())
_LONGEST_DATE = 60


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an element's text stands in the text of the page without blanks, how many of its characters are
    links and how many links there are, and how much it weighs."""

    element: Any
    start: int
    end: int
    linked: int
    links: int
    weight: float

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def is_linked(self) -> bool:
        """Whether most of the text is links."""
        return self.linked > LINKED * self.length


class Survey:
    """One walk over a page: its text without blanks, its runs, and the extent of every element with parts."""

    def __init__(self, body: Any) -> None:
        self._runs: list[str] = []
        self._bounds = [0]
        self._run: list[str] = []
        self._plain = 0  # characters of the run that are no links
        self._anchors = 0  # links that are open
        self._length = self._linked = self._links = 0
        self._weight = 0.0
        self._opened: list[tuple[int, int, int, float]] = []
        self.extents: dict[Any, Extent] = {}
        self._walk(body)
        self.text = "".join(self._runs)

    def text_of(self, extent: Extent) -> str:
        """The text of an element, without blanks."""
        return self.text[extent.start : extent.end]

    def runs(self, extent: Extent) -> list[str]:
        """The same, cut at the borders of blocks."""
        inner = self._bounds[bisect_left(self._bounds, extent.start) : bisect_left(self._bounds, extent.end)]
        bounds = sorted({extent.start, *inner, extent.end})
        return [self.text[start:end] for start, end in pairwise(bounds)]

    def _walk(self, body: Any) -> None:
        walker = etree.iterwalk(body, events=("start", "end"))
        skipped = None
        for event, element in walker:
            if event == "end":
                if element is not skipped:
                    self._closes(element)
                skipped = None
                self._take(element.tail if element is not body else None)
            elif element is not body and is_left_out(element):
                skipped = element
                walker.skip_subtree()
            else:
                self._opens(element)
                self._take(element.text)

    def _opens(self, element: Any) -> None:
        self._border(element)
        if element.tag == "a":
            self._anchors += 1
            self._links += 1
        if _has_parts(element):
            self._opened.append((self._length, self._linked, self._links, self._weight))

    def _closes(self, element: Any) -> None:
        self._border(element)
        self._anchors -= element.tag == "a"
        if _has_parts(element):
            start, linked, links, weight = self._opened.pop()
            self.extents[element] = Extent(
                element,
                start,
                self._length,
                linked=self._linked - linked,
                links=self._links - links,
                weight=self._weight - weight,
            )

    def _take(self, text: str | None) -> None:
        bare = "".join(text.split()) if text else ""
        if bare:
            self._run.append(bare)
            self._length += len(bare)
            self._linked += len(bare) if self._anchors else 0
            self._plain += 0 if self._anchors else len(bare)

    def _border(self, element: Any) -> None:
        """Weigh the text since the last border of a block: in full if it is a sentence."""
        if self._run and (element.tag in BLOCKS or element.tag == "br"):
            run = "".join(self._run)
            self._weight += self._plain * _weight(run)
            self._runs.append(run)
            self._bounds.append(self._length)
            self._run, self._plain = [], 0


def _weight(run: str) -> float:
    """What a character of a run weighs: all of a sentence, nothing of the words of a site."""
    if len(run) <= LONGEST_NOISE and NOISE.fullmatch(run):
        return 0
    return 1 if SENTENCE.search(run) else LIGHT


def _has_parts(element: Any) -> bool:
    return element.tag in BLOCKS or len(element) > 0


def copies(survey: Survey) -> set[Any]:
    """The elements that say again, word for word, what a large one before them said: a page's text for
    mobile telephones beside that for desks."""
    first: dict[int, Extent] = {}
    found = set()
    least = max(COPY, COPY_SHARE * len(survey.text))
    large = (e for e in survey.extents.values() if e.length >= least and e.element.tag in _FRAMES)
    for extent in sorted(large, key=lambda extent: (extent.start, -extent.end)):
        original = first.setdefault(hash(survey.text_of(extent)), extent)
        if extent.start >= original.end and survey.text_of(extent) == survey.text_of(original):
            found.add(extent.element)
    return found


def stated(survey: Survey) -> dict[Any, dict[str, str]]:
    """The tables of particulars of a page: element → label → value, in order."""
    small = (part for part in survey.extents.values() if 0 < part.length <= LONGEST)
    return {
        part.element: said
        for part in sorted(small, key=lambda part: (part.start, -part.end))
        if begins_with_label(survey.text, part.start) and (said := particulars(survey.runs(part)))
    }


def main_part(body: Any, survey: Survey) -> Any:
    """The element that is the document; the body itself where no part of it stands out."""
    node = body
    while True:
        parts = [survey.extents[child] for child in node if child in survey.extents]
        heavy = max(parts, key=lambda part: part.weight, default=None)
        if heavy is None or heavy.weight < max(DOMINANT * survey.extents[node].weight, SHORTEST):
            return node
        if _is_leaf(heavy.element) or any(_speaks(part, heavy, survey) for part in parts):
            return node
        node = heavy.element


def _is_leaf(element: Any) -> bool:
    return element.tag in _LEAVES or (element.tag == "table" and is_data_table(element))


def _speaks(part: Extent, heavy: Extent, survey: Survey) -> bool:
    """Whether a part beside the heaviest one belongs to the document: it has sentences, or it is the date
    under the document's end."""
    if part is heavy or part.is_linked or is_furniture(part.element):
        return False
    text = survey.text_of(part)
    signature = part.start >= heavy.end and len(text) <= _LONGEST_DATE and bool(_DATED.search(text))
    return signature or (part.weight >= SPEAKING and bool(SENTENCE.search(text)))


def furniture(main: Any, survey: Survey) -> set[Any]:
    """The elements inside the document that are none of it: share bars and menus."""
    whole = survey.extents[main]
    return {
        part.element
        for part in survey.extents.values()
        if whole.start <= part.start
        and part.end <= whole.end
        and part.element is not main
        and part.weight <= MINOR * whole.weight
        and (is_furniture(part.element) or _is_menu(part))
    }


def _is_menu(part: Extent) -> bool:
    """Whether an element is links and nothing else; a list of attachments is not."""
    if part.links < FEWEST_LINKS or part.linked < 0.9 * part.length:
        return False
    return not any(_FILE.search(link.get("href") or "") for link in part.element.iter("a"))


def titles_before(main: Any, survey: Survey) -> list[Any]:
    """Headings that stand before the document, nearest first."""
    start = survey.extents[main].start
    parts = [part for part in survey.extents.values() if part.end <= start and not part.is_linked]
    named = [p for p in parts if p.element.tag in ("h1", "h2", "h3") or names_of(p.element) & _TITLED]
    return [part.element for part in reversed(named) if part.length]
