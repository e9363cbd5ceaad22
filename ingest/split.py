"""Text of a document → `PolicyDocument` with its clauses, each with address, path and exact span."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.divisions import Division, divisions
from ingest.identify import Head, read_head
from ingest.lines import Segment, segments
from ingest.numbering import Family
from ingest.outline import RESTORED, Node, outline
from ingest.reading import Reading
from ingest.secrecy import refuse_secret
from ingest.sources import source_of
from knowledge.documents import Clause, ClauseKind, PolicyDocument, join_lines

LONGEST_CLAUSE = 1200
GLUED_LENGTH = 600
PIECE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class _Draft:
    """A clause before its source is known."""

    address: str
    path: tuple[str, ...]
    kind: ClauseKind
    start: int
    end: int
    reason: str


def split(reading: Reading | str, name: str) -> PolicyDocument:
    """Read a document's head and cut its body into clauses. `name` is the file name.

    UserError for a document that bears a mark of secrecy.
    """
    reading = Reading(reading) if isinstance(reading, str) else reading
    text = reading.text
    refuse_secret(text, name)
    parts = segments(text)
    head = read_head(parts, name)
    sections = divisions(parts, head)
    drafts = [*_head_drafts(parts, head)]
    places = {part.start: place for place, part in enumerate(parts)}
    for section in sections:
        drafts.extend(_division_drafts(section, places))
    drafts = _unique(sorted((d for draft in drafts for d in _capped(draft, text)), key=lambda d: d.start))
    spans = [(draft.address, text[draft.start : draft.end]) for draft in drafts]
    source = source_of(head, sections, parts, spans, name, text)
    clauses = tuple(
        Clause(
            source,
            i,
            d.address,
            d.path,
            d.kind,
            text[d.start : d.end],
            d.start,
            d.end,
            page := reading.page_at(d.start),
            d.reason,
            page in reading.scanned,
        )
        for i, d in enumerate(drafts)
    )
    return PolicyDocument(source, text, clauses, (*reading.warnings, *_warnings(text, clauses)))


def _head_drafts(parts: Sequence[Segment], head: Head) -> Iterator[_Draft]:
    for i in range(head.end):
        part = parts[i]
        if i == head.number_at:
            address, kind = "发文字号", "title"
        elif i == head.recipients_at:
            address, kind = "主送机关", "preamble"
        elif i == head.released_at:
            address, kind = "发布时间", "footer"
        elif i in head.title_at:
            if i != head.title_at[0]:
                continue
            last = parts[head.title_at[-1]]
            yield _Draft("标题", (head.title,), "title", part.start, last.end, "标题")
            continue
        else:
            address, kind = "文首", "title"
        yield _Draft(address, (head.title, address), kind, part.start, part.end, address)  # type: ignore[arg-type]


def _division_drafts(division: Division, places: Mapping[int, int]) -> Iterator[_Draft]:
    titles = division.titles
    lines = [join_lines(line.text) for line in titles]
    if division.label.startswith("附件") and len(lines) > 1:  # 附件:X is followed by the title X itself
        lines = [division.label + "：", *lines[1:]]
    name = "".join(lines)
    if titles:
        kind: ClauseKind = "attachment" if division.label else "title"
        yield _Draft(division.label or "正文标题", (name,), kind, titles[0].start, titles[-1].end, "标题行")
    root = outline(division.body, division.contents)
    prefix = (name,) if division.label.startswith("附件") and name else ()
    yield from _Writer(division.label, _runs_through(root), places).write(root, prefix)
    for line in division.signature:
        yield _Draft(
            "落款" if "印发" not in line.text else "印发",
            (*prefix, "落款"),
            "footer",
            line.start,
            line.end,
            "落款",
        )


def _nodes(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        if not child.box:
            yield from _nodes(child)


def _runs_through(root: Node) -> bool:
    """Whether the 1. 2. 3. of a division go on from one parent to the next without restart."""
    digits = [node for node in _nodes(root) if node.mark and node.mark.family == Family.DIGIT]
    numbers = [node.mark.number for node in digits if node.mark]
    parents = {id(node.parent) for node in digits}
    return len(set(numbers)) == len(numbers) and (len(parents) > 1 or root in [n.parent for n in digits[:1]])


class _Writer:
    """Walks a tree and writes the drafts of its clauses.

    `places` numbers the segments of the whole document by their start: only neighbours are joined.
    """

    def __init__(self, label: str, runs_through: bool, places: Mapping[int, int]) -> None:
        self._label = label
        self._runs_through = runs_through
        self._places = places

    def write(self, root: Node, path: tuple[str, ...]) -> Iterator[_Draft]:
        kind: ClauseKind = "preamble" if self._label == "通知" else "paragraph"
        base = "通知正文" if self._label == "通知" else self._label
        for number, segment in enumerate(root.segments, 1):
            yield _Draft(f"{base}第{number}段", path, kind, segment.start, segment.end, "没有编号的段落")
        yield from self._children(root, self._label, path)

    def _children(self, node: Node, address: str, path: tuple[str, ...]) -> Iterator[_Draft]:
        bullets = 0
        for child in node.children:
            bullets += bool(child.mark and not child.mark.ordered)
            yield from self._node(child, self._address(child, address, bullets), (*path, child.label))

    def _address(self, node: Node, parent: str, bullets: int) -> str:
        if node.box:
            return (self._label if self._label.startswith("附件") else "") + node.box
        mark = node.mark
        assert mark is not None
        printed = re.sub(r"[#*\s]+", "", mark.printed)
        match mark.family:
            case Family.DASH | Family.DOT:
                return f"{parent}第{bullets}点"
            case Family.PART | Family.CHAPTER | Family.ARTICLE:
                return self._label + printed
            case Family.HAN_COMMA:
                own = f"第{printed.rstrip('、．.')}部分"
                return self._label + own if parent == self._label or "条" not in parent else parent + own
            case Family.DIGIT if self._runs_through and "专栏" not in parent:
                return f"{self._label}第{mark.number}条"
            case Family.DIGIT:
                return f"{parent}{mark.number}."
            case Family.HAN_PAREN | Family.DIGIT_PAREN:
                return parent + "（" + re.sub(r"[（()）]", "", printed) + "）"
            case _:
                return parent + printed

    def _node(self, node: Node, address: str, path: tuple[str, ...]) -> Iterator[_Draft]:
        own = node.segments
        if own:
            kind = _kind(node)
            length = sum(len(segment.text) for segment in own)
            heads = 2 if node.is_heading and len(own) == 2 else 1
            glued = min(
                len(own) if length <= GLUED_LENGTH and not node.children else heads, self._neighbours(own)
            )
            yield _Draft(address, path, kind, own[0].start, own[glued - 1].end, node.reason)
            for number, segment in enumerate(own[glued:], 1):
                yield _Draft(
                    f"{address}第{number}段", path, "paragraph", segment.start, segment.end, "没有编号的段落"
                )
        yield from self._children(node, address, path)

    def _neighbours(self, own: Sequence[Segment]) -> int:
        """How many segments from the first on stand one after the other, nothing else in between."""
        first = self._places[own[0].start]
        return next((i for i, part in enumerate(own) if self._places[part.start] != first + i), len(own))


def _kind(node: Node) -> ClauseKind:
    if node.box:
        return "box"
    if node.mark and not node.mark.ordered:
        return "bullet"
    if node.reason == RESTORED:
        return "paragraph"
    return "heading" if node.is_heading and (node.children or len(node.segments) != 2) else "item"


def _capped(draft: _Draft, text: str) -> Iterator[_Draft]:
    """Cut an over-long clause at the ends of sentences, about PIECE_LENGTH characters each."""
    if draft.end - draft.start <= LONGEST_CLAUSE:
        yield draft
        return
    cuts = [draft.start]
    stops = [
        draft.start + s.end()
        for s in re.finditer(r"[。！？；\n]+[”’」』）)]*\s*", text[draft.start : draft.end])
    ]
    for stop in [*stops, draft.end]:
        while stop - cuts[-1] > LONGEST_CLAUSE:
            cuts.append(cuts[-1] + LONGEST_CLAUSE)
        if stop - cuts[-1] >= PIECE_LENGTH and stop < draft.end:
            cuts.append(stop)
    if len(cuts) > 1 and draft.end - cuts[-1] < PIECE_LENGTH // 4:
        cuts.pop()
    for number, (start, end) in enumerate(pairwise([*cuts, draft.end]), 1):
        piece = text[start:end]
        if piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            yield replace(
                draft, address=f"{draft.address}第{number}节选", start=begin, end=start + len(piece.rstrip())
            )


def _unique(drafts: list[_Draft]) -> list[_Draft]:
    """Tell clauses apart whose numbering repeats: the second 第一部分 becomes 第一部分〔2〕."""
    seen: Counter[str] = Counter()
    result = []
    for draft in drafts:
        seen[draft.address] += 1
        count = seen[draft.address]
        result.append(draft if count == 1 else replace(draft, address=f"{draft.address}〔{count}〕"))
    return result


def _warnings(text: str, clauses: Sequence[Clause]) -> tuple[str, ...]:
    warnings = []
    if not any(clause.kind in ("item", "heading", "bullet") for clause in clauses):
        warnings.append("没有找到条款编号，按段落入库")
    if damaged := text.count("\ufffd"):
        warnings.append(f"原文有 {damaged} 处字符已损坏")
    return tuple(warnings)
