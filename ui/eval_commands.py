"""`zhice eval`: one suite, all of them, and what goes with them."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from knowledge.errors import UserError
from ui.arguments import catalog_of, settings_of
from ui.terminal import printable_lines

ACTIONS = {
    "run": "评测一个题库（默认）",
    "all": "评测全部题库",
    "adopt": "把用户对回答的意见收为题（不写编号则列出）",
    "judge": "请评判模型看引用是否支持回答（不进门槛）",
    "baselines": "与教程做法、仅关键词、仅向量对照",
}
DATA = Path("build/evals")
OUTSIDE = Path("../shared")
_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys("suite sheet corpus gate against accept results page summary grade reject".split()),
    **{name: [] for name in "excuse source clause quote fact only".split()},
    **{"ledger": False, "approve": False, "complete": False, "fails": 0, "item": "", "outside": OUTSIDE},
}


def add_evaluation(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = command("eval", _eval, "运行评测题库")
    add = parser.add_argument
    listed = "；".join(f"{name} {text}" for name, text in ACTIONS.items())
    add("action", nargs="?", choices=list(ACTIONS), default="run", metavar="做什么", help=listed)
    add("item", nargs="?", default="", metavar="编号", help="adopt：意见的编号")
    add("--suite", type=Path, metavar="文件", help="题库（.jsonl 或 .xlsx）")
    add("--ledger", action="store_true", help="题库是台账行：核对台账而不是问答")
    add("--sheet", type=Path, metavar="文件", help="只把题库写成表格（.xlsx），供修改后再用")
    add("--corpus", type=Path, metavar="目录", help="先把这个目录入库")
    add("--gate", type=Path, metavar="文件", help="门槛（TOML），未达到时退出状态为 1")
    add("--against", type=Path, metavar="文件", help="与上次的结果逐题比较，原来通过的不许变坏")
    add("--excuse", action="append", default=[], metavar="题号=理由", help="允许变坏的题，可多次写")
    add("--accept", type=Path, metavar="路径", help="达标时把逐题得分写到这里，作为下次的对照（all：目录）")
    add("--results", type=Path, metavar="路径", help="逐题结果写到这里（all：目录）")
    add("--page", type=Path, metavar="文件", help="写一份网页报告（.html，自成一体，可离线打开）")
    add("--summary", type=Path, metavar="文件", help="写一份摘要（.md），可贴到合并请求里")
    add("--fails", type=int, default=0, metavar="N", help="列出前 N 道未通过的题")
    add("--source", action="append", default=[], metavar="文件", help="adopt：正确条款所在的文件")
    add("--clause", action="append", default=[], metavar="条款", help="adopt：正确条款的位置")
    add("--quote", action="append", default=[], metavar="引文", help="adopt：条款里作为依据的原话")
    add("--fact", action="append", default=[], metavar="事实", help="adopt：应有的事实，几种写法用 | 隔开")
    add("--grade", metavar="种类", help="adopt：应当拒答，种类为 absent、near、conflict 或 outside")
    add("--approve", action="store_true", help="adopt：审核通过，从此计入得分")
    add("--reject", metavar="理由", help="adopt：不收为题，写明理由")
    add("--complete", action="store_true", help="all：仓库以外的资料缺了也算不达标")
    add("--only", action="append", default=[], metavar="题库名", help="all：只评测这些题库，可多次写")
    add("--outside", type=Path, default=OUTSIDE, metavar="目录", help="all：仓库以外的资料在哪里")


# The options that each action looks at, besides --data.
USED = {
    "run": "suite ledger sheet corpus gate against excuse accept results page summary fails",
    "all": "only outside complete accept results page summary fails",
    "baselines": "only outside",
    "adopt": "item suite source clause quote fact grade approve reject",
    "judge": "suite",
}
BY_LEDGER = "suite ledger corpus gate against accept page summary fails"
BY_SHEET = "suite sheet"


def _eval(options: argparse.Namespace) -> int:
    used = USED[options.action]
    if options.action == "run":
        used = BY_SHEET if options.sheet else BY_LEDGER if options.ledger else used
    given = [name for name, default in _DEFAULTS.items() if getattr(options, name) != default]
    if spare := [name for name in given if name not in used.split()]:
        shown = "编号" if spare[0] == "item" else f"--{spare[0]}"
        what = {BY_LEDGER: "台账评测", BY_SHEET: "写出表格时"}.get(used, f"zhice eval {options.action}")
        raise UserError(f"{what} 用不上 {shown}，请去掉，或用 zhice eval --help 查看用法。")
    if options.action in _OTHERS:
        return _OTHERS[options.action](options)
    _needs_suite(options)
    return _sheet(options) if options.sheet else _one(options)


def _needs_suite(options: argparse.Namespace) -> None:
    if options.suite is None:
        raise UserError(
            "请用 --suite 写明题库，例如：zhice eval --suite evals/suites/sample.jsonl；全部题库：zhice eval all。"
        )


def _one(options: argparse.Namespace) -> int:
    from evals.evaluate import Options, evaluate
    from evals.ledger import LedgerOptions, evaluate_ledger
    from evals.report import outcome_text, progress_on
    from evals.target import documents_of, indexed, target_of

    _keeps_the_suite(options)
    settings, excused = settings_of(options), _excused(options.excuse)
    if options.corpus:
        indexed(options.corpus, settings)
    if options.ledger:
        catalog = catalog_of(options)
        held = LedgerOptions(options.gate, options.against, options.accept)
        outcome = evaluate_ledger(options.suite, catalog.commitments(), documents_of(catalog), held)
    else:
        further = Options(
            gate=options.gate,
            against=options.against,
            excused=excused,
            accept=options.accept,
            results=options.results,
        )
        outcome = evaluate(options.suite, target_of(settings), further, progress_on(sys.stderr))
    print(printable_lines(outcome_text(outcome, options.fails)))
    if options.accept and outcome.breaches:
        print("没有达标，这次的得分没有留作对照。", file=sys.stderr)
    _write_reports(options, [outcome])
    _keep(settings.data, outcome)
    return 1 if outcome.breaches else 0


def _keep(folder: Path, outcome: Any) -> None:
    """Keep the run for the page; where that fails the run is worth the same."""
    from evals.runs import keep

    try:
        keep(folder, outcome, datetime.now().astimezone())
    except UserError as error:
        print(f"这次评测没有留存：{error}", file=sys.stderr)


def _keeps_the_suite(options: argparse.Namespace) -> None:
    """No output may be written onto the suite."""
    for name in ("sheet", "results", "accept", "page", "summary"):
        path = getattr(options, name)
        if path and path.resolve() == options.suite.resolve():
            raise UserError(f"--{name} 不能就是题库 {options.suite}，请换一个文件名。")


def _write_reports(options: argparse.Namespace, outcomes: Any) -> None:
    if options.page:
        from evals.page import write_page

        write_page(options.page, outcomes)
    if options.summary:
        from evals.summary import write_summary

        write_summary(options.summary, outcomes)


def _excused(written: list[str]) -> dict[str, str]:
    pairs = dict(one.partition("=")[::2] for one in written)
    if bare := [case for case, reason in pairs.items() if not reason.strip()]:
        raise UserError(f"允许变坏的题 {bare[0]} 没有写理由，请写成 --excuse {bare[0]}=理由。")
    return pairs


def _chosen(options: argparse.Namespace) -> Any:
    from evals.plan import entries

    known = entries()
    if strangers := set(options.only) - {entry.name for entry in known}:
        names = "、".join(entry.name for entry in known)
        raise UserError(f"没有名为“{'、'.join(sorted(strangers))}”的题库，可用：{names}。")
    return [entry for entry in known if not options.only or entry.name in options.only]


def _all(options: argparse.Namespace) -> int:
    from evals.plan import Entry, Places, run_plan
    from evals.report import outcome_text, overview, progress_on

    chosen = _chosen(options)
    places = Places(options.data or DATA, options.outside, options.results, options.accept, options.complete)

    def told(entry: Entry) -> None:
        print(f"评测 {entry.name}（{entry.title}）……", file=sys.stderr)

    settings: Any = settings_of(options)
    outcomes = []
    for outcome in run_plan(chosen, places, settings, progress_on(sys.stderr), told):
        text = printable_lines(outcome_text(outcome, options.fails))
        print(f"\n== {outcome.name} ==\n\n{text}", flush=True)
        outcomes.append(outcome)
        _keep(settings.data, outcome)
    print(f"\n== 总览 ==\n\n{overview(outcomes)}")
    for outcome in outcomes:
        for breach in outcome.breaches:
            print(printable_lines(f"未达标：{outcome.name}：{breach}"))
    _write_reports(options, outcomes)
    return 1 if any(outcome.breaches for outcome in outcomes) else 0


def _baselines(options: argparse.Namespace) -> int:
    from evals.baselines import COMPARED
    from evals.plan import Places, compare_pipelines
    from evals.report import comparison_table, progress_on

    places = Places(options.data or DATA, options.outside)
    reports = compare_pipelines(_chosen(options), places, settings_of(options), progress_on(sys.stderr))
    print(comparison_table(reports, COMPARED))
    return 0


def _adopt(options: argparse.Namespace) -> int:
    from evals.adopt import SUITE, Gold, adopt, approve, reject
    from evals.cases import GRADES
    from evals.target import documents_of

    folder = settings_of(options).data
    suite = options.suite or folder / SUITE
    if not options.item:
        return _list_remarks(options, folder, suite)
    added = options.fact or options.clause or options.source or options.quote or options.grade
    if options.approve or options.reject is not None:
        if added or (options.approve and options.reject is not None):
            raise UserError("--approve 和 --reject 只表示审核结果，不改题目；要改请改题库文件。")
        if options.approve:
            approve(suite, options.item)
            print("已审核通过，从此计入得分。", file=sys.stderr)
        else:
            made = reject(folder, options.item, options.reject, getpass.getuser(), datetime.now())
            print(f"意见 {made.id} 不收为题，理由已记下。", file=sys.stderr)
        return 0
    if options.grade not in (None, *GRADES):
        raise UserError(f"拒答种类“{options.grade}”不对，可用：{'、'.join(GRADES)}。")
    facts = tuple(tuple(form.strip() for form in fact.split("|")) for fact in options.fact)
    gold = Gold(tuple(options.source), tuple(options.clause), tuple(options.quote), facts, options.grade)
    case = adopt(folder, options.item, gold, documents_of(catalog_of(options)), suite=suite)
    print(
        f"已收入 {suite}：{case.id}，待审核；审核后运行 zhice eval adopt {options.item} --approve。",
        file=sys.stderr,
    )
    return 0


def _list_remarks(options: argparse.Namespace, folder: Path, suite: Path) -> int:
    from evals.adopt import line, waiting
    from knowledge.feedback import read_feedback
    from ui.terminal import printable

    if options.approve or options.reject is not None:
        raise UserError("请写明处理的是哪一条，例如：zhice eval adopt 1a2b3c4d --approve。")
    left = waiting(folder, suite)
    for remark in left:
        print(printable(line(remark)))
    print(f"共 {len(read_feedback(folder))} 条意见，{len(left)} 条还没有处理。", file=sys.stderr)
    return 0


def _judge(options: argparse.Namespace) -> int:
    from assistant.build import chat_generator
    from evals.evaluate import Options, evaluate
    from evals.judge import judge, pairs_of
    from evals.report import agreement_text, progress_on
    from evals.target import target_of

    _needs_suite(options)
    settings = settings_of(options)
    model = chat_generator(settings.judge)
    if model is None:
        raise UserError("请先用 ZHICE_JUDGE_MODEL 和 ZHICE_JUDGE_BASE_URL 写明评判模型。")
    if (settings.judge.model, settings.judge.base_url) == (settings.chat.model, settings.chat.base_url):
        raise UserError("评判模型不能就是作答的对话模型，请换一个。")
    target = target_of(settings)
    report = evaluate(options.suite, target, Options(), progress_on(sys.stderr)).report
    assert report
    found = judge(list(pairs_of(report, target.documents)), model, progress_on(sys.stderr))
    if found is None:
        raise UserError("评判模型没有给出一个看得懂的结论，请检查模型和接口。")
    print(agreement_text(settings.judge.model, found))
    return 0


_OTHERS: dict[str, Callable[[argparse.Namespace], int]] = {
    "all": _all,
    "baselines": _baselines,
    "adopt": _adopt,
    "judge": _judge,
}


def _sheet(options: argparse.Namespace) -> int:
    from evals.evaluate import load_suite
    from evals.sheets import write_sheet

    _keeps_the_suite(options)
    if options.sheet.suffix.lower() != ".xlsx":
        raise UserError(f"表格文件 {options.sheet} 应以 .xlsx 结尾。")
    cases = load_suite(options.suite)
    write_sheet(cases, options.sheet)
    print(f"已写出 {len(cases)} 题：{options.sheet}", file=sys.stderr)
    return 0
