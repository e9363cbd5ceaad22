"""Where people sign in: the desk of each, and the line of the page that says who is here."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from assistant.build import Assistants
from assistant.conversation import Talks
from knowledge.conversations import Conversations
from knowledge.errors import UserError
from knowledge.ledgers import Ledgers
from knowledge.people import ROLES, Person, Role, Users
from knowledge.sharing import Sharing
from ui.desk import Desk, Desks, Noted
from ui.login import LOGOUT, signed_in
from ui.parts import QUIET, apology
from ui.render import plain

SIGN_IN_AGAIN = "登录已失效，请重新登录。"
WRONG_TOKEN = "令牌无效或已收回，请用 zhice user token 重新发放。"


class PeopleDesks:
    """A desk for each user of a data folder, with the documents that the user's groups share.

    Users and sharing are read again when their files change: the next event already goes by them.
    """

    def __init__(self, assistants: Assistants, data: Path, users: Users) -> None:
        self._assistants, self._data, self._users = assistants, data, users
        self._sharing = Sharing(data)
        self._store = Conversations(data)
        self._ledgers = Ledgers()

    def __call__(self, request: gr.Request | None) -> Desk:
        """The desk of who is signed in. UserError for nobody."""
        name = _name(request)
        person = self._users.get(name) if name else None
        if person is None:
            raise UserError(SIGN_IN_AGAIN)
        return self._desk(person)

    def of_token(self, token: str | None) -> Desk:
        """The desk of a program, with what the user sees to whom the token was given out."""
        person = self._users.of_token(token) if token else None
        if person is None:
            raise UserError(WRONG_TOKEN)
        return self._desk(person)

    def _desk(self, person: Person) -> Desk:
        hidden = self._sharing.hidden_from(person)
        assistant = self._assistants.without(hidden)
        records = self._assistants.records(hidden)
        return Desk(
            Noted(assistant, self._data, person.name),
            assistant,
            records.without_failures() if person.role == "reader" else records,
            self._data,
            Talks(self._store, person.name, hidden),
            person.name,
            person.role,
            self._ledgers,
        )

    def close(self) -> None:
        """Give back the files."""
        self._store.close()


def _name(request: gr.Request | None) -> str | None:
    """Who Gradio says sends an event, or who came through the login to a door beside it."""
    if request is None or not request.request:
        return request.username if request else None
    return request.username or signed_in(request.request)


def who(user: str, role: Role) -> str:
    """The line for somebody who is signed in."""
    return (
        f'<form method="post" action="{LOGOUT}"><span class="name">{plain(user)}</span>'
        f'<span class="role">{ROLES[role]}</span><button type="submit">退出</button></form>'
    )


def who_is_here(desks: Desks, page: gr.Blocks) -> None:
    """Lay out the line that says who is signed in, with the way out."""
    line = gr.HTML("", elem_id="who", label="当前用户", apply_default_css=False)

    def told(request: gr.Request | None = None) -> str:
        try:
            desk = desks(request)
        except Exception as error:
            return f"<p>{plain(apology(error))}</p>"
        return who(desk.user, desk.role)

    page.load(told, None, [line], **QUIET)
