"""What a reader makes of a file: its text, and where on the pages it stands.

The text is the document's own from here on: the spans of clauses, citations and commitments are
offsets into it, and it is kept in the catalog. Its conventions, the same for every format:

- one paragraph is one line; lines end with \\n, without white space that the paragraph does not have;
- one row of a table is one line, its cells joined by tabs, white space inside a cell made one blank;
  a merged cell is repeated in every row and column it covers, but one that is a whole row stands in its
  first column alone; the header row comes first;
- automatic numbers stand at the head of their paragraph as they are printed (（三）, 1.);
- a text box and a footnote are paragraphs of their own after the paragraph they hang on;
- running heads and feet, page numbers and the menus of a web page stay out where the format tells
  them apart; where only the words do, they stay in and the splitter names them as noise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Box:
    """Where `text[start:end]` is printed: page from 1, left, top, right, bottom in points from the
    page's upper left corner."""

    start: int
    end: int
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Text of a file. `pages` holds the offset at which each page begins, first page first, and is
    empty where the format has no pages; `scanned` the pages (from 1) whose words were recognised from
    a picture; `boxes` the printed lines in order; `warnings` what a person should know, in Chinese."""

    text: str
    pages: tuple[int, ...] = ()
    scanned: frozenset[int] = frozenset()
    boxes: tuple[Box, ...] = ()
    warnings: tuple[str, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) that an offset stands on; None where there are no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another one (an archive, a letter): its own name without folders, where it stands
    inside, and its bytes. `refused` says why it could not be taken out, in Chinese; then `data` is empty."""

    name: str
    path: str
    data: bytes = b""
    refused: str = ""


class Reader(Protocol):
    """A module of `ingest.readers`: one file format."""

    SUFFIXES: tuple[str, ...]

    def read(self, data: bytes, name: str) -> Reading:
        """Text of a file; `name` is for messages. Raises UserError where there is none to be had."""
        ...


class Container(Protocol):
    """A module of `ingest.readers` whose files hold other files."""

    SUFFIXES: tuple[str, ...]

    def members(self, data: bytes, name: str) -> Iterator[Member]:
        """The files inside, in order, those that are refused too. Raises UserError for the whole."""
        ...
