"""The order of the files, and an index that all workers share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from assistant.settings import Settings

# These are long and mostly wait, for a browser or for a process to be killed: at first, so that meanwhile
# others use the cores, and nothing is left waiting alone at the end.
FIRST = ("tests/ui/test_browser_chat.py", "tests/ingest/test_crash.py", "tests/ui/test_browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next((n for n, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of the sample notices, read only; the first worker that asks makes it for all."""
    from tests.evals.index import sample_index

    own = tmp_path_factory.getbasetemp()
    data = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "sample"
    with FileLock(f"{data}.lock"):
        return sample_index(data)
