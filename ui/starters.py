"""Questions to start with, made from the documents at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.listing import short_label
from assistant.responsible import responsibility
from assistant.select import counted
from knowledge.documents import Clause, Source

COUNT = 5
_SHORTEST, _LONGEST = 4, 22


def starters(sources: Sequence[Source], clauses: Callable[[str], Sequence[Clause]]) -> tuple[str, ...]:
    """Up to COUNT questions that the documents answer: who, how many, to whom, which number."""
    found: list[str] = []
    for source in sources:
        for question in (_who(clauses(source.name)), _how_many(clauses(source.name)), _number(source)):
            if question and question not in found:
                found.append(question)
                break
    found += [q for source in sources if (q := _number(source)) and q not in found]
    return tuple(found[:COUNT])


def _who(clauses: Sequence[Clause]) -> str:
    for clause in clauses:
        if responsibility(clause) and clause.path and _usable(label := short_label(clause.path[-1])):
            return f"{label}由哪些部门负责？"
    return ""


def _how_many(clauses: Sequence[Clause]) -> str:
    for clause in clauses:
        for quantity in counted(clause.text):
            before = re.search(
                r"(?:建成|新建|建立|建设|培育|举办|组织|支持|创建)([一-龥“”]{3,14})$",
                clause.text[: quantity.start],
            )
            if before and quantity.unit:
                return f"要{before.group()}多少{quantity.unit}？"
    return ""


def _number(source: Source) -> str:
    inner = re.search("《([^》]+)》", source.title)
    title = inner[1] if inner else source.title
    return f"《{title}》的文号是什么？" if source.doc_number and len(title) <= 40 else ""


def _usable(label: str) -> bool:
    return _SHORTEST <= len(label) <= _LONGEST
