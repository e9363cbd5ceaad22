"""The glossary: terms that documents define, and short names with the full ones, each with its clause.

Found by how definitions are worded (本办法所称甲，是指乙；甲（以下简称乙）；甲是指乙；“甲”，即乙), never by
what is defined. What a term means is told in the clause's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.documents import Clause, numbering_length
from knowledge.words import fold

LONGEST_TERM = 24
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and the words of a clause that define it: `clause.text[begin:stop]`.

    `full` is what a short name stands for, '' where the term itself is defined.
    """

    term: str
    clause: Clause
    begin: int
    stop: int
    full: str = ""

    @property
    def quote(self) -> str:
        """The defining words, verbatim."""
        return self.clause.text[self.begin : self.stop]


_OPEN, _CLOSE = '“"「『《', '”"」』》'
_SHORT = re.compile(
    rf"[（(]?(?:以下|下)(?:简称|统称|称)(?:为|作)?[：:]?\s*(?:[{_OPEN}](?P<marked>[^{_OPEN}{_CLOSE}]{{2,{LONGEST_TERM}}})[{_CLOSE}]"
    rf"|(?P<bare>[一-龥A-Za-z0-9]{{2,{LONGEST_TERM}}}))"
)
_CALLED = re.compile(
    rf"(?:本[一-龥]{{1,6}}|这里|前款|此处)所称(?:的|之)?[{_OPEN}]?(?P<term>[^，,。；;：:（(是指{_CLOSE}]{{2,{LONGEST_TERM}}})[{_CLOSE}]?"
    r"(?:[（(][^（）()]{0,30}[)）])?[，,]?\s*(?:是|系|均|都)?(?:指|包括)"
)
_MEANS = re.compile(
    rf"^[{_OPEN}]?(?P<term>[^，,。；;：:{_OPEN}{_CLOSE}（）()]{{2,16}}?)[{_CLOSE}]?[，,]?\s*(?:是|系)指(?!导|出|标|挥|数|示)"
)
_THAT_IS = re.compile(
    rf"[“「『](?P<term>[^“”「」『』]{{2,{LONGEST_TERM}}})[”」』][一-龥]{{0,6}}(?:[，,]\s*|——)即(?!可|将|使|便|日|时|刻|按|为|席|期|兴)"
)
# What may stand before a full name without being a part of it.
_BEFORE = re.compile(
    "为了|为|根据|按照|依照|依据|贯彻|落实|关于|通过|围绕|依托|设立|成立|建立|组建|开展|实施|启动|举办|制定|明确|印发|编制|推进|促进|"
    "加强|所称|纳入|[0-9]年|参加|授予|认定|组织|支持|会同|联合|经|由|对|将|把|向|在|从|是|与|和|的"
)
_BREAK = re.compile('[，,。；;：:、！？!?（）()“”"\\s]')


def glossary(clauses: Iterable[Clause]) -> tuple[Definition, ...]:
    """All definitions, in the order of the clauses; of a document's definitions of one term the first."""
    found: dict[tuple[str, str], Definition] = {}
    for clause in clauses:
        for definition in definitions(clause):
            found.setdefault((clause.source.doc_id, fold(definition.term)), definition)
    return tuple(found.values())


def definitions(clause: Clause) -> Iterator[Definition]:
    """What a clause defines; titles and headings define nothing."""
    if clause.kind in ("title", "heading", "footer"):
        return
    for begin, stop in clause.sentences:
        sentence = clause.text[begin:stop]
        for term, full in _defined_in(sentence):
            yield Definition(term, clause, begin, stop, full)


def _defined_in(sentence: str) -> Iterator[tuple[str, str]]:
    """Term and full name, of each definition in a sentence."""
    bare = sentence[numbering_length(sentence) :]
    for match in (*_CALLED.finditer(sentence), *_THAT_IS.finditer(sentence), *_MEANS.finditer(bare)):
        if match.re is not _MEANS or "所称" not in match["term"]:
            yield match["term"].strip(), ""
    for match in _SHORT.finditer(sentence):
        term = match["marked"] or match["bare"]
        if full := full_name(sentence[: match.start()], term):
            yield term, full


def full_name(before: str, short: str) -> str:
    """The full name at the end of a text, that the short name after it stands for; '' if none.

    A name in title or quotation marks is taken whole; else the name begins after the last word that
    leads up to a name and leaves all characters of the short one, in order, behind it.
    """
    marked = re.search("(?:《[^《》]*(?:《[^》]*》[^《》]*)*》|“[^“”]+”)$", before)
    if marked:
        return marked.group()
    tail = _BREAK.split(before)[-1][-LONGEST_NAME:]
    starts = [match.end() for match in _BEFORE.finditer(tail)] or [0]
    holding = [tail[start:] for start in (0, *starts) if _holds(tail[start:], short)]
    return min(holding, key=len, default=tail)


def _holds(full: str, short: str) -> bool:
    """Whether all characters of a short name stand in the full one in their order."""
    rest = iter(full)
    return len(full) > len(short) and all(char in rest for char in short)
