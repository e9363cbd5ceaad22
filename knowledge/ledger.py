"""The ledger (任务分解台账): selections over all commitments, complete and counted, never a top-k."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from knowledge.bodies import means_all_offices
from knowledge.commitments import Commitment, CommitmentKind
from knowledge.corrections import Action, Decision, add_decision, apply, decide, read_decisions
from knowledge.departments import Roster, place_before, plain_name, roster
from knowledge.documents import Source
from knowledge.errors import UserError
from knowledge.records import Records
from knowledge.storage import writer
from knowledge.validity import STATUS_LABELS
from knowledge.words import fold

Role = Literal["lead", "support", "all"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted; an empty field asks for nothing.

    `department` as a person says it, in `role`; `all_offices` adds the duties of every office
    (机关各部室). `since` and `until` bound the deadline, both days included. `per` is a frequency
    (year, quarter, 2 years …); `text` are words that must all occur in the row or its headings.
    """

    department: str = ""
    role: Role = "all"
    all_offices: bool = False
    source: str = ""
    region: str = ""
    kinds: frozenset[CommitmentKind] = frozenset()
    since: date | None = None
    until: date | None = None
    per: str = ""
    text: str = ""
    to_review: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows found, and what was searched for them.

    `searched` are the documents looked through, `failed` the files that could not be read (name →
    why), `all_offices_left` how many duties of every office were left out, `undated` how many rows
    without a fixed day a time window left out, `rejected` how many rows people rejected.
    """

    rows: tuple[Commitment, ...]
    searched: tuple[Source, ...]
    failed: Mapping[str, str]
    all_offices_left: int = 0
    undated: int = 0
    rejected: int = 0

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the documents that the rows come from."""
        return tuple(dict.fromkeys(row.source.name for row in self.rows))

    @property
    def review(self) -> int:
        """How many of the rows a person should look at."""
        return sum(row.needs_review for row in self.rows)

    @property
    def coverage(self) -> tuple[str, ...]:
        """Counts and coverage, in Chinese sentences."""
        lines = [
            f"共 {len(self.rows)} 项，来自 {len(self.sources)} 份文件；查了 {len(self.searched)} 份文件。"
        ]
        stale = Counter(label for row in self.rows if (label := STATUS_LABELS.get(row.source.status)))
        lines += [f"其中 {count} 项出自{label}的文件。" for label, count in sorted(stale.items())]
        if self.review:
            lines.append(f"其中 {self.review} 项待核。")
        if self.all_offices_left:
            lines.append(f"另有 {self.all_offices_left} 项面向机关各部门，未列入。")
        if self.undated:
            lines.append(
                f"另有 {self.undated} 项没有写明到某一天的时限（没写，或如每年、收到后若干日），未列入。"
            )
        if self.rejected:
            lines.append(f"已剔除人工否定的 {self.rejected} 项。")
        if self.failed:
            lines.append(f"有 {len(self.failed)} 个文件入库失败，未查：{'、'.join(self.failed)}。")
        return tuple(lines)


class Ledger:
    """All rows at one generation of the catalog, with what people decided about them."""

    def __init__(
        self,
        commitments: Sequence[Commitment],
        sources: Sequence[Source],
        known: Roster,
        failed: Mapping[str, str] | None = None,
        decisions: Sequence[Decision] = (),
    ) -> None:
        decided = apply(commitments, decisions)
        self._extracted = tuple(commitments)
        self.decisions = tuple(decisions)
        self.roster = known
        self.sources = tuple(sources)
        self.rows = tuple(_renamed(row, known) for row in decided.rows) if known.has_file else decided.rows
        self.to_review = decided.to_review
        self._rejected = decided.rejected
        self._failed = dict(failed or {})
        self._by_body: dict[tuple[Role, str], list[int]] = defaultdict(list)
        self._common: list[int] = []
        for number, row in enumerate(self.rows):
            self._common.extend([number] if row.all_offices else [])
            for role, bodies in (("lead", row.lead), ("support", row.support)):
                for body in bodies:
                    self._by_body[role, plain_name(body)].append(number)  # type: ignore[index]  # both are roles

    def select(self, wanted: Filter = Filter()) -> Selection:  # frozen
        """The rows that fit, in document order. UserError where the department is unknown or ambiguous."""
        searched = [source for source in self.sources if _is_of(source, wanted)]
        within = {source.name for source in searched}
        if wanted.role != "all" and not wanted.department:
            raise UserError("按牵头或配合查时，请同时写明部门。")
        numbers, common = self._numbers(wanted)
        fitting = [
            row
            for row in (self.rows[number] for number in numbers)
            if row.source.name in within and _fits(row, wanted)
        ]
        windowed = [row for row in fitting if _in_window(row, wanted)]
        bounded = wanted.since or wanted.until
        undated = sum(_undated(row) for row in fitting) if bounded else 0
        left = sum(
            row.source.name in within and _fits(row, wanted) and _in_window(row, wanted)
            for row in (self.rows[number] for number in common)
        )
        whole = wanted == Filter(source=wanted.source, region=wanted.region)
        rejected = sum(row.source.name in within for row in self._rejected) if whole else 0
        return Selection(tuple(windowed), tuple(searched), self._failed, left, undated, rejected)

    def _numbers(self, wanted: Filter) -> tuple[Sequence[int], Sequence[int]]:
        """Numbers of the rows of a department, and of the duties of every office that were left out."""
        if not wanted.department:
            return range(len(self.rows)), ()
        roles: tuple[Role, ...] = ("lead", "support") if wanted.role == "all" else (wanted.role,)
        if means_all_offices(wanted.department):
            return [
                n for n in self._common if any(map(means_all_offices, _named(self.rows[n], wanted.role)))
            ], ()
        keys = self.roster.wanted(wanted.department)
        found = {number for role in roles for key in keys for number in self._by_body.get((role, key), ())}
        found = {number for number in found if _is_named(self.rows[number], wanted.department)}
        issuers = {self.rows[number].source.issuer for number in found}
        common = [
            number
            for number in self._common
            if number not in found and self.rows[number].source.issuer in issuers
        ]
        return (sorted({*found, *common}), ()) if wanted.all_offices else (sorted(found), common)

    def row(self, name: str) -> Commitment | None:
        """The row of an id as it stands now, one that people rejected as extracted; None if there is none."""
        return next((row for row in (*self.rows, *self._rejected) if row.id == name), None)

    def extracted(self, name: str) -> Commitment:
        """The row of an id or of the beginning of one, as extracted, whatever people decided about it."""
        found = [row for row in self._extracted if row.id.startswith(name)]
        exact = [row for row in found if row.id == name] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise UserError(f"台账里没有编号“{name}”，请用 zhice ledger 查看编号。")
        raise UserError(f"编号“{name}”对应 {len(exact)} 行，请把编号写全。")


def open_ledger(catalog: Records, folder: Path) -> Ledger:
    """The ledger of a data folder, with the office's roster and its decisions on the documents of `catalog`."""
    commitments = catalog.commitments()
    failed = {name: why for name, (_, why) in catalog.failures().items()}
    sources = catalog.snapshot().sources
    inside = {source.name for source in sources}
    decisions = [one for one in read_decisions(folder) if one.source in inside]
    known = roster(apply(commitments, decisions).rows, folder)
    return Ledger(commitments, sources, known, failed, decisions)


def record_decision(
    catalog: Records,
    folder: Path,
    row: str,
    action: Action,
    changes: Mapping[str, str],
    who: str,
    at: datetime,
) -> Commitment:
    """Write down what a person decided about a row, by its id or the beginning of one; the row as extracted.

    Holds the writer's lock meanwhile. UserError where there is no such row, the change cannot be or
    nothing is there to withdraw.
    """
    with writer(folder):
        ledger = open_ledger(catalog, folder)
        found = ledger.extracted(row)
        if action == "withdraw" and not decisions_on(found.id, ledger.decisions):
            raise UserError(f"编号“{found.id}”还没有作过决定，不用撤回。")
        add_decision(folder, decide(found, action, changes, who, at))
    return found


def decisions_on(row: str, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """What people decided about the row of this id, the oldest first."""
    return tuple(decision for decision in decisions if decision.row == row)


def _renamed(row: Commitment, known: Roster) -> Commitment:
    lead, support = (tuple(dict.fromkeys(map(known.right_name, side))) for side in (row.lead, row.support))
    return row if (lead, support) == (row.lead, row.support) else replace(row, lead=lead, support=support)


def _is_named(row: Commitment, department: str) -> bool:
    """Whether a row is of the issuer that a person names before the office (云溪市科协科普部)."""
    place = place_before(department)
    about = f"{row.source.issuer or ''}{row.source.title}"
    return not place or place in about or department in row.bodies


def _named(row: Commitment, role: Role) -> tuple[str, ...]:
    """The bodies that a row names in a role."""
    return row.lead if role == "lead" else row.support if role == "support" else row.bodies


def _is_of(source: Source, wanted: Filter) -> bool:
    region = wanted.region.rstrip("市省县区") if len(wanted.region) > 2 else wanted.region
    about = f"{source.issuer or ''}{source.title}{source.name}"
    return (not wanted.source or source.name == wanted.source) and region in about


def _fits(row: Commitment, wanted: Filter) -> bool:
    if wanted.kinds and not wanted.kinds & set(row.kinds):
        return False
    if wanted.per and (row.frequency is None or row.frequency.per != wanted.per):
        return False
    if wanted.to_review and not row.needs_review:
        return False
    if not wanted.text:
        return True
    about = fold(f"{row.quote}{row.task}{''.join(row.clause.path)}{''.join(row.bodies)}")
    return all(word in about for word in re.split(r"\s+", fold(wanted.text)) if word)


def _in_window(row: Commitment, wanted: Filter) -> bool:
    if not (wanted.since or wanted.until):
        return True
    day = row.deadline.date if row.deadline else None
    return day is not None and (wanted.since or day) <= day <= (wanted.until or day)


def _undated(row: Commitment) -> bool:
    return row.deadline is None or row.deadline.date is None
