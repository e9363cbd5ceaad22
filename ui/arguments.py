"""What every command of `zhice` shares: arguments in Chinese, the data folder, file names, JSON lines."""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from knowledge.errors import UserError

LOCAL = "命令行"  # who does what a command does, where no name is given


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "用法：")


class Parser(argparse.ArgumentParser):
    """argparse in Chinese, with a user's mistake as UserError."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False, "formatter_class": _Formatter})
        self._positionals.title, self._optionals.title = "命令和参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示帮助")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """As argparse does it, but a wrong command or action is told with those there are."""
        if not action.option_strings and action.choices is not None and value not in action.choices:
            known = "、".join(map(str, action.choices))
            raise UserError(
                f"{self.prog} 没有“{value}”这个命令，可用的有：{known}；用法请看 {self.prog} --help。"
            )
        super()._check_value(action, value)

    def error(self, message: str) -> NoReturn:
        raise UserError(f"命令写法有误（{_in_chinese(message)}），请用 {self.prog} --help 查看用法。")


def _in_chinese(message: str) -> str:
    pairs = (
        ("the following arguments are required", "缺少参数"),
        ("unrecognized arguments", "不认识的参数"),
        ("invalid choice", "没有这个选项"),
        ("invalid int value", "应为整数"),
        ("expected one argument", "缺少值"),
        ("expected at least one argument", "缺少值"),
        ("choose from", "可用"),
        ("argument ", ""),
        ("not allowed with", "不能同时使用"),
        (" (", "（"),
        (")", "）"),
    )
    for english, chinese in pairs:
        message = message.replace(english, chinese)
    return message


def settings_of(options: argparse.Namespace) -> Any:
    """The settings, `--data` before the environment."""
    return settings_for(options.data)


def settings_for(data: Path | None) -> Any:
    """The settings with this data folder, where one is given."""
    from assistant.settings import read_settings

    return read_settings(os.environ, data)


def note_deed(options: argparse.Namespace, action: str, detail: str, who: str = LOCAL) -> None:
    """Write into the audit log of the data folder what was done (a key of `knowledge.audit.LABELS`)."""
    from knowledge.audit import note

    note(settings_of(options).data, who, action, detail)


def catalog_of(options: argparse.Namespace) -> Any:
    """The catalog of the data folder."""
    from knowledge.catalog import Catalog

    return Catalog(settings_of(options).data)


def json_line(value: Any) -> str:
    """One line of JSON, also for readers that take U+2028 and its like for line ends."""
    return re.sub(
        "[\u0085\u2028\u2029]", lambda c: f"\\u{ord(c[0]):04x}", json.dumps(value, ensure_ascii=False)
    )


def one_source(name: str, names: Iterable[str]) -> str:
    """The document of a name, or of the beginning of one. UserError for none and for several."""
    found = [one for one in names if one == name] or [one for one in names if one.startswith(name)]
    if not found:
        raise UserError(f"没有名为“{name}”的文件，请用 zhice docs 查看已入库的文件。")
    if len(found) > 1:
        raise UserError(f"“{name}”对应 {len(found)} 个文件（{'、'.join(found[:3])}…），请把文件名写全。")
    return found[0]
