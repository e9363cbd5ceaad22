"""The questions of a suite and what a right answer to each must hold."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.answers import Grade
from evals.spans import Span
from knowledge.errors import UserError

Expectation = Literal["answer", "refuse"]
GRADES: tuple[Grade, ...] = get_args(Grade)

_WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its gold: where the answer stands and what it must and must not say.

    `source` names files, whole or by their beginning; `clauses` are addresses or their beginnings.
    `quotes` are the words that together prove the answer, `alternatives` other sets that do; a quote is
    given verbatim or by its place (evals.gold). Of each group in `facts` one form must stand in the
    answer, those of `ordered` in this order, of `forbidden` none. `reference` is a short right answer,
    `group` ties wordings of one question together (the first is the plain one). A refusal has a `grade`.
    What is not `reviewed` is asked but never counted. `gold` are the quotes as found in the texts:
    sets, in them quotes, of each the places where it stands.
    """

    id: str
    question: str
    expect: Expectation
    history: tuple[str, ...] = ()
    grade: Grade | None = None
    source: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    ordered: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    reference: str = ""
    group: str = ""
    tags: tuple[str, ...] = ()
    reviewed: bool = True
    gold: tuple[tuple[tuple[Span, ...], ...], ...] = ()

    def is_in(self, source: str) -> bool:
        """Whether the answer may stand in this file."""
        return any(begins(source, name) for name in self.source)

    def matched(self, source: str, address: str) -> frozenset[str]:
        """The expected clauses that the clause at `address` of the file `source` satisfies."""
        if not self.is_in(source):
            return frozenset()
        return frozenset(clause for clause in self.clauses if begins(address, clause))

    def as_json(self) -> dict[str, Any]:
        """The case as a line of a suite: what is empty is left out."""
        row = {key: getattr(self, key) for key in KEYS}
        always = _ALWAYS + (_WHEN_ANSWERED if self.expect == "answer" else ())
        kept = {key: value for key, value in row.items() if value or key in always}
        if self.reviewed:
            kept.pop("reviewed")
        else:
            kept["reviewed"] = False
        return kept


KEYS = tuple(field.name for field in fields(Case) if field.name != "gold")
_ALWAYS = ("id", "question", "expect", "history")
_NEEDED = ("id", "question", "expect")
_WHEN_ANSWERED = ("source", "clauses", "facts")


def load(path: Path) -> tuple[Case, ...]:
    """Read a suite, one JSON object a line; the first broken line raises UserError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"题库 {path} 无法读取，请检查文件是否存在、是否为 UTF-8 编码。") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = _case(line)
            if case.id in cases:
                raise ValueError(f"编号 {case.id} 与前面的题重复")
        except ValueError as error:
            raise UserError(f"题库 {path.name} 第 {number} 行有误：{error}。") from error
        cases[case.id] = case
    if not cases:
        raise UserError(f"题库 {path.name} 里没有题目。")
    return tuple(cases.values())


def fold(text: str) -> str:
    """NFKC-folded, white space removed: how facts and addresses are compared."""
    return _WHITE.sub("", unicodedata.normalize("NFKC", text))


def begins(text: str, start: str) -> bool:
    """Whether `text` begins with `start`, folded; a number must end where `start` ends ("8" is not "80")."""
    whole, start = fold(text), fold(start)
    rest = whole[len(start) :]
    return whole.startswith(start) and not (start[-1:].isdigit() and rest[:1].isdigit())


def _case(line: str) -> Case:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("不是完整的 JSON") from error
    if not isinstance(row, dict):
        raise ValueError("应当是一个 JSON 对象")
    return case_of(row)


def case_of(row: Mapping[str, Any]) -> Case:
    """One checked case of plain values; what is wrong is told by a ValueError in Chinese."""
    _check_keys(row)
    case = Case(
        id=_text(row, "id"),
        question=_text(row, "question"),
        expect=row["expect"],
        history=_texts(row.get("history", []), "history"),
        grade=row.get("grade"),
        source=_texts(row.get("source", []), "source"),
        clauses=_texts(row.get("clauses", []), "clauses"),
        quotes=_texts(row.get("quotes", []), "quotes"),
        alternatives=_lists(row.get("alternatives", []), "alternatives"),
        facts=_lists(row.get("facts", []), "facts"),
        ordered=_texts(row.get("ordered", []), "ordered"),
        forbidden=_texts(row.get("forbidden", []), "forbidden"),
        reference=_text(row, "reference") if row.get("reference", "") != "" else "",
        group=_text(row, "group") if row.get("group", "") != "" else "",
        tags=_texts(row.get("tags", []), "tags"),
        reviewed=row.get("reviewed", True),
    )
    _check_gold(case)
    return case


def _check_keys(row: Mapping[str, Any]) -> None:
    if unknown := sorted(row.keys() - set(KEYS)):
        raise ValueError(f"有不认识的字段 {'、'.join(unknown)}")
    if row.get("expect", "answer") not in ("answer", "refuse"):
        raise ValueError("expect 只能是 answer 或 refuse")
    if row.get("grade") not in (None, *GRADES):
        raise ValueError(f"grade 只能是 {'、'.join(GRADES)}")
    if not isinstance(row.get("reviewed", True), bool):
        raise ValueError("reviewed 只能是 true 或 false")
    needed = _NEEDED + (_WHEN_ANSWERED if row.get("expect") == "answer" else ())
    if missing := [key for key in needed if key not in row]:
        raise ValueError(f"缺少字段 {'、'.join(missing)}")


def _check_gold(case: Case) -> None:
    if case.clauses and not case.source:
        raise ValueError("写了 clauses 却没有写 source")
    if case.quotes and not case.source:
        raise ValueError("写了 quotes 却没有写 source")
    if case.alternatives and not case.quotes:
        raise ValueError("写了 alternatives 却没有写 quotes")
    for key in ("facts", "alternatives"):
        if not all(getattr(case, key)):
            raise ValueError(f"{key} 里有空的一组")
    if case.expect == "refuse":
        if wrong := [key for key in ("facts", "quotes", "ordered") if getattr(case, key)]:
            raise ValueError(f"应当拒答的题不能写 {wrong[0]}")
    elif case.grade:
        raise ValueError("应当作答的题不能写 grade")
    banned = {fold(value) for value in case.forbidden}
    for form in (form for forms in case.facts for form in forms):
        if fold(form) in banned:
            raise ValueError(f"forbidden 里的 {form} 又是应有的事实")


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} 应当是不空的文字")
    return _encodable(value, key)


def _encodable(text: str, name: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} 里有不成文字的字符") from error
    return text


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError(f"{name} 应当是文字的列表，且不含空文字")
    return tuple(_encodable(item, name) for item in value)


def _lists(value: object, name: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise ValueError(f"{name} 应当是列表的列表")
    return tuple(_texts(one, f"{name} 的每一组") for one in value)
