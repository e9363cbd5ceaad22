"""The commands on versions: zhice docs --history, zhice diff."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.changes import ChangeKind, ClauseChange, changes_between, word_changes
from knowledge.documents import Clause
from knowledge.errors import UserError
from knowledge.revisions import Revision
from ui.arguments import catalog_of, json_line, one_source
from ui.terminal import printable

KINDS: dict[ChangeKind, str] = {"added": "新增", "removed": "删去", "changed": "改动", "moved": "移动"}
_PIECES = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def add_versions(command: Any, docs: argparse.ArgumentParser) -> None:
    """Add the command diff, and the options of docs that list versions."""
    docs.add_argument(
        "--history", nargs="?", const="", metavar="文件名", help="列出各文件（或某个文件）的历次版本"
    )
    diff = command("diff", _diff, "逐条比较一个文件的两个版本，或库里的两个文件")
    diff.add_argument("source", metavar="文件名", help="文件名，可只写开头")
    diff.add_argument("other", nargs="?", metavar="另一文件", help="与库里的另一个文件比较")
    diff.add_argument("--from", dest="first", type=int, metavar="版本", help="旧版本号（默认上一版）")
    diff.add_argument("--to", dest="second", type=int, metavar="版本", help="新版本号（默认最新一版）")
    diff.add_argument("--json", action="store_true", help="每处不同输出一行 JSON")


def history(options: argparse.Namespace) -> int:
    """Print the versions of one document or of all."""
    catalog = catalog_of(options)
    names = catalog.names()
    for name in [one_source(options.history, names)] if options.history else names:
        several = catalog.revisions(name)
        if options.json:
            for row in _rows(several):
                print(json_line(row))
            continue
        gone = "" if several[-1].current else "（已从库中去掉）"
        print(printable(f"{name}{gone}"))
        for row in _rows(several):
            print(f"  {_line(row)}")
    return 0


def _rows(several: Sequence[Revision]) -> Iterator[dict[str, Any]]:
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


def _line(row: dict[str, Any]) -> str:
    changes = row["changes"]
    told = "，".join(f"{KINDS[kind]} {count} 条" for kind, count in (changes or {}).items() if count)
    against = "" if changes is None else f"，比上一版{told or '文字无变化'}"
    mark = "（现用）" if row["current"] else ""
    when = row["read"].replace("T", " ")[:16]
    return f"第 {row['number']} 版{mark}：{when} 读入，{row['clauses']} 个条款，摘要 {row['digest'][:12]}{against}"


def _diff(options: argparse.Namespace) -> int:
    catalog = catalog_of(options)
    names = catalog.names()
    name = one_source(options.source, names)
    if options.other is None:
        first, second = _two_versions(catalog.revisions(name), options.first, options.second)
    else:
        other = catalog.revisions(one_source(options.other, names))
        first, second = _one(catalog.revisions(name), options.first), _one(other, options.second)
    changes = changes_between(first.clauses, second.clauses)
    if options.json:
        for change in changes:
            print(json_line(change_json(change)))
        return 0
    print(printable(f"{_title(first)} → {_title(second)}"))
    for change in changes:
        print(change_text(change))
    if not changes:
        print("两者条款相同。")
    return 0


def _two_versions(
    several: Sequence[Revision], first: int | None, second: int | None
) -> tuple[Revision, Revision]:
    """The versions to compare: the last two where no numbers are given."""
    after = _one(several, second)
    before = [one for one in several if one.number < after.number]
    if first is not None:
        return _one(several, first), after
    if not before:
        raise UserError(
            f"“{after.name}”在第 {after.number} 版之前没有更早的版本可比，请用 zhice docs --history 查看历次版本。"
        )
    return before[-1], after


def _one(several: Sequence[Revision], number: int | None) -> Revision:
    if number is None:
        return several[-1]
    found = [one for one in several if one.number == number]
    if not found:
        kept = "、".join(str(one.number) for one in several)
        raise UserError(f"“{several[-1].name}”没有第 {number} 版，库里留有第 {kept} 版。")
    return found[0]


def _title(revision: Revision) -> str:
    return f"{revision.name} 第 {revision.number} 版"


def change_text(change: ClauseChange) -> str:
    """A difference in one line: its kind, where, and the words, changed ones as [-旧-]{+新+}."""
    before, after = change.before, change.after
    if before and after:
        where = before.address if before.address == after.address else f"{before.address} → {after.address}"
        pieces = word_changes(before.text, after.text)
        words = "".join(_PIECES[piece.kind].format(piece.text) for piece in pieces)
        return printable(
            f"[{KINDS[change.kind]}] {where}：{words if change.kind == 'changed' else after.text}"
        )
    clause = before or after
    assert clause is not None
    return printable(f"[{KINDS[change.kind]}] {clause.address}：{clause.text}")


def change_json(change: ClauseChange) -> dict[str, Any]:
    """A difference as plain values; `words` are the pieces of a changed clause."""
    before, after = change.before, change.after
    pieces = word_changes(before.text, after.text) if before and after and change.kind == "changed" else ()
    return {
        "change": change.kind,
        "before": _clause_json(before),
        "after": _clause_json(after),
        "words": [[piece.kind, piece.text] for piece in pieces],
    }


def _clause_json(clause: Clause | None) -> dict[str, Any] | None:
    if clause is None:
        return None
    return {
        "id": clause.id,
        "clause": clause.address,
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
    }
