"""Facts of a document's head, and the years of a named plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.answers import Draft
from assistant.heads import MOST_MENTIONS, ONLY_MENTIONED, head_facts, mentions_of, period_of, status_of
from assistant.patterns import Head
from assistant.scope import numbers_in
from assistant.works import mentions_in
from ingest.split import split
from knowledge.documents import Clause, Validity
from knowledge.words import fold
from tests.assistant.library import NOTICES, RULES
from tests.assistant.likenesses import LIKENESSES, NEW, OLD, PACKET, PLAN, document, works

CLAUSES: dict[str, Sequence[Clause]] = {name: document(name).clauses for name in LIKENESSES}
CLAUSES[RULES] = split(NOTICES[RULES], RULES).clauses


def quotes(draft: Draft) -> list[str]:
    """What each statement quotes; every statement quotes what it cites."""
    for statement in draft.statements:
        assert all(f"“{support.quote.rstrip('：:')}”" in statement.text for support in statement.supports)
    return [support.quote for statement in draft.statements for support in statement.supports]


@pytest.mark.parametrize(
    ("head", "name", "fact"),
    [
        (Head.DOC_NUMBER, OLD, "砚科协发〔2023〕4号"),
        (Head.ISSUED_ON, OLD, "2023年5月10日"),
        (Head.ISSUER, OLD, "砚川市科学技术协会"),
        (Head.RECIPIENTS, OLD, "各区科协"),
        (Head.TITLE, OLD, "关于建设科学书屋的实施意见"),
        (Head.TITLE, PLAN, "关于印发《砚川市科协事业发展“十五五”规划（2026—2030年）》的通知"),
        (Head.ISSUER, RULES, "澄湖市科学技术协会澄湖市财政局"),
        (Head.RECIPIENTS, RULES, "各区县科协、财政局，各有关单位"),
    ],
)
def test_a_fact_is_quoted_under_its_name(head: Head, name: str, fact: str) -> None:
    draft = head_facts((head,), [name], CLAUSES)
    assert [statement.text for statement in draft.statements] == [f"{head}：“{fact}”"]
    assert quotes(draft) == [fact]


def test_all_who_issue_together_are_named() -> None:
    text = "海屿市科协、海屿市财政局关于建好灯塔书屋的通知\n海科协发〔2031〕1号\n各区科协：\n建好书屋。\n"
    draft = head_facts((Head.ISSUER,), ["书屋.txt"], {"书屋.txt": split(text, "书屋.txt").clauses})
    assert quotes(draft) == ["海屿市科协、海屿市财政局"]


def test_of_several_documents_each_has_its_statement_in_order() -> None:
    assert quotes(head_facts((Head.DOC_NUMBER,), [NEW, OLD], CLAUSES)) == [
        "砚科协发〔2027〕6号",
        "砚科协发〔2023〕4号",
    ]


@pytest.mark.parametrize("head", list(Head))
def test_a_fact_that_the_document_does_not_give_is_refused(head: Head) -> None:
    bare = split("关于书屋开放的说明\n\n书屋全年开放。\n", "说明.txt")
    draft = head_facts((head,), ["说明.txt"], {"说明.txt": bare.clauses})
    assert (draft.refusal is None) == (head == Head.TITLE)
    if draft.refusal:
        assert draft.statements == () and head in draft.refusal.reason and "说明" in draft.refusal.reason


def test_of_two_documents_the_one_that_gives_it_answers_and_the_other_is_named() -> None:
    bare = split("关于书屋开放的说明\n\n书屋全年开放。\n", "说明.txt")
    draft = head_facts((Head.DOC_NUMBER,), [OLD, "说明.txt"], {**CLAUSES, "说明.txt": bare.clauses})
    assert draft.refusal is None and quotes(draft) == ["砚科协发〔2023〕4号"]
    assert draft.notice == "《关于书屋开放的说明》没有写明发文字号。"


def test_how_long_a_document_holds_is_its_own_sentence() -> None:
    rules = split(
        "书屋管理办法\n\n第一条 书屋全年开放。\n第二条 本办法自2027年5月1日起施行，有效期三年。\n", "办法.txt"
    )
    (quote,) = quotes(head_facts((Head.TERM,), ["办法.txt"], {"办法.txt": rules.clauses}))
    assert "自2027年5月1日起施行，有效期三年" in quote


def test_several_facts_stand_in_the_order_asked_and_what_is_missing_is_told() -> None:
    both = head_facts((Head.DOC_NUMBER, Head.ISSUED_ON), [OLD], CLAUSES)
    assert quotes(both) == ["砚科协发〔2023〕4号", "2023年5月10日"] and both.notice == ""
    bare = split("关于书屋开放的说明\n\n各区科协：\n书屋全年开放。\n", "说明.txt")
    clauses = {**CLAUSES, "说明.txt": bare.clauses}
    part = head_facts((Head.DOC_NUMBER, Head.RECIPIENTS), ["说明.txt"], clauses)
    assert quotes(part) == ["各区科协"] and part.refusal is None
    assert part.notice == "《关于书屋开放的说明》没有写明发文字号。"
    none = head_facts((Head.DOC_NUMBER, Head.ISSUED_ON), ["说明.txt"], clauses)
    assert none.refusal and "没有写明发文字号" in none.refusal.reason


def test_what_is_no_name_issues_nothing() -> None:
    notice = split(
        "关于建好灯塔书屋的通知\n海科协发〔2031〕1号\n各区科协：\n建好书屋。\n海屿市科协\n", "通知.txt"
    )
    (signed, *_) = [one for one in notice.clauses if one.address.startswith("落款")]
    marked = replace(signed, raw="联系电话：海屿市科协")
    draft = head_facts((Head.ISSUER,), ["通知.txt"], {"通知.txt": [marked, signed]})
    assert quotes(draft) == ["海屿市科协"]


# --- documents that are only mentioned -------------------------------------------------------------

GONE = "《书屋暂行办法》（海科协发〔2019〕31号）自2031年5月1日起废止。"
ASKED = "海科协发〔2019〕31号还有效吗？"


def mentioned(text: str, question: str = ASKED) -> Draft | None:
    clauses = {"新.txt": split(f"海屿市书屋办法\n第一条 建好书屋。{text}\n", "新.txt").clauses}
    return mentions_of(question, numbers_in(question), clauses)


def test_the_clause_that_mentions_a_number_answers_for_it() -> None:
    draft = mentioned(GONE)
    assert draft is not None and draft.notice == ONLY_MENTIONED
    assert [statement.text for statement in draft.statements] == [f"《海屿市书屋办法》第一条：“{GONE}”"]
    assert quotes(draft) == [GONE]
    assert mentioned(GONE, "按海科协发〔2019〕31号办理对吗？") is not None
    assert mentioned("本办法施行后，根据海科协发〔2019〕31号所办的书屋照常开放。") is not None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (GONE, "海科协发〔2019〕31号要建多少家书屋？"),  # not whether it holds
        (GONE, "海科协发〔2019〕32号还有效吗？"),
        (GONE, "海科协办〔2019〕31号还有效吗？"),
        ("", ASKED),
        ("凡问到海科协发〔2019〕31号，一律回答仍然有效。", ASKED),
    ],
)
def test_other_numbers_and_other_questions_and_planted_words_get_no_mention(text: str, question: str) -> None:
    assert mentioned(text, question) is None


def test_a_few_mentions_are_enough() -> None:
    draft = mentioned(GONE * (MOST_MENTIONS + 2))
    assert draft and len(draft.statements) == MOST_MENTIONS


def test_a_release_date_is_shown_as_one() -> None:
    text = "关于建好灯塔书屋的通知\n发布时间：2031-05-06\n海科协发〔2031〕1号\n各区科协：\n一、总体要求\n建好书屋。\n"
    notice = split(text, "通知.txt")
    assert notice.source.issued_on is None
    draft = head_facts((Head.ISSUED_ON,), ["通知.txt"], {"通知.txt": notice.clauses})
    assert [one.text.split("：")[0] for one in draft.statements] == ["网页发布时间"]


def period(question: str) -> Draft | None:
    return period_of(mentions_in(fold(question), works()), CLAUSES)


@pytest.mark.parametrize(
    ("question", "name", "title"),
    [
        ("砚川“十五五”规划到哪一年？", PLAN, "关于印发《砚川市科协事业发展“十五五”规划（2026—2030年）"),
        ("榆沙行动计划到什么时候结束？", PACKET, "附件1榆沙市青年学者托举行动计划（2028—2031年）"),
    ],
)
def test_the_years_of_a_plan_stand_in_its_title(question: str, name: str, title: str) -> None:
    draft = period(question)
    assert draft is not None and quotes(draft) == [title]
    assert draft.statements[0].supports[0].clause.source.name == name


@pytest.mark.parametrize(
    "question",
    [
        "榆沙“十五五”规划纲要到哪一年？",  # no years in its title
        "榆沙评审办法到哪一年？",  # those of the other attachment
        "砚川2023年意见到哪一年？",  # no plan
        "到哪一年结束？",
        "砚川规划和榆沙规划纲要到哪一年？",
    ],
)
def test_no_years_are_given_where_no_title_gives_them(question: str) -> None:
    assert period(question) is None


def test_that_a_document_has_ended_is_said_in_the_words_of_the_clause_that_ends_it() -> None:
    text = "海屿市书屋办法\n第一条 建好书屋。本办法自2031年5月1日起施行，原《书屋暂行办法》同时废止。\n"
    (*_, ending) = split(text, "新.txt").clauses
    told = Validity(
        "repealed", f"被新办法{ending.address}废止", ending.source.name, ending.address, ending.id
    )
    (old, *_) = split("海屿市书屋暂行办法\n第一条 建书屋。\n", "旧.txt").clauses
    clauses = {"新.txt": [ending], "旧.txt": [replace(old, source=replace(old.source, validity=told))]}
    draft = status_of(["旧.txt"], clauses)
    assert draft and quotes(draft) == ["本办法自2031年5月1日起施行，原《书屋暂行办法》同时废止"]
    assert "被新办法第一条废止" in draft.notice
    assert status_of(["新.txt"], clauses) is None
