"""Who may use the knowledge base: the users file `users.json` of the data folder.

JSON, because the program writes it and the standard library reads and writes it; nobody needs to edit
it by hand. Passwords are kept as argon2 hashes, tokens of programs as digests (they are long and
random, so that a fast digest is enough); neither can be read back. Where there is no such file nobody
signs in. A damaged one is an error, never "nobody".
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.errors import UserError, reason_of
from knowledge.storage import Watched, editing, write_whole

FILE_NAME = "users.json"
Role = Literal["reader", "editor", "admin"]
ROLES: Mapping[Role, str] = {"reader": "读者", "editor": "编辑", "admin": "管理员"}
LONGEST_NAME = 40
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200
TOKEN_MARK = "zhice_"
_TOKEN_BYTES = 32
_VERIFIED_AT_ONCE = 2  # each takes 64 MiB and some 50 ms of a core


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a program: digest of the token, what it is for, when it was given out (ISO)."""

    digest: str
    note: str
    made: str


@dataclass(frozen=True, slots=True)
class Person:
    """A user: `secret` is the argon2 hash of the password, `groups` are those whose documents are seen."""

    name: str
    role: Role
    groups: frozenset[str] = frozenset()
    secret: str = field(default="", repr=False)
    tokens: tuple[Token, ...] = field(default=(), repr=False)


class Users:
    """The users of a data folder; the file is read again when it has changed.

    UserError where the file is damaged or cannot be read or written, and for names, roles and
    passwords that cannot be. `hasher` is for who needs other costs than argon2's own defaults.
    """

    def __init__(self, folder: Path, hasher: PasswordHasher | None = None) -> None:
        self._path = folder / FILE_NAME
        self._people: Watched[Mapping[str, Person]] = Watched(self._path, _people_of, {})
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(_VERIFIED_AT_ONCE)
        self._decoy = ""

    @property
    def exist(self) -> bool:
        """Whether there is a users file, so that people must sign in."""
        return self._path.exists()

    def all(self) -> tuple[Person, ...]:
        """All users, by name."""
        people = self._people.now()
        return tuple(people[name] for name in sorted(people))

    def get(self, name: str) -> Person | None:
        """The user of a name, if there is one."""
        return self._people.now().get(folded(name))

    def known(self, name: str) -> Person:
        """The user of a name. UserError for none."""
        found = self.get(name)
        if found is None:
            raise UserError(f"没有名为“{folded(name)}”的用户，请用 zhice user list 查看。")
        return found

    def signed_in(self, name: str, password: str) -> Person | None:
        """The user whose password this is. An unknown name takes as long as a wrong password."""
        person = self.get(name)
        with self._turn:
            self._decoy = self._decoy or self._hasher.hash(secrets.token_hex())
            try:
                self._hasher.verify(person.secret if person else self._decoy, folded(password))
            except (VerificationError, InvalidHashError):
                return None
        return person

    def of_token(self, token: str) -> Person | None:
        """The user to whom this token was given out."""
        digest = _digest(token)
        found = (one for one in self._people.now().values() if any(t.digest == digest for t in one.tokens))
        return next(found, None)

    def add(self, name: str, role: str, groups: Iterable[str], password: str) -> Person:
        """A new user; the first one must be an admin."""
        person = Person(
            name_of(name, "用户名"),
            role_of(role),
            groups_of(groups),
            self._hasher.hash(password_of(password)),
        )

        def change(people: dict[str, Person]) -> None:
            if person.name in people:
                raise UserError(f"已有名为“{person.name}”的用户，要修改请用 zhice user set 或 password。")
            people[person.name] = person

        self._change(change)
        return person

    def set(self, name: str, role: str | None, groups: Iterable[str] | None) -> Person:
        """Another role, or other groups (None: as they are)."""
        new_role = None if role is None else role_of(role)
        new_groups = None if groups is None else groups_of(groups)

        def other(person: Person) -> Person:
            kept = person.groups if new_groups is None else new_groups
            return replace(person, role=new_role or person.role, groups=kept)

        return self._replace(name, other)

    def set_password(self, name: str, password: str) -> Person:
        """Another password; who is signed in with the old one must sign in again."""
        secret = self._hasher.hash(password_of(password))
        return self._replace(name, lambda person: replace(person, secret=secret))

    def remove(self, name: str) -> None:
        """Take a user out, tokens included; the last admin stays."""
        known = self.known(name)
        self._change(lambda people: people.pop(known.name, None))

    def give_token(self, name: str, note: str, now: datetime) -> str:
        """A new token for a program that acts as this user; it is not kept and cannot be shown again."""
        token = TOKEN_MARK + secrets.token_urlsafe(_TOKEN_BYTES)
        made = Token(_digest(token), name_of(note, "用途"), now.isoformat(timespec="seconds"))
        self._replace(name, lambda person: replace(person, tokens=(*person.tokens, made)))
        return token

    def revoke_tokens(self, name: str) -> int:
        """Make all tokens of a user void; how many those were."""
        count = len(self.known(name).tokens)
        self._replace(name, lambda person: replace(person, tokens=()))
        return count

    def _replace(self, name: str, other: Callable[[Person], Person]) -> Person:
        known = self.known(name)

        def change(people: dict[str, Person]) -> None:
            people[known.name] = other(people[known.name])

        self._change(change)
        return self.known(name)

    def _change(self, change: Callable[[dict[str, Person]], object]) -> None:
        with editing(self._path):
            people = dict(self._people.now())
            change(people)
            if not any(person.role == "admin" for person in people.values()):
                raise UserError("至少要有一位管理员（--role admin），请先添加或指定一位。")
            write_whole(self._path, _text(people.values()))


def name_of(text: str, what: str) -> str:
    """A name of a user, of a group, or a note: one line of visible characters. UserError for anything else."""
    name = folded(text)
    if not name or len(name) > LONGEST_NAME:
        raise UserError(f"{what}“{name[:LONGEST_NAME]}”不行，请写 1 到 {LONGEST_NAME} 个字。")
    if any(unicodedata.category(char)[0] == "C" or char in "，,；;“”\"'/\\" for char in name):
        raise UserError(f"{what}“{name}”里有不能用的符号，请只用文字、数字、空格和 . - _ @。")
    return name


def role_of(text: str) -> Role:
    """A role by its name, Chinese or English. UserError for none."""
    for role, label in ROLES.items():
        if text.strip() in (role, label):
            return role
    raise UserError(
        f"没有“{text}”这种角色，可用：{'、'.join(f'{role}（{ROLES[role]}）' for role in ROLES)}。"
    )


def groups_of(names: Iterable[str]) -> frozenset[str]:
    """Names of groups, checked."""
    return frozenset(name_of(name, "组名") for name in names)


def password_of(text: str) -> str:
    """A password that is long enough. UserError for others."""
    password = folded(text)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UserError(f"密码应为 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符，请换一个。")
    return password


def folded(text: str) -> str:
    """Typed with whatever input method, the same text."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(unicodedata.normalize("NFKC", sound).split())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _text(people: Iterable[Person]) -> str:
    rows = [{**asdict(person), "groups": sorted(person.groups)} for person in people]
    return json.dumps({"users": rows}, ensure_ascii=False, indent=1) + "\n"


def _people_of(path: Path) -> Mapping[str, Person]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))["users"]
        people = [_person(row) for row in rows]
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _unreadable(path, "内容已损坏") from error
    if not people:
        raise _unreadable(path, "里面没有用户")
    return {person.name: person for person in people}


def _person(row: dict[str, Any]) -> Person:
    tokens = tuple(Token(**token) for token in row["tokens"])
    groups = row["groups"]
    texts = [row["name"], row["secret"], *groups, *(text for one in tokens for text in asdict(one).values())]
    if row["role"] not in get_args(Role) or not isinstance(groups, list):
        raise ValueError(row["role"])
    if not all(isinstance(text, str) for text in texts) or not row["name"]:
        raise TypeError(texts)
    return Person(row["name"], row["role"], frozenset(groups), row["secret"], tokens)


def _unreadable(path: Path, reason: str) -> UserError:
    return UserError(f"无法读取用户名册“{path}”（{reason}），为安全起见不放行，请修好或恢复这个文件。")
