"""`zhice history` and `zhice ask --conversation`: data on standard output, one sentence for a mistake."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from assistant.question import EARLIER_QUESTIONS
from knowledge import conversations
from tests.assistant.library import MEASURES, ingested
from ui.cli import main
from ui.desk import Desks

FIRST = "要新建多少个社区科普驿站？"


class Shell:
    """Runs a command; (standard output, standard error)."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str, status: int = 0) -> tuple[str, str]:
        assert main(arguments) == status
        shown = self.capsys.readouterr()
        assert "Traceback" not in shown.err
        return shown.out, shown.err

    def mistake(self, *arguments: str) -> str:
        out, told = self(*arguments, status=1)
        assert out == "" and len(told.splitlines()) == 1
        return told


@pytest.fixture
def zhice(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    for name in [name for name in os.environ if name.startswith("ZHICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZHICE_DATA", str(shutil.copytree(ingested(), tmp_path / "data")))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return Shell(capsys)


def listed(zhice: Shell, *arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in zhice("history", "list", "--json", *arguments)[0].splitlines()]


def test_a_conversation_is_made_continued_and_understood_with_what_was_asked(zhice: Shell) -> None:
    first = zhice("ask", FIRST, "--conversation", "驿站")[0]
    assert "二十个" in first
    alone = zhice("ask", "由哪些部门负责？")[0]
    follow = json.loads(zhice("ask", "由哪些部门负责？", "--conversation", "驿站", "--json")[0])
    assert "科普部、宣传部" in follow["answer"] and follow["answer"] not in alone
    (row,) = listed(zhice)
    assert (row["title"], row["turns"], row["user"]) == ("驿站", 2, "本机")
    shown = zhice("history", "show", "驿")[0]
    assert shown.startswith(f"问 1：{FIRST}\n{first}") and "问 2：由哪些部门负责？" in shown
    kept = [json.loads(line) for line in zhice("history", "show", str(row["id"]), "--json")[0].splitlines()]
    assert kept[1]["citations"] == follow["citations"] and len(kept) == 2


def test_only_the_last_questions_go_with_the_next(zhice: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.ask import Assistant

    given: list[tuple[str, ...]] = []
    ask = Assistant.ask
    monkeypatch.setattr(
        Assistant,
        "ask",
        lambda self, question, history=(): given.append(history) or ask(self, question, history),
    )
    for number in range(EARLIER_QUESTIONS + 2):
        zhice("ask", f"{number}号驿站有多少个？", "--conversation", "驿站")
    assert given[0] == () and given[-1] == tuple(f"{n}号驿站有多少个？" for n in (1, 2))


def test_without_an_action_it_lists_the_last_changed_first(zhice: Shell) -> None:
    assert zhice("history") == ("", "共 0 个对话。\n")
    for name in ("甲", "乙", "甲"):
        zhice("ask", FIRST, "--conversation", name)
    out, told = zhice("history")
    assert re.fullmatch(r"\w{12}  \d{4}-\d\d-\d\d \d\d:\d\d  2 轮  甲\n\w{12}  .{16}  1 轮  乙\n", out)
    assert told == "共 2 个对话。\n" and zhice("history", "list") == (out, told)


def test_words_choose_by_title_and_by_question(zhice: Shell) -> None:
    zhice("ask", FIRST, "--conversation", "甲")
    zhice("ask", "大篷车管理办法的有效期是几年？", "--conversation", "乙")
    assert [row["title"] for row in listed(zhice, "大篷车", "几年")] == ["乙"]
    assert [row["title"] for row in listed(zhice, "甲")] == ["甲"]
    assert "共 0 个名称或问题里有“甲 大篷车”的对话" in zhice("history", "list", "甲", "大篷车")[1]


def test_each_user_has_conversations_of_the_own(zhice: Shell) -> None:
    zhice("ask", FIRST, "--conversation", "甲", "--user", "张三")
    assert listed(zhice) == [] and len(listed(zhice, "--user", "张三")) == 1
    assert len(zhice("history", "--user", "张三")[0].splitlines()) == 1
    for command in (
        ("show", "甲"),
        ("rename", "甲", "乙"),
        ("delete", "甲"),
        ("export", "甲", "--out", "a.md"),
    ):
        assert "没有" in zhice.mistake("history", *command)
        assert "没有" in zhice.mistake("history", *command, "--user", "李四")
    assert [row["title"] for row in listed(zhice, "--user", "张三")] == ["甲"]


def test_renaming_and_deleting_say_what_they_did(zhice: Shell) -> None:
    zhice("ask", FIRST, "--conversation", "甲一")
    zhice("ask", FIRST, "--conversation", "甲二")
    assert zhice("history", "rename", "甲一", "驿站")[1] == "“甲一”已改名为“驿站”。\n"
    assert "正好是“甲”" in zhice.mistake("history", "delete", "驿站", "甲")
    assert len(listed(zhice)) == 2
    name = str(listed(zhice, "驿站")[0]["id"])
    assert zhice("history", "delete", "驿站", "甲二", name)[1].splitlines() == [
        "已删除“驿站”（1 轮）。",
        "已删除“甲二”（1 轮）。",
    ]
    assert listed(zhice) == []


@pytest.mark.parametrize("suffix", [".md", ".docx"])
def test_export_needs_no_document_any_more(zhice: Shell, suffix: str) -> None:
    zhice("ask", FIRST, "--conversation", "驿站")
    zhice("remove", MEASURES)
    assert zhice("history", "export", "驿站", "--out", f"出{suffix}")[1] == f"已写入 1 轮问答：出{suffix}\n"
    content = Path(f"出{suffix}").read_bytes()
    assert content.startswith(b"PK") if suffix == ".docx" else "新建社区科普驿站二十个".encode() in content


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("history", "forget"), "forget"),
        (("history", "show"), "缺少参数"),
        (("history", "show", "没有"), "没有名为“没有”"),
        (("history", "rename", "没有", "新"), "没有名为“没有”"),
        (("history", "delete"), "缺少参数"),
        (("history", "export", "没有"), "--out"),
        (("history", "--user", " "), "使用者是空的"),
        (("history", "list", "--data", "nowhere"), "nowhere"),
        (("ask", FIRST, "--conversation", " "), "名称是空的"),
        (("ask", FIRST, "--conversation", "长" * 41), "太长（41 字）"),
        (("ask", FIRST, "--user", "张三"), "--conversation"),
        (("ask", "--batch", "in.jsonl", "--conversation", "甲"), "--batch"),
        (("ask", "", "--conversation", "甲"), "问题是空的"),
    ],
    ids=str,
)
def test_a_mistake_is_one_sentence(zhice: Shell, arguments: tuple[str, ...], named: str) -> None:
    assert named in zhice.mistake(*arguments)
    assert listed(zhice) == [] and os.listdir() == []


def test_mistakes_of_an_export_are_one_sentence(zhice: Shell) -> None:
    zhice("ask", FIRST, "--conversation", "甲")
    assert ".pdf" in zhice.mistake("history", "export", "甲", "--out", "a.pdf")
    assert "路径不存在" in zhice.mistake("history", "export", "甲", "--out", "none/a.md")


def test_an_answer_that_is_not_kept_is_said_nevertheless(
    zhice: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhice("ask", FIRST, "--conversation", "甲")
    monkeypatch.setattr(conversations, "MOST_TURNS", 1)
    out, told = zhice("ask", FIRST, "--conversation", "甲", status=1)
    assert "二十个" in out and "已满 1 轮" in told


def test_titles_drive_no_terminal(zhice: Shell) -> None:
    zhice("ask", FIRST, "--conversation", "甲\x1b[2J\u202e乙")
    assert "\x1b" not in zhice("history")[0]
    assert listed(zhice)[0]["title"] == "甲[2J乙"


@pytest.mark.parametrize("action", [(), ("list",), ("show",), ("rename",), ("delete",), ("export",)])
def test_help_is_chinese(capsys: pytest.CaptureFixture[str], action: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        main(["history", *action, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith("用法：zhice history") and not re.search(
        "usage|optional|positional|show this", shown
    )


@pytest.mark.parametrize(
    ("arguments", "user"),
    [
        ((), "本机"),
        (("--host", "localhost"), "本机"),
        (("--host", "::1", "--user", "张三"), "张三"),
        (("--host", "0.0.0.0", "--user", "科普部"), "科普部"),
        (("--host", "0.0.0.0"), None),
        (("--host", "example.invalid"), None),
    ],
    ids=str,
)
def test_a_page_that_others_can_open_keeps_nothing_unless_told(
    zhice: Shell, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], user: str | None
) -> None:
    given: list[str | None] = []

    def create_app(desks: Desks, **_: object) -> None:
        talks = desks(None).talks
        given.append(talks.user if talks else None)

    monkeypatch.setattr("ui.app.create_app", create_app)
    monkeypatch.setattr("ui.app.serve", lambda *_: None)
    told = zhice("serve", *arguments)[1]
    assert given == [user] and ("不保存历史对话" in told) == (user is None)
