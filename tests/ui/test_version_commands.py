"""zhice docs --history and zhice diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main

FIRST = "云州市夜市办法\n第一条 夜市每周六开放。\n第二条 摊位经费每晚三十元。\n第三条 雨天停办。\n"
SECOND = FIRST.replace("三十元", "四十元").replace(
    "第三条 雨天停办。", "第三条 志愿者负责秩序。\n第四条 雨天停办。"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose one document has two versions, and another document."""
    file, other, data = tmp_path / "夜市.txt", tmp_path / "小屋.txt", tmp_path / "data"
    other.write_text("河湾县小屋办法\n第一条 小屋由县科协管理。\n", encoding="utf-8")
    for text in (FIRST, SECOND):
        file.write_text(text, encoding="utf-8")
        assert main(["ingest", "--data", str(data), str(file), str(other)]) == 0
    return data


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert main(arguments) == 0
    return capsys.readouterr().out.splitlines()


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(capsys, *arguments, "--json")]


def test_history_lists_the_versions_of_every_document(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = lines(capsys, "docs", "--history", "--data", str(data))
    assert said[0] == "夜市.txt" and said[3] == "小屋.txt"
    assert said[1].startswith("  第 1 版：") and "4 个条款" in said[1]
    assert "第 2 版（现用）" in said[2] and said[2].endswith("比上一版新增 1 条，改动 1 条，移动 1 条")


def test_history_of_one_document_as_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = rows(capsys, "docs", "--history", "夜市", "--data", str(data))
    assert (first["number"], first["current"], first["changes"]) == (1, False, None)
    assert (second["number"], second["current"]) == (2, True)
    assert second["changes"] == {"added": 1, "removed": 0, "changed": 1, "moved": 1}
    assert first["digest"] != second["digest"] and first["source"] == "夜市.txt"


def test_a_document_taken_out_is_still_listed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "夜市", "--data", str(data)]) == 0
    assert "zhice restore" in capsys.readouterr().err
    assert lines(capsys, "docs", "--history", "夜市", "--data", str(data))[0] == "夜市.txt（已从库中去掉）"
    assert len(lines(capsys, "diff", "夜市", "--data", str(data))) == 4


def test_diff_tells_what_changed_clause_by_clause(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, "diff", "夜市", "--data", str(data)) == [
        "夜市.txt 第 1 版 → 夜市.txt 第 2 版",
        "[改动] 第二条：第二条摊位经费每晚[-三十元-]{+四十元+}。",
        "[新增] 第三条：第三条志愿者负责秩序。",
        "[移动] 第三条 → 第四条：第四条雨天停办。",
    ]


def test_diff_as_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed, added, moved = rows(capsys, "diff", "夜市", "--from", "1", "--to", "2", "--data", str(data))
    assert [one["change"] for one in (changed, added, moved)] == ["changed", "added", "moved"]
    assert ["removed", "三十元"] in changed["words"] and added["before"] is None
    assert FIRST[moved["before"]["start"] : moved["before"]["end"]] == "第三条 雨天停办。"
    assert moved["after"]["clause"] == "第四条" and moved["words"] == []


def test_diff_backwards_and_with_itself(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = lines(capsys, "diff", "夜市", "--from", "2", "--to", "1", "--data", str(data))
    assert any(line.startswith("[删去] 第三条") for line in back)
    same = lines(capsys, "diff", "夜市", "--from", "2", "--to", "2", "--data", str(data))
    assert same[-1] == "两者条款相同。"


def test_diff_of_two_documents(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = lines(capsys, "diff", "夜市", "小屋", "--data", str(data))
    assert said[0] == "夜市.txt 第 2 版 → 小屋.txt 第 1 版" and len(said) > 3


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("diff", "小屋"), "没有更早的版本"),
        (("diff", "夜市", "--from", "9"), "没有第 9 版"),
        (("diff", "没有"), "没有名为“没有”的文件"),
        (("docs", "--history", "没有"), "没有名为“没有”的文件"),
        (("diff", "夜市", "--from", "x"), "应为整数"),
    ],
)
def test_mistakes_are_one_sentence(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    capsys.readouterr()
    assert main([*arguments, "--data", str(data)]) == 1
    shown = capsys.readouterr()
    assert named in shown.err and len(shown.err.splitlines()) == 1 and shown.out == ""
