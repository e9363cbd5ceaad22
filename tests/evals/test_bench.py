"""The measuring on tiny sizes; how long anything takes is asserted nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.build import build
from assistant.settings import Settings
from evals import bench
from evals.synthetic import collection, notices, questions
from tests.fakes import FakeEmbedder


@pytest.fixture
def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "QUESTIONS", 4)
    monkeypatch.setattr(bench, "ROWS", 200)


def test_a_broken_bound_is_an_exit_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    kept, broken = ("问答 / 向量化", 4.0, 4.0), ("核对占问答", 0.051, 0.05)
    assert bench.told([kept, ("问答（毫秒）", 900.0, None)]) == 0
    assert bench.told([kept, broken]) == 1
    assert "核对占问答：0.051（上限 0.05）" in capsys.readouterr().out.splitlines()


def test_every_question_goes_to_the_embedder_and_each_assistant_in_turn(tmp_path: Path) -> None:
    model, asked = FakeEmbedder(), questions([*notices(2)], bench.WARMING + 3)
    collection(tmp_path / "index", 2, model)
    assistant = build(Settings(data=tmp_path / "index"), embedder=model)
    heard: list[str] = []
    embedding, found = bench.in_turns([assistant, assistant], heard.append, asked)
    assert heard == asked
    assert embedding > 0 and len(found) == 2
    assert all(warm.answer > 0 and 0 < warm.guard < 1 for warm in found)


def test_two_collections_are_compared_and_only_ratios_are_bound(tmp_path: Path, few_questions: None) -> None:
    rows = bench.growth_rows(tmp_path, 1, 3, FakeEmbedder())
    bounds = {name.partition("（")[0]: bound for name, _, bound in rows if bound is not None}
    assert bounds == {"问答 / 向量化": 4.0, "问答耗时": 2.0, "核对占问答": 0.05}
    assert all(value > 0 for _, value, _ in rows)
    small, large = (
        int("".join(filter(str.isdecimal, name))) for name, *_ in rows if name.startswith("问答全程")
    )
    assert large == pytest.approx(3 * small, rel=0.1)


def test_the_ledger_is_measured_on_the_corpus_at_hand(few_questions: None, sample_settings: Settings) -> None:
    rows = {name: (value, bound) for name, value, bound in bench.ledger_rows(sample_settings)}
    assert rows["抽取台账（每千条款，毫秒）"][1] == 1e6 / bench.LEAST_CLAUSES
    assert rows["按部门查台账（200 行，中位数，毫秒）"][1] == bench.SELECTION_BOUND
    assert all(value > 0 for value, _ in rows.values())
