"""Tables that hand out tasks (任务分工表): which cell is the task, whose it is, until when.

A table is known by its header: a column of tasks and one of bodies (责任单位, 牵头部门). Cells stand
between | (Markdown) or tabs, one row a line; the rows may be spread over several clauses. An empty
cell under the responsible body repeats the one above it (a merged cell).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.rows import cells, is_rule
from knowledge.documents import Clause, join_cells, join_lines

_HEADERS = {
    "support": re.compile("配合|协办|协同|参与|协助"),
    "lead": re.compile("牵头|责任|负责|承办|主办|实施单位|主体"),
    "time": re.compile("时限|时间|期限|进度"),
    "goal": re.compile("目标|指标|成果|要求|标准"),
    "task": re.compile("任务|工作内容|事项|举措|措施|项目名称|重点工作|主要内容|内容"),
}
LONGEST_HEADER = 12


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of such a table: where it stands in the clause's text, the places of its task and its goal,
    and its other cells; `merged` if the body is that of the row above."""

    begin: int
    stop: int
    task: tuple[int, int]
    goal: tuple[int, int] | None
    lead: str
    support: str
    time: str
    merged: bool


class TaskTables:
    """Reads the tables of a document clause by clause; a header holds until a clause without cells."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._lead = ""

    def holds(self, clause: Clause) -> bool:
        """Whether a clause, once read, belongs to such a table, be it that no row of it hands out a task."""
        return clause.kind == "table" and bool(self._columns)

    def rows(self, clause: Clause) -> tuple[TaskRow, ...]:
        """The rows of a table of tasks in a clause; none where it holds no part of one."""
        lines = [line for line in clause.raw.split("\n") if len(cells(line)) > 1]
        if not lines:
            self._columns = {}
            return ()
        return tuple(self._read(clause, lines))

    def _read(self, clause: Clause, lines: list[str]) -> Iterator[TaskRow]:
        cursor = 0
        for line in lines:
            joined, found = (join_cells if clause.kind == "table" else join_lines)(line), cells(line)
            begin = clause.text.find(joined, cursor)
            if begin < 0:
                continue
            cursor = begin + len(joined)
            if header := columns(found):
                self._columns, self._lead = header, ""
            elif self._columns and not is_rule(line) and len(found) > self._columns["task"]:
                yield from self._row(clause.text, begin, cursor, found)

    def _row(self, text: str, begin: int, stop: int, found: list[str]) -> Iterator[TaskRow]:
        cell = {kind: found[place] if place < len(found) else "" for kind, place in self._columns.items()}
        self._lead = cell["lead"] or self._lead
        task = _place(text, cell["task"], begin, stop)
        if task is None:
            return
        goal = _place(text, cell.get("goal", ""), task[1], stop)
        support, time = cell.get("support", ""), cell.get("time", "")
        yield TaskRow(begin, stop, task, goal, self._lead, support, time, not cell["lead"])


def _place(text: str, cell: str, begin: int, stop: int) -> tuple[int, int] | None:
    start = text.find(cell, begin, stop) if cell else -1
    return (start, start + len(cell)) if start >= 0 else None


def columns(cells: list[str]) -> dict[str, int]:
    """What each column holds; {} unless the cells are a header with tasks and bodies."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        kind = next((kind for kind, pattern in _HEADERS.items() if pattern.search(cell)), None)
        if kind and len(cell) <= LONGEST_HEADER:
            found.setdefault(kind, place)
    short = all(len(cell) <= LONGEST_HEADER for cell in cells)
    return found if short and {"task", "lead"} <= set(found) else {}
