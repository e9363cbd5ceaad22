"""Source text → segments: one segment is one paragraph as its author wrote it.

Three repairs, each leaving the source offsets untouched: noise is set aside under its name, sentences
torn by page breaks are joined, and flattened text (a crawl that lost its line breaks) is cut again
where a blank follows the end of a sentence, a heading, or precedes a numbering mark. A row of a table
stays a segment of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.text.noise import BLANK, REPEATED_HEADER, noise_name, noise_names
from ingest.text.numbering import ATTACHMENT, BOX, Family, begins_item, mark_of
from ingest.text.page_table import is_row
from ingest.text.rows import table_rows
from knowledge.documents import DOC_NUMBER, NoiseZone

LONG_LINE = 200
HEADING_LENGTH = 45
MOST_LINES = 100
LONGEST_MARK = 8
FEWEST_WRAPPED = 20
SHORT = 0.75  # of the width of the page

RELEASED = re.compile(
    r"(发布时间|发布日期|发文日期|成文日期|日期)\s*[:：]\s*(?P<date>\d{4}\s*[-年./]\s*\d{1,2}.*)"
)
IMPRINT = re.compile(
    r"(抄\s*送|抄\s*报|主题词)\s*[:：].*|.{2,40}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发.{0,4}"
)
_NOTE = re.compile(
    r"[（(](?:责任|牵头|配合|负责|承办|主责|协办|实施)[^（）()：:]{0,8}[:：](?:[^（）()]|[（(][^（）()]*[）)])*[）)]$"
)
_ENDS = "。！？；：:!?…;"
_TITLE_END = re.compile("的(?:通知|意见|决定|批复|公告|通报|请示|报告|复?函)$")
# What refers to an article at the end of a line, and the article that the next line begins with: 依照本办法第一条、⏎第三条办理
_REFERS = re.compile(
    "(?:第[一二三四五六七八九十百零〇\\d]+[条款项]|本|该|《[^《》]+》)[^。；：]{0,12}[、和及或与至]$|"
    "(?:依照|按照|根据|依据|违反|适用|参照)[^。；：]{0,40}(?:[》照据反用]|(?:本|该)(?:办法|规定|条例|法|细则|章程|规则))$"
)
_REFERRED = re.compile("第[一二三四五六七八九十百零〇\\d]+[条章](?![\\s、])[^。]")
_BESIDE_TABS = BLANK.replace("\t", "")
_CLOSERS = '”’」』）)】》〉"'
_PAIRS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph: its place in the source, how many line breaks stand before it, and whether it
    was cut out of a flattened line (`run_in`: its neighbour before it stood on the same line), or is
    a `row` of a table."""

    text: str
    start: int
    end: int
    breaks: int = 1
    run_in: bool = False
    row: bool = False


def segments(source: str) -> tuple[Segment, ...]:
    """All paragraphs of a source text, noise left out, in order; spans never overlap."""
    return paragraphs(source)[0]


def paragraphs(source: str) -> tuple[tuple[Segment, ...], tuple[NoiseZone, ...]]:
    """The segments of a source text and the noise between them, each in order."""
    lines, noise = _without_noise(list(_lines(source)))
    pieces = [piece for segment in _joined(lines, source) for piece in _cut(segment)]
    names = ["" if piece.row else noise_name(piece.text) for piece in pieces]
    noise += [_zone(piece, name) for piece, name in zip(pieces, names, strict=True) if name]
    kept = tuple(piece for piece, name in zip(pieces, names, strict=True) if not name)
    return kept, tuple(sorted(noise))


def _joined(lines: list[Segment], source: str) -> list[Segment]:
    """The lines, torn sentences whole again."""
    found: list[Segment] = []
    width = _wrap_width(lines)
    joined = 0
    for line in lines:
        if found and joined < MOST_LINES and _is_torn(found[-1], line, width):
            last = found[-1]
            found[-1] = replace(last, text=source[last.start : line.end], end=line.end)
            joined += 1
        else:
            found.append(line)
            joined = 0
    return found


def _lines(source: str) -> Iterator[Segment]:
    raws = source.splitlines(keepends=True)
    rows = iter(table_rows([raw.rstrip("\r\n") for raw in raws if raw.strip(BLANK)]))
    position = breaks = 0
    for raw in raws:
        if raw.strip(BLANK):
            row = next(rows)
            text = raw.strip(_BESIDE_TABS) if row else raw.strip(BLANK)
            start = position + raw.index(text)
            yield Segment(text, start, start + len(text), breaks, row=row)
            breaks = 0
        breaks += 1
        position += len(raw)


def _without_noise(lines: list[Segment]) -> tuple[list[Segment], list[NoiseZone]]:
    names = noise_names([line.text for line in lines])
    header = ""
    for place, line in enumerate(lines):
        if line.row and not (place and lines[place - 1].row):
            header = line.text
        elif line.row and line.text == header:
            names[place] = REPEATED_HEADER
        elif line.row and not line.text.startswith("|"):
            names[place] = ""
    kept = [line for line, name in zip(lines, names, strict=True) if not name]
    return kept, [_zone(line, name) for line, name in zip(lines, names, strict=True) if name]


def _zone(segment: Segment, name: str) -> NoiseZone:
    return NoiseZone(segment.start, segment.end, name)


def _wrap_width(lines: list[Segment]) -> int:
    """Width of hard-wrapped text (PDF extracts), 0 where lines are paragraphs: few lines are much longer
    than the others, and most long ones stop in the middle of a sentence."""
    lengths = sorted(len(line.text) for line in lines)
    if len(lengths) < FEWEST_WRAPPED or lengths[-1] > 120:
        return 0
    width, widest = (lengths[int(len(lengths) * share)] for share in (0.9, 0.97))
    full = [line for line in lines if width - 6 <= len(line.text)]
    broken = [line for line in full if line.text[-1] not in _ENDS]
    wrapped = widest <= width + 8 and len(full) >= 0.12 * len(lines) and len(broken) >= 0.6 * len(full)
    return width if wrapped and width >= 20 else 0


def _is_torn(before: Segment, after: Segment, width: int) -> bool:
    """Whether `after` goes on with a sentence that `before` left open."""
    text = before.text
    if before.row or after.row:
        return False
    if _is_bare_mark(text) and after.breaks <= 3:
        return not _starts_something(after.text)
    if _REFERS.search(text[-LONG_LINE:]) and _REFERRED.match(after.text) and after.breaks <= 3:
        return True
    if text[-1] in _ENDS or (text[-1] in _CLOSERS and len(text) > 1 and text[-2] in _ENDS):
        return False
    if _starts_something(after.text) or _NOTE.search(text[-LONG_LINE:]) or DOC_NUMBER.fullmatch(text):
        return False
    if (_TITLE_END.search(text) and after.text[-1] in "：:") or is_row(text) or is_row(after.text):
        return False
    if any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS):
        return after.breaks <= 3
    last = text.rsplit(" ", 1)[-1]
    if last != text and len(last) <= HEADING_LENGTH and _starts_something(last):
        return False
    if width and _stops_short(text, width):
        return False
    if width and (len(text.rsplit("\n", 1)[-1].strip()) >= width - 6 or re.search("[，。；]", text)):
        return True
    return (
        text[-1] in "，、,—"
        or (len(text) > HEADING_LENGTH and "。" in text)
        or len(text) > 2 * HEADING_LENGTH
    )


def _stops_short(text: str, width: int) -> bool:
    """Whether it is a numbered line that ends before the edge of the page and without a mark: a heading, with a
    comma in it or not (一、坚持规范透明，打造市场环境)."""
    return (
        "\n" not in text
        and len(text) < SHORT * width
        and "。" not in text
        and text[-1] not in "，、,—（(" + _CLOSERS
        and begins_item(text)
    )


def _is_bare_mark(text: str) -> bool:
    """Whether a number stands alone on its line (a page that was torn into pieces)."""
    mark = mark_of(text) if len(text) <= LONGEST_MARK else None
    return bool(mark and mark.ordered and mark.family > Family.ARTICLE and mark.printed.strip() == text)


def _starts_something(text: str) -> bool:
    whole, starts = (IMPRINT, DOC_NUMBER), (BOX, RELEASED, ATTACHMENT)
    found = begins_item(text) or any(one.fullmatch(text) for one in whole)
    return bool(found or any(start.match(text) for start in starts))


def _cut(segment: Segment) -> Iterator[Segment]:
    """Cut a flattened line at the blanks that were paragraph breaks."""
    text = segment.text
    if len(text) < LONG_LINE or segment.row:
        yield segment
        return
    start, first = 0, True
    head = text.find("。")
    for gap in re.finditer(r"[ \t\u3000\u00a0]+", text):
        if _is_break(text, start, gap, head):
            yield replace(_piece(segment, start, gap.start()), run_in=not first)
            start, first = gap.end(), False
    yield replace(_piece(segment, start, len(text)), run_in=not first)


def _piece(segment: Segment, start: int, end: int) -> Segment:
    text = segment.text[start:end]
    breaks = segment.breaks if start == 0 else 1
    return Segment(text, segment.start + start, segment.start + end, breaks)


def _is_break(text: str, start: int, gap: re.Match[str], head: int) -> bool:
    before = text[start : min(gap.start(), start + LONG_LINE)]
    after = text[gap.end() : gap.end() + LONG_LINE]
    last, last_but_one = text[gap.start() - 1], text[gap.start() - 2 : gap.start() - 1]
    if last.isascii() and last.isalnum() and after[0].isascii():
        return False
    mark = mark_of(before)
    if mark and mark.printed.strip() == before:
        return False
    if last in _ENDS[:3] or (last in _CLOSERS and last_but_one and last_but_one in _ENDS[:3]):
        return True
    if begins_item(after) or BOX.match(after) or DOC_NUMBER.match(after) or re.match(r"附件\d*[:：]", after):
        return True
    if len(before) <= HEADING_LENGTH and mark and not re.search("[。；，]", before):
        return True
    return gap.start() < head or head < 0
