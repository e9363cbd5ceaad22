"""Names that count their members, and what they stand for."""

from __future__ import annotations

import pytest

from assistant.counted_names import spelled_name
from assistant.question import understand
from knowledge.documents import Evidence
from tests.assistant.values import SOURCE, clause

FOUR = "推动科普进社区、进校园、进企业、进乡村，提升覆盖面。各区县要落实“四进”要求。"


def spelled(question: str, *texts: str) -> str:
    """What the name in a question is spelt out to; "" for nothing."""
    clauses = [clause(text, f"第{n}条", ordinal=n) for n, text in enumerate(texts)]
    draft = spelled_name(understand(question, (), ()), [Evidence(clauses[0], 1.0)], {SOURCE.name: clauses})
    return draft.statements[0].supports[0].quote if draft else ""


@pytest.mark.parametrize(
    "question",
    [
        "“四进”是什么？",
        "落实的“四进”具体是哪四个？",
        "“四进”指哪些？",
        "「四進」分别是啥？",
        "要坚持“四进”，到底是哪四个进？",
        "说的“四进”，四进具体指什么？",
    ],
)
def test_the_members_are_quoted(question: str) -> None:
    assert spelled(question, FOUR) == "推动科普进社区、进校园、进企业、进乡村"


def test_the_sentence_nearest_to_the_name_is_taken() -> None:
    far = "社团进集市、进车站、进码头、进公园。"
    assert spelled("“四进”是什么？", far, "加强管理。", FOUR).startswith("推动科普进社区")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("“四进”什么时候落实？", FOUR),  # asks something else of it
        ("落实“四进”由哪个部门负责？", FOUR),
        ("“五进”是什么？", FOUR),  # not in the document
        (
            "“四进”是什么？",
            "先进单位推进工作，引进人才，促进发展，落实“四进”要求。",
        ),  # no members side by side
        ("“四进”是什么？", "进社区、进校园、进企业，落实“四进”要求。"),  # one too few
        ("四进是什么？", FOUR),  # no name in quotation marks
        ("“十二五”是什么？", "一五、二五、三五，“十二五”期间建成。"),
    ],
)
def test_nothing_is_spelt_out_where_it_is_not_asked_or_not_written(question: str, text: str) -> None:
    assert spelled(question, text) == ""
