"""Headers of tables of tasks: which column is which."""

from __future__ import annotations

import pytest

from ingest.tasks.columns import columns


def named(header: str) -> dict[str, str]:
    """The headers of each kind of column."""
    cells = header.split("｜")
    found = columns(cells)
    if found is None:
        return {}
    places = {
        "task": (found.task,), "measures": found.measures, "goals": found.goals, "lead": found.lead,
        "support": found.support, "time": found.time,
    }  # fmt: skip
    return {kind: "、".join(cells[i] for i in where) for kind, where in places.items() if where}


@pytest.mark.parametrize(
    ("header", "kinds"),
    [
        (
            "序号｜重点任务｜牵头单位｜配合单位｜完成时限",
            "task 重点任务 lead 牵头单位 support 配合单位 time 完成时限",
        ),
        ("任务｜责任领导｜牵头单位｜责任单位｜时限", "task 任务 lead 牵头单位 support 责任单位 time 时限"),
        ("任务｜责任单位｜牵头单位", "task 任务 lead 牵头单位 support 责任单位"),
        ("任务｜责任单位｜责任人｜联系人", "task 任务 lead 责任单位"),
        ("任务｜责任部门及责任人", "task 任务 lead 责任部门及责任人"),
        ("任务｜责任人", "task 任务 lead 责任人"),
        ("任务｜配合责任单位｜牵头责任单位", "task 任务 lead 牵头责任单位 support 配合责任单位"),
        (
            "工作任务｜具体措施｜责任单位｜启动时间｜完成时间",
            "task 工作任务 measures 具体措施 lead 责任单位 time 完成时间",
        ),
        ("任务｜责任单位｜工作进度｜完成时限", "task 任务 lead 责任单位 time 完成时限"),
        ("任务｜责任单位｜起止时间", "task 任务 lead 责任单位 time 起止时间"),
        ("任务｜责任单位｜开工时间", "task 任务 lead 责任单位"),
        ("任务｜责任单位｜完成情况", "task 任务 lead 责任单位"),
        ("项目名称｜主要内容｜责任单位", "task 项目名称 measures 主要内容 lead 责任单位"),
        ("主要内容｜责任单位", "task 主要内容 lead 责任单位"),
        ("任务类别｜任务内容｜责任单位", "task 任务内容 lead 责任单位"),
        ("重点任务｜具体任务｜责任单位", "task 重点任务 measures 具体任务 lead 责任单位"),
        ("目标任务｜年度目标｜责任单位", "task 目标任务 goals 年度目标 lead 责任单位"),
        ("任务｜数量", ""),
        ("姓名｜责任单位", ""),
        ("1｜完成任务｜压实责任", ""),
        ("任务｜责任单位｜这一列的标题比标题通常的长度要长得多", ""),
    ],
)
def test_each_column_has_its_kind(header: str, kinds: str) -> None:
    words = kinds.split()
    assert named(header) == dict(zip(words[::2], words[1::2], strict=True))
