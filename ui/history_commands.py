"""The command on conversations, zhice history [list | show | rename | delete | export], and what `ask` and
`serve` keep of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import UserError
from ui.arguments import Parser, json_line, settings_of
from ui.terminal import plain_text, printable

if TYPE_CHECKING:
    from assistant.answers import Answer
    from assistant.conversation import Talks
    from knowledge.conversations import Conversation

Command = Callable[[str, Any, str], argparse.ArgumentParser]
NAMED = "对话的编号或名称，可只写开头"


def add_history(command: Command) -> None:
    """Add the command to the parser; without an action it lists."""
    history = command("history", _list, "历史对话：列出、查看、改名、删除、导出")
    _add_user(history, default=None)
    history.set_defaults(words=[], json=False)
    actions = history.add_subparsers(prog="zhice history", metavar="做什么", parser_class=Parser)

    def action(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=text, description=text)
        added.add_argument("--data", type=Path, metavar="目录", default=argparse.SUPPRESS, help="数据目录")
        _add_user(added, default=argparse.SUPPRESS)
        added.set_defaults(run=run)
        return added

    listed = action("list", _list, "列出对话，最近的在前（默认）")
    listed.add_argument("words", nargs="*", metavar="词", help="名称或问题里有这些词的")
    listed.add_argument("--json", action="store_true", help="每个对话输出一行 JSON")
    show = action("show", _show, "查看一个对话的问答")
    show.add_argument("name", metavar="对话", help=NAMED)
    show.add_argument("--json", action="store_true", help="每轮输出一行 JSON")
    rename = action("rename", _rename, "给一个对话改名")
    rename.add_argument("name", metavar="对话", help=NAMED)
    rename.add_argument("title", metavar="新名称")
    delete = action("delete", _delete, "删除对话，不能恢复")
    delete.add_argument("names", nargs="+", metavar="对话", help="对话的编号或完整的名称")
    export = action("export", _export, "导出一个对话，附引用来源")
    export.add_argument("name", metavar="对话", help=NAMED)
    export.add_argument("--out", type=Path, metavar="文件", required=True, help=".md 或 .docx")


def add_conversation(ask: argparse.ArgumentParser) -> None:
    """Add to `zhice ask` what continues a conversation."""
    ask.add_argument(
        "--conversation", metavar="对话", help="接着这个对话问（编号或完整的名称），没有就新建，并保存问答"
    )
    _add_user(ask, default=None)


def answer_in_conversation(
    options: argparse.Namespace, assistant: Any, say: Callable[[Answer], None]
) -> None:
    """Ask in a conversation, say the answer, keep it. UserError also where it could be said but not kept."""
    from assistant.conversation import earlier_questions

    talks = _talks(options)
    found = talks.named(options.conversation)
    before = [answer.question for answer in talks.answers(found.id)] if found else []
    answer = assistant.ask(options.question, earlier_questions(before))
    say(answer)
    talks.keep(found.id if found else "", answer, _now(), title=options.conversation)


def _add_user(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument("--user", metavar="姓名", default=default, help="谁的对话（默认“本机”）")


def _talks(options: argparse.Namespace) -> Talks:
    from assistant.conversation import DEFAULT_USER, Talks
    from knowledge.conversations import Conversations

    user = DEFAULT_USER if options.user is None else options.user
    return Talks(Conversations(settings_of(options).data), user)


def _now() -> datetime:
    return datetime.now().astimezone()


def _list(options: argparse.Namespace) -> int:
    words = " ".join(options.words)
    found = _talks(options).list(words)
    for conversation in found:
        print(json_line(_row(conversation)) if options.json else _line(conversation))
    what = f"名称或问题里有“{printable(words)}”的对话" if words else "对话"
    print(f"共 {len(found)} 个{what}。", file=sys.stderr)
    return 0


def _row(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "user": conversation.user,
        "title": conversation.title,
        "created": conversation.created.isoformat(timespec="seconds"),
        "changed": conversation.changed.isoformat(timespec="seconds"),
        "turns": conversation.count,
    }


def _line(conversation: Conversation) -> str:
    changed = conversation.changed.astimezone()
    return printable(
        f"{conversation.id}  {changed:%Y-%m-%d %H:%M}  {conversation.count} 轮  {conversation.title}"
    )


def _show(options: argparse.Namespace) -> int:
    talks = _talks(options)
    for number, answer in enumerate(talks.answers(talks.find(options.name).id), 1):
        if options.json:
            print(json_line(answer.as_json()))
        else:
            print(
                f"{'' if number == 1 else chr(10)}问 {number}：{printable(answer.question)}\n{plain_text(answer)}"
            )
    return 0


def _rename(options: argparse.Namespace) -> int:
    talks = _talks(options)
    found = talks.find(options.name)
    print(printable(f"“{found.title}”已改名为“{talks.rename(found.id, options.title)}”。"), file=sys.stderr)
    return 0


def _delete(options: argparse.Namespace) -> int:
    talks = _talks(options)
    found = [(name, talks.named(name)) for name in options.names]
    for name, conversation in found:
        if conversation is None:
            raise UserError(f"没有编号或名称正好是“{printable(name)}”的对话，请用 zhice history 查看。")
    for conversation in dict.fromkeys(conversation for _, conversation in found if conversation):
        talks.delete(conversation.id)
        print(printable(f"已删除“{conversation.title}”（{conversation.count} 轮）。"), file=sys.stderr)
    return 0


def _export(options: argparse.Namespace) -> int:
    from ui.exports.talk import export_talk

    talks = _talks(options)
    found = talks.find(options.name)
    print(export_talk(found, talks.answers(found.id), options.out, _now()), file=sys.stderr)
    return 0
