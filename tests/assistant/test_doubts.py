"""What is told beside an answer whose words are of another place or year than the one asked about."""

from __future__ import annotations

import pytest

from assistant.answers import Draft, Statement
from assistant.doubts import doubts
from assistant.material import Material
from assistant.question import understand
from knowledge.documents import Source
from tests.assistant.values import clause, whole

BAY = Source(name="湾.txt", doc_id="d2", title="云湾市书屋建设方案", doc_number="云湾政发〔2030〕3号")


def told(question: str, text: str) -> str:
    one = clause(text, source=BAY)
    asked = understand(question, (), (BAY,))
    draft = Draft((Statement(f"第八条：“{text}”", (whole(one),)),))
    return doubts(asked, draft, Material((), {}, {}, {BAY.name: [one]}, (BAY.name,)))


@pytest.mark.parametrize(
    ("question", "text", "doubt"),
    [
        (
            "云湾2030年建多少家书屋？",
            "2031年建30家、2032年建40家。",
            "引用的话写的是2031、2032年，没有写2030年，请核对。",
        ),
        ("云湾2031年建多少家书屋？", "2031年建30家、2032年建40家。", ""),
        ("云湾2031年建多少家书屋？", "2030年至2032年建40家。", ""),
        ("云湾2030年建多少家书屋？", "书屋建40家。", ""),
        ("云湾2030年的方案要建多少家书屋？", "到2032年书屋建40家。", ""),
        ("云湾2030年建30家书屋对吗？", "2031年建30家。", ""),
        ("云湾县建多少家书屋？", "书屋建40家。", "引用的文件写的是“云湾市”，没有写“云湾县”，请核对。"),
        ("云湾市建多少家书屋？", "书屋建40家。", ""),
        ("云湾区县建多少家书屋？", "书屋建40家。", ""),
        ("云湾县建多少家书屋？", "云湾市和云湾县书屋建40家。", ""),
    ],
)
def test_another_year_or_place_is_told(question: str, text: str, doubt: str) -> None:
    assert told(question, text) == doubt


KINDS = "建设补贴每年申请一次，申请建设补贴免交材料。运营补贴每季度申请一次。"


@pytest.mark.parametrize(
    ("question", "text", "doubt"),
    [
        (
            "建设补贴要交什么材料？",
            "申请运营补贴交表格。",
            "引用的话写的是“运营补贴”，没有写“建设补贴”，请核对。",
        ),
        ("运营补贴要交什么材料？", "申请运营补贴交表格。", ""),
        ("奖励补贴要交什么材料？", "申请运营补贴交表格。", ""),  # no such thing in the document
        ("书屋多久评估一次？", "书屋每年申请一次。", "引用的话没有写“评估”，请核对。"),
        ("书屋多久评一次？", "书屋每年评估一次。", ""),
        ("书屋隔多久搞一次？", "书屋每年评估一次。", ""),
        ("全市书屋有多少？", "社区书屋50家。", ""),
    ],
)
def test_another_sort_or_deed_is_told(question: str, text: str, doubt: str) -> None:
    one, rest = clause(text, source=BAY), clause(KINDS, source=BAY, ordinal=1)
    draft = Draft((Statement(f"第八条：“{text}”", (whole(one),)),))
    material = Material((), {}, {}, {BAY.name: [one, rest]}, (BAY.name,))
    assert doubts(understand(question, (), (BAY,)), draft, material) == doubt


def test_a_document_of_no_place_asked_about_is_doubtful() -> None:
    one = clause("书屋建40家。", source=BAY)
    north = Source(name="北.txt", doc_id="d3", title="北岭市书屋建设方案")
    asked = understand("北岭建多少家书屋？", (), (BAY, north))
    draft = Draft((Statement("第八条：“书屋建40家。”", (whole(one),)),))
    material = Material((), {}, {}, {BAY.name: [one]}, (BAY.name,))
    assert doubts(asked, draft, material) == "引用的文件没有写明是不是关于北岭的，请核对。"
