"""The commands on versions: zhice docs --history, zhice diff."""

from __future__ import annotations

import argparse
from typing import Any

from knowledge.changes import ClauseChange, changes_between, word_changes
from knowledge.documents import Clause
from ui.arguments import catalog_of, json_line, one_source
from ui.terminal import printable
from ui.versions import KINDS, one_version, two_versions, version_line, version_rows, version_title

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
            for row in version_rows(several):
                print(json_line(row))
            continue
        gone = "" if several[-1].current else "（已从库中去掉）"
        print(printable(f"{name}{gone}"))
        for row in version_rows(several):
            print(f"  {version_line(row)}")
    return 0


def _diff(options: argparse.Namespace) -> int:
    catalog = catalog_of(options)
    names = catalog.names()
    name = one_source(options.source, names)
    if options.other is None:
        first, second = two_versions(catalog.revisions(name), options.first, options.second)
    else:
        other = catalog.revisions(one_source(options.other, names))
        first, second = (
            one_version(catalog.revisions(name), options.first),
            one_version(other, options.second),
        )
    changes = changes_between(first.clauses, second.clauses)
    if options.json:
        for change in changes:
            print(json_line(change_json(change)))
        return 0
    print(printable(f"{version_title(first)} → {version_title(second)}"))
    for change in changes:
        print(change_text(change))
    if not changes:
        print("两者条款相同。")
    return 0


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
