"""Plans of an invented city, by their tasks."""

from __future__ import annotations

from ingest.split import split
from knowledge.documents import PolicyDocument

PLAN = "霞屿市海岛科普计划\n霞科协发〔2031〕4号\n一、主要任务\n{}\n"


def plan(tasks: list[str], name: str) -> PolicyDocument:
    return split(PLAN.format("\n".join(f"{n}.{task}" for n, task in enumerate(tasks, 1))), name)
