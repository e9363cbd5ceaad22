"""One file → what goes into the library: read, split, extract. What a worker process does, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from ingest import readers
from ingest.extract import extract
from ingest.limits.heartbeat import beat
from ingest.reading import Member
from ingest.split import split
from knowledge.commitments import Commitment
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError

MAX_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document and what it commits to."""

    document: PolicyDocument
    commitments: tuple[Commitment, ...]


class Parser(Protocol):
    """Where files are parsed: in this process, or in workers that may die of them."""

    ahead: int

    def submit(self, name: str, data: bytes) -> Callable[[], Parsed]:
        """Begin to parse a file (by its name's suffix); the result, or a UserError, when it is called for.
        `ahead` files may be begun before the first result is called for."""
        ...

    def members(self, name: str, data: bytes) -> Iterator[Member]:
        """The files inside a container. Raises UserError for the whole, at any point."""
        ...


class InProcess:
    """Parses in this process, when a result is called for: for files that are no danger, and for tests."""

    ahead = 0

    def submit(self, name: str, data: bytes) -> Callable[[], Parsed]:
        """See `Parser`."""
        return partial(parsed, name, data)

    def members(self, name: str, data: bytes) -> Iterator[Member]:
        """See `Parser`."""
        return readers.members(data, name)


def parsed(name: str, data: bytes) -> Parsed:
    """The document in a file and its commitments. Raises UserError, whatever is wrong with the file."""
    try:
        reading = readers.read(data, name)
        if len(reading.text) > MAX_CHARACTERS:
            raise UserError(f"文件“{name}”超过 {MAX_CHARACTERS // 10_000} 万字，请拆分后再入库。")
        beat()
        document = split(reading, name)
        beat()
        return Parsed(document, extract(document))
    except (UserError, MemoryError):
        raise
    except Exception as error:
        raise UserError(failed(name, error)) from error


def failed(name: str, error: BaseException) -> str:
    """What a user is told of a file whose reader failed in a way that nobody foresaw."""
    return f"读取文件“{name}”时出错（{type(error).__name__}），没有入库；请用原来的软件打开它，另存后再试。"
