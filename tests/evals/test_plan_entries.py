"""A plan is read from its file, and what cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.plan import Entry, entries
from knowledge.errors import UserError
from tests.evals.values import write_text


def test_an_entry_is_read_with_what_it_leaves_out(tmp_path: Path) -> None:
    text = '[[suite]]\nname = "one"\ntitle = "一"\nindex = "i"\ncases = "c.jsonl"\n'
    assert entries(write_text(tmp_path / "plan.toml", text)) == (Entry("one", "一", "i", "c.jsonl"),)
    more = text + 'corpus = "d"\nkind = "statutes"\nkeep = 3\n'
    assert entries(write_text(tmp_path / "plan.toml", more)) == (
        Entry("one", "一", "i", "c.jsonl", "d", "statutes", 3),
    )


def test_an_unknown_kind_is_named(tmp_path: Path) -> None:
    row = '[[suite]]\nname = "{0}"\ntitle = "一"\nindex = "i"\ncases = "c"\nkind = "{1}"\n'
    text = row.format("one", "questions") + row.format("two", "question") + row.format("six", "")
    with pytest.raises(
        UserError, match=r"^评测计划里 two、six 的 kind 不对，可用：questions、ledger、statutes。$"
    ):
        entries(write_text(tmp_path / "plan.toml", text))


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "",
        "suite = 5",
        '[suite]\nname = "a"',
        '[[suite]]\nname = "a"',
        '[[suite]]\nname = "a"\ntitle = "t"\nindex = "i"\ncases = "c"\ncopus = "x"',
    ],
)
def test_a_plan_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(
        UserError, match=r"评测计划 .*plan\.toml (?:无法读取|里有缺字段或不认识字段的题库).*。$"
    ):
        entries(write_text(tmp_path / "plan.toml", text))


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"评测计划 .*plan\.toml (?:无法读取|里有缺字段或不认识字段的题库).*。$"
    ):
        entries(tmp_path / "plan.toml")
