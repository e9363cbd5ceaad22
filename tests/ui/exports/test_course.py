"""The printable summary: the brief's words with their places, terms, and a quiz whose key stands apart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import docx
import pytest

from assistant.onboarding import Course, course
from assistant.quiz import of_course
from knowledge.errors import UserError
from knowledge.ledger import open_ledger
from tests.ui.newcomers import DEPARTMENT, make_data
from ui.exports.course import course_blocks, export_course

NOON = datetime(2032, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Course]:
    catalog = make_data(tmp_path)
    yield course(catalog, open_ledger(catalog, tmp_path), DEPARTMENT, "head", date(2032, 5, 6))
    catalog.close()


def test_every_passage_and_term_is_followed_by_its_place(found: Course) -> None:
    blocks = course_blocks(found, (), {})
    texts = [block.text for block in blocks if block.kind == "text"]
    brief = [one.quote for part in found.sections for one in part.brief]
    assert texts == [*brief, *(term.quote for term in found.terms)]
    for before, after in pairwise(blocks):
        assert before.kind != "text" or (after.kind == "source" and "云科协发〔2031〕7号" in after.text)


def test_the_key_of_the_quiz_comes_after_all_questions(found: Course) -> None:
    asked = of_course(found, 1)
    answers = {asked[0].id: asked[0].right, asked[1].id: "别的"}
    blocks = course_blocks(found, asked, answers)
    first = next(n for n, block in enumerate(blocks) if block.text.startswith("第 1 题答案"))
    assert not any("答案" in block.text for block in blocks[:first])
    assert "你答对了" in blocks[first].text and "你答的是“别的”" in blocks[first + 1].text
    assert len(blocks) - first == len(asked)
    assert all(question.right in block.text for question, block in zip(asked, blocks[first:], strict=True))


def test_the_file_is_markdown_or_word_by_its_suffix(found: Course, tmp_path: Path) -> None:
    asked = of_course(found, 1)
    for suffix in (".md", ".docx"):
        said = export_course(found, asked, {}, tmp_path / f"甲{suffix}", NOON)
        assert re.fullmatch(
            rf"已写入简报 {found.characters} 字、术语 1 条、测验 {len(asked)} 题：甲\{suffix}", said
        )
    text = (tmp_path / "甲.md").read_text(encoding="utf-8")
    word = docx.Document(io.BytesIO((tmp_path / "甲.docx").read_bytes()))
    assert "\\<script\\>" in text and "<script>" not in text
    assert any("<script>" in paragraph.text for paragraph in word.paragraphs)


def test_another_suffix_is_a_mistake(found: Course, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.md、\.docx"):
        export_course(found, (), {}, tmp_path / "甲.pdf", NOON)
