"""What people decided about rows of the ledger: confirmed, corrected, rejected.

Kept apart from extraction, one JSON object a line in `corrections.jsonl` of the data folder, so that
it survives every ingest; the file is its own log of who decided what and when. A decision holds
while its clause keeps its words; when they changed it is not applied but listed for review.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from knowledge import logs
from knowledge.bodies import means_all_offices, names
from knowledge.commitments import Commitment, Deadline, Frequency, Indicator
from knowledge.documents import numbering_length
from knowledge.errors import UserError
from knowledge.frequencies import frequencies
from knowledge.quantities import Quantity, quantities

FILE_NAME = "corrections.jsonl"
LOG_NAME = "更正记录"
Action = Literal["confirm", "correct", "reject", "withdraw"]
ACTIONS: tuple[Action, ...] = ("confirm", "correct", "reject", "withdraw")
ACTION_LABELS: dict[Action, str] = {
    "confirm": "确认",
    "correct": "更正",
    "reject": "否定",
    "withdraw": "撤回",
}
FIELDS = {"任务": "task", "牵头部门": "lead", "配合部门": "support", "时限": "deadline", "频次": "frequency", "指标": "indicators"}  # fmt: skip
BY_HAND = "人工更正"
NONE = "无"
UNFIT = "以前的更正用不上，请重新核对"


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log. `words` tells the clause's text apart; `changes` maps Chinese field names to texts."""

    at: str
    who: str
    action: Action
    row: str
    source: str
    clause: str
    quote: str
    words: str
    changes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Corrected:
    """Rows after the decisions: `rows` without the `rejected` ones, and the decisions whose clause changed."""

    rows: tuple[Commitment, ...]
    rejected: tuple[Commitment, ...]
    to_review: tuple[Decision, ...]


def decide(row: Commitment, action: Action, changes: Mapping[str, str], who: str, at: datetime) -> Decision:
    """A decision about a row. UserError where a change cannot be: unknown field, number not in the clause."""
    if action == "correct" and not changes:
        raise UserError("更正时请用 --set 写明改什么，例如：--set 牵头部门=科普部。")
    decision = Decision(
        at.isoformat(timespec="seconds"), who, action, row.id, row.source.name, row.clause.address,
        row.quote, words_of(row), dict(changes),
    )  # fmt: skip
    corrected(row, decision.changes)
    return decision


def corrected(row: Commitment, changes: Mapping[str, str]) -> Commitment:
    """The row with a person's changes."""
    for name, text in changes.items():
        if name not in FIELDS:
            raise UserError(f"台账没有“{name}”这一项，可以更正的有：{'、'.join(FIELDS)}。")
        row = _CHANGES[name](row, text.strip())
    kinds = {
        "target": row.indicators,
        "deadline": row.deadline,
        "frequency": row.frequency,
        "responsibility": row.bodies,
    }
    present = tuple(kind for kind in ("target", "deadline", "frequency", "responsibility") if kinds[kind])
    return replace(
        row,
        kinds=present or row.kinds,  # type: ignore[arg-type]  # the four kinds, spelt out above
        responsible_as_written=row.responsible_as_written if row.bodies else None,
        all_offices=any(map(means_all_offices, row.bodies)),
    )


def _task(row: Commitment, text: str) -> Commitment:
    if text in ("", NONE):
        raise UserError("任务不能为空；这一行若不是任务，请否定它。")
    return replace(row, task=text)


def _lead(row: Commitment, text: str) -> Commitment:
    return replace(row, lead=_bodies(text))


def _support(row: Commitment, text: str) -> Commitment:
    return replace(row, support=_bodies(text))


def _bodies(text: str) -> tuple[str, ...]:
    found = () if text == NONE else names(text)
    if not found and text != NONE:
        raise UserError(f"“{text}”不像部门名称，请写全称，几个之间用顿号隔开；没有写“{NONE}”。")
    return found


def _deadline(row: Commitment, text: str) -> Commitment:
    if text == NONE:
        return replace(row, deadline=None)
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise UserError(f"时限“{text}”应写成 2025-12-31 这样的日期，没有时限写“{NONE}”。") from None
    return replace(row, deadline=Deadline(text, day, BY_HAND))


def _frequency(row: Commitment, text: str) -> Commitment:
    if text == NONE:
        return replace(row, frequency=None)
    found = next(frequencies(text), None)
    if found is None:
        raise UserError(f"频次“{text}”看不懂，请写成“每年”“每季度一次”这样，没有频次写“{NONE}”。")
    return replace(row, frequency=Frequency(text, found.per, found.times))


def _agrees(want: Quantity, inside: Quantity) -> bool:
    """Whether a number of the clause is the one a person gives: value, unit and bound, and no time."""
    same = (want.value, want.upper) == (inside.value, inside.upper) and want.unit in ("", inside.unit)
    return (
        same and want.comparator in ("=", inside.comparator) and inside.unit not in ("年", "月", "日", "号")
    )


def _indicators(row: Commitment, text: str) -> Commitment:
    """Numbers that a person gives must stand in the clause: nothing is said that it does not say."""
    if text == NONE:
        return replace(row, indicators=())
    wanted = list(quantities(text))
    inside = list(quantities(row.clause.text))
    about = row.indicators[0].object if row.indicators else row.task
    made: list[Indicator] = []
    for want in wanted:
        same = [quantity for quantity in inside if _agrees(want, quantity)]
        if not same:
            raise UserError(
                f"条款里没有“{text[want.start : want.end]}”这个数，不能写进台账；请对照原文再改。"
            )
        place = row.clause.locate(same[0].start, same[0].end)
        written = row.clause.text[same[0].start : same[0].end]
        made.append(
            Indicator(about, want.value, want.upper, same[0].unit, same[0].comparator, written, *place)
        )
    if not made:
        raise UserError(f"指标“{text}”里没有数，请写成“不少于1000项”这样，没有指标写“{NONE}”。")
    return replace(row, indicators=tuple(made))


_CHANGES = {"任务": _task, "牵头部门": _lead, "配合部门": _support, "时限": _deadline, "频次": _frequency, "指标": _indicators}  # fmt: skip


def apply(rows: Sequence[Commitment], decisions: Iterable[Decision]) -> Corrected:
    """Rows with the last decision about each applied."""
    last = _settled(decisions)
    by_id = {row.id: row for row in rows}
    standing = {
        name: decision
        for name, decision in last.items()
        if decision.action != "withdraw" and name in by_id and decision.words == words_of(by_id[name])
    }
    to_review = tuple(d for name, d in last.items() if d.action != "withdraw" and name not in standing)
    rejected = tuple(row for row in rows if row.id in standing and standing[row.id].action == "reject")
    gone = {row.id for row in rejected}
    kept = tuple(_decided(row, standing.get(row.id)) for row in rows if row.id not in gone)
    return Corrected(kept, rejected, to_review)


def _settled(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Row → what holds of it now: the last decision; corrections of several fields add up, and a
    confirmation keeps them."""
    last: dict[str, Decision] = {}
    for decision in decisions:
        before = last.get(decision.row)
        if before and before.words == decision.words and before.action == "correct":
            if decision.action == "confirm":
                continue
            if decision.action == "correct":
                decision = replace(decision, changes={**before.changes, **decision.changes})
        last[decision.row] = decision
    return last


def _decided(row: Commitment, decision: Decision | None) -> Commitment:
    if decision is None:
        return row
    if decision.action == "confirm":
        return replace(row, state="confirmed")
    try:
        return replace(corrected(row, decision.changes), state="corrected")
    except UserError:
        return replace(row, doubts=(*row.doubts, UNFIT))


def words_of(row: Commitment) -> str:
    """Digest of the clause's words (its number and white space do not count) and of what other clauses
    give the row: its bodies and its day."""
    text = re.sub(r"\s", "", row.clause.text[numbering_length(row.clause.text) :])
    given = [*row.lead, "+", *row.support, str(row.deadline.date if row.deadline else "")]
    return hashlib.sha256("|".join([text, *given]).encode()).hexdigest()[:16]


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The log, oldest first. UserError names the line that is damaged."""
    return logs.read(folder / FILE_NAME, LOG_NAME, _decision)


def _decision(entry: Any) -> Decision | None:
    decision = Decision(**entry)
    return decision if _is_sound(decision) else None


def _is_sound(decision: Decision) -> bool:
    """Whether an entry of the log has the form that `decide` gives it."""
    texts = [getattr(decision, name) for name in Decision.__dataclass_fields__ if name != "changes"]
    changes = decision.changes
    if not isinstance(changes, dict) or decision.action not in ACTIONS:
        return False
    return all(isinstance(text, str) for text in (*texts, *changes.values())) and set(changes) <= set(FIELDS)


def add_decision(folder: Path, decision: Decision) -> None:
    """Append to the log. The caller holds the writer's lock."""
    entry = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
    logs.append(folder / FILE_NAME, entry, LOG_NAME)
