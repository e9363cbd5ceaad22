"""A desk over a small real catalog of invented notices, for the tabs over the ledger."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.catalog import Catalog
from tests.ui.fakes import FakeAnswering, FakeLibrary
from tests.ui.test_ledger_commands import NEW, OLD, TEXTS, index, make
from ui.desk import Desk, OneDesk, Role

TODAY = date(2032, 7, 15)
__all__ = ["NEW", "OLD", "TODAY", "ledger_desks", "with_role"]


@contextmanager
def ledger_desks(
    folder: Path, today: date = TODAY, more: Mapping[str, str] | None = None
) -> Iterator[OneDesk]:
    """The desk of an administrator on a day, `more` documents besides the usual ones; the data folder
    below `folder` may be written in."""
    data = make(folder, {**TEXTS, **more}) if more else Path(shutil.copytree(index(), folder / "data"))
    catalog = Catalog(data, today=lambda: today)
    yield OneDesk(Desk(FakeAnswering(), FakeLibrary(), catalog, data, user="王"))
    catalog.close()


def with_role(desks: OneDesk, role: Role) -> OneDesk:
    """The same desk, of somebody in another role."""
    return OneDesk(replace(desks.desk, role=role))
