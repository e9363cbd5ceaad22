"""PDF: the text layer with the places of its characters; pages that are pictures by recognition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pypdfium2
import pypdfium2.raw as raw

from ingest.pages import recognition
from ingest.pages.layout import read_sheets
from ingest.pages.pdf import sheet_of
from ingest.pages.printed import Sheet, TooMuch
from ingest.reading import Reading
from knowledge.errors import UserError

SUFFIXES = (".pdf",)
MOST_PAGES = 2_000
MOST_SCANNED = 300
SECONDS = 3_600  # for a whole scanned book, as long as pages keep coming
FEWEST_CHARACTERS = 20  # a page with a picture and fewer characters is a scan
PICTURE = 0.05  # share of the page, for pictures that may hold words
RESOLUTION = 200 / 72  # pixels a point
MOST_PIXELS = 6_000_000
LONGEST_SIDE = 6_000  # pixels


def read(data: bytes, name: str) -> Reading:
    """Text of a PDF, page by page. Raises UserError where it is locked, damaged, too long or empty."""
    document = _opened(data, name)
    try:
        return _Reader(document, name).reading()
    except pypdfium2.PdfiumError as error:
        raise UserError(f"文件“{name}”已损坏，有的页面读不出来，请重新导出为 PDF 后再入库。") from error
    finally:
        document.close()


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UserError(f"文件“{name}”有打开密码，请去掉密码后再入库。") from error
        raise UserError(f"文件“{name}”不是 PDF 或已损坏，打不开，请重新导出为 PDF 后再入库。") from error
    if 0 < pages <= MOST_PAGES:
        return document
    document.close()
    if pages:
        raise UserError(f"文件“{name}”有 {pages} 页，超过 {MOST_PAGES} 页的上限，请拆分后再入库。")
    raise UserError(f"文件“{name}”里没有页面，请重新导出为 PDF 后再入库。")


class _Reader:
    """Reads the pages of one document and keeps what there is to say of the scanned ones."""

    def __init__(self, document: pypdfium2.PdfDocument, name: str) -> None:
        self._document, self._name = document, name
        self._scans = 0
        self._recognised: list[int] = []
        self._unread: list[int] = []
        self._poor: list[int] = []

    def reading(self) -> Reading:
        """The whole text with its warnings."""
        warnings: list[str] = []
        return read_sheets(self._sheets(warnings), self._name, warnings)

    def _sheets(self, warnings: list[str]) -> Iterator[Sheet]:
        for number in range(1, len(self._document) + 1):
            page = self._document[number - 1]
            try:
                yield self._sheet(page, number)
            finally:
                page.close()
        warnings.extend(self._warnings())

    def _sheet(self, page: pypdfium2.PdfPage, number: int) -> Sheet:
        try:
            sheet, covered = sheet_of(page)
        except TooMuch:
            raise UserError(
                f"文件“{self._name}”第{number}页的文字多得不正常，请检查或拆分后再入库。"
            ) from None
        if covered >= PICTURE and sum(not g.text.isspace() for g in sheet.glyphs) < FEWEST_CHARACTERS:
            sheet = self._scan(page, number, sheet)
        if sheet.scanned:
            self._recognised.append(number)
        if sheet.poor:
            self._poor.append(number)
        return sheet

    def _scan(self, page: pypdfium2.PdfPage, number: int, sheet: Sheet) -> Sheet:
        self._scans += 1
        if self._scans > MOST_SCANNED:
            raise UserError(f"文件“{self._name}”的扫描页超过 {MOST_SCANNED} 页的上限，请拆分后再入库。")
        if not recognition.available():
            self._unread.append(number)
            return sheet
        width, height = page.get_size()
        scale = min(RESOLUTION, (MOST_PIXELS / (width * height)) ** 0.5, LONGEST_SIDE / max(width, height))
        bitmap = page.render(scale=scale)
        try:
            return recognition.recognise(bitmap.to_numpy(), scale)
        finally:
            bitmap.close()

    def _warnings(self) -> Iterator[str]:
        if self._unread and len(self._unread) * 2 >= len(self._document):
            raise UserError(f"文件“{self._name}”是扫描件，{recognition.MISSING}后再入库。")
        if self._unread:
            yield f"{_pages(self._unread)}是图片，没有读入；{recognition.MISSING}后重新入库。"
        if self._recognised:
            yield f"{_pages(self._recognised)}是扫描件，文字由识别得来，请与原件核对。"
        if self._poor:
            yield f"{_pages(self._poor)}的字迹认不清，识别出的文字不可靠，请重新扫描后再入库。"


def _pages(numbers: list[int]) -> str:
    """第1、3—5页."""
    spans = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return f"第{'、'.join(f'{s[0]}—{s[-1]}' if len(s) > 1 else str(s[0]) for s in spans)}页"
