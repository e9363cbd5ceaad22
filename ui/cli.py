"""The command line: zhice ingest | watch | ask | history | docs | show | diff | remove | restore | serve | eval, and those
on the ledger.

Data goes to standard output, everything else to standard error. A user's mistake is one Chinese
sentence and exit status 1, never a traceback.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import UserError, reason_of
from ui.arguments import Parser, catalog_of, json_line, one_source, settings_of
from ui.document_text import document_json, document_lines, status_line
from ui.eval_commands import add_evaluation
from ui.history_commands import add_conversation, add_history, answer_in_conversation
from ui.ingest_commands import add_ingest, failed_docs
from ui.ledger_commands import add_commands
from ui.onboarding_commands import add_onboarding
from ui.people_commands import add_people
from ui.removal_commands import add_removal
from ui.version_commands import add_versions, history

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 7860


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except UserError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("已中断。已完成的部分不受影响，再次运行会接着做。", file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"读写失败（{reason_of(error)}），请检查磁盘和权限后再试。", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="zhice", description="知策：政策文件问答，句句有条款出处")
    commands = parser.add_subparsers(
        prog="zhice", dest="command", required=True, metavar="命令", parser_class=Parser
    )

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument(
            "--data", type=Path, metavar="目录", help="数据目录（默认取 ZHICE_DATA 或 ./data）"
        )
        added.set_defaults(run=run)
        return added

    add_ingest(command)
    ask = command("ask", _ask, "提问，回答附条款出处")
    ask.add_argument("question", nargs="?", metavar="问题", help="要问的问题")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument("--batch", type=Path, metavar="文件", help="批量提问：每行一个 JSON 对象")
    ask.add_argument("--out", type=Path, metavar="文件", help="批量回答写到这里（默认标准输出）")
    add_conversation(ask)
    docs = command("docs", _docs, "列出已入库的文件")
    docs.add_argument("--json", action="store_true", help="每个文件输出一行 JSON")
    docs.add_argument("--failed", action="store_true", help="列出没能入库的文件和原因")
    add_versions(command, docs)
    show = command("show", _show, "查看一个文件的条款")
    show.add_argument("source", metavar="文件名", help="文件名，可只写开头")
    show.add_argument("--json", action="store_true", help="每个条款输出一行 JSON")
    show.add_argument("--text", action="store_true", help="输出提取的全文")
    show.add_argument("--reasons", action="store_true", help="同时说明每处切分的理由，列出不入条款的文字")
    add_history(command)
    add_commands(command)
    add_people(command)
    add_removal(command)
    add_onboarding(command)
    serve = command("serve", _serve, "打开网页问答")
    serve.add_argument(
        "--host", default=DEFAULT_HOST, metavar="地址", help=f"监听地址（默认 {DEFAULT_HOST}）"
    )
    serve.add_argument(
        "--port", type=int, default=DEFAULT_PORT, metavar="端口", help=f"端口（默认 {DEFAULT_PORT}）"
    )
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="名称",
        help="还可以用这个域名或地址打开，可多次写",
    )
    serve.add_argument("--user", metavar="姓名", help="网页上的历史对话记在谁名下（默认“本机”）")
    add_evaluation(command)
    return parser


def _assistant(options: argparse.Namespace) -> Any:
    from assistant.build import build

    return build(settings_of(options))


def _ask(options: argparse.Namespace) -> int:
    if options.batch and options.question is not None:
        raise UserError("批量提问（--batch）时不要再写问题，请二选一。")
    if options.batch and options.conversation is not None:
        raise UserError("批量提问（--batch）不记入对话，请不要同时写 --conversation。")
    if options.user is not None and options.conversation is None:
        raise UserError("--user 说明是谁的对话，请与 --conversation 一起使用。")
    if options.batch:
        return _batch(options)
    if options.out:
        raise UserError("--out 只用于批量提问，请与 --batch 一起使用。")
    if options.question is None:
        raise UserError('请写上要问的问题，例如：zhice ask "新建院士专家工作站多少个？"')
    say = _say_json if options.json else _say
    if options.conversation is not None:
        answer_in_conversation(options, _assistant(options), say)
    else:
        say(_assistant(options).ask(options.question))
    return 0


def _say_json(answer: Any) -> None:
    print(json_line(answer.as_json()), flush=True)


def _say(answer: Any) -> None:
    from ui.terminal import plain_text

    print(plain_text(answer), flush=True)


def _batch(options: argparse.Namespace) -> int:
    try:
        lines = options.batch.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"无法读取批量问题文件“{options.batch}”，请确认路径无误、编码为 UTF-8。") from error
    assistant = _assistant(options)
    failed = 0
    try:
        out = options.out.open("w", encoding="utf-8", errors="replace") if options.out else sys.stdout
    except OSError as error:
        raise UserError(f"无法写入“{options.out}”（{reason_of(error)}），请检查路径和权限。") from error
    with out if options.out else _nothing_to_close():
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                asked = _batch_line(line)
                answer = assistant.ask(asked["question"], asked["history"])
            except UserError as error:
                told = str(error).rstrip("。")
                print(f"第 {number} 行：{told}（文件“{options.batch}”）。", file=sys.stderr)
                failed += 1
                continue
            head = {"id": asked["id"]} if asked["id"] is not None else {}
            print(json_line({**head, **answer.as_json()}), file=out, flush=True)
            if sys.stderr.isatty():
                print(f"  {number}/{len(lines)}", end="\r", file=sys.stderr)
    return 1 if failed else 0


def _nothing_to_close() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def _batch_line(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise UserError("不是有效的 JSON，已跳过。") from None
    if (
        not isinstance(value, dict)
        or not isinstance(value.get("question"), str)
        or not value["question"].strip()
    ):
        raise UserError("没有 question（问题），已跳过。")
    history = value.get("history") or []
    if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
        raise UserError("history 应是问题的列表，已跳过。")
    return {"id": value.get("id"), "question": value["question"], "history": history}


def _docs(options: argparse.Namespace) -> int:
    if options.failed:
        return failed_docs(options)
    if options.history is not None:
        return history(options)
    snapshot = catalog_of(options).snapshot()
    for source in snapshot.sources:
        count = len(snapshot.clauses[source.name])
        if options.json:
            print(json_line(document_json(source, count, snapshot.warnings[source.name])))
        else:
            print("\n".join(document_lines(source, count)))
    return 0


def _show(options: argparse.Namespace) -> int:
    catalog = catalog_of(options)
    snapshot = catalog.snapshot()
    name = one_source(options.source, snapshot.clauses)
    if options.text and options.json:
        raise UserError("--text 与 --json 不能同时使用，请二选一。")
    if options.text:
        print(catalog.text(name), end="")
        return 0
    clauses = snapshot.clauses[name]
    if clauses and not options.json and (stale := status_line(clauses[0].source)):
        print(stale)
    for clause in clauses:
        if options.json:
            row = {
                "clause": clause.address,
                "path": list(clause.path),
                "kind": clause.kind,
                "text": clause.text,
                "start": clause.start,
                "end": clause.end,
                "page": clause.page,
            }
            print(json_line(row))
        else:
            reason = f"〔{clause.reason}〕" if options.reasons else ""
            print(f"{'  ' * max(0, len(clause.path) - 1)}{clause.address}{reason}：{clause.text}")
    if options.reasons and not options.json:
        _show_noise(name, catalog.text(name))
    return 0


def _show_noise(name: str, text: str) -> None:
    """What of a text belongs to no clause, under the name of its kind."""
    from ingest.split import split
    from ui.terminal import printable

    for zone in split(text, name).noise:
        print(f"〔不入条款：{zone.name}〕{printable(text[zone.start : zone.end])}")


def _serve(options: argparse.Namespace) -> int:
    if not 1 <= options.port <= 65535:
        raise UserError(f"端口 {options.port} 不可用，请换一个 1 到 65535 之间的端口。")
    from assistant.build import open_assistants

    settings = settings_of(options)
    assistants = open_assistants(settings)
    print("正在启动，请稍候……", file=sys.stderr)
    from ui.app import create_app, serve
    from ui.gate import Hosts
    from ui.seating import seated

    seats = seated(assistants, settings.data, options.host, options.user)
    app = create_app(
        seats.desks,
        with_history=seats.with_history,
        login=seats.login,
        hosts=Hosts.of(options.host, options.allow_host),
        ready=assistants.whole.documents,
    )
    try:
        serve(app, options.host, options.port)
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
