"""Rows of the ledger from the text of an invented notice, each held to what every row must be."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from ingest.extract import extract
from ingest.split import split
from ingest.tasks.commitment import LONGEST_TASK
from knowledge.commitments import KINDS, Commitment
from knowledge.documents import PolicyDocument
from tests.ingest.texts import bare

SCHEMA = Path(__file__).parents[3] / "shared" / "contracts" / "ledger.schema.json"
HEAD = """青禾市科学技术协会
关于印发《青禾市灯塔书屋建设计划（2031—2033年）》的通知
青科协发〔2031〕5号
各区科协，市级学会：
现将《青禾市灯塔书屋建设计划（2031—2033年）》印发给你们，请认真落实。
青禾市科学技术协会
2031年4月9日
青禾市灯塔书屋建设计划（2031—2033年）
"""
UNDATED = "青禾市灯塔书屋要点\n"


def document(body: str, head: str = HEAD, name: str = "计划.txt") -> PolicyDocument:
    return split(head + body, name)


def ledger(body: str, head: str = HEAD, name: str = "计划.txt") -> tuple[Commitment, ...]:
    """The rows of a notice with that body; every one is sound."""
    read = document(body, head, name)
    rows = extract(read)
    for row in rows:
        assert_sound(row, read)
    assert len({row.id for row in rows}) == len(rows)
    return rows


def counts(rows: Sequence[Commitment]) -> dict[str, Commitment]:
    """Rows with a number, by the number as it is printed."""
    found = {indicator.as_written: row for row in rows for indicator in row.indicators}
    assert len(found) == sum(len(row.indicators) for row in rows)
    return found


def due(row: Commitment) -> str | None:
    return row.deadline.date.isoformat() if row.deadline and row.deadline.date else None


def assert_sound(row: Commitment, read: PolicyDocument) -> None:
    """Every value of a row stands where the row says."""
    assert row.clause in read.clauses and row.source is read.source
    assert bare(read.text[row.start : row.end]) == bare(row.quote) != ""
    assert row.clause.start <= row.start < row.end <= row.clause.end
    assert row.quote in row.clause.text
    for indicator in row.indicators:
        assert bare(read.text[indicator.start : indicator.end]) == bare(indicator.as_written) != ""
        assert row.start <= indicator.start < indicator.end <= row.end
        assert indicator.unit
        assert indicator.upper is None or indicator.upper > indicator.value
    present = {
        "target": row.indicators,
        "deadline": row.deadline,
        "frequency": row.frequency,
        "responsibility": row.bodies,
    }
    assert row.kinds == tuple(kind for kind in KINDS if present[kind])
    assert row.kinds
    assert bool(row.bodies) == bool(row.responsible_as_written)
    assert len(set(row.bodies)) == len(row.bodies)
    assert 0 < len(row.task) <= LONGEST_TASK
    assert row.needs_review == bool(row.doubts)
    assert_row(row.as_json())


def assert_row(row: dict[str, Any]) -> None:
    """The shape of a row, spelt out, and the shared schema where it is there."""
    row = json.loads(json.dumps(row, ensure_ascii=False, allow_nan=False))
    assert set(row) == {
        "id", "source", "doc_id", "doc_number", "title", "clause", "path", "task", "kinds", "lead", "support",
        "responsible_as_written", "indicators", "deadline", "frequency", "quote", "start", "end", "needs_review",
    }  # fmt: skip
    for name in ("id", "source", "doc_id", "title", "clause", "task", "quote"):
        assert isinstance(row[name], str) and row[name]
    for name in ("path", "kinds", "lead", "support"):
        assert isinstance(row[name], list) and all(isinstance(one, str) and one for one in row[name])
    assert type(row["start"]) is int and type(row["end"]) is int and type(row["needs_review"]) is bool
    assert row["kinds"] and set(row["kinds"]) <= set(KINDS)
    for indicator in row["indicators"]:
        assert set(indicator) == {
            "object",
            "value",
            "upper",
            "unit",
            "comparator",
            "as_written",
            "start",
            "end",
        }
        assert indicator["comparator"] in {"=", ">=", "<=", "~", ">", "<"}
        assert isinstance(indicator["value"], int | float)
    if row["deadline"]:
        assert set(row["deadline"]) == {"as_written", "date", "basis"} and row["deadline"]["basis"]
        assert row["deadline"]["date"] is None or date.fromisoformat(row["deadline"]["date"])
    if row["frequency"]:
        assert set(row["frequency"]) == {"as_written", "per", "times"}
        assert re.fullmatch(r"(\d+ )?(year|quarter|month|week|day|term)s?", row["frequency"]["per"])
    if validator := shared_schema():
        validator.validate(row)


@cache
def shared_schema() -> jsonschema.Draft202012Validator | None:
    """The contract that other tools keep, where this copy of the project has it beside it."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8")) if SCHEMA.is_file() else None
    return jsonschema.Draft202012Validator(schema) if schema else None
