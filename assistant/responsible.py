"""Bodies named responsible at the end of a clause: （责任部门：A部、B部）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers import Draft, Statement, Support
from assistant.question import Asked
from knowledge.documents import Clause, numbering_length
from knowledge.quantities import to_han

_LABEL = "(?:责任|牵头|负责|主责|承办|配合|协办|参与|责任牵头)(?:部门|单位|处室|科室)"
_NOTE = re.compile(rf"(?P<label>{_LABEL})\s*[:：]\s*(?P<bodies>[^（）()【】。]+?)\s*(?=[）)】\]。]|$)")
_SECOND = re.compile(rf"[；;，,、\s]*{_LABEL}\s*[:：]\s*")
_BODY_WITH_TASKS = re.compile(
    "(?:^|[的和与、，省市县区协会请问])(?P<body>[一-龥]{1,4}(?:部|处|科|局|组)|[一-龥]{0,4}办公室)"
    "(?:(?:负责|承担|牵头|分管|主抓)(?:哪些|什么|几)|的?(?:任务|职责|工作)(?:有|是|包括)?(?:哪些|什么)|(?:有|要做|要干)(?:哪些|什么)(?:任务|工作|事))"
)
_BETWEEN = re.compile("[、，,；]|(?<=[部室局委厅院会])(?:和|及|与)")
ALL_OFFICES = re.compile("[：:].*(各部室|各处室|各部门|各科室|机关各)")
_ONLY = re.compile("只|仅|单独|独自|共同|一起|一家|直接|单干|合伙")


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The note itself, `clause.text[begin:stop]`, and the bodies it names."""

    label: str
    bodies: tuple[str, ...]
    begin: int
    stop: int


def responsibility(clause: Clause) -> Responsibility | None:
    """The note of responsibility in a clause, or None."""
    match = _NOTE.search(clause.text)
    if not match:
        return None
    bodies = tuple(
        body.strip() for body in _BETWEEN.split(_SECOND.sub("；", match["bodies"])) if body.strip()
    )
    return Responsibility(match["label"], bodies, match.start("label"), match.end("bodies"))


def departments_of(clauses: Sequence[Clause]) -> frozenset[str]:
    """All bodies named responsible in these clauses."""
    bodies = {body for clause in clauses if (found := responsibility(clause)) for body in found.bodies}
    return frozenset(body for body in bodies if len(body) > 1)


def duties(asked: Asked, clauses: Sequence[Clause]) -> Draft:
    """Every clause that names the asked bodies responsible, with the count; complete, never a top-k."""
    wanted = asked.departments
    rows = [(clause, found) for clause in clauses if (found := responsibility(clause))]
    if re.search("共同|一起|都|合作|和.{1,6}有没有", asked.question) and len(wanted) > 1:
        kept = [row for row in rows if all(body in row[1].bodies for body in wanted)]
    else:
        kept = [row for row in rows if any(body in row[1].bodies for body in wanted)]
    if re.search("单独|独自|单扛|一家|只有|独立|没有别的", asked.question) and not re.search(
        "哪些要|合伙|哪些跟", asked.question
    ):
        kept = [row for row in kept if len(row[1].bodies) == 1]
    names = "、".join(wanted)
    if not kept:
        supports = tuple(
            Support(c, f.begin, f.stop) for c, f in rows if any(body in f.bodies for body in wanted)
        )
        return (
            Draft((Statement(f"没有{names}共同负责的条款", supports[:6]),))
            if supports
            else Draft(reason=f"没有条款写明由{names}负责")
        )
    sources = {clause.source.name for clause, _ in kept}
    own = [_row(clause, found) for clause, found in kept]
    head = f"{names}共{to_han(len(kept))}项，来自{to_han(len(sources))}份文件"
    common = (
        []
        if _ONLY.search(asked.question)
        else [row for row in rows if ALL_OFFICES.search(row[0].text[row[1].begin :])]
    )
    shared = [
        replace(row, text=f"另外，面向各部门：{row.text}")
        for row in (_row(*pair) for pair in common if pair not in kept)
    ]
    return Draft((Statement(head, tuple(row.supports[0] for row in own)), *own, *shared))


def _row(clause: Clause, found: Responsibility) -> Statement:
    """One line of a list of duties: address, heading and the note as written."""
    heading = clause.path[-1] if clause.path else ""
    heading = heading[numbering_length(heading) :]
    note = clause.text[found.begin : found.stop]
    begin = next((b for b, e in clause.sentences if b <= found.begin < e), found.begin)
    stop = found.stop + (clause.text[found.stop : found.stop + 1] in ("）", ")"))
    return Statement(f"{clause.address} {heading}（{note}）", (Support(clause, begin, stop),))


def unknown_body(question: str) -> str:
    """The office whose tasks a question asks for (宣传部负责哪些任务), '' if it names none."""
    match = _BODY_WITH_TASKS.search(question)
    return match["body"] if match else ""
