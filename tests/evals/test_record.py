"""What is kept of a run: its record, whole results and brief ones, and every broken line named."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer
from evals import record
from evals.cases import Case
from evals.record import KEPT, PACKAGES, RunRecord, read_results, record_of, scores_of, write_results
from evals.run import CASE_METRICS, NAMES, Report, run
from evals.spans import Span
from ingest.split import split
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from tests.evals.values import CASES, NOTICE, answer, ask, case, clause, write_lines

MODELS = {"embedding": "fake", "chat": ""}
SETTINGS = {"depth": 40, "weights": {"words": 0.25}}
NOTICES = (split(NOTICE, "001_办法.txt"), split(NOTICE.replace("50个", "60个"), "002_办法.txt"))


def made(cases: Sequence[Case] = CASES, documents: Sequence[PolicyDocument] = NOTICES) -> RunRecord:
    return record_of("sample", cases, documents, MODELS, SETTINGS)


@pytest.fixture
def report() -> Report:
    return run(CASES, ask)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- the record ----------------------------------------------------------------------------


def test_a_record_says_on_what_a_run_was_made() -> None:
    found = made()
    assert (found.suite, found.cases, found.documents) == ("sample", 3, 2)
    assert found.clauses == sum(len(document.clauses) for document in NOTICES) > 2
    assert (found.models, found.settings) == (MODELS, SETTINGS)
    assert found.versions == {"python": python_version(), **{name: version(name) for name in PACKAGES}}


def test_the_same_run_has_the_same_record() -> None:
    assert made() == made()
    assert json.loads(json.dumps(asdict(made()))) == asdict(made())


@pytest.mark.parametrize(
    "change",
    [
        {"question": "要建几个基地？"},
        {"facts": (("50家",),)},
        {"tags": ()},
        {"reviewed": False},
        {"quotes": ("建成50个基地",)},
        {"alternatives": (("50个",),), "quotes": ("基地",)},
        {"group": "g"},
        {"history": ("先问",)},
    ],
)
def test_a_changed_case_changes_the_digest_of_the_suite(change: dict[str, Any]) -> None:
    changed = made((replace(CASES[0], **change), *CASES[1:]))
    assert changed.suite_digest != made().suite_digest
    assert changed.index_digest == made().index_digest


def test_cases_added_or_reordered_change_the_digest_of_the_suite() -> None:
    digests = {made(cases).suite_digest for cases in (CASES, CASES[:2], CASES[::-1], ())}
    assert len(digests) == 4


def test_where_the_gold_was_found_does_not_change_the_digest() -> None:
    found = replace(CASES[0], gold=(((Span("001_办法.txt", 1, 2),),),))
    assert made((found, *CASES[1:])).suite_digest == made().suite_digest


def test_a_changed_clause_changes_the_digest_of_the_index() -> None:
    changed = made(documents=(NOTICES[0], split(NOTICE.replace("50个", "61个"), "002_办法.txt")))
    assert changed.index_digest != made().index_digest
    assert changed.suite_digest == made().suite_digest


def test_a_document_more_or_less_changes_the_digest_of_the_index() -> None:
    assert len({made(documents=some).index_digest for some in (NOTICES, NOTICES[:1], ())}) == 3


# --- the commit ----------------------------------------------------------------------------


def git(monkeypatch: pytest.MonkeyPatch, *said: str | Exception) -> None:
    """A git that says these things, one after the other."""
    left = list(said)

    def answered(*_: Any, **__: Any) -> subprocess.CompletedProcess[str]:
        told = left.pop(0)
        if isinstance(told, Exception):
            raise told
        return subprocess.CompletedProcess([], 0, told)

    monkeypatch.setattr(subprocess, "run", answered)


def test_the_commit_of_a_clean_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    git(monkeypatch, "0123456789ab\n", "")
    assert record.commit() == "0123456789ab"


def test_changed_files_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    git(monkeypatch, "0123456789ab\n", " M evals/run.py\n")
    assert made().commit == "0123456789ab+"


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError("git"),
        subprocess.CalledProcessError(128, "git"),
        subprocess.TimeoutExpired("git", 10),
    ],
)
def test_outside_a_repository_there_is_no_commit(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    git(monkeypatch, error)
    assert record.commit() == ""


# --- out and in ----------------------------------------------------------------------------


def test_a_whole_run_comes_back(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "runs" / "new" / "whole.jsonl"
    write_results(path, made(), report)
    earlier = read_results(path)
    assert earlier.record == asdict(made()) | {"counted": 3}
    assert earlier.scores == {
        r.case.id: {n: None if s is None else round(s, 4) for n, s in r.scores.items()}
        for r in report.results
    }
    assert earlier.answers == {r.case.id: r.answer.text for r in report.results}


def test_a_whole_line_tells_what_was_asked_said_and_found(tmp_path: Path) -> None:
    report = run(
        [case(tags=("target",))], lambda *_: answer(evidence=[clause()] * 12, timings_ms={"total": 7})
    )
    write_results(tmp_path / "whole.jsonl", made(), report)
    place = {"source": "001_办法.txt", "clause": "第3条"}
    _, row = lines(tmp_path / "whole.jsonl")
    assert row.pop("scores").keys() == set(CASE_METRICS) and len(row.pop("case")) == 8
    assert row == {
        "id": "sample-001",
        "question": "要建多少基地？",
        "expect": "answer",
        "tags": ["target"],
        "reviewed": True,
        "status": "answered",
        "grade": None,
        "confidence": 1.0,
        "answer": "到年底建成50个基地[1]。",
        "citations": [place],
        "evidence": [place] * 10,
    }


def test_a_brief_run_comes_back(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "brief.jsonl"
    write_results(path, made(), report, brief=True)
    earlier = read_results(path)
    assert earlier.record == asdict(made()) | {"counted": 3} and earlier.answers == {}
    assert earlier.scores == {
        r.case.id: {n: round(s, 4) for n in KEPT if (s := r.scores[n]) is not None} for r in report.results
    }
    assert earlier.scores["c"] == {"passed": 1.0, "refused": 1.0}


def test_a_brief_run_holds_no_word_of_questions_answers_or_documents(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "brief.jsonl"
    write_results(path, made(), report, brief=True)
    text = path.read_text(encoding="utf-8")
    said = [word for r in report.results for word in (r.case.question, r.answer.text, "50个", "第3条")]
    assert not [word for word in (*said, "001_办法", "科普", "驿站") if word in text]
    assert not [char for char in text if "一" <= char <= "龥"]
    assert all(row.keys() == {"id", "case", "scores"} for row in lines(path)[1:])


def test_kept_are_known_metrics_and_no_times() -> None:
    assert set(KEPT) < set(NAMES) - {"latency_ms"}


def test_unreviewed_cases_keep_their_answers_in_a_whole_run_and_no_scores(tmp_path: Path) -> None:
    report = run([case(id="w", reviewed=False)], ask)
    write_results(tmp_path / "whole.jsonl", made(), report)
    whole = read_results(tmp_path / "whole.jsonl")
    assert list(whole.answers) == ["w"] and not whole.scores
    write_results(tmp_path / "brief.jsonl", made(), report, brief=True)
    assert not read_results(tmp_path / "brief.jsonl").scores


def test_a_new_run_takes_the_place_of_the_old(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "whole.jsonl"
    write_results(path, made(), report)
    write_results(path, made(), Report(report.results[:1]))
    assert list(read_results(path).scores) == ["a"]


@given(words=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_come_back(words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("runs") / "whole.jsonl"
    write_results(path, made((), ()), run([case(id=words)], lambda *_: answer(words)))
    assert read_results(path).answers == {words: words}


def test_a_file_without_a_record_can_be_read(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "old.jsonl", {"id": "a", "scores": {"passed": 1, "facts": None}}, "")
    assert read_results(path) == record.Earlier({}, {"a": {"passed": 1.0, "facts": None}}, {}, {"a": ""})


# --- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        "null",
        '"a"',
        '"run"',
        '{"run": 7}',
        '{"id": "a"}',
        '{"scores": {}}',
        '{"id": "a", "scores": []}',
        '{"id": "a", "scores": {"x": "y"}}',
        '{"id": "a", "scores": {"x": {}}}',
        "[" * 100_000,
    ],
)
def test_a_broken_line_is_named(line: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "runs.jsonl", {"id": "a", "scores": {}}, "", line)
    with pytest.raises(UserError, match=r"^上次的结果 runs\.jsonl 第 3 行有误，请重新生成。$"):
        read_results(path)


def test_a_score_too_large_is_named(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "runs.jsonl", '{"id": "a", "scores": {"x": 1' + "0" * 400 + "}}")
    with pytest.raises(UserError, match="第 1 行有误"):
        read_results(path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.jsonl 无法读取"):
        read_results(tmp_path / "nowhere.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("题".encode("gbk"))
    with pytest.raises(UserError, match="UTF-8"):
        read_results(tmp_path / "gbk.jsonl")


def test_a_path_that_cannot_be_written_is_told(report: Report, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"无法写入 .*（这是一个文件夹），请检查路径和权限。$"):
        write_results(tmp_path, made(), report)
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="无法写入"):
        write_results(tmp_path / "file" / "whole.jsonl", made(), report)


# --- scores --------------------------------------------------------------------------------


def test_scores_are_of_the_counted_cases_and_without_times() -> None:
    def timed(question: str, history: Sequence[str]) -> Answer:
        return replace(ask(question, history), timings_ms={"total": 3.0})

    report = run([*CASES, case(id="w", reviewed=False)], timed)
    found = scores_of(report)
    assert list(found) == ["a", "b", "c"]
    assert all(set(scores) == set(CASE_METRICS) - {"latency_ms"} for scores in found.values())
    assert [scores["passed"] for scores in found.values()] == [1, 0, 1]
