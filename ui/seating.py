"""Who sits where when the page is served: everybody at one desk, or, with a users file, each at their own."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from assistant.build import Assistants
from assistant.conversation import DEFAULT_USER, Talks
from knowledge.conversations import Conversations
from knowledge.errors import UserError
from knowledge.people import Users
from ui.desk import Desk, Desks, Noted, OneDesk
from ui.login import Login
from ui.people import PeopleDesks
from ui.sessions import Sessions, Throttle

OPEN_TO_ALL = (
    "注意：网页可从别的电脑打开，又没有设置登录，打开的人都能看到全部文件并作更改；"
    "要各人登录，请先运行 zhice user add 用户名 --role admin。"
)
NOT_KEPT = "网页可从别的电脑打开，不保存历史对话；要保存（打开网页的人共用一份），请加 --user 名称。"
IN_CLEAR = "注意：密码在网络上未加密传送，请把知策放在 https 反向代理之后再给别的电脑使用。"


@dataclass(frozen=True, slots=True)
class Seats:
    """The desks, the login where people sign in, and whether conversations are kept."""

    desks: Desks
    login: Login | None
    with_history: bool


def seated(assistants: Assistants, data: Path, host: str, user: str | None) -> Seats:
    """The desks of a data folder served at `host`; `user` is whose conversations everybody's desk keeps.

    UserError where a user is named although people sign in, and where the users file is damaged.
    """
    users = Users(data)
    users.all()
    if not users.exist:
        return _together(assistants, data, host, user)
    if user is not None:
        raise UserError("已设置登录，各人的历史对话记在自己名下，请去掉 --user。")
    if not is_loopback(host):
        print(IN_CLEAR, file=sys.stderr)
    login = Login(users, data, Sessions(users), Throttle())
    return Seats(PeopleDesks(assistants, data, users), login, True)


def _together(assistants: Assistants, data: Path, host: str, user: str | None) -> Seats:
    talks = talks_of_page(data, host, user)
    whole, name = assistants.whole, talks.user if talks else DEFAULT_USER
    if not is_loopback(host):
        print(OPEN_TO_ALL, file=sys.stderr)
    desk = Desk(Noted(whole, data, name), whole, whole.records, data, talks, name)
    return Seats(OneDesk(desk), None, talks is not None)


def talks_of_page(data: Path, host: str, user: str | None) -> Talks | None:
    """Whose conversations the page keeps. None where others can open it and nobody said so: all who open
    the page share one history."""
    if user is None and not is_loopback(host):
        print(NOT_KEPT, file=sys.stderr)
        return None
    return Talks(Conversations(data), DEFAULT_USER if user is None else user)


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
