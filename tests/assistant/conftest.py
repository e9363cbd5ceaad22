"""One small index for the whole session, and assistants over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from assistant.answers import Answer
from assistant.ask import Assistant
from assistant.build import open_index
from assistant.generate import Generator
from assistant.settings import Settings
from knowledge.search import HybridSearch
from tests.assistant.library import ingested

WithWriter: TypeAlias = Callable[[Generator | None], Assistant]
Ask: TypeAlias = Callable[..., Answer]


@pytest.fixture(scope="session")
def assistant_with() -> Iterator[WithWriter]:
    """An assistant over the two notices, with the writer given."""
    catalog, vectors = open_index(Settings(data=ingested()))
    retriever = HybridSearch(catalog, vectors)
    yield lambda generator: Assistant(catalog, retriever, generator)
    vectors.close()
    catalog.close()


@pytest.fixture(scope="session")
def assistant(assistant_with: WithWriter) -> Assistant:
    """An assistant without a model."""
    return assistant_with(None)


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    return assistant.ask
