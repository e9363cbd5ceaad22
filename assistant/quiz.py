"""A quiz made from the ledger: who leads, how many, by when, how often; each key stands in its clause.

Wrong choices are values of the same kind that other clauses really give. None equals the right one,
and none is right by another row of the document that fits the question too. The same seed over the
same documents gives the same quiz.
"""

from __future__ import annotations

import hashlib
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from assistant.onboarding import Course
from knowledge.bodies import means_all_offices
from knowledge.commitments import Commitment
from knowledge.departments import is_short_form, plain_name
from knowledge.documents import join_lines
from knowledge.words import fold

Topic = Literal["who", "amount", "day", "often"]
LENGTH = 10
WRONG = 3
LEAST_WRONG = 2
BLANK = "____"
ASKED: Mapping[Topic, str] = {
    "who": "由哪个部门牵头或负责？",
    "amount": f"“{BLANK}”处的数量是多少？",
    "day": f"“{BLANK}”处的时间是什么？",
    "often": f"“{BLANK}”处原文写的是多久？",
}
_NEIGHBOURS = 5
_LONGEST_HEADING = 24
_MONTHS = {"year": 12.0, "quarter": 3.0, "month": 1.0, "week": 12 / 52, "day": 12 / 365, "term": 6.0}
_PERIOD = re.compile(
    "每隔?(?:[一二两三四五六七八九十半]|[0-9]+)?个?(?:学年|学期|年|季度|季|月|周|星期|日|天)"
)
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a row gives: the printed words, what it is in normal form, and where it comes from."""

    words: str
    normal: tuple[object, ...]
    row: Commitment


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its choices, all different in normal form; `choices[key]` is right.

    `row` is the row asked about: its clause holds the right words.
    """

    id: str
    topic: Topic
    text: str
    choices: tuple[str, ...]
    key: int
    row: Commitment

    @property
    def right(self) -> str:
        """The right choice."""
        return self.choices[self.key]


def quiz(
    rows: Sequence[Commitment], peers: Sequence[Commitment], seed: str, length: int = LENGTH
) -> tuple[Question, ...]:
    """At most `length` questions on `rows`, the topics in turn, with wrong choices from `peers`.

    Rows that a person should still look at are not asked about. Fewer questions, even none, where the
    documents do not give enough values.
    """
    chance = random.Random(seed)  # a quiz, no secret
    values = {topic: _values(topic, peers) for topic in ASKED}
    made: list[list[Question]] = []
    for topic in ASKED:
        asked = [value for value in _values(topic, rows) if not value.row.needs_review]
        chance.shuffle(asked)
        made.append([one for value in asked if (one := _question(topic, value, values[topic], chance))])
    turns = (question for turn in zip_longest(*made) for question in turn if question)
    return tuple({_place(question): question for question in turns}.values())[:length]


def of_course(course: Course, number: int) -> tuple[Question, ...]:
    """The quiz of a number on what a course is about."""
    return quiz(course.rows, course.peers, f"{course.name}|{number}")


def _place(question: Question) -> tuple[str, str]:
    """What one quiz asks only once."""
    return question.topic, question.row.clause.id if question.topic == "who" else question.text


def _values(topic: Topic, rows: Sequence[Commitment]) -> list[Value]:
    """The values of a topic that rows give in words of their clause."""
    return [value for row in rows for value in _READ[topic](row) if _stands(value.words, row)]


def _who(row: Commitment) -> Iterator[Value]:
    names = tuple(sorted(map(plain_name, row.lead)))
    if names and len(names) < 4 and not any(map(means_all_offices, row.bodies)):
        yield Value("、".join(row.lead), names, row)


def _amount(row: Commitment) -> Iterator[Value]:
    for one in row.indicators:
        words = join_lines(one.as_written)
        if one.unit and _blanked(row, words):
            yield Value(words, (one.unit, one.value, one.upper), row)


def _day(row: Commitment) -> Iterator[Value]:
    if row.deadline and row.deadline.date:
        words = join_lines(row.deadline.as_written)
        if re.search(r"\d{4}\s*年", words) and _blanked(row, words):
            yield Value(words, (row.deadline.date,), row)


def _often(row: Commitment) -> Iterator[Value]:
    """The period of a row that happens once in it (每两年 of 每两年评选一次)."""
    if row.frequency and row.frequency.times in (None, 1):
        period = _PERIOD.match(join_lines(row.frequency.as_written))
        if period and _blanked(row, period.group()):
            yield Value(period.group(), (_months(row.frequency.per),), row)


_READ: Mapping[Topic, Callable[[Commitment], Iterator[Value]]] = {
    "who": _who, "amount": _amount, "day": _day, "often": _often,
}  # fmt: skip


def _months(per: str) -> float:
    """How many months a period has."""
    count, _, unit = per.rpartition(" ")
    return _MONTHS.get(unit.rstrip("s"), 0.0) * (float(count) if count else 1.0)


def _stands(words: str, row: Commitment) -> bool:
    """Whether each of the words, joined by 、, stands in the row's clause."""
    text = _plain(row.clause.raw)
    return all(_plain(part) in text for part in words.split("、"))


def _plain(text: str) -> str:
    return _GAPS.sub("", fold(text))


def _quote(row: Commitment) -> str:
    return join_lines(row.quote) if row.clause.kind != "table" else " ".join(row.quote.split())


def _blanked(row: Commitment, words: str) -> str:
    """The row's words with the one place where `words` stand left blank; '' if there is no such one."""
    quote = _quote(row)
    number = rf"(?<![\d.,]){re.escape(words)}" if words[:1].isdigit() else re.escape(words)
    found = list(re.finditer(number, quote))
    if len(found) != 1 or len(quote) - len(words) < 4:
        return ""
    return quote[: found[0].start()] + BLANK + quote[found[0].end() :]


def _question(topic: Topic, value: Value, pool: Sequence[Value], chance: random.Random) -> Question | None:
    """A question on a value; None where fewer than LEAST_WRONG wrong choices can be found."""
    row = value.row
    stem = _task(row) if topic == "who" else _blanked(row, value.words)
    if not stem:
        return None
    fitting = [other for other in pool if _fits(topic, other, row, stem)]
    wrong = _wrong(topic, value, [*fitting, value], pool, chance)
    if len(wrong) < LEAST_WRONG:
        return None
    choices = [value.words, *(one.words for one in wrong)]
    chance.shuffle(choices)
    name = hashlib.sha256(f"{topic}|{row.id}|{value.words}".encode()).hexdigest()[:10]
    text = f"{row.source.label}{_where(value, stem)}：“{stem}”，{ASKED[topic]}"
    return Question(name, topic, text, tuple(choices), choices.index(value.words), row)


def _where(value: Value, stem: str) -> str:
    """The heading above the clause where it is short and gives nothing away, else the clause's address."""
    heading = value.row.clause.path[-1] if value.row.clause.path else ""
    told = [*value.words.split("、"), *value.row.bodies, stem.strip("。")]
    if not heading or len(heading) > _LONGEST_HEADING or any(_plain(one) in _plain(heading) for one in told):
        return value.row.clause.address
    return f"“{heading}”"


def _task(row: Commitment) -> str:
    """What is to be done, where that does not tell who does it."""
    told = fold(row.task)
    hidden = all(fold(plain_name(body)) not in told and fold(body) not in told for body in row.bodies)
    return join_lines(row.task) if hidden and len(row.task) > 3 else ""


def _fits(topic: Topic, other: Value, row: Commitment, stem: str) -> bool:
    """Whether a row of the pool fits a question too: the same blank in the same document, or who leads
    the same task or anything in the same clause."""
    if other.row.source.name != row.source.name:
        return False
    if topic != "who":
        return _plain(_blanked(other.row, other.words)) == _plain(stem)
    same = other.row.clause.id == row.clause.id or other.row.clause.path == row.clause.path
    return same or _plain(other.row.task) == _plain(row.task)


def _wrong(
    topic: Topic, value: Value, right: Sequence[Value], pool: Sequence[Value], chance: random.Random
) -> list[Value]:
    """Up to WRONG values of other clauses, the nearest of their kind, that differ from each other."""
    others = [other for other in pool if other.row.clause.id != value.row.clause.id]
    chance.shuffle(others)
    nearest = sorted(others, key=lambda other: _distance(topic, value, other))
    chosen: list[Value] = []
    for other in nearest:
        if all(_differs(topic, other, known) for known in (*right, *chosen)):
            chosen.append(other)
        if len(chosen) == _NEIGHBOURS:
            break
    return chance.sample(chosen, min(WRONG, len(chosen)))


def _distance(topic: Topic, value: Value, other: Value) -> tuple[float, ...]:
    """How far another value is: first of another issuer or shape, then by how much."""
    elsewhere = other.row.source.issuer != value.row.source.issuer
    shaped = len(other.row.lead) != len(value.row.lead) if topic == "who" else _shape(other) != _shape(value)
    return float(topic == "who" and elsewhere), float(shaped), _apart(topic, value, other), float(elsewhere)


def _apart(topic: Topic, value: Value, other: Value) -> float:
    if topic == "who":
        return 0.0
    if topic == "day":
        days = value.row.deadline, other.row.deadline
        return abs((days[0].date - days[1].date).days) if all(d and d.date for d in days) else 0.0  # type: ignore[union-attr, operator]  # both are
    one, two = (_number(of) for of in (value, other))
    return abs(math.log(one / two)) if one > 0 and two > 0 else math.inf


def _number(value: Value) -> float:
    """The number that makes two amounts or two periods near or far."""
    return next((float(part) for part in value.normal if isinstance(part, float | int)), 0.0)


def _shape(value: Value) -> str:
    return re.sub(r"\d+", "0", value.words)


def _differs(topic: Topic, one: Value, other: Value) -> bool:
    """Whether two values cannot both be right: different in normal form, and neither holds the other."""
    if _plain(one.words) == _plain(other.words) or one.normal == other.normal:
        return False
    return _APART[topic](one, other)


def _different_bodies(one: Value, other: Value) -> bool:
    """No body of one is named by the other's row, whole or in short."""
    known = [plain_name(body) for body in other.row.bodies]
    return not any(
        name == body or is_short_form(str(name), body) or is_short_form(body, str(name))
        for name in one.normal
        for body in known
    )


def _different_amounts(one: Value, other: Value) -> bool:
    """The same unit and neither number within the other's range."""
    (unit, low, high), (same, least, most) = one.normal, other.normal
    spans = [(float(a), float(a if b is None else b)) for a, b in ((low, high), (least, most))]  # type: ignore[arg-type]  # numbers
    return unit == same and (spans[0][1] < spans[1][0] or spans[1][1] < spans[0][0])


def _different_days(one: Value, other: Value) -> bool:
    """Different years, or two days of one year that both name their month."""
    years = [re.findall(r"\d{4}", value.words)[-1:] for value in (one, other)]
    return years[0] != years[1] or all("月" in value.words for value in (one, other))


_APART: Mapping[Topic, Callable[[Value, Value], bool]] = {
    "who": _different_bodies, "amount": _different_amounts, "day": _different_days,
    "often": lambda one, other: True,
}  # fmt: skip
