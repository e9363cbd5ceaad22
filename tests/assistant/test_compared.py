"""What is compared: a sentence without the document's names, and its halves."""

from __future__ import annotations

from assistant.answers import Statement
from assistant.compared import compared, halves, nearest, pairs, squash
from tests.assistant.values import STATIONS, clause, whole


def test_the_name_of_the_document_is_taken_out() -> None:
    pair = compared(
        Statement("《社区科普若干措施》（澄科协发〔2026〕7号）要求新建驿站２０个", (whole(clause()),))
    )
    assert "若干措施" not in pair.said and "2026" not in pair.said
    assert "新建驿站20个" in pair.said and "社区科普若干措施" in pair.names
    assert squash(pair.quotes) == pair.clauses == STATIONS.replace("，", ",")


def test_the_nearest_half_comes_first() -> None:
    assert halves("甲乙,丙丁;戊己。") == ("甲乙", "丙丁", "戊己")
    assert nearest("新建驿站", "每年培训,每年新建驿站20个")[0] == "每年新建驿站20个"
    assert nearest("无关", "每年培训") == []
    assert pairs("甲乙丙") == {"甲乙", "乙丙"}
