"""A conversation as paragraphs, whatever the format: each question, its answer with marks, its sources.

What an answer cites is written as it was kept; nothing is looked up again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.answers import Answer, Citation
from knowledge.conversations import Conversation
from knowledge.documents import Clause, join_lines
from knowledge.validity import in_brackets
from ui.exports.columns import clean
from ui.render import KIND_LABELS, NEAR_CLAUSES

PREVAILS = "回答只引用已入库文件的原文，内容以原文件为准。"
REFUSED = "未作回答（文件未写明）："
SOURCES, NEAR = "引用来源：", "相近条款（不作为依据）："
Kind = Literal["title", "remark", "heading", "question", "label", "text", "source"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the file: a single line of clean text."""

    kind: Kind
    text: str


def blocks(conversation: Conversation, answers: Sequence[Answer], at: datetime) -> tuple[Block, ...]:
    """What stands in the file, whatever its format."""
    day = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    head = f"导出时间：{day}；使用者：{conversation.user}；共 {len(answers)} 轮问答。"
    found: list[tuple[Kind, str]] = [("title", conversation.title), ("remark", head), ("remark", PREVAILS)]
    for number, answer in enumerate(answers, 1):
        found.append(("heading", f"第 {number} 问"))
        found += _turn(answer)
    return tuple(Block(kind, line) for kind, text in found if (line := " ".join(clean(text).split())))


def _turn(answer: Answer) -> Iterator[tuple[Kind, str]]:
    yield "question", answer.question
    refused = answer.status == "refused"
    if refused:
        yield "label", REFUSED
    for line in clean(answer.text).split("\n"):
        yield "text", line
    if answer.citations:
        yield "label", SOURCES
    for citation in answer.citations:
        yield "source", _source(citation)
    if refused and answer.evidence:
        yield "label", NEAR
        for item in answer.evidence[:NEAR_CLAUSES]:
            yield "source", _place(item.clause)
    if answer.notice:
        yield "remark", f"提示：{answer.notice}"


def _source(citation: Citation) -> str:
    """[1] 《title》（number）address：“quote”（file, page, place in its text）."""
    clause = citation.clause
    quote = citation.quote if clause.kind == "table" else join_lines(citation.quote)
    page = f"{clause.page_label}，" if clause.page else ""
    where = f"文件 {clause.source.name}，{page}全文第 {citation.start}—{citation.end} 字"
    return f"[{citation.n}] {_place(clause)}：“{quote}”（{where}）"


def _place(clause: Clause) -> str:
    return f"{clause.source.label}{in_brackets(clause.source)} {clause.address or KIND_LABELS[clause.kind]}"
