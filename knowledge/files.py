"""Which files were read, and which document each of them became: what a folder is compared with.

A path may lead into an archive (归档.zip!/内部/通知.txt). Names of documents are given once and kept, so
that two files of one name, and a file that was moved, are the same documents in every run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from knowledge import tables
from knowledge.catalog import Catalog


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: the name its document goes by ("" for an archive), the digest of its bytes as
    of then ("" until it is in), and whether the document is its own, not that of a file of the same content."""

    path: str
    document: str
    digest: str = ""
    own: bool = True


class Files:
    """The files of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def all(self) -> dict[str, File]:
        """Path → file."""
        with self._catalog.transaction() as connection:
            rows = connection.execute(sa.select(*tables.files.c))
            return {row.path: File(row.path, row.document, row.digest, row.own) for row in rows}

    def put(self, file: File) -> None:
        """Remember a file, in the place of what was known of its path."""
        with self._catalog.transaction() as connection:
            self._put(connection, file)

    def drop(self, paths: Iterable[str]) -> None:
        """Forget files; their documents stay."""
        with self._catalog.transaction() as connection:
            for path in paths:
                connection.execute(tables.files.delete().where(tables.files.c.path == path))

    def move(self, old: str, new: File, place: str) -> None:
        """A file is somewhere else now, in the folder `place`; its document stays as it is."""
        with self._catalog.transaction() as connection:
            connection.execute(tables.files.delete().where(tables.files.c.path == old))
            self._put(connection, new)
            documents = tables.documents
            named = documents.c.name == new.document
            connection.execute(documents.update().where(named).values(place=place))

    @staticmethod
    def _put(connection: sa.Connection, file: File) -> None:
        connection.execute(tables.files.delete().where(tables.files.c.path == file.path))
        row = {"path": file.path, "document": file.document, "digest": file.digest, "own": file.own}
        connection.execute(tables.files.insert(), row)
