"""The tables of true and false statements about invented clauses, as they stand in the files beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def rows(name: str) -> Iterator[list[str]]:
    """The cells of each row of a table; lines that begin with # are remarks."""
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


CLAUSES = dict(rows("clauses"))
