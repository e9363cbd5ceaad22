"""Draft → answer: what the cited clauses do not carry is withheld.

Checks, on every writer alike: each statement rests on at least one clause; its quotes are verbatim;
each of its numbers stands in a quote, or in the address, title or number of a cited document, or
in the question. Counts of the rows listed are the program's own and carry no citation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import Answer, Citation, Draft, Statement, Support, Withheld
from knowledge.documents import Evidence
from knowledge.quantities import fold, quantities
from knowledge.words import terms

LEAST_SHARE = 0.5
_BODY = re.compile("[一-龥]{1,5}(?:部|局|委|处|厅|室|科协|中心)")
_NO_BODIES = frozenset(
    ["全部", "内部", "外部", "干部", "各部", "一部", "到处", "好处", "之处", "教室", "问处"]
)
_QUOTED = re.compile("“([^“”]{4,})”")
_COUNT = re.compile("共[零一二三四五六七八九十百千]+项(，来自[零一二三四五六七八九十百千]+份文件)?")


def verify(question: str, draft: Draft, evidence: Sequence[Evidence], history: Sequence[str] = ()) -> Answer:
    """Check every statement of a draft, number its citations, and give the answer; refused if nothing is left."""
    asked = question + " ".join(history)
    places: list[Support] = []
    kept: list[str] = []
    withheld: list[Withheld] = []
    for statement in draft.statements:
        reason = _objection(statement, asked) or (_drift(statement) if draft.writer == "model" else "")
        if reason:
            withheld.append(Withheld(statement.text, reason))
            continue
        marks = []
        for support in statement.supports:
            if support not in places:
                places.append(support)
            marks.append(f"[{places.index(support) + 1}]")
        kept.append(statement.text + "".join(marks))
    if not places:
        return refusal(
            question, draft.reason or "核对后没有可以确认的内容", evidence, tuple(withheld), draft.writer
        )
    return Answer(
        question=question,
        status="answered",
        text=_joined(kept),
        citations=_citations(places),
        evidence=tuple(evidence),
        kept=len(kept),
        withheld=tuple(withheld),
        writer=draft.writer,
    )


def refusal(
    question: str,
    reason: str,
    evidence: Sequence[Evidence],
    withheld: tuple[Withheld, ...] = (),
    writer: str = "rules",
) -> Answer:
    """A polite refusal: what was looked for, and what to do next. Names no number."""
    text = f"抱歉，{reason}。可以换个说法再问，或查看下面列出的相近条款（仅供参考，不作为依据）。"
    return Answer(question, "refused", text, evidence=tuple(evidence), withheld=withheld, writer=writer)


def _objection(statement: Statement, asked: str) -> str:
    """Why a statement may not be shown, '' if it may."""
    if not statement.supports:
        return "" if _COUNT.search(statement.text) else "没有引用条款"
    quotes = [support.quote for support in statement.supports]
    if not all(quotes):
        return "引文为空"
    around = "".join(_surroundings(support) for support in statement.supports)
    cited = "".join(quotes)
    for quoted in _QUOTED.findall(statement.text):
        if _squash(quoted) not in _squash(cited + around):
            return "引号里的话与原文不一致"
    known = _numbers(f"{cited} {asked} {around}")
    missing = [number for number in _numbers(_COUNT.sub("", statement.text)) if number not in known]
    return f"数字 {missing[0]} 不在所引条款里" if missing else ""


def _drift(statement: Statement) -> str:
    """Why a model's sentence says more than its clauses, '' if it does not.

    Bodies it names must stand in the clauses; of its terms at least LEAST_SHARE must.
    """
    cited = fold("".join(support.clause.text for support in statement.supports))
    for body in _BODY.findall(statement.text):
        if body not in _NO_BODIES and not any(body[i:] in cited for i in range(max(1, len(body) - 2))):
            return f"“{body}”不在所引条款里"
    words = terms(statement.text)
    share = sum(word in cited for word in words) / len(words) if words else 0.0
    return "" if share >= LEAST_SHARE else "与所引条款的内容不符"


def _surroundings(support: Support) -> str:
    source = support.clause.source
    return " ".join((support.clause.address, source.title, source.doc_number or "", *support.clause.path))


def _numbers(text: str) -> list[str]:
    """Numbers of a text in normal form: value and unit apart, so that 二十 and 20 are the same."""
    return [f"{quantity.value:g}" for quantity in quantities(text)]


def _squash(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))


def _joined(statements: Sequence[str]) -> str:
    return "\n".join(text if text.endswith(("。", "！", "？")) else text + "。" for text in statements)


def _citations(places: Sequence[Support]) -> tuple[Citation, ...]:
    return tuple(
        Citation(n, place.clause, place.quote, *place.clause.locate(place.begin, place.stop))
        for n, place in enumerate(places, 1)
    )
