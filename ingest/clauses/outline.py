"""Segments of one division → tree of nodes, by the numbering marks and their sequence.

A mark opens a node only where the sequence allows it (next number of an open list, or 1 under a
new parent), so that "2. 5亿", dates and cross-references never become headings. Headings that
only the contents page holds are put back as nodes whose text stands there. The rows of a table and
the title above them are a node of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.clauses.sequence import Articles, doubt_settled, following
from ingest.text.contents import ContentsPage, Entry
from ingest.text.decimals import with_decimals
from ingest.text.lines import Segment
from ingest.text.numbering import BOX, Family, Mark, doubtful_mark_of, mark_of
from knowledge.documents import join_lines

LARGEST_GAP = 3
LONGEST_TITLE = 40
RESTORED = "标题只见于目录"
_RUNNING = (Family.HAN_PAREN, Family.DIGIT, Family.DIGIT_PAREN)  # may go on from one parent to the next
_SENTENCE = re.compile("[。；！？]")
_RUN_IN = re.compile(r"(?P<heading>[一-龥]{2,20})\u3000+(?=[^\n\s]+[，；。])")
_UNIT_LINE = re.compile(r"[（(]?(?:计量)?单位\s*[:：].{1,20}")


@dataclass(slots=True)
class Node:
    """A place in the tree under construction; `label` is its line in a path.

    `box` is the label of a box, `table` says that the segments are the rows of a table, before them
    perhaps its title; `paragraph` counts the paragraphs of the article above, if it stands in one.
    """

    mark: Mark | None
    label: str
    segments: list[Segment] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None
    box: str = ""
    table: bool = False
    paragraph: int = 0
    reason: str = ""

    @property
    def paragraphs(self) -> int:
        """How many paragraphs it has so far, its heading line left out."""
        bare = bool(self.segments) and is_heading(self.segments[0].text)
        return len(self.segments) - (bare and self.segments[0].text[-1] not in "：:，,；;")

    @property
    def is_heading(self) -> bool:
        """Whether the first segment is a heading line without a body of its own."""
        return not self.segments or is_heading(self.segments[0].text)


def is_heading(text: str) -> bool:
    """A short line without the end of a sentence."""
    return len(text) <= 60 and not _SENTENCE.search(text.rstrip("。")) and not text.endswith("。")


def label_of(text: str, mark: Mark | None) -> str:
    """Path line of an item: mark and run-in heading, or the mark alone where there is none. A line break in
    the text is one of the page's, inside a sentence; a wide blank ends the heading before a sentence."""
    written = (text[len(mark.printed) :] if mark else text).strip()
    run_in = _RUN_IN.match(written)
    body = join_lines(run_in["heading"] if run_in else written)
    heading = re.split(r"[。；：:]|\s(?=\S{20})", body.strip(), maxsplit=1)[0].strip("*# ")
    printed = re.sub(r"[#*\s]+", "", mark.printed) if mark else ""
    if mark and mark.parts and heading[:1].isascii() and heading[:1].isalnum():
        printed += " "
    return printed + heading if len(heading) <= 40 else printed + heading[:24] + "…"


class Outline:
    """Builds the tree of one division, segment by segment."""

    def __init__(self, contents: ContentsPage | None = None) -> None:
        self.root = Node(None, "")
        self._open: list[Node] = [self.root]
        self._box: Node | None = None
        self._table: Node | None = None
        self._counted: dict[Family, int] = {}
        self._last: dict[tuple[Family, int], int] = {}
        self._articles = Articles()
        self._ended = True
        self._contents = contents

    def add(self, segment: Segment, mark: Mark | None, coming: Mark | None) -> None:
        """Take the next segment: a new node, or text of the open one. `coming` is the next mark of the
        family of `mark`."""
        box = BOX.match(segment.text)
        if segment.row:
            self._add_row(segment)
            return
        self._table = None
        ended, self._ended = self._ended, _ends(segment.text)
        if box and len(segment.text) <= 60:
            self._open_box(segment, re.sub(r"\s", "", box["label"]))
        elif mark and (reason := self._fits(mark, segment.text, coming, ended)):
            self._open_node(segment, mark, reason)
        else:
            if self._box and self._box.segments[1:] and segment.breaks > 2:
                self._box = None
            self._end_of_items(segment)
            self._innermost().segments.append(segment)

    def _add_row(self, segment: Segment) -> None:
        if self._table:
            self._table.segments.append(segment)
            return
        holder = self._innermost()
        title = _title_above(holder)
        if title and not self._box:
            holder = next(node for node in reversed(self._open) if not node.mark or node.is_heading)
        label = "".join(line.text for line in title[:1])
        self._table = _attach(holder, Node(None, label, [*title, segment], table=True, reason="表格"))

    def _end_of_items(self, segment: Segment) -> None:
        """A paragraph after the items of an article is the article's own (前款规定的…)."""
        item, article = self._open[-1], self._open[-1].parent
        ended = item.segments and item.segments[-1].text[-1] in "。；;"
        if _family(item) == Family.HAN_PAREN and article and _family(article) == Family.ARTICLE and ended:
            self._open.pop()

    def _innermost(self) -> Node:
        if self._box:
            return self._box.children[-1] if self._box.children else self._box
        return self._open[-1]

    def _open_box(self, segment: Segment, label: str) -> None:
        while self._open[-1].mark and not self._open[-1].mark.ordered:
            self._open.pop()
        self._counted = {}
        self._box = _attach(self._open[-1], Node(None, segment.text, [segment], box=label, reason="专栏标题"))

    def _fits(self, mark: Mark, text: str, coming: Mark | None, ended: bool) -> str:
        """Why the mark opens a node, '' if the sequence forbids it."""
        if not mark.ordered:
            return "列举符号"
        if mark.parts:
            return "编号与前文相接" if mark.number > 1 else "新的一组编号"
        if mark.family == Family.ARTICLE:
            blank = not text[len(mark.printed) :][:1].strip()
            return self._articles.fits(mark, coming, ended and blank)
        if mark.doubtful and not self._settled(mark, coming):
            return ""
        if len(text.strip()) == len(mark.printed.strip()) and mark.family > Family.ARTICLE:
            return ""
        if self._box and self._in_box(mark):
            return "专栏内编号"
        before = next(
            (node.mark.number for node in self._open if _family(node) == mark.family and node.mark), None
        )
        if mark.family in _RUNNING and mark.number == self._last.get(mark.rank, mark.number) + 1:
            return "编号与前文相接"
        if before is None:
            return "新的一组编号" if mark.number == 1 or self._may_start_at(mark) else ""
        if mark.number == before + 1:
            return "编号与前一项相接"
        if before + 1 < mark.number <= before + LARGEST_GAP and mark.family != Family.DIGIT:
            return "编号有跳号"
        if mark.number == 1 and mark.family in (Family.HAN_COMMA, Family.CHAPTER) and before > 1:
            return "编号重新开始"
        return "标题见于目录" if self._lost_headings(mark, text) else ""

    def _settled(self, mark: Mark, coming: Mark | None) -> bool:
        """Whether digits that may be a decimal are the number of an item."""
        last = self._last.get(mark.rank, 0) if mark.number > 1 else 0
        return doubt_settled(mark, last, coming)

    def _may_start_at(self, mark: Mark) -> bool:
        if mark.family in (Family.CHAPTER, Family.SECTION, Family.PART):
            return True
        return mark.family in (Family.HAN_COMMA, Family.HAN_PAREN) and mark.number <= LARGEST_GAP

    def _in_box(self, mark: Mark) -> bool:
        """Whether an ordered mark counts items inside the open box rather than going on outside it."""
        outside = next((n.mark.number for n in self._open if _family(n) == mark.family and n.mark), 0)
        expected = self._last.get(mark.rank, 0) if mark.family == Family.DIGIT else outside
        if mark.number == expected + 1 or mark.family < Family.DIGIT:
            return False
        return mark.number == self._counted.get(mark.family, 0) + 1

    def _open_node(self, segment: Segment, mark: Mark, reason: str) -> None:
        node = Node(mark, label_of(segment.text, mark), [segment], reason=reason)
        if self._box and (mark.family == Family.DOT or reason == "专栏内编号"):
            _attach(self._box, node)
            self._counted[mark.family] = mark.number
            return
        self._box = None
        if mark.ordered:
            self._restore_headings(mark, segment.text)
        self._close(mark.rank)
        node.paragraph = self._open[-1].paragraphs if _family(self._open[-1]) == Family.ARTICLE else 0
        self._open.append(_attach(self._open[-1], node))
        self._last[mark.rank] = mark.number
        if mark.family == Family.ARTICLE:
            self._articles.take(mark)

    def _close(self, rank: tuple[Family, int]) -> None:
        while (mark := self._open[-1].mark) and mark.rank >= rank:
            self._open.pop()

    def _lost_headings(self, mark: Mark, text: str) -> list[Entry]:
        """Headings above this one that stand in the contents page and are not open."""
        open_marks = {(node.mark.rank, node.mark.number) for node in self._open if node.mark}
        above = self._contents.ancestors(mark, text) if self._contents else ()
        return [entry for entry in above if (entry.mark.rank, entry.mark.number) not in open_marks]

    def _restore_headings(self, mark: Mark, text: str) -> None:
        """Put back headings that stand in the contents page only."""
        for entry in self._lost_headings(mark, text):
            leaf = self._open[-1]
            self._close(entry.mark.rank)
            line = Segment(entry.text, entry.start, entry.start + len(entry.text))
            node = Node(entry.mark, entry.text, [line], reason=RESTORED)
            self._open.append(_attach(self._open[-1], node))
            if len(leaf.segments) > 1 and not (leaf.is_heading and len(leaf.segments) == 2):
                node.segments.append(leaf.segments.pop())


def outline(segments: Sequence[Segment], contents: ContentsPage | None = None) -> Node:
    """Tree of a division; the root holds the segments before its first mark."""
    builder = Outline(contents)
    settled = with_decimals([None if segment.row else segment.text for segment in segments])
    marks = [
        mark if mark or segment.row else doubtful_mark_of(segment.text)
        for segment, mark in zip(segments, settled, strict=True)
    ]
    for segment, mark, coming in zip(segments, marks, following(marks), strict=True):
        builder.add(segment, mark, coming)
    return builder.root


def _ends(text: str) -> bool:
    """Whether a new sentence begins after a segment."""
    return is_heading(text) or text[-1] in "。；！？：;:"


def _title_above(holder: Node) -> list[Segment]:
    """The lines above a table that name it, taken out of the node they stood in."""
    lines = holder.segments
    first = len(lines)
    if first and _UNIT_LINE.fullmatch(lines[first - 1].text):
        first -= 1
    if first and _names_a_table(lines[first - 1].text) and (first > 1 or not (holder.mark or holder.box)):
        first -= 1
        title = lines[first:]
        del lines[first:]
        return title
    return []


def _names_a_table(text: str) -> bool:
    return (
        len(text) <= LONGEST_TITLE and is_heading(text) and text[-1] not in "：:，,、" and not mark_of(text)
    )


def _attach(parent: Node, node: Node) -> Node:
    node.parent = parent
    parent.children.append(node)
    return node


def _family(node: Node) -> Family | None:
    return node.mark.family if node.mark else None
