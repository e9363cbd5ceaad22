"""Changing the library as its only writer: what the commands and the page share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.run import Outcome
    from knowledge.catalog import Catalog
    from knowledge.embedding import Embedder
    from knowledge.vectors import Vectors


@contextmanager
def written(
    settings: Settings, *, create: bool = False, embedder: Embedder | None = None
) -> Iterator[tuple[Catalog, Vectors]]:
    """The catalog and the vectors of a data folder, to be changed by this thread alone.

    `embedder` goes before the one of the settings. UserError where somebody else is writing.
    """
    from assistant.build import open_index
    from knowledge.storage import writer

    with writer(settings.data):
        catalog, vectors = open_index(settings, create=create, embedder=embedder)
        try:
            yield catalog, vectors
        finally:
            vectors.close()
            catalog.close()


def outcomes(
    files: Sequence[Path],
    settings: Settings,
    progress: Callable[[str, int, int], None],
    folders: Sequence[Path] = (),
    embedder: Embedder | None = None,
) -> Iterator[Outcome]:
    """Ingest files in worker processes; see `ingest.run.ingest`."""
    from ingest.run import ingest
    from ingest.workers.supervisor import Workers

    with (
        written(settings, create=True, embedder=embedder) as (catalog, vectors),
        Workers(settings.workers) as workers,
    ):
        yield from ingest(files, catalog, vectors, progress, parser=workers, folders=folders)
