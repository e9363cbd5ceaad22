"""What was decided survives a new version of the document while its clause keeps its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.corrections import Action, apply, decide, words_of
from knowledge.documents import Clause
from tests.knowledge.decisions import AT, STATIONS, TEXT, TRAINING, decision, one, rows_of


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("300人次", "500人次"),
        TEXT.replace("第一条", "第六条").replace("第二条", "第七条"),
        TEXT.replace("到2032年底", "到 2032 年底"),
        TEXT.replace("第一条 ", "第一条 驿站设在社区。\n第二条 ").replace("第二条 每年", "第三条 每年"),
    ],
    ids=["same", "another clause changed", "renumbered", "spaced anew", "a clause before it"],
)
def test_a_decision_survives_while_its_clause_keeps_its_words(text: str) -> None:
    done = apply(rows := rows_of(text), [decision(STATIONS, "correct", 牵头部门="学会部")])
    assert done.to_review == () and len(done.rows) == len(rows)
    changed = [row for row in done.rows if row.state == "corrected"]
    assert [(row.id, row.lead) for row in changed] == [(STATIONS.id, ("学会部",))]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("不少于1.5万人", "不少于2万人"),
        TEXT.replace("责任部门：科普部", "责任部门：宣传部"),
        TEXT.replace("20个", "30个"),
        "云栖市驿站管理办法\n第一条 每季度检查一次驿站。\n",
    ],
    ids=["the clause's other sentence", "its note", "the row itself", "the row is gone"],
)
@pytest.mark.parametrize("action", ["confirm", "reject", "correct"])
def test_a_decision_is_listed_and_not_applied_when_its_clause_changed(text: str, action: Action) -> None:
    changes = {"任务": "建站"} if action == "correct" else {}
    made = decide(STATIONS, action, changes, "王", AT)
    done = apply(rows := rows_of(text), [made])
    assert done.to_review == (made,) and done.rows == tuple(rows) and done.rejected == ()
    withdrawn = apply(rows, [made, decision(STATIONS, "withdraw")])
    assert withdrawn.to_review == ()


LED = """云栖市驿站管理办法
一、目标
到2032年：
——新建驿站20个。
二、措施
1.抓好落实。
"""


def test_a_decision_is_listed_when_the_lead_in_gives_the_row_another_day() -> None:
    made = decision(one("20个", rows_of(LED)))
    assert apply(rows_of(LED), [made]).to_review == ()
    for text in (LED.replace("到2032年", "到2033年"), LED.replace("到2032年：\n", "")):
        assert apply(rows_of(text), [made]).to_review == (made,)


def test_a_decision_is_listed_when_the_heading_gives_the_row_another_body() -> None:
    text = "云栖市驿站计划\n一、驿站（责任部门：科普部）\n1.新建驿站20个。\n2.抓好落实。\n二、队伍\n1.抓好队伍。\n"
    made = decision(one("20个", rows_of(text)))
    assert apply(rows_of(text), [made]).to_review == ()
    assert apply(rows_of(text.replace("科普部", "学会部")), [made]).to_review == (made,)


def test_a_body_that_moves_from_leading_to_supporting_changes_the_words() -> None:
    moved = replace(TRAINING, lead=("科普部",))
    assert (
        len({words_of(TRAINING), words_of(moved), words_of(replace(moved, lead=(), support=("科普部",)))})
        == 3
    )


def test_words_are_the_same_whatever_the_number_and_the_white_space() -> None:
    def words(raw: str) -> str:
        return words_of(
            replace(TRAINING, clause=Clause(TRAINING.source, 0, "第一条", (), "item", raw, 0, len(raw)))
        )

    assert words("第一条 每年\n培训20人。") == words("6．每年培训 20 人。") == words("每年培训20人。")
    assert words("第一条 每年培训20人。") != words("第一条 每年培训30人。")
