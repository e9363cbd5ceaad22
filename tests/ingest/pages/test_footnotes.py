"""Notes at the foot of a page, told by their size, their place and their raised numbers."""

from __future__ import annotations

from ingest.pages.footnotes import Note, without_notes
from ingest.pages.layout import read_sheets
from ingest.pages.printed import Glyph, Sheet


def row(text: str, top: float, size: float = 16.0, left: float = 50.0) -> list[Glyph]:
    return [
        Glyph(char, left + i * size, top, left + (i + 1) * size, top + size) for i, char in enumerate(text)
    ]


BODY = [
    *row("（一）发展夜市", 100),
    *row("1", 100, 8, 162),
    *row("，每周开放。", 100, 16, 166),
    *row("（二）发展书屋。", 130),
]
NOTES = [*row("1夜市是指夜间开放的集市，", 700, 10), *row("见目录。", 714, 10)]


def text(glyphs: tuple[Glyph, ...]) -> str:
    return "".join(glyph.text for glyph in glyphs)


def test_a_note_and_its_raised_number_are_taken_out() -> None:
    rest, (note,) = without_notes([*BODY, *NOTES, *row("— 3 —", 760, 14)])
    assert text(rest) == "（一）发展夜市，每周开放。（二）发展书屋。— 3 —"
    assert (
        isinstance(note, Note) and text(note.glyphs) == "夜市是指夜间开放的集市，见目录。" and note.at == 108
    )


def test_small_text_without_a_raised_number_stays() -> None:
    plain = [glyph for glyph in BODY if glyph.size == 16]
    for glyphs in (
        [*plain, *NOTES],
        [*BODY, *row("夜市是指集市。", 700, 10)],
        BODY,
        [],
        [*BODY, *row("2 集市。", 700, 10)],
    ):
        assert without_notes(glyphs) == (tuple(glyphs), [])


def test_the_note_stands_behind_the_paragraph_that_bears_its_number() -> None:
    sheets = [Sheet(595, 842, (*BODY, *NOTES)), Sheet(595, 842, tuple(row("云州市科协", 100)))]
    assert read_sheets(sheets, "a.pdf").text.splitlines() == [
        "（一）发展夜市，每周开放。",
        "夜市是指夜间开放的集市，见目录。",
        "（二）发展书屋。",
        "云州市科协",
    ]


def test_scanned_pages_are_left_as_they_are() -> None:
    reading = read_sheets([Sheet(595, 842, (*BODY, *NOTES), scanned=True)], "a.pdf")
    assert "1夜市是指" in reading.text
