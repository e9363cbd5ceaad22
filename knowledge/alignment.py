"""Reading across documents: the tasks of two documents side by side, and what became of each.

Tasks are compared by their words, numbers and times left out: cosine of the sets of search terms,
each weighted by its rarity among the tasks of both documents. A task is a row of the ledger, or a
clause that has none. Each finds at most one partner, the most similar pairs first.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.commitments import Commitment, Indicator
from knowledge.departments import plain_name
from knowledge.documents import Clause, numbering_length
from knowledge.words import terms

LEAST_SIMILARITY = 0.33
SAME_UNIT, SAME_VALUE = 0.08, 0.12
LEAST_CARRIED, LEAST_NEAR = 0.28, 0.16
HEADING_SHARE = 0.35
SHORTEST_TASK = 10
ALIKE = 0.5
IN_HEADING, IN_SENTENCE = 0.4, 0.4
Bag = Mapping[str, float]
ChangeKind = Literal["raised", "lowered", "target", "bodies", "deadline", "frequency"]
CHANGES: Mapping[ChangeKind, str] = {
    "raised": "指标提高", "lowered": "指标降低", "target": "指标改变", "bodies": "责任主体改变",
    "deadline": "时限改变", "frequency": "频次改变",
}  # fmt: skip
_TASK_KINDS = frozenset({"item", "bullet", "paragraph", "box", "table"})
_NO_TASK = re.compile("回顾|现状|形势|背景|指导思想|原则|意义|(?:工作|总体|基本|建设)思路|通知正文")
_SPANS = {"个工作日", "工作日", "日", "天", "个月", "小时"}
_NUMBERS = re.compile(r"[\d０-９]+(?:[.,，]\d+)?\s*[%％]?")
_TIMES = re.compile(
    r"[到至]?(?:19|20)\d\d年(?:\d{1,2}月)?[底末]?前?|每[两三四五]?(?:年|季度|月|半年)|[一两三四五]年一?[次届]?"
)


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
    """One difference between two tasks, with the printed words of both."""

    kind: ChangeKind
    first: str
    second: str


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
class Carried:
    """What became of an upper task: the most similar lower clause, how similar (0..1), and targets below.

    Below LEAST_CARRIED the lower clause is only near, and a person should look; below LEAST_NEAR
    there is none.
    """

    upper: Task
    lower: Task | None
    similarity: float
    below: tuple[Change, ...] = ()

    @property
    def grade(self) -> Literal["carried", "near", "none"]:
        """Whether the lower document carries the task, has something near it, or nothing."""
        if self.lower is None:
            return "none"
        return "carried" if self.similarity >= LEAST_CARRIED else "near"


def compare(first: Sequence[Clause], second: Sequence[Clause], rows: Iterable[Commitment]) -> Comparison:
    """Align the tasks of two documents; `rows` are the commitments of both."""
    by_clause = _by_clause(rows)
    ours, theirs = _tasks(first, by_clause), _tasks(second, by_clause)
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


def cascade(
    upper: Sequence[Clause], lower: Sequence[Clause], rows: Iterable[Commitment]
) -> tuple[Carried, ...]:
    """For each task of an upper document the clause of a lower one that carries it, if any."""
    by_clause = _by_clause(rows)
    high, low = ([Task(clause) for clause in clauses if _is_task(clause)] for clauses in (upper, lower))
    bags = [_bag(task, headings=True) for task in (*high, *low)]
    weights = _weights(bags)
    result = []
    for task, bag in zip(high, bags, strict=False):
        heading = _terms(_own_heading(task.clause))
        scored = [
            (
                _cosine(bag, other, weights) * (1 - HEADING_SHARE)
                + _share(heading, other, weights) * HEADING_SHARE,
                i,
            )
            for i, other in enumerate(bags[len(high) :])
        ]
        score, best = max(scored, key=lambda pair: (pair[0], -pair[1]), default=(0.0, -1))
        if score < LEAST_NEAR:
            result.append(Carried(task, None, score))
            continue
        mine, theirs = by_clause[task.clause.id], by_clause[low[best].clause.id]
        result.append(Carried(task, low[best], score, _below(mine, theirs)))
    return tuple(result)


def similarity(first: str, second: str) -> float:
    """Cosine of the term sets of two texts, numbers and times left out, every term alike (0..1)."""
    ours, theirs = _terms(first), _terms(second)
    return len(ours & theirs) / math.sqrt(len(ours) * len(theirs)) if ours and theirs else 0.0


def _by_clause(rows: Iterable[Commitment]) -> defaultdict[str, list[Commitment]]:
    found: defaultdict[str, list[Commitment]] = defaultdict(list)
    for row in rows:
        found[row.clause.id].append(row)
    return found


def _tasks(clauses: Sequence[Clause], rows: Mapping[str, Sequence[Commitment]]) -> list[Task]:
    tasks: list[Task] = []
    for clause in clauses:
        own = rows.get(clause.id, ())
        tasks.extend(Task(clause, row) for row in own)
        if not own and _is_task(clause):
            tasks.append(Task(clause))
    return tasks


def _is_task(clause: Clause) -> bool:
    told = any(_NO_TASK.search(line[:30]) for line in (*clause.path, clause.address))
    if (
        clause.kind == "table" and "｜" not in (clause.path[-1:] or ("",))[0]
    ):  # its head, or a table of one column
        return False
    return clause.kind in _TASK_KINDS and len(clause.text) >= SHORTEST_TASK and not told and bool(clause.path)


def _best(ours: Sequence[Task], theirs: Sequence[Task]) -> list[tuple[float, int, int]]:
    """(similarity, place, place) of the pairs, one to one, the most similar first."""
    left, right = ([_bag(task) for task in tasks] for tasks in (ours, theirs))
    weights = _weights([*left, *right])
    holding: dict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(right):
        for term in bag:
            holding[term].append(j)
    scored = []
    for i, bag in enumerate(left):
        for j in {j for term in bag for j in holding.get(term, ())}:
            score = _cosine(bag, right[j], weights) + _agreement(ours[i].row, theirs[j].row)
            if score >= LEAST_SIMILARITY:
                scored.append((min(score, 1.0), i, j))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    chosen = []
    for score, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            chosen.append((score, i, j))
    return chosen


def _agreement(first: Commitment | None, second: Commitment | None) -> float:
    """A little more for two rows that count in the same unit, more still where they count the same number."""
    if first is None or second is None:
        return 0.0 if first is second else -SAME_UNIT
    units = [{indicator.unit for indicator in row.indicators} for row in (first, second)]
    values = [{(i.value, i.unit) for i in row.indicators if i.value > 1} for row in (first, second)]
    same_value = values[0] & values[1] and {unit for _, unit in values[0] & values[1]} - _SPANS
    return SAME_UNIT * bool(units[0] & units[1]) + SAME_VALUE * bool(same_value)


def _bag(task: Task, *, headings: bool = False) -> Bag:
    """Terms of a task with their shares: its own words 1, its sentence's and its headings' less."""
    row, clause = task.row, task.clause
    bag = dict.fromkeys(_terms(_own_heading(clause)), 1.0 if headings else IN_HEADING)
    if row is None:
        return bag | dict.fromkeys(_terms(clause.text), 1.0)
    if row.kinds == ("responsibility",) and (row.responsible_as_written or "") in row.quote:
        return bag | dict.fromkeys(_terms(row.task), 1.0)
    place = clause.text.find(row.quote)
    sentence = "".join(
        clause.text[b:e] for b, e in clause.sentences if b < place + len(row.quote) and place < e
    )
    return bag | dict.fromkeys(_terms(sentence), IN_SENTENCE) | dict.fromkeys(_terms(row.quote), 1.0)


def _own_heading(clause: Clause) -> str:
    heading = clause.path[-1] if clause.path else ""
    above = clause.path[-2] if len(clause.path) > 1 and clause.kind in ("bullet", "paragraph") else ""
    return f"{above[numbering_length(above) :]} {heading[numbering_length(heading) :]}"[:60]


def _terms(text: str) -> set[str]:
    return {
        term
        for term in terms(_NUMBERS.sub(" ", _TIMES.sub(" ", text)))
        if not term.isdigit() and len(term) > 1
    }


def _weights(bags: Sequence[Bag]) -> dict[str, float]:
    """Rarity of each term, ln(1 + N / n)."""
    counts = Counter(term for bag in bags for term in bag)
    return {term: math.log(1 + len(bags) / count) for term, count in counts.items()}


def _cosine(first: Bag, second: Bag, weights: Mapping[str, float]) -> float:
    common = sum(first[term] * second[term] * weights[term] ** 2 for term in first.keys() & second.keys())
    if not common:
        return 0.0
    norms = (
        math.sqrt(sum((share * weights[term]) ** 2 for term, share in bag.items())) for bag in (first, second)
    )
    return common / math.prod(norms)


def _share(part: set[str], whole: Bag, weights: Mapping[str, float]) -> float:
    """How much of a heading's words stands in a clause (0..1)."""
    total = sum(weights.get(term, 0.0) for term in part)
    return sum(weights.get(term, 0.0) for term in part & whole.keys()) / total if total else 0.0


def _changes(first: Commitment | None, second: Commitment | None) -> tuple[Change, ...]:
    if first is None or second is None:
        return ()
    found = list(_targets(first, second))
    if _roles(first) != _roles(second):
        found.append(Change("bodies", _who(first), _who(second)))
    if _day(first) != _day(second):
        found.append(
            Change(
                "deadline", *(row.deadline.as_written if row.deadline else "未写" for row in (first, second))
            )
        )
    per = [row.frequency.per if row.frequency else None for row in (first, second)]
    if per[0] != per[1]:
        found.append(
            Change(
                "frequency",
                *(row.frequency.as_written if row.frequency else "未写" for row in (first, second)),
            )
        )
    return tuple(found)


def _roles(row: Commitment) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(plain_name, row.lead)), frozenset(map(plain_name, row.support))


def _who(row: Commitment) -> str:
    """The bodies of a row as a person says them: A、B（配合：C）."""
    support = f"（配合：{'、'.join(row.support)}）" if row.support else ""
    return "、".join(row.lead) + support or "未写"


def _day(row: Commitment) -> object:
    """What tells two deadlines apart: the day, or the words where there is none (每年11月底前)."""
    return row.deadline and (row.deadline.date or row.deadline.as_written)


def _targets(first: Commitment, second: Commitment) -> Iterable[Change]:
    free = list(second.indicators)
    for indicator in first.indicators:
        partner = max(
            (other for other in free if other.unit == indicator.unit),
            key=lambda other: similarity(other.object, indicator.object),
            default=None,
        )
        if partner is None:
            yield Change("target", indicator.as_written, "未写")
            continue
        free.remove(partner)
        if (change := _moved(indicator, partner)) is not None:
            yield change
    yield from (Change("target", "未写", other.as_written) for other in free)


def _moved(first: Indicator, second: Indicator) -> Change | None:
    ours, theirs = ((one.value, one.upper or one.value) for one in (first, second))
    if ours == theirs:
        same = first.comparator == second.comparator
        return None if same else Change("target", first.bounded, second.bounded)
    kind: ChangeKind = "raised" if theirs > ours else "lowered"
    return Change(kind, first.bounded, second.bounded)


def _when(row: Commitment) -> tuple[object, object]:
    """Targets are compared only for the same time."""
    return row.deadline and row.deadline.date, row.frequency and row.frequency.per


def _below(upper: Sequence[Commitment], lower: Sequence[Commitment]) -> tuple[Change, ...]:
    """Targets of an upper clause that the lower clause's target for the same thing falls short of."""
    found = []
    pairs = [
        (wanted, given)
        for first in upper
        for second in lower
        if _when(first) == _when(second)
        for wanted in first.indicators
        for given in second.indicators
    ]
    for wanted, given in pairs:
        alike = wanted.unit == given.unit and similarity(wanted.object, given.object) >= ALIKE
        upward = wanted.unit not in _SPANS and wanted.comparator in ("=", ">=", ">", "~")
        if alike and upward and given.value < wanted.value:
            found.append(Change("lowered", wanted.bounded, given.bounded))
    return tuple(found)
