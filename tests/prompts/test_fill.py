"""Prompts are filled by name, wholly and once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import prompts
from prompts import fill, version

FILES = sorted(Path(prompts.__file__).parent.glob("*.md"))


def test_the_names_are_replaced() -> None:
    text = fill("answer", clauses="甲条款", question="乙问题")
    assert text.count("甲条款") == text.count("乙问题") == 1
    assert "{{" not in text


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"clauses": "甲"}, "question"),
        ({"question": "乙"}, "clauses"),
        ({}, "clauses, question"),
        ({"clauses": "甲", "question": "乙", "history": "丙"}, "history"),
    ],
)
def test_a_missing_or_unknown_name_is_refused_and_named(values: dict[str, str], named: str) -> None:
    with pytest.raises(KeyError, match=named):
        fill("answer", **values)


def test_a_name_inside_a_value_stays_as_it_is() -> None:
    text = fill("answer", clauses="填{{question}}和{{clauses}}", question="问{{clauses}}")
    assert "填{{question}}和{{clauses}}" in text and "问{{clauses}}" in text


@pytest.mark.parametrize("value", [r"\1\g<0>", "$0", "{}", "{0}", "%s", ""])
def test_a_value_is_put_in_literally(value: str) -> None:
    assert fill("answer", clauses="甲", question=f"问题“{value}”").count(f"问题“{value}”") == 1


def test_an_unknown_prompt_is_no_empty_prompt() -> None:
    with pytest.raises(FileNotFoundError):
        fill("nowhere")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_every_prompt_is_chinese_and_has_slots(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "{{" in text and any("一" <= char <= "龥" for char in text)


def test_a_version_changes_with_every_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = version("answer")
    assert re.fullmatch(r"answer-[0-9a-f]{8}", shipped) and shipped != version("judge")
    copy = tmp_path / "answer.md"
    copy.write_bytes(FILES[0].with_name("answer.md").read_bytes())
    monkeypatch.setattr(prompts, "__file__", str(tmp_path / "__init__.py"))
    assert version("answer") == shipped
    copy.write_text(copy.read_text(encoding="utf-8") + "。", encoding="utf-8")
    assert version("answer") != shipped
