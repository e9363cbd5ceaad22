"""A sentence of a clause → rows: what its half-sentences commit to, and what goes on between them.

A half-sentence that gives each of several years its number (2032年改造90个、2033年110个) is read as one piece a
year; what a later piece leaves out (改造) is carried from the one before it, and its row begins there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.tasks.actors import NOBODY, Actors, actors, founded, plausible
from ingest.tasks.due_times import FILLER, UNPRINTED, due_times
from ingest.tasks.figures import counted, is_past, targets
from ingest.tasks.parts import Part, by_year
from knowledge.dates import BY_PERIOD, FROM_EVENT, WORKING_DAYS, YEARLY, Frame, Time
from knowledge.frequencies import Often, frequencies
from knowledge.quantities import Quantity

_DEFINITION = re.compile("是指|所称|以下简称.{0,4}$")
_COMPLETION = re.compile(
    "(?:全面|基本|全部)?(?:完成|竣工|建成开放|建成|上线|投入使用|到位|建成投用|投用|实施完毕|报送|启动|开放)?"
)
_OFTEN = re.compile("每|年|月|季|周")
# What is done once and for all does not come round with the 每年 before it.
_ONCE = re.compile(
    "新建|建设|建成|建立|设立|成立|组建|打造|引进|增加|新增|达到|累计|升至|提高|提升|配备|覆盖|总数|放宽|延长|每[名个家人支座辆]|成员|资助期|托举期|首批|首次"
)
_YEARS = re.compile(r"((?:19|20)\d\d)年")
_BASE_YEAR = re.compile("基础上|基数|的基础|比|较")
_ONLY_WHO = re.compile("由.{2,40}?(?:负责|牵头|承担|承办|落实|实施|组织实施)")
_WORK = "(?:做好|完成|落实|推进)?(?:有关|相关|该项|此项|各项|具体)?(?:工作|落实|实施)?"
_MANNER = "(?:按照?各?自?职责(?:分工)?|共同|分别|具体|各自|积极|主动|密切|全力|予以|给予|提供|大力)*"
_ONLY_HELPS = re.compile(f".{{2,60}}?{_MANNER}(?:配合|协助|参与|支持){_WORK}[）)]?")
_ONLY_LEADS = re.compile(f".{{2,60}}?{_MANNER}(?:牵头|分工负责|负责)(?:负责|组织实施)?{_WORK}")
_SPANS = (FROM_EVENT, WORKING_DAYS)
_OF_THEM = re.compile("^其中|[（()）]")
_MONTHS_AND_DAYS = re.compile(r"\d{1,2}月\d{1,2}日")
# What each one gets (每户补助4000元) is a rate, nothing due by the day that other words name.
_GRANT = "(?:补助|补贴|奖|资助|津贴|给予|发放|支付|收取|扶持|标准)"
_EACH = "每(?![年月季周日天半])"
_RATE = re.compile(f"{_EACH}.*{_GRANT}|{_GRANT}[^，。；]{{0,12}}{_EACH}")
_DROPPED = re.compile("取消|不再|停止|免除|不要求|无需|无须")
_SUPPOSED = re.compile("如果|如(?![下何期])|若|凡|逾期|未(?!来)")
_HELPS = re.compile("提供|配合|协助|参与|支持")
_TOPIC = re.compile("(?P<topic>[一-龥“”]{2,20})由")


@dataclass(slots=True)
class Row:
    """A commitment in the making; places are offsets of the clause's text."""

    begin: int
    end: int
    figures: list[tuple[Quantity, str]] = field(default_factory=list)
    time: tuple[Time, str] | None = None
    often: tuple[Often, str] | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    responsible: str | None = None
    task: str = ""
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lead:
    """What a lead-in gives the items of its list: a time with its words, a subject."""

    time: tuple[Time, str] | None = None
    acting: Actors = NOBODY


class Sentence:
    """Reads the half-sentences of one sentence; remembers what goes on from one to the next.

    `topics` holds (what, who, words) of half-sentences such as 科学角由市级科协建设.
    """

    def __init__(self, frame: Frame, inherited: Lead) -> None:
        self.rows: list[Row] = []
        self.topics: list[tuple[str, Actors, str]] = []
        self.text = ""
        self._frame = frame
        self._inherited = self._time = inherited.time
        self._subject, self._chief = inherited.acting, NOBODY
        self._often: tuple[Often, str] | None = None
        self._past = False
        self._named: date | None = None
        self._yearly = False
        self._several: list[tuple[Time, str]] = []
        self._since = 0
        self._pending: int | None = None
        self._before: Part | None = None

    @property
    def planned(self) -> Lead | None:
        """What the next sentence of the clause inherits: the plan's period (“十二五”时期，…)."""
        planned = self._time is not self._inherited and self._time and self._time[0].basis == BY_PERIOD
        return Lead(self._time) if planned else None

    def read(self, parts: Sequence[Part]) -> None:
        """Fill `rows`."""
        self.text = "，".join(part.text for part in parts)
        if any(_DEFINITION.search(part.text) for part in parts):
            return
        for part in [piece for whole in parts for piece in by_year(whole, self._frame)]:
            before = self._past and not self._looks_ahead(part)
            self._past = is_past(part.text, before) or self._reports(part)
            if self._past:
                self._pending = None
            else:
                self._part(part)
            self._before = part
            if part.paused:
                self._often, self._subject, self._chief = None, NOBODY, NOBODY
                self._since = len(self.rows)
        if self.rows:
            self._stretch(parts)
            self._name_only(parts)

    def _name_only(self, parts: Sequence[Part]) -> None:
        """Keep who leads and who helps where a sentence says nothing else (科普部牵头，学会部配合。)."""
        if len(self.rows) != 1 or self.topics or not self.rows[0].lead + self.rows[0].support:
            return
        row = self.rows[0]
        helps = [part for part in parts if _ONLY_HELPS.fullmatch(part.text)]
        if all(part in helps or _ONLY_LEADS.fullmatch(part.text) for part in parts) or any(
            (part.begin, part.begin + len(part.text)) == (row.begin, row.end) for part in helps
        ):
            who = Actors(row.lead, row.support, subject=True)
            self.topics.append(("", who, row.responsible or self.text))

    def _reports(self, part: Part) -> bool:
        """Whether a half-sentence counts what was in a year before the document (2021年实现产值3亿元)."""
        years = self._years(part)
        return bool(years) and max(years) < 0 and not _BASE_YEAR.search(part.text)

    def _looks_ahead(self, part: Part) -> bool:
        """Whether a half-sentence names a year that is not over when the document comes out."""
        return max(self._years(part), default=-1) >= 0

    def _years(self, part: Part) -> list[int]:
        """The years a half-sentence names, counted from the document's; none where that is not known."""
        known = self._frame.issued_on or (self._frame.period[0] if self._frame.period else None)
        found = _YEARS.findall(UNPRINTED.sub("", part.text)) if known else []
        return [int(year) - known.year for year in found if known]

    def _part(self, part: Part) -> None:
        own = due_times(part.text, replace(self._frame, named=self._named, yearly=self._yearly))
        self._named = next((time.date for time in own if time.date), self._named)
        self._yearly = self._yearly or any(time.basis == YEARLY for time in own)
        often = next(frequencies(part.text), None) if _OFTEN.search(part.text) else None
        spans = [(time.start, time.end) for time in own]
        if own and not often and self._lead_in(part, own, self._rest(part.text, spans)):
            return
        acting = self._acting(part, own)
        figures = targets(part.text, [*spans, (often.start, often.mark)] if often else spans)
        if often and often.times is not None:
            figures = [f for f in figures if f.unit not in ("次", "届") or f.comparator != "="]
        if _DROPPED.search(part.text) or _SUPPOSED.match(part.text):
            often, figures = None, []
        helps = acting.support and not acting.lead and _ONLY_HELPS.fullmatch(part.text)
        if helps and self.rows and not (own or often or figures):
            self._help(part, acting)
        elif acting.waits and not (part.closed or part.paused or own or often or figures):
            self._subject = acting
            self._pending = part.begin if self._pending is None else self._pending
        elif own or often or figures or acting != NOBODY or self._pending is not None:
            self._row(part, own, often, figures, acting)

    def _acting(self, part: Part, own: Sequence[Time]) -> Actors:
        days = [time.start for time in own if time.basis not in _SPANS and part.text[time.end :].strip()]
        acting = actors(part.text, days)
        if acting == NOBODY and self._before and part.text.startswith(("负责", "统筹", "承担")):
            return Actors(lead=founded(self._before.text))
        return acting

    def _help(self, part: Part, acting: Actors) -> None:
        """财务科、人事科配合 is no task: who only helps supports what stands before it in the sentence."""
        self._subject = replace(self._subject, support=self._subject.support + acting.support)
        if self._chief != NOBODY:
            self._chief = self._subject
        supported(self.rows[self._since :] or self.rows, acting, part.text)
        self.rows[-1].end = part.begin + len(part.text)

    @staticmethod
    def _rest(text: str, taken: Sequence[tuple[int, int]]) -> str:
        kept = "".join(char for i, char in enumerate(text) if not any(b <= i < e for b, e in taken))
        return FILLER.sub("", kept)

    def _lead_in(self, part: Part, own: Sequence[Time], rest: str) -> bool:
        """Whether a half-sentence is nothing but a time: 到2020年, or …，2025年9月底前完成."""
        time = (own[0], part.text[own[0].start : own[0].end])
        if not rest:
            self._several = [(one, part.text[one.start : one.end]) for one in own] if len(own) > 1 else []
            self._pending = part.begin if self._pending is None else self._pending
            self._time = time
            return True
        if _COMPLETION.fullmatch(rest) and self._before is not None:
            rows = self.rows[self._since :]
            if not rows:
                rows = [Row(self._before.begin, part.end)]
                self.rows.extend(rows)
            for row in rows:
                if row.time is None or row.time is self._inherited:
                    row.time = time
            rows[-1].end = part.end
            return True
        return False

    def _row(
        self, part: Part, own: Sequence[Time], often: Often | None, figures: list[Quantity], acting: Actors
    ) -> None:
        row = Row(part.begin if self._pending is None else self._pending, part.begin + len(part.text))
        if (
            acting.closing
            and self._before
            and not self.rows[self._since :]
            and _ONLY_WHO.fullmatch(part.text)
        ):
            row.begin = min(row.begin, self._before.begin)
        self._pending = None
        cut = [(time.start, time.end) for time in own] + ([(often.start, often.mark)] if often else [])
        about = self._before.text if self._before else ""
        row.figures = [(_shifted(f, part.begin), counted(part.text, f, cut)) for f in figures]
        earlier = self._carry(row) if own else None
        row.figures = [(figure, words or about) for figure, words in row.figures]
        self._date(row, part.text, own)
        self._repeat(row, part.text, often, own=bool(own))
        self._act(row, acting, part.text)
        if earlier and not row.lead:
            row.lead, row.support, row.responsible = earlier.lead, earlier.support, earlier.responsible
        if "分别" in part.text:
            self._share_out(row, part.text, own)
        self.rows.append(row)

    def _carry(self, row: Row) -> Row | None:
        """Give a row what it leaves out of the row before it (，2033年110个): what is counted, and its words."""
        earlier = self.rows[-1] if self.rows else None
        whole = {figure.unit: words for figure, words in earlier.figures} if earlier else {}
        for place, (figure, words) in enumerate(row.figures):
            named, own = _OF_THEM.sub("", whole.get(figure.unit, "")), _OF_THEM.sub("", words)
            if own in named and own != named:
                row.figures[place] = (figure, named)
                row.begin = min(row.begin, earlier.begin) if earlier and not place else row.begin
        return earlier if earlier and row.begin == earlier.begin else None

    def _date(self, row: Row, text: str, own: Sequence[Time]) -> None:
        """The time of a half-sentence: its own, else the one that goes on."""
        best = next((time for time in own if time.date), own[0] if own else None)
        if best is None:
            rate = bool(row.figures) and all(f.unit == "元" for f, _ in row.figures) and _RATE.search(text)
            row.time = None if rate else self._time
            return
        row.time = (best, text[best.start : best.end])
        if best.start <= 1 and best.date and best.marked:
            self._time = row.time
        if len({time.date for time in own if time.date}) > 1:
            row.doubts.append("一句话里有几个时限")
        if len(_MONTHS_AND_DAYS.findall(text)) > len(own):
            row.doubts.append("一句话里有几个时间，请对照原文")

    def _repeat(self, row: Row, text: str, often: Often | None, *, own: bool) -> None:
        """The frequency of a half-sentence: its own, else the one that goes on where nothing is done once."""
        if often:
            row.often = self._often = (often, text[often.start : often.end])
        elif (row.time and row.time[0].basis == YEARLY) or (
            row.figures and not own and not _ONCE.search(text)
        ):
            row.often = self._often

    def _share_out(self, row: Row, text: str, own: Sequence[Time]) -> None:
        """到2025年、2030年，分别达到15%、18%: each number has its own time, or nobody knows which."""
        several = [(time, text[time.start : time.end]) for time in own] if own else self._several
        if len(several) < 2 or (own and len(own) != len(row.figures)):
            return
        if len(several) != len(row.figures):
            row.time = None
            row.doubts.append("几个时限与几个指标不能一一对应")
            return
        row.doubts = []
        what = row.figures[0][1].replace("分别", "")
        *earlier, row.time = several
        *figures, last = [(figure, what) for figure, _ in row.figures]
        for time, figure in zip(earlier, figures, strict=True):
            self.rows.append(
                Row(row.begin, row.end, [figure], time, row.often, row.lead, row.support, row.responsible)
            )
        row.figures = [last]

    def _act(self, row: Row, acting: Actors, text: str) -> None:
        if self._chief != NOBODY and acting.subject and _HELPS.search(text):
            acting = Actors(self._chief.lead, self._chief.support + acting.lead + acting.support)
            self._chief = self._subject = replace(acting, chief=True)
        elif acting.subject and acting.support and not acting.lead and self._subject.lead:
            acting = replace(acting, lead=self._subject.lead, support=self._subject.support + acting.support)
            self._subject = acting
        elif acting.subject or (acting.support and not acting.lead and self._subject == NOBODY):
            self._subject = acting
        row.lead = acting.lead or self._subject.lead
        row.support = acting.support or (() if acting.lead else self._subject.support)
        if acting.subject and not row.lead:  # what comes next is the helper's own
            self._subject = Actors(acting.support, subject=True)
        row.responsible = text if acting != NOBODY else "、".join(row.lead + row.support) or None
        if acting.chief:
            self._chief = self._subject = acting
        if acting.closing and (topic := _TOPIC.match(text)):
            self.topics.append((topic["topic"][-4:], acting, text))
        elif acting.closing and not self.rows and _ONLY_WHO.fullmatch(self.text):
            self.topics.append(("", acting, text))
        row.doubts.extend(f"“{body}”可能不是责任主体" for body in acting.lead if not plausible(body))
        if acting.closing or acting.chief:
            for earlier in self.rows[self._since :]:
                if not earlier.lead:
                    earlier.lead, earlier.responsible = acting.lead, text
                    earlier.support = tuple(dict.fromkeys(earlier.support + acting.support))

    def _stretch(self, parts: Sequence[Part]) -> None:
        """A row without a number goes on to where the next row or the sentence ends it."""
        starts = [row.begin for row in self.rows[1:]]
        for row, following in zip(self.rows, [*starts, parts[-1].end], strict=True):
            if row.figures:
                continue
            for part in parts:
                last = part.begin + len(part.text)
                if row.end < last <= max(following, row.end) and part.begin < following:
                    row.end = last
                if last >= row.end and part.paused:
                    break


def supported(rows: Sequence[Row], acting: Actors, text: str) -> None:
    """Let those who only help support the last of some rows, and the others that the same bodies lead."""
    for row in rows:
        if row.lead == rows[-1].lead:
            helpers = dict.fromkeys(row.support + acting.support)
            row.support = tuple(body for body in helpers if body not in row.lead)
            row.responsible = f"{row.responsible}；{text}" if row.responsible else text


def _shifted(quantity: Quantity, by: int) -> Quantity:
    return Quantity(
        quantity.value, quantity.unit, quantity.start + by, quantity.end + by, quantity.han, quantity.upper,
        quantity.comparator,
    )  # fmt: skip
