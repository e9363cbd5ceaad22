"""Reading across documents: the tasks of two documents side by side, and how each changed.

Tasks are compared by their words, numbers and times left out: cosine of the sets of search terms,
each weighted by its rarity among the tasks of both documents. A task is a row of the ledger, or a
clause that has none. Each finds at most one partner, the most similar pairs first.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.commitments import Commitment
from knowledge.departments import plain_name
from knowledge.documents import Clause, numbering_length
from knowledge.number_names import Named, matched, named
from knowledge.task_words import Bag, bare_terms, cosine, weights_of

LEAST_SIMILARITY = 0.33
SAME_UNIT, SAME_VALUE, SAME_NAME = 0.08, 0.12, 0.2
SHORTEST_TASK = 10
UNSAID = "未写"
IN_HEADING, IN_SENTENCE = 0.4, 0.4
ChangeKind = Literal["raised", "lowered", "target", "bodies", "deadline", "frequency"]
CHANGES: Mapping[ChangeKind, str] = {
    "raised": "指标提高", "lowered": "指标降低", "target": "指标改变", "bodies": "责任主体改变",
    "deadline": "时限改变", "frequency": "频次改变",
}  # fmt: skip
_TASK_KINDS = frozenset({"item", "bullet", "paragraph", "box", "table"})
_NO_TASK = re.compile(
    "回顾|现状|形势|背景|指导思想|原则|意义|(?:工作|总体|基本|建设)思路|通知正文|"
    r"(?:^|[、）)．.\s])(?:发展|工作|现有|已有)基础"
)
SPANS = {"个工作日", "工作日", "日", "天", "个月", "小时"}


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done: a row of the ledger, or a clause without one (`row` is None)."""

    clause: Clause
    row: Commitment | None = None

    @property
    def text(self) -> str:
        """What it says."""
        return self.row.task if self.row else self.clause.text[numbering_length(self.clause.text) :]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two tasks, with the printed words of both; `of` is what a number is said of
    where a task has several."""

    kind: ChangeKind
    first: str
    second: str
    of: str = ""

    @property
    def told(self) -> str:
        """The difference in words: 指标提高（四星级）：6万元 → 10万元."""
        of = f"（{self.of}）" if self.of else ""
        return f"{CHANGES[self.kind]}{of}：{self.first} → {self.second}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tasks that say the same thing, how similar they are (0..1), and how they differ."""

    first: Task
    second: Task
    similarity: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents side by side."""

    pairs: tuple[Pair, ...]
    only_first: tuple[Task, ...]
    only_second: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a row counts: in which units, which numbers, said of which words.

    `telling` are the terms that tell it from the other rows of its list; `words` those of its names and of what
    stands before the list; `year` that of its own number, `years` those of its list.
    """

    units: frozenset[str]
    values: frozenset[tuple[float, str]]
    names: frozenset[str]
    telling: frozenset[str]
    words: frozenset[str]
    year: frozenset[str]
    years: frozenset[str]


def compare(first: Sequence[Clause], second: Sequence[Clause], rows: Iterable[Commitment]) -> Comparison:
    """Align the tasks of two documents; `rows` are the commitments of both."""
    of_clause = by_clause(rows)
    ours, theirs = _tasks(first, of_clause), _tasks(second, of_clause)
    found: list[Pair] = []
    for score, i, j in _best(ours, theirs):
        found.append(Pair(ours[i], theirs[j], score, _changes(ours[i].row, theirs[j].row)))
    paired = {id(task) for pair in found for task in (pair.first, pair.second)}
    order = {id(task): place for place, task in enumerate(ours)}
    return Comparison(
        tuple(sorted(found, key=lambda pair: order[id(pair.first)])),
        tuple(task for task in ours if id(task) not in paired),
        tuple(task for task in theirs if id(task) not in paired),
    )


def by_clause(rows: Iterable[Commitment]) -> defaultdict[str, list[Commitment]]:
    """The rows of each clause, by the clause's id."""
    found: defaultdict[str, list[Commitment]] = defaultdict(list)
    for row in rows:
        found[row.clause.id].append(row)
    return found


def _tasks(clauses: Sequence[Clause], rows: Mapping[str, Sequence[Commitment]]) -> list[Task]:
    tasks: list[Task] = []
    for clause in clauses:
        own = rows.get(clause.id, ())
        tasks.extend(Task(clause, row) for row in own)
        if not own and is_task(clause):
            tasks.append(Task(clause))
    return tasks


def is_task(clause: Clause, *, even_heading: bool = False) -> bool:
    """Whether a clause says what is to be done, not what is or why; a heading, where it may be one, by what
    follows it in its paragraph."""
    told = any(_NO_TASK.search(line[:30]) for line in (*clause.path, clause.address))
    if (
        clause.kind == "table" and "｜" not in (clause.path[-1:] or ("",))[0]
    ):  # its head, or a table of one column
        return False
    may_be = clause.kind in _TASK_KINDS or (even_heading and clause.kind == "heading")
    return may_be and len(clause.text) >= SHORTEST_TASK and not told and bool(clause.path)


def _best(ours: Sequence[Task], theirs: Sequence[Task]) -> list[tuple[float, int, int]]:
    """(similarity, place, place) of the pairs, one to one, the most similar first."""
    left, right = ([_bag(task) for task in tasks] for tasks in (ours, theirs))
    weights = weights_of([*left, *right])
    holding: dict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(right):
        for term in bag:
            holding[term].append(j)
    counts = [_counts(tasks) for tasks in (ours, theirs)]
    scored = []
    for i, bag in enumerate(left):
        for j in {j for term in bag for j in holding.get(term, ())}:
            score = cosine(bag, right[j], weights) + _agreement(counts[0][i], counts[1][j])
            if score >= LEAST_SIMILARITY:
                scored.append((score + _same_names(counts[0][i], counts[1][j]), i, j))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    chosen = []
    for score, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            chosen.append((min(score, 1.0), i, j))
    return chosen


def _counts(tasks: Sequence[Task]) -> list[_Counted | None]:
    """What each task counts; None for a clause without rows."""
    listed: defaultdict[tuple[str, frozenset[str]], list[Commitment]] = defaultdict(list)
    for task in tasks:
        if task.row and any(one.name for one in named(task.row)):
            listed[_list_of(task.row)].append(task.row)
    return [_counted(task.row, listed[_list_of(task.row)]) if task.row else None for task in tasks]


def _list_of(row: Commitment) -> tuple[str, frozenset[str]]:
    """Rows of one list stand in one clause and count in the same units."""
    return row.clause.id, frozenset(one.unit for one in row.indicators)


def _counted(row: Commitment, listed: Sequence[Commitment]) -> _Counted:
    names = frozenset(one.name for one in named(row) if one.name)
    terms = [bare_terms("，".join(one.name for one in named(other))) for other in listed]
    own, text = bare_terms("，".join(names)), row.clause.text
    opening = text[: min((text.find(other.quote) for other in listed), default=0)]
    return _Counted(
        frozenset(one.unit for one in row.indicators),
        frozenset((one.value, one.unit) for one in row.indicators if one.value > 1 and one.unit not in SPANS),
        names,
        frozenset(own.difference(set[str].intersection(*terms))) if len(terms) > 1 else frozenset(),
        frozenset(own | bare_terms(opening)),
        _years("".join(names)),
        _years("，".join(one.name for other in listed for one in named(other))),
    )


def _years(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"(?:19|20)\d{2}(?=年)", text))


def _agreement(first: _Counted | None, second: _Counted | None) -> float:
    """A little more for two rows that count in the same unit, more where they count the same number; none at
    all where two lists say theirs of other things."""
    if first is None or second is None:
        return 0.0 if first is second else -SAME_UNIT
    if (
        first.telling
        and second.telling
        and not (first.telling & second.words or second.telling & first.words)
    ):
        return -math.inf
    if first.year != second.year and first.years & second.years:
        return -math.inf
    return SAME_UNIT * bool(first.units & second.units) + SAME_VALUE * bool(first.values & second.values)


def _same_names(first: _Counted | None, second: _Counted | None) -> float:
    """What puts two rows that are said of the same words before others that are as similar."""
    return SAME_NAME * bool(first and second and first.names & second.names)


def _bag(task: Task) -> Bag:
    """Terms of a task with their shares: its own words 1, its sentence's and its headings' less."""
    row, clause = task.row, task.clause
    bag = dict.fromkeys(bare_terms(own_heading(clause)), IN_HEADING)
    if row is None:
        return bag | dict.fromkeys(bare_terms(clause.text), 1.0)
    if row.kinds == ("responsibility",) and (row.responsible_as_written or "") in row.quote:
        return bag | dict.fromkeys(bare_terms(row.task), 1.0)
    place = clause.text.find(row.quote)
    sentence = "".join(
        clause.text[b:e] for b, e in clause.sentences if b < place + len(row.quote) and place < e
    )
    return bag | dict.fromkeys(bare_terms(sentence), IN_SENTENCE) | dict.fromkeys(bare_terms(row.quote), 1.0)


def own_heading(clause: Clause) -> str:
    """The heading of a clause; before it the one above where a clause goes on under another's heading."""
    heading = clause.path[-1] if clause.path else ""
    above = clause.path[-2] if len(clause.path) > 1 and clause.kind in ("bullet", "paragraph") else ""
    return f"{above[numbering_length(above) :]} {heading[numbering_length(heading) :]}"[:60]


def _changes(first: Commitment | None, second: Commitment | None) -> tuple[Change, ...]:
    if first is None or second is None:
        return ()
    found = list(_targets(first, second))
    if _roles(first) != _roles(second):
        found.append(Change("bodies", _who(first), _who(second)))
    if _day(first) != _day(second):
        found.append(
            Change(
                "deadline", *(row.deadline.as_written if row.deadline else UNSAID for row in (first, second))
            )
        )
    per = [row.frequency.per if row.frequency else None for row in (first, second)]
    if per[0] != per[1]:
        found.append(
            Change(
                "frequency",
                *(row.frequency.as_written if row.frequency else UNSAID for row in (first, second)),
            )
        )
    return tuple(found)


def _roles(row: Commitment) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(plain_name, row.lead)), frozenset(map(plain_name, row.support))


def _who(row: Commitment) -> str:
    """The bodies of a row as a person says them: A、B（配合：C）."""
    support = f"（配合：{'、'.join(row.support)}）" if row.support else ""
    return "、".join(row.lead) + support or UNSAID


def _day(row: Commitment) -> object:
    """What tells two deadlines apart: the day, or the words where there is none (每年11月底前)."""
    return row.deadline and (row.deadline.date or row.deadline.as_written)


def _targets(first: Commitment, second: Commitment) -> Iterable[Change]:
    ours, theirs = (_by_unit(row) for row in (first, second))
    for unit in dict.fromkeys((*ours, *theirs)):
        yield from _targets_in(ours.get(unit, ()), theirs.get(unit, ()))


def _by_unit(row: Commitment) -> Mapping[str, Sequence[Named]]:
    found: defaultdict[str, list[Named]] = defaultdict(list)
    for one in named(row):
        found[one.indicator.unit].append(one)
    return found


def _targets_in(first: Sequence[Named], second: Sequence[Named]) -> Iterable[Change]:
    """What became of the numbers of one unit: each beside that of its name; where the names do not tell
    which belong together, one list beside the other."""
    if len(first) == len(second) == 1:
        yield from _moved(first[0], second[0])
        return
    found = matched(first, second)
    for one, other in found.pairs:
        yield from _moved(one, other, min(one.name, other.name, key=len))
    several = max(len(first), len(second)) > 1
    if found.clear:
        for one in found.first:
            yield Change("target", one.indicator.as_written, UNSAID, one.name if several else "")
        for one in found.second:
            yield Change("target", UNSAID, one.indicator.as_written, one.name if several else "")
    elif len(found.first) == len(found.second) and not any(one.name for one in (*found.first, *found.second)):
        for one, other in zip(found.first, found.second, strict=True):
            yield from _moved(one, other)
    else:
        yield Change("target", *("、".join(map(str, left)) for left in (found.first, found.second)))


def _moved(one: Named, other: Named, of: str = "") -> Iterable[Change]:
    first, second = one.indicator, other.indicator
    ours, theirs = ((number.value, number.upper or number.value) for number in (first, second))
    if ours != theirs:
        yield Change("raised" if theirs > ours else "lowered", first.bounded, second.bounded, of)
    elif first.comparator != second.comparator:
        yield Change("target", first.bounded, second.bounded, of)
