"""Recognition: a printed page comes back; only marks are put right, never digits."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ingest.pages import recognition
from ingest.readers import pdf
from ingest.split import split
from tests.ingest.readers import notice
from tests.ingest.readers.printed_notice import needs_soffice
from tests.ingest.readers.printed_notice import printed as printed_notice

needs_recognition = pytest.mark.skipif(not recognition.available(), reason="rapidocr (zhice[ocr]) is missing")
TOO_MANY = 0.01


@pytest.fixture
def printed() -> bytes:
    return printed_notice()


def scanned(data: bytes, lean: float = 0.0) -> list[Image.Image]:
    """The pages as pictures of 200 dpi, leaning by some degrees."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    return [page.rotate(lean, Image.Resampling.BICUBIC, fillcolor=255) for page in pages]


def as_pdf(pages: list[Image.Image]) -> bytes:
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return stream.getvalue()


def distance(one: str, other: str) -> int:
    """Characters to add, drop or change."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@needs_soffice
@needs_recognition
@pytest.mark.parametrize("lean", [0.0, 1.2], ids=["straight", "leaning"])
def test_a_scanned_notice_is_read_within_one_character_in_a_hundred(printed: bytes, lean: float) -> None:
    reading = pdf.read(as_pdf(scanned(printed, lean)), "扫描.pdf")
    wanted = notice.text()
    assert distance(reading.text, wanted) <= TOO_MANY * len(wanted)
    assert reading.scanned == frozenset(range(1, len(reading.pages) + 1))
    assert reading.warnings == (f"第1—{len(reading.pages)}页是扫描件，文字由识别得来，请与原件核对。",)
    ours, plain = (split(source, "通知.pdf").clauses for source in (reading, wanted))
    assert [c.address for c in ours] == [c.address for c in plain]
    assert all(c.scanned for c in ours)


@needs_soffice
@needs_recognition
def test_only_the_scanned_pages_of_a_mixed_file_are_recognised(printed: bytes) -> None:
    with pypdfium2.PdfDocument(printed) as mixed, pypdfium2.PdfDocument(as_pdf(scanned(printed)[:1])) as scan:
        mixed.del_page(0)
        mixed.import_pages(scan, index=0)
        stream = io.BytesIO()
        mixed.save(stream)
    reading = pdf.read(stream.getvalue(), "混合.pdf")
    assert reading.scanned == frozenset({1})
    assert reading.warnings == ("第1页是扫描件，文字由识别得来，请与原件核对。",)
    assert distance(reading.text, notice.text()) <= TOO_MANY * len(notice.text())


@needs_recognition
def test_an_empty_picture_has_no_words() -> None:
    picture = pypdfium2.PdfDocument(as_pdf([Image.new("L", (600, 800), 255)]))[0].render().to_numpy()
    sheet = recognition.recognise(picture, 1.0)
    assert sheet.glyphs == () and sheet.scanned


def test_no_model_is_fetched_the_settings_name_none() -> None:
    source = Path(recognition.__file__).read_text(encoding="utf-8")
    assert "http" not in source and "model_path" not in source


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("云科协发[2031]12号", "云科协发〔2031〕12号"),
        ("云科协发（2031)12号", "云科协发〔2031〕12号"),
        ("(一)加强领导;落实责任", "（一）加强领导；落实责任"),
        ("时间:每月1日,地点:礼堂", "时间：每月1日，地点：礼堂"),
        ("3,000户,1.5万元", "3,000户，1.5万元"),
        ("Open (a, b)", "Open (a, b)"),
    ],
)
def test_marks_between_chinese_characters_are_full_width(seen: str, meant: str) -> None:
    assert recognition.ordinary(seen) == meant


@given(st.text(alphabet="云科协发0123456789[]()（）,.;:，。abc 号"))
def test_putting_right_never_touches_a_digit_a_letter_or_a_length(text: str) -> None:
    ours = recognition.ordinary(text)
    assert len(ours) == len(text)
    assert re.findall(r"\w", ours) == re.findall(r"\w", text)
    assert recognition.ordinary(ours) == ours


@needs_soffice
@needs_recognition
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_its_head_is_turned(printed: bytes, degrees: int) -> None:
    pages = [page.rotate(degrees, expand=True, fillcolor=255) for page in scanned(printed)[:1]]
    straight = pdf.read(as_pdf(scanned(printed)[:1]), "扫描.pdf").text
    reading = pdf.read(as_pdf(pages), "扫描.pdf")
    assert distance(reading.text, straight) <= TOO_MANY * len(straight)
    assert not any("认不清" in warning for warning in reading.warnings)


class Found:
    """What recognition gives: boxes of lines that lie or stand, and how sure each is."""

    def __init__(self, *lines: tuple[bool, float]) -> None:
        sizes = [(10, 100) if tall else (100, 10) for tall, _ in lines]
        self.boxes = _Boxes([[[0, 0], [w, 0], [w, h], [0, h]] for w, h in sizes])
        self.txts = ["夜市" for _ in lines]
        self.scores = [sure for _, sure in lines]


class _Boxes(list[list[list[int]]]):
    def tolist(self) -> list[list[list[int]]]:
        return list(self)


@pytest.mark.parametrize(
    ("lines", "turns"),
    [
        (((False, 0.99), (False, 0.9)), 0),
        (((False, 0.5), (False, 0.6)), 2),
        (((True, 0.99), (True, 0.98)), 1),
        (((True, 0.5), (True, 0.6), (False, 0.5)), 3),
        (((True, 0.99), (False, 0.99), (False, 0.9)), 0),
    ],
)
def test_sureness_and_shape_of_the_lines_tell_how_a_page_stands(
    lines: tuple[tuple[bool, float], ...], turns: int
) -> None:
    assert recognition._turns(Found(*lines)) == turns


@needs_recognition
def test_a_page_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "_found", lambda _: Found((False, 0.6), (False, 0.55)))
    reading = pdf.read(as_pdf([Image.new("L", (600, 800), 255)]), "扫描.pdf")
    assert reading.warnings[-1] == "第1页的字迹认不清，识别出的文字不可靠，请重新扫描后再入库。"
