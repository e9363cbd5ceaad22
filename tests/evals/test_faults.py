"""Seeded faults: every way in which the assistant could be broken must turn the gate red."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from assistant import ask as asking
from assistant import refuse
from assistant.answers import MARK, Answer, Citation
from assistant.ask import Assistant
from assistant.build import open_index
from assistant.settings import Settings
from evals.evaluate import Options, Outcome, evaluate
from evals.run import Ask
from evals.target import Target, target_of
from ingest.extract import RULES
from ingest.parse import parsed
from knowledge.catalog import Catalog
from knowledge.documents import Clause
from knowledge.errors import UserError
from knowledge.search import VectorSearch
from knowledge.vectors import Level, Vectors
from tests.evals.index import EVALS
from tests.fakes import FakeEmbedder

_embed = Vectors.embed
_embedded: dict[str, list[float]] = {}


@pytest.fixture(autouse=True)
def _each_question_is_embedded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def embed(self: Vectors, question: str) -> list[float]:
        if question not in _embedded:
            _embedded[question] = _embed(self, question)
        return _embedded[question]

    monkeypatch.setattr(Vectors, "embed", embed)


@pytest.fixture(scope="module")
def assistant(sample_settings: Settings) -> Target:
    """The assistant itself, for faults within it."""
    return target_of(sample_settings)


@pytest.fixture(scope="module")
def target(assistant: Target) -> Target:
    """The same with answers that are given once, for faults in what becomes of them."""
    known = lru_cache(maxsize=None)(assistant.ask)
    return replace(assistant, ask=lambda question, history: known(question, tuple(history)))


def outcome(target: Target, ask: Ask | None = None, suite: str = "sample") -> Outcome:
    """A suite of the sample notices against its gate and its accepted run."""
    options = Options(gate=EVALS / "gates" / f"{suite}.toml", against=EVALS / "accepted" / f"{suite}.jsonl")
    return evaluate(EVALS / "suites" / f"{suite}.jsonl", replace(target, ask=ask or target.ask), options)


def fell(found: Outcome) -> set[str]:
    """The metrics that the gate names as fallen."""
    return {word for breach in found.breaches for word in re.findall(r" (\w+)：实际", breach)}


def fallen_cases(found: Outcome) -> list[str]:
    return [breach for breach in found.breaches if breach.startswith("上次通过、这次没有通过")]


@pytest.mark.parametrize("suite", ["sample", "multi-turn"])
def test_without_a_fault_the_gate_is_green(target: Target, suite: str) -> None:
    assert outcome(target, suite=suite).breaches == ()


def test_the_same_run_twice_gives_the_same_scores(assistant: Target) -> None:
    first, second = (outcome(assistant, suite="multi-turn").report for _ in range(2))
    assert first and second
    times = {"latency_ms": None}
    assert [{**r.scores, **times} for r in first.results] == [{**r.scores, **times} for r in second.results]


def test_numbers_altered_by_one(target: Target) -> None:
    def ask(question: str, history: Sequence[str]) -> Answer:
        answer = target.ask(question, history)
        pieces = re.split(r"(\[\d+\])", answer.text)
        altered = [
            piece if MARK.fullmatch(piece) else re.sub(r"\d+", lambda n: str(int(n[0]) + 1), piece)
            for piece in pieces
        ]
        return replace(answer, text="".join(altered))

    found = outcome(target, ask)
    assert {"number_support", "passed"} <= fell(found)


def test_citations_shifted_to_the_neighbour_clause(target: Target) -> None:
    neighbours = {
        clause.id: following
        for document in target.documents
        for clause, following in zip(document.clauses, document.clauses[1:], strict=False)
    }

    def shifted(citation: Citation) -> Citation:
        clause: Clause = neighbours.get(citation.clause.id, citation.clause)
        return Citation(citation.n, clause, clause.raw, clause.start, clause.end)

    def ask(question: str, history: Sequence[str]) -> Answer:
        answer = target.ask(question, history)
        return replace(answer, citations=tuple(shifted(citation) for citation in answer.citations))

    found = outcome(target, ask)
    assert {"citation_recall", "citation_precision", "number_support", "passed"} <= fell(found)
    assert "verbatim" not in fell(found)


def test_refusal_threshold_moved_up(assistant: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refuse, "LEAST_KNOWN", 0.55)
    monkeypatch.setattr(refuse, "LEAST_FORMAL", 0.55)
    found = outcome(assistant)
    assert "false_refusal" in fell(found) and fallen_cases(found)


def test_refusal_threshold_moved_down(assistant: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEAST_KNOWN", "LEAST_FORMAL", "LEAST_NEAR"):
        monkeypatch.setattr(refuse, name, 0.01)
    monkeypatch.setattr(refuse, "LEAST_SIMILARITY", refuse.NO_SIMILARITY + 0.001)
    monkeypatch.setattr(refuse, "DOUBTFUL_SIMILARITY", refuse.NO_SIMILARITY + 0.001)
    found = outcome(assistant)
    assert "refused" in fell(found) and fallen_cases(found)


def test_evidence_cut_to_three(assistant: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "OFFERED", 3)
    found = outcome(assistant)
    assert "clause_recall_at_10" in fell(found)


def test_vector_search_returns_random_clauses(assistant: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    clauses = [clause for document in assistant.documents for clause in document.clauses]
    chance = random.Random(7)

    def scores(
        self: Vectors, vector: Sequence[float], level: Level, *, documents: object, limit: int
    ) -> dict[str, float]:
        some = chance.sample(clauses, 60)
        suffix = ":0" if level == "sentences" else ""
        return {clause.id + suffix: chance.uniform(0.86, 0.95) for clause in some}

    monkeypatch.setattr(Vectors, "scores", scores)
    found = outcome(assistant)
    assert {"ndcg_at_10", "passed"} <= fell(found)
    assert fallen_cases(found)


def test_keyword_search_is_off(target: Target, sample_settings: Settings) -> None:
    catalog, vectors = open_index(sample_settings)
    found = outcome(target, Assistant(catalog, VectorSearch(catalog, vectors)).ask)
    assert {"clause_recall_at_10", "evidence_at_10"} & fell(found) and fallen_cases(found)


def test_lists_of_departments_are_reversed(target: Target) -> None:
    def ask(question: str, history: Sequence[str]) -> Answer:
        answer = target.ask(question, history)
        text = re.sub(
            "[一-龥]+(?:、[一-龥]+)+", lambda found: "、".join(reversed(found[0].split("、"))), answer.text
        )
        return replace(answer, text=text)

    found = outcome(target, ask)
    assert "order" in fell(found)


def test_history_is_ignored(target: Target) -> None:
    found = outcome(target, lambda question, history: target.ask(question, ()), "multi-turn")
    assert {"passed", "clause_recall_at_5"} <= fell(found)


@pytest.fixture
def copied(sample_settings: Settings, tmp_path: Path) -> Settings:
    """The index of the sample notices, to be spoilt."""
    shutil.copytree(sample_settings.data, tmp_path / "index")
    return Settings(data=tmp_path / "index")


def changed_notice(folder: Path) -> Path:
    """One of the sample notices with another number in it."""
    name = "青岚省科协-服务山区特色产业实施意见.txt"
    text = (EVALS / "corpus" / name).read_text(encoding="utf-8")
    folder.mkdir()
    (folder / name).write_text(re.sub(r"(\d+)(个|家|名|项)", r"7\1\2", text), encoding="utf-8")
    return folder


def put_back(folder: Path, catalog: Catalog, vectors: Vectors) -> None:
    """The notice of a folder in the place of the one at hand."""
    (path,) = folder.iterdir()
    made = parsed(path.name, path.read_bytes())
    list(vectors.put(made.document.clauses))
    catalog.replace(made.document, made.commitments, digest="earlier", place="", rules=RULES)
    vectors.drop(path.name, keep=made.document.clauses)


def test_an_index_of_an_earlier_text(copied: Settings, tmp_path: Path) -> None:
    catalog, vectors = open_index(copied)
    put_back(changed_notice(tmp_path / "earlier"), catalog, vectors)
    vectors.close()
    with pytest.raises(UserError, match=r"题库与已入库的文件对不上.*引文"):
        outcome(target_of(copied))


def test_vectors_of_an_earlier_text(copied: Settings, tmp_path: Path) -> None:
    catalog, vectors = open_index(copied)
    spare = Vectors(tmp_path / "elsewhere", FakeEmbedder())
    put_back(changed_notice(tmp_path / "earlier"), catalog, spare)
    vectors.close()
    with pytest.raises(UserError, match=r"青岚省.*向量不是由库里现在的文字得来的"):
        target_of(copied)


# --- what answers say ----------------------------------------------------------------------


def _before_mark(text: str, words: str) -> str:
    """The words put before the last mark of every line."""
    return re.sub(r"((?:\[\d+\])+。?)$", lambda mark: words + mark[0], text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: _before_mark(text, "。该项工作已经取消，今后不再执行"),
        lambda text: "以下说法是错误的：" + text,
        lambda text: _before_mark(text, "。另须缴纳九万元"),
        lambda text: _before_mark(text, "。由财务结算部归口管理"),
        lambda text: text.replace("底前", "底后").replace("每年", "每月"),
        lambda text: text.replace("不少于", "不超过").replace("到20", "自20"),
        lambda text: re.sub("(应当|负责|达到|建设)", r"不\1", text),
        lambda text: MARK.sub("", text),
        lambda text: MARK.sub("[1]", text.replace("[1]", "[7]")),
        lambda text: re.sub(r"(?<=\d)(?=个|名|家|项)", "万", text),
        lambda text: "",
    ],
    ids=[
        "denied",
        "wrong",
        "money",
        "body",
        "period",
        "bound",
        "negated",
        "no-marks",
        "other-marks",
        "unit",
        "empty",
    ],
)
def test_words_that_the_clauses_do_not_say(target: Target, spoil: Callable[[str], str]) -> None:
    def ask(question: str, history: Sequence[str]) -> Answer:
        answer = target.ask(question, history)
        return replace(answer, text=spoil(answer.text)) if answer.status == "answered" else answer

    found = outcome(target, ask)
    assert fell(found) & {"support", "quantity_support", "passed"} and fallen_cases(found)


@pytest.mark.parametrize("text", ["", "答案大概是每人五万元。", "文件规定了奖金二十万元。"])
def test_refusals_that_say_something_else(target: Target, text: str) -> None:
    def ask(question: str, history: Sequence[str]) -> Answer:
        answer = target.ask(question, history)
        return replace(answer, text=text) if answer.status == "refused" else answer

    assert fallen_cases(outcome(target, ask))


def test_leading_and_cooperating_bodies_are_swapped(target: Target) -> None:
    def ask(question: str, history: Sequence[str]) -> Answer:
        answer = target.ask(question, history)
        swapped = answer.text.translate(str.maketrans({"牵": "配", "配": "牵", "头": "合", "合": "头"}))
        return replace(answer, text=swapped) if "牵头部门：" in answer.text else answer

    found = outcome(target, ask)
    assert "department_support" in fell(found) and fallen_cases(found)


@pytest.mark.parametrize("confidence", [lambda sure: 0.7, lambda sure: 1 - sure], ids=["same", "inverted"])
def test_a_confidence_that_tells_nothing(target: Target, confidence: Callable[[float], float]) -> None:
    def ask(question: str, history: Sequence[str]) -> Answer:
        answer = target.ask(question, history)
        return replace(answer, confidence=confidence(answer.confidence))

    assert "auroc" in fell(outcome(target, ask))


# --- what the gate stands on ---------------------------------------------------------------


def spoilt(tmp_path: Path, change: Callable[[list[str]], list[str]]) -> Options:
    """The gate of the sample with a changed accepted run."""
    lines = (EVALS / "accepted" / "sample.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "accepted.jsonl"
    path.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    return Options(gate=EVALS / "gates" / "sample.toml", against=path)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:20],
        lambda lines: [line.replace('"passed": 1.0', '"passed": NaN') for line in lines],
        lambda lines: [*lines, lines[1]],
        lambda lines: lines[:1],
    ],
    ids=["cut", "nan", "twice", "empty"],
)
def test_a_damaged_accepted_run_is_no_pass(
    target: Target, tmp_path: Path, change: Callable[[list[str]], list[str]]
) -> None:
    with pytest.raises(UserError, match=r"accepted\.jsonl"):
        evaluate(EVALS / "suites" / "sample.jsonl", target, spoilt(tmp_path, change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: None, "没有计分"),
        (lambda row: row | {"reviewed": False}, "没有计分"),
        (lambda row: row | {"facts": [["的"]]}, "题目改过"),
    ],
    ids=["gone", "unreviewed", "weakened"],
)
def test_a_failing_case_cannot_be_taken_away_unseen(
    target: Target, tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any] | None], said: str
) -> None:
    rows = [json.loads(line) for line in (EVALS / "suites" / "sample.jsonl").read_text("utf-8").splitlines()]
    kept = [row for row in (change(row) if row["id"] == "sample-013" else row for row in rows) if row]
    suite = tmp_path / "sample.jsonl"
    suite.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in kept), encoding="utf-8")
    found = evaluate(suite, target, spoilt(tmp_path, lambda lines: lines))
    assert any(said in breach and "sample-013" in breach for breach in found.breaches)
