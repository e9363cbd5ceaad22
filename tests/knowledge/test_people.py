"""The users file: what it keeps, what it refuses, and that it fails closed."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UserError
from knowledge.people import FILE_NAME, LONGEST_NAME, TOKEN_MARK, Person, Users, name_of, password_of, role_of
from tests.knowledge.people_in_tests import PASSWORDS, QUICK, make_users

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return make_users(tmp_path)


def test_without_a_file_there_are_no_users(tmp_path: Path) -> None:
    users = Users(tmp_path, QUICK)
    assert not users.exist and users.all() == () and users.get("李明") is None
    assert users.signed_in("李明", "whatever-1") is None
    assert users.of_token("zhice_x") is None


def test_users_come_back_from_the_file(users: Users, tmp_path: Path) -> None:
    again = Users(tmp_path, QUICK)
    assert again.exist and again.all() == users.all()
    found = {person.name: (person.role, person.groups) for person in again.all()}
    assert found == {
        "馆长": ("admin", frozenset()),
        "王芳": ("editor", frozenset({"办公室"})),
        "李明": ("reader", frozenset({"科普部"})),
    }


def test_only_the_owner_may_read_the_file_and_no_password_stands_in_it(users: Users, tmp_path: Path) -> None:
    token = users.give_token("李明", "统计", NOW)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert token not in text and not any(password in text for password in PASSWORDS.values())
    assert "$argon2id$" in text
    assert all(person.secret not in repr(person) for person in users.all())


def test_the_right_password_only(users: Users) -> None:
    for name, password in PASSWORDS.items():
        person = users.signed_in(name, password)
        assert person is not None and person.name == name
    assert users.signed_in("李明", PASSWORDS["王芳"]) is None
    assert users.signed_in("没有的人", PASSWORDS["王芳"]) is None
    assert users.signed_in("", "") is None


def test_an_unknown_name_is_checked_as_a_known_one(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    verify = type(QUICK).verify

    def counted(self: object, secret: str, password: str) -> bool:
        checked.append(secret[:10])
        return bool(verify(QUICK, secret, password))

    monkeypatch.setattr(type(QUICK), "verify", counted)
    users.signed_in("李明", "wrong-one-1")
    users.signed_in("没有的人", "wrong-one-1")
    assert checked == ["$argon2id$"] * 2


def test_full_width_typing_is_the_same_password(users: Users) -> None:
    assert users.signed_in("李明 ", "ｌｉ-ming-333") is not None


def test_a_token_leads_to_its_user_until_it_is_revoked(users: Users) -> None:
    first, second = users.give_token("李明", "统计", NOW), users.give_token("李明", "统计", NOW)
    assert first.startswith(TOKEN_MARK) and first != second
    for token in (first, second):
        found = users.of_token(token)
        assert found is not None and found.name == "李明"
    assert users.of_token(first + "x") is None
    assert users.revoke_tokens("李明") == 2
    assert users.of_token(first) is None


def test_role_groups_and_password_are_changed(users: Users) -> None:
    users.set("李明", "编辑", None)
    assert (users.known("李明").role, users.known("李明").groups) == ("editor", frozenset({"科普部"}))
    users.set("李明", None, ("党组", "办公室"))
    assert (users.known("李明").role, users.known("李明").groups) == ("editor", frozenset({"党组", "办公室"}))
    users.set_password("李明", "another-one-1")
    assert users.signed_in("李明", PASSWORDS["李明"]) is None
    assert users.signed_in("李明", "another-one-1") is not None


def test_a_removed_user_is_nobody(users: Users) -> None:
    token = users.give_token("李明", "统计", NOW)
    users.remove("李明")
    assert users.get("李明") is None and users.of_token(token) is None
    assert users.signed_in("李明", PASSWORDS["李明"]) is None
    with pytest.raises(UserError, match="没有名为“李明”的用户"):
        users.remove("李明")


def test_the_last_admin_stays(users: Users) -> None:
    for change in (lambda: users.remove("馆长"), lambda: users.set("馆长", "reader", None)):
        with pytest.raises(UserError, match="至少要有一位管理员"):
            change()
    assert users.known("馆长").role == "admin"


def test_the_first_user_is_an_admin(tmp_path: Path) -> None:
    users = Users(tmp_path, QUICK)
    with pytest.raises(UserError, match="至少要有一位管理员"):
        users.add("李明", "reader", (), "long-enough")
    assert not users.exist


def test_a_name_is_given_once(users: Users) -> None:
    with pytest.raises(UserError, match="已有名为“李明”的用户"):
        users.add("李明", "reader", (), "long-enough")


def test_what_another_program_wrote_is_seen(users: Users, tmp_path: Path) -> None:
    assert users.get("赵强") is None
    Users(tmp_path, QUICK).add("赵强", "reader", (), "long-enough")
    assert users.get("赵强") is not None


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"users": []}', '{"users": [{}]}', '{"users": 7}', "[" * 100_000),
        json.dumps({"users": [{"name": "甲", "role": "root", "groups": [], "secret": "", "tokens": []}]}),
        json.dumps({"users": [{"name": "甲", "role": "admin", "groups": "x", "secret": "", "tokens": []}]}),
        json.dumps({"users": [{"name": 1, "role": "admin", "groups": [], "secret": "", "tokens": []}]}),
        json.dumps({"users": [{"name": "甲", "role": "admin", "groups": [], "secret": "", "tokens": [{}]}]}),
    ],
)
def test_a_damaged_file_lets_nobody_in(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    users = Users(tmp_path, QUICK)
    assert users.exist
    for use in (users.all, lambda: users.signed_in("甲", "x"), lambda: users.of_token("x")):
        with pytest.raises(UserError, match="为安全起见不放行"):
            use()


def test_a_damaged_secret_is_a_wrong_password(tmp_path: Path) -> None:
    row = {"name": "甲", "role": "admin", "groups": [], "secret": "plain", "tokens": []}
    (tmp_path / FILE_NAME).write_text(json.dumps({"users": [row]}), encoding="utf-8")
    assert Users(tmp_path, QUICK).signed_in("甲", "plain") is None


@pytest.mark.parametrize(
    "name", ["", "  ", "a" * (LONGEST_NAME + 1), "a/b", "a\u202eb", "甲，乙", '"', "a\\b"]
)
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(UserError, match="用户名"):
        name_of(name, "用户名")


@given(st.text())
def test_a_name_is_one_visible_line(text: str) -> None:
    try:
        name = name_of(text, "用户名")
    except UserError:
        return
    assert name and name.isprintable() and name_of(name, "用户名") == name


@pytest.mark.parametrize("text", ["", "1234567", "x" * 201])
def test_passwords_that_cannot_be(text: str) -> None:
    with pytest.raises(UserError, match="密码应为 8 到 200 个字符"):
        password_of(text)


def test_roles_by_both_names() -> None:
    assert [role_of(text) for text in ("reader", "编辑", "admin")] == ["reader", "editor", "admin"]
    with pytest.raises(UserError, match="没有“root”这种角色"):
        role_of("root")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="无法"):
        Users(tmp_path / "file", QUICK).add("馆长", "admin", (), "long-enough")


def test_a_person_keeps_its_secrets_to_itself() -> None:
    assert "geheim" not in repr(Person("甲", "reader", frozenset(), "geheim"))
