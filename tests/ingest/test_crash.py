"""A few of the kills of `tests.ingest.crash`; `make crash` does fifty."""

from __future__ import annotations

import pytest

from tests.ingest.crash import rounds

KILLS = 4


@pytest.mark.timeout(600)
def test_an_ingest_that_is_killed_again_and_again_ends_like_one_that_was_not() -> None:
    assert len(list(rounds(KILLS))) == KILLS
