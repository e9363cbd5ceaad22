"""Questions to start with, made from the documents at hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

from assistant.listing import short_label
from assistant.responsible import responsibility
from assistant.scope import regions_of
from knowledge.documents import Clause, Source

COUNT, MOST_LOOKED_AT = 5, 50
_LABEL = re.compile(r"[一-龥“”]{4,16}")


def starters(sources: Sequence[Source], clauses: Callable[[str], Sequence[Clause]]) -> tuple[str, ...]:
    """Up to COUNT questions that the documents answer: a body's tasks, who is responsible, which
    number, to whom, when. The first MOST_LOOKED_AT documents that apply are looked at."""
    current = list(islice((source for source in sources if not source.outdated), MOST_LOOKED_AT))
    who = (
        question
        for source in current
        for question in (_duties(source, clauses(source.name)), _who(source, clauses(source.name)))
        if question
    )
    head = (
        question
        for number, source in enumerate(current)
        if (question := _head(source, ("的文号是什么？", "发给哪些单位？", "什么时候印发？")[number % 3]))
    )
    return tuple(islice(dict.fromkeys([*islice(who, COUNT - 2), *head]), COUNT))


def _duties(source: Source, clauses: Sequence[Clause]) -> str:
    place = next(iter(sorted(regions_of(source))), "")
    bodies = Counter(body for clause in clauses if (found := responsibility(clause)) for body in found.bodies)
    common = [body for body, count in bodies.most_common(1) if count > 1]
    return f"{place}的{common[0]}负责哪些任务？" if common and place else ""


def _who(source: Source, clauses: Sequence[Clause]) -> str:
    place = next(iter(sorted(regions_of(source))), "")
    for clause in clauses:
        label = short_label(clause.path[-1]) if clause.path else ""
        if responsibility(clause) and _LABEL.fullmatch(label):
            return f"{place}{label}由哪些部门负责？"
    return ""


def _head(source: Source, asks: str) -> str:
    title = source.short_title
    known = {"的文": source.doc_number, "发给": source.recipients, "什么": source.issued_on}[asks[:2]]
    return f"《{title}》{asks}" if known and len(title) <= 30 else ""
