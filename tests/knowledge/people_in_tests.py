"""Users whose passwords cost nothing to check."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher

from knowledge.people import Person, Users

PASSWORDS = {"馆长": "guan-zhang-1", "王芳": "wang-fang-22", "李明": "li-ming-333"}
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def make_users(folder: Path) -> Users:
    """An admin 馆长, an editor 王芳 of 办公室, a reader 李明 of 科普部."""
    users = Users(folder, QUICK)
    users.add("馆长", "admin", (), PASSWORDS["馆长"])
    users.add("王芳", "editor", ("办公室",), PASSWORDS["王芳"])
    users.add("李明", "reader", ("科普部",), PASSWORDS["李明"])
    return users


def person(users: Users, name: str) -> Person:
    return users.known(name)
