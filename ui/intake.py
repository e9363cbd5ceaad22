"""Reading what was uploaded: in a thread of its own, one batch at a time, watched by whoever wants to know.

A batch goes on when the page that began it is closed. What a stop leaves unread stays marked
(`ingest.uploads`) and can be begun again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from ingest.run import Outcome, ingest
from ingest.uploads import Uploads
from ingest.workers.supervisor import Workers
from knowledge.errors import UserError
from ui.arguments import settings_for
from ui.writing import written

BUSY = "正在读取另一批上传的文件，请等读完以后再点“继续读取”。"
Sorry = Callable[[Exception], str]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An uploaded file on its way: how much of it is indexed (0..100), and what became of it and of what it held."""

    name: str
    stage: Literal["waiting", "reading", "done"] = "waiting"
    share: int = 0
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The files that somebody brought, in order; `trouble` is why the rest of them was not read."""

    user: str
    arrivals: tuple[Arrival, ...]
    running: bool = True
    trouble: str = ""


class Intake:
    """Reads the uploaded files of one data folder. `sorry` makes a sentence of what nobody foresaw."""

    def __init__(self, data: Path, sorry: Sorry = str) -> None:
        self.uploads = Uploads(data)
        self._data, self._sorry = data, sorry
        self._lock = Lock()
        self._batch: Batch | None = None

    @property
    def batch(self) -> Batch | None:
        """The batch that is being read, or the last one; None before the first."""
        return self._batch

    def begin(self, names: Sequence[str], user: str, closed: frozenset[str] = frozenset()) -> None:
        """Begin to read kept files; documents `closed` to who brought them stay as they are. UserError where
        another batch is being read."""
        with self._lock:
            if self._batch and self._batch.running:
                raise UserError(BUSY)
            marks = self.uploads.marks(names)
            self._batch = Batch(user, tuple(map(Arrival, names)))
        Thread(target=self._read, args=(marks, closed), name="intake", daemon=True).start()

    def _read(self, marks: Mapping[str, str], closed: frozenset[str]) -> None:
        trouble = ""
        try:
            settings = settings_for(self._data)
            with written(settings, create=True) as (catalog, vectors), Workers(settings.workers) as workers:
                for place, (name, mark) in enumerate(marks.items()):
                    self._tell(place, stage="reading")
                    file, told = self.uploads.path(name), self._told(place)
                    found = tuple(ingest([file], catalog, vectors, told, parser=workers, closed=closed))
                    self.uploads.settle({name: mark})
                    self._tell(place, stage="done", share=100, outcomes=found)
        except Exception as error:
            trouble = str(error) if isinstance(error, UserError) else self._sorry(error)
        assert self._batch is not None
        self._batch = replace(self._batch, running=False, trouble=trouble)

    def _told(self, place: int) -> Callable[[str, int, int], None]:
        def progress(name: str, done: int, total: int) -> None:
            if name and total:
                self._tell(place, share=100 * done // total)

        return progress

    def _tell(self, place: int, **news: object) -> None:
        batch = self._batch
        assert batch is not None
        arrivals = list(batch.arrivals)
        arrivals[place] = replace(arrivals[place], **news)  # type: ignore[arg-type]  # fields of an Arrival
        self._batch = replace(batch, arrivals=tuple(arrivals))
