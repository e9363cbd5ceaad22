"""OFD (GB/T 33190): a zip of XML, its pages read by the places of their characters.

The package is walked by the names its XML gives; nothing is ever unpacked to a disk. Templates
(letterheads repeated on every page), annotations, seals and attachments are left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from zipfile import ZipFile

from ingest.limits import budget, safe_xml
from ingest.pages.layout import read_sheets
from ingest.pages.ofd import A4, POINTS, Element, child, children, numbers, sheet_of
from ingest.pages.printed import Sheet, TooMuch
from ingest.reading import Reading
from knowledge.errors import UserError

SUFFIXES = (".ofd",)
MOST_PAGES = 2_000
FEWEST_CHARACTERS = 20  # a page with a picture and fewer characters is taken for a scan


def read(data: bytes, name: str) -> Reading:
    """Text of an OFD package, all its documents one after the other. Raises UserError where it is locked,
    damaged, too long or empty."""
    with budget.opened(data, name) as archive:
        package = _Package(archive, name)
        warnings: list[str] = []
        return read_sheets(package.sheets(warnings), name, warnings)


class _Package:
    """The parts of one package by their names."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._entries = {entry.lower(): entry for entry in archive.namelist()}
        if "encryptions.xml" in self._entries:
            raise UserError(f"文件“{name}”是加密的 OFD，请解密后再入库。")
        if "ofd.xml" not in self._entries:
            raise UserError(f"文件“{name}”里没有 OFD.xml，不是完整的 OFD 文件，请重新导出后再入库。")

    def sheets(self, warnings: list[str]) -> Iterator[Sheet]:
        """All pages in order; what is to be said of them goes to `warnings`."""
        roots = self._documents()
        pages = list(dict.fromkeys(page for root in roots for page in self._pages(root)))
        if not pages:
            raise UserError(f"文件“{self._name}”里没有页面内容（可能只有签章），请换用原件后再入库。")
        if len(pages) > MOST_PAGES:
            raise UserError(
                f"文件“{self._name}”有 {len(pages)} 页，超过 {MOST_PAGES} 页的上限，请拆分后再入库。"
            )
        pictures = []
        for number, (path, area) in enumerate(pages, 1):
            sheet, picture = self._sheet(path, area, number)
            if picture and sum(not g.text.isspace() for g in sheet.glyphs) < FEWEST_CHARACTERS:
                pictures.append(number)
            yield sheet
        warnings.extend(self._warnings(roots, pictures, len(pages)))

    def _documents(self) -> list[str]:
        """Paths of the documents' own XML."""
        root = self._xml("OFD.xml")
        found = [child(body, "DocRoot") for body in children(root, "DocBody")]
        paths = [_inside("", element.text) for element in found if element is not None]
        if not paths:
            raise UserError(f"文件“{self._name}”里没有文档内容（可能只有签章），请换用原件后再入库。")
        return paths

    def _pages(self, root: str) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Paths of a document's pages, with the area that holds where a page names none."""
        document = self._xml(root)
        area = _box(child(document, "CommonData", "PageArea"))
        for page in children(child(document, "Pages"), "Page"):
            yield _inside(root, page.get("BaseLoc")), area

    def _sheet(self, path: str, area: tuple[float, ...], number: int) -> tuple[Sheet, bool]:
        page = self._xml(path)
        content = child(page, "Content")
        area = _box(child(page, "Area")) or area or A4
        if content is None:
            return Sheet(area[2] * POINTS, area[3] * POINTS), False
        try:
            return sheet_of(content, area)
        except TooMuch:
            raise UserError(
                f"文件“{self._name}”第{number}页的内容多得不正常，请检查或拆分后再入库。"
            ) from None

    def _warnings(self, roots: list[str], pictures: list[int], pages: int) -> Iterator[str]:
        if pictures and len(pictures) * 2 >= pages:
            raise UserError(f"文件“{self._name}”是图片版的 OFD，读不出文字，请导出为 PDF 后再入库。")
        if pictures:
            listed = "、".join(map(str, pictures))
            yield f"第{listed}页是图片，没有读入；请导出为 PDF 后重新入库。"
        if any(child(self._xml(root), "Attachments") is not None for root in roots):
            yield "OFD 里附带的文件没有读入，需要时请取出后另行入库。"

    def _xml(self, path: str) -> Element:
        entry = self._entries.get(path.lower())
        if entry is None:
            raise UserError(f"文件“{self._name}”缺少内部文件，不完整，请重新导出后再入库。")
        return safe_xml.parse(budget.entry(self._archive, entry, self._name), self._name)


def _inside(base: str, path: str | None) -> str:
    """Name of a part inside the package, as a part named `base` calls it."""
    joined = posixpath.join("/", posixpath.dirname(base), (path or "").strip().replace("\\", "/"))
    return posixpath.normpath(joined).lstrip("/")


def _box(area: Element | None) -> tuple[float, ...]:
    box = child(area, "PhysicalBox")
    values = numbers(box.text) if box is not None else ()
    return values if len(values) == 4 and min(values[2:]) > 0 else ()
