"""A file appears whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.errors import UserError
from ui.exports.files import known_suffix, whole_file


def test_the_draft_takes_the_place_of_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "甲.MD"
    path.write_text("旧", encoding="utf-8")
    with whole_file(path) as draft:
        assert draft.suffix == ".md" and draft.parent == tmp_path
        draft.write_text("新", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "旧"
    assert path.read_text(encoding="utf-8") == "新" and os.listdir(tmp_path) == ["甲.MD"]


@pytest.mark.parametrize(("error", "told"), [(OSError(28, "full"), UserError), (ValueError("x"), ValueError)])
def test_a_failure_leaves_the_old_file_and_no_draft(
    tmp_path: Path, error: Exception, told: type[Exception]
) -> None:
    path = tmp_path / "甲.md"
    path.write_text("旧", encoding="utf-8")

    def fail() -> None:
        with whole_file(path) as draft:
            draft.write_text("半", encoding="utf-8")
            raise error

    with pytest.raises(told):
        fail()
    assert path.read_text(encoding="utf-8") == "旧" and os.listdir(tmp_path) == ["甲.md"]


def test_a_suffix_is_told_in_lower_case_or_refused() -> None:
    assert known_suffix(Path("甲.DOCX"), (".md", ".docx")) == ".docx"
    with pytest.raises(UserError, match=r"“甲”.*\.md 之一"):
        known_suffix(Path("甲"), (".md",))
