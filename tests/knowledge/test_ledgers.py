"""A ledger is opened again when, and only when, something it is made of changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from ingest.extract import extract
from ingest.split import split
from knowledge import departments, ledgers
from knowledge.catalog import Catalog
from knowledge.ledger import open_ledger, record_decision
from knowledge.ledgers import Ledgers

TEXT = (
    "云栖市科普规划\n第一条 到2032年底，新建驿站20个。（责任部门：科普部）\n第二条 每年培训辅导员30人次。\n"
)


class Day:
    """A clock that a test sets."""

    today = date(2031, 5, 6)

    def __call__(self) -> date:
        return self.today


@pytest.fixture
def day() -> Day:
    return Day()


@pytest.fixture
def catalog(tmp_path: Path, day: Day) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path, create=True, today=day)
    put(catalog, "规划.txt")
    yield catalog
    catalog.close()


def put(catalog: Catalog, name: str, text: str = TEXT) -> None:
    document = split(text, name)
    catalog.replace(document, extract(document), digest=name, place="/files")


def test_nothing_changed_nothing_is_opened_again(catalog: Catalog, tmp_path: Path) -> None:
    kept = Ledgers()
    first = kept.of(catalog, tmp_path)
    assert kept.of(catalog, tmp_path) is first
    assert first.rows == open_ledger(catalog, tmp_path).rows and len(first.rows) == 2


def test_a_new_document_a_failure_and_a_new_day_are_seen(catalog: Catalog, tmp_path: Path, day: Day) -> None:
    kept = Ledgers()
    before = kept.of(catalog, tmp_path)
    put(catalog, "规划二.txt")
    grown = kept.of(catalog, tmp_path)
    assert (len(before.sources), len(grown.sources)) == (1, 2)
    catalog.set_failure("坏.txt", "/files", "读不出来。")
    assert "坏.txt" in kept.of(catalog, tmp_path).select().failed
    here = kept.of(catalog, tmp_path)
    day.today = date(2031, 5, 7)
    assert kept.of(catalog, tmp_path) is not here


def test_a_decision_and_the_roster_are_seen(catalog: Catalog, tmp_path: Path) -> None:
    kept = Ledgers()
    row = kept.of(catalog, tmp_path).rows[0]
    record_decision(catalog, tmp_path, row.id, "confirm", {}, "王", datetime(2031, 5, 6))
    assert kept.of(catalog, tmp_path).rows[0].state == "confirmed"
    (tmp_path / departments.FILE_NAME).write_text(
        '[[department]]\nname = "科学普及部"\naliases = ["科普部"]\n', "utf-8"
    )
    named = kept.of(catalog, tmp_path)
    assert named.rows[0].lead == ("科学普及部",)
    os.utime(tmp_path / departments.FILE_NAME, ns=(1, 1))
    assert kept.of(catalog, tmp_path) is not named


def test_only_the_last_states_are_kept(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "MOST_KEPT", 1)
    kept = Ledgers()
    first = kept.of(catalog, tmp_path)
    put(catalog, "规划二.txt")
    kept.of(catalog, tmp_path)
    catalog.remove("规划二.txt")
    assert kept.of(catalog, tmp_path) is not first
