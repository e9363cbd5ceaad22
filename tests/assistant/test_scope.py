"""Which documents a question is about, by the places, years, numbers and titles it names."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import understand
from assistant.scope import (
    in_scope,
    is_national,
    numbers_in,
    places_in,
    prior,
    regions_of,
    singled_out,
    speaks_of,
    title_share,
)
from knowledge.documents import Clause, Source, Validity
from tests.assistant.values import clause

LAKE = Source(
    name="lake.txt",
    doc_id="d1",
    title="澄湖市社区科普若干措施",
    doc_number="澄科协发〔2026〕7号",
    issuer="澄湖市科学技术协会",
    issued_on=date(2026, 3, 9),
)
OLD = Source(
    name="old.txt",
    doc_id="d2",
    title="澄湖市社区科普若干措施",
    doc_number="澄科协发〔2021〕31号",
    issuer="澄湖市科学技术协会",
    issued_on=date(2021, 3, 9),
    validity=Validity("repealed"),
)
HILL = Source(name="hill.txt", doc_id="d3", title="岚山省科普大篷车管理办法", issuer="岚山省科学技术协会")
NOTE = Source(name="note.txt", doc_id="d4", title="科普志愿服务提示")
ALL = (LAKE, OLD, HILL, NOTE)
NAMES = tuple(source.name for source in ALL)


def points(question: str, *regions: str) -> dict[str, float]:
    return prior(question, frozenset(regions), ALL)


# --- places ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "issuer", "regions"),
    [
        ("社区科普若干措施", "澄湖市科学技术协会", {"澄湖"}),
        ("岚山省科普大篷车管理办法", None, {"岚山"}),
        ("关于印发《北京市全民科学素质规划》的通知", None, {"北京"}),
        ("岚山省科普办法", "澄湖市科学技术协会", {"岚山", "澄湖"}),
        ("科普规划", "中国科学技术协会", {"中国"}),
        ("科普规划", "国务院办公厅", {"中国"}),
        ("全国科普规划", None, {"中国"}),
        ("科普规划", "市科协", set()),
        ("科普规划", None, set()),
    ],
)
def test_the_places_a_document_is_from(title: str, issuer: str | None, regions: set[str]) -> None:
    assert regions_of(Source(name="a.txt", doc_id="d", title=title, issuer=issuer)) == regions


@pytest.mark.parametrize(
    ("text", "known", "places"),
    [
        ("望岫市的驿站要建多少个", (), ("望岫",)),
        ("澄湖要建省级驿站多少个", ("澄湖",), ("澄湖",)),  # no 湖要建 before the 省
        ("陕西要建省级驿站多少个", ("陕西",), ("陕西",)),
        ("湖南省望岫市的驿站要建多少个", (), ("望岫",)),
        ("广东省佛山市的驿站要建多少个", (), ("佛山",)),
        ("广东省江门市的驿站要建多少个", ("江门",), ("江门",)),
        ("广东江门的驿站要建多少个", ("江门", "广东"), ("江门",)),
        ("广东省江门市的驿站要建多少个", (), ("江门",)),
        ("北京和上海哪个多", (), ("北京", "上海")),
        ("澄湖与岚山哪个多", ("岚山", "澄湖"), ("澄湖", "岚山")),
        ("广东省佛山市和江苏省哪个多", (), ("佛山", "江苏")),
        ("市科协和全市各区县", (), ()),
        ("申报省级基地要什么条件", (), ()),
        ("中国科协怎么要求", ("中国",), ()),
        ("", (), ()),
    ],
)  # fmt: skip
def test_the_places_a_text_names(text: str, known: tuple[str, ...], places: tuple[str, ...]) -> None:
    assert places_in(text, known) == places


@pytest.mark.parametrize(
    ("text", "national"), [("全国要达到多少", True), ("我国要达到多少", True), ("澄湖市要达到多少", False)]
)
def test_the_whole_country(text: str, national: bool) -> None:
    assert is_national(text) is national


def test_a_national_body_that_issued_a_document_binds_like_a_place() -> None:
    sources = [
        Source("national.txt", "d1", "中国灯塔协会关于书屋的通知", issuer="中国灯塔协会"),
        Source("lake.txt", "d2", "澄湖市关于书屋的通知", issuer="澄湖市灯塔协会"),
    ]
    asked = understand("中国灯塔协会要建多少个书屋", (), sources)
    assert asked.places == ("中国灯塔协会",)
    assert asked.prior["national.txt"] > asked.prior["lake.txt"]


# --- numbers and titles ------------------------------------------------------------------------


def test_the_numbers_in_a_text_are_in_their_canonical_form() -> None:
    assert numbers_in("澄科协发[2021] 31号，澄科协发〔2026〕7号") == {
        "澄科协发〔2021〕31号",
        "澄科协发〔2026〕7号",
    }
    assert numbers_in("2026年的7号文") == frozenset()


def test_how_many_words_a_title_and_its_number_share() -> None:
    assert title_share(["社区", "大篷车"], LAKE) == 1
    assert title_share(["科普", "大篷车", "驿站"], HILL) == 2
    assert title_share((), HILL) == 0


# --- which document ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "regions", "order"),
    [
        # the place, and of one place the text in force
        ("澄湖市要建多少个驿站", ["澄湖"], ["lake.txt", "old.txt", "hill.txt"]),
        ("岚山的大篷车归谁管", ["岚山"], ["hill.txt", "lake.txt"]),
        # a year asked for leads to the old text all the same
        ("澄湖市2021年要建多少个驿站", ["澄湖"], ["old.txt", "lake.txt", "hill.txt"]),
        # the number, and the title
        ("7号文要求建多少个驿站", [], ["lake.txt", "old.txt"]),
        ("大篷车管理办法怎么说", [], ["hill.txt", "note.txt"]),
    ],
)
def test_the_document_spoken_for_comes_first(question: str, regions: list[str], order: list[str]) -> None:
    found = points(question, *regions)
    assert [found[name] for name in order] == sorted((found[name] for name in order), reverse=True)
    assert found[order[0]] > found[order[1]]


def test_only_a_repealed_document_starts_below_nought() -> None:
    assert set(points("要建多少个驿站").values()) == {0.0, -0.3}


@pytest.mark.parametrize(
    ("question", "regions", "scope", "single"),
    [
        ("要建多少个驿站", [], NAMES, ()),
        ("大篷车管理办法怎么说", [], NAMES, ()),
        ("岚山的大篷车归谁管", ["岚山"], ("hill.txt",), ()),
        ("澄湖市2026年要建多少个驿站", ["澄湖"], ("lake.txt",), ("lake.txt",)),
        ("7号文要求建多少个驿站", [], ("lake.txt",), ("lake.txt",)),
    ],
)
def test_scope_narrows_with_what_is_named(
    question: str, regions: list[str], scope: tuple[str, ...], single: tuple[str, ...]
) -> None:
    found = points(question, *regions)
    assert (in_scope(found), singled_out(found)) == (scope, single)


def test_documents_about_as_near_stay_in_scope() -> None:
    assert in_scope({"a": 0.8, "b": 0.6, "c": 0.5}) == ("a", "b")
    assert in_scope({"a": 0.4, "b": 0.0}) == ("a", "b")


def test_without_documents_nothing_is_in_scope() -> None:
    assert in_scope({}) == singled_out({}) == ()


# --- whether a clause speaks of a place ---------------------------------------------------------


def below(heading: str, source: Source) -> Clause:
    return Clause(source, 0, "第一条", (heading,), "item", "新建驿站。", 0, 5)


@pytest.mark.parametrize(
    ("place", "cited", "others", "speaks"),
    [
        ("澄湖", clause(source=LAKE), [], True),
        ("岚山", clause(source=LAKE), [], False),
        ("岚山", clause("学习岚山的做法。", source=LAKE), [], True),
        ("岚山", below("岚山片区", LAKE), [], True),
        # another clause of the document answers for it only if the document is of no known place
        ("岚山", clause(source=LAKE), [clause("学习岚山的做法。", source=LAKE)], False),
        ("望岫", clause(source=NOTE), [clause("望岫市适用本提示。", source=NOTE)], True),
        ("望岫", clause(source=NOTE), [clause("各地适用本提示。", source=NOTE)], False),
    ],
)
def test_whether_a_clause_can_answer_for_a_place(
    place: str, cited: Clause, others: list[Clause], speaks: bool
) -> None:
    assert speaks_of(place, cited, [cited, *others]) is speaks


def test_of_two_places_that_begin_alike_the_longer_one_is_named() -> None:
    assert places_in("云州西站到机场", ["云州", "云州西站"]) == ("云州西站",)
    assert places_in("云州西站到机场", ["云州西站", "云州"]) == ("云州西站",)
