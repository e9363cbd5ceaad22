"""A conversation made by hand: two answers, a refusal, and texts that would like to be markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from assistant.answers import Answer
from knowledge.conversations import Conversation
from knowledge.documents import Evidence
from tests.ui.fakes import OLD, PLAN, cite, make_clauses

AT = datetime(2031, 5, 6, 20, 5, tzinfo=timezone(timedelta(hours=8)))
TALK = Conversation("a1b2c3d4e5f6", "张三", "经费是多少？", datetime(2031, 5, 6, tzinfo=UTC), AT, 3)
CLAUSES = make_clauses(PLAN)
HOSTILE = (
    "# 标题 <img src=http://evil.example/a.png> [链接](http://evil.example) ![图](x.png) `代码` **粗** _斜_\n"
    "- 一项\n1. 编号\n2) 编号\n> 引\n---\n===\n| 甲 | 乙 |\n|---|---|\n    缩进\n\t制表\n&lt;b&gt; \\ ~~~ $x$ <!-- 注 -->\n"
    "http://evil.example www.evil.example <http://evil.example> 甲@evil.example\n[甲]: http://evil.example"
)
PAGED = replace(CLAUSES[1], page=3)
REPEALED = make_clauses(OLD)[0]
ANSWERS = (
    Answer(
        "经费是多少？",
        "answered",
        "科普专项经费不少于500万元。[1]\n年度计划每年3月底前报送。[2]",
        (cite(1, CLAUSES[2], "科普专项经费不少于500万元"), cite(2, PAGED, "每年3月底前")),
        tuple(Evidence(clause, 0.5, rank) for rank, clause in enumerate(CLAUSES, 1)),
        notice="对话模型没有回答，以下按原文直接摘答。",
    ),
    Answer(
        "火星呢？",
        "refused",
        "已入库文件没有写明这一问题。",
        evidence=(Evidence(REPEALED, 0.4, 1), *(Evidence(clause, 0.3, 2) for clause in CLAUSES)),
        grade="near",
    ),
    Answer(HOSTILE, "answered", f"{HOSTILE}[1]", (cite(1, CLAUSES[3], CLAUSES[3].text),)),
)
