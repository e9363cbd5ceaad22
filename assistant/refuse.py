"""When the evidence does not answer: nothing about the topic, or not the thing asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.patterns import Kind
from assistant.question import Asked
from assistant.select import Candidate, folded

_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
LEAST_KNOWN = 0.3
LEAST_FORMAL = 0.32
FORMAL = 0.8
LEAST_SIMILARITY = 0.86
DOUBTFUL_SIMILARITY = 0.88


def why_not(asked: Asked, ranked: Sequence[Candidate], rarity: Mapping[str, float]) -> str:
    """Why the evidence does not answer, '' if it does."""
    if not ranked:
        return "没有检索到相关条款"
    best = max(ranked[:8], key=lambda c: c.coverage)
    if _is_off_topic(asked, ranked, rarity):
        return "没有检索到写明这一点的条款"
    years = [int(year) for year in _YEAR.findall(asked.question)]
    if years and not any(_is_of(year, ranked[0]) for year in years):
        return f"相关条款没有写到{'、'.join(str(year) for year in years)}年"
    for need in asked.needs:
        if not any(need.held.search(c.text) for c in ranked if c.coverage >= 0.8 * best.coverage):
            return need.absent
    if asked.kind == Kind.NUMBER:
        fitting = max((c.coverage for c in ranked if c.fits), default=0.0)
        if fitting < 0.75 * best.coverage:
            return "相关条款没有写明数量"
    if asked.kind in (Kind.WHEN, Kind.OFTEN):
        fitting = max((c.coverage for c in ranked if c.fits), default=0.0)
        if fitting < 0.6 * best.coverage:
            return "相关条款没有写明时间"
    return ""


def _is_off_topic(asked: Asked, ranked: Sequence[Candidate], rarity: Mapping[str, float]) -> bool:
    """Whether nothing offered is about the question.

    Words: of those that occur in the documents at all, the best clause must hold a share of
    LEAST_KNOWN by rarity; where the question speaks the documents' language (FORMAL of its words
    occur), a share of LEAST_FORMAL of all its words. Meaning: the cosine of the bundled e5, whose
    answerable questions start at .865 and whose off-topic ones end at .87; of another model only
    the words are judged. Calibrated on four sets (evals/LOG.md).
    """
    known = [similarity for c in ranked if (similarity := c.evidence.similarity) is not None]
    if known and max(known) < LEAST_SIMILARITY:
        return True
    heard = [
        t for t in asked.focus if t in rarity and not any(t in place or place in t for place in asked.places)
    ]
    if not heard:
        return not known or max(known) < DOUBTFUL_SIMILARITY
    clauses = {c.clause.id: c.clause for c in ranked[:20]}.values()
    texts = [folded(clause.text + "".join(clause.path) + clause.source.title) for clause in clauses]
    rarest = max(rarity.values())
    whole = sum(rarity.get(term, rarest) for term in asked.focus)
    most = max(sum(rarity[term] for term in heard if term in text) for text in texts)
    if most / sum(rarity[term] for term in heard) < LEAST_KNOWN:
        return True
    return len(heard) >= FORMAL * len(asked.focus) and most / whole < LEAST_FORMAL


def of_year(asked: Asked, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that can speak of the years a question names: in their words, their headings, or
    by the year or period of their document. None of them: all candidates stay, `why_not` refuses."""
    years = [int(year) for year in _YEAR.findall(asked.question)]
    if not years:
        return ranked
    return [candidate for candidate in ranked if any(_is_of(year, candidate) for year in years)] or ranked


def _is_of(year: int, candidate: Candidate) -> bool:
    clause, source = candidate.clause, candidate.clause.source
    around = clause.text + "".join(clause.path) + source.title
    within = source.period is not None and source.period[0].year <= year <= source.period[1].year
    return str(year) in around or source.year == year or within
