"""A model's sentence and what it cites, in normal form, and the halves that both are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Statement
from assistant.wording import normal
from knowledge.documents import numbering_length

_HALF = re.compile(r"[^,;。!?\n]+")


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence and what it cites, in normal form: the quotes, the whole clauses, and their printed names."""

    said: str
    quotes: str
    clauses: str
    names: str


def compared(statement: Statement) -> Compared:
    """A statement in normal form, without the printed names of the document it cites."""
    supports = statement.supports
    said, names = normal(statement.text), [""]
    for source in {support.clause.source for support in supports}:
        names += [source.doc_number or "", source.title, source.issuer or ""]
        for name in (source.doc_number or "", source.title):
            said = said.replace(normal(name), " ") if name else said
    headings = {name for s in supports for name in (s.clause.address, *s.clause.path)}
    for name in sorted(map(normal, headings), key=len, reverse=True):
        bare = name[numbering_length(name) :]
        said = said.replace(name, bare) if len(name) > 1 else said
    return Compared(
        re.sub(r"(?<=[^a-z0-9]) +| +(?=[^a-z0-9])", "", said).replace("《》", ""),
        normal("\n".join(support.quote for support in supports)),
        "\n".join(dict.fromkeys(normal(support.clause.text) for support in supports)),
        "\n".join(["", *map(normal, names), *map(normal, sorted(headings))]),
    )


@lru_cache(maxsize=512)
def halves(text: str) -> tuple[str, ...]:
    """The pieces of a text between commas, semicolons and full stops."""
    return tuple(half.strip() for half in _HALF.findall(text) if half.strip())


def nearest(half: str, quotes: str) -> list[str]:
    """The halves of the quotes that a half is made of: the nearest first, then those mostly held by it."""
    own = pairs(half)
    shared = [(len(own & pairs(other)), other) for other in halves(quotes)]
    shared = sorted(((n, other) for n, other in shared if n), key=lambda pair: (-pair[0], len(pair[1])))
    return [
        other for rank, (n, other) in enumerate(shared) if rank == 0 or (n > 1 and 2 * n >= len(pairs(other)))
    ]


@lru_cache(maxsize=1024)
def pairs(text: str) -> frozenset[str]:
    """Every two neighbouring characters of a text."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def squash(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s", "", text)
