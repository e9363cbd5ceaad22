"""Evidence → the sentences that may answer, best first.

A candidate is scored by what the retriever says of it, by how much of the question's rare words
it holds (its headings and document title count less), and by whether it holds the kind of
thing asked for: a number in the unit asked for, a date, a frequency, a body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.measures import (
    ASKED_COUNT,
    SPAN_WORDS,
    SPANS,
    THINGS,
    asks_share,
    count_of,
    counted,
    counts_the_thing,
    enumerates,
    fits_units,
    folded,
    spans_in,
)
from assistant.patterns import (
    ASKS_AHEAD,
    ASKS_OF_FORCE,
    ASKS_SO_FAR,
    IN_FORCE,
    MEASURED,
    PREMISE,
    SO_FAR,
    Head,
    Kind,
)
from assistant.question import Asked, stated_in
from assistant.scope import EXPLICIT
from knowledge.bodies import notes_in
from knowledge.documents import Clause, Evidence, numbering_length
from knowledge.planted import is_planted, unplanted
from knowledge.quantities import quantities

DATE_WORDS = re.compile(
    r"(?:19|20)\d{2}\s*年|[二〇]{2}[〇一二三四五六七八九]{2}年|\d+\s*月|\d+\s*(?:个)?(?:工作)?日(?:内|前)|年底|年末|月底|季度末|期末|期间|"
    r"[“\"]?十[一二三四五六]五[”\"]?|时限|期限|有效期|\d+\s*年|[一二三四五六七八九十]+(?:年|个月|日|天)|节日|之日起|以前|之前|半年|半个月"
)
DURATION = re.compile("多长时间|多久|有效期|时效|为期|期限(是|为)?(几|多)|[用花](?:几|多少)(?:年|个月|天)")
YEAR_NUMBER = re.compile(r"(?:19|20)\d{2}\s*年")
OFTEN_WORDS = re.compile(
    r"每(?:[一二两三四五六七八九十\d]*\s*(?:年|季度?|月|周|天|日|届|学期|半年))|年度|季度|按月|按季|按年|[年月]为?一个[一-龥]{0,4}周期|定期|经常|常态化|(?:月|季|年|周)(?:调度|通报|总结|报告|考核|会商|报)|\d{1,2}\s*月\s*、\s*\d{1,2}\s*月|[一二两三四\d]年一[次届]|一年[一二两]次|逐年|半年"
)
BODY_WORDS = re.compile(
    r"责任(?:部门|单位)|牵头|负责|联合|会同|配合|主管|归口|由[一-龥]{2,20}(?:实施|组织|承担|主抓|统筹)|委托[一-龥]{2,12}(?:进行|开展|实施|组织)|领导小组|共同|分解到|主抓|"
    r"[一-龥]{1,8}(?:部|局|委|厅|办公室|中心|科协|学会)(?=[、，。；）)]|和|与)|"
    r"^[一-龥]{1,14}(?:部门?|[局委厅办处]|中心|科协|学会|政府|单位|机构)(?:要|应当?|须|需)(?!求)|"
    r"[应须要]当?向[一-龥]{2,16}(?:报告|反映|备案|投诉|举报|提出)"
)
MEANING_WORDS = re.compile(
    "是指|旨在|宗旨|目的是|是一项|主要内容|该计划|该工程|即|所称|由.{2,30}组成|起源|之间|是.{2,40}的"
)
FRACTION = re.compile(
    r"\d/\d|一半|过半|半数|[一二三四五六七八九十百]分之[一二三四五六七八九十百]|(?<!统)[一二三四五六七八九]成(?!果|立|员)|全覆盖"
)
EXACT_INTERVAL = re.compile(
    r"每[一二两三四五六七八九十半\d]*\s*(?:个?(?:年|季度?|月|周|天|日|届|学期))|[\d一二两三四五六七八九十][年月]为?一个[一-龥]{0,4}周期|[\d一二两三四五六七八九十]年一[次届轮]"
)
DEFINES = re.compile("是指|所称|指的是|统称|简称")
NAMES = re.compile("[“《][^”》]{2,30}[”》]")
# Weights: the best of a grid over 700 answerable cases of six suites (evals/LOG.md).
CLAUSE_SHARE, SENTENCE_SHARE, COVERED_SHARE = 0.45, 0.8, 0.6
FITTING = {
    Kind.NUMBER: 0.21,
    Kind.WHEN: 0.18,
    Kind.OFTEN: 0.25,
    Kind.WHO: 0.14,
    Kind.DEFINITION: 0.11,
    Kind.LIST: 0.11,
    Kind.NAME: 0.11,
}
EXACT_UNIT = 0.11
HEADING_COST = 0.18
NEARLY_FITTING = 0.7

FOLLOW_UP = 0.5
MOST_SHAPES = 2
PREAMBLE_COST = 0.08
OVERTAKEN_COST = 0.3  # of what another document has ended, for a question that does not name it
BACK_COST = 0.1
_SIGNS = re.compile(r"[一-龥 ]{4,}\s*(?:19|20)\d\d年\d{1,2}月\d{1,2}日")
_TAKES_UP = re.compile("该(?=[一-龥]{2})|(?:其|此)(?:[一-龥]{0,2}[由采实])")  # what the heading names
_ASKS_STEPS = re.compile(
    "(?:怎么|怎样|如何|咋)样?(?:个|去|来|被)?(?:挑|遴|选|评|审|定|确|产生|申|报|走|办|分|组|认)"
)
_SAYS_HOW = re.compile(
    "(?:采取|采用|实行|通过|按照?|以)[^，,。；;]{2,40}(?:方式|办法|形式|程序|模式|流程|机制)"
    "|(?:经|由)[^，。；]{2,30}(?:推荐|评审|审核|遴选|评选|申报|申请)"
)
_REFERS_BACK = re.compile("除?前[款项条]")
COUNTED_THING = 0.12
SAYS_WHAT_IS = 0.06
SHORTEST_SUBJECT, LONGEST_SUBJECT = 3, 24


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: its place, how much of the question it covers (0..1), whether it
    holds what is asked for, and its total score."""

    evidence: Evidence
    begin: int
    stop: int
    coverage: float
    fits: bool
    score: float

    @property
    def clause(self) -> Clause:
        return self.evidence.clause

    @property
    def text(self) -> str:
        return self.clause.text[self.begin : self.stop]


def candidates(asked: Asked, evidence: Sequence[Evidence], rarity: Mapping[str, float]) -> list[Candidate]:
    """All sentences of the evidence that speak to its readers, best first; ties by rank and place."""
    found = [
        _candidate(asked, item, passage.begin, passage.stop, passage.score, rarity)
        for item in evidence
        for passage in item.passages
        if not is_planted(item.clause.text[passage.begin : passage.stop])
    ]
    return sorted(found, key=lambda c: (-c.score, c.evidence.rank, c.begin))


def _candidate(
    asked: Asked, item: Evidence, begin: int, stop: int, passage: float, rarity: Mapping[str, float]
) -> Candidate:
    text = unplanted(item.clause.text[begin:stop])
    named = item.clause.path[-1] if item.clause.path and _TAKES_UP.match(text) else ""
    covered = coverage(asked.focus, rarity, text + named, item.clause)
    fits = (
        holds(asked, text)
        or (asked.kind == Kind.WHO and bool(notes_in(item.clause.text)))
        or (asked.kind == Kind.WHEN and dated_lead(item.clause.text, begin) is not None)
        or (asked.kind == Kind.WHEN and any(note.time for note in notes_in(item.clause.text)))
    )
    score = CLAUSE_SHARE * item.score + SENTENCE_SHARE * passage + COVERED_SHARE * covered
    score += FITTING.get(asked.kind, 0.0) if fits else 0.0
    if asked.follows:
        score += FOLLOW_UP * coverage(sorted(asked.own.intersection(asked.focus)), rarity, text, item.clause)
    if item.clause.kind == "preamble":
        score -= PREAMBLE_COST
    if _REFERS_BACK.match(text.lstrip()) or (IN_FORCE.search(text) and not ASKS_OF_FORCE.search(asked.text)):
        score -= BACK_COST
    if SO_FAR.match(text) and ASKS_AHEAD.search(asked.question) and not ASKS_SO_FAR.search(asked.text):
        score -= BACK_COST
    if asked.units and (spans_in(asked.units, text) or any(q.unit in asked.units for q in counted(text))):
        score += EXACT_UNIT
    score += EXACT_UNIT * min(MOST_SHAPES, _bounds_alike(asked, text) + _shapes_asked_for(asked, text))
    score += COUNTED_THING * counts_the_thing(asked, text)
    if asked.kind == Kind.METHOD and _ASKS_STEPS.search(asked.question) and _SAYS_HOW.search(text):
        score += EXACT_UNIT
    if asked.kind == Kind.DEFINITION:
        score += EXACT_UNIT if DEFINES.search(text) else SAYS_WHAT_IS * says_what_is(asked, text)
    if is_frame(item.clause, begin, stop):
        score -= HEADING_COST
    if item.clause.source.overtaken and not _is_asked_for(asked, item.clause):
        score -= OVERTAKEN_COST
    return Candidate(item, begin, stop, covered, fits, score)


def fitting_first(asked: Asked, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that hold the figure or time asked for, where the best of them is nearly as good as any."""
    fitting = [one for one in ranked if one.fits]
    asks_fact = asked.kind in MEASURED and not PREMISE.search(asked.question)
    if not asks_fact or not fitting:
        return ranked
    return fitting if fitting[0].score >= NEARLY_FITTING * ranked[0].score else ranked


NEARLY_NAMING = 0.6
_COUNTS = re.compile(
    '["”』」]等?(?:共|这)?(?P<n>[两二三四五六七八九十]{1,2}|\\d{1,2})\\s*(?:大|项|个|类|种|条|点)(?P<what>[一-龥]{2,8})'
)


def naming_first(asked: Asked, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates, first one that quotes so many of the things counted in the question (“甲、乙”等4个原则, to
    4条原则), where it is not much worse than the best."""
    match = ASKED_COUNT.search(folded(asked.question))
    if match is None or asked.kind in MEASURED:
        return ranked
    noun = folded(asked.question)[match.end() :][:2]
    for one in ranked:
        if one.score < NEARLY_NAMING * ranked[0].score:
            break
        counts = _COUNTS.finditer(folded(one.text))
        if any(count_of(found) == count_of(match) and noun in found["what"] for found in counts):
            return [one, *(other for other in ranked if other is not one)]
    return ranked


_IS = re.compile("(?<![凡就都还仅只便也特尤正要])是(?!否)")


def says_what_is(asked: Asked, text: str) -> bool:
    """Whether a sentence says of something that the question names what it is: X是……, the words of X asked for."""
    subject = _subject_of(text)
    return len(subject) >= SHORTEST_SUBJECT and subject in folded(asked.question)


def _subject_of(text: str) -> str:
    said = folded(text[numbering_length(text) :])
    match = _IS.search(said[:LONGEST_SUBJECT])
    return re.split("[，,。；]", said[: match.start()])[-1] if match else ""


_WHAT_IS = re.compile(
    "(?P<subject>[^，,。？?；;、]{3,})是个?(?:什么|啥)|(?:什么是|什么叫)(?P<after>[^，,。？?；;、]{3,})"
)


def defined_by(asked: Asked, text: str) -> bool:
    """Whether a sentence says of the very thing whose meaning a question asks what it is: 云州市书屋是什么, 书屋是……."""
    match = _WHAT_IS.search(folded(asked.question)) if asked.kind == Kind.DEFINITION else None
    subject = _subject_of(text)
    wanted = match["subject"] or match["after"] if match else ""
    return len(subject) >= SHORTEST_SUBJECT and wanted.endswith(subject)


_DATED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）).、．]\s*)?(?P<time>(?:到|至)?\s*(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|[上下]半年)?(?:底|末)?前?)"
)


_AIMS = re.compile(
    r"[，,]\s*(?:力争|争取|力求|确保|预计)?(?P<time>[到至]\s*(?:19|20)\d{2}\s*年(?:底|末)?前?)(?=[，,])"
)


def dated_lead(text: str, begin: int) -> tuple[int, int] | None:
    """The span of the time that holds for a part after a semicolon though a part before it says it (到2020年，甲；
    乙: of 乙); None where there is none in the sentence."""
    if not text[:begin].rstrip().endswith(("；", ";")):
        return None
    first = max(text.rfind(mark, 0, begin) for mark in "。！？") + 1
    starts = [first, *(match.end() for match in re.finditer("[；;]", text[first:begin]))]
    starts[1:] = [first + start for start in starts[1:]]
    matches = (_DATED.match(text, start, begin) for start in reversed(starts))
    return next((match.span("time") for match in matches if match), None)


def time_before(clause: Clause, begin: int) -> str:
    """The time that leads the nearest sentence, or part of one, that begins with a time before a place in a
    clause; "" where none does."""
    parts = {match.end() for match in re.finditer("[；;]", clause.text[:begin])}
    starts = sorted(parts | {first for first, _ in clause.sentences if first < begin})
    for start, stop in zip(reversed(starts), [begin, *reversed(starts)], strict=False):
        if match := _DATED.match(clause.text, start, stop) or _AIMS.search(clause.text, start, stop):
            return match["time"]
    return ""


def _bounds_alike(asked: Asked, text: str) -> bool:
    """Whether a sentence bounds something in the way of the number that a question asks to confirm
    (至少3小时吗: 不少于2小时)."""
    stated = {(q.unit, q.comparator) for q in stated_in(folded(asked.question)) if q.comparator != "="}
    return bool(stated) and any((q.unit, q.comparator) in stated for q in counted(text))


_SHAPES: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        Kind.WHEN,
        re.compile("哪一?天|几月|几号|哪个月"),
        re.compile(
            r"\d{1,2}\s*月(?:\s*\d{1,2}\s*日|底|[上中下]旬)|\d{1,2}\s*日(?![内起])|[一二三四五六七八九十]月"
        ),
    ),
    (
        Kind.WHEN,
        re.compile("最晚|最迟|截止|截至|赶在|之前"),
        re.compile("(?:[年月日底末]|之|以|季度|学期)前|截止|[日天月年]之?内"),
    ),
)


def _shapes_asked_for(asked: Asked, text: str) -> int:
    """In how many ways a sentence says a time, or counts things, just as a question asks for it: a day to 哪天, a
    bound to 最晚, 两项 to 哪两样."""
    question = folded(asked.question)
    shapes = sum(
        asked.kind == kind and bool(asks.search(question) and says.search(text))
        for kind, asks, says in _SHAPES
    )
    match = ASKED_COUNT.search(question) if asked.kind == Kind.LIST else None
    if asked.kind == Kind.OFTEN and EXACT_INTERVAL.search(text):
        shapes = MOST_SHAPES
    things = {quantity.value for quantity in quantities(text) if quantity.unit in THINGS}
    return shapes + (match is not None and count_of(match) in things)


def _is_asked_for(asked: Asked, clause: Clause) -> bool:
    """Whether a question names the document of a clause, by its marks or its year."""
    source = clause.source
    named = bool(asked.mentions) and asked.means(clause)
    return (
        named
        or asked.compares
        or asked.prior.get(source.name, 0.0) >= EXPLICIT
        or str(source.year) in asked.text
    )


def facts_in(asked: Asked, text: str) -> int:
    """How many numbers, times or frequencies of the sort asked for a text holds; 0 for other sorts."""
    match asked.kind:
        case Kind.NUMBER if not asked.units & SPANS:
            return sum(fits_units(quantity, asked) for quantity in counted(text))
        case Kind.NUMBER | Kind.WHEN:
            times = max(len(SPAN_WORDS.findall(text)), len(YEAR_NUMBER.findall(text)))
            return times or bool(DATE_WORDS.search(text))
        case Kind.OFTEN:
            return len(OFTEN_WORDS.findall(text))
        case _:
            return 0


def is_frame(clause: Clause, begin: int, stop: int) -> bool:
    """Whether a sentence is no statement: a heading, a title, the recipients, who signs with the date."""
    return (
        clause.kind in ("heading", "title", "attachment")
        or clause.address == Head.RECIPIENTS
        or is_heading_line(clause, begin, stop)
        or signs(clause, begin, stop)
    )


def signs(clause: Clause, begin: int, stop: int) -> bool:
    """Whether a sentence is the signature of a document: a body with the date, wherever it stands."""
    return clause.kind == "footer" or bool(_SIGNS.fullmatch(clause.text[begin:stop].strip()))


def is_heading_line(clause: Clause, begin: int, stop: int) -> bool:
    """Whether the sentence is no more than the heading of a longer clause."""
    return begin == 0 and stop < len(clause.text) and bool(clause.path) and stop <= len(clause.path[-1]) + 2


def coverage(terms: Sequence[str], rarity: Mapping[str, float], text: str, clause: Clause) -> float:
    """Share of the question's terms, weighted by rarity, that the text holds; 0.6 for those in its surroundings.

    A term that no document holds weighs as much as the rarest one.
    """
    rarest = max(rarity.values(), default=1.0)
    total = sum(rarity.get(term, rarest) for term in terms)
    if not total:
        return 0.0
    own, around = folded(text), folded(clause.text + "".join(clause.path) + clause.source.title)
    found = sum(
        rarity.get(term, rarest) * (1.0 if term in own else 0.6 if term in around else 0.0) for term in terms
    )
    return found / total


_ASKS_SORTS = re.compile("(?:分|划)[为成]?(?:哪?几|多少)个?(?:类|种|级|档|等级|层次|阶段|部分)")
_PARTED = re.compile("(?:分为|分成|包括)[^。；]*[、和与及]")


def holds(asked: Asked, text: str) -> bool:
    """Whether a text holds the kind of thing asked for; True where the kind asks for nothing special."""
    match asked.kind:
        case Kind.NUMBER:
            if asked.units & SPANS:
                return bool(SPAN_WORDS.search(text))
            share = asks_share(asked) and FRACTION.search(text)
            if _ASKS_SORTS.search(asked.question) and _PARTED.search(text):
                return True
            return bool(share) or any(fits_units(quantity, asked) for quantity in counted(text))
        case Kind.WHEN if DURATION.search(asked.question):
            return bool(SPAN_WORDS.search(YEAR_NUMBER.sub("", text)))
        case Kind.WHEN:
            return bool(DATE_WORDS.search(text) or SPAN_WORDS.search(text))
        case Kind.OFTEN:
            return bool(OFTEN_WORDS.search(text))
        case Kind.WHO:
            return bool(BODY_WORDS.search(text))
        case Kind.DEFINITION:
            return bool(MEANING_WORDS.search(text))
        case Kind.NAME:
            return bool(NAMES.search(text))
        case Kind.LIST:
            return enumerates(asked.question, text)
        case _:
            return True
