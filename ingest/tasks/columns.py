"""The header of a table of tasks: what stands in which column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_HEADER = 12
_PERSON = re.compile("责任人|负责人|联系人|联络员|领导(?!小组)|负责同志|姓名|电话|联系方式")
_BODY = re.compile("单位|部门|科室|处室|机构|主体")
_SUPPORT = re.compile("配合|协办|协同|参与|参加|协助")
_CHIEF = re.compile("牵头|主办|主责")
_DUTY = re.compile("责任|负责|承办|实施单位|落实单位|主体")
_START = re.compile("(?:启动|开始|开工|起始|起步)(?!.*(?:完成|完工|竣工|结束))")
_TIMES = (
    re.compile("(?:完成|办结|竣工|完工|结束|截止).{0,2}(?:时|期|日|节点)|时限|期限"),
    re.compile("时间|节点"),
    re.compile("进度"),
)
_GOAL = re.compile("(?:目标|指标|成果|要求|标准)(?!任务)")
_TASK = re.compile("(?:任务|事项|项目名称|重点工作|工作名称)(?!来源|编号|类别|类型|序号|依据)")
_MEASURE = re.compile("措施|举措|内容")
_NUMBER = re.compile(r"[\d.．]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers of columns, from 0: the task, its measures and goals, the bodies that lead and those that
    help, the time by which it is done (at most one); `persons` if those who lead are persons by the header."""

    task: int
    measures: tuple[int, ...]
    goals: tuple[int, ...]
    lead: tuple[int, ...]
    support: tuple[int, ...]
    time: tuple[int, ...]
    persons: bool = False


def columns(cells: Sequence[str]) -> Columns | None:
    """What each column holds; None unless the cells are a header with tasks and bodies.

    Beside a column of those who lead (牵头单位) the others that are responsible (责任单位) help. Persons
    (责任领导) are no bodies, unless nobody else is named. The first column of tasks names them; further
    ones, and those of measures (具体措施), say what is done.
    """
    if any(len(cell) > LONGEST_HEADER or _NUMBER.fullmatch(cell) for cell in cells):
        return None
    kinds = [_kind(cell) for cell in cells]

    def of(*wanted: str) -> tuple[int, ...]:
        return tuple(place for place, kind in enumerate(kinds) if kind in wanted)

    tasks, measures = of("task"), of("measure")
    lead = of("chief") or of("duty")[:1] or of("person")[:1]
    if not (tasks or measures) or not lead:
        return None
    task = (tasks or measures)[0]
    helpers = sorted({*of("support"), *of("duty")} - {*lead})
    others = tuple(place for place in sorted(tasks + measures) if place != task)
    return Columns(
        task, others, of("goal"), lead, tuple(helpers), _time(cells, of("time")), kinds[lead[0]] == "person"
    )


def _kind(cell: str) -> str:
    """The kind of a column by its header, '' for one that does not matter here."""
    if _PERSON.search(cell) and not _BODY.search(cell):
        return "person" if _DUTY.search(cell) else ""
    if _START.search(cell):
        return ""
    for kind, pattern in (
        *(("support", _SUPPORT), ("chief", _CHIEF), ("duty", _DUTY)),
        *(("time", time) for time in _TIMES),
        *(("goal", _GOAL), ("task", _TASK), ("measure", _MEASURE)),
    ):
        if pattern.search(cell):
            return kind
    return ""


def _time(cells: Sequence[str], places: Sequence[int]) -> tuple[int, ...]:
    """The column that says best by when a task is done."""
    best = (place for time in _TIMES for place in places if time.search(cells[place]))
    return tuple(best)[:1]
