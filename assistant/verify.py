"""Draft → answer: what the cited clauses do not carry is withheld.

Checks, on every writer alike: each statement rests on at least one clause; its quotes are verbatim;
each of its numbers, with its unit, stands in a quote. Printed names of the cited place (address,
heading, title, document number) are taken out before numbers are read. Counts of rows listed, and
numbers of the question that are set right, are the program's own and allowed to rules only.
What a model writes is held to more in `assistant.drift`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answers import MARK, Answer, Citation, Draft, Grade, Refusal, Statement, Support, Withheld
from assistant.drift import drift
from assistant.facts import unit_of
from assistant.wording import IDIOM
from knowledge.documents import Evidence, numbering_length
from knowledge.quantities import Quantity, fold, quantities

_QUOTED = re.compile("[“「『]([^“”「」『』]{4,})[”」』]")
# What the user can do after a refusal, by its grade.
_NEXT: dict[Grade, str] = {
    "absent": "可以换成文件里的说法，或写明文件、年份、地方再问。",
    "near": "可以改问条款写明的内容，这一点请向印发单位核实。",
    "conflict": "请写明要问哪一份文件。",
    "outside": "可以先把有关文件入库，或改问已入库的文件。",
}
_COUNT = re.compile(
    "共{n}项(，其中配合的{n}项)?(，来自{n}份文件)?".replace("{n}", "[零一二两三四五六七八九十百千]+")
)


def verify(question: str, draft: Draft, evidence: Sequence[Evidence], history: Sequence[str] = ()) -> Answer:
    """Check every statement of a draft, number its citations, and give the answer; refused if nothing is left."""
    asked = question + " " + " ".join(history) if draft.writer == "rules" else ""
    places: dict[Support, int] = {}
    kept: list[str] = []
    withheld: list[Withheld] = []
    for statement in draft.statements:
        reason = _objection(statement, asked) or (drift(statement) if draft.writer == "model" else "")
        if reason:
            withheld.append(Withheld(statement.text, reason))
            continue
        marks = [f"[{places.setdefault(support, len(places) + 1)}]" for support in statement.supports]
        kept.append(_unmarked(statement.text) + "".join(marks))
    if not places:
        why = draft.refusal or Refusal("核对后没有可以确认的内容", "near")
        answer = refusal(question, why, evidence, draft.confidence)
        return replace(answer, withheld=tuple(withheld), writer=draft.writer)
    return Answer(
        question=question,
        status="answered",
        text=_joined(kept),
        citations=_citations(places),
        evidence=tuple(evidence),
        kept=len(kept),
        withheld=tuple(withheld),
        writer=draft.writer,
        confidence=max(draft.confidence, 0.5),
        notice=draft.notice,
        grade="conflict" if draft.choices else None,
        choices=draft.choices,
    )


def refusal(question: str, why: Refusal, evidence: Sequence[Evidence], confidence: float = 0.0) -> Answer:
    """A polite refusal: what was looked for and where, and what to do next. Names no number of its own."""
    looked = f"（查找范围：{why.scope}）" if why.scope else ""
    text = f"抱歉，{why.reason}{looked}。{_NEXT[why.grade]}下面列出的相近条款仅供参考，不作为依据。"
    return Answer(
        question, "refused", text, evidence=tuple(evidence), grade=why.grade, confidence=min(confidence, 0.49)
    )


def _objection(statement: Statement, asked: str) -> str:
    """Why a statement may not be shown, '' if it may. `asked`: what the question says, for rules only."""
    if not statement.supports:
        return "" if asked and _COUNT.search(statement.text) else "没有引用条款"
    quotes = [support.quote for support in statement.supports]
    if not all(quotes):
        return "引文为空"
    cited, names = " ".join(quotes), _names(statement)
    for quoted in _QUOTED.findall(statement.text):
        if _squash(quoted) not in _squash("".join(quotes) + "".join(names)):
            return "引号里的话与原文不一致"
    said = _COUNT.sub("", statement.text) if asked else statement.text
    for name in names:
        said = said.replace(name, " ")
    whole = f"{cited} {asked}"
    found = (*quantities(whole), *quantities(_without_idioms(whole)))
    known = dict.fromkeys((other.value, unit_of(other)) for other in found)
    said = _without_idioms(said)
    for quantity in quantities(said):
        if not _stands(quantity, known):
            return f"数字“{said[quantity.start : quantity.end].strip()}”不在所引条款里"
    return ""


def _without_idioms(text: str) -> str:
    """A text with spaces for words that hold a numeral and count nothing (一定, 千万)."""
    return IDIOM.sub(lambda idiom: " " * len(idiom.group()), text)


def _stands(said: Quantity, known: Iterable[tuple[float, str]]) -> bool:
    """Whether an equal value stands among those known, in the same unit where both are named."""
    own = unit_of(said)
    return any(said.value == value and (not own or not unit or own == unit) for value, unit in known)


def _names(statement: Statement) -> list[str]:
    """Printed names of the cited places, longest first: numbers in them count nothing."""
    names = {
        name
        for support in statement.supports
        for source in [support.clause.source]
        for name in (
            support.clause.address,
            source.title,
            source.short_title,
            source.doc_number or "",
            *support.clause.path,
        )
    }
    names |= {name[numbering_length(name) :] for name in names}
    return sorted((name for name in names if len(name) > 1), key=len, reverse=True)


def _unmarked(text: str) -> str:
    """Brackets with a number that a document or a model wrote cannot pass for a citation mark."""
    return MARK.sub(lambda mark: f"［{mark[1]}］", text)


def _squash(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))


def _joined(statements: Sequence[str]) -> str:
    return "\n".join(text if text.endswith(("。", "！", "？")) else text + "。" for text in statements)


def _citations(places: Iterable[Support]) -> tuple[Citation, ...]:
    return tuple(
        Citation(n, place.clause, place.quote, *place.clause.locate(place.begin, place.stop))
        for n, place in enumerate(places, 1)
    )
