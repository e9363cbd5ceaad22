"""The catalog in a real SQLite file."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import tables
from knowledge.catalog import FILE_NAME, Catalog
from knowledge.commitments import Commitment
from knowledge.errors import UserError
from knowledge.words import content_terms
from tests.knowledge.library import TEXTS, document, fill
from tests.knowledge.test_tables import commitments


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path, create=True)
    fill(catalog)
    yield catalog
    catalog.close()


def test_documents_come_back_as_they_went_in(catalog: Catalog) -> None:
    snapshot = catalog.snapshot()
    assert [source.name for source in snapshot.sources] == sorted(TEXTS)
    made = document("小屋.txt")
    assert snapshot.clauses["小屋.txt"] == made.clauses
    assert snapshot.by_id[made.clauses[1].id] == made.clauses[1]
    assert catalog.text("小屋.txt") == TEXTS["小屋.txt"]
    assert catalog.digests()["小屋.txt"] == ("digest of 小屋.txt", "/files")


def test_a_source_keeps_its_dates_and_period(catalog: Catalog) -> None:
    made = document(
        "计划.txt", "关于印发《云州市计划（2031—2033年）》的通知\n各县：\n好。\n云州市科协\n2031年4月9日\n"
    )
    assert made.source.issued_on and made.source.period and made.source.recipients
    catalog.replace(made, digest="d", place="/files")
    assert made.source in catalog.snapshot().sources


def test_a_document_that_another_repeals_is_marked_whatever_its_brackets(catalog: Catalog) -> None:
    status = {source.name: source.status for source in catalog.snapshot().sources}
    assert status == {"夜市.txt": "repealed", "小屋.txt": "unknown", "书屋.txt": "unknown"}
    assert catalog.snapshot().clauses["夜市.txt"][0].source.status == "repealed"
    catalog.remove("书屋.txt")
    assert {source.status for source in catalog.snapshot().sources} == {"unknown"}


def test_a_document_expires_on_its_day_without_any_change(tmp_path: Path) -> None:
    day = [date(2033, 4, 8)]
    catalog = Catalog(tmp_path, create=True, today=lambda: day[0])
    text = "云州市夜市办法\n第一条 好。\n第二条 本办法自2031年4月9日起施行，有效期2年。\n"
    catalog.replace(document("夜市.txt", text), digest="d", place="/files")
    assert catalog.snapshot().sources[0].status == "in_force"
    assert catalog.snapshot() is catalog.snapshot()
    day[0] = date(2033, 4, 9)
    assert catalog.snapshot().sources[0].status == "expired"
    assert catalog.snapshot().clauses["夜市.txt"][0].source.status == "expired"
    catalog.close()


def test_each_change_advances_the_generation_and_reading_does_not(catalog: Catalog) -> None:
    before = catalog.snapshot()
    assert catalog.snapshot() is before
    catalog.replace(document("小屋.txt"), digest="d", place="/files")
    changed = catalog.snapshot()
    catalog.remove("小屋.txt")
    assert [s.generation - before.generation for s in (changed, catalog.snapshot())] == [1, 2]
    assert "小屋.txt" not in catalog.snapshot().clauses and "小屋.txt" not in catalog.digests()


def test_another_reader_sees_what_this_one_wrote(catalog: Catalog, tmp_path: Path) -> None:
    reader = Catalog(tmp_path)
    assert len(reader.snapshot().sources) == 3
    catalog.remove("小屋.txt")
    assert len(reader.snapshot().sources) == 2
    reader.close()


def test_a_new_version_leaves_nothing_of_the_old_one(catalog: Catalog) -> None:
    catalog.replace(document("小屋.txt", "河湾县小屋办法\n第一条 小屋停用。\n"), digest="d", place="/files")
    assert [c.text for c in catalog.snapshot().clauses["小屋.txt"]] == ["河湾县小屋办法", "第一条小屋停用。"]
    assert catalog.keyword_scores(content_terms("望远镜"), documents=None, limit=9) == ({}, {})


def test_a_write_that_fails_leaves_the_old_version(catalog: Catalog) -> None:
    before = catalog.snapshot()
    made = document("小屋.txt", "河湾县小屋办法\n第一条 小屋停用。\n")
    twice = type(made)(made.source, made.text, (*made.clauses, made.clauses[0]))
    with pytest.raises(UserError):
        catalog.replace(twice, digest="d", place="/files")
    assert catalog.snapshot() is before and catalog.text("小屋.txt") == TEXTS["小屋.txt"]


def test_keywords_find_clauses_and_sentences_best_first_and_within_documents(catalog: Catalog) -> None:
    words = content_terms("小屋经费")
    by_id = catalog.snapshot().by_id
    found, sentences = catalog.keyword_scores(words, documents=None, limit=9)
    assert by_id[next(iter(found))[0]].text.startswith("第二条小屋经费每年三万元")
    assert list(found.values()) == sorted(found.values(), reverse=True) and len(found) > 2
    assert {number for _, number in found} == {-1}
    assert sentences and all(number >= 0 for _, number in sentences)
    only, _ = catalog.keyword_scores(words, documents=frozenset({"夜市.txt"}), limit=9)
    assert {by_id[name].source.name for name, _ in only} == {"夜市.txt"}
    assert [len(rows) for rows in catalog.keyword_scores(words, documents=None, limit=1)] == [1, 1]
    assert catalog.keyword_scores(words, documents=frozenset(), limit=9) == ({}, {})
    assert catalog.keyword_scores([], documents=None, limit=9) == ({}, {})


def test_rarity_is_the_inverse_document_frequency_of_words_that_occur(
    catalog: Catalog, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        (rows,) = connection.execute("SELECT COUNT(*) FROM terms").fetchone()
    connection.close()
    found = catalog.rarity(["办法", "望远镜", "没有的词", "望远镜"])
    assert found == {
        "办法": pytest.approx(math.log(1 + rows / (1 + rows))),
        "望远镜": pytest.approx(math.log(1 + rows / (1 + 2))),
    }
    assert catalog.rarity([]) == {}
    catalog.remove("书屋.txt")
    assert catalog.rarity(["望远镜"])["望远镜"] < found["望远镜"]


def test_facts_are_kept(catalog: Catalog, tmp_path: Path) -> None:
    catalog.set_fact("embedding", "a")
    catalog.set_fact("embedding", "b")
    reader = Catalog(tmp_path)
    assert (reader.fact("embedding"), reader.fact("unknown")) == ("b", None)
    reader.close()


def test_an_unknown_document_is_refused_by_name(catalog: Catalog) -> None:
    with pytest.raises(UserError, match=r"没有名为“无\.txt”的文件"):
        catalog.text("无.txt")


def test_pairs_of_characters_are_counted_by_passages(catalog: Catalog) -> None:
    counts = dict(catalog.term_counts())
    assert counts["夜市"] > counts["摊位"] > 0
    assert all(len(term) == 2 or term.isascii() for term in counts) and "2031" not in counts
    catalog.remove("夜市.txt")
    assert "摊位" not in dict(catalog.term_counts())


def test_a_missing_catalog_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="还没有入库的文件") as error:
        Catalog(tmp_path)
    assert str(tmp_path) in str(error.value) and not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize("content", [b"", b"no database " * 500], ids=["empty", "garbage"])
def test_a_damaged_catalog_is_a_clear_error_that_names_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(UserError, match="已损坏或不完整") as error:
        Catalog(tmp_path)
    assert str(tmp_path / FILE_NAME) in str(error.value)


def test_a_catalog_damaged_while_open_is_a_clear_error(catalog: Catalog, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("DROP TABLE documents")
    connection.close()
    with pytest.raises(UserError, match="已损坏或不完整"):
        catalog.digests()


def test_a_catalog_of_another_schema_is_refused(catalog: Catalog, tmp_path: Path) -> None:
    catalog.set_fact("schema", "0")
    with pytest.raises(UserError, match="版本不符") as error:
        Catalog(tmp_path)
    assert str(tmp_path) in str(error.value)


# --- the ledger's rows ---------------------------------------------------------------------------

HOUSE = document("小屋.txt")


def held(made: list[Commitment]) -> list[Commitment]:
    """The rows, each in a clause of the document."""
    return [replace(one, clause=HOUSE.clauses[n % len(HOUSE.clauses)]) for n, one in enumerate(made)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(commitments, max_size=4, unique_by=lambda one: one.id))
def test_commitments_come_back_equal_and_in_order(
    catalog: Catalog, tmp_path: Path, made: list[Commitment]
) -> None:
    rows = tuple(held(made))
    catalog.replace(HOUSE, rows, digest="d", place="/files", rules="7")
    assert catalog.commitments() == rows
    reader = Catalog(tmp_path)
    assert reader.commitments() == rows and reader.rules()["小屋.txt"] == "7"
    reader.close()


def some(*names: str) -> list[Commitment]:
    return [
        Commitment(HOUSE.clauses[0], name, name, ("target",), (), (), None, (), None, None, name, 0, 1)
        for name in names
    ]


def test_commitments_are_read_again_only_after_a_change_and_go_with_their_document(catalog: Catalog) -> None:
    assert catalog.commitments() == () and set(catalog.rules().values()) == {""}
    catalog.replace(HOUSE, some("甲", "乙"), digest="d", place="/files")
    first = catalog.commitments()
    assert [one.id for one in first] == ["甲", "乙"] and catalog.commitments() is first
    catalog.replace(HOUSE, some("丙"), digest="d", place="/files")
    assert [one.id for one in catalog.commitments()] == ["丙"]
    catalog.remove("小屋.txt")
    assert catalog.commitments() == () and "小屋.txt" not in catalog.rules()


def test_commitments_carry_the_status_of_their_document(catalog: Catalog) -> None:
    market = document("夜市.txt")
    row = replace(some("甲")[0], clause=market.clauses[0])
    catalog.replace(market, [row], digest="d", place="/files")
    assert [one.source.status for one in catalog.commitments()] == ["repealed"]


def test_rows_that_cannot_be_written_leave_the_old_ones(catalog: Catalog) -> None:
    catalog.replace(HOUSE, some("甲"), digest="d", place="/files", rules="1")
    with pytest.raises(UserError):
        catalog.replace(HOUSE, some("乙", "乙"), digest="e", place="/files", rules="2")
    assert [one.id for one in catalog.commitments()] == ["甲"]
    assert (catalog.rules()["小屋.txt"], catalog.digests()["小屋.txt"][0]) == ("1", "d")


def test_failures_are_remembered_by_name_and_forgotten_on_success(catalog: Catalog, tmp_path: Path) -> None:
    catalog.set_failure("坏.txt", "/files", "是空的")
    catalog.set_failure("小屋.txt", "/files", "读不了")
    catalog.set_failure("坏.txt", "/other", "没有权限")
    reader = Catalog(tmp_path)
    assert reader.failures() == {"坏.txt": ("/other", "没有权限"), "小屋.txt": ("/files", "读不了")}
    reader.close()
    catalog.replace(HOUSE, digest="d", place="/files")
    assert set(catalog.failures()) == {"坏.txt"}
    catalog.set_failure("坏.txt", "/other", "")
    assert catalog.failures() == {}


# --- what the database says ------------------------------------------------------------------------


def refused(catalog: Catalog, words: str) -> str:
    """The sentence for a write that SQLite refuses with these words."""
    with pytest.raises(UserError) as told, catalog._guarded():
        raise sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError(words))
    return str(told.value)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("database is locked", "正被另一个程序使用"),
        ("database table is locked", "正被另一个程序使用"),
        ("attempt to write a readonly database", "无法写入"),
        ("database or disk is full", "无法写入"),
        ("database disk image is malformed", "已损坏"),
        ("file is not a database", "已损坏"),
    ],
)
def test_what_stops_a_write_has_its_own_sentence(catalog: Catalog, words: str, sentence: str) -> None:
    told = refused(catalog, words)
    assert sentence in told and FILE_NAME in told
    assert told.endswith("。") and told.count("。") == 1
    assert ("已损坏" in told) == (sentence == "已损坏")


def test_a_catalog_that_another_program_holds_is_not_called_damaged(catalog: Catalog, tmp_path: Path) -> None:
    other = Catalog(tmp_path)
    other._engine.dispose()
    sa.event.listen(other._engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout = 1"))
    holder = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="正被另一个程序使用"):
        other.set_fact("甲", "乙")
    holder.rollback()
    holder.close()
    other.set_fact("甲", "乙")
    other.close()


def test_a_catalog_that_cannot_be_written_is_not_called_damaged(catalog: Catalog) -> None:
    sa.event.listen(catalog._engine, "begin", lambda one: one.exec_driver_sql("PRAGMA query_only = ON"))
    with pytest.raises(UserError, match="无法写入"):
        catalog.set_fact("甲", "乙")


# --- beside a writer, and one document alone -----------------------------------------------------


def test_a_snapshot_is_of_one_state_though_another_process_writes_meanwhile(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, loaded = Catalog(tmp_path), tables.source_of
    monkeypatch.setattr(
        tables,
        "source_of",
        lambda value: (
            writer.replace(document("新屋.txt", TEXTS["小屋.txt"]), digest="d", place="/"),
            loaded(value),
        )[1],
    )
    snapshot = catalog.snapshot()
    monkeypatch.undo()
    assert set(snapshot.clauses) == set(TEXTS)
    assert set(catalog.snapshot().clauses) == {*TEXTS, "新屋.txt"}
    writer.close()


def test_the_clauses_and_passages_of_one_document_are_those_of_the_whole(catalog: Catalog) -> None:
    for name, clauses in catalog.snapshot().clauses.items():
        assert [(c.id, c.text) for c in catalog.clauses(name)] == [(c.id, c.text) for c in clauses]
        assert catalog.passages(name) == {
            (clause.id, passage) for clause in clauses for passage in range(-1, len(clause.sentences))
        }
    assert catalog.clauses("无.txt") == () and catalog.passages("无.txt") == frozenset()
