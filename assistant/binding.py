"""Whether each fact of a sentence stands with the same subject as in the clauses it cites.

In 驾驶员1名、讲解员2名 two numbers compete for two subjects, in 市科协负责调度，市财政局负责监督 two bodies for
two duties. What stands around a fact that is said is looked up around the facts of its kind in the
clauses: where more of it stands with a rival than with the fact itself, the sentence has mixed them up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.facts import Fact, facts, fits
from assistant.wording import FREE, is_free

_GAP = re.compile(r"\s")
_PIECE = re.compile("[,;。!?、()\n]")
_SHORT_BRACKET = re.compile(r"\([^():]{1,5}\)")
_SENTENCE = re.compile("[。!?\n]")
_PART = re.compile("[;。!?\n]")
_JOINT = re.compile("和|与|及|以及|并|或|而|、|,")
_LIST = re.compile("[、和与及]{0,2}(?:以及|会同|联合)?")
_RANGE = re.compile(
    "(?:及?以上|[(]含[)])?[,、]?(?:不满|未满|不足|不到|至|到|—|-|~)|及?以上"
)  # 满70岁不满80岁, 2元以上5元以下
_HAN = re.compile("[一-龥]+")
_MARK = re.compile("共|总|其中|每|各|均|再|另")
_ORIGIN = re.compile("(?:从|由|自)[^,。;]{0,2}$")
_BOUND_BEFORE = re.compile(
    "(?:不?(?:少于|低于|超过|高于)|至少|最少|至多|最多|大?约|近|达到?|共|为|有|是|[:])+$"
)
_GOAL = re.compile("(?:到|至|为)[^,。;]{0,1}$")
OWN, NEXT, CARRIED, LATER, ELSEWHERE = 1.0, 0.98, 0.97, 0.3, 0.2
FACT_WEIGHT = 5.0  # a date or number beside another says more than a pair of characters
MARK_WEIGHT = 3.0
_LEAST_LEAD = 1e-6
_FOREIGN_LEAD = 2.0
_SPANS = frozenset(
    f"number {unit}" for unit in ("年", "个月", "月", "天", "星期", "个工作日", "工作日", "小时", "")
)
_AGE = "number 岁"
_LISTED = frozenset(
    ("body", "date", "level", "number 级")
)  # of which several stand side by side for one thing
_TOPICAL = ("modal", "opposed")


@dataclass(frozen=True, slots=True)
class Scene:
    """A text cut into pieces around the facts of one kind: each piece holds at most one of them, or a list.

    `terms` are the words of the text with their pieces; `sentence`, `part` and `owned` say of each piece which
    sentence and which part of it between semicolons it is of, and whether it holds a fact of the kind; `passive`, whether its fact follows its duty;
    `bare`, whether it holds no fact at all but a topic (讲解员方面，配备2名);
    `tokens` are the other facts in it, by their first word.
    """

    rivals: tuple[tuple[Fact, int], ...]
    terms: tuple[tuple[str, int], ...]
    sentence: tuple[int, ...]
    part: tuple[int, ...]
    owned: tuple[bool, ...]
    passive: tuple[bool, ...]
    bare: tuple[bool, ...]
    tokens: tuple[Mapping[str, Collection[str]], ...]
    leads: bool

    def nearness(self, piece: int, home: int) -> float:
        """How much what stands in a piece is said of the fact whose piece is `home`, 0..1."""
        if piece == home:
            return OWN
        if self.sentence[piece] != self.sentence[home]:
            return ELSEWHERE
        if self.part[piece] != self.part[home]:
            return CARRIED if piece < home else LATER
        between = range(min(piece, home) + 1, max(piece, home))
        if self.owned[piece]:
            return CARRIED if piece < home else LATER
        if any(self.owned[n] for n in between):
            return CARRIED if piece < home else NEXT if self._is_tail(piece) else LATER
        return NEXT if self._belongs(piece, home) else LATER

    def holds_another(self, term: str, home: int) -> bool:
        """Whether a piece has a date, level or number of its own, so that one said before does not carry over."""
        kind, _, rest = term.partition(" ")
        own = self.tokens[home].get(kind, ()) if rest else ()
        return bool(own) and term not in own

    def _is_tail(self, piece: int) -> bool:
        """Whether a piece ends its sentence and is said of all before it (A3人，B5人，于3月前到位)."""
        later = range(piece + 1, len(self.owned))
        return not self.leads and not any(self.owned[n] and self.part[n] == self.part[piece] for n in later)

    def _belongs(self, piece: int, home: int) -> bool:
        """Whether a piece without a fact goes with this neighbour: of bodies with the one before it."""
        if not self.leads:
            return True
        if piece > home:
            after = next((n for n in range(piece + 1, len(self.owned)) if self.owned[n]), None)
            same = after is not None and self.part[after] == self.part[piece]
            return not (same and after is not None and self.passive[after])
        before = any(self.owned[n] and self.part[n] == self.part[piece] for n in range(piece))
        return not before or self.passive[home]


def misplaced(said: str, cited: str, *, strictly: bool = True) -> str:
    """The first fact that is said of another subject than in the clauses, as written; '' if there is none.

    What is said in one piece with the clauses' very words cannot be misplaced. Not `strictly`, only facts count that
    change places with one of their own kind, not a number said with the words of numbers of another unit.
    """
    if _GAP.sub("", said) in _GAP.sub("", cited):
        return ""
    for fact in facts(said):
        if fact.kind == "number " and not fact.written.isascii():
            continue  # 六税两费, 一网通办: a name
        if _is_misplaced(fact, said, cited, fact.kind) or (
            strictly and fact.kind.startswith(("number", "date")) and _is_foreign(fact, said, cited)
        ):
            return fact.written
    return ""


def _is_misplaced(fact: Fact, said: str, cited: str, kind: str) -> bool:
    clauses = scene(cited, kind)
    holders = [home for other, home in clauses.rivals if fits(fact, other)]
    others = [home for other, home in clauses.rivals if not fits(fact, other)]
    if not holders or not others:
        return False
    around = _around(fact, scene(said, kind))
    places = _places(clauses, around)
    own = max(_affinity(around, places, clauses, home) for home in holders)
    rival = max(_affinity(around, places, clauses, home) for home in others)
    return rival > own + _LEAST_LEAD


def _is_foreign(fact: Fact, said: str, cited: str) -> bool:
    """Whether what is said of a number stands beside numbers of another unit, or only after its own. An age is a
    condition of other numbers (满70岁的每次5元), and stands beside them."""
    if fact.kind == _AGE:
        return False
    kind = "number" if fact.kind.startswith("number") and fact.kind not in _SPANS else "time"
    clauses = scene(cited, kind)
    holders = [home for other, home in clauses.rivals if fits(fact, other)]
    others = [home for other, home in clauses.rivals if other.kind != fact.kind]
    around = dict.fromkeys(_around(fact, scene(said, kind)), 1.0)
    if not (holders and others and around):
        return False
    places = _places(clauses, around)
    own = max(_affinity(around, places, clauses, home, NEXT) for home in holders)
    rival = max(_affinity(around, places, clauses, home, NEXT) for home in others)
    if kind == "time":
        return own == 0 and rival >= _FOREIGN_LEAD
    beside = next((pair for pair in _beside(fact, said) if places.get(pair)), "")
    apart = bool(beside) and not places[beside] & set(holders)
    later = bool(beside) and all(n in others and n > max(holders) for n in places[beside])
    return later or own == 0 < rival or (apart and rival >= own + _FOREIGN_LEAD)


def _beside(fact: Fact, said: str) -> list[str]:
    """The pair of characters that names what is counted: right after a number, else right before it."""
    before = _BOUND_BEFORE.sub("", said[: fact.start])[-2:]
    after = said[fact.end : fact.end + 2]
    return [
        pair for pair in (after, before) if len(pair) == 2 and _HAN.fullmatch(pair) and not _is_joint(pair)
    ]


def _is_joint(pair: str) -> bool:
    return is_free(pair) or pair[0] in FREE


def _around(fact: Fact, own: Scene) -> dict[str, float]:
    """The words said of a fact: of its piece, and of the neighbouring pieces that hold no rival."""
    home = next((n for other, n in own.rivals if other == fact), None)
    if home is None:
        return {}
    found: dict[str, float] = {}
    for term, piece in own.terms:
        near = own.nearness(piece, home)
        if near >= NEXT and (piece == home or own.bare[piece]):
            found[term] = max(found.get(term, 0.0), near * _weight(term))
    return found


def _weight(term: str) -> float:
    kind, _, rest = term.partition(" ")
    return 1.0 if not rest or kind in _TOPICAL else MARK_WEIGHT if kind == "mark" else FACT_WEIGHT


def _places(clauses: Scene, around: dict[str, float]) -> dict[str, set[int]]:
    places: dict[str, set[int]] = {}
    for term, piece in clauses.terms:
        if term in around:
            places.setdefault(term, set()).add(piece)
    return places


def _affinity(
    around: dict[str, float], places: dict[str, set[int]], clauses: Scene, home: int, least: float = 0.0
) -> float:
    """How much of what is said of a fact stands with the one in piece `home`; nearness below `least` is none."""
    total = 0.0
    for term, pieces in places.items():
        near = max(clauses.nearness(piece, home) for piece in pieces)
        if near == CARRIED and clauses.holds_another(term, home):
            near = ELSEWHERE
        total += around[term] * near if near >= least else 0.0
    return total


@lru_cache(maxsize=512)
def scene(text: str, kind: str) -> Scene:
    """A text cut around its facts of a kind (see `_is_of`)."""
    rivals = [fact for fact in facts(text) if _is_of(fact, kind)]
    ends = _cuts(text, rivals, kind)
    starts = [0, *ends]

    def piece_of(position: int) -> int:
        return sum(end <= position for end in ends)

    sentence, part = (
        tuple(len(mark.findall(text[:start])) for start in starts) for mark in (_SENTENCE, _PART)
    )
    homes = [piece_of(fact.start) for fact in rivals]
    owned = set(homes)
    filled = {piece_of(fact.start) for fact in facts(text) if fact.kind.split()[0] not in _TOPICAL}
    terms = [(term, piece_of(at)) for term, at in _terms(text, rivals)]
    passive = tuple(bool(re.match("[^一-龥]*(?:并|均|也|具体|统一)?由", text[start:])) for start in starts)
    return Scene(
        tuple(zip(rivals, homes, strict=True)),
        tuple(terms),
        sentence,
        part,
        tuple(n in owned for n in range(len(starts))),
        passive,
        tuple(n not in filled for n in range(len(starts))),
        _tokens(terms, len(starts)),
        kind == "body",
    )


def _tokens(terms: Sequence[tuple[str, int]], pieces: int) -> tuple[dict[str, set[str]], ...]:
    found: tuple[dict[str, set[str]], ...] = tuple({} for _ in range(pieces))
    for term, piece in terms:
        kind, _, rest = term.partition(" ")
        if rest and kind != "mark":
            found[piece].setdefault(kind, set()).add(term)
    return found


def _is_of(fact: Fact, kind: str) -> bool:
    """Whether a fact is of a kind: one unit, `number` of every unit but spans of time, `time` dates and spans."""
    if kind == "time":
        return fact.kind == "date" or (fact.kind in _SPANS and fact.kind not in ("number ", "number 年"))
    return fact.kind == kind or (fact.kind.startswith(kind + " ") and fact.kind not in _SPANS)


def _cuts(text: str, rivals: Sequence[Fact], kind: str) -> list[int]:
    """Where the pieces end: at marks, and between two facts of one piece; a list of bodies stays whole."""
    inside = [(fact.start, fact.end) for fact in facts(text)]
    inside += [match.span() for match in _SHORT_BRACKET.finditer(text)]
    lists = [
        (first.end, second.start)
        for first, second in pairwise(rivals)
        if _RANGE.fullmatch(between := text[first.end : second.start])
        or (kind in _LISTED and _LIST.fullmatch(between))
    ]
    cuts = {
        mark.end()
        for mark in _PIECE.finditer(text)
        if not any(begin <= mark.start() < end for begin, end in (*inside, *lists))
    }
    for first, second in pairwise(rivals):
        gap = (first.end, second.start)
        if gap in lists or any(first.end < cut <= second.start for cut in cuts) or first.end > second.start:
            continue
        joints = list(_JOINT.finditer(text, *gap))
        if joints:
            cuts.add(joints[-1].end())
        elif kind.startswith("number") and _noun_leads(
            text, first, max([0, *(c for c in cuts if c <= first.start)])
        ):
            cuts.add(first.end)
        else:
            cuts.add(second.start)
    return sorted(cut for cut in cuts if cut < len(text))


def _noun_leads(text: str, first: Fact, begin: int) -> bool:
    """Whether the noun stands before its number (驾驶员1名讲解员2名), not after it."""
    return bool(_HAN.search(text[begin : first.start]))


def _terms(text: str, rivals: Sequence[Fact]) -> Iterator[tuple[str, int]]:
    """What can stand around a fact: pairs of characters, facts of other kinds, marks of total and share."""
    hidden = [*rivals, *(f for f in facts(text) if f.kind.startswith(("number", "date")))]
    shown = text
    for fact in hidden:
        shown = shown[: fact.start] + "□" * (fact.end - fact.start) + shown[fact.end :]
    for run in _HAN.finditer(shown):
        for at in range(run.start(), run.end() - 1):
            yield shown[at : at + 2], at
    for fact in facts(text):
        if fact not in rivals:
            yield fact.token, fact.start
    for mark in _MARK.finditer(shown):
        yield f"mark {mark.group()}", mark.start()
    for fact in (fact for fact in rivals if fact.kind.startswith(("number", "date"))):
        before = shown[max(0, fact.start - 4) : fact.start]
        if _ORIGIN.search(before):
            yield "mark 从", fact.start
        elif _GOAL.search(before):
            yield "mark 到", fact.start
