"""The versions of a document in words and plain values: what the commands and the page tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.changes import ChangeKind, changes_between
from knowledge.errors import UserError
from knowledge.revisions import Revision

KINDS: dict[ChangeKind, str] = {"added": "新增", "removed": "删去", "changed": "改动", "moved": "移动"}


def version_rows(several: Sequence[Revision]) -> Iterator[dict[str, Any]]:
    """One object a version, with how many clauses changed against the version before it."""
    before: Revision | None = None
    for one in several:
        counts = Counter(c.kind for c in changes_between(before.clauses, one.clauses)) if before else None
        yield {
            "source": one.name,
            "number": one.number,
            "read": one.read.isoformat(),
            "digest": one.digest,
            "clauses": len(one.clauses),
            "current": one.current,
            "changes": {kind: counts[kind] for kind in KINDS} if counts is not None else None,
        }
        before = one


def version_line(row: dict[str, Any]) -> str:
    """One of `version_rows` in a line."""
    against = "" if row["changes"] is None else f"，比上一版{changed(row['changes']) or '文字无变化'}"
    mark = "（现用）" if row["current"] else ""
    when = row["read"].replace("T", " ")[:16]
    return f"第 {row['number']} 版{mark}：{when} 读入，{row['clauses']} 个条款，摘要 {row['digest'][:12]}{against}"


def changed(counts: dict[ChangeKind, int]) -> str:
    """How many clauses of each kind of change, "" where there is none."""
    return "，".join(f"{KINDS[kind]} {count} 条" for kind, count in counts.items() if count)


def two_versions(
    several: Sequence[Revision], first: int | None = None, second: int | None = None
) -> tuple[Revision, Revision]:
    """The versions to compare: the last two where no numbers are given. UserError where there is none."""
    after = one_version(several, second)
    before = [one for one in several if one.number < after.number]
    if first is not None:
        return one_version(several, first), after
    if not before:
        raise UserError(f"“{after.name}”在第 {after.number} 版之前没有更早的版本可比，请换一个版本或文件。")
    return before[-1], after


def one_version(several: Sequence[Revision], number: int | None = None) -> Revision:
    """The version of a number, the last one without a number. UserError where it is not kept."""
    if number is None:
        return several[-1]
    found = [one for one in several if one.number == number]
    if not found:
        kept = "、".join(str(one.number) for one in several)
        raise UserError(f"“{several[-1].name}”没有第 {number} 版，库里留有第 {kept} 版。")
    return found[0]


def version_title(revision: Revision) -> str:
    """A version by its file and number."""
    return f"{revision.name} 第 {revision.number} 版"
