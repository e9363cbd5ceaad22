"""Doing: what is new or changed is parsed and embedded, and each file has its outcome.

A document goes in as a whole: vectors of the new revision first, then the catalog in one
transaction, then the old vectors go. A stop at any point leaves the old state or the new one;
the next run does what is missing. While one file is embedded, the next ones are parsed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Literal

from ingest.extract import RULES
from ingest.files import INSIDE, bytes_of, digest_of, exists, key_of, named
from ingest.parse import InProcess, Parsed, Parser
from ingest.plan import (
    Planner,
    Seen,
    Step,
    earlier_than,
    is_container,
    look,
    look_inside,
    other_name,
    same_as,
)
from ingest.readers import READERS
from knowledge.catalog import Catalog
from knowledge.changes import same_notice
from knowledge.errors import UserError
from knowledge.files import File, Files
from knowledge.vectors import Vectors, texts_of

Status = Literal["new", "changed", "unchanged", "same", "moved", "failed", "opened", "vanished"]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, by its document's name; `message` says why it failed, or what its reader
    should know. `same`: stored once, under this name; `opened`: a container; `vanished`: no longer there."""

    name: str
    status: Status
    clauses: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A step whose file is being parsed, if it has to be; `parsed` raises UserError where it cannot be."""

    step: Step
    digest: str = ""
    parsed: Callable[[], Parsed] | None = None


def ingest(
    files: Sequence[Path],
    catalog: Catalog,
    vectors: Vectors,
    progress: Progress = lambda *_: None,
    *,
    parser: Parser | None = None,
    folders: Sequence[Path] = (),
    closed: frozenset[str] = frozenset(),
) -> Iterator[Outcome]:
    """Ingest files one by one; yields an outcome for each, and at the end one for each document whose file
    has vanished from one of the `folders`. The caller holds the writer's lock.

    `progress(name, done, total)` counts the texts embedded for the file at hand, and before that, without
    a name, the files looked at. Files that may be hostile
    need a `parser` of worker processes. Documents `closed` to who brought the files stay as they are.
    """
    return _Run(catalog, vectors, progress, parser or InProcess(), closed).outcomes(files, folders)


class _Run:
    """One pass over some files."""

    def __init__(
        self, catalog: Catalog, vectors: Vectors, progress: Progress, parser: Parser, closed: frozenset[str]
    ) -> None:
        self._catalog, self._vectors = catalog, vectors
        self._progress, self._parser, self._closed = progress, parser, closed
        self._files = Files(catalog)
        self._failures = catalog.failures()
        self._rules = catalog.rules()
        self._seen: set[str] = set()
        self._failed_now: dict[str, str] = {}

    def outcomes(self, files: Sequence[Path], folders: Sequence[Path]) -> Iterator[Outcome]:
        self._forget()
        known = self._files.all()
        documents = self._catalog.digests()
        self._unfinished = {
            path
            for path, file in known.items()
            if file.own and file.document in documents and file.digest != documents[file.document][0]
        }
        self._planner = Planner(known, documents, self._closed, self._goes_on, self._is_earlier)
        with TemporaryDirectory(prefix="zhice-") as spool:
            steps = self._all_steps(self._planner.steps(self._looked_at(files)), Path(spool))
            for begun in _ahead(map(self._begin, steps), self._parser.ahead):
                yield self._done(begun)
        yield from self._vanished([key_of(folder) for folder in folders if folder.is_dir()])

    def _looked_at(self, files: Sequence[Path]) -> Iterator[Seen]:
        for number, file in enumerate(files, 1):
            yield from look(file)
            self._progress("", number, len(files))

    def _goes_on(self, seen: Seen, name: str) -> bool:
        """Whether a file holds a version of a document; one that cannot be read fails under its name."""
        try:
            found = self._parser.submit(name, bytes_of(seen.at, seen.base))()
        except UserError:
            return True
        before = self._catalog.clauses(name)
        return not before or same_notice(before, found.document.clauses)

    def _is_earlier(self, seen: Seen, name: str, newer: Seen | None) -> bool:
        """Whether a file is a copy of an earlier version of a document: the same bytes, and the same notice.
        The version at hand is one where the document's own file holds a newer one."""
        *before, last = self._catalog.revisions(name)
        if last.digest == seen.digest:
            return newer is not None and self._goes_on(newer, name)
        return any(one.digest == seen.digest and same_notice(one.clauses, last.clauses) for one in before)

    def _forget(self) -> None:
        """Files that never went in and are no longer there: their names are free, their failures no more."""
        documents = self._catalog.digests()
        for path, file in self._files.all().items():
            if file.document not in documents and not exists(path):
                self._files.drop([path])
                if file.document and file.own:
                    self._catalog.set_failure(file.document, "", "")
                    self._vectors.drop(file.document)

    # --- containers --------------------------------------------------------------------------

    def _all_steps(self, steps: Iterable[Step], spool: Path) -> Iterator[Step]:
        """Steps in order, those of a container's members in its place."""
        for step in steps:
            self._seen.add(step.seen.key)
            if not is_container(step.seen):
                yield step
            elif step.change == "unchanged" and (names := self._inside(step.seen.key)) is not None:
                yield from names
            else:
                yield from self._opened(step, spool)

    def _inside(self, key: str) -> list[Step] | None:
        """The members of a container that was read before; None where one is not in as it should be."""
        documents = self._catalog.digests()
        below = [file for path, file in self._files.all().items() if path.startswith(f"{key}/")]
        members = [file for file in below if file.digest or file.document not in documents]
        if not all(self._is_whole(file.document) for file in members):
            return None
        self._seen.update(file.path for file in members)
        return [_known(file, documents) for file in members]

    def _opened(self, step: Step, spool: Path) -> Iterator[Step]:
        seen = step.seen
        try:
            inside, others = self._taken_out(seen, spool)
        except UserError as error:
            yield Step(seen, "failed", self._planner.name_of(seen), str(error))
            return
        if not inside and not others and PurePath(seen.base).suffix.lower() in READERS:
            self._files.put(File(seen.key, "", seen.digest))  # a letter without attachments
            return
        before = self._files.all()
        steps = self._planner.steps(inside.values())
        self._seen.update(inside)
        self._mark(seen.key, steps, before)
        yield from steps
        if seen.key in before and before[seen.key].document:
            self._catalog.set_failure(before[seen.key].document, "", "")
        refused = any(one.change == "failed" and one.name in self._closed for one in steps)
        seen = replace(seen, digest="") if refused else seen  # to be opened again: it may be allowed then
        yield replace(step, seen=seen, change="new", message=_contents(len(inside), others))

    def _taken_out(self, container: Seen, spool: Path) -> tuple[dict[str, Seen], list[str]]:
        """A container's members by their paths, their bytes put into files; the paths of those of other kinds."""
        inside: dict[str, Seen] = {}
        others: list[str] = []
        data = bytes_of(container.at, container.base)
        for member in self._parser.members(container.base, data):
            if not member.refused and (name := other_name(member.path or member.name)):
                others.append(name)
                continue
            at = spool / f"{len(self._seen)}-{len(inside)}"
            at.write_bytes(member.data)
            seen = look_inside(container.key, member, at)
            if seen.key in inside:  # an archive may hold a name twice
                seen = replace(seen, key=f"{seen.key}#{len(inside)}")
            inside[seen.key] = seen
        return inside, others

    def _mark(self, container: str, steps: Iterable[Step], before: Mapping[str, File]) -> None:
        """Tell members that are in and still there from those that are no longer there."""
        kept = {step.seen.key: step.seen for step in steps}
        unchanged = {step.seen.key for step in steps if step.change == "unchanged"}
        for path, file in before.items():
            if path in unchanged:
                self._files.put(replace(file, digest=kept[path].digest))
            elif path.startswith(f"{container}/") and path not in kept:
                self._files.put(replace(file, digest=""))

    # --- one file ----------------------------------------------------------------------------

    def _begin(self, step: Step) -> _Begun:
        """Begin to parse a file that has to be. A name is claimed before anything goes in under it."""
        seen = step.seen
        if step.change == "failed":
            if step.name not in self._closed:
                self._claim(step)
            return _Begun(step)
        if is_container(seen):
            return _Begun(step)
        if step.change == "same":
            self._files.put(File(seen.key, step.name, seen.digest, own=False))
            return _Begun(step)
        if step.change == "moved":
            self._files.move(step.was, File(seen.key, step.name, seen.digest), seen.place)
        if step.change in ("unchanged", "moved"):
            if self._is_whole(step.name):
                if seen.key in self._unfinished:  # a run was killed after its document went in
                    self._files.put(File(seen.key, step.name, seen.digest))
                return _Begun(step)
            step = replace(step, change="changed")
        self._claim(step)
        try:
            data = bytes_of(seen.at, seen.base)
        except UserError as error:
            return _Begun(replace(step, change="failed", message=str(error)))
        return _Begun(step, digest_of(data), self._parser.submit(step.name, data))

    def _claim(self, step: Step) -> None:
        """Keep the name for the file. An earlier version of it may be in: the file is known then."""
        if step.change != "changed" and not self._catalog.passages(step.name):
            self._files.put(File(step.seen.key, step.name))

    def _is_whole(self, name: str) -> bool:
        """Whether a document is in by the rules of today, with all its vectors."""
        return self._rules.get(name) == RULES and self._vectors.holds_rows(name, self._catalog.passages(name))

    def _done(self, begun: _Begun) -> Outcome:
        step = begun.step
        if is_container(step.seen) and step.change != "failed":
            self._files.put(File(step.seen.key, "", step.seen.digest))
            return Outcome(step.seen.base, "opened", message=step.message)
        try:
            if step.change == "failed":
                raise UserError(step.message)
            if begun.parsed:
                return self._store(step, begun.digest, begun.parsed())
        except UserError as error:
            return self._failed(step, str(error))
        if step.change == "same" and step.name in self._failed_now:
            own = replace(step, name=self._planner.name_of(step.seen))
            self._files.put(File(own.seen.key, own.name))
            return self._failed(own, f"与“{step.name}”内容相同，同样没能入库：{self._failed_now[step.name]}")
        if step.name in self._failures and step.change != "same":
            self._catalog.set_failure(step.name, step.seen.place, "")
        clauses = sum(passage < 0 for _, passage in self._catalog.passages(step.name))
        return Outcome(step.name, step.change, clauses, step.message)

    def _failed(self, step: Step, message: str) -> Outcome:
        if step.name in self._closed:
            return Outcome(step.seen.base, "failed", message=message)
        self._failed_now[step.name] = message
        self._catalog.set_failure(step.name, step.seen.place, message)
        return Outcome(step.name, "failed", message=message)

    def _store(self, step: Step, digest: str, parsed: Parsed) -> Outcome:
        name, document = step.name, parsed.document
        total = sum(1 for _ in texts_of(document.clauses))
        self._progress(name, 0, total)
        if not self._vectors.holds(document.clauses):
            earlier = self._catalog.clauses(name) if step.change == "changed" else ()
            for done in self._vectors.put(document.clauses, earlier):
                self._progress(name, done, total)
        self._catalog.replace(document, parsed.commitments, digest=digest, place=step.seen.place, rules=RULES)
        self._vectors.drop(name, keep=document.clauses)
        self._files.put(File(step.seen.key, name, digest))
        if step.was and step.was != step.seen.key:
            self._files.drop([step.was])
        message = "；".join(filter(None, (step.message, *document.warnings)))
        return Outcome(name, step.change, len(document.clauses), message)

    # --- what is no longer there -------------------------------------------------------------

    def _vanished(self, folders: Sequence[str]) -> Iterator[Outcome]:
        """Documents whose file was under one of these folders; another file of their content may be left."""
        documents = self._catalog.digests()
        known = self._files.all()
        gone = {
            path
            for path, file in known.items()
            if path not in self._seen and any(path.startswith(f"{folder}/") for folder in folders)
            if not exists(path) or (INSIDE in path and not file.digest)
        }
        left = {file.document for path, file in known.items() if path not in gone}
        for path in sorted(gone):
            file = known[path]
            if file.document in documents and file.document not in left and file.own:
                yield Outcome(file.document, "vanished", message=f"“{path}”已不在，库里仍可查询")
            else:
                self._files.drop([path])


def _contents(count: int, others: Sequence[str]) -> str:
    left = f"，另有格式不支持、没有入库的：{named(others)}" if others else ""
    return f"内含 {count} 个文件{left}"


def _known(file: File, documents: Mapping[str, tuple[str, str]]) -> Step:
    """What to do with a file in a container that is as it was."""
    seen = Seen(file.path, file.document, Path(), file.digest)
    if file.own:
        return Step(seen, "unchanged", file.document)
    current = documents.get(file.document, ("", ""))[0] in ("", file.digest)
    return Step(seen, "same", file.document, (same_as if current else earlier_than)(file.document))


def _ahead(begun: Iterator[_Begun], count: int) -> Iterator[_Begun]:
    """The same, `count` of them begun before the first is done."""
    waiting: deque[_Begun] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) > count:
            yield waiting.popleft()
    yield from waiting
