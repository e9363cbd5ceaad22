"""Only one may write; what is opened for writing is given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from knowledge.errors import UserError
from ui.writing import outcomes, written


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with (
        written(settings, create=True),
        pytest.raises(UserError, match="另一个入库程序正在写入"),
        written(settings),
    ):
        pass
    with written(settings) as (catalog, _):
        assert catalog.names() == ()


def test_files_go_in_with_an_outcome_each(tmp_path: Path) -> None:
    file = tmp_path / "办法.txt"
    file.write_text("河湾县小屋办法\n第一条 小屋由县科协管理。\n", encoding="utf-8")
    steps: list[tuple[str, int, int]] = []
    found = list(outcomes([file], Settings(tmp_path / "data"), lambda *step: steps.append(step)))
    assert [(one.name, one.status) for one in found] == [("办法.txt", "new")]
    assert steps[0] == ("", 1, 1) and steps[-1] == ("办法.txt", steps[-1][2], steps[-1][2])
