"""`zhice eval` in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.evals.values import NOTICE, write_lines, write_text
from tests.fakes import FakeEmbedder
from tests.ui.eval_suite import ANSWERED, REFUSED, Eval
from ui.cli import main


@pytest.fixture
def evaluation_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working folder with a corpus and a suite, no setting from outside, and no model."""
    for name in [name for name in os.environ if name.startswith("ZHICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHICE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("assistant.build.embedder_from", lambda settings: FakeEmbedder())
    write_text(Path("corpus", "001_办法.txt"), NOTICE)
    write_lines(Path("suite.jsonl"), ANSWERED, REFUSED)


@pytest.fixture
def evaluate(capsys: pytest.CaptureFixture[str]) -> Eval:
    """Status, standard output and standard error of `zhice eval`."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        status = main(["eval", *arguments])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return ran
