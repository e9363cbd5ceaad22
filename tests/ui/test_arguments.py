"""What every command shares: arguments in Chinese, names of documents, JSON lines; and every mistake on the ledger."""

from __future__ import annotations

import json
import os
import re
from argparse import Namespace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UserError
from knowledge.storage import writer
from tests.ui.test_ledger_commands import NEW, OLD, Shell, prepared, row_id
from ui.arguments import Parser, catalog_of, json_line, one_source, settings_of


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return prepared(monkeypatch, tmp_path)


@pytest.fixture
def zhice(data: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


# --- the parser --------------------------------------------------------------------------------


def parser() -> Parser:
    made = Parser(prog="zhice 试", description="试一试")
    made.add_argument("name", metavar="文件名")
    made.add_argument("--count", type=int, metavar="N", help="几次")
    made.add_argument("--role", choices=["lead", "support"])
    return made


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "缺少参数: 文件名"),
        (["a", "b"], "不认识的参数: b"),
        (["a", "--count"], "--count: 缺少值"),
        (["a", "--count", "许多"], "--count: 应为整数: '许多'"),
        (["a", "--role", "boss"], "没有这个选项: 'boss'（可用"),
    ],
)
def test_a_wrong_argument_is_told_in_chinese(arguments: list[str], told: str) -> None:
    with pytest.raises(UserError) as error:
        parser().parse_args(arguments)
    sentence = str(error.value)
    assert told in sentence and sentence.startswith("命令写法有误（")
    assert sentence.endswith("），请用 zhice 试 --help 查看用法。")


def test_help_is_chinese() -> None:
    text = parser().format_help()
    assert text.startswith("用法：zhice 试") and "命令和参数" in text and "显示帮助" in text
    assert not re.search("usage|positional|optional|show this", text)


# --- names of documents, settings, JSON ----------------------------------------------------------


def test_a_document_is_found_by_its_name_or_the_beginning_of_one() -> None:
    names = ["计划.txt", "计划.txt.bak", "方案.txt"]
    assert one_source("计划.txt", names) == "计划.txt"
    assert one_source("方", names) == "方案.txt"
    with pytest.raises(UserError, match=r"“计划”对应 2 个文件（计划\.txt、计划\.txt\.bak…）"):
        one_source("计划", names)
    with pytest.raises(UserError, match="没有名为“案”的文件"):
        one_source("案", names)


def test_the_data_folder_of_the_command_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICE_DATA", "/from-environment")
    assert settings_of(Namespace(data=Path("here"))).data == Path("here")
    assert settings_of(Namespace(data=None)).data == Path("/from-environment")


def test_the_catalog_of_a_command_is_that_of_its_folder(data: Path) -> None:
    catalog = catalog_of(Namespace(data=data))
    assert {OLD, NEW} <= set(catalog.snapshot().clauses)
    catalog.close()


characters = st.text(st.sampled_from('站 \n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"\\\\'))


@given(value=st.dictionaries(characters, st.none() | st.integers() | st.lists(characters)))
def test_a_json_line_is_one_line_for_every_reader_and_reads_back(value: object) -> None:
    line = json_line(value)
    assert len(line.splitlines()) == 1 and json.loads(line) == value


def test_chinese_stays_legible_in_a_json_line() -> None:
    assert json_line({"任务": "建站\u2028"}) == '{"任务": "建站\\u2028"}'


# --- mistakes ----------------------------------------------------------------------------------

MISTAKES = [
    (("ledger", "--department", "财务部"), "财务部"),
    (("ledger", "--before", "明年"), "明年"),
    (("ledger", "--after", "2032-02-30"), "2032-02-30"),
    (("ledger", "--before", "2032-13"), "2032-13"),
    (("ledger", "--before", "2032-00"), "2032-00"),
    (("ledger", "--before", "0000"), "0000"),
    (("ledger", "--role", "主办"), "主办"),
    (("ledger", "--kind", "预算"), "预算"),
    (("ledger", "--frequency", "经常"), "经常"),
    (("ledger", "--source", "没有.txt"), "没有.txt"),
    (("ledger", "--source", "云栖市"), "2 个文件"),
    (("ledger", "--columns", "任务"), "--out"),
    (("ledger", "--out", "台账.pdf"), ".pdf"),
    (("ledger", "--out", "台账"), "台账"),
    (("ledger", "--out", "没有/台账.csv"), "路径不存在"),
    (("ledger", "--out", "台账.csv", "--columns", "预算"), "预算"),
    (("compare", OLD, OLD), "两个不同的文件"),
    (("compare", OLD, OLD[:8]), "2 个文件"),
    (("compare", OLD), "缺少参数"),
    (("compare", OLD, "没有.txt"), "没有.txt"),
    (("cascade", OLD, OLD), "两个不同的文件"),
    (("cascade", "没有.txt", OLD), "没有.txt"),
    (("gaps", "--source", "没有.txt"), "没有.txt"),
    (("departments", "--write", "没有/名册.toml"), "路径不存在"),
    (("correct",), "zhice correct 编号 --confirm"),
    (("correct", "--confirm"), "编号"),
    (("correct", "d0"), "--confirm"),
    (("correct", "没有", "--confirm"), "没有编号“没有”"),
    (("correct", "d", "--confirm"), "把编号写全"),
    (("correct", "d", "--confirm", "--reject"), "不能同时使用"),
    (("correct", "d", "--set", "牵头部门"), "项=值"),
    (("correct", "d", "--set", "牵头部门="), "项=值"),
    (("correct", "d", "--who"), "缺少值"),
]


@pytest.mark.parametrize(("arguments", "named"), MISTAKES, ids=str)
def test_a_mistake_is_one_sentence(zhice: Shell, arguments: tuple[str, ...], named: str) -> None:
    assert named in zhice.mistake(*arguments)
    assert os.listdir() == []


@pytest.mark.parametrize("change", ["部门=科普部", "时限=明年", "指标=99个", "频次=经常", "指标=若干"])
def test_a_correction_that_cannot_be_is_one_sentence_and_not_logged(
    zhice: Shell, data: Path, change: str
) -> None:
    assert (
        change.partition("=")[2] in (told := zhice.mistake("correct", row_id(zhice, "20个"), "--set", change))
        or "部门" in told
    )
    assert not (data / "corrections.jsonl").exists()


def test_a_file_that_is_there_is_not_written_over(zhice: Shell) -> None:
    Path("名册.toml").write_text("我的", encoding="utf-8")
    assert "已经存在" in zhice.mistake("departments", "--write", "名册.toml")
    assert Path("名册.toml").read_text(encoding="utf-8") == "我的"


def test_a_damaged_roster_or_log_is_one_sentence_for_every_command(zhice: Shell, data: Path) -> None:
    for name, told in (("departments.toml", "departments.toml"), ("corrections.jsonl", "第 1 行")):
        (data / name).write_text("[[x\n", encoding="utf-8")
        for command in (
            ("ledger",),
            ("gaps",),
            ("departments",),
            ("compare", OLD, NEW),
            ("correct", "d", "--confirm"),
        ):
            assert told in zhice.mistake(*command)
        (data / name).unlink()


def test_while_another_program_writes_a_decision_waits_for_nobody(zhice: Shell, data: Path) -> None:
    name = row_id(zhice, "20个")
    with writer(data):
        assert "另一个" in zhice.mistake("correct", name, "--confirm")
        assert zhice("ledger")[0]


@pytest.mark.parametrize("command", [("ledger",), ("compare", "a", "b"), ("cascade", "a", "b"), ("gaps",), ("departments",), ("correct", "--log")], ids=" ".join)  # fmt: skip
def test_a_folder_without_an_index_is_told(zhice: Shell, command: tuple[str, ...]) -> None:
    assert "zhice ingest" in zhice.mistake(*command, "--data", "nowhere")
    assert not Path("nowhere").exists()


def test_a_decision_without_a_name_is_not_logged(zhice: Shell, data: Path) -> None:
    name = row_id(zhice, "20个")
    for who in ("", " ", "\u3000"):
        assert "--who" in zhice.mistake("correct", name, "--confirm", "--who", who)
    assert not (data / "corrections.jsonl").exists()


def test_where_the_system_knows_no_user_the_name_is_asked_for(
    zhice: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: int) -> None:
        raise KeyError("getpwuid(): uid not found: 4711")

    name = row_id(zhice, "20个")
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    assert "--who" in zhice.mistake("correct", name, "--confirm")


def test_the_log_drives_no_terminal(zhice: Shell) -> None:
    told = zhice("correct", row_id(zhice, "20个"), "--confirm", "--who", "王\x1b[2J\n")[1]
    assert "\x1b" not in told + zhice("correct", "--log")[0]
