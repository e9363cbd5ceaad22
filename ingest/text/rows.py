"""Rows of tables in plain text: one row a line, its cells between tabs or bars (Markdown)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.text.numbering import mark_of
from knowledge.documents import join_lines

_RULE = re.compile(r"[\s|:：\-—]+")


def cells(line: str) -> list[str]:
    """The cells of a row; a line that is no row is one cell."""
    return [join_lines(cell) for cell in printed_cells(line)]


def printed_cells(line: str) -> list[str]:
    """The cells of a row with the blanks in them, where lines ended."""
    bare = line.strip(" \u3000\n")
    if bare.startswith("|") and bare.count("|") > 1:
        return [cell.strip() for cell in bare[1 : len(bare) - bare.endswith("|")].split("|")]
    if "\t" not in bare and bare.count("|") > 1:
        return [cell.strip() for cell in bare.split("|")]
    return [cell.strip() for cell in bare.split("\t")]


def is_rule(line: str) -> bool:
    """Whether a line only rules off the header of a Markdown table."""
    return bool(_RULE.fullmatch(line))


def table_rows(lines: Sequence[str]) -> list[bool]:
    """For each line (as it stands in the source, blank ones left out) whether it is a row of a table:
    two or more neighbours with several cells each, and among them rows with empty cells."""
    flags = [_may_be_row(line) for line in lines]
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for i in order:
            other = lines[i + step]
            flags[i] = flags[i] or (flags[i + step] and lines[i].count("\t") == other.count("\t") > 0)
    return [
        flag and ((i > 0 and flags[i - 1]) or (i + 1 < len(flags) and flags[i + 1]))
        for i, flag in enumerate(flags)
    ]


def _may_be_row(line: str) -> bool:
    bare = line.strip()
    if bare.startswith("|"):
        return bare.count("|") > 1
    found = [cell.strip() for cell in bare.split("\t") if cell.strip()]
    mark = mark_of(found[0]) if found else None
    numbered = bool(mark and mark.printed.strip() == found[0])
    return len(found) > 1 + numbered
