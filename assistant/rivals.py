"""Documents that answer one question otherwise: the words of each, and what to ask to have one of them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from assistant.answers import Draft
from assistant.facts import facts, unit_of
from assistant.measures import counted, fits_units, folded
from assistant.patterns import Kind
from assistant.question import Asked
from assistant.responsible import responsibility
from assistant.scope import singled_out
from assistant.select import Candidate
from assistant.statements import statement_of
from knowledge.documents import Source
from knowledge.words import fold

MOST_SEEN = 12
MOST_SHOWN = 3
SAID_AGAIN = 0.8  # of its score, for the sentence of the document that has replaced that of the best one
_PICKS = re.compile("(?:我?[要选看问就是]|我?问的是)?第(?P<n>[一二三123])[份个](?:文件|的)?[吧呢]?")
NEARLY_AS_GOOD = 0.5  # of the best sentence's score: its document's title may speak for it
OTHERWISE = "几份文件各有写法，请看清要用的是哪一份；只问一份时，请写明文件、年份或地方。"


def rivals(asked: Asked, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and the best one of each document that speaks of the same and says it otherwise.

    Only of a question that names no document. The same: with all words of the question that the best sentence
    holds. Otherwise: with other facts of the sort that is asked for. Documents that have been replaced or
    repealed are no rivals of the one in force.
    """
    found = [ranked[0]]
    if asked.mentions or asked.follows or singled_out(asked.prior):
        return found
    for one in ranked[1:MOST_SEEN]:
        if (
            not one.clause.source.overtaken
            and _speaks_alike(asked, one, found[0])
            and all(_apart(asked, one, o) for o in found)
        ):
            found.append(one)
    return found[:MOST_SHOWN]


def in_force_first(asked: Asked, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, first what the document says that took the place of the best one's, where the question
    names no document and that sentence holds what is asked for."""
    best = ranked[0]
    if not best.clause.source.overtaken or asked.mentions or singled_out(asked.prior):
        return list(ranked)
    later = best.clause.source.validity.source
    able = (one for one in ranked if one.clause.source.name == later and one.fits)
    first = next((one for one in able if one.score >= SAID_AGAIN * best.score), best)
    return [first, *(one for one in ranked if one is not first)]


def picked(reply: str) -> int:
    """The place, from 1, of the choice that a reply picks (第二份); 0 where it picks none."""
    match = _PICKS.fullmatch(fold(reply).strip("，。！? "))
    return "一二三123".index(match["n"]) % MOST_SHOWN + 1 if match else 0


def side_by_side(
    asked: Asked, found: Sequence[Candidate], weights: Mapping[str, float], confidence: float
) -> Draft:
    """One statement a document, under its title; the choices are the titles."""
    names = [name_of(one.clause.source) for one in found]
    told = [statement_of([asked], one, weights, len(found)) for one in found]
    statements = [replace(said, text=f"{name}{said.text}") for name, said in zip(names, told, strict=True)]
    return Draft(tuple(statements), confidence=confidence, notice=OTHERWISE, choices=tuple(names))


def name_of(source: Source) -> str:
    """A document as a question names it: 《title》."""
    return f"《{source.short_title}》"


def _speaks_alike(asked: Asked, one: Candidate, best: Candidate) -> bool:
    """Whether a sentence that holds the sort of fact asked for holds every word that the best one holds."""
    held = [term for term in asked.focus if term in folded(best.text)]
    enough = one.fits and one.score >= NEARLY_AS_GOOD * best.score
    return enough and bool(held) and all(term in folded(one.text) for term in held)


def _apart(asked: Asked, one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are of two documents and their facts of one sort differ."""
    ours, theirs = _said(asked, one), _said(asked, other)
    common = ours.keys() & theirs.keys()
    return (
        one.clause.source.name != other.clause.source.name
        and bool(common)
        and all(ours[sort].isdisjoint(theirs[sort]) for sort in common)
    )


def _said(asked: Asked, one: Candidate) -> dict[str, set[Hashable]]:
    """Sort → facts of the sort that is asked for: numbers by their unit, dates, frequencies, bodies."""
    pairs: list[tuple[str, Hashable]] = []
    match asked.kind:
        case Kind.NUMBER:
            counts = [q for q in counted(one.text) if fits_units(q, asked)]
            same = [q for q in counts if q.unit in asked.units]
            pairs = [(unit_of(q), q.value) for q in same or counts]
        case Kind.WHEN | Kind.OFTEN:
            wanted = "date" if asked.kind == Kind.WHEN else "often"
            pairs = [(wanted, fact.token) for fact in facts(one.text) if fact.kind == wanted]
        case Kind.WHO:
            note = responsibility(one.clause, one.begin)
            pairs = [("body", body) for body in (note.bodies if note else ())]
    said: dict[str, set[Hashable]] = {}
    for sort, value in pairs:
        said.setdefault(sort, set()).add(value)
    return said
