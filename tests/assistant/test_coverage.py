"""A model's answer that is true but answers something else is no answer."""

from __future__ import annotations

import pytest

from assistant.answers import Answer, Draft, Statement, Support
from assistant.coverage import covers
from assistant.replies import draft_of
from assistant.verify import verify
from tests.assistant.values import STATIONS, clause, evidence, whole

OFFERED = evidence(
    clause(),
    clause("专家库每两年更新一次。", "第九条", ordinal=1),
    clause("讲座每季度一次。", "第十条", ordinal=2),
)


def by_rules(question: str, *numbers: int) -> Answer:
    """What the rules answer: the quotes of the offered clauses of these numbers."""
    cited = [OFFERED[n - 1].clause for n in numbers]
    statements = tuple(Statement(f"“{one.text}”", (whole(one),)) for one in cited)
    return verify(question, Draft(statements), OFFERED)


def by_model(question: str, reply: str) -> Answer:
    return verify(question, draft_of(reply, OFFERED), OFFERED)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("要新建多少个科普驿站？", "到2027年底新建科普驿站20个[1]。"),
        ("要新建多少个科普驿站？", "20个[1]。"),
        ("每个驿站配备几名辅导员？", "每个驿站配备不少于3名辅导员[1]。"),
        ("每个驿站配备几名辅导员？", "不少于3名[1]。"),
        ("科普驿站由哪个部门牵头？", "由科普部牵头[1]。"),
    ],
)
def test_an_answer_to_the_question_covers_it(question: str, reply: str) -> None:
    answer = by_model(question, reply)
    assert answer.status == "answered"
    assert covers(answer, by_rules(question, 1))


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("每个驿站配备几名辅导员？", "到2027年底新建20个[1]。"),
        ("每个驿站配备几名辅导员？", "由科普部牵头、宣传部配合[1]。"),
        ("要新建多少个科普驿站？", "专家库每两年更新一次[2]。"),
    ],
)
def test_a_true_answer_to_another_question_does_not(question: str, reply: str) -> None:
    answer = by_model(question, reply)
    assert answer.status == "answered"
    assert not covers(answer, by_rules(question, 1))


def test_of_several_clauses_at_least_half_must_be_covered() -> None:
    question = "有哪些安排？"
    rules = by_rules(question, 1, 2, 3)
    assert not covers(by_model(question, "专家库每两年更新一次[2]。"), rules)
    assert not covers(by_model(question, "专家库每两年更新一次[2]。讲座每季度一次[3]。"), rules)
    every = "到2027年底，新建科普驿站20个，由科普部牵头、宣传部配合[1]。专家库每两年更新一次[2]。讲座每季度一次[3]。"
    assert covers(by_model(question, every), rules)


def test_the_rules_own_answer_covers_itself() -> None:
    rules = by_rules("要新建多少个科普驿站？", 1)
    assert covers(rules, rules)
    assert rules.citations[0].quote == STATIONS == Support(OFFERED[0].clause, 0, len(STATIONS)).quote
