"""Whether a model's verified answer is an answer to the question: it covers what the rules' answer rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import MARK, Answer
from assistant.facts import facts, fits
from assistant.generate import SHOWN
from assistant.wording import normal
from knowledge.words import content_terms

LEAST_SHARE = 0.5
_HALF = re.compile(r"[^,;。!?\n]+")


def covers(answer: Answer, rules: Answer) -> bool:
    """Whether an answer rests on at least half of the clauses that the rules' answer cites, and touches the
    question in them: with half of its words, or with a fact of the half sentence that holds most of them."""
    places = list(dict.fromkeys(citation.clause.id for citation in rules.citations))
    shown = [item.clause.id for item in rules.evidence[:SHOWN]]
    due = [place for place in places if place in shown]
    held = {citation.clause.id for citation in answer.citations}
    if not held.intersection(due) or 2 * len(held.intersection(due)) < len(due):
        return False
    quotes = normal("\n".join(citation.quote for citation in rules.citations))
    return _touches(content_terms(rules.question), normal(MARK.sub("", answer.text)), quotes)


def _touches(terms: Sequence[str], said: str, quotes: str) -> bool:
    asked = [term for term in terms if term in quotes]
    if not asked or sum(term in said for term in asked) >= LEAST_SHARE * len(asked):
        return True
    halves = _HALF.findall(quotes)
    most = max(sum(term in half for term in asked) for half in halves)
    nearest = [half for half in halves if sum(term in half for term in asked) == most]
    return any(fits(ours, theirs) for half in nearest for theirs in facts(half) for ours in facts(said))
