"""Two questions in one, the second left short (枫港要建多少个，柳溪呢): each is answered, the second after the first."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answers import Answer
from knowledge.documents import Evidence

_SHORT_SECOND = re.compile(
    r"^(?P<first>[^?？]{4,}?)[，,；;。？?]\s*(?P<then>(?:那么?|而)?[^，,。？?；;]{1,16}呢)[？?]?$"
)
_ASKS = re.compile("多少|几|谁|哪|什么|啥|怎|如何|何时|多久|吗$|没有$")
_MARK = re.compile(r"\[(\d+)\]")


def two_in(question: str) -> tuple[str, str] | None:
    """The two questions of one that ends in a short one of its own (…，柳溪呢？); None where it does not, or what
    stands before asks nothing."""
    match = _SHORT_SECOND.match(question.strip())
    return (match["first"], match["then"]) if match and _ASKS.search(match["first"]) else None


def joined(question: str, asked: tuple[str, str], answers: tuple[Answer, Answer]) -> Answer:
    """The answers to both as one; where only one of them is answered that one, with a word on the other."""
    one, other = answers
    for answer, unsaid in ((one, 1), (other, 0)):
        if answer.status == "answered" and answers[unsaid].status == "refused":
            notice = f"{answer.notice}“{asked[unsaid]}”没有检索到写明的条款。"
            return replace(answer, question=question, notice=notice, resolved="")
    if one.status == "refused":
        return replace(one, question=question, resolved="")
    after = len(one.citations)
    moved = _MARK.sub(lambda mark: f"[{int(mark[1]) + after}]", other.text)
    name = asked[1].removesuffix("呢").removeprefix("那么").removeprefix("那")
    return replace(
        one,
        question=question,
        text=f"{one.text}\n{name}，{moved}",
        citations=(*one.citations, *(replace(said, n=said.n + after) for said in other.citations)),
        evidence=_in_turns(one.evidence, other.evidence),
        kept=one.kept + other.kept,
        withheld=(*one.withheld, *other.withheld),
        notice=one.notice + other.notice,
        confidence=min(one.confidence, other.confidence),
        resolved="",
        timings_ms={name: time + other.timings_ms.get(name, 0.0) for name, time in one.timings_ms.items()},
    )


def _in_turns(first: tuple[Evidence, ...], second: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence of both, the best of each first, each clause once."""
    turns = [item for pair in zip(first, second, strict=False) for item in pair]
    longest = max(first, second, key=len)
    rest = longest[min(len(first), len(second)) :]
    once = {item.clause.id: item for item in reversed([*turns, *rest])}
    return tuple(replace(item, rank=rank) for rank, item in enumerate(reversed(once.values()), 1))
