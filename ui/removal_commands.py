"""The commands that take a document out and put it back in: zhice remove, zhice restore."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ui.arguments import catalog_of, note_deed, one_source, settings_of
from ui.writing import written


def add_removal(command: Any) -> None:
    """Add both commands to the parser."""
    remove = command("remove", _remove, "从库里去掉一个文件（不动原文件）")
    remove.add_argument("source", metavar="文件名", help="文件名，可只写开头")
    restore = command("restore", _restore, "把去掉的文件的最后一版恢复到库里")
    restore.add_argument("source", metavar="文件名", help="文件名，可只写开头")


def _remove(options: argparse.Namespace) -> int:
    from ingest.removal import remove

    name = one_source(options.source, catalog_of(options).snapshot().clauses)
    with written(settings_of(options)) as (catalog, vectors):
        remove(name, catalog, vectors)
    note_deed(options, "removed", name)
    print(
        f"已从库里去掉“{name}”，不再检索；条款留作历史（zhice docs --history），用 zhice restore 恢复。",
        file=sys.stderr,
    )
    return 0


def _restore(options: argparse.Namespace) -> int:
    from ingest.removal import restore

    name = one_source(options.source, catalog_of(options).names())
    with written(settings_of(options)) as (catalog, vectors):
        count = restore(name, catalog, vectors)
    note_deed(options, "restored", name)
    print(f"已把“{name}”的最后一版恢复到库里，{count} 个条款。", file=sys.stderr)
    return 0
