"""Who copies the clauses word for word passes the guard; so do the rules' own drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assistant.ask import Assistant
from assistant.replies import draft_of
from assistant.verify import verify
from ingest.split import split
from knowledge.documents import Clause
from tests.assistant.library import ATTACK, NOTICES
from tests.assistant.values import evidence

QUESTIONS = [
    "要新建多少个社区科普驿站？",
    "科普部负责哪些任务？",
    "大篷车应当配备几名讲解员？",
    "大篷车管理办法什么时候施行？",
    "各部门分别负责什么任务？",
    "有哪些任务要在2027年底前完成？",
    "是不是要新建30个驿站？",
]


def sentences() -> Iterator[tuple[Clause, str]]:
    for name, text in NOTICES.items():
        for clause in split(text, name).clauses:
            for begin, end in clause.sentences:
                said = re.sub(
                    r"^[（(]?[一二三四五六七八九十\d]+[）)、.]", "", clause.text[begin:end].strip()
                ).strip("。")
                if len(said) > 12 and clause.kind in ("item", "paragraph") and ATTACK[:6] not in said:
                    yield clause, said


def test_a_copied_sentence_passes() -> None:
    copied = list(sentences())
    assert len(copied) > 10
    for clause, said in copied:
        offered = evidence(clause)
        assert verify("问题？", draft_of(f"{said}[1]。", offered), offered).withheld == (), said


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_of_the_rules_is_withheld(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered" and answer.withheld == ()
