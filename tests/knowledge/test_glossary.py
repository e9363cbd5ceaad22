"""Definitions are found by how they are worded, and told in the clause's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Clause, ClauseKind, Source
from knowledge.glossary import definitions, full_name, glossary

SOURCE = Source("甲.txt", "d1", "云栖市科普驿站管理办法")


def clause(text: str, kind: ClauseKind = "item", ordinal: int = 0, source: Source = SOURCE) -> Clause:
    return Clause(source, ordinal, f"第{ordinal}条", (), kind, text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第二条本办法所称科普驿站，是指面向公众开放的服务点。", [("科普驿站", "")]),
        ("本规划所称“灯塔夜谈”指每季度的公众讲座。", [("灯塔夜谈", "")]),
        ("本办法所称科普驿站（以下简称“驿站”），是指服务点。", [("科普驿站", ""), ("驿站", "科普驿站")]),
        ("3.评选“云栖匠人”。“云栖匠人”是指掌握技术的带头人。", [("云栖匠人", "")]),
        ("开展“双百”活动，即进百村、访百户。", [("双百", "")]),
        ("《云栖市科普计划》（以下简称《计划》）已经同意。", [("计划", "《云栖市科普计划》")]),
        ("本规划主要明确云栖市科学技术协会（以下简称“市科协”）的任务。", [("市科协", "云栖市科学技术协会")]),
        ("由云栖市科学技术馆（以下简称市科技馆）承办。", [("市科技馆", "云栖市科学技术馆")]),
        ("这是指导基层的文件，指标即日起执行。", []),
        ("各部门要负责，即可办理。", []),
    ],
)
def test_definitions_are_found_by_their_wording(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.term, found.full) for found in definitions(clause(text))] == expected


def test_a_definition_is_told_in_the_sentence_that_holds_it() -> None:
    text = "一般要求如前所述。本办法所称驿站，是指社区里的服务点。其余另行规定并公布。"
    (found,) = definitions(clause(text))
    assert found.quote == "本办法所称驿站，是指社区里的服务点。"


def test_headings_define_nothing() -> None:
    assert list(definitions(clause("本办法所称驿站，是指服务点", "heading"))) == []


def test_of_one_document_the_first_definition_of_a_term_stays() -> None:
    other = Source("乙.txt", "d2", "河湾县方案")
    texts = [
        clause("本办法所称驿站，是指社区服务点。"),
        clause("本办法所称驿站，是指其他的点。", ordinal=1),
        clause("本方案所称驿站，是指乡镇服务点。", source=other),
    ]
    assert [(d.clause.ordinal, d.clause.source.name) for d in glossary(texts)] == [
        (0, "甲.txt"),
        (0, "乙.txt"),
    ]


def test_a_full_name_in_marks_is_taken_whole() -> None:
    assert full_name("实施《关于印发〈甲〉的通知》", "通知") == "《关于印发〈甲〉的通知》"
    assert full_name("开展“千名专家下基层行动”", "行动") == "“千名专家下基层行动”"


@given(st.text(alphabet="本办法所称甲乙，是指（以下简称“”）。；即《》驿站1.", max_size=60))
def test_every_definition_stands_in_its_clause(text: str) -> None:
    whole = clause(text)
    for found in definitions(whole):
        assert found.term in found.quote and found.quote in whole.text
        assert not found.full or found.full in found.quote
