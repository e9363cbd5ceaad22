"""Files made to do harm, all at once and by real worker processes: the good ones go in, no bad one does."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.run import ingest
from ingest.workers.supervisor import Workers
from knowledge.catalog import Catalog
from knowledge.vectors import Vectors
from tests.fakes import FakeEmbedder
from tests.ingest.hostile import crowded, locked_office, packed
from tests.ingest.readers import notice, written_ofd, written_pdf
from tests.ingest.readers.writers_word import notice_docx

ZEROS = bytes(5_000_000)
ENTITIES = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{ENTITIES}]><x>&l9;</x>'
OLD_NAME = "旧系统.txt".encode("gb18030")
DUTIES = "云州市夜市办法\n第一条 科普部每年举办夜市12场。\n"


def locked_pdf() -> bytes:
    """A page that opens with a password only."""
    key = f"<</Filter/Standard/V 1/R 2/P -4/O<{'00' * 32}>/U<{'11' * 32}>>>"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    plain = written_pdf.file(
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", page, key]
    )
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]")


def mixed_archive() -> bytes:
    """An archive with a good file by an old system's name, one that leads outside, and an archive."""
    place = "n" * len(OLD_NAME)
    files = {place: DUTIES.encode(), "../外面.txt": b"x", "内层.zip": packed({"a.txt": ZEROS})}
    return packed(files).replace(place.encode(), OLD_NAME)


# File → what its one sentence says; the files whose sentence is "" go in.
BATCH: dict[str, tuple[bytes, str]] = {
    "好.txt": (notice.text().encode(), ""),
    "好.docx": (notice_docx(automatic=True), ""),
    "空的.txt": (b"", "是空的"),
    "炸弹.zip": (packed({"a.txt": ZEROS}), "压缩炸弹"),
    "谎报.zip": (crowded(50_000, 3), "条目超过"),
    "炸弹.docx": (packed({"word/document.xml": ZEROS}), "压缩炸弹"),
    "炸弹.xlsx": (packed({"xl/workbook.xml": ZEROS}), "压缩炸弹"),
    "炸弹.ofd": (written_ofd.package([""], {"Doc_0/a.xml": ZEROS}), "压缩炸弹"),
    "实体.docx": (packed({"word/document.xml": LAUGHS.encode()}), "文档类型声明"),
    "程序.docx": (b"MZ\x90\x00" + bytes(range(256)) * 8, "可能改过扩展名"),
    "加密.docx": (locked_office(), "有打开密码"),
    "加密.xlsx": (locked_office(), "内容相同.*有打开密码"),
    "加密.pdf": (locked_pdf(), "有打开密码"),
    "截断.pdf": (written_pdf.document([written_pdf.words("Page", 9, 9)])[:300], "已损坏"),
    "截断.docx": (notice_docx(automatic=True)[:5_000], "已损坏"),
    "五千页.pdf": (written_pdf.document([""] * 5_000), "有 5000 页，超过 2000 页"),
    "自调.pdf": (written_pdf.form_loop(calls=2), "内存超过|程序崩溃|没有进展"),
    "混合.zip": (mixed_archive(), ""),
}
INSIDE = {"旧系统.txt": "", "外面.txt": "指向所在文件之外", "内层.zip": "请先解压"}


def test_a_hostile_batch_leaves_the_good_files_whole(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    paths = [tmp_path / name for name in sorted(BATCH)]
    for path in paths:
        path.write_bytes(BATCH[path.name][0])
    catalog, vectors = Catalog(tmp_path / "data", create=True), Vectors(tmp_path / "data", FakeEmbedder())
    with Workers(2) as workers:
        told = {outcome.name: outcome for outcome in ingest(paths, catalog, vectors, parser=workers)}
    expected = {name: sentence for name, (_, sentence) in BATCH.items()} | INSIDE
    good = {name for name, sentence in expected.items() if not sentence}
    assert set(told) == set(expected)
    assert {name for name, outcome in told.items() if outcome.status != "failed"} == good
    for name in set(expected) - good:
        assert re.search(expected[name], told[name].message), told[name]
        assert re.fullmatch(r"[^\n。]*[一-龥][^\n。]*。", told[name].message), told[name]
    assert {name: why for name, (_, why) in catalog.failures().items()} == {
        name: told[name].message for name in set(expected) - good
    }
    clauses = catalog.snapshot().clauses
    assert set(clauses) == good - {"混合.zip"} and all(map(vectors.holds, clauses.values()))
    assert [one.text for one in clauses["好.docx"]] == [one.text for one in clauses["好.txt"]]
    vectors.close()
    catalog.close()
