"""The aligned tasks of two documents as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.alignment import Change, Task
from ui.exports.columns import clean
from ui.exports.files import known_suffix, whole_file
from ui.exports.spreadsheet import write_sheet

WIDTHS = {"结果": 14, "变化": 32, "甲：条款": 18, "甲：任务": 60, "乙：条款": 18, "乙：任务": 60}
Entry = tuple[Task | None, Task | None, tuple[Change, ...]]


def export_comparison(groups: Mapping[str, Sequence[Entry]], path: Path, titles: tuple[str, str]) -> str:
    """Write the rows under the captions of their groups; a Chinese sentence that says what was written."""
    known_suffix(path, (".xlsx",))
    lines = [_line(caption, *entry) for caption, entries in groups.items() for entry in entries]
    notes = [f"甲：{titles[0]}", f"乙：{titles[1]}", "任务按词语相近对齐，请以原文为准。"]
    with whole_file(path) as draft:
        write_sheet(draft, "任务对照", WIDTHS, lines, [clean(note) for note in notes])
    return f"已写入 {len(lines)} 行：{path.name}"


def _line(
    caption: str, first: Task | None, second: Task | None, changes: Sequence[Change]
) -> tuple[str, ...]:
    told = "；".join(change.told for change in changes)
    sides = (part for task in (first, second) for part in _side(task))
    return tuple(clean(text) for text in (caption, told, *sides))


def _side(task: Task | None) -> tuple[str, str]:
    return (task.clause.address, task.text) if task else ("", "")
