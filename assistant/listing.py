"""Lists that the structure of a document holds: the headings below a heading, the points of a box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers import Draft, Statement, Support
from assistant.patterns import Kind
from assistant.question import Asked
from assistant.select import coverage, folded
from knowledge.documents import Clause, Evidence, numbering_length
from knowledge.quantities import parse_han, to_han

SHORTEST_LIST = 3
LONGEST_LIST = 12
LEAST_COVERAGE = 0.2
_ASKS_FOR_PARTS = re.compile(
    "(包括|有|分|设|列|是|含)了?(哪些|哪几|什么)[个项条大类]?(行动|工程|任务|计划|措施|原则|程序|步骤|内容|方面|环节|体系|目标|部分|板块)"
)
_ASKED_COUNT = re.compile(
    r"(?P<n>[二三四五六七八九十]{1,2}|[3-9]|1\d)\s*(?:大|项|个|类|套|种|条|方面|块|步|句|点)(?!月)"
)


@dataclass(frozen=True, slots=True)
class _Group:
    """The entries right below one path: label → the first clause that stands under it."""

    path: tuple[str, ...]
    entries: Mapping[str, Clause]


def listing(
    asked: Asked,
    evidence: Sequence[Evidence],
    rarity: Mapping[str, float],
    clauses: Mapping[str, Sequence[Clause]],
) -> Draft | None:
    """The complete list a question asks for, or None if no structure answers it.

    A question that says how many entries it wants (五项, 六大) takes only a list of that length.
    """
    count = asked_count(asked.question)
    if asked.kind not in (Kind.LIST, Kind.NUMBER, Kind.DEFINITION) or (
        asked.kind != Kind.LIST and count is None
    ):
        return None
    names = dict.fromkeys(item.clause.source.name for item in evidence)
    own = [clause for name in names for clause in clauses[name]]
    best: tuple[float, _Group] | None = None
    for group in _groups(own, evidence, count is not None):
        group = _of_kind(group, asked, count)
        if not SHORTEST_LIST <= len(group.entries) <= LONGEST_LIST or (count and len(group.entries) != count):
            continue
        first = next(iter(group.entries.values()))
        if count and not _about(group, asked_noun(asked.question)):
            continue
        if len({clause.kind == "box" for clause in group.entries.values()}) > 1:
            continue
        value = 0.5 * coverage(asked.focus, rarity, " ".join((*group.path[-1:], *group.entries)), first)
        value += 0.5 * coverage(asked.focus, rarity, " ".join(group.path[-1:]), first)
        if value >= LEAST_COVERAGE + (0.0 if count else 0.3) and (best is None or value > best[0]):
            best = value, group
    return _draft(best[1]) if best else None


def asked_noun(question: str) -> str:
    """The two characters after the count: what is counted (六大工程 → 工程)."""
    text = folded(question)
    match = _ASKED_COUNT.search(text)
    noun = re.match("[一-龥]{2}", text[match.end() :]) if match else None
    return noun.group() if noun else ""


def _about(group: _Group, noun: str) -> bool:
    """Whether a group's own heading or half its entries carry the noun; yes where none was asked for."""
    if not noun:
        return True
    carrying = sum(noun in folded(label) for label in group.entries)
    return 2 * carrying >= len(group.entries) or (bool(group.path) and noun in folded(group.path[-1]))


def asked_count(question: str) -> int | None:
    """How many entries a question says there are, or None."""
    match = _ASKED_COUNT.search(folded(question))
    if not match:
        return None
    return int(match["n"]) if match["n"].isdecimal() else parse_han(match["n"])


def _groups(clauses: Sequence[Clause], evidence: Sequence[Evidence], everywhere: bool) -> list[_Group]:
    """Groups of entries below the paths that the evidence lies on (or, `everywhere`, below its documents)."""
    tops = {item.clause.path[:depth] for item in evidence[:5] for depth in range(len(item.clause.path) + 1)}
    found: dict[tuple[str, tuple[str, ...]], dict[str, Clause]] = {}
    for clause in clauses:
        if clause.kind in ("title", "preamble", "footer", "attachment"):
            continue
        for depth in range(len(clause.path)):
            if clause.path[:depth] in tops or (everywhere and depth <= 1):
                found.setdefault((clause.source.name, clause.path[:depth]), {}).setdefault(
                    clause.path[depth], clause
                )
    return [_Group(path, entries) for (_, path), entries in found.items()]


def _of_kind(group: _Group, asked: Asked, count: int | None) -> _Group:
    """Only the entries that carry the noun asked for, where exactly that many do (六大工程)."""
    if count is None or len(group.entries) == count:
        return group
    noun = asked_noun(asked.question)
    chosen = {label: clause for label, clause in group.entries.items() if noun and noun in folded(label)}
    return _Group(group.path, chosen) if len(chosen) == count else group


def _draft(group: _Group) -> Draft:
    labels = [short_label(label) for label in group.entries]
    supports = []
    for label, clause in group.entries.items():
        stop = len(label) if clause.text.startswith(label) else (clause.sentences[0][1])
        supports.append(Support(clause, 0, min(stop, len(clause.text))))
    lead = short_label(group.path[-1]) + "：" if group.path else ""
    return Draft((Statement(f"共{to_han(len(labels))}项。{lead}{'；'.join(labels)}", tuple(supports)),))


def short_label(label: str) -> str:
    """A heading without its number and dashes."""
    return label[numbering_length(label) :].strip("：: ")
