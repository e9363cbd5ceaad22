"""An answer that was kept when more documents were visible than are now.

What it cites may have been taken from its reader since: such an answer is not shown again, only that it
was there. From every other one goes what may speak of hidden documents without citing them.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answers import Answer
from knowledge.documents import Clause, Validity

CONCEALED = "这条回答引用的文件现在不对您开放，内容不再显示；如需查看，请联系管理员。"


def concealed(answer: Answer, hidden: frozenset[str]) -> Answer:
    """The answer as somebody may read it from whom the documents of these names are hidden."""
    if not hidden:
        return answer
    evidence = tuple(one for one in answer.evidence if one.clause.source.name not in hidden)
    cites_hidden = any(one.clause.source.name in hidden for one in answer.citations)
    rests_on_hidden = not answer.citations and len(evidence) < len(answer.evidence)
    if cites_hidden or rests_on_hidden:
        return Answer(
            answer.question, "refused", CONCEALED, writer=answer.writer, grade="outside", confidence=0.0
        )
    return replace(
        answer,
        citations=tuple(replace(one, clause=_bare(one.clause, hidden)) for one in answer.citations),
        evidence=tuple(replace(one, clause=_bare(one.clause, hidden)) for one in evidence),
        withheld=(),
        notice="",
        resolved="",
    )


def _bare(clause: Clause, hidden: frozenset[str]) -> Clause:
    """A clause without the reason of its document's status, which may name hidden documents."""
    known = clause.source.validity
    status = "unknown" if known.source in hidden else known.status
    return replace(clause, source=replace(clause.source, validity=Validity(status)))
