"""What stands in an exported conversation, before any format."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers import Answer, Citation
from knowledge.documents import Clause
from tests.ui.exports.talks import ANSWERS, AT, CLAUSES, TALK
from tests.ui.fakes import PLAN, cite
from ui.exports.talk_blocks import NEAR, PREVAILS, REFUSED, SOURCES, Block, blocks


def test_each_turn_has_its_question_its_answer_with_marks_and_its_sources() -> None:
    start, end = ANSWERS[0].citations[0].start, ANSWERS[0].citations[0].end
    assert blocks(TALK, ANSWERS[:1], AT) == (
        Block("title", "经费是多少？"),
        Block("remark", "导出时间：2031年5月6日 20:05；使用者：张三；共 1 轮问答。"),
        Block("remark", PREVAILS),
        Block("heading", "第 1 问"),
        Block("question", "经费是多少？"),
        Block("text", "科普专项经费不少于500万元。[1]"),
        Block("text", "年度计划每年3月底前报送。[2]"),
        Block("label", SOURCES),
        Block(
            "source",
            "[1] 《关于开展全民科学素质行动的通知》（科协发〔2026〕12号） 第三条："
            f"“科普专项经费不少于500万元”（文件 plan.txt，全文第 {start}—{end} 字）",
        ),
        Block(
            "source",
            "[2] 《关于开展全民科学素质行动的通知》（科协发〔2026〕12号） 第二条："
            "“每年3月底前”（文件 plan.txt，第 3 页，全文第 "
            f"{ANSWERS[0].citations[1].start}—{ANSWERS[0].citations[1].end} 字）",
        ),
        Block("remark", "提示：对话模型没有回答，以下按原文直接摘答。"),
    )


def test_a_refusal_is_marked_so_and_names_near_clauses_without_words_of_theirs() -> None:
    made = [(block.kind, block.text) for block in blocks(TALK, ANSWERS[1:2], AT)[4:]]
    label = "《关于开展全民科学素质行动的通知》（科协发〔2026〕12号）"
    assert made == [
        ("question", "火星呢？"),
        ("label", REFUSED),
        ("text", "已入库文件没有写明这一问题。"),
        ("label", NEAR),
        ("source", "《科普工作管理办法》（已废止） 第一条"),
        ("source", f"{label} 第一条"),
        ("source", f"{label} 第二条"),
    ]


def test_every_block_is_one_line_of_visible_text() -> None:
    hostile = Answer("问\x1b[2J\u202e\n甲", "refused", "\n一\r\n\n 二\u2028三\x00\t四\n")
    made = blocks(replace(TALK, title=" 甲\n乙"), [hostile], AT)
    assert made[0] == Block("title", "甲 乙")
    assert [block.text for block in made if block.kind == "text"] == ["一", "二", "三 四"]
    assert all(block.text.isprintable() and block.text == block.text.strip() for block in made)


def test_wrapped_lines_of_a_quote_are_joined_and_a_tables_stay_apart() -> None:
    raw = "项目 数量\n驿站 20"
    table = Clause(PLAN, 9, "", (), "table", raw, 0, len(raw))
    both = (cite(1, CLAUSES[2], "经费不少于500万元"), Citation(2, table, raw, 0, len(raw)))
    first, second = blocks(TALK, [Answer("问", "answered", "答[1][2]", both)], AT)[-2:]
    assert "“经费不少于500万元”" in first.text
    assert "表格：“项目 数量 驿站 20”" in second.text


def test_a_conversation_without_turns_has_its_head() -> None:
    assert [block.kind for block in blocks(TALK, (), AT)] == ["title", "remark", "remark"]
