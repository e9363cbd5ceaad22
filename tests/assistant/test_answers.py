"""The answer as programs read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers import Answer, Citation
from knowledge.documents import DocumentStatus, Validity
from tests.assistant.values import SOURCE, clause

OVER = "引用的文件已过期，请核对是否还适用。"


def notice_of(*states: DocumentStatus, notice: str = "") -> str:
    clauses = [
        clause("建书屋。", source=replace(SOURCE, name=f"{n}.txt", validity=Validity(state)))
        for n, state in enumerate(states)
    ]
    citations = tuple(Citation(n, one, one.text, one.start, one.end) for n, one in enumerate(clauses, 1))
    return str(Answer("问？", "answered", "答。", citations, notice=notice).as_json()["checks"]["notice"])


@pytest.mark.parametrize(
    ("states", "notice", "told"),
    [
        (("expired",), "", OVER),
        (("expired", "repealed"), "", "引用的文件已废止、已过期，请核对是否还适用。"),
        (("expired",), "另有说法。", f"另有说法。{OVER}"),
        (("expired",), "这份文件已过期。", "这份文件已过期。"),
        (("expired", "in_force"), "", ""),
        (("unknown",), "", ""),
        ((), "", ""),
    ],
)
def test_documents_that_do_not_apply_any_more_are_told(
    states: tuple[DocumentStatus, ...], notice: str, told: str
) -> None:
    assert notice_of(*states, notice=notice) == told
