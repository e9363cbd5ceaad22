"""What may not be stored is found, and a plainer split is stored in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest import split as splitting
from ingest.clauses.pieces import LONGEST_CLAUSE
from ingest.clauses.validate import faults, outside_characters
from ingest.split import split
from knowledge.documents import Clause, NoiseZone
from tests.ingest.texts import NOTICE

DOCUMENT = split(NOTICE, "a.txt")


def found(*clauses: Clause, text: str = NOTICE) -> str:
    return "；".join(faults(text, clauses, DOCUMENT.noise))


def test_a_good_split_has_no_faults() -> None:
    assert faults(NOTICE, DOCUMENT.clauses, DOCUMENT.noise) == ()


def test_a_clause_must_be_its_own_place_in_the_source() -> None:
    first, *rest = DOCUMENT.clauses
    assert f"条款“{first.address}”与原文的位置不符" in found(replace(first, raw="别的"), *rest)
    assert "与原文的位置不符" in found(replace(first, end=first.end + 1), *rest)
    assert "与原文的位置不符" in found(replace(first, start=-1), *rest)


def test_clauses_must_not_overlap_or_change_places() -> None:
    first, second, *rest = DOCUMENT.clauses
    assert "重叠或次序颠倒" in found(second, first, *rest)
    assert "重叠或次序颠倒" in found(first, replace(second, start=first.end - 1), *rest)


def test_addresses_must_be_unique() -> None:
    first, second, *rest = DOCUMENT.clauses
    assert f"有 2 个条款的位置都叫“{first.address}”" in found(
        first, replace(second, address=first.address), *rest
    )


def test_what_is_above_must_come_first() -> None:
    clauses = [replace(c, kind="item") if c.address == "第一部分" else c for c in DOCUMENT.clauses]
    above = next(i for i, clause in enumerate(clauses) if clause.address == "第一部分")
    moved = [*clauses[:above], *clauses[above + 1 :], clauses[above]]
    assert "排在它的上级之前" in found(*moved)


def test_no_clause_may_be_longer_than_the_cap() -> None:
    text = "办" * (LONGEST_CLAUSE + 1)
    clause = replace(DOCUMENT.clauses[0], raw=text, start=0, end=len(text))
    assert f"超过 {LONGEST_CLAUSE} 字" in found(clause, text=text)


def test_every_character_stands_in_a_clause_or_in_noise() -> None:
    first, *rest = DOCUMENT.clauses
    assert f"有 {len(''.join(first.raw.split()))} 个字不在任何条款里" in found(*rest)
    zone = NoiseZone(first.start, first.end, "页码")
    assert outside_characters(NOTICE, rest, [*DOCUMENT.noise, zone]) == 0


def test_a_bad_split_gives_way_to_paragraphs_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "_division_drafts", lambda *_: ())
    document = split(NOTICE, "a.txt")
    assert [clause.address for clause in document.clauses][:2] == ["第1段", "第2段"]
    assert faults(NOTICE, document.clauses, document.noise) == ()
    assert document.warnings[-1].startswith("条款结构没有通过检查（有 ")
    assert document.warnings[-1].endswith("改为按段落入库")
