"""Which files were read: kept in the catalog's database."""

from __future__ import annotations

from pathlib import Path

from knowledge.catalog import Catalog
from knowledge.documents import PolicyDocument, Source
from knowledge.files import File, Files


def test_files_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    files = Files(Catalog(tmp_path, create=True))
    first, second = File("/甲/一.txt", "一.txt", "d"), File("/乙/一.txt", "一.txt", "d", own=False)
    files.put(first)
    files.put(second)
    files.put(changed := File("/甲/一.txt", "一.txt", "e"))
    assert Files(Catalog(tmp_path)).all() == {"/甲/一.txt": changed, "/乙/一.txt": second}
    files.drop(["/甲/一.txt", "/无.txt"])
    assert files.all() == {"/乙/一.txt": second}


def test_a_moved_file_takes_its_document_to_another_place_without_a_new_generation(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path, create=True)
    catalog.replace(PolicyDocument(Source("一.txt", "d1", "一"), "", ()), digest="d", place="/甲")
    files, before = Files(catalog), catalog.snapshot()
    files.put(File("/甲/一.txt", "一.txt", "d"))
    files.move("/甲/一.txt", File("/乙/二.txt", "一.txt", "d"), "/乙")
    assert files.all() == {"/乙/二.txt": File("/乙/二.txt", "一.txt", "d")}
    assert catalog.digests() == {"一.txt": ("d", "/乙")} and catalog.snapshot() is before
