"""An answer as plain text for the terminal."""

from __future__ import annotations

import unicodedata

from assistant.answers import Answer
from knowledge.validity import in_brackets

NEAR = 3


def plain_text(answer: Answer) -> str:
    """Answer, citations with their places and very words, and what verification withheld."""
    lines = answer.text.split("\n")
    for citation in answer.citations:
        clause = citation.clause
        place = f"{clause.source.label}{in_brackets(clause.source)} {clause.address}"
        page = f"，{clause.page_label}" if clause.page else ""
        lines.append(f"[{citation.n}] {place}{page}：“{citation.quote}”")
    if answer.status == "refused" and answer.evidence:
        lines.append("相近条款（不作为依据）：")
        lines += [f"- {item.clause.source.label} {item.clause.address}" for item in answer.evidence[:NEAR]]
    if answer.resolved:
        lines.append(f"按“{answer.resolved}”理解")
    if answer.notice:
        lines.append(f"提示：{answer.notice}")
    lines += [f"未采用：{withheld.statement}（{withheld.reason}）" for withheld in answer.withheld]
    return "\n".join(printable(line) for line in lines)


def printable_lines(text: str) -> str:
    """Text of several lines, each as `printable`, the blanks of tables kept."""
    return "\n".join(printable(line) for line in text.split("\n"))


def printable(text: str) -> str:
    """Text without control and format characters, which could drive a terminal; white space as blanks."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    return "".join(" " if c.isspace() else c for c in kept)
