"""Clauses → commitments, by rules: targets, deadlines, frequencies and responsible bodies.

A clause is read half-sentence by half-sentence (，；。). Each that holds a target, a time, a frequency
or an acting body makes a row. What stands at the head of a sentence (到2020年, a subject) goes on for
the half-sentences after it; a note (责任部门：…) holds for its clause, or for the whole group when it
stands on a line of its own after the last item or in the heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.actors import NOBODY, Actors, actors, founded, is_body
from ingest.figures import counted, is_past, past, targets
from knowledge.bodies import Note, means_all_offices, notes_in
from knowledge.commitments import (
    Commitment,
    CommitmentKind,
    Deadline,
    Frequency,
    Indicator,
    commitment_id,
)
from knowledge.dates import BY_PERIOD, NO_ISSUE_DATE, NO_PERIOD, Frame, Often, Time, frequencies, times
from knowledge.documents import Clause, PolicyDocument, numbering_length
from knowledge.quantities import Quantity

LONGEST_TASK = 80
_NO_DUTIES = frozenset({"title", "footer", "attachment"})
_HEAD_PLACES = ("发文字号", "主送机关", "标题", "文首")
_STOP = re.compile(r"[。！？!?]+[”’」』）)]*|[；;]|(?<!\d)[，,]|[，,](?!\d{3})|(?<!\d)[：:]|[：:](?!\d)")
_SENTENCE_END = tuple("。！？!?")
_BRACKETS = re.compile("[（(【]?$")
_DEFINITION = re.compile("是指|所称|以下简称.{0,4}$")
_CONDITIONS = re.compile("(?:条件|情形|情况)[^。]{0,30}[：:]$")
_PRINCIPLES = re.compile("指导思想|原则|总体思路|基本思路|重要意义|工作思路")
_STEP = re.compile("(?:[^。]{0,12}[：:])?第[一二三四]步|第[一二三四]阶段")
_COMPLETION = re.compile(
    "(?:全面|基本|全部)?(?:完成|竣工|建成开放|建成|上线|投入使用|到位|建成投用|投用|实施完毕|报送|启动|开放)?"
)
_FILLER = re.compile(
    r"[\s，,；;：:。、]|^(?:力争|争取|确保|并|于|在|再|其中|同时|要|应|须|将)|(?:力争|争取|确保|以前|时)$"
)
_OWN_TIME = re.compile("年|月|日|天|周|星期|规划期|小时|五")
_OFTEN = re.compile("每|年|月|季|周")
_DIGIT = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿半翻０-９]")
_GOES_ON = re.compile("其中|每次|每期|每届|每场")
_PERIOD_USED = re.compile("要|应|将|须|力争|累计|完成|共|建成|培训|服务|新建|实现")
_HELPS = re.compile("提供|配合|协助|参与|支持")
_TOPIC = re.compile("(?P<topic>[一-龥“”]{2,20})由")
_UNPRINTED = re.compile('[“《（(〔"][^”》）)〕"]*[”》）)〕"]')


@dataclass(slots=True)
class _Row:
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
class _Lead:
    """What a lead-in gives the items of its list: a time with its words, a subject."""

    time: tuple[Time, str] | None = None
    acting: Actors = NOBODY


@dataclass(slots=True)
class _Reading:
    """The rows of one clause, the notes in it, and what its last lines hold for others."""

    clause: Clause
    rows: list[_Row]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A half-sentence `text[begin:end]`; `closed` if a sentence ends with it, `paused` if a ； follows."""

    begin: int
    end: int
    text: str
    closed: bool
    paused: bool


def extract(document: PolicyDocument) -> tuple[Commitment, ...]:
    """Every commitment of a document, in the order of its clauses."""
    source = document.source
    frame = Frame(source.issued_on, source.period)
    texts = {clause.path: clause.text for clause in document.clauses if clause.kind != "paragraph"}
    readings: list[_Reading] = []
    leads: dict[tuple[str, ...], _Lead] = {}
    for clause in document.clauses:
        if clause.kind in _NO_DUTIES or clause.address.startswith(_HEAD_PLACES):
            continue
        if _CONDITIONS.search(clause.text) or _CONDITIONS.search(texts.get(clause.path[:-1], "")):
            continue
        readings.append(_read(clause, frame, _inherited(clause, leads)))
        _note_lead(clause, frame, leads)
    _share_notes(readings)
    seen: Counter[str] = Counter()
    return tuple(
        _commitment(reading.clause, row, seen)
        for reading in readings
        for row in sorted(reading.rows, key=lambda row: (row.begin, row.end))
    )


# ── one clause ──────────────────────────────────────────────────────────────────────────────────


def _read(clause: Clause, frame: Frame, inherited: _Lead) -> _Reading:
    notes = notes_in(clause.text)
    text = _masked(clause.text, notes)
    rows: list[_Row] = []
    if not past(clause):
        sentences = []
        for parts in _sentences(text, _heading_length(clause)):
            sentence = _Sentence(frame, inherited)
            sentence.read(parts)
            sentences.append(sentence)
            inherited = sentence.planned or inherited
        _share_topics(sentences, clause.path[-1] if clause.path else "")
        rows = [row for sentence in sentences for row in sentence.rows]
    if any(_PRINCIPLES.search(line[:30]) for line in clause.path):
        rows = [row for row in rows if row.figures or row.time]
    for row in rows:
        if note := next((note for note in notes if note.begin >= row.begin), notes[-1] if notes else None):
            _apply(row, note, clause.text)
    rows.extend(_note_row(clause, note) for note in notes)
    if not rows and clause.kind in ("item", "bullet") and not past(clause):
        rows.extend(_led_row(clause, inherited))
    return _Reading(clause, rows, notes)


def _heading_length(clause: Clause) -> int:
    """Length of the heading that stands before the text without a stop (3．发布路线图 聚焦…)."""
    heading = clause.path[-1] if clause.path else ""
    return len(heading) if clause.text.startswith(heading) and len(heading) < len(clause.text) else 0


def _share_topics(sentences: Sequence[_Sentence], heading: str) -> None:
    """科学角由市级科协建设 names who builds what another sentence of the clause counts, or the whole clause
    where its heading names the same thing."""
    for sentence in sentences:
        for topic, acting, text in sentence.topics:
            for other in sentences:
                if other is not sentence and (topic in other.text or topic in heading):
                    for row in other.rows:
                        if not row.lead:
                            row.lead, row.support, row.responsible = acting.lead, acting.support, text


def _masked(text: str, notes: Sequence[Note]) -> str:
    """The text with its notes and their brackets blanked out."""
    for note in notes:
        begin = note.begin - len(_found(_BRACKETS, text[: note.begin]))
        stop = note.stop + (text[note.stop : note.stop + 1] in ("）", ")", "】"))
        text = text[:begin] + " " * (stop - begin) + text[stop:]
    return text


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group() if match else ""


def _sentences(text: str, heading: int) -> Iterator[list[_Part]]:
    """The half-sentences of a text, sentence by sentence; numbering at the head is left out.

    A heading of that length ends as a sentence does.
    """
    begin, parts = numbering_length(text), []
    stops = [(stop.start(), stop.end(), stop.group()) for stop in _STOP.finditer(text, begin)]
    if heading > begin and not any(start <= heading < end for start, end, _ in stops):
        stops = sorted([*stops, (heading, heading, "。")])
    for start, end, mark in [*stops, (len(text), len(text), "。")]:
        closed = mark.startswith(_SENTENCE_END)
        if (written := text[begin:start]).strip():
            shift = len(written) - len(written.lstrip())
            parts.append(_Part(begin + shift, start, written.strip(), closed, mark in "；;"))
        begin = max(begin, end)
        if closed and parts:
            yield parts
            parts = []


class _Sentence:
    """Reads the half-sentences of one sentence; remembers what goes on from one to the next.

    `topics` holds (what, who, words) of half-sentences such as 科学角由市级科协建设.
    """

    def __init__(self, frame: Frame, inherited: _Lead) -> None:
        self.rows: list[_Row] = []
        self.topics: list[tuple[str, Actors, str]] = []
        self.text = ""
        self._frame = frame
        self._inherited = self._time = inherited.time
        self._subject, self._chief = inherited.acting, NOBODY
        self._past = False
        self._since = 0
        self._pending: int | None = None
        self._before: _Part | None = None

    @property
    def planned(self) -> _Lead | None:
        """What the next sentence of the clause inherits: the plan's period (“十二五”时期，…)."""
        planned = self._time is not self._inherited and self._time and self._time[0].basis == BY_PERIOD
        return _Lead(self._time) if planned else None

    def read(self, parts: Sequence[_Part]) -> None:
        """Fill `rows`."""
        self.text = "，".join(part.text for part in parts)
        if any(_DEFINITION.search(part.text) for part in parts):
            return
        for part in parts:
            self._past = is_past(part.text, self._past)
            if self._past:
                self._pending = None
            else:
                self._part(part)
            self._before = part
            if part.paused:
                self._subject = self._chief = NOBODY
                self._since = len(self.rows)
        if self.rows:
            self._stretch(parts)

    def _part(self, part: _Part) -> None:
        own = self._times(part.text)
        often = next(frequencies(part.text), None) if _OFTEN.search(part.text) else None
        spans = [(time.start, time.end) for time in own]
        rest = self._rest(part.text, [*spans, (often.start, often.end)] if often else spans)
        if own and not often and self._lead_in(part, own, rest):
            return
        acting = self._acting(part)
        figures = targets(part.text, [*spans, (often.start, often.mark)] if often else spans)
        if often and often.times is not None:
            figures = [f for f in figures if f.unit not in ("次", "届") or f.comparator != "="]
        if own or often or figures or acting != NOBODY or self._pending is not None:
            self._row(part, own, often, figures, acting)

    def _acting(self, part: _Part) -> Actors:
        acting = actors(part.text)
        if acting == NOBODY and self._before and part.text.startswith(("负责", "统筹", "承担")):
            return Actors(lead=founded(self._before.text))
        return acting

    def _times(self, text: str) -> list[Time]:
        if not _OWN_TIME.search(text):
            return []
        quoted = [match.span() for match in _UNPRINTED.finditer(text)]
        return [
            time
            for time in times(text, self._frame)
            if _ahead(time, self._frame)
            and not any(b < time.start and time.end <= e for b, e in quoted)
            and (time.basis != BY_PERIOD or _leads(text, time))
        ]

    @staticmethod
    def _rest(text: str, taken: Sequence[tuple[int, int]]) -> str:
        kept = "".join(char for i, char in enumerate(text) if not any(b <= i < e for b, e in taken))
        return _FILLER.sub("", kept)

    def _lead_in(self, part: _Part, own: Sequence[Time], rest: str) -> bool:
        """Whether a half-sentence is nothing but a time: 到2020年, or …，2025年9月底前完成."""
        time = (own[0], part.text[own[0].start : own[0].end])
        if not rest:
            self._pending = part.begin if self._pending is None else self._pending
            self._time = time
            return True
        if _COMPLETION.fullmatch(rest) and self._before is not None:
            rows = self.rows[self._since :]
            if not rows:
                rows = [_Row(self._before.begin, part.end)]
                self.rows.extend(rows)
            for row in rows:
                if row.time is None or row.time is self._inherited:
                    row.time = time
            rows[-1].end = part.end
            return True
        return False

    def _row(
        self, part: _Part, own: Sequence[Time], often: Often | None, figures: list[Quantity], acting: Actors
    ) -> None:
        row = _Row(part.begin if self._pending is None else self._pending, part.begin + len(part.text))
        self._pending = None
        cut = [(time.start, time.end) for time in own] + ([(often.start, often.mark)] if often else [])
        about = self._before.text if self._before else ""
        row.figures = [(_shifted(f, part.begin), counted(part.text, f, cut) or about) for f in figures]
        best = next((time for time in own if time.date), own[0] if own else None)
        if best is not None:
            row.time = (best, part.text[best.start : best.end])
            if best.start <= 1 and best.date and best.marked:
                self._time = row.time
        else:
            row.time = self._time
        if len({time.date for time in own if time.date}) > 1:
            row.doubts.append("一句话里有几个时限")
        if often:
            row.often = (often, part.text[often.start : often.end])
        elif self.rows and _GOES_ON.match(part.text):
            row.often = self.rows[-1].often
        self._act(row, acting, part.text)
        self.rows.append(row)

    def _act(self, row: _Row, acting: Actors, text: str) -> None:
        if self._chief != NOBODY and acting.subject and _HELPS.search(text):
            acting = Actors(self._chief.lead, acting.lead + acting.support)
        elif acting.subject or (acting.support and not acting.lead and self._subject == NOBODY):
            self._subject = acting
        row.lead = acting.lead or self._subject.lead
        row.support = acting.support or (() if acting.lead else self._subject.support)
        row.responsible = text if acting != NOBODY else "、".join(row.lead + row.support) or None
        if acting.chief:
            self._chief = self._subject = acting
        if acting.closing and (topic := _TOPIC.match(text)):
            self.topics.append((topic["topic"][-4:], acting, text))
        if acting.closing or acting.chief:
            for earlier in self.rows[self._since :]:
                if not earlier.lead:
                    earlier.lead, earlier.support, earlier.responsible = acting.lead, acting.support, text

    def _stretch(self, parts: Sequence[_Part]) -> None:
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


def _leads(text: str, time: Time) -> bool:
    """Whether a planning period opens a half-sentence or closes it: no part of a name (“十二五”时期战略目标)."""
    after = text[time.end :]
    return "末" in text[time.start : time.end] or not after or bool(_PERIOD_USED.match(after))


def _ahead(time: Time, frame: Frame) -> bool:
    """Whether a time lies after the document: no mention of what has been."""
    if time.date is None:
        return True
    if frame.issued_on:
        return time.date >= frame.issued_on
    return time.date >= frame.period[0] if frame.period else time.marked


def _shifted(quantity: Quantity, by: int) -> Quantity:
    return Quantity(
        quantity.value, quantity.unit, quantity.start + by, quantity.end + by, quantity.han, quantity.upper,
        quantity.comparator,
    )  # fmt: skip


# ── what one clause holds for others ────────────────────────────────────────────────────────────


def _inherited(clause: Clause, leads: dict[tuple[str, ...], _Lead]) -> _Lead:
    """What a lead-in before a list gives its items (到2025年：, 基地应当：); boxes stand apart."""
    if clause.kind == "box" or any(line.startswith("专栏") for line in clause.path):
        return _Lead()
    for length in range(len(clause.path) - 1, 0, -1):
        if found := leads.get(clause.path[:length]):
            return found
    return _Lead()


def _note_lead(clause: Clause, frame: Frame, leads: dict[tuple[str, ...], _Lead]) -> None:
    """Keep what a clause says for the list after it; a plain paragraph ends what went before."""
    text = clause.text
    if text.endswith(("：", ":")) or _STEP.match(text):
        found = [
            time for time in times(text[:200], frame) if time.marked and time.date and _ahead(time, frame)
        ]
        last = _STOP.split(text.rstrip("：:"))[-1]
        acting = actors(last[numbering_length(last) :])
        time = (found[-1], text[found[-1].start : found[-1].end]) if found else None
        if time or acting.subject:
            leads[clause.path] = _Lead(time, acting if acting.subject else NOBODY)
            return
    if clause.kind in ("paragraph", "heading"):
        leads.pop(clause.path, None)


def _share_notes(readings: Sequence[_Reading]) -> None:
    """Hand on the notes of headings, and those that stand alone after the last item of a group."""
    for place, reading in enumerate(readings):
        group = _group_of(reading)
        if not group:
            continue
        note = reading.notes[-1]
        for other in readings if len(group) < len(reading.clause.path) else readings[place:]:
            inside = other.clause.path[: len(group)] == group and other is not reading
            if inside and not other.notes:
                for row in other.rows:
                    _apply(row, note, reading.clause.text)
                if not other.rows and other.clause.kind in ("item", "bullet"):
                    other.rows.append(_plain_row(other.clause, note, reading.clause.text))


def _group_of(reading: _Reading) -> tuple[str, ...]:
    """The path of the group that the last note of a clause speaks for, () if for its clause alone."""
    clause = reading.clause
    if not reading.notes:
        return ()
    if clause.kind == "heading" or len(_masked(clause.text, reading.notes).strip("。 ")) == 0:
        return clause.path
    before = clause.raw[: clause.raw.rfind(clause.text[reading.notes[-1].begin :][:3])]
    alone = re.search("\n[ \t\u3000]*[（(【]?$", before)
    return clause.path[:-1] if alone and len(clause.path) > 1 else ()


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def _apply(row: _Row, note: Note, text: str) -> None:
    row.lead = tuple(dict.fromkeys((*note.lead, *row.lead)))
    row.support = tuple(body for body in dict.fromkeys((*row.support, *note.support)) if body not in row.lead)
    row.responsible = text[note.begin : note.stop]


def _note_row(clause: Clause, note: Note) -> _Row:
    """The row that stands for everything a note covers; its quote is the last sentence with the note."""
    text = clause.text
    stop = note.stop + len(_found(re.compile("^[）)】]?[。；;]?"), text[note.stop :]))
    begin = max((end for _, end in clause.sentences if end <= note.begin), default=0)
    whole = [b for b, e in clause.sentences if b <= note.begin < e]
    begin = whole[0] if whole else begin
    begin += numbering_length(text[begin:]) if begin == 0 else 0
    row = _Row(begin, stop, task=_heading(clause))
    _apply(row, note, text)
    return row


def _led_row(clause: Clause, inherited: _Lead) -> Iterator[_Row]:
    """The row of an item that says no more than its lead-in makes of it (第二步，到2035年： ——…)."""
    if inherited != _Lead():
        begin = numbering_length(clause.text)
        acting = inherited.acting
        responsible = "、".join(acting.lead + acting.support) or None
        yield _Row(
            begin, len(clause.text), [], inherited.time, None, acting.lead, acting.support, responsible
        )


def _plain_row(clause: Clause, note: Note, text: str) -> _Row:
    begin = numbering_length(clause.text)
    row = _Row(begin, max(begin + 1, len(clause.text)))
    _apply(row, note, text)
    return row


def _heading(clause: Clause) -> str:
    """What a clause is about: its heading without the number."""
    label = clause.path[-1] if clause.path else clause.text
    if len(clause.path) > 1 and len(label) > LONGEST_TASK // 2:
        label = clause.path[-2]
    return label[numbering_length(label) :].strip("。；;： ")


def _commitment(clause: Clause, row: _Row, seen: Counter[str]) -> Commitment:
    text = clause.text
    quote = text[row.begin : row.end]
    seen[quote] += 1
    place = _Places(clause)
    start, end = place(row.begin, row.end)
    lead, support = row.lead, row.support
    deadline = Deadline(row.time[1], row.time[0].date, row.time[0].basis) if row.time else None
    frequency = Frequency(row.often[1], row.often[0].per, row.often[0].times) if row.often else None
    indicators = tuple(
        Indicator(name, f.value, f.upper, f.unit, f.comparator, text[f.start : f.end], *place(f.start, f.end))
        for f, name in row.figures
    )
    kinds: tuple[tuple[CommitmentKind, object], ...] = (
        ("target", indicators), ("deadline", deadline), ("frequency", frequency), ("responsibility", lead or support),
    )  # fmt: skip
    return Commitment(
        clause=clause,
        id=commitment_id(clause.source, quote, seen[quote]),
        task=row.task or _task(quote),
        kinds=tuple(kind for kind, present in kinds if present),
        lead=lead,
        support=support,
        responsible_as_written=row.responsible if lead or support else None,
        indicators=indicators,
        deadline=deadline,
        frequency=frequency,
        quote=quote,
        start=start,
        end=end,
        all_offices=any(means_all_offices(body) for body in lead + support),
        doubts=tuple(_doubts(row, deadline)),
    )


def _task(quote: str) -> str:
    task = quote[numbering_length(quote) :].strip(" ，,；;。：:")
    return task if len(task) <= LONGEST_TASK else task[: LONGEST_TASK - 1] + "…"


def _doubts(row: _Row, deadline: Deadline | None) -> Iterator[str]:
    yield from row.doubts
    if deadline and deadline.basis in (NO_ISSUE_DATE, NO_PERIOD):
        yield deadline.basis
    for body in row.lead + row.support:
        if not is_body(body) and not means_all_offices(body):
            yield f"“{body}”不像机构名称"


class _Places:
    """Offsets of a clause's text → offsets of the source; white space inside the clause is counted once."""

    def __init__(self, clause: Clause) -> None:
        self._clause = clause
        self._same = clause.raw == clause.text

    def __call__(self, begin: int, stop: int) -> tuple[int, int]:
        if self._same:
            return self._clause.start + begin, self._clause.start + stop
        return self._clause.locate(begin, stop)
