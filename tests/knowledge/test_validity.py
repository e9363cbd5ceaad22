"""Which documents of a collection still apply, and which clause says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.split import split
from knowledge.documents import Relation, Source, Term, Validity
from knowledge.validity import in_brackets, issued_title, judged, standing, subject_of, validities

TODAY = date(2031, 6, 1)
CITY = "云州市科学技术协会"
OLD = Source(
    "旧.txt",
    "d1",
    "云州市夜市办法",
    "云科协发〔2025〕3号",
    CITY,
    date(2025, 3, 1),
    issuers=(CITY,),
    kind="办法",
)
NEW = Source(
    "新.txt",
    "d2",
    "云州市夜市管理规定",
    "云科协发〔2031〕7号",
    CITY,
    date(2031, 4, 9),
    issuers=(CITY,),
    kind="规定",
)


def says(kind: str, title: str = "", number: str = "", since: date | None = None) -> tuple[Relation, ...]:
    return (Relation(kind, title, number, since, "d2-r-9", "第九条"),)  # type: ignore[arg-type]


def status(*sources: Source, today: date = TODAY) -> list[Validity]:
    found = validities(sources, today)
    return [found[source.name] for source in sources]


@pytest.mark.parametrize("number", ["云科协发〔2025〕3号", "按照云科协发〔2025〕3号"])
def test_a_document_is_repealed_by_its_number(number: str) -> None:
    old, new = status(OLD, replace(NEW, relations=says("repeals", number=number)))
    reason = "被《云州市夜市管理规定》（云科协发〔2031〕7号）第九条废止"
    assert old == Validity("repealed", reason, "新.txt", "第九条", "d2-r-9")
    assert new.status == "unknown"


def test_a_document_is_repealed_by_its_title_where_one_side_has_no_number() -> None:
    assert status(OLD, replace(NEW, relations=says("repeals", "云州市夜市办法")))[0].status == "repealed"
    bare = replace(OLD, doc_number=None)
    relation = says("repeals", "云州市夜市办法", "云科协发〔2025〕3号")
    assert status(bare, replace(NEW, relations=relation))[0].status == "repealed"
    other = says("repeals", "云州市夜市办法", "云科协发〔2024〕9号")
    assert status(OLD, replace(NEW, relations=other))[0].status == "unknown"


def test_what_a_notice_issues_is_meant_by_its_title() -> None:
    notice = replace(OLD, title=f"{CITY}关于印发《云州市夜市办法》的通知", doc_number=None)
    assert status(notice, replace(NEW, relations=says("repeals", "云州市夜市办法")))[0].status == "repealed"
    assert subject_of("关于印发《云州市夜市办法》的通知") == "云州市夜市办法"
    assert subject_of(f"{CITY}关于加强夜市的意见") == "关于加强夜市的意见"


def test_another_city_s_document_of_a_plain_title_is_not_meant() -> None:
    other = replace(OLD, title="夜市办法", doc_number=None, issuer="河湾县科协", issuers=("河湾县科协",))
    assert status(other, replace(NEW, relations=says("repeals", "夜市办法")))[0].status == "unknown"


def test_a_document_never_ends_itself_nor_its_twin() -> None:
    own = replace(NEW, relations=says("repeals", NEW.title, "云科协发〔2031〕7号"))
    copy = replace(own, name="新（副本）.pdf", doc_id="d3")
    assert [found.status for found in status(own, copy)] == ["unknown", "unknown"]
    unnumbered = replace(own, doc_number=None, relations=says("repeals", NEW.title))
    twin = replace(unnumbered, name="新（副本）.pdf", doc_id="d3")
    assert [found.status for found in status(unnumbered, twin)] == ["unknown", "unknown"]


def test_a_part_repealed_leaves_the_document_standing() -> None:
    found = status(OLD, replace(NEW, relations=says("amends", "云州市夜市办法")))[0]
    assert found.status == "unknown" and "部分条款已被《云州市夜市管理规定》" in found.reason


def test_a_draft_ends_nothing_and_applies_to_nobody() -> None:
    draft = replace(NEW, stage="征求意见稿", relations=says("repeals", number="云科协发〔2025〕3号"))
    old, new = status(OLD, draft)
    assert (old.status, new.status, new.reason) == ("unknown", "unknown", "征求意见稿，尚未正式印发")
    assert standing(judged([draft], TODAY)[0]) == "征求意见稿"


def test_a_repeal_to_come_is_told_and_waits_for_its_day() -> None:
    later = replace(NEW, relations=says("repeals", number="云科协发〔2025〕3号", since=date(2031, 7, 1)))
    assert status(OLD, later)[0].status == "in_force"
    assert "将自2031年7月1日起被" in status(OLD, later)[0].reason
    assert status(OLD, later, today=date(2031, 7, 1))[0].status == "repealed"


def test_a_document_issued_after_today_is_taken_by_its_own_date() -> None:
    soon = replace(NEW, relations=says("repeals", number="云科协发〔2025〕3号", since=date(2031, 4, 1)))
    assert status(OLD, soon, today=date(2026, 1, 1))[0].status == "repealed"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2025, 5, 1), date(2030, 4, 30), "expired"),
        (date(2025, 5, 1), date(2031, 6, 1), "in_force"),
        (date(2031, 7, 1), None, "unknown"),
        (date(2025, 5, 1), None, "unknown"),
    ],
)
def test_a_term_runs_out(first: date, last: date | None, expected: str) -> None:
    found = status(replace(OLD, term=Term(first, last, "d1-r-9", "第九条")))[0]
    assert found.status == expected
    if found.reason:
        assert (found.source, found.address, found.clause) == ("旧.txt", "第九条", "d1-r-9")


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("现行有效", "in_force"),
        ("已失效", "expired"),
        ("废止", "repealed"),
        ("部分失效", "unknown"),
        ("是", "unknown"),
    ],
)
def test_the_page_says_whether_a_document_applies(declared: str, expected: str) -> None:
    assert status(replace(OLD, declared=declared))[0].status == expected


@pytest.mark.parametrize(
    "title",
    [
        "云州市夜市办法",
        "云州市夜市办法（修订）",
        "云州市夜市办法（2031年修订）",
        "关于印发《云州市夜市办法（2031年版）》的通知",
    ],
)
def test_a_later_edition_takes_the_place_of_the_earlier(title: str) -> None:
    old, new = status(replace(OLD, title="云州市夜市办法（试行）"), replace(NEW, title=title))
    assert (old.status, old.source, new.status) == ("superseded", "新.txt", "unknown")
    assert "已有更新的版本" in old.reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("云州市2030年科普工作要点", "云州市2031年科普工作要点"),
        ("关于举办科普日活动的通知", "关于举办科普日活动的通知"),
        ("云州市“十四五”科普规划", "云州市“十五五”科普规划"),
        ("云州市夜市办法", "河湾县夜市办法"),
    ],
)
def test_yearly_papers_and_other_titles_supersede_nothing(first: str, second: str) -> None:
    found = status(replace(OLD, title=first), replace(NEW, title=second))
    assert [one.status for one in found] == ["unknown", "unknown"]


def test_a_revised_edition_without_dates_supersedes_the_one_not_revised() -> None:
    undated = replace(OLD, issued_on=None, doc_number=None)
    revised = replace(undated, name="新.txt", title="云州市夜市办法（修订）")
    assert [found.status for found in status(undated, revised)] == ["superseded", "unknown"]


def test_a_repeal_said_goes_before_an_edition_found() -> None:
    new = replace(NEW, title=OLD.title, relations=says("repeals", number="云科协发〔2025〕3号"))
    assert status(OLD, new)[0].status == "repealed"
    replaced = replace(NEW, relations=says("replaces", number="云科协发〔2025〕3号"))
    assert status(OLD, replaced)[0].status == "superseded"


@pytest.mark.parametrize(
    ("found", "label"),
    [("superseded", "已被替代"), ("repealed", "已废止"), ("expired", "已过期"), ("in_force", "")],
)
def test_who_is_shown_a_document_is_told(found: str, label: str) -> None:
    source = replace(OLD, validity=Validity(found))  # type: ignore[arg-type]
    assert standing(source) == label and in_brackets(source) == (f"（{label}）" if label else "")


def test_documents_as_they_are_read() -> None:
    old = split("云州市夜市办法\n云科协发〔2025〕3号\n第一条 夜市每周六开放。\n第五条 雨天停办。\n", "旧.txt")
    text = "云州市夜市规定\n云科协发〔2031〕7号\n第一条 好。\n第二条 《云州市夜市办法》（云科协发〔2025〕3号）{}废止。\n"
    whole, part = (split(text.format(words), "新.txt") for words in ("同时", "第五条"))
    assert status(old.source, whole.source)[0] == Validity(
        "repealed",
        "被《云州市夜市规定》（云科协发〔2031〕7号）第二条废止",
        "新.txt",
        "第二条",
        whole.clauses[3].id,
    )
    assert status(old.source, part.source)[0].status == "unknown"


@pytest.mark.parametrize(
    ("title", "issued"),
    [
        ("云栖市科协关于印发《“双百”行动 方案》的通知", "“双百”行动 方案"),
        ("关于转发《基地管理办法（试行）》的通知", "基地管理办法（试行）"),
        ("云栖市科普规划", "云栖市科普规划"),
    ],
)
def test_the_title_of_what_is_issued_stands_as_printed(title: str, issued: str) -> None:
    assert issued_title(title) == issued


@pytest.mark.parametrize(
    ("until", "years", "status_now", "last"),
    [
        (date(2035, 12, 31), 0, "in_force", "2035年12月31日"),
        (None, 5, "in_force", "2033年2月28日"),
        (date(2030, 12, 31), 0, "expired", "2030年12月31日"),
    ],
)
def test_a_term_that_a_later_document_extends(
    until: date | None, years: int, status_now: str, last: str
) -> None:
    old = replace(OLD, term=Term(None, date(2028, 2, 28 if years == 0 else 29), "d1-r-4", "第四条"))
    said = Relation(
        "extends", "云州市夜市办法", "云科协发〔2025〕3号", None, "d2-r-9", "第九条", until, years
    )
    (found, _) = status(old, replace(NEW, relations=(said,)))
    reason = f"有效期已由《云州市夜市管理规定》（云科协发〔2031〕7号）第九条延长至{last}"
    over = "，已过期" if status_now == "expired" else ""
    assert found == Validity(status_now, reason + over, "新.txt", "第九条", "d2-r-9")  # type: ignore[arg-type]


def test_an_extension_ends_no_repeal_and_shortens_no_term() -> None:
    old = replace(OLD, term=Term(None, date(2036, 1, 1)))
    shorter = Relation("extends", "云州市夜市办法", until=date(2033, 1, 1))
    assert status(old, replace(NEW, relations=(shorter,)))[0].reason == "有效期至2036年1月1日"
    both = (*says("repeals", "云州市夜市办法"), replace(shorter, until=date(2040, 1, 1)))
    assert status(old, replace(NEW, relations=both))[0].status == "repealed"
