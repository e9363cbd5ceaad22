"""The examples of docs/langchain.md, run as they stand, in their order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.library import MEASURES, RULES, write_notices

DOCS = Path(__file__).parents[2] / "docs" / "langchain.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.S | re.M)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the examples define, run one after the other in a folder with the two notices."""
    folder = tmp_path_factory.mktemp("docs")
    write_notices(folder / "notices")
    space: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in BLOCK.findall(DOCS.read_text(encoding="utf-8")):
            exec(compile(block, str(DOCS), "exec"), space)
    return space


def test_each_seam_has_its_example(names: dict[str, Any]) -> None:
    assert {"embedder", "runnable", "guarded", "retriever"} <= set(names)
    assert len(BLOCK.findall(DOCS.read_text(encoding="utf-8"))) == 4


def test_the_runnable_answers_with_its_clause(names: dict[str, Any]) -> None:
    assert "二十个" in names["answer"].text
    assert names["answer"].citations[0].clause.source.name == MEASURES
    assert "每两年" in names["first"]["answer"] and "45支" in names["second"]["answer"]


def test_the_lying_model_is_not_shown(names: dict[str, Any]) -> None:
    assert names["kept"].text == names["answer"].text and names["kept"].writer == "rules"
    assert "没有通过核对" in names["kept"].notice and "九十九" not in names["kept"].text


def test_the_retriever_finds_the_clause(names: dict[str, Any]) -> None:
    assert ("第四条", RULES) in [(d.metadata["clause"], d.metadata["source"]) for d in names["documents"]]
