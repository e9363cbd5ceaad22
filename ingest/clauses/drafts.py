"""Tree of a division → drafts of its clauses: address, path, kind and span."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.clauses.outline import Node
from ingest.tasks.columns import Columns, columns
from ingest.tasks.tables import band, is_note
from ingest.text.lines import Segment
from ingest.text.numbering import ENCLOSED, Family, mark_of
from ingest.text.rows import cells
from knowledge.documents import ClauseKind, join_lines
from knowledge.quantities import to_han

GLUED_LENGTH = 600
HEADER_ROWS = 3
LONGEST_HEADER_CELL = 20
LONGEST_TABLE_NAME = 20
LARGEST_HAN = 9999


@dataclass(frozen=True, slots=True)
class Draft:
    """A clause before its source is known."""

    address: str
    path: tuple[str, ...]
    kind: ClauseKind
    start: int
    end: int
    reason: str


def drafts_of(root: Node, label: str, path: tuple[str, ...], places: Mapping[int, int]) -> Iterator[Draft]:
    """The clauses of a division named `label`. `places` numbers the segments of the whole document by
    their start: only neighbours share a clause."""
    return _Writer(label, _runs_through(root), places).write(root, path)


def _nodes(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        if not child.box:
            yield from _nodes(child)


def _runs_through(root: Node) -> bool:
    """Whether the 1. 2. 3. of a division go on from one parent to the next without restart."""
    nodes = list(_nodes(root))
    if any(node.mark and node.mark.rank == (Family.DECIMAL, 1) for node in nodes):
        return False
    digits = [node for node in nodes if node.mark and node.mark.family == Family.DIGIT]
    numbers = [node.mark.number for node in digits if node.mark]
    parents = {id(node.parent) for node in digits}
    return len(set(numbers)) == len(numbers) and (len(parents) > 1 or root in [n.parent for n in digits[:1]])


class _Writer:
    """Walks a tree and writes the drafts of its clauses."""

    def __init__(self, label: str, runs_through: bool, places: Mapping[int, int]) -> None:
        self._label = label
        self._runs_through = runs_through
        self._places = places
        self._seen: Counter[str] = Counter()

    def write(self, root: Node, path: tuple[str, ...]) -> Iterator[Draft]:
        kind: ClauseKind = "preamble" if self._label == "通知" else "paragraph"
        base = "通知正文" if self._label == "通知" else self._label
        for number, segment in enumerate(root.segments, 1):
            yield Draft(f"{base}第{number}段", path, kind, segment.start, segment.end, "没有编号的段落")
        yield from self._children(root, self._label, path)

    def _children(self, node: Node, address: str, path: tuple[str, ...]) -> Iterator[Draft]:
        bullets = tables = 0
        for child in node.children:
            if child.table:
                tables += not child.label
                name = f"{self._label}{table_name(child.label)}" if child.label else f"{address}表{tables}"
                yield from self._table(child, self._told_apart(name), path)
            else:
                bullets += bool(child.mark and not child.mark.ordered)
                own = self._told_apart(self._address(child, address, bullets))
                yield from self._node(child, own, (*path, child.label))

    def _told_apart(self, address: str) -> str:
        """The second 第一部分 of a division is 第一部分〔2〕, and so are the places below it."""
        self._seen[address] += 1
        return address if self._seen[address] == 1 else f"{address}〔{self._seen[address]}〕"

    def _address(self, node: Node, parent: str, bullets: int) -> str:
        if node.box:
            return (self._label if self._label.startswith("附") else "") + node.box
        mark = node.mark
        assert mark is not None
        printed = re.sub(r"[#*\s]+", "", mark.printed)
        match mark.family:
            case Family.DASH | Family.DOT:
                return f"{parent}第{bullets}点"
            case Family.PART | Family.CHAPTER | Family.ARTICLE:
                return self._label + printed
            case Family.DECIMAL:
                nested = mark.above == Family.HAN_PAREN or (
                    mark.above == Family.DIGIT and not self._runs_through
                )
                return (parent if nested else self._label) + f"第{'.'.join(map(str, mark.parts))}条"
            case Family.HAN_COMMA:
                own = f"第{printed.rstrip('、．.')}部分"
                return self._label + own if parent == self._label or "条" not in parent else parent + own
            case Family.DIGIT if self._runs_through and "专栏" not in parent:
                return f"{self._label}第{mark.number}条"
            case Family.DIGIT:
                return f"{parent}{mark.number}."
            case Family.HAN_PAREN | Family.DIGIT_PAREN:
                inner = unicodedata.normalize("NFKC", printed) if printed in ENCLOSED else printed
                own = "（" + re.sub(r"[（()）]", "", inner) + "）"
                return parent + (_in_article(node, own) if mark.family == Family.HAN_PAREN else own)
            case _:
                return parent + printed

    def _node(self, node: Node, address: str, path: tuple[str, ...]) -> Iterator[Draft]:
        own = node.segments
        if own:
            length = sum(len(segment.text) for segment in own)
            heads = 2 if node.is_heading and len(own) == 2 else 1
            glued = min(
                len(own) if length <= GLUED_LENGTH and not node.children else heads, self._neighbours(own)
            )
            yield Draft(address, path, _kind(node), own[0].start, own[glued - 1].end, node.reason)
            for number, segment in enumerate(own[glued:], glued):
                place = _paragraph(node, address, number, number - glued + 1)
                yield Draft(place, path, "paragraph", segment.start, segment.end, "没有编号的段落")
        yield from self._children(node, address, path)

    def _table(self, node: Node, address: str, path: tuple[str, ...]) -> Iterator[Draft]:
        """The clauses of a table: its title and header, then one a row where it hands out tasks, else as
        many rows together as fit. The header's words stand in the path of the rows."""
        rows = [segment for segment in node.segments if segment.row]
        path = (*path, node.label) if node.label else path
        heads, tasks = _header(rows)
        bands: tuple[str, ...] = ()
        first = len(node.segments) - len(rows) + heads
        words = "｜".join(cell for row in rows[:heads] for cell in cells(row.text) if cell)
        header = (words,) if heads else ()
        inner = (*path, *header)
        whole = node.segments[-1].end - node.segments[0].start <= GLUED_LENGTH
        if not tasks and whole and self._neighbours(node.segments) == len(node.segments):
            yield Draft(address, inner, "table", node.segments[0].start, node.segments[-1].end, "表格")
            return
        for number, group in enumerate(self._groups(node.segments[:first], GLUED_LENGTH)):
            place = address if not number else f"{address}表头第{number + 1}段"
            yield Draft(place, path, "table", group[0].start, group[-1].end, "表名和表头")
        done = 0
        for group in self._groups(node.segments[first:], 0 if tasks else GLUED_LENGTH):
            last = done + len(group)
            rows_name = f"第{last}行" if len(group) == 1 else f"第{done + 1}至{last}行"
            reason = "任务表的一行" if tasks else "表格的若干行"
            inner = (*path, *bands, *header)
            yield Draft(address + rows_name, inner, "table", group[0].start, group[-1].end, reason)
            bands = _bands(bands, cells(group[0].text), tasks) if tasks else ()
            done = last

    def _groups(self, segments: Sequence[Segment], longest: int) -> Iterator[list[Segment]]:
        """Neighbouring segments together, as many as fit into `longest` characters, at least one."""
        group: list[Segment] = []
        for segment in segments:
            beside = group and self._places[segment.start] == self._places[group[-1].start] + 1
            if group and not (beside and segment.end - group[0].start <= longest):
                yield group
                group = []
            group.append(segment)
        if group:
            yield group

    def _neighbours(self, own: Sequence[Segment]) -> int:
        """How many segments from the first on stand one after the other, nothing else in between."""
        first = self._places.get(own[0].start)
        if first is None:
            return 1
        return next((i for i, part in enumerate(own) if self._places[part.start] != first + i), len(own))


def table_name(title: str) -> str:
    """A table's title as it stands in addresses."""
    return join_lines(title).strip("#* ")[:LONGEST_TABLE_NAME]


def _bands(open_ones: tuple[str, ...], row: Sequence[str], named: Columns) -> tuple[str, ...]:
    """The headings inside a table of tasks that stand over the rows after this one."""
    text = band(row, named)
    if not text or is_note(text):
        return open_ones
    mark = mark_of(text)
    above = ((one, mark_of(one)) for one in open_ones)
    return (*(one for one, own in above if own and mark and own.family < mark.family), text)


def _header(rows: Sequence[Segment]) -> tuple[int, Columns | None]:
    """How many rows at the head of a table are its header, and its columns if the table hands out tasks."""
    for place, row in enumerate(rows[:HEADER_ROWS]):
        if named := columns(cells(row.text)):
            return place + 1, named
    words = cells(rows[0].text)
    in_words = all(
        len(word) <= LONGEST_HEADER_CELL and not re.fullmatch(r"[\d.%％\-—]+", word) for word in words
    )
    return int(in_words and len(rows) > 1), None


def _in_article(node: Node, own: str) -> str:
    """第（一）项, after its paragraph where the article has several before it."""
    if not (node.parent and node.parent.mark and node.parent.mark.family == Family.ARTICLE):
        return own
    return (f"第{_counted(node.paragraph)}款" if node.paragraph > 1 else "") + f"第{own}项"


def _paragraph(node: Node, address: str, place: int, number: int) -> str:
    """Address of the paragraph at `place` among a node's segments; an article counts them as 款."""
    if not (node.mark and node.mark.family == Family.ARTICLE):
        return f"{address}第{number}段"
    return f"{address}第{_counted(place + 1 - (len(node.segments) - node.paragraphs))}款"


def _counted(number: int) -> str:
    """A number in Han numerals, as far as there are any for it."""
    return to_han(number) if number <= LARGEST_HAN else str(number)


def _kind(node: Node) -> ClauseKind:
    if node.box:
        return "box"
    if node.mark and not node.mark.ordered:
        return "bullet"
    return "heading" if node.is_heading and (node.children or len(node.segments) != 2) else "item"
