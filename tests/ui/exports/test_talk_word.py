"""The Word document of a conversation, read back by python-docx and by LibreOffice."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC
from pathlib import Path

import docx
import pytest

from tests.ui.exports.ledgers import converted
from tests.ui.exports.talks import ANSWERS, AT, TALK
from ui.exports import talk_word
from ui.exports.talk_blocks import REFUSED, blocks
from ui.exports.talk_word import word

MADE = blocks(TALK, ANSWERS, AT)
SAID = [("问：" if block.kind == "question" else "") + block.text for block in MADE]


def test_every_block_comes_back_and_nothing_is_a_link() -> None:
    content = word(MADE, AT)
    document = docx.Document(io.BytesIO(content))
    assert [paragraph.text for paragraph in document.paragraphs] == SAID
    assert [len(paragraph.hyperlinks) for paragraph in document.paragraphs] == [0] * len(MADE)
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Heading 1" and styles.count("Heading 2") == len(ANSWERS)
    (label,) = (paragraph for paragraph in document.paragraphs if paragraph.text == REFUSED)
    assert all(run.bold for run in label.runs)
    relations = zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    assert "evil.example" not in relations


def test_the_page_is_upright_a4_and_says_when_it_was_made() -> None:
    document = docx.Document(io.BytesIO(word(MADE, AT)))
    section, about = document.sections[0], document.core_properties
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert about.title == TALK.title and about.created == AT.astimezone(UTC)


def test_the_same_conversation_at_the_same_time_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = word(MADE, AT)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert word(MADE, AT) == first
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {talk_word._EPOCH}


def test_libreoffice_reads_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "对话.docx"
    path.write_bytes(word(MADE, AT))
    made = converted(path, "txt:Text (encoded):UTF8", tmp_path)
    read = re.sub(r"\s", "", made.read_text(encoding="utf-8-sig"))
    assert read == re.sub(r"\s", "", "".join(SAID))
