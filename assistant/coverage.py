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
_NOTE = re.compile("^(?:责任|牵头|配合|主办|承办)(?:部门|单位|处室|科室)[:：][^。“]*", re.M)
_HALF = re.compile(r"[^,;。!?\n]+")


def covers(answer: Answer, rules: Answer) -> bool:
    """Whether an answer rests on two thirds of the clauses that the rules' answer cites, says what stands in
    each of its lines, and touches the question: with half of its words, or with a fact of the half sentence
    that holds most of them."""
    places = list(dict.fromkeys(citation.clause.id for citation in rules.citations))
    shown = [item.clause.id for item in rules.evidence[:SHOWN]]
    due = [place for place in places if place in shown]
    held = {citation.clause.id for citation in answer.citations}
    if not held.intersection(due) or 3 * len(held.intersection(due)) < 2 * len(due):
        return False
    quotes = normal("\n".join(citation.quote for citation in rules.citations))
    said = normal(MARK.sub("", answer.text))
    complete = _names(said, rules) and _each_line(said, rules)
    return _overlap(answer, rules) and complete and _touches(content_terms(rules.question), said, quotes)


def _overlap(answer: Answer, rules: Answer) -> bool:
    """Whether two answers rest on some of the same words: a clause alone may answer other questions too."""
    return any(
        one.clause.id == two.clause.id and one.start < two.end and two.start < one.end
        for one in answer.citations
        for two in rules.citations
    )


def _names(said: str, rules: Answer) -> bool:
    """Whether a text names every body that the rules' answer gives before its quotation (责任部门：…)."""
    notes = normal("。".join(_NOTE.findall(rules.text)))
    return all(any(fits(ours, theirs) for ours in facts(said)) for theirs in facts(notes))


def _each_line(said: str, rules: Answer) -> bool:
    """Whether a text holds half of the facts of every line of the rules' answer, so of both sides compared."""
    ours = list(facts(said))
    lines = [list(facts(normal(MARK.sub("", line)))) for line in rules.text.splitlines()]
    held = [sum(any(fits(one, other) for one in ours) for other in line) for line in lines]
    return len(lines) < 2 or all(2 * n > len(line) or not line for n, line in zip(held, lines, strict=True))


def _touches(terms: Sequence[str], said: str, quotes: str) -> bool:
    asked = [term for term in terms if term in quotes]
    if not asked:
        return any(term in quotes for term in content_terms(said))
    if sum(term in said for term in asked) >= LEAST_SHARE * len(asked):
        return True
    halves = _HALF.findall(quotes)
    most = max(sum(term in half for term in asked) for half in halves)
    nearest = [half for half in halves if sum(term in half for term in asked) == most]
    return any(fits(ours, theirs) for half in nearest for theirs in facts(half) for ours in facts(said))
