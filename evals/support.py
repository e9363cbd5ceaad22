"""Whether what an answer says stands in what it cites: quotes, numbers, quantities, dates, bodies, statements.

Each metric is a pure function of a case and its answer, None where it does not apply (evals.metrics).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from operator import attrgetter

from assistant.answers import MARK, Answer, Citation
from evals.cases import Case, fold
from knowledge.bodies import notes_in
from knowledge.dates import Frame, times
from knowledge.quantities import Quantity, quantities

LEAST_PAIRS, HALF = 3, 0.5
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LIST_MARKER = re.compile(r"^[ \t]*\(?\d{1,2}[.、)](?!\d)", re.MULTILINE)
_QUOTED = re.compile("“((?:[^“”]|“[^“”]*”){4,})”")
_COUNTS = re.compile("共[零一二两三四五六七八九十百千]+项(?:[，,]来自[零一二两三四五六七八九十百千]+份文件)?")
# What an answer says of itself: a premise set right, nothing shared found, what a fact of a head is called.
_OWN_WORDS = re.compile(
    "文件写的不是[^。]*。|有数字的任务|所问时间到期的任务|没有[^。]{2,60}共同负责的条款|(?:发文字号|成文日期|印发日期|网页发布时间|发文机关|主送机关|标题)："
)
_NO_COUNT = ("", "点", "些", "级")  # 这一点, 一些: no quantities in Han numerals
_HAN = "零〇一二三四五六七八九十百千万亿两"
_HAN_PAIR = re.compile("[一-龥]{2}")
_DENIALS = ("不", "没有", "未", "无须", "无需", "取消", "错误", "禁止", "除外", "并非")
_LEAD, _SUPPORT = attrgetter("lead"), attrgetter("support")
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?|(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"
)
_WHITE = re.compile(r"\s+")


def verbatim(case: Case, answer: Answer) -> float | None:
    """|citations whose quote is the source text at [start, end), white space aside| / |citations| [own]."""
    if not answer.citations:
        return None
    return sum(map(is_verbatim, answer.citations)) / len(answer.citations)


def is_verbatim(citation: Citation) -> bool:
    """Whether the quote is what stands at its offsets, inside the cited clause."""
    clause = citation.clause
    if not clause.start <= citation.start < citation.end <= clause.end:
        return False
    span = clause.raw[citation.start - clause.start : citation.end - clause.start]
    return _WHITE.sub("", span) == _WHITE.sub("", citation.quote) != ""


def number_support(case: Case, answer: Answer) -> float | None:
    """|supported numbers| / |numbers| of the answer text (after [haiku.rag] NumberMatch).

    A number is a maximal run of digits with at most one decimal point, NFKC-folded, and is
    supported if the same whole number stands in a citation's quote, title, document number,
    address or path, in the question or in the history. Citation marks and list markers at
    the beginning of a line are no numbers. Refusals are held to it too.
    """
    count = len(_numbers(statement(answer)))
    return 1 - len(unsupported_numbers(case, answer)) / count if count else None


def date_support(case: Case, answer: Answer) -> float | None:
    """|supported dates| / |dates| of the answer text [own].

    A date is a written year, month or day (2025年1月10日), or a time that fixes a day (knowledge.dates:
    2025年底 is 2025-12-31). It is supported if the same one is named where numbers may come from, or if
    its words stand there.
    """
    said = _dates(statement(answer))
    if not said:
        return None
    origins = _origins(case, answer)
    known = {form for origin in origins for forms, day, _ in _dates(origin) for form in (*forms, day)}
    words = [fold(origin) for origin in origins]
    held = [bool(forms & known) or any(stands(written, o) for o in words) for forms, _, written in said]
    return sum(held) / len(held)


def department_support(case: Case, answer: Answer) -> float | None:
    """|supported bodies| / |bodies| of the answer text [own].

    A body is a name that a note of responsibility in the evidence gives. It is supported if it stands
    where numbers may come from; one that the answer's own notes call leading or co-operating, if a
    cited note gives it that role.
    """
    written = statement(answer)
    text = fold(written)
    notes = (note for evidence in answer.evidence for note in notes_in(evidence.clause.text))
    said = [body for body in {fold(b) for note in notes for b in note.bodies} if body in text]
    if not said or answer.status == "refused":
        return None
    origins = fold(" ".join(_origins(case, answer)))
    cited = [note for citation in answer.citations for note in notes_in(citation.clause.text)]
    led, helped = ({fold(b) for n in cited for b in bodies(n)} for bodies in (_LEAD, _SUPPORT))
    own = [note for line in _QUOTED.sub("", written).splitlines() for note in notes_in(line)]
    wrong = {fold(b) for n in own for b in n.lead} - led | {fold(b) for n in own for b in n.support} - helped
    return sum(body in origins and body not in wrong for body in said) / len(said)


def quantity_support(case: Case, answer: Answer) -> float | None:
    """|supported quantities| / |quantities| of the answer text, in digits or Han numerals, with their units
    [own, after haiku.rag]: the same value stands where numbers may come from, in the same unit where both
    name one. Counts of rows listed (共五项，来自两份文件) are the answer's own. Refusals are held to it too.
    """
    found = quantities(_COUNTS.sub(" ", statement(answer)))
    said = [quantity for quantity in found if not (quantity.han and quantity.unit in _NO_COUNT)]
    if not said:
        return None
    known = [quantity for origin in _origins(case, answer) for quantity in quantities(origin)]
    return sum(any(_same(one, other) for other in known) for one in said) / len(said)


def support(case: Case, answer: Answer) -> float | None:
    """|supported statements| / |statements| of an answer, a line a statement [ALCE, a rule in place of NLI].

    A statement is supported if it carries a mark that leads to a citation, its quoted words stand in what
    its own marks cite, and each sentence around them shares half of its character pairs with the cited
    clauses and their names, and denies nothing that they do not deny. What the question gave and the
    document does not (文件写的不是…) and counts of rows are the answer's own.
    """
    if answer.status == "refused":
        return None
    cited = {citation.n: citation for citation in answer.citations}
    lines = [line for line in answer.text.splitlines() if line.strip()]
    if not lines:
        return 0.0
    return sum(_supported(line, cited) for line in lines) / len(lines)


def _supported(line: str, cited: Mapping[int, Citation]) -> bool:
    own = [cited[n] for n in map(int, MARK.findall(line)) if n in cited]
    if not own:
        return False
    names = [name for citation in own for name in _printed_names(citation)]
    held = fold("".join([*(citation.clause.text for citation in own), *names]))
    said = MARK.sub("", line)
    if not all(fold(quoted) in held for quoted in _QUOTED.findall(said)):
        return False
    rest = _COUNTS.sub("", _OWN_WORDS.sub("", _QUOTED.sub("", said)))
    for sentence in map(fold, re.split("[。！？；]", rest)):
        pairs = [sentence[i : i + 2] for i in range(len(sentence) - 1) if _HAN_PAIR.match(sentence, i)]
        if len(pairs) >= LEAST_PAIRS and sum(pair in held for pair in pairs) < HALF * len(pairs):
            return False
        if any(word in sentence and word not in held for word in _DENIALS):
            return False
    return True


def _same(said: Quantity, cited: Quantity) -> bool:
    return said.value == cited.value and (not said.unit or not cited.unit or said.unit == cited.unit)


def unsupported_numbers(case: Case, answer: Answer) -> tuple[str, ...]:
    """The numbers of the answer that stand nowhere they may come from."""
    known = {number for origin in _origins(case, answer) for number in _numbers(origin)}
    return tuple(number for number in _numbers(statement(answer)) if number not in known)


def statement(answer: Answer) -> str:
    """The answer text, NFKC-folded, without list markers and without the marks of its citations.

    A mark that leads to no citation ([2099]) stays: it hides no number.
    """
    known = {str(citation.n) for citation in answer.citations}
    unmarked = MARK.sub(lambda mark: " " if mark[1] in known else mark[0], answer.text)
    return _LIST_MARKER.sub(" ", unicodedata.normalize("NFKC", unmarked))


# --- helpers ---


def _origins(case: Case, answer: Answer) -> list[str]:
    """Where the values of an answer may come from: citations and their printed names, question, history."""
    names = [name for citation in answer.citations for name in _printed_names(citation)]
    return [case.question, *case.history, *(citation.quote for citation in answer.citations), *names]


def _printed_names(citation: Citation) -> list[str]:
    """What a cited place is called: title and number of its document, address and headings."""
    clause, source = citation.clause, citation.clause.source
    return [source.title, source.doc_number or "", clause.address, *clause.path]


def _dates(text: str) -> list[tuple[frozenset[object], object, str]]:
    """Dates of a text: normal forms, any of which says the same, the last day meant, and the folded words.

    A written year is (True, y), a month of one (True, y, m), a day without year (False, m, d).
    """
    text = unicodedata.normalize("NFKC", text)
    fixed = [time for time in times(text, Frame()) if time.date]
    found: list[tuple[frozenset[object], object, str]] = []
    for match in _DATE.finditer(text):
        around = [time for time in fixed if time.start < match.end() and match.start() < time.end]
        parts = tuple(int(part) for part in match.groups() if part)
        forms: set[object] = {_day(parts, named=bool(match["year"]))}
        if len(parts) == 1:
            forms |= {time.date for time in around}
        found.append((frozenset(forms), around[0].date if around else None, fold(match[0])))
        fixed = [time for time in fixed if time not in around]
    return found + [(frozenset([t.date]), t.date, fold(text[t.start : t.end])) for t in fixed]


def _day(parts: tuple[int, ...], *, named: bool) -> object:
    """A written day as a date, or its parts; `named`: its year is written."""
    try:
        return date(*parts) if named and len(parts) == 3 else (named, *parts)
    except ValueError:
        return (named, *parts)


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(unicodedata.normalize("NFKC", text))


def stands(form: str, text: str) -> bool:
    """Whether `form` stands in the folded text and does not cut a number: 50个 is not in 150个, nor 十五家
    in 二十五家, 10万 in 10万亿."""
    form = fold(form)
    before = r"(?<!\d)(?<!\d[.,])" if form[0].isdigit() else f"(?<![{_HAN}])" if form[0] in _HAN else ""
    after = r"(?!\d)(?!\.\d)(?!,\d{3})" if form[-1].isdigit() else f"(?![{_HAN}])" if form[-1] in _HAN else ""
    return re.search(before + re.escape(form) + after, text) is not None
