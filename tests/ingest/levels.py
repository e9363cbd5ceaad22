"""Addresses and levels of twenty public documents, read by hand, and how many of them a split has right.

A line of levels.jsonl is a heading or an item: `file`, `heading` (the first 12 hex digits of the SHA-256
of its line without white space; a number alone on its line takes the next line with it), `level` (1 is
the outermost; attachments count from 1 again) and `address` ("" where paragraphs cannot be told apart on
the page). The documents themselves stay where they are.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.text.numbering import mark_of
from knowledge.documents import Clause, PolicyDocument

LEVELS = Path(__file__).parent / "fixtures" / "levels.jsonl"


@dataclass(frozen=True, slots=True)
class Expected:
    """A heading or item as a reader finds it."""

    file: str
    heading: str
    level: int
    address: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many headings there are, and how many begin a clause, have their level, have their address."""

    total: int
    found: int
    level: int
    address: int
    wrong: tuple[str, ...]


def expected() -> dict[str, list[Expected]]:
    """The fixture, file by file."""
    found: dict[str, list[Expected]] = defaultdict(list)
    for line in LEVELS.read_text(encoding="utf-8").splitlines():
        one = Expected(**json.loads(line))
        found[one.file].append(one)
    return found


def tally(document: PolicyDocument, wanted: list[Expected]) -> Tally:
    """How a split fares with one document."""
    starts = {clause.start: clause for clause in document.clauses}
    places = _places(document.text)
    found = []
    for one in wanted:  # the same words again are the next place
        here = next((p for p in places[one.heading] if p in starts), None)
        found.append(starts[here] if here is not None else None)
        places[one.heading] = [p for p in places[one.heading] if here is not None and p > here]
    pairs = list(zip(wanted, found, strict=True))
    level = [bool(clause) and _level(clause) == one.level for one, clause in pairs]
    address = [bool(clause) and one.address in ("", clause.address) for one, clause in pairs]
    wrong = [
        f"{one.address or one.level} → {clause.address if clause else 'lost'}"
        for (one, clause), *right in zip(pairs, level, address, strict=True)
        if not all(right)
    ]
    return Tally(len(wanted), sum(map(bool, found)), sum(level), sum(address), tuple(wrong))


def digest(line: str) -> str:
    """The fixture's name for a heading line."""
    return hashlib.sha256("".join(line.split()).encode()).hexdigest()[:12]


def heading_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(line number from 1, offset of its first character, words) of every line that is not blank."""
    lines = text.splitlines(keepends=True)
    offset = 0
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if words:
            mark = mark_of(words)
            following = next((one.strip() for one in lines[number:] if one.strip()), "")
            bare = bool(mark) and mark.printed.strip() == words
            yield number, offset + line.index(words), words + (following if bare else "")
        offset += len(line)


def _places(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for _, offset, words in heading_lines(text):
        found[digest(words)].append(offset)
    return found


def _level(clause: Clause) -> int:
    return len(clause.path) - clause.address.startswith("附")
