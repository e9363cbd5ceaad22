"""What a document is about in the large: its main headings, to a question that asks for its make."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.answers import Draft, Statement, Support
from assistant.listing import short_label
from assistant.measures import folded
from assistant.question import Asked
from knowledge.documents import Clause, numbering_length
from knowledge.quantities import to_count

FEWEST, MOST = 3, 16
LONGEST_HEADING = 40
_ASKS = re.compile(
    "框架|提纲|大纲|整体结构|"
    "(?:总共|一共|主要|大致|大体|总体|全文|整[份个体])?(?:分|抓|讲|说|写|谈|包括|包含|涉及|部署|安排|围绕|聚焦|覆盖)(?:了|成|为|的是)?"
    "(?:哪|几)几?[个些]?(?:大?方面|大?部分|大?板块|大?块|大类|条线|件大事|大任务|大工作)|"
    "(?:主要|重点)(?:内容|讲|说|写)(?:的?是|了|有|包括|些)?(?:哪些|什么|啥)"
)
_WITHOUT = re.compile("除了?[^，,。？?]{2,12}(?:之外|以外|外|(?=[，,]))")
_TITLE = re.compile("《([^》]+)》")
_NOT_BODY = frozenset(("title", "preamble", "footer"))


def outline(asked: Asked, names: Sequence[str], clauses: Mapping[str, Sequence[Clause]]) -> Draft | None:
    """The main headings of the document that a question asks about as a whole, all of them, with their count; None
    where it asks about a part of it (a word of a heading), or the document has no such headings."""
    if not _ASKS.search(folded(asked.question)) or len(names) != 1:
        return None
    own = clauses.get(names[0], ())
    title = folded(own[0].source.title)
    if any(named not in title for named in _TITLE.findall(folded(asked.question))):
        return None
    headings = _main_headings([one for one in own if asked.means(one)] or own)
    rest = [term for term in asked.focus if term not in title]
    parts = [label for label, _ in headings if any(term in folded(label) for term in rest)]
    if _WITHOUT.search(folded(asked.question)):  # 除总体要求外
        headings, parts = [one for one in headings if one[0] not in parts], []
    if len(parts) > 1:
        return None
    if parts:  # of one part: the headings below it
        headings = _numbered([one for one in own if one.path[:1] == (parts[0],)], 1)
    if not FEWEST - len(parts) <= len(headings) <= MOST:
        return None
    supports = tuple(Support(clause, 0, min(len(label), len(clause.text))) for label, clause in headings)
    said = "；".join(short_label(label) for label, _ in headings)
    return Draft((Statement(f"共{to_count(len(headings))}项：{said}", supports),))


def _main_headings(clauses: Sequence[Clause]) -> list[tuple[str, Clause]]:
    """The numbered headings right at the top, or below the one attachment that a notice brings; with the clause that
    begins with each."""
    body = [one for one in clauses if one.kind not in _NOT_BODY and one.path]
    top = _numbered(body, 0)
    return top if len(top) >= FEWEST else _numbered(body, 1)


def _numbered(clauses: Sequence[Clause], depth: int) -> list[tuple[str, Clause]]:
    """The numbered headings at a depth, each with the clause that it begins; none where one is cut or no heading."""
    found: dict[str, Clause] = {}
    for clause in clauses:
        if len(clause.path) > depth and numbering_length(clause.path[depth]):
            found.setdefault(clause.path[depth], clause)
    begun = [(label, clause) for label, clause in found.items() if clause.text.startswith(label)]
    return begun if len(begun) == len(found) and _short(begun) else []


def _short(headings: Sequence[tuple[str, Clause]]) -> bool:
    return all(len(label) <= LONGEST_HEADING and not label.endswith("…") for label, _ in headings)
