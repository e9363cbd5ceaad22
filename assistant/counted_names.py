"""Names that count what they stand for (“五做”, “六进”): the sentence that does the thing so many times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.answers import Draft, Statement, Support
from assistant.question import Asked
from knowledge.documents import Clause, Evidence
from knowledge.planted import is_planted
from knowledge.quantities import parse_han
from knowledge.words import fold

_NAME = re.compile('[“「『"](?P<n>[二两三四五六七八九十])(?P<what>(?![一二三四五六七八九十])[一-龥])[”」』"]')
_ASKS = re.compile(
    "^[，,]?(?:[二两三四五六七八九十][一-龥])?(?:到底|究竟)?(?:这[一二两三四五六七八九十]?[个项]?)?(?:要求|行动|工作|原则)?(?:分别|具体|都|各|说的|讲的|指的)*(?:是|指|有|包括|叫)?(?:的是)?"
    "(?:哪(?![里天年月]|[个些]部)|什么(?!时|部|地)|啥(?!时)|怎么[讲说解])"
)
_PIECE = re.compile("[^、，,；;：:。！？]*[、，,；;：:。！？]?")
FARTHEST_IN = (
    1  # characters of a member before the one that it is counted by (进社区, 要进社区); in the first any
)


def spelled_name(
    asked: Asked, evidence: Sequence[Evidence], clauses: Mapping[str, Sequence[Clause]]
) -> Draft | None:
    """What a name that counts its members stands for, of the sentence nearest to where a document of the
    evidence writes the name; None where the question does not ask just that or no sentence has so many."""
    question = fold(asked.question)
    match = next((one for one in _NAME.finditer(question) if _ASKS.search(question[one.end() :])), None)
    if match is None:
        return None
    count, what = parse_han(match["n"]) or 0, match["what"]
    for name in dict.fromkeys(item.clause.source.name for item in evidence):
        written = [one for one in clauses[name] if match["n"] + what in one.text]
        found = [
            (min(abs(clause.ordinal - one.ordinal) for one in written), clause.ordinal, support)
            for clause in clauses[name]
            if written
            for support in _members(clause, count, match["n"], what)
        ]
        if found:
            support = min(found, key=lambda each: each[:2])[2]
            said = Statement(f"{support.clause.address}：“{support.quote}”", (support,))
            return Draft((said,))
    return None


def _members(clause: Clause, count: int, numeral: str, what: str) -> Iterator[Support]:
    """Stretches of a clause with just so many members side by side in one sentence, each begun by the character
    that counts them (进社区、进校园)."""
    for begin, stop in clause.sentences:
        if is_planted(clause.text[begin:stop]):
            continue
        pieces = [piece for piece in _PIECE.finditer(clause.text[begin:stop]) if piece[0]]
        places = [
            place.start() if (place := re.search(f"(?<!{numeral}){what}", p[0])) else -1 for p in pieces
        ]
        begun = [n for n, place in enumerate(places) if 0 <= place <= FARTHEST_IN]
        if begun and begun[0] > 0 and places[begun[0] - 1] >= 0:
            begun.insert(0, begun[0] - 1)
        if len(begun) == count and begun[-1] - begun[0] == count - 1:
            first, last = begin + pieces[begun[0]].start(), begin + pieces[begun[-1]].end()
            stretch = clause.text[first:last].rstrip("、，,；;：:。")
            yield Support(clause, first, first + len(stretch))
