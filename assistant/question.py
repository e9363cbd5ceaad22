"""What is asked: the kind of answer wanted, the scope, and what a follow-up leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.patterns import (
    COMPARE,
    DUTIES,
    FOLLOW_UP,
    HEADS,
    KINDS,
    NEEDS,
    SHORT_QUESTION,
    SUBJECTLESS,
    UNIT,
    Head,
    Kind,
    Need,
)
from assistant.scope import NATIONAL, is_national, places_in, prior, regions_of
from knowledge.documents import Source
from knowledge.errors import UserError
from knowledge.words import content_terms, fold

LONGEST_QUESTION = 2000
EARLIER_QUESTIONS = 2
_SHORT_YEAR = re.compile(
    r"(?<![\d第近过])([12]\d)年(?=那?一?[版份]|修订|改|的?(?:措施|规划|意见|办法|文件|方案|通知|老|新)|底|末)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood.

    `text` is what to search for (follow-ups completed from the history), `focus` its terms, `own` those by
    which the last question names its subject, `follows` whether the history completes it, `units` the units it counts in, `needs` what only some clauses hold, `places`
    what places it names, `departments` the bodies it names, and `prior` what its own words say for
    each document.
    """

    question: str
    text: str
    kind: Kind
    focus: tuple[str, ...]
    own: frozenset[str]
    follows: bool = False
    head: Head | None = None
    units: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()
    places: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    prior: dict[str, float] = field(default_factory=dict)


def proper(question: str) -> str:
    """A question as it is asked and kept. UserError if it is empty or over-long."""
    question = question.encode("utf-8", "replace").decode("utf-8").strip()
    if not question:
        raise UserError("问题是空的，请输入要查询的内容。")
    if len(question) > LONGEST_QUESTION:
        raise UserError(f"问题太长（{len(question)} 字），请缩短到 {LONGEST_QUESTION} 字以内。")
    return question


def understand(question: str, history: Sequence[str], sources: Sequence[Source]) -> Asked:
    """Understand a question against the documents at hand. UserError if it is empty or over-long."""
    question = proper(question)
    plain = _full_years(fold(question))
    previous = [_full_years(fold(earlier)) for earlier in history if earlier.strip()][-EARLIER_QUESTIONS:]
    follows = bool(previous) and (len(plain) <= SHORT_QUESTION or bool(FOLLOW_UP.search(plain)))
    whole = " ".join([plain, *reversed(previous)]) if follows else plain
    kind = _kind(plain)
    head = _head(plain)
    if kind == Kind.OTHER and follows and head is None:
        kind, head = _kind(previous[-1]), _head(previous[-1])
    known = {region for source in sources for region in regions_of(source)}
    places = places_in(plain, known) or (places_in(whole, known) if follows else ())
    national = {source.issuer for source in sources if source.issuer and NATIONAL in regions_of(source)}
    issuers = tuple(sorted(issuer for issuer in national if issuer in plain))
    places += issuers
    regions = frozenset({*places, *([NATIONAL] if issuers or is_national(plain) else [])} & known)
    own_prior = prior(plain, regions, sources)
    return Asked(
        question=question,
        text=whole,
        kind=Kind.HEAD if head and kind not in (Kind.COMPARE, Kind.DUTIES) else kind,
        focus=tuple(content_terms(whole)),
        follows=follows,
        own=frozenset(content_terms(re.sub("|".join(sorted(SUBJECTLESS)), " ", plain))),
        head=head,
        units=frozenset(match["unit"] for match in UNIT.finditer(plain)),
        needs=tuple(need for need in NEEDS if need.asked.search(plain)),
        places=places,
        prior=own_prior if any(own_prior.values()) else prior(whole, regions, sources),
    )


def _full_years(text: str) -> str:
    """Years as they are said, in full: 23年那版 → 2023年那版."""
    return _SHORT_YEAR.sub(r"20\1年", text)


def _head(text: str) -> Head | None:
    return next((head for head, pattern in HEADS if pattern.search(text)), None)


def _kind(text: str) -> Kind:
    if COMPARE.search(text):
        return Kind.COMPARE
    return next((kind for kind, pattern in KINDS if pattern.search(text)), Kind.OTHER)


def asks_for_duties(text: str) -> bool:
    """Whether a question wants the tasks of a department, not one fact."""
    return bool(DUTIES.search(fold(text)))
