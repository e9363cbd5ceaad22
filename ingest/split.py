"""Text of a document → `PolicyDocument` with its clauses, each with address, path and exact span."""

from __future__ import annotations

import hashlib
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.clauses.divisions import Division, divisions
from ingest.clauses.drafts import Draft, drafts_of
from ingest.clauses.outline import outline
from ingest.clauses.pieces import capped
from ingest.clauses.validate import faults
from ingest.identify import Head, read_head
from ingest.identity.compilation import compilation_warning
from ingest.identity.secrecy import refuse_secret
from ingest.reading import Reading
from ingest.sources import source_of
from ingest.text.lines import Segment, paragraphs
from ingest.text.noise import CONTENTS, REPEATED_HEADER, RULE, invisible, outside
from ingest.text.numbering import ATTACHMENT
from knowledge.documents import Clause, ClauseKind, NoiseZone, PolicyDocument, Source, join_lines

MOST_FAULTS = 3
_OF_TABLES = {"title", "table", "footer"}  # all the kinds of a workbook


def split(reading: Reading | str, name: str) -> PolicyDocument:
    """Read a document's head and cut its body into clauses. `name` is the file name.

    Clauses that do not pass the checks are never kept: the text is cut into paragraphs instead, and
    the document's warnings say so. UserError for a document that bears a mark of secrecy.
    """
    reading = Reading(reading) if isinstance(reading, str) else reading
    text = reading.text
    refuse_secret(text, name)
    parts, noise = paragraphs(text)
    head = read_head(parts, name)
    sections = divisions(parts, head)
    several = compilation_warning(parts, head)
    reading = replace(reading, warnings=(*reading.warnings, several)) if several else reading

    def document(drafts: Iterable[Draft], zones: Sequence[NoiseZone]) -> PolicyDocument:
        cut = _cut(drafts, text)
        spans = [(draft.address, text[draft.start : draft.end]) for draft in cut]
        source = source_of(head, sections, parts, spans, name, _revision(text, cut))
        return _document(reading, source, cut, zones)

    made = document(
        _tree_drafts(parts, head, sections, _places(parts, noise)), _with_contents(noise, sections)
    )
    if found := faults(text, made.clauses, made.noise):
        made = document(_plain_drafts(parts), noise)
        note = f"条款结构没有通过检查（{'；'.join(found[:MOST_FAULTS])}），改为按段落入库"
        made = replace(made, warnings=(*made.warnings, note))
    return made


def _cut(drafts: Iterable[Draft], text: str) -> list[Draft]:
    """The drafts in order, over-long ones in pieces, no two of one address."""
    pieces = (piece for draft in drafts for piece in capped(draft, text))
    return _unique(sorted(pieces, key=lambda one: one.start))


def _document(
    reading: Reading, source: Source, drafts: Sequence[Draft], noise: Sequence[NoiseZone]
) -> PolicyDocument:
    text = reading.text
    clauses = tuple(_clause(reading, source, i, draft) for i, draft in enumerate(drafts))
    zones = sorted([*outside(noise, clauses), *invisible(text, clauses)])
    return PolicyDocument(source, text, clauses, (*reading.warnings, *_warnings(text, clauses)), tuple(zones))


def _revision(text: str, drafts: Sequence[Draft]) -> str:
    """Changes with the text and with where it is cut: ids of clauses must not outlive their words."""
    cut = "".join(f"\0{draft.start}-{draft.end} {'/'.join(draft.path)}" for draft in drafts)
    return hashlib.sha256((text + cut).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _clause(reading: Reading, source: Source, ordinal: int, draft: Draft) -> Clause:
    page = reading.page_at(draft.start)
    return Clause(
        source,
        ordinal,
        draft.address,
        draft.path,
        draft.kind,
        reading.text[draft.start : draft.end],
        draft.start,
        draft.end,
        page,
        draft.reason,
        page in reading.scanned,
    )


def _places(parts: Sequence[Segment], noise: Sequence[NoiseZone]) -> dict[int, int]:
    """Number the segments by their start, so that neighbours in the source have neighbouring numbers."""
    between = [zone.start for zone in noise if zone.name not in (RULE, REPEATED_HEADER)]
    return {part.start: place + bisect(between, part.start) for place, part in enumerate(parts)}


def _tree_drafts(
    parts: Sequence[Segment], head: Head, sections: Sequence[Division], places: Mapping[int, int]
) -> Iterator[Draft]:
    yield from _head_drafts(parts, head)
    for section in sections:
        yield from _division_drafts(section, places)


def _plain_drafts(parts: Sequence[Segment]) -> Iterator[Draft]:
    """The simpler split: every paragraph a clause."""
    for number, part in enumerate(parts, 1):
        yield Draft(f"第{number}段", (), "paragraph", part.start, part.end, "按段落切分")


def _with_contents(noise: Sequence[NoiseZone], sections: Sequence[Division]) -> list[NoiseZone]:
    lines = [line for section in sections for line in section.contents_lines]
    return sorted([*noise, *(NoiseZone(line.start, line.end, CONTENTS) for line in lines)])


def _head_drafts(parts: Sequence[Segment], head: Head) -> Iterator[Draft]:
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
            yield Draft("标题", (head.title,), "title", part.start, last.end, "标题")
            continue
        else:
            address, kind = "文首", "title"
        yield Draft(address, (head.title, address), kind, part.start, part.end, address)  # type: ignore[arg-type]


def _division_drafts(division: Division, places: Mapping[int, int]) -> Iterator[Draft]:
    titles = division.titles
    lines = [join_lines(line.text).strip("#* ") for line in titles]
    if division.label.startswith("附") and len(lines) == 1 and (match := ATTACHMENT.fullmatch(lines[0])):
        lines = [f"附{match['kind']}{match['n'] or ''}", *(["：" + match["title"]] if match["title"] else [])]
    if division.label.startswith("附") and len(titles) > 1:  # 附件:X is followed by the title X itself
        lines = [division.label + "：", *lines[1:]]
    name = "".join(lines)
    if titles:
        kind: ClauseKind = "attachment" if division.label else "title"
        yield Draft(division.label or "正文标题", (name,), kind, titles[0].start, titles[-1].end, "标题行")
    root = outline(division.body, division.contents)
    prefix = (name,) if division.label.startswith("附") and name else ()
    yield from drafts_of(root, division.label, prefix, places)
    if listed := division.listed:
        yield Draft("附件说明", (), "attachment", listed[0].start, listed[-1].end, "附件说明")
    for line in division.signature:
        yield Draft(
            "落款" if "印发" not in line.text else "印发",
            (*prefix, "落款"),
            "footer",
            line.start,
            line.end,
            "落款",
        )


def _unique(drafts: list[Draft]) -> list[Draft]:
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
    kinds = {clause.kind for clause in clauses}
    if not kinds & {"item", "heading", "bullet"} and not ("table" in kinds and kinds <= _OF_TABLES):
        warnings.append("没有找到条款编号，按段落入库")
    if damaged := text.count("\ufffd"):
        warnings.append(f"原文有 {damaged} 处字符已损坏")
    return tuple(warnings)
