"""What the head of a document says of it: title, number, issuers, recipients, kind.

Order and forms of the parts follow GB/T 9704-2012 (版头、主体、版记). The table of a web page or a line
of an export that stands before the document belongs to the head, not to its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.identity.issue_dates import DATE, body_and_date, read_date, without_bracketed_date
from ingest.identity.issuers import is_organisation, issuer_of_signature, organisations_before
from ingest.text.contents import CONTENTS_HEADING
from ingest.text.decimals import decimal_places
from ingest.text.lines import RELEASED, Segment
from ingest.text.numbering import ATTACHMENT, BOX, Family, mark_of
from ingest.text.page_table import fields_of, is_row
from ingest.text.rows import cells
from knowledge.bodies import SUFFIX
from knowledge.dates import five_year_plan
from knowledge.doc_numbers import number_in
from knowledge.documents import CLOSING, OPENING, Stage, join_lines

__all__ = ["DATE", "Head", "issuer_of_signature", "planning_period", "read_date", "read_head"]
KINDS = (
    "决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要 "
    "规划纲要 规划 纲要 行动计划 计划 实施方案 方案 若干措施 措施 举措 办法 细则 规定 条例 要点 规则 标准 指南 清单 "
    "章程 制度 预案 目录 准则 规程 公约 倡议书 答复"
).split()
_ANY_KIND = "|".join(sorted(KINDS, key=len, reverse=True)) + "|(?<=[府院部委局会席])令"
_KIND = re.compile(f"({_ANY_KIND})" + r"(?=[（(《》〉\s]|$)")
_LAST_KIND = re.compile(f"({_ANY_KIND})$")
_BEHIND_KIND = re.compile(r"(?:[（(][^（）()]*[）)]|[》〉”\"#*\s])+$")
_ISSUED = re.compile(
    r"(?:印发|转发|下发|发布|公布|批转)[〈《](.+)[〉》]|印发([^〈《〉》]{4,60})的(?:通知|函)$"
)
# What an order (令) says that it orders: 现公布《…》, 《…》已经…通过，现予公布.
_ORDERED = re.compile(r"(?:公布|发布)[^。《》]{0,12}《([^》]+)》|《([^》]+)》[^。《》]{0,60}(?:公布|发布)")
# Under the letterhead of an order, an announcement or minutes stands the bare number: 第7号, 2024年第8号, 〔2024〕15号.
_BARE_NUMBER = re.compile(
    rf"[（(]?(?P<number>(?:[{re.escape(OPENING)}]\s*(?:19|20)\d{{2}}\s*[{re.escape(CLOSING)}]\s*第?|(?:19|20)\d{{2}}\s*年\s*第|第)\s*\d{{1,5}}\s*号)[)）]?"
)
_LETTERHEAD = re.compile(r"(?!.*关于)[一-龥（）()·]{3,40}(?:公告|通告|纪要|令)")
_NO_TITLE = re.compile(
    "[A-ZＡ-Ｚ]\\s*类|内部(?:资料|文件|材料|使用).*|注意保存|签发人.*|(?:特急|加急|平急|急件|特提)"
)
_NAMED_PLAN = re.compile(
    r"(?:编制|制定|制订|印发|提出|出台|发布)了?[^，。；]{0,12}?《(?P<title>[^》]{4,60})》(?:[（(]以下简称|[。，；]|$)"
)
_FIVE_YEARS = re.compile(r"[“\"]?十(?P<n>[一二三四五六])五[”\"]?")
_DRAFT = re.compile("征求意见稿|公开征求.{0,60}意见|(?P<other>草案|送审稿|讨论稿)")
_TRIAL = re.compile("[（(]?(?P<stage>试行|暂行)(?:[)）]|(?=办法|规定|细则|条例|规则|方案|意见|标准|本))")
_SUBTITLE = re.compile("——[^。；：]{4,60}$")
_ADDRESSED = re.compile(f"各|(?:{SUFFIX}|[省市县区镇乡]|代表|委员|同志|总部|兵团|站|校|大会)$")
_OF_NOTICES = frozenset(KINDS[:15])
_ABOUT = re.compile("关于|印发")
HEAD_LENGTH = 25


@dataclass(frozen=True, slots=True)
class Head:
    """The parts found in a document's head. Numbers are indexes of segments; `fields` is what the table
    of a web page says (`ingest.text.page_table`)."""

    title: str
    title_at: tuple[int, ...]
    doc_number: str | None
    number_at: int | None
    recipients: str | None
    recipients_at: int | None
    released_at: int | None
    issued_title: str | None
    issuers: tuple[str, ...]
    kind: str | None
    stage: Stage
    period: tuple[date, date] | None
    fields: Mapping[str, str]
    end: int

    @property
    def issuer(self) -> str | None:
        """The first of the issuers."""
        return self.issuers[0] if self.issuers else None


def read_head(segments: Sequence[Segment], name: str) -> Head:
    """Read the head of a document; `name` (file name) is the title of last resort."""
    lead = _collection_title(segments)
    end = _head_end(segments, lead)
    texts = [join_lines(segment.text) for segment in segments]
    texts[:1] = [_without_mark(text) if lead else text for text in texts[:1]]
    rows = {i for i in range(end) if is_row(segments[i].text)}
    fields = fields_of(segments[i].text for i in sorted(rows))
    number_at = _number_at(texts, [i for i in range(end) if i not in rows])
    recipients_at = _recipients_at(texts, end) if end - 1 not in rows else None
    released_at = next((i for i in range(end) if RELEASED.match(texts[i])), None)
    others = {number_at, recipients_at, released_at} | rows
    free = [i for i in range(end) if i not in others]
    title_at = tuple(range(lead)) or _title_lines(texts, free, number_at)
    above = next((i for i, segment in enumerate(segments) if segment.row), len(segments))
    printed = "".join(texts[i] for i in title_at)
    ordered = _found(_ORDERED.search("".join(texts[end : end + 1]))) if printed.endswith("令") else None
    title = _title(printed, fields, ordered) or _title_from_text(texts[:above], name)
    return Head(
        title=title,
        title_at=title_at,
        doc_number=_declared_number(fields) if number_at is None else _number_of(texts, number_at),
        number_at=number_at,
        recipients=_recipients(texts, recipients_at, max([*title_at, number_at or 0]), fields),
        recipients_at=recipients_at,
        released_at=released_at,
        issued_title=ordered or _found(_ISSUED.search(title)),
        issuers=_issuers(segments, title, title_at, free),
        kind=kind_of(title),
        stage=_stage(title),
        period=planning_period(title),
        fields=fields,
        end=end,
    )


def _found(match: re.Match[str] | None) -> str | None:
    """The one group that matched."""
    return next(filter(None, match.groups()), None) if match else None


def _title(lines: str, fields: Mapping[str, str], ordered: str | None) -> str | None:
    """The title of the head; under an order (令) what it orders, by the page's table or its own words."""
    title = without_bracketed_date(lines).strip("#* ")
    if title.endswith("令"):
        return fields.get("title") or ordered or title
    return title or fields.get("title")


def _issuers(
    segments: Sequence[Segment], title: str, title_at: Sequence[int], free: Sequence[int]
) -> tuple[str, ...]:
    """The issuing bodies by title and head; blanks as printed, since they part several bodies."""
    printed = "".join(re.sub(r"\n", "", segments[i].text) for i in title_at)
    lines = [segments[i].text for i in free if i not in title_at or printed.endswith("令")]
    return organisations_before(title, lines, printed)


def _collection_title(segments: Sequence[Segment]) -> int:
    """How many lines the numbered title takes up of a document cut out of a collection: 5.云州市关于…的通知."""
    mark = mark_of(segments[0].text) if segments else None
    if mark is None or mark.family != Family.DIGIT:
        return 0
    found = [count for count in range(1, min(4, len(segments)) + 1) if _is_dated_title(segments[:count])]
    return found[0] if found else 0


def _is_dated_title(segments: Sequence[Segment]) -> bool:
    """Whether the lines are a numbered title with its date in brackets, or one that names its matter."""
    joined = join_lines("".join(segment.text for segment in segments))
    bare = without_bracketed_date(joined)
    named = bool(_ABOUT.search(bare)) and kind_of(bare) in _OF_NOTICES
    return _looks_like_title(_without_mark(bare)) and (named or bare != joined)


def _without_mark(text: str) -> str:
    mark = mark_of(text)
    return text[len(mark.printed) :].strip() if mark else text


def _title_lines(texts: Sequence[str], free: Sequence[int], number_at: int | None) -> tuple[int, ...]:
    """The lines of the title. The letterhead over a bare number is one only where no other line is, that of an
    order always."""
    candidates = [i for i in free if not _NO_TITLE.fullmatch(texts[i]) and not body_and_date(texts[i])]
    over = (
        number_at - 1
        if number_at and _letterhead(texts, number_at) and not texts[number_at - 1].endswith("令")
        else None
    )
    return _title_at(texts, [i for i in candidates if i != over]) or _title_at(texts, candidates)


def _letterhead(texts: Sequence[str], place: int) -> str:
    """The letterhead over the bare number at `place`, "" if there is none."""
    above = texts[place - 1] if place and _BARE_NUMBER.fullmatch(texts[place]) else ""
    return above if _LETTERHEAD.fullmatch(above) else ""


def _number_at(texts: Sequence[str], places: Sequence[int]) -> int | None:
    return next((i for i in places if len(texts[i]) < 60 and _number_of(texts, i)), None)


def _number_of(texts: Sequence[str], place: int) -> str | None:
    """The document number in a line; a bare one goes on from the letterhead above it: …令, and 第7号 below."""
    above, bare = _letterhead(texts, place), _BARE_NUMBER.fullmatch(texts[place])
    if bare and above and not above.endswith("令"):
        return above + re.sub(r"\s", "", bare["number"])
    return number_in(above + texts[place])


def _declared_number(fields: Mapping[str, str]) -> str | None:
    written = fields.get("number", "")
    return number_in(written) or (re.sub(r"\s", "", written) if re.search(r"\d+号$", written) else None)


def _recipients(texts: Sequence[str], place: int | None, above: int, fields: Mapping[str, str]) -> str | None:
    """The recipients, with wrapped lines of theirs that begin below the line `above`."""
    if place is None:
        return fields.get("recipients")
    first = place
    while first - 1 > above and re.search("[、，]", texts[first - 1]) and not DATE.search(texts[first - 1]):
        first -= 1
    return re.sub("^主送(?:机关|单位)?[:：]", "", "".join(texts[first : place + 1])).rstrip(":：")


def _head_end(segments: Sequence[Segment], lead: int) -> int:
    """Index of the first segment that is text: a sentence, a numbered item, a contents page, a table, or
    after the recipients. Rows of a page's table and of a letterhead and the `lead` lines of a numbered title
    are passed over."""
    length = HEAD_LENGTH + sum(is_row(segment.text) for segment in segments[: 2 * HEAD_LENGTH])
    numbered = decimal_places([None if segment.row else segment.text for segment in segments])[:1]
    for i, segment in enumerate(segments[:length]):
        text = segment.text
        if i < lead or is_row(text) or (i and _SUBTITLE.match(text)):
            continue
        if i in numbered or _begins_table(segments, i):
            return i
        if 0 < len(text) < 400 and i > 0 and text[-1] in ":：" and "。" not in text and not mark_of(text):
            return i + 1
        if re.match("主送(?:机关|单位)?[:：]", text):
            return i + 1
        if "。" in text or len(text) > 200 or mark_of(text) or BOX.match(text) or ATTACHMENT.match(text):
            return i
        if CONTENTS_HEADING.fullmatch(text):
            return i
    return min(len(segments), length)


def _begins_table(segments: Sequence[Segment], place: int) -> bool:
    """Whether two rows of as many cells stand here, and no letterhead: joint issuers beside 文件, or the
    number beside who signs."""
    rows = [cells(segment.text) for segment in segments[place : place + 2] if segment.row]
    if len(rows) < 2 or len(rows[0]) != len(rows[1]):
        return False
    return not is_organisation(rows[0][0]) and not number_in(segments[place].text)


def _recipients_at(texts: Sequence[str], end: int) -> int | None:
    last = end - 1
    if last < 0:
        return None
    line = texts[last].rstrip(":：")
    if line.startswith("主送") or (line != texts[last] and _ADDRESSED.search(line)):
        return None if RELEASED.match(line) else last
    return None


def kind_of(title: str) -> str | None:
    """The kind of document (文种) that a title ends in, brackets and quotation marks left aside."""
    bare = _BEHIND_KIND.sub("", re.split("——|--", title)[0])
    found = _LAST_KIND.search(bare)
    return found[1] if found else None


def _stage(title: str) -> Stage:
    if draft := _DRAFT.search(title):
        return "草案" if draft["other"] else "征求意见稿"
    trial = _TRIAL.search(title)
    return ("试行" if trial["stage"] == "试行" else "暂行") if trial else ""


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
                and is_organisation(texts[first])
            ):
                last = texts[lines[-1]]
                if count > 1 and _looks_like_title(joined[: -len(last)]) and not last.startswith("的"):
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
    texts = [text for text in texts if not RELEASED.match(text)]
    for text in texts[:3]:
        if match := _NAMED_PLAN.search(text):
            return match["title"]
    first = texts[0].strip("#* ") if texts else ""
    return first if 4 <= len(first) <= 60 and "。" not in first else name.rsplit(".", 1)[0]


def planning_period(text: str) -> tuple[date, date] | None:
    """Planning period named in a title: (2018—2020年), or 十二五 = 2011 to 2015."""
    if match := re.search(r"[（(]?\s*((?:19|20)\d{2})\s*年?\s*[-－—–~～至]+\s*((?:19|20)\d{2})\s*年?", text):
        return date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)
    if match := _FIVE_YEARS.search(text):
        return five_year_plan("一二三四五六".index(match["n"]) + 11)
    return None
