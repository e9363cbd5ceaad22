"""`zhice onboard`: what somebody new in a post reads, and a quiz on it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from knowledge.errors import UserError
from ui.arguments import catalog_of, settings_of

FIRST_QUIZ = 1


def add_onboarding(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    onboard = command("onboard", _onboard, "新任干部：某部门某岗位先读哪些条款，附术语和测验")
    onboard.add_argument("department", metavar="部门", help="部门名称；分管几个部门时用顿号隔开")
    onboard.add_argument(
        "--post", metavar="岗位", default="部门负责人", help="分管领导、部门负责人（默认）或一般干部"
    )
    onboard.add_argument("--quiz", action="store_true", help="附测验题和答案")
    onboard.add_argument("--seed", type=int, metavar="N", help="测验第几套题（默认第 1 套），与 --quiz 同用")
    onboard.add_argument("--out", type=Path, metavar="文件", help="写成文件：.docx 或 .md")


def _onboard(options: argparse.Namespace) -> int:
    from assistant.onboarding import course, post_of
    from assistant.quiz import of_course
    from knowledge.ledger import open_ledger
    from ui.exports.course import course_blocks, export_course

    if options.seed is not None and not options.quiz:
        raise UserError("--seed 说明出第几套题，请与 --quiz 一起使用。")
    catalog: Any = catalog_of(options)
    ledger = open_ledger(catalog, settings_of(options).data)
    found = course(catalog, ledger, options.department, post_of(options.post), date.today())
    questions = of_course(found, options.seed or FIRST_QUIZ) if options.quiz else ()
    if options.out:
        said = export_course(found, questions, {}, options.out, datetime.now().astimezone())
        print(said, file=sys.stderr)
        return 0
    for block in course_blocks(found, questions, {}):
        print(_FORMS.get(block.kind, "{}").format(block.text))
    return 0


_FORMS = {"heading": "\n{}", "source": "  ［{}］", "label": "\n{}"}
