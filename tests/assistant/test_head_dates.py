"""A date of web release is shown as one, never as the date of issue."""

from __future__ import annotations

from assistant.compose import Material, compose
from assistant.question import understand
from ingest.split import split

NOTICE = "关于建好灯塔书屋的通知\n发布时间：2031-05-06\n海科协发〔2031〕1号\n各区科协：\n一、总体要求\n建好书屋。\n"


def test_a_release_date_is_no_date_of_issue() -> None:
    document = split(NOTICE, "书屋.txt")
    asked = understand("2031年灯塔书屋的通知是什么时候印发的？", (), [document.source])
    draft = compose(asked, Material((), {}, {}, {"书屋.txt": document.clauses}, ("书屋.txt",)))
    assert document.source.issued_on is None
    assert [statement.text.split("：")[0] for statement in draft.statements] == ["网页发布时间"]
