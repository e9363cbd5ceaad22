"""Replies become drafts: what is said, and the clauses that its marks lead to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import MARK, Draft
from assistant.replies import draft_of
from assistant.verify import verify
from tests.assistant.values import clause, evidence

OFFERED = evidence(clause(), clause("专家库每两年更新一次。", "第九条", ordinal=1))


def statements(draft: Draft) -> list[tuple[str, list[str]]]:
    return [(s.text, [support.clause.address for support in s.supports]) for s in draft.statements]


def test_a_reply_becomes_statements_with_the_clauses_they_cite() -> None:
    draft = draft_of("新建驿站20个[1]。专家库每两年更新一次。[2]\n两者都有[2][1][2]！", OFFERED)
    assert draft.writer == "model"
    assert statements(draft) == [
        ("新建驿站20个", ["第八条"]),
        ("专家库每两年更新一次", ["第九条"]),
        ("两者都有！", ["第九条", "第八条"]),
    ]


@pytest.mark.parametrize("mark", ["[9]", "[0]", "[3]", "[99999999999999999999]", "［1］", "【1】", "(1)", ""])
def test_a_mark_of_no_offered_clause_supports_nothing(mark: str) -> None:
    ((_, cited),) = statements(draft_of(f"新建驿站20个{mark}。", OFFERED))
    assert cited == []


@pytest.mark.parametrize("reply", ["", "  \n", "[1]", "。。。", "<think>想</think>", "<think>没有想完[1]。"])
def test_a_reply_without_words_is_an_empty_draft(reply: str) -> None:
    assert draft_of(reply, OFFERED) == Draft((), writer="model")


def test_the_quote_holds_the_number_said_even_if_it_stands_in_another_sentence() -> None:
    offered = evidence(
        clause("建设科普驿站，由科普部牵头实施。每个驿站配备辅导员3名。年内完成建设科普驿站二十个。")
    )
    (statement,) = draft_of("科普部牵头实施建设科普驿站20个[1]。", offered).statements
    assert "二十个" in "".join(support.quote for support in statement.supports)


@pytest.mark.parametrize(
    "marks", ["[1,2]", "[1，2]", "[1、2]", "[1-2]", "[1][2]", "[2][1]", "[1-99]", "[1][2]" * 50]
)
def test_several_marks_lead_to_several_clauses(marks: str) -> None:
    ((said, cited),) = statements(draft_of(f"都有{marks}。", OFFERED))
    assert said == "都有"
    assert sorted(cited) == ["第九条", "第八条"]


@pytest.mark.parametrize("mark", ["【1】", "［1］", "[^1]", "[c1]", "（1）", "[9]", "[3-9]"])
def test_what_only_looks_like_a_mark_is_not_said(mark: str) -> None:
    assert [said for said, _ in statements(draft_of(f"新建驿站20个{mark}。", OFFERED))] == ["新建驿站20个"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("**新建**驿站**20**个[1]", "新建驿站20个"),
        ("- 新建驿站20个[1]", "新建驿站20个"),
        ("1. 新建驿站20个[1]", "新建驿站20个"),
        ("## 新建驿站20个[1]", "新建驿站20个"),
        ("1.5万人[1]", "1.5万人"),
        ("新建驿站2\u200b0\u2060个[1]", "新建驿站20个"),
    ],
)
def test_emphasis_list_numbers_and_invisible_characters_vanish(reply: str, said: str) -> None:
    assert statements(draft_of(reply, OFFERED)) == [(said, ["第八条"])]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="新建20个[]1-,，【】。\n ()*#", max_size=60))
def test_no_reply_breaks_the_draft_and_every_mark_shown_has_its_citation(reply: str) -> None:
    draft = draft_of(reply, OFFERED)
    for statement in draft.statements:
        assert statement.text.strip()
        assert {support.clause.address for support in statement.supports} <= {"第八条", "第九条"}
    answer = verify("问题？", draft, OFFERED)
    assert {int(n) for n in MARK.findall(answer.text)} == {citation.n for citation in answer.citations}
