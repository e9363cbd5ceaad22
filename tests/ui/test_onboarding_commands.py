"""`zhice onboard` over an index made with the fake embedder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.test_ledger_commands import Shell, prepared


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return prepared(monkeypatch, tmp_path)


@pytest.fixture
def zhice(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_the_brief_is_printed_with_its_places(zhice: Shell) -> None:
    out, _ = zhice("onboard", "学会部", "--post", "一般干部")
    assert out.startswith("学会部 一般干部简报\n") and "每年培训科普辅导员300人次" in out
    assert "测验" not in out


def test_a_quiz_is_the_same_each_time_and_another_by_its_number(zhice: Shell) -> None:
    first = zhice("onboard", "科普部（云栖市科学技术协会）", "--quiz")[0]
    assert "测验" in first and "第 1 题答案" in first
    assert zhice("onboard", "科普部（云栖市科学技术协会）", "--quiz", "--seed", "1")[0] == first
    assert any(
        zhice("onboard", "科普部（云栖市科学技术协会）", "--quiz", "--seed", n)[0] != first for n in "2345"
    )


def test_a_file_is_written(zhice: Shell, tmp_path: Path) -> None:
    out, said = zhice("onboard", "学会部", "--out", str(tmp_path / "简报.docx"))
    assert out == "" and "简报.docx" in said and (tmp_path / "简报.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("天文部",), "没有“天文部”"),
        (("学会部", "--post", "厨师"), "没有“厨师”这一岗位"),
        (("学会部", "--seed", "2"), "请与 --quiz 一起使用"),
        (("学会部", "--out", "甲.pdf"), ".md、.docx"),
    ],
)
def test_a_mistake_is_one_sentence(zhice: Shell, arguments: tuple[str, ...], said: str) -> None:
    assert said in zhice.mistake("onboard", *arguments)
