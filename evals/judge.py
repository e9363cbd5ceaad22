"""An optional judge: does the cited clause support the statement? A configured model says, and its
agreement with the deterministic checks is reported. It is never part of a gate: the best judge published
agrees with people in 85 % of cases (ALCE, 2023), and another model is another scale.

Every statement is shown twice, with the clause it cites and, as a control, with that clause's neighbour,
so that a judge that says yes to everything shows itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import MARK, Answer, Citation
from assistant.generate import GenerationError, Generator, as_data, visible
from evals.cases import Case, fold
from evals.run import Progress, Report
from evals.statistics import kappa
from evals.support import date_support, department_support, number_support, verbatim
from knowledge.documents import Clause, Evidence, PolicyDocument
from prompts import fill

_QUOTED = re.compile("“([^“”]{4,})”")
_YES, _NO = "支持", "不支持"


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement without marks, the clauses shown with it, and what the deterministic checks say."""

    statement: str
    clauses: tuple[Clause, ...]
    supported: bool
    control: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a judge and the checks agree: pairs judged, unreadable verdicts, share of agreement, Cohen's
    kappa (None where one of them never differs), and the share of cited statements and of controls that
    the judge calls supported."""

    pairs: int
    unreadable: int
    agreement: float
    kappa: float | None
    supported: float
    controls_supported: float


def pairs_of(report: Report, documents: Sequence[PolicyDocument]) -> Iterator[Pair]:
    """Every cited statement of the answers, with its clauses and with their neighbours."""
    following = {
        clause.id: after
        for document in documents
        for clause, after in zip(document.clauses, document.clauses[1:], strict=False)
    }
    for result in report.results:
        cited = {citation.n: citation for citation in result.answer.citations}
        for line in result.answer.text.splitlines():
            own = tuple(cited[n] for n in dict.fromkeys(map(int, MARK.findall(line))) if n in cited)
            if not own:
                continue
            statement = MARK.sub("", line).strip()
            yield _pair(statement, own, control=False)
            shown = {citation.clause.id for citation in own}
            next_ones = [following[c.clause.id] for c in own if c.clause.id in following]
            others = [clause for clause in next_ones if clause.id not in shown]
            if others:
                whole = tuple(Citation(n, c, c.raw, c.start, c.end) for n, c in enumerate(others, 1))
                yield _pair(statement, whole, control=True)


def judge(pairs: Sequence[Pair], model: Generator, progress: Progress | None = None) -> Agreement | None:
    """Ask the model about every pair; None if no verdict can be read."""
    verdicts: list[tuple[Pair, bool]] = []
    for done, pair in enumerate(pairs, 1):
        said = _verdict(pair, model)
        if said is not None:
            verdicts.append((pair, said))
        if progress:
            progress(done, len(pairs))
    if not verdicts:
        return None
    both = [(pair.supported, said) for pair, said in verdicts]
    real = [said for pair, said in verdicts if not pair.control]
    controls = [said for pair, said in verdicts if pair.control]
    return Agreement(
        len(verdicts),
        len(pairs) - len(verdicts),
        sum(one == other for one, other in both) / len(both),
        kappa(both),
        sum(real) / len(real) if real else 0.0,
        sum(controls) / len(controls) if controls else 0.0,
    )


def supported(statement: str, citations: Sequence[Citation]) -> bool:
    """Whether quotes, numbers, dates and bodies of a statement stand in its citations."""
    case = Case(id="", question="", expect="answer")
    shown = tuple(Evidence(citation.clause, 1.0) for citation in citations)
    answer = Answer("", "answered", statement, tuple(citations), shown)
    words = fold("".join(citation.clause.text for citation in citations))
    quoted = all(fold(quote) in words for quote in _QUOTED.findall(statement))
    metrics = (number_support, date_support, department_support, verbatim)
    return quoted and all(metric(case, answer) in (1, None) for metric in metrics)


def _pair(statement: str, citations: tuple[Citation, ...], *, control: bool) -> Pair:
    clauses = tuple(dict.fromkeys(citation.clause for citation in citations))
    return Pair(statement, clauses, supported(statement, citations), control)


def _verdict(pair: Pair, model: Generator) -> bool | None:
    """What the model says; None where it fails or says neither."""
    clauses = "\n".join(as_data(f"{clause.address}：{clause.text}") for clause in pair.clauses)
    prompt = fill("judge", clauses=clauses, statement=as_data(pair.statement))
    try:
        said = visible("".join(model.stream(prompt))).strip("。 \n")
    except GenerationError:
        return None
    return {_YES: True, _NO: False}.get(said)
