"""Source text → segments: one segment is one paragraph as its author wrote it.

Three repairs, each leaving the source offsets untouched: crawl noise is dropped, sentences torn
by page breaks are joined, and flattened text (a crawl that lost its line breaks) is cut again
where a blank follows the end of a sentence, a heading, or precedes a numbering mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.numbering import ATTACHMENT, BOX, mark_of
from ingest.page_table import is_row
from knowledge.documents import DOC_NUMBER

BLANK = (
    " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
)
LONG_LINE = 200
HEADING_LENGTH = 45
MOST_LINES = 100

NOISE = re.compile(
    r"(返回(资讯|首页|顶部|列表|上一页)?|首\s*页|上一[篇条页].*|下一[篇条页].*|打印(本页)?|关闭(窗口|本页)?|收藏|"
    r"(【?字体|字号)[:：\s【】大中小]*(打印.*|分享.*)?|(分享到|分享|浏览次数|阅读次数|点击数?|访问量)[:：].*|"
    r"(责任编辑|编辑|来源|信息来源|文章来源|作者|审核)[:：]\s*\S{0,20}|扫一扫.*|"
    r"(当前位置|您的位置|您现在的位置|现在位置|首\s*页\s*[>＞/›»]).*|"
    r"(版权所有|主办单位|承办单位|技术支持|网站标识码|网站地图|联系我们|.{0,6}ICP备|Copyright|Produced\s+By).*|"
    r"(相关附件|相关链接|相关文章|附件下载|文件下载)[:：]?|"
    r"[—\-－–\s]*\d{1,4}[\s—\-－–]*|第\s*\d+\s*页.{0,12}|#\s*Page\s*\d+\s*:?|-*\s*\d+\s*/\s*\d+\s*-*|"
    r"[|\-—_=*\s·.。]+)$",
    re.I,
)
RELEASED = re.compile(
    r"(发布时间|发布日期|发文日期|成文日期|日期)\s*[:：]\s*(?P<date>\d{4}\s*[-年./]\s*\d{1,2}.*)"
)
IMPRINT = re.compile(
    r"(抄\s*送|抄\s*报|主题词)\s*[:：].*|.{2,40}\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发.{0,4}"
)
_ENDS = "。！？；：:!?…;"
_CLOSERS = '”’」』）)】》〉"'
_PAIRS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph: its place in the source, how many line breaks stand before it, and whether it
    was cut out of a flattened line (`run_in`: its neighbour before it stood on the same line)."""

    text: str
    start: int
    end: int
    breaks: int = 1
    run_in: bool = False


def segments(source: str) -> tuple[Segment, ...]:
    """All paragraphs of a source text, noise left out, in order; spans never overlap."""
    lines = _without_noise(list(_lines(source)))
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
    pieces = (piece for segment in found for piece in _cut(segment))
    return tuple(piece for piece in pieces if not NOISE.fullmatch(piece.text))


def _lines(source: str) -> Iterator[Segment]:
    position = breaks = 0
    for raw in source.splitlines(keepends=True):
        text = raw.strip(BLANK)
        if text:
            start = position + raw.index(text[0])
            yield Segment(text, start, start + len(text), breaks)
            breaks = 0
        breaks += 1
        position += len(raw)


def _without_noise(lines: list[Segment]) -> list[Segment]:
    """Drop noise lines, and menu words (short, no punctuation) that stand beside them at either end."""
    noisy = [bool(NOISE.fullmatch(line.text)) for line in lines]
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for i in order:
            line = lines[i]
            beside = (noisy[i - 1] if i else False) or (noisy[i + 1] if i + 1 < len(lines) else False)
            if not noisy[i]:
                menu = len(line.text) <= 8 and not re.search(
                    r"[，。、：；:》）\d]|科协|部|局|委|办", line.text
                )
                if not (beside and menu and not mark_of(line.text)):
                    break
                noisy[i] = True
    return [line for line, noise in zip(lines, noisy, strict=True) if not noise]


def _wrap_width(lines: list[Segment]) -> int:
    """Width of hard-wrapped text (PDF extracts), 0 where lines are paragraphs."""
    lengths = sorted(len(line.text) for line in lines)
    if len(lengths) < 20 or lengths[-1] > 120:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    full = sum(width - 6 <= length for length in lengths)
    return width if full >= 0.3 * len(lengths) and width >= 20 else 0


def _is_torn(before: Segment, after: Segment, width: int) -> bool:
    """Whether `after` goes on with a sentence that `before` left open."""
    text = before.text
    if text[-1] in _ENDS or (text[-1] in _CLOSERS and len(text) > 1 and text[-2] in _ENDS):
        return False
    if _starts_something(after.text) or is_row(text) or is_row(after.text):
        return False
    if any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS):
        return after.breaks <= 3
    last = text.rsplit(" ", 1)[-1]
    if last != text and len(last) <= HEADING_LENGTH and _starts_something(last):
        return False
    if width and len(text.rsplit("\n", 1)[-1].strip()) >= width - 6:
        return True
    return (
        text[-1] in "，、,—"
        or (len(text) > HEADING_LENGTH and "。" in text)
        or len(text) > 2 * HEADING_LENGTH
    )


def _starts_something(text: str) -> bool:
    starts = (BOX, RELEASED, ATTACHMENT)
    alone = (IMPRINT, DOC_NUMBER)
    return bool(
        mark_of(text)
        or any(whole.fullmatch(text) for whole in alone)
        or any(start.match(text) for start in starts)
    )


def _cut(segment: Segment) -> Iterator[Segment]:
    """Cut a flattened line at the blanks that were paragraph breaks."""
    text = segment.text
    if len(text) < LONG_LINE:
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
    if mark_of(after) or BOX.match(after) or re.match(r"附件\d*[:：]", after):
        return True
    if len(before) <= HEADING_LENGTH and mark and not re.search("[。；，]", before):
        return True
    return gap.start() < head or head < 0
