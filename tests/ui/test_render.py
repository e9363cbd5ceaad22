"""Nothing from a document, a question or a model becomes markup."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Withheld
from knowledge.conversations import Conversation
from knowledge.documents import Clause, Evidence, Validity
from tests.ui.fakes import OLD, PLAN, cite, make_clauses
from ui import render
from ui.feedback_form import heading_of
from ui.narrowing import told
from ui.turns import Turn, announcement, conversation, questions

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
HOSTILE = (
    "<img src=http://evil.example/x.png onerror=alert(1)>",
    "![x](http://evil.example/x.png) [link](javascript:alert(1))",
    '<form action="http://evil.example"><button data-pick="0-cite-1">',
    "</div></blockquote><script>alert(1)</script>",
    '" onmouseover="alert(1)" x=\'',
    "`code` $x^2$ $$y$$ ${alert(1)} {{value}} &lt;b&gt; [1] [2][99]",
    "好\u200b人\u202e倒序\u2066\ufeff\U000e0041\x00\x1b",
    "[" + "9" * 5000 + "]",
)
TAGS = {
    *("div", "article", "section", "blockquote", "p", "button", "span", "b", "small", "mark", "h3"),
    *("ul", "ol", "li", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *(
        "class",
        "style",
        "role",
        "tabindex",
        "data-at",
        "data-jump",
        "data-copy",
        "data-focus",
        "aria-label",
        "aria-busy",
        "aria-current",
    ),
    *("type", "title", "scope", "data-pick", "data-label"),
}
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.lists(st.sampled_from([*HOSTILE, "<", ">", '"', "'", "[1]", "\n", "文"]), max_size=4).map("".join),
)


class Markup(HTMLParser):
    """Collects what a browser would make of the HTML."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.picks: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.picks |= {value or "" for name, value in attrs if name == "data-pick"}

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_clause(text: str) -> Clause:
    source = replace(
        PLAN, name=text, title=text, doc_number=text, issuer=text, kind=text, validity=Validity("expired")
    )
    return Clause(source, 0, text, (text, "二"), "item", text, 0, len(text))


def every_page(text: str) -> str:
    """All that render makes, with the text in every place that takes one."""
    clause = hostile_clause(text)
    citation = Citation(1, clause, text, 0, len(text))
    withheld = (Withheld(text, text),)
    answer = Answer(
        text, "answered", text + "[1]", (citation,), withheld=withheld, notice=text, resolved=text
    )
    refused = Answer(text, "refused", text, evidence=(Evidence(clause, 0.1, 1),), resolved=text)
    turns = [Turn(text), Turn(text, draft=text), Turn(text, message=text)]
    turns += [Turn(text, answer=answer), Turn(text, answer=refused, message=text)]
    talk = Conversation(text, text, text, NOON, NOON, 2)
    return (
        conversation(turns)
        + announcement(turns[:3])
        + announcement(turns)
        + questions([text], text)
        + told([clause.source])
        + heading_of(0, text)
        + render.clause_panel(clause, citation, (clause, clause))
        + render.clause_panel(clause, None, (replace(clause, ordinal=1), clause, replace(clause, ordinal=2)))
        + render.talk_list([talk], text, text)
        + render.note(text)
    )


@settings(deadline=None)  # the whole page, many times over
@given(texts)
def test_only_our_own_tags_and_attributes_appear(text: str) -> None:
    markup = Markup(every_page(text))
    assert markup.tags <= TAGS
    assert markup.attributes <= ATTRIBUTES


@given(texts)
def test_no_unescaped_character_survives(text: str) -> None:
    escaped = render.plain(text)
    assert not set(escaped) & set("<>\"'")
    assert not re.search(r"&(?!(?:lt|gt|amp|quot|#x27);)", escaped)
    assert [c for c in html.unescape(escaped) if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_new_button(text: str) -> None:
    answer = Answer("问", "answered", text, (cite(7, make_clauses(PLAN)[0], "科普工作"),))
    assert Markup(conversation([Turn(text, answer=answer)])).picks == {"0-cite-7", "0-edit", "0-remark"}


def test_invisible_and_direction_characters_are_left_out() -> None:
    assert render.plain("好\u200b人\u202e倒\ufeff\x00\n") == "好人倒\n"


def test_conversations_are_buttons_and_the_open_one_is_marked() -> None:
    talks = [Conversation(name, "甲", f"题{name}", NOON, NOON, 2) for name in ("a", "b")]
    page = render.talk_list(talks, "b", "")
    assert page.count("<button") == 2 and page.count("aria-current") == 1
    assert page.index("题a") < page.index('data-pick="b" aria-current="true"') < page.index("题b")
    assert re.search(r"2031-05-0[5-7] \d\d:\d\d，2 轮", page)
    assert "还没有历史对话" in render.talk_list([], "", " ") and "没有符合" in render.talk_list([], "", "词")


def test_panel_marks_the_quote_across_a_line_break_between_the_whole_document() -> None:
    clauses = make_clauses(PLAN)
    page = render.clause_panel(clauses[2], cite(1, clauses[2], "专项经费不少于500万元"), clauses)
    assert "<mark>专项经费不少于500万元</mark>，由省科协" in page
    assert page.index("每年3月底前") < page.index("<mark>") < page.index("有效期")
    assert "《关于开展全民科学素质行动的通知》（科协发〔2026〕12号）" in page
    assert page.index("二、保障措施") < page.index("（一）经费与期限") < page.index("<li>第三条</li>")


def test_panel_marks_the_cited_one_of_two_equal_quotes() -> None:
    clause = Clause(PLAN, 0, "一", (), "item", "报送 计划。报送 计划。", 100, 112)
    assert render.quoted_span(Citation(1, clause, "报送计划", 106, 111), clause.text) == (5, 9)


def test_panel_of_a_clause_that_is_gone_shows_it_alone_and_says_so() -> None:
    clauses = make_clauses(PLAN)
    page = render.clause_panel(clauses[0], None, clauses[1:])
    assert "为加强科普工作" in page and "每年3月底前" not in page
    assert "已更新或已移出" in page and "已更新或已移出" not in render.clause_panel(clauses[0], None, clauses)


def test_panel_of_a_long_document_shows_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "AROUND", 1)
    clauses = make_clauses(PLAN)
    page = render.clause_panel(clauses[0], None, clauses)
    assert "每年3月底前" in page and "专项经费" not in page and "文件较长" in page


def test_the_outline_names_each_heading_once_and_where_the_clause_stands() -> None:
    clauses = make_clauses(PLAN)
    outline = render.clause_panel(clauses[2], None, clauses).split("<details")[1].split("</details>")[0]
    assert re.findall(r'data-jump="(\d)"', outline) == ["0", "2", "2"]
    assert outline.count("总体要求") == 1 and outline.count("aria-current") == 1
    assert outline.index("aria-current") < outline.index("（一）经费与期限")


def test_a_page_is_named_where_it_begins_with_the_mark_of_recognised_words() -> None:
    pages = [replace(one, page=1 + (n > 1), scanned=n > 1) for n, one in enumerate(make_clauses(PLAN))]
    body = render.clause_panel(pages[0], None, pages).split("</details>")[1]
    assert body.count("第 1 页") == 1 and body.count("第 2 页（扫描件，文字由识别得来）") == 1


def test_offsets_outside_the_clause_mark_nothing() -> None:
    clause = make_clauses(PLAN)[0]
    assert render.quoted_span(Citation(1, clause, "别处", 500, 900), clause.text) is None


def test_a_table_keeps_its_lines() -> None:
    table = Clause(PLAN, 0, "表1", (), "table", "项目\t金额\n专项\t500\n", 0, 14)
    assert render.shown_text(table) == "项目\t金额\n专项\t500"


def test_the_badge_of_a_document_that_ended_gives_its_reason() -> None:
    ended = replace(PLAN, validity=Validity("superseded", '已有更新的版本《"新"办法》'))
    assert render.status(ended) == (
        '<span class="stale" title="已有更新的版本《&quot;新&quot;办法》">已被替代</span>'
    )
    assert render.status(replace(PLAN, validity=Validity("in_force", "有效期至2034年4月30日"))) == ""
    assert "征求意见稿" in render.status(replace(PLAN, stage="征求意见稿"))
    assert "已废止" in render.status(OLD)
