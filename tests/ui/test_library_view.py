"""What the tab 文件库 shows of a document; no text from outside becomes markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from ingest.run import Outcome
from knowledge.documents import Clause, Source, Term, Validity
from knowledge.revisions import Revision
from tests.ui.fakes import PLAN, make_clauses
from tests.ui.test_render import ATTRIBUTES, TAGS, Markup, hostile_clause, texts
from ui import library_view as view
from ui.intake import Arrival, Batch

READ = datetime(2026, 3, 1, tzinfo=UTC)


def report(source: Source, clauses: tuple[Clause, ...] = (), *, editable: bool = True) -> str:
    return view.report(
        source, clauses, (), (Revision(1, "d", READ, source, clauses, True),), editable=editable
    )


def test_a_report_says_what_is_not_known() -> None:
    page = report(Source("甲.txt", "d1", "甲"))
    assert page.count("未写明") == 4 and "未写明是否有效" in page and "主送" not in page
    assert "从库里去掉" in page and "从库里去掉" not in report(PLAN, editable=False)


def test_a_report_tells_terms_attachments_and_why_a_document_ended() -> None:
    validity = Validity("repealed", "被《新办法》第九条废止", "新.txt", "第九条", "d2-r-9")
    term = Term(date(2026, 1, 1), None)
    page = report(replace(PLAN, validity=validity, term=term, attachments=("任务表", "名单")))
    assert "已废止：被《新办法》第九条废止" in page and 'data-pick="clause:d2-r-9">依据 第九条' in page
    assert "2026-01-01" in page and "任务表；名单" in page
    assert "现行有效" in report(replace(PLAN, validity=Validity("in_force")))


def test_recognised_pages_are_marked() -> None:
    clause = replace(make_clauses(PLAN)[0], page=3, scanned=True)
    page = report(PLAN, (clause,))
    assert "含扫描页" in page and "第 3 页（扫描件，文字由识别得来）" in page


def test_headings_with_several_clauses_fold_and_every_clause_is_there() -> None:
    clauses = make_clauses(PLAN)
    page = view.outline(clauses)
    assert page.count('<details class="part" open>') == 3 and page.count("</details>") == 4
    assert all(view.plain(clause.address) in page for clause in clauses)
    assert '<details class="part">' in view.outline(clauses * 11)


def test_a_heading_is_not_said_twice() -> None:
    first, second, *_ = make_clauses(PLAN)
    heading = replace(first, kind="heading", raw="一、总体要求", path=("一、总体要求",))
    assert view.outline([heading, second]).count("一、总体要求") == 1
    assert view.outline([heading]).count("一、总体要求") == 1


@pytest.mark.parametrize(
    ("batch", "words"),
    [
        (Batch("王工", (Arrival("甲.txt"),)), ("正在读取", "0/1", "等待读取")),
        (Batch("王工", (Arrival("甲.txt", "reading"),)), ("正在读取文字",)),
        (Batch("王工", (Arrival("甲.txt", "reading", 40),)), ("正在建立索引 40%", 'value="40"')),
        (Batch("王工", (Arrival("甲.txt"),), False, "磁盘已满。"), ("没有读完", "磁盘已满。")),
    ],
)
def test_progress_is_told_file_by_file(batch: Batch, words: tuple[str, ...]) -> None:
    assert all(word in view.batch_view(batch) for word in words)


def test_outcomes_lead_to_their_documents() -> None:
    done = Arrival("包.zip", "done", 100, (Outcome("包.zip", "opened", 0, "内含 2 个文件"),
        Outcome("甲.txt", "new", 3), Outcome("乙.txt", "failed", 0, "打不开。")))  # fmt: skip
    page = view.batch_view(Batch("王工", (done,), False))
    assert "已读完" in page and "压缩包：内含 2 个文件" in page and "失败：打不开。" in page
    assert page.count("data-pick") == 1 and 'data-pick="doc:甲.txt"' in page


def test_nothing_to_offer_shows_nothing() -> None:
    assert view.unread(()) == view.refusal_list(()) == ""
    assert "已去掉" not in view.listing([], "", (), {}) and "没能读入" not in view.listing([], "", (), {})


@given(texts)
def test_only_our_own_tags_and_attributes_appear(text: str) -> None:
    clause = hostile_clause(text)
    source = replace(
        clause.source,
        issuers=(text,),
        attachments=(text,),
        validity=Validity("expired", text, text, text, text),
    )
    versions = [Revision(number, text, READ, source, (clause,)) for number in (1, 2)]
    arrival = Arrival(text, "done", 100, (Outcome(text, "new", 1, text), Outcome(text, "failed", 0, text)))
    pages = [
        view.listing([(source, 1)], text, [text], {text: text}),
        view.unread([text]),
        view.batch_view(Batch(text, (arrival, Arrival(text, "reading", 4)), False, text), [text]),
        view.report(source, (clause, clause), [text], versions, editable=True),
        view.removed_report(text, versions, editable=True),
        view.asked_to_remove(text),
    ]
    markup = Markup("".join(pages))
    assert markup.tags <= TAGS | {"dl", "dt", "dd", "progress"}
    assert markup.attributes <= ATTRIBUTES | {"open", "max", "value"}
