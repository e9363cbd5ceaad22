"""The commands on people: zhice user [list | add | set | password | token | remove] | share | audit."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import UserError
from ui.arguments import Parser, catalog_of, json_line, note_deed, settings_of
from ui.terminal import printable

if TYPE_CHECKING:
    from knowledge.audit import Deed
    from knowledge.people import Person, Users

Command = Callable[[str, Any, str], argparse.ArgumentParser]
SHOWN = 50


def add_people(command: Command) -> None:
    """Add the commands to the parser; `user` without an action lists."""
    user = command("user", _list, "用户：列出、添加、修改、改密码、发令牌、删除")
    user.set_defaults(json=False)
    actions = user.add_subparsers(prog="zhice user", metavar="做什么", parser_class=Parser)

    def action(name: str, run: Any, text: str, *, of_one: bool = True) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=text, description=text)
        added.add_argument("--data", type=Path, metavar="目录", default=argparse.SUPPRESS, help="数据目录")
        added.set_defaults(run=run)
        if of_one:
            added.add_argument("name", metavar="用户名")
        return added

    listed = action("list", _list, "列出用户（默认）", of_one=False)
    listed.add_argument("--json", action="store_true", help="每个用户输出一行 JSON")
    _add_rights(action("add", _add, "添加用户；密码在终端输入，或从标准输入读一行"), role="reader")
    _add_rights(action("set", _set, "修改角色或组"), role=None)
    action("password", _password, "修改密码；该用户须重新登录")
    token = action("token", _token, "给程序发放令牌（只显示一次），或收回全部令牌")
    token.add_argument("--note", metavar="用途", default="接口", help="令牌的用途（默认“接口”）")
    token.add_argument("--revoke", action="store_true", help="收回这个用户的全部令牌")
    action("remove", _remove, "删除用户；其历史对话仍保留")
    _add_share(command("share", _share, "文件给哪些组看；不加选项时列出"))
    _add_audit(command("audit", _audit, "操作记录：谁在什么时候做了什么"))


def _add_rights(parser: argparse.ArgumentParser, *, role: str | None) -> None:
    told = "读者（默认）" if role else "读者"
    parser.add_argument(
        "--role", metavar="角色", default=role, help=f"reader {told}、editor 编辑或 admin 管理员"
    )
    parser.add_argument("--group", metavar="组", action="append", help="所属的组，可写多次")
    if role is None:
        parser.add_argument("--no-group", action="store_true", help="不属于任何组")


def _add_share(share: argparse.ArgumentParser) -> None:
    share.add_argument("sources", nargs="*", metavar="文件名", help="文件名，可只写开头；未入库的须写全")
    share.add_argument("--group", metavar="组", action="append", help="只给这个组看，可写多次")
    share.add_argument("--all", action="store_true", help="给所有用户看")
    share.add_argument("--json", action="store_true", help="列出时每个文件输出一行 JSON")


def _add_audit(log: argparse.ArgumentParser) -> None:
    log.add_argument("--user", metavar="姓名", help="只看这个人的")
    log.add_argument("--action", metavar="操作", help="只看这种操作，如 提问、登录失败、导出")
    log.add_argument("--since", metavar="日期", help="从这一天起，如 2026-03-01")
    log.add_argument("--last", type=int, default=SHOWN, metavar="条数", help=f"最近多少条（默认 {SHOWN}）")
    log.add_argument("--json", action="store_true", help="每条输出一行 JSON")


def _users(options: argparse.Namespace) -> Users:
    from knowledge.people import Users

    data = settings_of(options).data
    if not data.is_dir():
        raise UserError(f"数据目录“{data}”不存在，请先运行 zhice ingest，或用 --data 写对目录。")
    return Users(data)


def _list(options: argparse.Namespace) -> int:
    people = _users(options).all()
    for person in people:
        print(json_line(_row(person)) if options.json else printable(_line(person)))
    hint = (
        "" if people else "还没有用户，打开网页不用登录；添加第一位请用 zhice user add 用户名 --role admin。"
    )
    print(hint or f"共 {len(people)} 个用户。", file=sys.stderr)
    return 0


def _row(person: Person) -> dict[str, Any]:
    tokens = [{"note": token.note, "made": token.made} for token in person.tokens]
    return {"name": person.name, "role": person.role, "groups": sorted(person.groups), "tokens": tokens}


def _line(person: Person) -> str:
    from knowledge.people import ROLES

    groups = "、".join(sorted(person.groups)) or "无"
    tokens = f"  令牌 {len(person.tokens)} 个" if person.tokens else ""
    return f"{person.name}  {ROLES[person.role]}  组：{groups}{tokens}"


def _add(options: argparse.Namespace) -> int:
    users = _users(options)
    if users.get(options.name):
        raise UserError(f"已有名为“{options.name}”的用户，要修改请用 zhice user set 或 password。")
    person = users.add(options.name, options.role, options.group or (), _asked())
    note_deed(options, "user_added", _line(person))
    print(f"已添加：{_line(person)}", file=sys.stderr)
    if kept := _kept_talks(options, person.name):
        print(f"注意：这个名字下已有 {kept} 个历史对话，该用户登录后能看到。", file=sys.stderr)
    return 0


def _kept_talks(options: argparse.Namespace, name: str) -> int:
    from knowledge.catalog import FILE_NAME
    from knowledge.conversations import Conversations

    data = settings_of(options).data
    return len(Conversations(data).list(name)) if (data / FILE_NAME).is_file() else 0


def _asked() -> str:
    """A password from the terminal, asked twice, or a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("密码：")
    if getpass.getpass("再输一次：") != password:
        raise UserError("两次输入的密码不一样，请重新运行。")
    return password


def _set(options: argparse.Namespace) -> int:
    if options.no_group and options.group:
        raise UserError("--no-group 与 --group 不能同时使用，请二选一。")
    if not (options.role or options.group or options.no_group):
        raise UserError("请用 --role 或 --group 写明改什么。")
    groups = () if options.no_group else options.group
    person = _users(options).set(options.name, options.role, groups)
    note_deed(options, "user_changed", _line(person))
    print(f"已修改：{_line(person)}", file=sys.stderr)
    return 0


def _password(options: argparse.Namespace) -> int:
    users = _users(options)
    name = users.known(options.name).name
    users.set_password(name, _asked())
    note_deed(options, "password_changed", name)
    print(f"“{name}”的密码已修改，须重新登录。", file=sys.stderr)
    return 0


def _token(options: argparse.Namespace) -> int:
    users = _users(options)
    name = users.known(options.name).name
    if options.revoke:
        count = users.revoke_tokens(name)
        note_deed(options, "tokens_revoked", name)
        print(f"已收回“{name}”的 {count} 个令牌。", file=sys.stderr)
        return 0
    token = users.give_token(name, options.note, datetime.now().astimezone())
    note_deed(options, "token_made", f"{name}：{options.note}")
    print("令牌只显示这一次，请妥善保存：", file=sys.stderr)
    print(token)
    return 0


def _remove(options: argparse.Namespace) -> int:
    users = _users(options)
    name = users.known(options.name).name
    users.remove(name)
    note_deed(options, "user_removed", name)
    print(f"已删除用户“{name}”，其登录和令牌随即失效；历史对话仍保留在这个名字下。", file=sys.stderr)
    return 0


def _share(options: argparse.Namespace) -> int:
    from knowledge.sharing import Sharing

    sharing = Sharing(settings_of(options).data)
    if not options.sources:
        return _list_shares(options, sharing.all())
    if bool(options.group) == options.all:
        raise UserError("请用 --group 写明给哪些组看，或用 --all 给所有用户看。")
    known = catalog_of(options).names()
    for name in [_named(source, known, sharing.all()) for source in options.sources]:
        groups = sharing.share(name, options.group or ())
        told = f"只给 {'、'.join(sorted(groups))} 看" if groups else "给所有用户看"
        note_deed(options, "shared", f"{name}：{told}")
        print(printable(f"“{name}”{told}。"), file=sys.stderr)
        if name not in known:
            print(printable(f"“{name}”还没有入库，入库后即按此办理。"), file=sys.stderr)
    return 0


def _list_shares(options: argparse.Namespace, shares: Any) -> int:
    if options.group or options.all:
        raise UserError("请写明是哪些文件，例如：zhice share 通知.docx --group 党组。")
    for name in sorted(shares):
        groups = sorted(shares[name])
        row = {"source": name, "groups": groups}
        print(json_line(row) if options.json else printable(f"{name}  {'、'.join(groups)}"))
    print(f"共 {len(shares)} 个文件只给部分组看，其余的所有用户都能看。", file=sys.stderr)
    return 0


def _named(source: str, known: Iterable[str], shared: Iterable[str]) -> str:
    """The document that is meant: a known one by its name or the beginning of one, else the name as it is."""
    names = {*known, *shared}
    found = [name for name in names if name == source] or [name for name in names if name.startswith(source)]
    if len(found) > 1:
        raise UserError(f"“{source}”对应 {len(found)} 个文件，请把文件名写全。")
    if not found and not Path(source).suffix:
        raise UserError(f"没有名为“{source}”的文件；还没入库的请写全文件名（带扩展名）。")
    return found[0] if found else source


def _audit(options: argparse.Namespace) -> int:
    from knowledge.audit import read_deeds

    since = _day(options.since)
    if options.last < 1:
        raise UserError(f"--last {options.last} 不对，请写 1 以上的整数。")
    deeds = [one for one in read_deeds(settings_of(options).data) if _is_wanted(one, options, since)]
    for one in deeds[-options.last :]:
        row = {"at": one.at, "who": one.who, "action": one.action, "detail": one.detail}
        line = f"{one.at[:16].replace('T', ' ')}  {one.who}  {one.label}  {one.detail}"
        print(json_line(row) if options.json else printable(line.rstrip()))
    print(f"共 {len(deeds)} 条，列出最近 {min(len(deeds), options.last)} 条。", file=sys.stderr)
    return 0


def _is_wanted(deed: Deed, options: argparse.Namespace, since: str) -> bool:
    right_action = options.action in (None, deed.action, deed.label)
    return right_action and options.user in (None, deed.who) and deed.at[:10] >= since


def _day(text: str | None) -> str:
    try:
        return "" if text is None else datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise UserError(f"日期“{text}”应写成 2026-03-01 这样，请改正。") from None
