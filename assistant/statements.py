"""One sentence of a document → one statement: the words that answer, trimmed, with their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.answers import Statement, Support
from assistant.facts import unit_of
from assistant.measures import counted, counts_the_thing, fits_units, folded, meets_a_condition
from assistant.parts import weights_of
from assistant.patterns import MEASURED, Kind
from assistant.premises import correction, wrong_bodies
from assistant.question import Asked
from assistant.responsible import LONGEST_QUOTE, after_note, note_for, noted_sentence, responsibility
from assistant.select import DEFINES, Candidate, dated_lead, facts_in, holds, is_heading_line, says_what_is
from knowledge.bodies import Note
from knowledge.documents import Clause, numbering_length
from knowledge.planted import overlaps_planted, planted

LONGEST_ANSWER = 118
LONGEST_DEFINITION = 240  # a definition that is cut says something else
LONGEST_METHOD = 200  # what to do in one case and in the other
SHORTEST_QUOTE = 40
LONGEST_TOLD = 400
CONDITION_MET = 0.3  # for the part of a sentence with a number that a question gives as a condition
THING_COUNTED = 0.2  # for the part of a sentence that counts the very thing asked for
ELSEWHERE = 0.1  # of their weight, in the quote for one part of a question, for the words of its other parts


def statement_of(
    parts: Sequence[Asked],
    candidate: Candidate,
    rarity: Mapping[str, float],
    count: int,
    document: Sequence[Clause] = (),
) -> Statement:
    """A candidate as a statement of an answer that has `count` of them, to one question or parts of one.

    A body or a number that the question states wrongly is set right. The bodies of a clause may be named by a
    paragraph of its own further down in the `document`.
    """
    clause, asked = candidate.clause, parts[0]
    candidate = replace(candidate, begin=candidate.begin + after_note(candidate.text))
    if asked.kind == Kind.METHOD and count == 1:
        candidate = replace(candidate, stop=_last_case(candidate))
    noted = note_for(clause, document)
    note = responsibility(noted, candidate.begin if noted is clause else 0)
    due = note is not None and note.time and asked.kind == Kind.WHEN and not holds(asked, candidate.text)
    note = note if due or any(map(_asks_who, parts)) else None
    if note and (words := planted(noted.text[note.begin : note.stop])):
        note = replace(note, stop=note.begin + words[0][0])
    room = LONGEST_ANSWER // count - len(clause.address) - 8
    if note:
        room = max(SHORTEST_QUOTE, room - (note.stop - note.begin))
        candidate = _heading_of(asked, candidate, rarity)
    spans = _trimmed(parts, candidate, rarity, room)
    begin, stop = spans[0][0], spans[-1][1]
    quote = "”……“".join(clause.text[slice(*span)] for span in spans)
    whole = min(begin, candidate.begin + numbering_length(candidate.text)), candidate.stop
    supports = [Support(clause, *((begin, stop) if planted(candidate.text) else whole))]
    heading = _heading_asked_for(asked, clause, begin)
    place = f"{clause.address}“{heading.quote}”：" if heading else f"{clause.address}："
    warning = "" if _is_table(clause) else correction(asked, quote, _told(asked, candidate))
    lead = f"{warning}{place}"
    if note:
        lead = wrong_bodies(asked, note) or warning
        lead += f"{noted.text[note.begin : note.stop]}。{place}"
        supports = _with_note(supports[0], candidate, begin, stop, noted, note)
    if heading and supports[0].stop - heading.begin <= LONGEST_QUOTE and supports[0].clause is clause:
        supports[0] = Support(clause, heading.begin, supports[0].stop)
    elif heading:
        supports.append(heading)
    time = (
        dated_lead(clause.text, candidate.begin)
        if asked.kind == Kind.WHEN and not holds(asked, quote)
        else None
    )
    if time:
        lead += f"“{clause.text[slice(*time)].strip()}”……"
        supports.append(Support(clause, *time))
    return Statement(f"{lead}“{quote}”", tuple(supports))


_ROW = re.compile(r"第\d+行$")


def _is_table(clause: Clause) -> bool:
    """Whether a clause is a table as a whole, whose numbers belong to rows and columns and not to the words beside."""
    return clause.kind == "table" and not _ROW.search(clause.address)


def _told(asked: Asked, candidate: Candidate) -> str:
    """What stands around a quote, in which a question may have mixed things up: its sentence where that holds the
    numbers that the question states, else its clause, unless that is a long one."""
    stated = {(q.value, unit_of(q)) for q in counted(folded(asked.question))}
    held = stated and stated <= {(q.value, unit_of(q)) for q in counted(folded(candidate.text))}
    text = candidate.clause.text
    return candidate.text if held or len(text) > LONGEST_TOLD else text


def _with_note(
    said: Support, candidate: Candidate, begin: int, stop: int, noted: Clause, note: Note
) -> list[Support]:
    """What carries a quote (`begin`..`stop` of its clause) and the note that names its bodies: one stretch where both
    stand near each other, else two."""
    clause = candidate.clause
    if noted is clause and 0 <= note.begin - stop <= 3:
        return [Support(clause, begin, note.stop)]
    first, last = noted_sentence(noted, note)
    both = min(begin, candidate.begin, first), max(candidate.stop, last)
    near = both[1] - both[0] <= LONGEST_QUOTE and not planted(clause.text[slice(*both)])
    return [Support(clause, *both)] if noted is clause and near else [said, Support(noted, first, last)]


_ASKS_PLACE = re.compile("(?:哪一?|第几)个?(?:[条款章节点项段]|部分|举措|任务)")


def _heading_asked_for(asked: Asked, clause: Clause, begin: int) -> Support | None:
    """The heading of a clause, before what is quoted of it, where a question asks in which one something stands."""
    first, stop = next(iter(clause.sentences), (0, 0))
    if not (_ASKS_PLACE.search(asked.question) and is_heading_line(clause, first, stop) and stop <= begin):
        return None
    first += numbering_length(clause.text)
    if clause.text.startswith((f"{clause.address}：", f"{clause.address}:"), first):  # 专栏六：……
        first += len(clause.address) + 1
    return Support(clause, first, first + len(clause.text[first:stop].rstrip("：:。 ")))


def _last_case(candidate: Candidate) -> int:
    """Where the last of the cases ends that stand side by side with semicolons, of which a sentence is the first."""
    text, stop = candidate.clause.text, candidate.stop
    for first, last in candidate.clause.sentences:
        goes_on = text[:stop].rstrip().endswith(("；", ";"))
        if first >= stop and goes_on and last - candidate.begin <= LONGEST_METHOD:
            stop = last
    return stop


def _heading_of(asked: Asked, candidate: Candidate, rarity: Mapping[str, float]) -> Candidate:
    """The heading of a clause instead of one of its sentences, where it says as much of the question: the
    body at the end of a clause answers for all of it."""
    clause = candidate.clause
    begin, stop = next(iter(clause.sentences), (0, 0))
    if not is_heading_line(clause, begin, stop):
        return candidate
    said, heading = folded(candidate.text), folded(clause.text[begin:stop])
    terms = [(rarity.get(term, 1.0), term) for term in asked.focus]
    more = sum(value * ((term in heading) - (term in said)) for value, term in terms)
    return replace(candidate, begin=begin, stop=stop) if more >= 0 else candidate


def _asks_who(asked: Asked) -> bool:
    names_bodies = "责任|负责|牵头|归口" if asked.compares else "责任|负责|牵头|归口|谁"
    return asked.kind == Kind.WHO or bool(re.search(names_bodies, asked.question))


_NOTE_AT_END = re.compile(
    r"[（(]?(?:责任|牵头|负责|主责|承办|配合)(?:部门|单位|处室|科室)[:：][^（）()]*[）)]?[。；]?$"
)
_PAGE_MARK = re.compile(r"#\s*Page\s*\d+\s*:?")  # in a sentence that goes on overleaf
_SEGMENT = re.compile(r"[^，,；;：:。！？]*[，,；;：:。！？]?[”’）)》]*")


def _trimmed(
    parts: Sequence[Asked], candidate: Candidate, rarity: Mapping[str, float], room: int
) -> list[tuple[int, int]]:
    """The stretch that answers all parts, where it has room; else one for each part, in the text's order."""
    if row := _row_asked_for(parts[0], candidate):
        return row
    apart = len(parts) > 1
    found: set[tuple[int, int]] = set()
    for one in parts:
        weights = weights_of(one, rarity, ELSEWHERE) if apart else rarity
        told = _telling(one, candidate, weights, room)
        found.update(_another(one, candidate, weights, found) if found.issuperset(told) else told)
    spans = sorted(found)
    begin, stop = spans[0][0], max(stop for _, stop in spans)
    if stop - begin <= max(room, LONGEST_ANSWER) and not overlaps_planted(candidate.clause.text, begin, stop):
        return [(begin, stop)]
    kept = spans[:1]
    for span in spans[1:]:
        if span[0] >= kept[-1][1]:
            kept.append(span)
        elif not overlaps_planted(candidate.clause.text, kept[-1][0], span[1]):
            kept[-1] = (kept[-1][0], max(kept[-1][1], span[1]))
    return kept


_LINE = re.compile(r"\|.*?\|(?=\s+\||\s*$)")  # of a table as Markdown writes it
LEAST_ROWS = 3


def _row_asked_for(asked: Asked, candidate: Candidate) -> list[tuple[int, int]]:
    """The first line of a table and the one line that begins with what a question names (2024年), of a clause that
    holds a table in Markdown; [] where it is none, its lines are not alike, or no line alone does."""
    clause, question = candidate.clause, folded(asked.question)
    if clause.kind != "table":
        return []
    lines = [match.span() for match in _LINE.finditer(clause.text)]
    cells = [folded(clause.text[slice(*line)]).strip("|").split("|") for line in lines]
    named = [
        line for line, (cell, *_) in zip(lines, cells, strict=True) if len(cell) > 1 and cell in question
    ]
    alike = len({len(own) for own in cells}) == 1
    if not alike or len(lines) < LEAST_ROWS or len(named) != 1 or named[0] == lines[0]:
        return []
    return [lines[0], named[0]]


def _another(
    asked: Asked, candidate: Candidate, rarity: Mapping[str, float], taken: Collection[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The half-sentence with a figure or time for a part of a question whose words other parts have taken; none
    where the sentence holds no other, or what is taken holds two."""
    if asked.kind not in MEASURED:
        return []
    text, base = candidate.clause.text, candidate.begin
    if any(facts_in(asked, text[slice(*span)]) > 1 for span in taken):
        return []
    pieces = [_closed(text, base + begin, base + stop) for begin, stop in _pieces(candidate.text)]
    free = [
        piece
        for piece in pieces
        if all(piece[1] <= begin or stop <= piece[0] for begin, stop in taken)
        and holds(asked, text[slice(*piece)])
        and not overlaps_planted(text, *piece)
    ]
    return [max(free, key=lambda piece: _worth(asked, text[slice(*piece)], rarity))] if free else []


def _telling(
    asked: Asked, candidate: Candidate, rarity: Mapping[str, float], room: int
) -> list[tuple[int, int]]:
    """The stretch that answers best, and the one that holds the figure or time asked for where that one does not
    (到2015年底，……: a long half-sentence that has no room for its time)."""
    text, best = candidate.clause.text, trim(asked, candidate, rarity, room)
    asks_fact = asked.kind in MEASURED
    if not asks_fact or not candidate.fits or holds(asked, text[slice(*best)]):
        return [best]
    base = candidate.begin
    pieces = [(base + begin, base + stop) for begin, stop in _pieces(candidate.text)]
    able = [piece for piece in pieces if holds(asked, text[slice(*piece)])]
    if not able:
        return [best]
    fact = max(able, key=lambda piece: _worth(asked, text[slice(*piece)], rarity))
    return [best, _closed(text, *fact)]


def _closed(text: str, begin: int, stop: int) -> tuple[int, int]:
    """A stretch without the marks and spaces at its end."""
    return begin, begin + len(text[begin:stop].rstrip("，,；;：:。 \n"))


def trim(asked: Asked, candidate: Candidate, rarity: Mapping[str, float], room: int) -> tuple[int, int]:
    """The part of a candidate, whole half-sentences of at most `room` characters, that answers best."""
    text, base = _NOTE_AT_END.sub("", candidate.text) or candidate.text, candidate.begin
    whole = len(text) <= _longest_whole(asked, text) and not planted(text)
    pieces = [(0, len(text))] if whole else _pieces(text)
    best, best_value = (0, len(text)), -1.0
    for i in range(len(pieces)):
        for j in range(i, len(pieces)):
            begin, stop = pieces[i][0], pieces[j][1]
            if stop - begin > room and j > i:
                break
            if overlaps_planted(text, begin, stop) or _PAGE_MARK.search(text[begin:stop]):
                break
            value = _worth(asked, text[begin:stop], rarity)
            if value > best_value + 1e-9:
                best, best_value = (begin, stop), value
    begin, stop = _closed(text, *best)
    begin += numbering_length(text[begin:stop]) if begin == 0 else 0
    return base + begin, base + stop


def _longest_whole(asked: Asked, text: str) -> int:
    """Up to how many characters a sentence is quoted whole."""
    if asked.kind == Kind.DEFINITION and (DEFINES.search(text) or says_what_is(asked, text)):
        return LONGEST_DEFINITION
    return LONGEST_METHOD if asked.kind == Kind.METHOD else 0


def _pieces(text: str) -> list[tuple[int, int]]:
    """The half-sentences of a text; planted words are pieces of their own."""
    cuts = {0, len(text), *(match.end() for match in _SEGMENT.finditer(text))}
    for mark in _PAGE_MARK.finditer(text):
        cuts |= set(mark.span())
    for begin, stop in planted(text):
        cuts = {cut for cut in cuts if not begin < cut < stop} | {begin, stop}
    return list(pairwise(sorted(cuts)))


_LESSER = "半非未不副"


def _without_lesser(asked: Asked, text: str) -> str:
    """A text without what is called less than, or not, what the question asks of: 半失能 where it asks of 失能."""
    question = folded(asked.question)
    for term in asked.focus:
        for sign in _LESSER:
            if f"{sign}{term}" in text and f"{sign}{term}" not in question:
                text = text.replace(f"{sign}{term}", sign)
    return text


def _worth(asked: Asked, piece: str, rarity: Mapping[str, float]) -> float:
    own = _without_lesser(asked, folded(piece))
    covered = sum(rarity.get(term, 1.0) for term in asked.focus if term in own)
    whole = sum(rarity.get(term, 1.0) for term in asked.focus) or 1.0
    bonus = CONDITION_MET * meets_a_condition(asked, piece)
    if asked.kind == Kind.NUMBER:
        bonus += 0.5 if any(fits_units(quantity, asked) for quantity in counted(piece)) else 0.0
        bonus += THING_COUNTED * counts_the_thing(asked, piece)
    elif asked.kind in (Kind.WHEN, Kind.OFTEN, Kind.WHO, Kind.DEFINITION, Kind.LIST, Kind.NAME):
        bonus += 0.4 if holds(asked, piece) else 0.0
    return covered / whole + bonus + 0.0012 * min(len(piece), 90)
