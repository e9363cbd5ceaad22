"""Names that count what they stand for (“五做”, “六进”): the sentence that does the thing so many times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.answers import Draft, Statement, Support
from assistant.planted import is_planted
from assistant.question import Asked
from knowledge.documents import Clause, Evidence
from knowledge.quantities import parse_han
from knowledge.words import fold

_NAME = re.compile('[“「『"](?P<n>[二两三四五六七八九十])(?P<what>(?![一二三四五六七八九十])[一-龥])[”」』"]')
_ASKS = re.compile("哪|什么|啥|具体|内容|指")
_HALF = re.compile("[^，,；;：:。！？]*[，,；;：:。！？]?")


def spelled_name(
    asked: Asked, evidence: Sequence[Evidence], clauses: Mapping[str, Sequence[Clause]]
) -> Draft | None:
    """What a name that counts its members stands for, of the sentence nearest to where a document of the
    evidence writes the name; None where the question asks for none or no sentence has so many."""
    match = _NAME.search(fold(asked.question))
    if match is None or not _ASKS.search(asked.question):
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
    """Stretches of a clause, whole half-sentences of one sentence, that say a character just so many times."""
    for begin, stop in clause.sentences:
        halves = [
            (begin + half.start(), begin + half.end())
            for half in _HALF.finditer(clause.text[begin:stop])
            if re.search(f"(?<!{numeral}){what}", half[0])
        ]
        if not halves or is_planted(clause.text[begin:stop]):
            continue
        first, last = halves[0][0], halves[-1][1]
        stretch = clause.text[first:last].rstrip("，,；;：:。")
        if len(re.findall(f"(?<!{numeral}){what}", stretch)) == count:
            yield Support(clause, first, first + len(stretch))
