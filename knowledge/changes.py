"""What changed between two lists of clauses: added, removed, changed words, moved or renumbered.

Clauses are paired by their words first, then by their address, then by likeness; what is left was
added or removed. Pure: `applied(old, changes_between(old, new))` gives the places of `new`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from typing import Literal

from knowledge.doc_numbers import plain_number
from knowledge.documents import Clause, numbering_length
from knowledge.validity import subject_of
from knowledge.words import words_of

ChangeKind = Literal["added", "removed", "changed", "moved"]
Place = tuple[str, str]
ALIKE = 0.5
ALIKE_AT_PLACE = 0.2
BONUS_AT_PLACE = 0.1
MOST_TOKENS = 4000
SHORTEST_TITLE = 6  # a shorter one (通知) may be that of any document


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One difference: the clause before and after (None where there was or is none).

    `at` is its place in the new list, `was` in the old one, both from 0. `moved` are the same words at
    another address, numbering left aside; `changed` are other words.
    """

    kind: ChangeKind
    before: Clause | None
    after: Clause | None
    was: int | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both versions have (`same`), that only the old (`removed`) or the new one (`added`) has."""

    kind: Literal["same", "removed", "added"]
    text: str


def same_notice(old: Sequence[Clause], new: Sequence[Clause]) -> bool:
    """Whether two lists of clauses are versions of one document: by their document numbers where both have
    one, else by an equal title or by half of the clauses that stand in both."""
    if not old or not new:
        return False
    before, after = old[0].source, new[0].source
    if before.doc_number and after.doc_number:
        return plain_number(before.doc_number) == plain_number(after.doc_number)
    if len(before.title) >= SHORTEST_TITLE and subject_of(before.title) == subject_of(after.title):
        return True
    texts = [{_bare(clause) for clause in clauses} for clauses in (old, new)]
    return 2 * len(texts[0] & texts[1]) >= min(map(len, texts))


def changes_between(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[ClauseChange, ...]:
    """Every difference, in the order of the new list, what was removed where it stood; () for equal lists."""
    pairs = _paired(old, new)
    still = _in_order([(was, at) for was, at in pairs if _place(old[was]) == _place(new[at])])
    found = [_change(old[was], new[at], was, at) for was, at in pairs if (was, at) not in still]
    left, come = {was for was, _ in pairs}, {at for _, at in pairs}
    found += [ClauseChange("removed", one, None, was=was) for was, one in enumerate(old) if was not in left]
    found += [ClauseChange("added", None, one, at=at) for at, one in enumerate(new) if at not in come]
    places = dict(pairs)
    return tuple(sorted(found, key=lambda change: _order(change, places)))


def applied(old: Sequence[Clause], changes: Iterable[ClauseChange]) -> tuple[Place, ...]:
    """Address and words of every clause of the new list, from the old one and the changes alone."""
    several = list(changes)
    gone = {change.was for change in several if change.was is not None}
    put = {change.at: change.after for change in several if change.at is not None}
    rest = iter(clause for was, clause in enumerate(old) if was not in gone)
    count = len(old) - len(gone) + len(put)
    return tuple(_place(put.get(at) or next(rest)) for at in range(count))


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as pieces: what is the same, what went, what came. The same pieces with the added ones give `after`."""
    first, second = words_of(before), words_of(after)
    if len(first) + len(second) > MOST_TOKENS:
        return (Piece("removed", before), Piece("added", after))
    pieces: list[Piece] = []
    for action, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if action == "equal":
            pieces.append(Piece("same", "".join(first[i:j])))
            continue
        pieces += [Piece("removed", "".join(first[i:j]))] if j > i else []
        pieces += [Piece("added", "".join(second[k:m]))] if m > k else []
    return tuple(pieces)


def _place(clause: Clause) -> Place:
    return clause.address, clause.text


def _bare(clause: Clause) -> str:
    """The words of a clause without its number: a renumbered clause keeps them."""
    return clause.text[numbering_length(clause.text) :] or clause.text


def _change(before: Clause, after: Clause, was: int, at: int) -> ClauseChange:
    same = _bare(before) == _bare(after)
    return ClauseChange("moved" if same else "changed", before, after, was, at)


def _order(change: ClauseChange, places: dict[int, int]) -> tuple[float, int]:
    """Where a change is told: at its new place, or behind the last clause before it that is still there."""
    if change.at is not None:
        return change.at, 0
    assert change.was is not None
    earlier = next((was for was in range(change.was, -1, -1) if was in places), None)
    return (-0.5 if earlier is None else places[earlier] + 0.5), change.was


def _paired(old: Sequence[Clause], new: Sequence[Clause]) -> list[tuple[int, int]]:
    """(place in the old list, place in the new one) of clauses that are versions of one another."""
    free_old, free_new = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[int, int]] = []
    for find in (partial(_same, key=_place), partial(_same, key=_bare), _alike):
        for was, at in find(free_old, free_new):
            pairs.append((was, at))
            del free_old[was], free_new[at]
    return pairs


def _same(
    old: Mapping[int, Clause], new: Mapping[int, Clause], key: Callable[[Clause], object]
) -> list[tuple[int, int]]:
    """Clauses with the same key, the first with the first, the second with the second."""
    places: defaultdict[object, list[int]] = defaultdict(list)
    for at, clause in new.items():
        places[key(clause)].append(at)
    found = []
    for was, clause in old.items():
        if several := places[key(clause)]:
            found.append((was, several.pop(0)))
    return found


def _alike(old: Mapping[int, Clause], new: Mapping[int, Clause]) -> list[tuple[int, int]]:
    """Clauses with like words, the likest pair first; at one address less likeness will do."""
    scored = sorted(_likenesses(old, new), reverse=True)
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    found = []
    for was, at in ((-was, -at) for _, was, at in scored):
        if was not in taken_old and at not in taken_new:
            taken_old.add(was)
            taken_new.add(at)
            found.append((was, at))
    return found


def _likenesses(old: Mapping[int, Clause], new: Mapping[int, Clause]) -> Iterator[tuple[float, int, int]]:
    """(likeness 0..1, more at one address; place in the old list; in the new one, both negative: the first win)."""
    pairs_new = {at: _pairs_of_characters(clause) for at, clause in new.items()}
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, pairs in pairs_new.items():
        for pair in pairs:
            holders[pair].append(at)
    for was, clause in old.items():
        pairs = _pairs_of_characters(clause)
        shared = Counter(at for pair in pairs for at in holders[pair])
        for at, count in shared.items():
            likeness = 2 * count / (len(pairs) + len(pairs_new[at]))
            here = clause.address == new[at].address
            if likeness >= (ALIKE_AT_PLACE if here else ALIKE):
                yield likeness + (BONUS_AT_PLACE if here else 0), -was, -at


def _pairs_of_characters(clause: Clause) -> frozenset[str]:
    text = _bare(clause)
    return frozenset(text[i : i + 2] for i in range(max(1, len(text) - 1)))


def _in_order(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The longest choice of pairs whose places grow together: those clauses did not move."""
    lasts: list[int] = []
    chains: list[tuple[tuple[int, int], int | None]] = []
    ends: list[int] = []
    for pair in sorted(pairs):
        length = bisect_left(lasts, pair[1])
        chains.append((pair, ends[length - 1] if length else None))
        lasts[length:] = [pair[1], *lasts[length + 1 :]]
        ends[length:] = [len(chains) - 1, *ends[length + 1 :]]
    chosen, link = set(), ends[-1] if ends else None
    while link is not None:
        pair, link = chains[link]
        chosen.add(pair)
    return chosen
