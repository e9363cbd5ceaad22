"""From a remark in the chat to a case: adopted unreviewed, counted once somebody has approved it, or
rejected with a reason, which is kept beside the remarks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.answers import Grade
from evals.cases import Case, case_of, load
from evals.gold import located
from knowledge import logs
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError, reason_of
from knowledge.feedback import VERDICTS, Feedback, read_feedback

TAG = "feedback"
SUITE = "feedback-suite.jsonl"
REJECTED, LOG_NAME = "feedback-rejected.jsonl", "意见处理记录"
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Gold:
    """What the one who adopts a remark adds to it; what is empty is taken from the remark."""

    source: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """That a remark becomes no case: which, why, who said so and when."""

    id: str
    reason: str
    who: str
    at: str


def adopt(
    folder: Path,
    name: str,
    gold: Gold,
    documents: Sequence[PolicyDocument],
    *,
    suite: Path | None = None,
    reviewed: bool = False,
) -> Case:
    """Put the case of a remark of a data folder into a suite (SUITE in the folder if not given).

    `reviewed`: whoever adopts it has checked the gold, and it counts at once. UserError where the remark
    is not there, says too little, or is in the suite already.
    """
    case = case_from(chosen(read_feedback(folder), name), gold, documents)
    kept = replace(case, reviewed=reviewed)
    add(suite or folder / SUITE, kept)
    return kept


def reject(folder: Path, name: str, reason: str, who: str, at: datetime) -> Rejection:
    """Decide that a remark becomes no case. UserError where the reason is missing or too long, or it has
    been decided before."""
    remark, reason = chosen(read_feedback(folder), name), reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise UserError(f"请写明不收的理由，{LONGEST_REASON} 字以内。")
    if remark not in waiting(folder):
        raise UserError(f"意见 {remark.id} 已经处理过了，请刷新后再看。")
    made = Rejection(remark.id, reason, who, at.isoformat(timespec="seconds"))
    logs.append(folder / REJECTED, asdict(made), LOG_NAME)
    return made


def rejections(folder: Path) -> tuple[Rejection, ...]:
    """What was rejected, oldest first. UserError names the line that is damaged."""
    return logs.read(folder / REJECTED, LOG_NAME, _rejection)


def _rejection(entry: Any) -> Rejection | None:
    found = Rejection(**entry)
    return found if all(isinstance(value, str) for value in asdict(found).values()) else None


def waiting(folder: Path, suite: Path | None = None) -> list[Feedback]:
    """The remarks of a data folder that nobody has adopted or rejected, oldest first."""
    gone = {one.id for one in rejections(folder)}
    return [one for one in pending(read_feedback(folder), suite or folder / SUITE) if one.id not in gone]


def case_from(feedback: Feedback, gold: Gold, documents: Sequence[PolicyDocument]) -> Case:
    """An unreviewed case; its gold is looked up in the documents.

    UserError where the remark does not say what a right answer is, and nothing was added.
    """
    name, tags = f"{TAG}-{feedback.id}", (TAG, feedback.verdict)
    if feedback.verdict == "should_refuse" or gold.grade:
        return Case(
            name,
            feedback.question,
            "refuse",
            feedback.history,
            gold.grade or "near",
            tags=tags,
            reviewed=False,
        )
    clauses = gold.clauses or _named_in(feedback, documents)
    if not clauses:
        raise UserError(
            f"意见 {feedback.id} 没有说明正确条款，请用 --source 和 --clause 写明，例如：--clause 第3条。"
        )
    if not gold.facts:
        raise UserError("请用 --fact 写明正确回答应有的事实，例如：--fact '50个|五十个'，一项一个 --fact。")
    if not (gold.source or feedback.places):
        raise UserError(f"意见 {feedback.id} 的回答没有引用文件，请用 --source 写明正确条款在哪个文件。")
    source = gold.source or tuple(dict.fromkeys(name for name, _ in feedback.places))
    case = Case(
        name, feedback.question, "answer", feedback.history, source=source, clauses=clauses,
        quotes=gold.quotes, facts=gold.facts, tags=tags, reviewed=False,
    )  # fmt: skip
    try:
        case_of(json.loads(json.dumps(case.as_json())))
    except ValueError as error:
        raise UserError(f"意见 {feedback.id} 还不能收为题：{error}。") from error
    located([case], documents)
    return case


def pending(remarks: Sequence[Feedback], suite: Path) -> list[Feedback]:
    """The remarks that are not yet in the suite."""
    adopted = {case.id for case in load(suite)} if suite.exists() else set()
    return [remark for remark in remarks if f"{TAG}-{remark.id}" not in adopted]


def chosen(remarks: Sequence[Feedback], name: str) -> Feedback:
    """The remark of an id, or of the beginning of one. UserError for none and for several."""
    found = [remark for remark in remarks if remark.id.startswith(name)]
    if len(found) != 1:
        raise UserError(f"编号 {name} 对应 {len(found)} 条意见，请用 zhice eval adopt 查看编号。")
    return found[0]


def add(suite: Path, case: Case) -> None:
    """Append a case to a suite. UserError if it is there already."""
    known = load(suite) if suite.exists() else ()
    if any(one.id == case.id for one in known):
        raise UserError(f"题库 {suite.name} 里已有 {case.id}；审核通过请用 --approve。")
    _write(suite, [*known, case])


def approve(suite: Path, name: str) -> None:
    """Let an adopted case count. UserError if it is not in the suite or counts already."""
    cases = load(suite)
    waiting = [case for case in cases if case.id.startswith(f"{TAG}-{name}") and not case.reviewed]
    if len(waiting) != 1:
        raise UserError(f"题库 {suite.name} 里编号 {name} 对应 {len(waiting)} 道待审核的题。")
    _write(suite, [replace(case, reviewed=True) if case is waiting[0] else case for case in cases])


def line(feedback: Feedback) -> str:
    """A remark on one line, for a list."""
    verdict = next(name for name, value in VERDICTS.items() if value == feedback.verdict)
    note = f"：{feedback.note}" if feedback.note else ""
    return " ".join(f"{feedback.id}  {feedback.at}  {verdict}{note}  问：{feedback.question}".split("\n"))


def _named_in(feedback: Feedback, documents: Sequence[PolicyDocument]) -> tuple[str, ...]:
    """The clause that a remark names as the right one: the longest address that stands in its note."""
    if feedback.verdict != "right_clause":
        return ()
    addresses = {clause.address for document in documents for clause in document.clauses}
    found = [address for address in addresses if address in feedback.note]
    return (max(found, key=len),) if found else ()


def _write(suite: Path, cases: Sequence[Case]) -> None:
    text = "".join(json.dumps(case.as_json(), ensure_ascii=False) + "\n" for case in cases)
    try:
        suite.parent.mkdir(parents=True, exist_ok=True)
        beside = suite.with_name(suite.name + ".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(suite)
    except OSError as error:
        raise UserError(f"题库无法写入 {suite}（{reason_of(error)}），请检查路径和权限。") from error
