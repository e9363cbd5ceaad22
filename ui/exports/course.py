"""What somebody new in a post reads as a file, .md or .docx: brief, terms, and the quiz with its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from assistant.onboarding import Course, Passage, Section
from assistant.quiz import Question
from knowledge.documents import Clause
from knowledge.validity import in_brackets
from ui.exports.columns import clean
from ui.exports.files import known_suffix, whole_file
from ui.exports.talk import TALK_SUFFIXES
from ui.exports.talk_blocks import Block, Kind
from ui.exports.talk_markdown import markdown
from ui.exports.talk_word import word
from ui.render import KIND_LABELS

VERBATIM = "以下文字逐句摘自所注条款，内容以原文件为准。"
LETTERS = "ABCD"


def export_course(
    course: Course, questions: Sequence[Question], answers: Mapping[str, str], path: Path, at: datetime
) -> str:
    """Write a course in the format of the path's suffix; a Chinese sentence that says what was written.

    `answers` are what was chosen, by question id. UserError where the file cannot be written.
    """
    suffix = known_suffix(path, TALK_SUFFIXES)
    made = course_blocks(course, questions, answers)
    with whole_file(path) as draft:
        draft.write_bytes(markdown(made).encode("utf-8") if suffix == ".md" else word(made, at))
    return f"已写入简报 {course.characters} 字、术语 {len(course.terms)} 条、测验 {len(questions)} 题：{path.name}"


def course_blocks(
    course: Course, questions: Sequence[Question], answers: Mapping[str, str]
) -> tuple[Block, ...]:
    """What stands in the file, whatever its format."""
    found = [*_head(course)]
    for number, section in enumerate(course.sections, 1):
        found += _section(number, section)
    found += _terms(course)
    found += _quiz(questions, answers)
    return tuple(Block(kind, line) for kind, text in found if (line := " ".join(clean(text).split())))


def title_of(course: Course) -> str:
    """What the course is called."""
    return f"{course.department} {course.post_name}简报"


def _head(course: Course) -> Iterator[tuple[Kind, str]]:
    day = f"{course.today.year}年{course.today.month}月{course.today.day}日"
    yield "title", title_of(course)
    yield "remark", f"{day}；正文 {course.characters} 字，约 {course.minutes} 分钟读完。{VERBATIM}"
    yield "remark", "依据文件：" + "；".join(source.label for source in course.sources)
    if course.outdated:
        yield "remark", "不再适用、未列入：" + "；".join(source.label for source in course.outdated)


def _section(number: int, section: Section) -> Iterator[tuple[Kind, str]]:
    yield "heading", f"{number}. {section.title}"
    yield "remark", section.reason
    for passage in section.brief:
        yield "text", passage.quote
        yield "source", _source(passage)
    if section.again:
        yield "source", "前面已列：" + "；".join(_again(section.again))


def _again(passages: Sequence[Passage]) -> Iterator[str]:
    """Passages by their addresses, the document named where it is another one than before."""
    before = None
    for passage in passages:
        clause = passage.clause
        where = (clause.address or KIND_LABELS[clause.kind]) if clause.source == before else place(clause)
        before = clause.source
        yield f"{where}（{passage.note}）" if passage.note else where


def _source(passage: Passage) -> str:
    heading = f" {passage.heading}" if passage.heading else ""
    note = f"（{passage.note}）" if passage.note else ""
    return f"{place(passage.clause)}{heading}{note}"


def place(clause: Clause) -> str:
    """《title》（number） and the address of a clause."""
    return f"{clause.source.label}{in_brackets(clause.source)} {clause.address or KIND_LABELS[clause.kind]}"


def _terms(course: Course) -> Iterator[tuple[Kind, str]]:
    if course.terms:
        yield "heading", "术语"
    for term in course.terms:
        yield "label", f"{term.term}（{term.full}）" if term.full else term.term
        yield "text", term.quote
        yield "source", place(term.clause)


def _quiz(questions: Sequence[Question], answers: Mapping[str, str]) -> Iterator[tuple[Kind, str]]:
    if questions:
        yield "heading", "测验"
    for number, question in enumerate(questions, 1):
        yield "label", f"{number}. {question.text}"
        yield "text", "　".join(f"{LETTERS[i]}. {choice}" for i, choice in enumerate(question.choices))
    for number, question in enumerate(questions, 1):
        chosen = answers.get(question.id)
        mine = "" if chosen is None else "，你答对了" if chosen == question.right else f"，你答的是“{chosen}”"
        key = f"{LETTERS[question.key]}. {question.right}{mine}"
        yield "source", f"第 {number} 题答案：{key}。见{place(question.row.clause)}"
