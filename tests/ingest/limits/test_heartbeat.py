"""The sign of life reaches whoever listens, and nobody need listen."""

from __future__ import annotations

import pytest

from ingest.limits import heartbeat


def test_a_beat_reaches_the_last_listener(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "_listener", lambda: None)
    heartbeat.beat()
    first: list[int] = []
    second: list[int] = []
    heartbeat.listen(lambda: first.append(1))
    heartbeat.beat()
    heartbeat.listen(lambda: second.append(1))
    heartbeat.beat()
    heartbeat.beat()
    assert (len(first), len(second)) == (1, 2)
