"""What the head of a document says of it: title, number, issuer, dates, recipients.

Order and forms of the parts follow GB/T 9704-2012 (版头、主体、版记). The date of issue is the one
under the signature; the date of printing (印发) and of web release are never taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.contents import CONTENTS_HEADING
from ingest.lines import IMPRINT, RELEASED, Segment
from ingest.numbering import ATTACHMENT, BOX, mark_of
from knowledge.dates import five_year_plan
from knowledge.documents import DOC_NUMBER, join_lines
from knowledge.quantities import parse_han

_NUMBER_IN_TEXT = re.compile(DOC_NUMBER.pattern.replace("{2,16}", "{2,8}?"))
KINDS = (
    "决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要 "
    "规划纲要 规划 纲要 行动计划 计划 实施方案 方案 若干措施 措施 举措 办法 细则 规定 条例 要点 规则 标准 指南 清单"
).split()
_KIND = re.compile("(" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")(?=[（(《》〉\s]|$)")
_HAN_DATE = "[〇○零一二三四五六七八九十]"
DATE = re.compile(
    rf"(?P<y>\d{{4}}|{_HAN_DATE}{{4}})\s*(?:年|[-./])\s*(?P<m>\d{{1,2}}|{_HAN_DATE}{{1,3}})\s*(?:月|[-./])\s*"
    rf"(?P<d>\d{{1,2}}|{_HAN_DATE}{{1,3}})\s*日?"
)
_ORGANISATION = re.compile(
    r"[一-龥（）()·]{2,40}?(?:科学技术协会|科协|人民政府|政府|委员会|办公厅|办公室|领导小组|总局|局|厅|部|委|院|"
    r"协会|学会|中心|联合会|总工会|大学|学院|集团|公司)(?=$|[\s、，])"
)
_ISSUED = re.compile(r"(?:印发|转发|下发|发布|公布|批转)[〈《](?P<title>.+)[〉》]")
_NAMED_PLAN = re.compile(
    r"(?:编制|制定|制订|印发|提出|出台|发布)了?[^，。；]{0,12}?《(?P<title>[^》]{4,60})》(?:[（(]以下简称|[。，；]|$)"
)
_FIVE_YEARS = re.compile(r"[“\"]?十(?P<n>[一二三四五六])五[”\"]?")
HEAD_LENGTH = 25


@dataclass(frozen=True, slots=True)
class Head:
    """The parts found in a document's head. Numbers are indexes of segments."""

    title: str
    title_at: tuple[int, ...]
    doc_number: str | None
    number_at: int | None
    recipients: str | None
    recipients_at: int | None
    released_at: int | None
    issued_title: str | None
    issuer: str | None
    kind: str | None
    period: tuple[date, date] | None
    end: int


def read_head(segments: Sequence[Segment], name: str) -> Head:
    """Read the head of a document; `name` (file name) is the title of last resort."""
    end = _head_end(segments)
    texts = [join_lines(segment.text) for segment in segments]
    number_at = next((i for i in range(end) if DOC_NUMBER.search(texts[i]) and len(texts[i]) < 60), None)
    doc_number = DOC_NUMBER.search(texts[number_at]) if number_at is not None else None
    recipients_at = _recipients_at(texts, end)
    released_at = next((i for i in range(end) if RELEASED.match(texts[i])), None)
    others = {number_at, recipients_at, released_at}
    title_at = _title_at(texts, [i for i in range(end) if i not in others])
    title = "".join(texts[i] for i in title_at).strip("#* ") or _title_from_text(texts, name)
    issued = _ISSUED.search(title)
    return Head(
        title=title,
        title_at=title_at,
        doc_number=re.sub(r"\s", "", doc_number.group()) if doc_number else None,
        number_at=number_at,
        recipients=texts[recipients_at].rstrip(":：") if recipients_at is not None else None,
        recipients_at=recipients_at,
        released_at=released_at,
        issued_title=issued["title"] if issued else None,
        issuer=_issuer(title, [texts[i] for i in range(end) if i not in others and i not in title_at]),
        kind=(kinds[-1] if (kinds := _KIND.findall(title)) else None),
        period=planning_period(title),
        end=end,
    )


def _head_end(segments: Sequence[Segment]) -> int:
    """Index of the first segment that is text: a sentence, a numbered item, a contents page, or after the recipients."""
    for i, segment in enumerate(segments[:HEAD_LENGTH]):
        text = segment.text
        recipients = len(text) < 400 and text[-1] in ":：" and i > 0
        if recipients and not mark_of(text):
            return i + 1
        if "。" in text or len(text) > 200 or mark_of(text) or BOX.match(text) or ATTACHMENT.match(text):
            return i
        if CONTENTS_HEADING.fullmatch(text):
            return i
    return min(len(segments), HEAD_LENGTH)


def _recipients_at(texts: Sequence[str], end: int) -> int | None:
    last = end - 1
    if last >= 0 and texts[last][-1:] in (":", "：") and not RELEASED.match(texts[last]):
        return last
    return None


def _title_at(texts: Sequence[str], candidates: list[int]) -> tuple[int, ...]:
    """The lines of the title: up to four neighbours, ending in a kind of document."""
    best: tuple[int, ...] = ()
    for first in candidates:
        for count in (4, 3, 2, 1):
            lines = tuple(range(first, first + count))
            if not set(lines) <= set(candidates):
                continue
            joined = "".join(texts[i] for i in lines)
            if _looks_like_title(joined) and not (
                count > 1
                and _looks_like_title("".join(texts[i] for i in lines[1:]))
                and _ORGANISATION.fullmatch(texts[first])
            ):
                if count > 1 and _looks_like_title(joined[: -len(texts[lines[-1]])]):
                    continue
                best = best or lines
    if not best and candidates and len(candidates) == len(texts[: candidates[-1] + 1]):
        return (candidates[0],)
    return best


def _looks_like_title(text: str) -> bool:
    bare = re.sub(r"[（(][^（）()]*[）)]\s*$", "", text.strip("#* 》"))
    return (
        6 <= len(text) <= 160
        and bool(_KIND.search(bare[-6:] + "\n"))
        and not text.endswith(("。", "：", ":"))
    )


def _title_from_text(texts: Sequence[str], name: str) -> str:
    for text in texts[:3]:
        if match := _NAMED_PLAN.search(text):
            return match["title"]
    first = texts[0] if texts else ""
    return first if 4 <= len(first) <= 60 and "。" not in first else name.rsplit(".", 1)[0]


def _issuer(title: str, head_lines: Sequence[str]) -> str | None:
    before, about, _ = title.partition("关于")
    if about and before and _ORGANISATION.match(before + " "):
        return before
    for line in head_lines:
        bare = re.sub(r"文件$", "", re.sub(r"\s", "", line))
        if _ORGANISATION.fullmatch(bare):
            return bare
    match = _ORGANISATION.match(re.sub(r"(事业|发展|“|\").*", "", title) + " ")
    return match.group() if match else None


def issuer_of_signature(lines: Sequence[str]) -> str | None:
    """The issuing body named in a signature, or None."""
    return next((line for line in lines if _ORGANISATION.fullmatch(line) and not IMPRINT.match(line)), None)


def repealed_numbers(text: str) -> tuple[str, ...]:
    """Numbers of the documents that a text repeals: those in a sentence that says 废止."""
    sentences = [part for part in re.split("[。；]", text) if "废止" in part]
    return tuple(dict.fromkeys(number for part in sentences for number in _NUMBER_IN_TEXT.findall(part)))


def read_date(text: str) -> date | None:
    """The first full date of a text, in Arabic or Chinese numerals."""
    match = DATE.search(text)
    if not match:
        return None
    year, month, day = (_number(match[part]) for part in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else parse_han(written.replace("○", "〇")) or 0


def planning_period(text: str) -> tuple[date, date] | None:
    """Planning period named in a title: (2018—2020年), or 十二五 = 2011 to 2015."""
    if match := re.search(r"[（(]?\s*((?:19|20)\d{2})\s*年?\s*[-－—–~～至]+\s*((?:19|20)\d{2})\s*年?", text):
        return date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)
    if match := _FIVE_YEARS.search(text):
        return five_year_plan("一二三四五六".index(match["n"]) + 11)
    return None
