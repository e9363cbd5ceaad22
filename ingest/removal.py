"""Taking a document out of the library, and putting its last version back in. The caller holds the writer's lock."""

from __future__ import annotations

from ingest.extract import extract
from knowledge.catalog import Catalog
from knowledge.documents import PolicyDocument
from knowledge.errors import UserError
from knowledge.vectors import Vectors

NOTE = "这一版由历史版本恢复；读入时的提示没有保留"


def remove(name: str, catalog: Catalog, vectors: Vectors) -> None:
    """Search a document no more; its versions stay as history. UserError where it is not in."""
    if name not in catalog.digests():
        raise UserError(f"库里没有“{name}”，可能已经去掉了，请刷新后再看。")
    catalog.remove(name)
    vectors.drop(name)


def restore(name: str, catalog: Catalog, vectors: Vectors) -> int:
    """Put the last version of a removed document back in, as it was read; how many clauses it has.

    No file is needed. The rules it was read by are not known any more: the next ingest of its file
    reads it again. UserError where it is in, or never was.
    """
    versions = catalog.revisions(name)
    if not versions:
        raise UserError(f"没有名为“{name}”的文件可恢复，请检查文件名。")
    last = versions[-1]
    if last.current:
        raise UserError(f"“{name}”就在库里，不需要恢复。")
    document = PolicyDocument(last.source, last.text, last.clauses, (NOTE,))
    for _ in vectors.put(document.clauses):
        pass
    catalog.replace(document, extract(document), digest=last.digest, place="", read=last.read)
    return len(document.clauses)
