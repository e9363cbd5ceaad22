"""The loop: which files are new, changed, unchanged or failed, and what is done with each.

A document goes in as a whole: vectors of the new revision first, then the catalog in one
transaction, then the old vectors go. A stop at any point leaves the old state or the new one;
the next run does what is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ingest.extract import RULES, extract
from ingest.readers import READERS, read
from ingest.split import split
from knowledge.catalog import Catalog
from knowledge.errors import UserError, reason_of
from knowledge.vectors import Vectors, texts_of

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 5_000_000
SUFFIXES = tuple(READERS)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `message` says why it failed, or what its reader should know."""

    name: str
    status: Literal["new", "changed", "unchanged", "failed"]
    clauses: int = 0
    message: str = ""


def files_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files to ingest, folders searched in full, in order. UserError if a path gives none."""
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise UserError(f"找不到“{path}”，请检查路径。")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if _belongs(p, path))
            if not inside:
                raise UserError(f"文件夹“{path}”里没有可入库的文件（支持 {'、'.join(SUFFIXES)}）。")
            found.update((p.resolve(), p) for p in inside)
        elif path.suffix.lower() not in SUFFIXES:
            raise UserError(f"暂不支持“{path.name}”的格式，目前支持 {'、'.join(SUFFIXES)}，请另存后再入库。")
        else:
            found[path.resolve()] = path
    return tuple(found.values())


def _belongs(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is to be ingested: a known format, not hidden, not linked from outside."""
    return (
        file.suffix.lower() in SUFFIXES
        and not file.name.startswith(".")
        and file.is_file()
        and file.resolve().is_relative_to(folder.resolve())
    )


def gone(paths: Sequence[Path], catalog: Catalog) -> tuple[str, ...]:
    """Names of documents that were read from these folders and are no longer there."""
    folders = {str(path.resolve()) for path in paths if path.is_dir()}
    return tuple(
        name
        for name, (_, place) in sorted(catalog.digests().items())
        if any(place == folder or place.startswith(folder + "/") for folder in folders)
        and not (Path(place) / name).exists()
    )


def ingest(
    files: Sequence[Path], catalog: Catalog, vectors: Vectors, progress: Progress = lambda *_: None
) -> Iterator[Outcome]:
    """Ingest files one by one; yields an outcome for each. The caller holds the writer's lock.

    `progress(name, done, total)` counts the texts embedded for the file at hand.
    """
    known, rules = catalog.digests(), catalog.rules()
    _forget_gone(catalog)
    taken: dict[str, Path] = {}
    for file in files:
        name = name_of(file)
        if (other := taken.get(name)) is not None:
            message = f"“{file}”与“{other}”同名，请改名后再入库。"
            catalog.set_failure(f"{name}（{_place(file)}）", _place(file), message)
            yield Outcome(name, "failed", message=message)
            continue
        taken[name] = file
        try:
            current = known.get(name) if rules.get(name) == RULES else None
            outcome = _one(file, catalog, vectors, current, progress)
            yield replace(outcome, status="changed") if name in known and outcome.status == "new" else outcome
        except UserError as error:
            catalog.set_failure(name, _place(file), str(error))
            yield Outcome(name, "failed", message=str(error))


def _forget_gone(catalog: Catalog) -> None:
    """Files that failed and are no longer there are no failures any more."""
    for name, (place, _) in catalog.failures().items():
        if not (Path(place) / name.removesuffix(f"（{place}）")).exists():
            catalog.set_failure(name, place, "")


def _place(file: Path) -> str:
    return str(file.resolve().parent).encode("utf-8", "replace").decode("utf-8")


def name_of(file: Path) -> str:
    """The name a file goes by: its own, with what is no UTF-8 replaced."""
    return file.name.encode("utf-8", "replace").decode("utf-8")


def _one(
    file: Path, catalog: Catalog, vectors: Vectors, known: tuple[str, str] | None, progress: Progress
) -> Outcome:
    name, data = name_of(file), _read(file)
    digest = hashlib.sha256(data).hexdigest()
    if known and known[0] == digest:
        clauses = catalog.snapshot().clauses[name]
        if vectors.holds(clauses):
            catalog.set_failure(name, _place(file), "")
            return Outcome(name, "unchanged", len(clauses))
    reading = read(data, name)
    if len(reading.text) > MAX_CHARACTERS:
        raise UserError(f"文件“{name}”超过 {MAX_CHARACTERS // 10_000} 万字，请拆分后再入库。")
    document = split(reading, name)
    total = sum(1 for _ in texts_of(document.clauses))
    progress(name, 0, total)
    if not vectors.holds(document.clauses):
        for done in vectors.put(document.clauses):
            progress(name, done, total)
    catalog.replace(document, extract(document), digest=digest, place=_place(file), rules=RULES)
    vectors.drop(name, keep=document.source.revision)
    warnings = "；".join(document.warnings)
    return Outcome(name, "changed" if known else "new", len(document.clauses), warnings)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UserError(f"文件“{file.name}”超过 {MAX_BYTES // 1_000_000} MB，请拆分后再入库。")
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"无法读取文件“{file.name}”（{reason_of(error)}），请检查权限后再试。") from error
