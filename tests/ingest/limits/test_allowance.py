"""What a reader asks for reaches whoever grants, and nobody need."""

from __future__ import annotations

import pytest

from ingest.limits import allowance


def test_what_is_asked_reaches_the_last_to_grant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_granting", lambda _: None)
    allowance.ask(1)
    asked: list[int] = []
    allowance.grant(asked.append)
    allowance.ask(2)
    assert asked == [2]
