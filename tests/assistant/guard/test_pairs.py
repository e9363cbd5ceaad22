"""True statements of a model pass the guard, false ones do not: a table of each."""

from __future__ import annotations

import pytest

from assistant.answers import Answer
from assistant.replies import draft_of
from assistant.verify import verify
from tests.assistant.guard.pairs import CLAUSES, rows
from tests.assistant.values import clause, evidence


def answered(key: str, said: str) -> Answer:
    """A model's reply of one sentence that cites the clause, verified."""
    reply = (
        said
        if "[" in said.replace("](", "") or "1】" in said or "1］" in said or said.endswith("(1)")
        else f"{said}[1]。"
    )
    offered = evidence(clause(CLAUSES[key]))
    return verify("问题？", draft_of(reply, offered), offered)


@pytest.mark.parametrize(("key", "said"), list(rows("true")))
def test_a_true_statement_passes(key: str, said: str) -> None:
    answer = answered(key, said)
    assert [withheld.reason for withheld in answer.withheld] == []
    assert answer.status == "answered"


def false_rows() -> list[object]:
    return [
        pytest.param(key, said, marks=[pytest.mark.xfail(strict=True, reason=why[0])] if why else [])
        for key, said, *why in rows("false")
    ]


@pytest.mark.parametrize(("key", "said"), false_rows())
def test_a_false_statement_is_withheld_with_its_reason(key: str, said: str) -> None:
    answer = answered(key, said)
    assert answer.status == "refused"
    assert len(answer.withheld) == 1 and answer.withheld[0].reason
