"""Tables that hand out tasks (任务分工表): which cell is the task, whose it is, until when.

A table is known by its header: a column of tasks and one of bodies (责任单位, 牵头部门). Cells stand
between | (Markdown) or tabs. An empty cell under a body or a time repeats the one above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.documents import Clause, join_lines

_HEADERS = {
    "task": re.compile("任务|工作内容|事项|举措|措施|项目名称|重点工作|主要内容|目标|内容"),
    "support": re.compile("配合|协办|协同|参与|协助"),
    "lead": re.compile("牵头|责任|负责|承办|主办|实施单位|主体"),
    "time": re.compile("时限|时间|期限|进度"),
}
_RULE = re.compile(r"[\s|:：\-—]+")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of such a table: where it stands in the clause's text, its task's place, and its cells."""

    begin: int
    stop: int
    task: tuple[int, int]
    lead: str
    support: str
    time: str


def task_rows(clause: Clause) -> tuple[TaskRow, ...]:
    """The rows of a clause's table of tasks; none where it has no such table."""
    lines = [line for line in clause.raw.split("\n") if len(_cells(line)) > 1]
    columns: dict[str, int] = {}
    rows: list[TaskRow] = []
    above = {"lead": "", "support": "", "time": ""}
    cursor = 0
    for line in lines:
        joined = join_lines(line)
        begin = clause.text.find(joined, cursor)
        if begin < 0:
            continue
        cells = _cells(line)
        if not columns:
            columns = _columns(cells)
        elif not _RULE.fullmatch(line) and len(cells) > columns["task"]:
            row = _row(clause.text, begin, joined, cells, columns, above)
            rows.extend([row] if row else [])
        cursor = begin + len(joined)
    return tuple(rows)


def _cells(line: str) -> list[str]:
    text = line.strip()
    separator = "|" if text.count("|") > 1 else "\t"
    return [join_lines(cell.strip()) for cell in text.strip("|").split(separator)]


def _columns(cells: list[str]) -> dict[str, int]:
    """What each column holds; {} unless there are tasks and bodies."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        kind = next(
            (kind for kind in ("support", "lead", "time", "task") if _HEADERS[kind].search(cell)), None
        )
        if kind and len(cell) <= 12:
            found.setdefault(kind, place)
    return found if {"task", "lead"} <= set(found) else {}


def _row(
    text: str, begin: int, joined: str, cells: list[str], columns: dict[str, int], above: dict[str, str]
) -> TaskRow | None:
    for kind in above:
        place = columns.get(kind, len(cells))
        cell = cells[place] if place < len(cells) else ""
        above[kind] = cell or above[kind]
    task = cells[columns["task"]]
    start = text.find(task, begin, begin + len(joined)) if task else -1
    if start < 0:
        return None
    return TaskRow(begin, begin + len(joined), (start, start + len(task)), **above)
