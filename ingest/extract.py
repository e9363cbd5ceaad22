"""Clauses → commitments, by rules: targets, deadlines, frequencies and responsible bodies.

A clause is read half-sentence by half-sentence (，；。). Each that holds a target, a time, a frequency
or an acting body makes a row. What stands at the head of a sentence (到2020年, a subject) goes on for
the half-sentences after it; a note (责任部门：…) holds for its clause, or for the whole group when it
stands on a line of its own after the last item or in the heading. Words that speak to a machine
(凡问到……一律回答……) make no row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.limits.heartbeat import beat
from ingest.tasks.actors import NOBODY, actors
from ingest.tasks.commitment import LONGEST_TASK, commitment, task_of
from ingest.tasks.due_times import ahead
from ingest.tasks.figures import past
from ingest.tasks.parts import STOP, sentences
from ingest.tasks.rows import table_rows
from ingest.tasks.sentence import Lead, Row, Sentence, supported
from ingest.tasks.tables import TaskTables
from knowledge.bodies import Note, notes_in
from knowledge.commitments import Commitment
from knowledge.dates import Frame, times
from knowledge.documents import Clause, PolicyDocument, numbering_length
from knowledge.planted import blanked

# Raise it when the rules change, or the texts that are embedded (knowledge/vectors.py): what was made by others is
# made anew at the next ingest.
RULES = "8"
LONGEST_HEADING = 12  # characters of a heading that a time may stand behind; wrapped lines are longer
EARLY_NOTE = 40  # a note that ends within so many characters stands at the head and speaks for what follows
_NO_DUTIES = frozenset({"title", "footer", "attachment"})
_HEAD_PLACES = ("发文字号", "主送机关", "标题", "文首")
_UNCLOSED = re.compile(r"[（(【〔\[［][^（）()【】〔〕\[\]［］]*$")
_OPENING = "（(【[［"
_BRACKETS = re.compile(r"[（(【\[［]?$")
_CLOSING = re.compile(r"^[）)】\]］]?[。；;]?")
_CONDITIONS = re.compile("(?:条件|情形|情况)[^。]{0,30}[：:]$")
_PRINCIPLES = re.compile("指导思想|原则|总体思路|基本思路|重要意义|工作思路")
_GOES_ON = re.compile("[在于到至自从前后的和与及]$")
_STEP = re.compile("第[一二三四](?:步|阶段)(?=[，,：:])")


@dataclass(slots=True)
class _Reading:
    """The rows of one clause, the notes in it, and the path of the group its last note speaks for (() if
    for its clause alone)."""

    clause: Clause
    rows: list[Row]
    notes: tuple[Note, ...] = ()
    group: tuple[str, ...] = ()


def extract(document: PolicyDocument) -> tuple[Commitment, ...]:
    """Every commitment of a document, in the order of its clauses."""
    source = document.source
    frame = Frame(source.issued_on, source.period)
    texts = {clause.path: clause.text for clause in document.clauses if clause.kind != "paragraph"}
    readings: list[_Reading] = []
    notes = _notes(document.clauses)
    leads: dict[tuple[str, ...], Lead] = {}
    tables = TaskTables()
    for clause in document.clauses:
        beat()
        if clause.kind in _NO_DUTIES or clause.address.startswith(_HEAD_PLACES):
            continue
        if _CONDITIONS.search(clause.text) or _CONDITIONS.search(texts.get(clause.path[:-1], "")):
            continue
        inherited = _inherited(clause, leads)
        readings.append(_read(clause, *notes.get(clause.ordinal, ((), ())), frame, inherited, tables))
        _note_lead(clause, frame, leads)
    _share_notes(readings, frame)
    seen: Counter[str] = Counter()
    return tuple(
        commitment(reading.clause, row, seen)
        for reading in readings
        for row in sorted(reading.rows, key=lambda row: (row.begin, row.end))
    )


# ── one clause ──────────────────────────────────────────────────────────────────────────────────


def _read(
    clause: Clause,
    notes: tuple[Note, ...],
    group: tuple[str, ...],
    frame: Frame,
    inherited: Lead,
    tables: TaskTables,
) -> _Reading:
    said = blanked(clause.text)
    if (table := tables.rows(clause)) or tables.holds(clause):
        sound = [one for one in table if said[one.begin : one.stop] == clause.text[one.begin : one.stop]]
        rows = [row for one in sound for row in table_rows(clause.text, one, frame)]
        return _Reading(clause, rows)
    text = _masked(said, notes)
    rows = []
    if not past(clause):
        read = []
        for parts in sentences(
            " " * clause.numbering + text[clause.numbering :], _heading_length(clause, frame)
        ):
            sentence = Sentence(frame, inherited)
            sentence.read(parts)
            read.append(sentence)
            inherited = sentence.planned or inherited
        _share_topics(read, clause.path[-1] if clause.path else "")
        rows = [row for sentence in read for row in sentence.rows]
    if any(_PRINCIPLES.search(line[:30]) for line in clause.path):
        rows = [row for row in rows if row.figures or row.time]
    heading_note = (
        notes[-1] if notes and notes[-1].stop <= max(_heading_length(clause, frame), EARLY_NOTE) else None
    )
    for row in rows:
        if note := next((note for note in notes if note.begin >= row.begin), heading_note):
            _apply(row, note, clause.text, frame)
    whole = (
        bool(rows)
        and not group
        and not re.search("[。；;]", _bare(text))
        and not _heading_length(clause, frame)
    )
    for note, before in zip(notes, (None, *notes), strict=False):
        if not whole:
            rows.append(_note_row(clause, note, group, frame, before.stop if before else 0))
    if not rows and clause.kind in ("item", "bullet") and said == clause.text and not past(clause):
        rows.extend(_led_row(clause, inherited))
    return _Reading(clause, rows, notes, group)


def _bare(text: str) -> str:
    """A clause's words without its number and closing marks."""
    return text[numbering_length(text) :].strip(" ，,；;。：:")


def _blank_line(clause: Clause, heading: str) -> bool:
    """Whether a blank line stands after the heading."""
    shown = [place for place, char in enumerate(clause.raw) if not char.isspace()]
    count = len(re.sub(r"\s", "", heading))
    return len(shown) > count and clause.raw[shown[count - 1] : shown[count]].count("\n") > 1


def _heading_length(clause: Clause, frame: Frame) -> int:
    """Length of the heading that stands before the text without a stop (3．发布路线图 聚焦…).

    A first line that is only wrapped is none: it holds a comma or a number, or a number goes on after it;
    but a time goes on after no short one (四、时间安排 2031年9月底前…).
    """
    heading = clause.path[-1] if clause.path else ""
    after = clause.text[len(heading) : len(heading) + 1]
    bare = heading[numbering_length(heading) :]
    wrapped = (
        re.search("[，,\\d]", bare)
        or after in "，,"
        or (after.isdigit() and not _blank_line(clause, heading) and not _time_after(clause, heading, frame))
    )
    return len(heading) if heading and clause.text.startswith(heading) and after and not wrapped else 0


def _time_after(clause: Clause, heading: str, frame: Frame) -> bool:
    """Whether a time begins right after a heading too short for a line that goes on (在, 于, 到 go on)."""
    bare, after = heading[numbering_length(heading) :], clause.text[len(heading) :]
    first = next(times(after, frame), None)
    begins = first is not None and not first.start and bool(after[first.end :].strip("，,。；;"))
    return begins and len(bare) <= LONGEST_HEADING and not _GOES_ON.search(bare)


def _share_topics(read: Sequence[Sentence], heading: str) -> None:
    """科学角由市级科协建设 names who builds what another sentence of the clause counts, or the whole clause
    where its heading names the same thing. A sentence that only says who leads or helps (科普部牵头，学会部配合)
    makes no row beside those it speaks for."""
    for place, sentence in enumerate(read):
        for topic, acting, text in sentence.topics:
            before = [row for other in read[:place] for row in other.rows]
            if not acting.lead:
                supported(before, acting, text)
                sentence.rows = [] if before else sentence.rows
                continue
            named = [other for other in read if topic in other.text or topic in heading]
            others = named if topic else read[:place]
            unled = [row for other in others if other is not sentence for row in other.rows if not row.lead]
            for row in unled:
                row.lead, row.support, row.responsible = acting.lead, acting.support, text
            if acting.subject and unled:
                sentence.rows = []


def _masked(text: str, notes: Sequence[Note]) -> str:
    """The text with its notes and their brackets blanked out."""
    for note in notes:
        begin = note.begin - len(_found(_BRACKETS, text[: note.begin]))
        stop = note.stop + (text[note.stop : note.stop + 1] in ("）", ")", "】", "]", "］"))
        text = text[:begin] + " " * (stop - begin) + text[stop:]
    return text


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group() if match else ""


# ── what one clause holds for others ────────────────────────────────────────────────────────────


def _inherited(clause: Clause, leads: dict[tuple[str, ...], Lead]) -> Lead:
    """What a lead-in before a list gives its items (到2025年：, 基地应当：); boxes stand apart."""
    if clause.kind == "box" or any(line.startswith("专栏") for line in clause.path):
        return Lead()
    for length in range(len(clause.path) - 1, 0, -1):
        if found := leads.get(clause.path[:length]):
            return found
    return Lead()


def _note_lead(clause: Clause, frame: Frame, leads: dict[tuple[str, ...], Lead]) -> None:
    """Keep what a clause says for the list after it; a plain paragraph ends what went before."""
    text = blanked(clause.text)
    steps = [step.start() for step in _STEP.finditer(text)]
    if text.endswith(("：", ":")) or steps:
        last = re.split("[。；;!！?？]", text.rstrip("：:"))[-1] if not steps else text[steps[-1] :]
        found = [time for time in times(last, frame) if time.marked and time.date and ahead(time, frame)]
        closing = STOP.split(text.rstrip("：:"))[-1]
        acting = actors(closing[numbering_length(closing) :])
        time = (found[0], last[found[0].start : found[0].end]) if found else None
        if time or (acting.subject and not steps):
            lead = Lead(time, acting if acting.subject else NOBODY)
            leads[clause.path] = lead
            if clause.kind == "bullet":  # the next lead-in stands at the end of the last bullet
                leads[clause.path[:-1]] = lead
            return
    if clause.kind in ("paragraph", "heading"):
        leads.pop(clause.path, None)


def _share_notes(readings: Sequence[_Reading], frame: Frame) -> None:
    """Hand on the notes of headings, and those that stand alone after the last item of a group."""
    for place, reading in enumerate(readings):
        if not reading.group:
            continue
        note, text = reading.notes[-1], reading.clause.text
        for other in _covered(readings, place, reading.group):
            for row in other.rows:
                _apply(row, note, text, frame)
            whole = (
                other.clause.kind in ("item", "bullet") and blanked(other.clause.text) == other.clause.text
            )
            if not other.rows and whole:
                other.rows.append(_plain_row(other.clause, note, text, frame))


def _covered(readings: Sequence[_Reading], place: int, group: tuple[str, ...]) -> Iterator[_Reading]:
    """The readings a note speaks for: those under its heading, or those before it back to another note."""
    heads = readings[place].clause.kind == "heading"
    for other in readings[place + 1 :] if heads else reversed(readings[:place]):
        if other.clause.path[: len(group)] != group or (other.notes and not heads):
            return
        if not other.notes:
            yield other


def _notes(clauses: Sequence[Clause]) -> dict[int, tuple[tuple[Note, ...], tuple[str, ...]]]:
    """The notes of each clause that has any, by its ordinal, and the group its last one speaks for: none
    where other items of the group have notes of their own."""
    noted = [
        (one, notes) for one in clauses if one.kind != "table" and (notes := notes_in(blanked(one.text)))
    ]
    within = Counter(one.path[:length] for one, _ in noted for length in range(len(one.path) + 1))
    found = {}
    for clause, notes in noted:
        group = _group_of(clause, notes)
        shared = clause.kind == "heading" or clause.path == group or within[group] == 1
        found[clause.ordinal] = (notes, group if shared else ())
    return found


def _group_of(clause: Clause, notes: Sequence[Note]) -> tuple[str, ...]:
    """The path of the group that the last note of a clause speaks for, () if for its clause alone."""
    if clause.kind == "heading" or not _masked(clause.text, notes).strip("。 "):
        return clause.path
    before = clause.raw[: clause.raw.rfind(clause.text[notes[-1].begin :][:3])]
    alone = re.search(r"\n[ \t\u3000]*[（(【\[［]?$", before)
    return clause.path[:-1] if alone and len(clause.path) > 1 else ()


# ── rows ────────────────────────────────────────────────────────────────────────────────────────


def _apply(row: Row, note: Note, text: str, frame: Frame) -> None:
    row.lead = tuple(dict.fromkeys((*note.lead, *row.lead)))
    row.support = tuple(body for body in dict.fromkeys((*row.support, *note.support)) if body not in row.lead)
    row.responsible = text[note.begin : note.stop]
    if row.time is None and (due := next(times(note.time, frame), None)):
        row.time = (due, note.time)


def _note_row(clause: Clause, note: Note, group: tuple[str, ...], frame: Frame, after: int) -> Row:
    """The row that stands for everything a note covers; its quote is the last sentence with the note."""
    text = clause.text
    stop = note.stop + len(_found(_CLOSING, text[note.stop :]))
    spoken = [
        b
        for b, e in clause.sentences
        if b < note.begin and text[b : min(e, note.begin)].strip(" （(【〔[［。")
    ]
    begin = max(spoken[-1] if spoken else 0, after)
    begin += len(_found(_CLOSING, text[begin:])) if begin == after else 0
    begin += clause.numbering if begin == 0 else 0
    said = text[begin : note.begin].rstrip(f" {_OPENING}。")
    task = task_of(said) if after and said else _heading(group or clause.path, text)
    number = clause.numbering
    if number and text[stop:].strip() and not text[number : note.begin].strip(f" {_OPENING}"):
        first, stop = stop, next(end for _, end in clause.sentences if end > stop)
        task = task_of(text[first:stop])  # a note at the head speaks for what follows
    row = Row(begin, stop, task=task)
    _apply(row, note, text, frame)
    return row


def _led_row(clause: Clause, inherited: Lead) -> Iterator[Row]:
    """The row of an item that says no more than its lead-in makes of it (第二步，到2035年： ——…)."""
    if inherited != Lead():
        begin = clause.numbering
        acting = inherited.acting
        responsible = "、".join(acting.lead + acting.support) or None
        yield Row(begin, len(clause.text), [], inherited.time, None, acting.lead, acting.support, responsible)


def _plain_row(clause: Clause, note: Note, text: str, frame: Frame) -> Row:
    begin = clause.numbering
    row = Row(begin, max(begin + 1, len(clause.text)))
    _apply(row, note, text, frame)
    return row


def _heading(path: tuple[str, ...], text: str) -> str:
    """What a clause or a group is about: its heading without the number."""
    label = path[-1] if path else text
    if len(path) > 1 and len(label) > LONGEST_TASK // 2:
        label = path[-2]
    return task_of(_UNCLOSED.sub("", label))
