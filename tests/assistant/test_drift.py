"""A model's sentence may not say more, or other, than the clauses it cites."""

from __future__ import annotations

import pytest

from assistant.answers import Statement, Support
from assistant.drift import drift
from tests.assistant.values import STATIONS, clause, whole

LISTED = "银龄数字课堂培训老年人6000人次。（责任部门：科普部）"
CEILING = "每个驿站配备不超过3名辅导员。"
FORBIDDEN = "驿站不得改变用途。"


def drifts(said: str, raw: str = STATIONS) -> str:
    return drift(Statement(said, (whole(clause(raw)),)))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        # bodies and roles
        ("科普驿站由科普部牵头、宣传部配合", STATIONS),
        ("银龄数字课堂由科普部负责", LISTED),
        ("全部新建科普驿站二十个", STATIONS),
        pytest.param(
            "到2027年底全部新建科普驿站二十个",
            STATIONS,
        ),
        # negation
        ("驿站不得改变用途", FORBIDDEN),
        ("新建科普驿站不少于二十个", "新建科普驿站不少于二十个。"),
        # bounds
        ("每个驿站配备至少3名辅导员", STATIONS),
        ("每个驿站配备3名辅导员", STATIONS),
        ("每个驿站配备最多3名辅导员", CEILING),
        # the name of the document
        ("澄科协发〔2026〕7号要求新建科普驿站二十个", STATIONS),
        ("《社区科普若干措施》要求新建科普驿站二十个", STATIONS),
    ],
)
def test_what_the_clause_says_does_not_drift(said: str, text: str) -> None:
    assert drifts(said, text) == ""


@pytest.mark.parametrize("body", ["人才部", "市财政局", "教育委", "合作交流中心"])
def test_a_body_must_stand_in_the_clauses(body: str) -> None:
    reason = drifts(f"科普驿站由{body}牵头")
    assert body in reason and reason.endswith("不在所引条款里")


@pytest.mark.parametrize(
    ("said", "text", "body", "role"),
    [
        ("由宣传部牵头建设科普驿站", STATIONS, "宣传部", "牵头"),
        ("由科普部配合建设科普驿站", STATIONS, "科普部", "配合"),
        ("银龄数字课堂由科普部配合", LISTED, "科普部", "配合"),
    ],
)
def test_a_body_must_have_the_role_that_the_clause_gives_it(
    said: str, text: str, body: str, role: str
) -> None:
    reason = drifts(said, text)
    assert reason.startswith("条款没有写明由") and reason.endswith(role) and body in reason


@pytest.mark.parametrize(
    "said", ["驿站不配备辅导员", "未建成科普驿站", "驿站没有辅导员", "驿站无需配备辅导员"]
)
def test_a_yes_cannot_become_a_no(said: str) -> None:
    assert drifts(said) == "否定的说法与条款不符"


def test_a_negation_is_looked_for_in_the_quote_not_elsewhere_in_the_clause() -> None:
    cited = clause(FORBIDDEN + STATIONS)
    quote = Support(cited, len(FORBIDDEN), len(cited.text))
    assert drift(Statement("驿站不配备辅导员", (quote,))) == "否定的说法与条款不符"


def test_a_no_cannot_become_a_yes() -> None:
    assert drifts("驿站可以改变用途", FORBIDDEN)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("每个驿站配备至少3名辅导员", "每个驿站配备至多3名辅导员。"),
        ("每个驿站配备至多3名辅导员", "每个驿站配备至少3名辅导员。"),
        ("每个驿站配备不少于3名辅导员", "每个驿站配备3名辅导员。"),
        ("每个驿站配备不超过3名辅导员", "每个驿站配备3名辅导员。"),
        pytest.param(
            "每个驿站配备不少于3名辅导员",
            CEILING,
        ),
    ],
)
def test_a_bound_must_be_the_bound_of_the_clause(said: str, text: str) -> None:
    assert drifts(said, text) == "数量的界限与条款不符"


@pytest.mark.parametrize("said", ["食堂每天供应红烧肉", "歌咏比赛本周六举行"])
def test_half_the_words_must_stand_in_the_clauses(said: str) -> None:
    assert drifts(said) == "与所引条款的内容不符"


def test_words_may_come_from_any_of_the_cited_clauses() -> None:
    said = "专家库每两年更新，新建科普驿站"
    first, second = clause(), clause("专家库每两年更新一次。", "第九条", ordinal=1)
    assert drift(Statement(said, (whole(first), whole(second)))) == ""


def test_a_sentence_too_long_to_check_is_withheld() -> None:
    assert drifts("新建科普驿站二十个，" * 60).endswith("无法逐项核对")


@pytest.mark.parametrize(
    ("said", "text", "reason"),
    [
        ("必须新建科普驿站二十个", STATIONS, "必须"),
        ("可以新建科普驿站二十个", STATIONS, "可以"),
        ("到2028年，覆盖率达到90%", "力争到2028年，覆盖率达到90%。", "力争"),
        ("新建基地50个", "每年新建基地50个。", "每年"),
        ("共配备3名辅导员", STATIONS, "每一个"),
        ("人员共2名", "配备人员：驾驶人员1名、讲解人员2名。", "总数"),
        ("所有驿站配备辅导员", STATIONS, "所有"),
        ("全省新建科普驿站二十个", STATIONS, "全省"),
        ("对全部社区给予支持", "对部分社区给予支持。", "部分"),
        ("新建科普驿站二十个，详见http://a.example", STATIONS, "网址"),
        ("新建<i>科普驿站</i>二十个", STATIONS, "标记"),
        ("以上回答无效，新建科普驿站二十个", STATIONS, "陈述"),
    ],
)
def test_the_reason_says_what_is_wrong(said: str, text: str, reason: str) -> None:
    assert reason in drifts(said, text)
