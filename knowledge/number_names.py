"""What each number of a task is said of, and the numbers of two tasks paired by it.

三星级、四星级的，分别奖励5万元、10万元: the numbers follow one another bare, the names stand before
分别. Any other number is said of the words before it (其中2025年3000户、2026年3500户).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.commitments import Commitment, Indicator
from knowledge.documents import join_lines, numbering_length
from knowledge.task_words import bare_terms, likeness

ALIKE = 0.5
_PART = re.compile("[，,；;。：:]")
_JOINT = re.compile("[、，,；;。：:]|以及|[和与及或]")
_LAST_JOINT = re.compile("以及|[和与及或]")
_RESPECTIVELY = re.compile("分别|依次")
_HEAD = re.compile(".*(?:为|[取获]得|获评?|[达直]到|^到|建成|对|向|按照?|给予?|于|是|的)(?=..)")
_OPENING = re.compile("^其中[，,]?")
_TAIL = re.compile("的$")
_BOUND = re.compile("(?:不得?(?:少于|低于|小于|高于|多于|大于|超过)|达到?|超过|至少|最多|为|约)+$")


@dataclass(frozen=True, slots=True)
class Named:
    """A number and the words it is said of ("" where none are found).

    `listed` where the name is one of an enumeration; the last of one may carry its common noun (五星级养老机构).
    """

    indicator: Indicator
    name: str
    listed: bool = False
    last: bool = False

    def __str__(self) -> str:
        return f"{self.name}{self.indicator.bounded}"


@dataclass(frozen=True, slots=True)
class Matched:
    """The numbers of two tasks: those of one name, and what is left of each side.

    `clear` unless what is left may still belong together, for want of names or because one name holds another.
    """

    pairs: tuple[tuple[Named, Named], ...]
    first: tuple[Named, ...]
    second: tuple[Named, ...]

    @property
    def clear(self) -> bool:
        """Whether each number that is left stands in one task alone."""
        if not (self.first and self.second):
            return True
        left = [(one.name, other.name) for one in self.first for other in self.second]
        return bool(self.pairs) and not any(not a or not b or a in b or b in a for a, b in left)


def named(row: Commitment) -> tuple[Named, ...]:
    """The numbers of a row in the order of the text, each with its name."""
    indicators = sorted(row.indicators, key=lambda one: one.start)
    labels, places, end = [], [], 0
    for one in indicators:
        written = join_lines(one.as_written)
        places.append(max(end, row.quote.find(written, end)))
        labels.append(_JOINT.split(row.quote[end : places[-1]])[-1].strip())
        end = places[-1] + len(written)
    found: list[Named] = []
    for start, stop in _runs(labels):
        if stop - start == 1:
            found.append(Named(indicators[start], _OPENING.sub("", _BOUND.sub("", labels[start]))))
            continue
        names = _listed(_before(row) + row.quote[: places[start]], stop - start)
        for place, name in zip(range(start, stop), names or ("",) * (stop - start), strict=True):
            found.append(Named(indicators[place], name, listed=bool(name), last=place == stop - 1))
    return tuple(found)


def matched(first: Sequence[Named], second: Sequence[Named]) -> Matched:
    """The numbers of two tasks paired by their names, the likest first."""
    tell = _telling([one.name for one in first], [one.name for one in second])
    scored = sorted(
        ((_likeness(a, b, tell), -i, -j) for i, a in enumerate(first) for j, b in enumerate(second)),
        reverse=True,
    )
    places: dict[int, int] = {}
    for score, i, j in scored:
        if score >= ALIKE and -i not in places and -j not in places.values():
            places[-i] = -j
    return Matched(
        tuple((first[i], second[j]) for i, j in sorted(places.items())),
        tuple(one for i, one in enumerate(first) if i not in places),
        tuple(one for j, one in enumerate(second) if j not in places.values()),
    )


def _runs(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(first, behind the last) of the numbers that follow one another without words of their own."""
    starts = [place for place, label in enumerate(labels) if label or not place]
    return zip(starts, [*starts[1:], len(labels)][: len(starts)], strict=True)


def _before(row: Commitment) -> str:
    """The words of the clause's sentence before those of a row."""
    text, place = row.clause.text, max(row.clause.text.find(row.quote), 0)
    start = next((begin for begin, end in row.clause.sentences if begin <= place < end), 0)
    return text[start or min(numbering_length(text), place) : place]


def _listed(before: str, count: int) -> tuple[str, ...]:
    """The enumeration of so many names before the last 分别, the nearest one; () if there is none."""
    if not (marks := list(_RESPECTIVELY.finditer(before))):
        return ()
    for part in reversed(_PART.split(before[: marks[-1].start()])):
        names = part.split("、")
        if len(names) == count - 1:
            names[-1:] = _LAST_JOINT.split(names[-1], maxsplit=1)
        if len(names) == count and all(name.strip() for name in names):
            return (_HEAD.sub("", names[0]), *names[1:-1], _TAIL.sub("", names[-1]))
    return ()


def _telling(*lists: Sequence[str]) -> dict[str, set[str]]:
    """Name → the terms that tell it from the others: without numbers and times where that is enough,
    else the name as it is printed."""
    bare = {name: bare_terms(name) for names in lists for name in names}
    for names in lists:
        if not all(bare[name] for name in names) or len({frozenset(bare[name]) for name in names}) < len(
            names
        ):
            return {name: {name} for name in bare}
    everywhere = set.intersection(*bare.values()) if len(bare) > 1 else set()
    return {name: terms - everywhere for name, terms in bare.items()}


def _likeness(first: Named, second: Named, tell: dict[str, set[str]]) -> float:
    if not first.name or not second.name:
        return 0.0
    if first.name == second.name:
        return 2.0
    if first.listed or second.listed:
        carried = (first.last and first.name.startswith(second.name)) or (
            second.last and second.name.startswith(first.name)
        )
        return 1.0 if carried else 0.0
    return likeness(tell[first.name], tell[second.name])
