"""zhice user, share, audit and serve: data on standard output, one sentence for a mistake."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from knowledge.audit import read_deeds
from knowledge.people import Users
from knowledge.sharing import Sharing
from tests.knowledge.groups import OPEN_PLAN, SECRET, index
from tests.knowledge.people_in_tests import QUICK
from ui import people_commands
from ui.cli import main


class Shell:
    """Runs a command on a data folder, with a line of standard input; (standard output, standard error)."""

    def __init__(
        self, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.data, self._capsys, self._monkeypatch = data, capsys, monkeypatch

    def __call__(self, *arguments: str, typed: str = "", status: int = 0) -> tuple[str, str]:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main([*arguments, "--data", str(self.data)]) == status
        shown = self._capsys.readouterr()
        assert "Traceback" not in shown.err
        return shown.out, shown.err

    def mistake(self, *arguments: str, typed: str = "") -> str:
        out, told = self(*arguments, typed=typed, status=1)
        assert out == "" and told.count("\n") == 1 and told.endswith("。\n")
        return told


@pytest.fixture
def zhice(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setattr("knowledge.people.PasswordHasher", lambda: QUICK)
    return Shell(Path(shutil.copytree(index(with_secret=True), tmp_path / "data")), capsys, monkeypatch)


@pytest.fixture
def staffed(zhice: Shell) -> Shell:
    """The same with an admin and a reader."""
    zhice("user", "add", "馆长", "--role", "admin", typed="guan-zhang-1\n")
    zhice("user", "add", "李明", "--group", "科普部", "--group", "党组", typed="li-ming-333\r\n")
    return zhice


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_users_are_added_and_listed(staffed: Shell) -> None:
    out, told = staffed("user", "list", "--json")
    assert rows(out) == [
        {"name": "李明", "role": "reader", "groups": ["党组", "科普部"], "tokens": []},
        {"name": "馆长", "role": "admin", "groups": [], "tokens": []},
    ]
    assert "共 2 个用户" in told
    assert "李明  读者  组：党组、科普部" in staffed("user")[0]
    assert Users(staffed.data, QUICK).signed_in("李明", "li-ming-333") is not None


def test_before_the_first_user_is_said_how_to_add_one(zhice: Shell) -> None:
    out, told = zhice("user")
    assert out == "" and "zhice user add 用户名 --role admin" in told


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("user", "add", "王芳"), "short\n", "密码应为"),
        (("user", "add", "王芳"), "", "密码应为"),
        (("user", "add", "李明"), "long-enough\n", "已有名为“李明”的用户"),
        (("user", "add", "王芳", "--role", "root"), "long-enough\n", "没有“root”这种角色"),
        (("user", "add", "a/b"), "long-enough\n", "不能用的符号"),
        (("user", "remove", "馆长"), "", "至少要有一位管理员"),
        (("user", "remove", "王芳"), "", "没有名为“王芳”的用户"),
        (("user", "password", "王芳"), "long-enough\n", "没有名为“王芳”的用户"),
        (("user", "set", "李明"), "", "写明改什么"),
        (("user", "set", "李明", "--group", "甲", "--no-group"), "", "请二选一"),
        (("share", SECRET), "", "--group"),
        (("share", SECRET, "--group", "甲", "--all"), "", "--group"),
        (("share", "--group", "甲"), "", "写明是哪些文件"),
        (("share", "没有的", "--group", "甲"), "", "请写全文件名"),
        (("share", "澜江市", "--group", "甲"), "", "请把文件名写全"),
        (("audit", "--since", "昨天"), "", "2026-03-01"),
        (("audit", "--last", "0"), "", "--last 0"),
    ],
)
def test_a_mistake_is_one_sentence(staffed: Shell, arguments: tuple[str, ...], typed: str, said: str) -> None:
    assert said in staffed.mistake(*arguments, typed=typed)


def test_a_password_is_asked_twice_at_a_terminal(staffed: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = iter(["new-secret-1", "new-secret-1", "one-secret-1", "two-secret-2"])
    monkeypatch.setattr(people_commands.getpass, "getpass", lambda _: next(answers))
    monkeypatch.setattr("ui.people_commands.sys.stdin", Terminal())
    assert main(["user", "password", "李明", "--data", str(staffed.data)]) == 0
    assert Users(staffed.data, QUICK).signed_in("李明", "new-secret-1") is not None
    assert main(["user", "password", "李明", "--data", str(staffed.data)]) == 1
    assert Users(staffed.data, QUICK).signed_in("李明", "new-secret-1") is not None


def test_rights_are_changed_and_a_user_removed(staffed: Shell) -> None:
    assert "编辑" in staffed("user", "set", "李明", "--role", "editor", "--no-group")[1]
    assert Users(staffed.data, QUICK).known("李明").groups == frozenset()
    assert "令牌随即失效" in staffed("user", "remove", "李明")[1]
    assert Users(staffed.data, QUICK).get("李明") is None


def test_a_token_alone_stands_on_standard_output(staffed: Shell) -> None:
    out, told = staffed("user", "token", "李明", "--note", "统计")
    found = Users(staffed.data, QUICK).of_token(out.strip())
    assert found is not None and found.name == "李明" and "只显示这一次" in told
    assert out.strip() not in (staffed.data / "users.json").read_text(encoding="utf-8")
    assert "收回“李明”的 1 个令牌" in staffed("user", "token", "李明", "--revoke")[1]
    assert Users(staffed.data, QUICK).of_token(out.strip()) is None


def test_documents_are_shared_and_listed(zhice: Shell) -> None:
    assert (
        "只给 党组、办公室 看" in zhice("share", SECRET, OPEN_PLAN, "--group", "办公室", "--group", "党组")[1]
    )
    assert rows(zhice("share", "--json")[0]) == [
        {"source": SECRET, "groups": ["党组", "办公室"]}, {"source": OPEN_PLAN, "groups": ["党组", "办公室"]},
    ]  # fmt: skip
    assert "给所有用户看" in zhice("share", "澜江市内部考核", "--all")[1]
    assert set(Sharing(zhice.data).all()) == {OPEN_PLAN}
    assert "共 1 个文件" in zhice("share")[1]


def test_a_document_is_shared_before_it_is_read(zhice: Shell) -> None:
    assert "还没有入库" in zhice("share", "新文件.docx", "--group", "党组")[1]
    assert Sharing(zhice.data).all() == {"新文件.docx": frozenset({"党组"})}


def test_what_was_done_is_listed(staffed: Shell) -> None:
    staffed("share", SECRET, "--group", "党组")
    out, told = staffed("audit")
    assert "添加用户  李明 读者" in out and f"更改文件可见范围  {SECRET}：只给 党组 看" in out
    assert "共 3 条" in told
    one = rows(staffed("audit", "--json", "--action", "添加用户", "--last", "1")[0])
    assert [(row["who"], row["action"], row["detail"][:2]) for row in one] == [
        ("命令行", "user_added", "李明")
    ]
    assert staffed("audit", "--user", "没有的人")[0] == "" == staffed("audit", "--since", "2999-01-01")[0]
    assert len(read_deeds(staffed.data)) == 3


def test_a_user_who_inherits_conversations_is_told_of(zhice: Shell) -> None:
    from datetime import UTC, datetime

    from assistant.conversation import Talks
    from knowledge.conversations import Conversations

    store = Conversations(zhice.data)
    Talks(store, "馆长").start("旧问题", datetime(2031, 1, 1, tzinfo=UTC))
    store.close()
    told = zhice("user", "add", "馆长", "--role", "admin", typed="guan-zhang-1")[1]
    assert "已有 1 个历史对话" in told


def test_a_missing_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "馆长", "--role", "admin", "--data", str(tmp_path / "nowhere")]) == 1
    assert "zhice ingest" in capsys.readouterr().err
