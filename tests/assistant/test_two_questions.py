"""Two questions in one, the second left short: both are answered, each citation under its own number."""

from __future__ import annotations

import pytest

from assistant.answers import Answer, Draft, Refusal, Statement
from assistant.two_questions import joined, two_in
from assistant.verify import verify
from knowledge.documents import Clause
from tests.assistant.values import clause, evidence, whole

ASKED = ("枫港要建多少个驿站", "柳溪呢")
FIRST, SECOND = clause("枫港建驿站20个。", "第一条"), clause("柳溪建驿站30个。", "第二条", ordinal=1)


@pytest.mark.parametrize(
    ("question", "pair"),
    [
        ("枫港要建多少个驿站，柳溪呢？", ASKED),
        ("枫港要建多少个驿站？那柳溪呢", ("枫港要建多少个驿站", "那柳溪呢")),
        ("枫港要建20个驿站，柳溪呢？", None),
        ("枫港要建多少个驿站呢？", None),
        ("枫港要建多少个驿站，由谁负责？", None),
        ("柳溪呢？", None),
    ],
)
def test_a_short_second_question_is_parted(question: str, pair: tuple[str, str] | None) -> None:
    assert two_in(question) == pair


def said(one: Clause, question: str) -> Answer:
    return verify(
        question, Draft((Statement(f"{one.address}：“{one.text}”", (whole(one),)),)), evidence(FIRST, SECOND)
    )


def unsaid(question: str) -> Answer:
    return verify(question, Draft(refusal=Refusal("没有检索到写明这一点的条款", "absent")), evidence(SECOND))


def test_both_answers_keep_their_citations() -> None:
    both = joined("枫港…，柳溪呢？", ASKED, (said(FIRST, ASKED[0]), said(SECOND, ASKED[1])))
    assert both.text.splitlines() == [
        "第一条：“枫港建驿站20个。”[1]。",
        "柳溪，第二条：“柳溪建驿站30个。”[2]。",
    ]
    assert [(one.n, one.clause) for one in both.citations] == [(1, FIRST), (2, SECOND)]
    assert [(item.rank, item.clause) for item in both.evidence] == [(1, FIRST), (2, SECOND)]
    assert both.status == "answered" and both.kept == 2 and both.question == "枫港…，柳溪呢？"


@pytest.mark.parametrize(("first", "lacking"), [(True, "柳溪呢"), (False, "枫港要建多少个驿站")])
def test_what_is_not_answered_is_told(first: bool, lacking: str) -> None:
    answers = (
        (said(FIRST, ASKED[0]), unsaid(ASKED[1])) if first else (unsaid(ASKED[0]), said(SECOND, ASKED[1]))
    )
    one = joined("枫港…，柳溪呢？", ASKED, answers)
    assert one.status == "answered" and len(one.citations) == 1
    assert one.notice == f"“{lacking}”没有检索到写明的条款。"


def test_two_refusals_are_one() -> None:
    assert joined("问？", ASKED, (unsaid(ASKED[0]), unsaid(ASKED[1]))).status == "refused"
