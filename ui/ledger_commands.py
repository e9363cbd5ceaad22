"""The commands on the ledger: zhice ledger | compare | cascade | gaps | departments | correct."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import UserError, reason_of
from ui.arguments import catalog_of, json_line, note_deed, one_source, settings_of
from ui.terminal import printable

if TYPE_CHECKING:
    from knowledge.corrections import Action, Decision

Command = Callable[[str, Any, str], argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """Add the commands on the ledger to the parser."""
    ledger = command("ledger", _ledger, "任务分解台账：按部门、文件、时限等查，全部列出并计数")
    _add_filters(ledger)
    ledger.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    ledger.add_argument("--out", type=Path, metavar="文件", help="导出：.xlsx、.csv、.docx、.ics 或 .jsonl")
    ledger.add_argument("--columns", metavar="列", help="导出哪些列，用逗号隔开（默认为台账常用的 11 列）")
    compare = command("compare", _compare, "逐项对照两个文件：相同、变化、各自独有")
    compare.add_argument("first", metavar="文件甲", help="文件名，可只写开头")
    compare.add_argument("second", metavar="文件乙", help="文件名，可只写开头")
    compare.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    cascade = command("cascade", _cascade, "上级文件的每项任务，下级文件由哪一条落实")
    cascade.add_argument("upper", metavar="上级文件", help="文件名，可只写开头")
    cascade.add_argument("lower", metavar="下级文件", help="文件名，可只写开头")
    cascade.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    gaps = command("gaps", _gaps, "查缺：指标不一致、没有责任主体、没有时限、时限已过、不在名册")
    gaps.add_argument("--source", metavar="文件名", default="", help="只查这个文件")
    gaps.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    departments = command("departments", _departments, "文件里写到的部门和单位")
    departments.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    departments.add_argument("--write", type=Path, metavar="文件", help="写出一份可编辑的部门名册")
    _add_correct(command("correct", _correct, "人工核对台账：确认、更正、否定一行"))


def _add_filters(ledger: argparse.ArgumentParser) -> None:
    ledger.add_argument("--department", metavar="部门", default="", help="只列这个部门或单位的")
    ledger.add_argument(
        "--role", metavar="角色", default="全部", help="与 --department 同用：牵头、配合或全部（默认）"
    )
    ledger.add_argument("--all-offices", action="store_true", help="同时列出面向机关各部门的")
    ledger.add_argument("--source", metavar="文件名", default="", help="只列这个文件的")
    ledger.add_argument("--region", metavar="地区", default="", help="只列这个地区的文件，例如 北京")
    ledger.add_argument(
        "--kind", metavar="类型", action="append", default=[], help="指标、时限、频次或责任，可多次写"
    )
    ledger.add_argument("--after", metavar="日期", help="时限不早于这一天，例如 2025-01-01、2025")
    ledger.add_argument("--before", metavar="日期", help="时限不晚于这一天，例如 2025-12-31、2025-06、2025")
    ledger.add_argument("--frequency", metavar="频次", default="", help="例如 每年、每季度、每两年")
    ledger.add_argument("--text", metavar="词", default="", help="原文或标题里有这些词（空格隔开）")
    ledger.add_argument("--review", action="store_true", help="只列待核的")


def _add_correct(correct: argparse.ArgumentParser) -> None:
    correct.add_argument("row", nargs="?", metavar="编号", help="台账里那一行的编号，可只写开头")
    what = correct.add_mutually_exclusive_group()
    what.add_argument("--confirm", action="store_true", help="确认无误")
    what.add_argument("--reject", action="store_true", help="否定：这一行不是任务")
    what.add_argument("--withdraw", action="store_true", help="撤回以前的决定")
    what.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="项=值",
        dest="changes",
        help="更正，例如 牵头部门=科普部、时限=2025-12-31、频次=每年、指标=不少于20名；没有写“无”",
    )
    correct.add_argument("--who", metavar="姓名", help="谁作的决定（默认为当前用户）")
    correct.add_argument("--log", action="store_true", help="列出全部决定")
    correct.add_argument("--review", action="store_true", help="列出条款已变、需要重看的决定")


def _open(options: argparse.Namespace) -> tuple[Any, Any]:
    """The catalog's snapshot and the ledger."""
    from knowledge.ledger import open_ledger

    catalog = catalog_of(options)
    return catalog.snapshot(), open_ledger(catalog, settings_of(options).data)


def _ledger(options: argparse.Namespace) -> int:
    from knowledge.departments import UnclearDepartment
    from knowledge.ledger import Filter
    from ui.ledger_filter import KINDS, ROLES, day_of, one_of, per_of
    from ui.ledger_text import row_text

    snapshot, ledger = _open(options)
    wanted = Filter(
        department=options.department.strip(),
        role=one_of(options.role, ROLES, "角色"),
        all_offices=options.all_offices,
        source=one_source(options.source, snapshot.clauses) if options.source else "",
        region=options.region.strip(),
        kinds=frozenset(one_of(kind, KINDS, "类型") for kind in options.kind),
        since=day_of(options.after, last=False) if options.after else None,
        until=day_of(options.before, last=True) if options.before else None,
        per=per_of(options.frequency) if options.frequency else "",
        text=options.text,
        to_review=options.review,
    )
    try:
        selection = ledger.select(wanted)
    except UnclearDepartment as error:
        raise UserError(f"{str(error).removesuffix('。')}（zhice departments 列出部门）。") from error
    if options.out:
        from ui.exports import DEFAULT_COLUMNS, export

        columns = re.split("[,，、]", options.columns) if options.columns else DEFAULT_COLUMNS
        print(export(selection.rows, options.out, columns, selection.coverage, date.today()), file=sys.stderr)
    elif options.columns:
        raise UserError("--columns 只用于导出，请与 --out 一起使用。")
    else:
        for number, row in enumerate(selection.rows, 1):
            print(json_line(row.as_json()) if options.json else row_text(number, row))
    _tell(selection.coverage)
    if selection.all_offices_left:
        _tell(["加 --all-offices 一并列出面向机关各部门的。"])
    return 0


def _compare(options: argparse.Namespace) -> int:
    from knowledge.alignment import compare
    from ui.ledger_text import comparison_json, comparison_text

    snapshot, ledger, first, second = _two(options, options.first, options.second)
    found = compare(snapshot.clauses[first], snapshot.clauses[second], _rows_of(ledger, first, second))
    lines = map(json_line, comparison_json(found)) if options.json else comparison_text(found, first, second)
    _print(lines)
    changed = sum(bool(pair.changes) for pair in found.pairs)
    same, only = len(found.pairs) - changed, (len(found.only_first), len(found.only_second))
    _tell(
        [
            f"对上 {len(found.pairs)} 项（相同 {same}，有变化 {changed}），只有甲 {only[0]} 项，只有乙 {only[1]} 项。"
        ]
    )
    return 0


def _cascade(options: argparse.Namespace) -> int:
    from knowledge.cascade import cascade
    from ui.ledger_text import cascade_json, cascade_text

    snapshot, ledger, upper, lower = _two(options, options.upper, options.lower)
    found = cascade(snapshot.clauses[upper], snapshot.clauses[lower], _rows_of(ledger, upper, lower))
    _print(map(json_line, cascade_json(found)) if options.json else cascade_text(found))
    counts = {grade: sum(one.grade == grade for one in found) for grade in ("carried", "near", "none")}
    below = sum(bool(one.below) for one in found)
    _tell(
        [
            f"上级任务 {len(found)} 项：落实 {counts['carried']}，只有相近条款 {counts['near']}，没有对应 {counts['none']}；低于上级指标 {below} 项。"
        ]
    )
    return 0


def _gaps(options: argparse.Namespace) -> int:
    from knowledge.gaps import GAPS, gaps
    from knowledge.ledger import Filter
    from ui.ledger_text import gap_json, gap_text

    snapshot, ledger = _open(options)
    source = one_source(options.source, snapshot.clauses) if options.source else ""
    selection = ledger.select(Filter(source=source))
    found = gaps(selection.rows, ledger.roster, date.today())
    _print(json_line(gap_json(gap)) if options.json else gap_text(gap) for gap in found)
    counts = "，".join(
        f"{label} {n} 处" for kind, label in GAPS.items() if (n := sum(gap.kind == kind for gap in found))
    )
    without = (
        ""
        if ledger.roster.has_file
        else "没有部门名册，未查“不在名册”（用 zhice departments --write 写一份）。"
    )
    _tell([f"查了 {len(selection.rows)} 项：{counts or '没有发现问题'}。{without}", *selection.coverage[1:]])
    return 0


def _departments(options: argparse.Namespace) -> int:
    from knowledge.departments import FILE_NAME, roster_text
    from ui.ledger_text import department_json, department_text

    _, ledger = _open(options)
    known = ledger.roster.departments
    if options.write:
        if options.write.exists():
            raise UserError(f"“{options.write}”已经存在，请换一个文件名，以免盖掉您的名册。")
        try:
            options.write.write_text(roster_text(known), encoding="utf-8")
        except OSError as error:
            raise UserError(f"无法写入“{options.write}”（{reason_of(error)}），请检查路径和权限。") from error
        _tell(
            [f"已写出 {len(known)} 个部门和单位：{options.write}。改好后放进数据目录，文件名 {FILE_NAME}。"]
        )
        return 0
    issuer: object = False
    for department in known:
        if not options.json and department.issuer != issuer:
            issuer = department.issuer
            print(f"【{issuer or '名册或未写明发文机关'}】")
        print(json_line(department_json(department)) if options.json else f"  {department_text(department)}")
    _tell([f"共 {len(known)} 个部门和单位。"])
    return 0


def _correct(options: argparse.Namespace) -> int:
    from knowledge.corrections import ACTION_LABELS
    from knowledge.ledger import open_ledger, record_decision

    catalog, folder = catalog_of(options), settings_of(options).data
    if options.log or options.review:
        ledger = open_ledger(catalog, folder)
        shown = ledger.to_review if options.review else ledger.decisions
        _print(_decision_text(decision) for decision in shown)
        _tell([f"共 {len(shown)} 条{'，条款已变或已不在，请重看' if options.review and shown else ''}。"])
        return 0
    action = _action(options)
    if not options.row or action is None:
        raise UserError("请写明编号和决定，例如：zhice correct 编号 --confirm；用 zhice ledger 查看编号。")
    who = _who(options.who)
    changes = dict(_change(text) for text in options.changes)
    row = record_decision(catalog, folder, options.row, action, changes, who, datetime.now().astimezone())
    note_deed(options, "corrected", f"{row.source.name} {row.clause.address}：{row.task}", who)
    _tell([printable(f"已记下：{ACTION_LABELS[action]}（{who}）。{row.clause.address}：{row.task}")])
    return 0


def _who(given: str | None) -> str:
    """Who decides: the name given, else the user's; UserError where neither says."""
    try:
        who = (given if given is not None else getpass.getuser()).strip()
    except (KeyError, OSError):
        who = ""
    if not who:
        raise UserError("请用 --who 写明是谁作的决定，例如：--who 张三。")
    return who


def _action(options: argparse.Namespace) -> Action | None:
    if options.confirm:
        return "confirm"
    if options.reject:
        return "reject"
    return "withdraw" if options.withdraw else "correct" if options.changes else None


def _decision_text(decision: Decision) -> str:
    from knowledge.corrections import ACTION_LABELS

    changes = "；".join(f"{name}={value}" for name, value in decision.changes.items())
    what = ACTION_LABELS[decision.action] + (f"（{changes}）" if changes else "")
    where = f"{decision.source} {decision.clause}“{decision.quote}”　编号 {decision.row}"
    return printable(f"{decision.at} {decision.who} {what}：{where}")


def _two(options: argparse.Namespace, first: str, second: str) -> tuple[Any, Any, str, str]:

    snapshot, ledger = _open(options)
    names = [one_source(name, snapshot.clauses) for name in (first, second)]
    if names[0] == names[1]:
        raise UserError(f"两个文件都是“{names[0]}”，请写两个不同的文件。")
    return snapshot, ledger, names[0], names[1]


def _rows_of(ledger: Any, *names: str) -> list[Any]:
    return [row for row in ledger.rows if row.source.name in names]


def _change(text: str) -> tuple[str, str]:
    name, equals, value = re.sub("＝", "=", text, count=1).partition("=")
    if not equals or not value.strip():
        raise UserError(f"“{text}”应写成 项=值，例如：牵头部门=科普部；没有的写“无”。")
    return name.strip(), value.strip()


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
