"""Planning: what is to be done with each file, by what is known of it and of the others. Nothing is done here.

A document's name is the base name of its file. Where two files have the same, the second is told apart by
its folders (通知（乙处）.txt); the name is kept in `knowledge.files`, so it stays when files come and go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePath
from typing import Literal

from ingest.files import INSIDE, bytes_of, digest_of, exists, key_of, path_of, told
from ingest.readers import CONTAINERS, READERS
from ingest.reading import Member
from knowledge.errors import UserError
from knowledge.files import File

Change = Literal["new", "changed", "unchanged", "same", "moved", "failed"]
CLOSED = "库里已有同名或内容相同的文件，但不在您能看到的范围内，请改名或核对后再上传。"


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that is there: its path as text, its own name, where its bytes are, their digest; or why not."""

    key: str
    base: str
    at: Path
    digest: str = ""
    refused: str = ""

    @property
    def place(self) -> str:
        """The folder that it stands in, as text for people."""
        return told(path_of(self.key).rpartition("/")[0])


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with a file: `name` is its document's ("" for a container to be opened), `was` the
    path it was moved from (with a new content, too), `message` what its reader should know, or why it failed."""

    seen: Seen
    change: Change
    name: str = ""
    message: str = ""
    was: str = ""


def look(file: Path) -> Iterator[Seen]:
    """A file and its digest; seen twice where it can be both read and opened."""
    key, base = key_of(file), told(file.name)
    try:
        digest, refused = digest_of(bytes_of(file, base)), ""
    except UserError as error:
        digest, refused = "", str(error)
    suffix = PurePath(base).suffix.lower()
    if suffix not in CONTAINERS or suffix in READERS or refused:
        yield Seen(key, base, file, digest, refused)
    if suffix in CONTAINERS and not refused:
        yield Seen(f"{key}{INSIDE[0]}", base, file, digest)


def look_inside(key: str, member: Member, at: Path) -> Seen:
    """A file in a container whose bytes were put at a path; `key` is the container's."""
    base, refused = _plain(member.name), member.refused
    if not refused and PurePath(base).suffix.lower() not in READERS:
        refused = f"文件“{base}”装在另一个压缩包里，请先解压再入库。"
    digest = "" if refused else digest_of(bytes_of(at, base))
    return Seen(f"{key}/{_plain(member.path).strip('/') or base}", base, at, digest, refused)


def other_name(path: str) -> str:
    """The path of a file that can be neither read nor opened, as text; "" of one that can."""
    suffix = PurePath(path).suffix.lower()
    return "" if suffix in READERS or suffix in CONTAINERS else told(path)


def _plain(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def is_container(seen: Seen) -> bool:
    """Whether this is to be opened, not read."""
    return seen.key.endswith(INSIDE[0])


class Planner:
    """Decides file by file, first about files, then about what is found in containers among them.

    `known` are the files of the catalog, `documents` its documents: name → (digest, place); those `closed`
    to who brought the files are neither changed nor moved. `goes_on` says whether a file holds a version of
    the document of this name, and not another one whose file only bore the same name; `is_earlier` whether
    it holds one that the document had before, or has until its own file, as it is now, is read.
    """

    def __init__(
        self,
        known: Mapping[str, File],
        documents: Mapping[str, tuple[str, str]],
        closed: frozenset[str] = frozenset(),
        goes_on: Callable[[Seen, str], bool] = lambda *_: True,
        is_earlier: Callable[[Seen, str, Seen | None], bool] = lambda *_: False,
    ) -> None:
        self._closed, self._goes_on, self._is_earlier = closed, goes_on, is_earlier
        owned = {file.document for file in known.values() if file.own}
        self.containers = {path: file for path, file in known.items() if not file.document}
        self._known = {
            **{f"{place}/{name}": File(f"{place}/{name}", name) for name, (_, place) in documents.items() if name not in owned},
            **{path: file for path, file in known.items() if file.document},
        }  # fmt: skip
        self._digests = {name: digest for name, (digest, _) in documents.items()}
        self._now: dict[str, Seen] = {}
        self._kept: dict[str, str] = {}
        self._names = dict.fromkeys((*documents, *closed), "")
        self._names.update((file.document, path) for path, file in self._known.items() if file.own)

    def steps(self, seen: Iterable[Seen]) -> list[Step]:
        """What to do with files that are there now; those of the catalog that are not, may have moved."""
        files = list(seen)
        self._now.update((one.key, one) for one in files)
        contents = {one.digest for one in files}
        lost: dict[str, File] = {}
        for path, file in self._known.items():
            digest = self._digests.get(file.document) if file.own else None
            if digest is None or digest not in contents:
                continue
            if self._now[path].digest == digest if path in self._now else _stands(path, files):
                self._kept[digest] = file.document
            elif path not in self._now:
                lost[digest] = file
        return [self._step(one, lost) for one in files]

    def _step(self, seen: Seen, lost: dict[str, File]) -> Step:
        if is_container(seen):
            before = self.containers.get(seen.key)
            same = before is not None and before.digest == seen.digest
            return Step(seen, "unchanged" if same else "new")
        known = self._known.get(seen.key)
        own = known if known and known.own else None
        if (touched := self._touched(seen, own, lost)) in self._closed:
            return Step(seen, "failed", touched, f"“{seen.base}”：{CLOSED}")
        if seen.refused:
            return Step(seen, "failed", self._name(seen, own), seen.refused)
        if own and self._digests.get(own.document) == seen.digest:
            return Step(seen, "unchanged", own.document)
        if not own and (name := self._kept.get(seen.digest)):
            return Step(seen, "same", name, same_as(name))
        if not own and (file := lost.pop(seen.digest, None)):
            self._kept[seen.digest] = file.document
            self._names[file.document] = seen.key
            self._known[seen.key] = File(seen.key, self._known.pop(file.path).document)
            return Step(seen, "moved", file.document, _moved(file, seen), file.path)
        file = None if own else self._gone(seen.base)
        if file and file not in lost.values() and self._goes_on(seen, file.document):
            self._kept[seen.digest] = file.document
            self._names[file.document] = seen.key
            self._known[seen.key] = File(seen.key, self._known.pop(file.path).document)
            return Step(seen, "changed", file.document, _moved(file, seen), file.path)
        taken = self._names.get(seen.base, "")
        copied = taken and not own and seen.base in self._digests
        if copied and self._is_earlier(seen, seen.base, self._now.get(taken)):
            return Step(seen, "same", seen.base, earlier_than(seen.base))
        name = self._name(seen, own)
        self._kept[seen.digest] = name
        message = f"与“{taken or seen.base}”同名，库里叫“{name}”" if name != seen.base else ""
        return Step(seen, "changed" if name in self._digests else "new", name, message)

    def _touched(self, seen: Seen, own: File | None, lost: Mapping[str, File]) -> str:
        """The document that a file would change or move, or shares its name with; "" where it does nothing."""
        if seen.digest in self._kept if own is None else seen.digest == self._digests.get(own.document):
            return ""
        file = own or lost.get(seen.digest) or self._gone(seen.base)
        return file.document if file else seen.base

    def _gone(self, base: str) -> File | None:
        """The file of the document of this name, where it is no longer there: what comes by the same name may
        be its new version."""
        file = self._known.get(self._names.get(base, ""))
        there = file is not None and (file.path in self._now or exists(file.path.partition(INSIDE)[0]))
        return None if there else file

    def name_of(self, seen: Seen) -> str:
        """What a file that has no document of its own is called in the list of failures."""
        known = self._known.get(seen.key)
        return self._name(seen, known if known and known.own else None)

    def _name(self, seen: Seen, own: File | None) -> str:
        name = own.document if own else next(n for n in names(seen) if n not in self._names)
        self._names[name] = seen.key
        return name


def names(seen: Seen) -> Iterator[str]:
    """What a document may be called, the likeliest first: its base name, the same with its folders, with a number."""
    yield seen.base
    base = PurePath(seen.base)
    folders = [part.rstrip(INSIDE[0]) for part in PurePath(seen.place).parts if part != "/"]
    for depth in range(1, len(folders) + 1):
        yield f"{base.stem}（{'·'.join(folders[-depth:])}）{base.suffix}"
    for number in count(2):
        yield f"{base.stem}（{number}）{base.suffix}"


def same_as(name: str) -> str:
    """What the reader of a report is told of a file whose content is in already."""
    return f"与“{name}”内容相同，只存一份"


def earlier_than(name: str) -> str:
    """What the reader of a report is told of a copy of an earlier version of a document."""
    return f"是“{name}”的旧版，不另存"


def _moved(file: File, seen: Seen) -> str:
    renamed = "" if file.document == seen.base else f"，库里仍叫“{file.document}”"
    return f"原在“{file.path}”{renamed}"


def _stands(path: str, files: Iterable[Seen]) -> bool:
    """Whether a file that is none of these is there all the same: what an opened container lacks is not."""
    opened = {one.key.partition(INSIDE)[0] for one in files if INSIDE in one.key}
    return path.partition(INSIDE)[0] not in opened and exists(path)
