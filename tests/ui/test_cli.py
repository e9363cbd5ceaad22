"""The command line: a mistake is one clear Chinese sentence, never a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalog import Catalog
from knowledge.vectors import with_headings
from tests.assistant.library import MEASURES, RULES, ingested, write_notices
from tests.knowledge.cross_encoders import save_tiny_cross_encoder
from ui.cli import _show_noise, main

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The index of the session, an empty working folder, and no setting from outside."""
    for name in [name for name in os.environ if name.startswith("ZHICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZHICE_DATA", str(ingested()))
    monkeypatch.chdir(tmp_path)


def mistake(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence a mistake gives: on standard error, status 1, nothing on standard output."""
    assert main(arguments) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    (sentence,) = shown.err.splitlines()
    assert re.search("[一-龥]{4}", sentence) and re.search("[。）]$|zhice ", sentence)
    assert "Traceback" not in sentence and "Error" not in sentence
    return sentence


def test_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert "zhice --help" in mistake(capsys)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("frobnicate",), "frobnicate"),
        (("ask", "问题？", "--frobnicate"), "--frobnicate"),
        (("docs", "多余"), "多余"),
        (("ingest",), "缺少参数"),
        (("show",), "缺少参数"),
        (("ask", "问题？", "--data"), "缺少值"),
        (("serve", "--port", "abc"), "abc"),
        (("serve", "--port", "7860.5"), "7860.5"),
    ],
)
def test_a_command_written_wrongly(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    sentence = mistake(capsys, *arguments)
    assert named in sentence and "--help" in sentence
    english = re.sub(r"[（“](.*?)[）”]", "", sentence)
    assert not re.search(r"\b(argument|required|invalid|unrecognized|expected)\b", sentence), english


@pytest.mark.parametrize("question", ["", "  "])
def test_an_empty_question(capsys: pytest.CaptureFixture[str], question: str) -> None:
    assert "问题是空的" in mistake(capsys, "ask", question)


def test_no_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert "zhice ask" in mistake(capsys, "ask")


def test_an_over_long_question(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = mistake(capsys, "ask", "问" * 100_000)
    assert "问题太长" in sentence and len(sentence) < 100


@pytest.mark.parametrize("command", [("ask", "问题？"), ("docs",), ("show", "a"), ("serve",)])
def test_a_missing_index(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    sentence = mistake(capsys, *command, "--data", "nowhere")
    assert "nowhere" in sentence and "zhice ingest" in sentence
    assert not Path("nowhere").exists()


def test_an_unknown_document(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = mistake(capsys, "show", "没有.txt")
    assert "没有.txt" in sentence and "zhice docs" in sentence


def test_a_name_that_begins_several_documents(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = mistake(capsys, "show", "澄湖市")
    assert MEASURES in sentence and RULES in sentence and "2 个文件" in sentence


@pytest.mark.parametrize("path", ["nowhere.txt", "nowhere/"])
def test_a_missing_file_to_ingest(capsys: pytest.CaptureFixture[str], path: str) -> None:
    assert "nowhere" in mistake(capsys, "ingest", path, "--data", "fresh")
    assert not Path("fresh").exists()


def test_a_file_of_a_kind_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.exe").write_bytes(b"MZ")
    assert "a.exe" in mistake(capsys, "ingest", "a.exe", "--data", "fresh")


def test_a_missing_batch(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.jsonl" in mistake(capsys, "ask", "--batch", "nowhere.jsonl")


def test_a_batch_that_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.jsonl").write_bytes(b"\xff\xfe\x00\x80")
    assert "UTF-8" in mistake(capsys, "ask", "--batch", "in.jsonl")


def test_a_bad_line_of_a_batch_is_told_with_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.jsonl").write_text("不是问题\n", encoding="utf-8")
    told = mistake(capsys, "ask", "--batch", "in.jsonl")
    assert told.startswith("第 1 行：") and "in.jsonl" in told


@pytest.mark.parametrize(
    ("words", "told", "known"),
    [
        (("foo",), "zhice 没有“foo”这个命令", "ingest、watch、ask"),
        (("user", "foo"), "zhice user 没有“foo”这个命令", "list、add"),
        (("eval", "foo"), "zhice eval 没有“foo”这个命令", "run、all"),
    ],
)
def test_an_unknown_command_is_told_with_those_there_are(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str, known: str
) -> None:
    said = mistake(capsys, *words)
    assert told in said and known in said and "'" not in said


@pytest.mark.parametrize("out", ["missing/out.jsonl", "."])
def test_an_out_that_cannot_be_written(capsys: pytest.CaptureFixture[str], out: str) -> None:
    Path("in.jsonl").write_text('{"question": "问题？"}\n', encoding="utf-8")
    assert "无法写入" in mistake(capsys, "ask", "--batch", "in.jsonl", "--out", out)


def test_an_unknown_setting(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICE_CHATMODEL", "m")
    assert "ZHICE_CHATMODEL" in mistake(capsys, "docs")


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_cannot_be(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setattr("ui.app.create_app", lambda *_, **__: None)
    monkeypatch.setattr("ui.app.serve", lambda *_: None)
    assert "65535" in mistake(capsys, "serve", f"--port={port}")


def test_out_without_batch(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--batch" in mistake(capsys, "ask", "要新建多少个社区科普驿站？", "--out", "out.jsonl")


def test_a_question_beside_a_batch(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.jsonl").write_text('{"question": "要新建多少个社区科普驿站？"}\n', encoding="utf-8")
    assert "--batch" in mistake(capsys, "ask", "专家库多久更新一次？", "--batch", "in.jsonl")


def test_two_forms_of_output_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--text" in mistake(capsys, "show", MEASURES, "--json", "--text")


@pytest.mark.parametrize("command", [(), ("ask",), ("ingest",), ("docs",), ("show",), ("serve",)])
def test_help_is_chinese_on_standard_output(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as done:
        main([*command, "--help"])
    assert done.value.code == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("用法：") and shown.err == ""
    assert not re.search("usage|optional|positional|show this", shown.out)


def test_stopping_it_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.cli._docs", stop)
    assert mistake(capsys, "docs").startswith("已中断")


def test_a_first_walk_from_files_to_an_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    notices = write_notices(tmp_path / "in")
    (notices / MEASURES).unlink()
    for status in ("新入库", "无变化"):
        assert main(["ingest", str(notices), "--data", "fresh"]) == 0
        shown = capsys.readouterr()
        assert shown.out == "" and status in shown.err and "共 1 个文件" in shown.err
    assert main(["ask", "大篷车管理办法的有效期是几年？", "--data", "fresh"]) == 0
    assert "有效期五年" in capsys.readouterr().out
    assert main(["docs", "--data", "fresh"]) == 0
    assert RULES in capsys.readouterr().out


# --- as a process of its own -------------------------------------------------------------------


def process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "ui.cli", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
    )


def test_a_question_in_a_process_of_its_own() -> None:
    done = process("ask", "要新建多少个社区科普驿站？")
    assert (done.returncode, done.stderr) == (0, "")
    assert "二十个" in done.stdout


def test_a_mistake_in_a_process_of_its_own() -> None:
    done = process("show", "没有.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and "没有名为" in done.stderr


def test_reasons_show_what_stands_in_no_clause(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", MEASURES, "--reasons"]) == 0
    shown = capsys.readouterr().out
    assert "〔标题〕" in shown and "不入条款" not in shown
    noisy = "打印本页\n云州市科普要点\n一、夜市。\n— 2 —\n二、书屋。\n"
    _show_noise("a.txt", noisy)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["〔不入条款：网页菜单〕打印本页", "〔不入条款：页码〕— 2 —"]


# --- the reranker ------------------------------------------------------------------------------


def test_a_reranker_in_a_folder_has_a_say_in_what_ask_finds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    question, liked = "到2027年底新建多少个?", "院士进社区活动"
    clauses = Catalog(ingested()).snapshot().by_id.values()
    pairs = [(question, with_headings(clause, clause.text)) for clause in clauses]
    good = [pair for pair in pairs if liked in pair[1]]
    bad = [pair for pair in pairs if liked not in pair[1]]
    folder = save_tiny_cross_encoder(tmp_path / "reranker", good * len(bad), bad, positions=128)
    capsys.readouterr()

    def asked() -> dict[str, Any]:
        assert main(["ask", question, "--json"]) == 0
        return dict(json.loads(capsys.readouterr().out))

    before = asked()
    monkeypatch.setenv("ZHICE_RERANKER", str(folder))
    after = asked()
    assert liked in after["evidence"][1]["text"] and liked not in before["evidence"][1]["text"]
    assert (after["answer"], after["citations"]) == (before["answer"], before["citations"])


def test_a_wrong_folder_of_a_reranker_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    monkeypatch.setenv("ZHICE_RERANKER", "/no/such")
    assert "重排模型“/no/such”" in mistake(capsys, "ask", "要新建多少个社区科普驿站？")
