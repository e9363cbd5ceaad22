"""What the tab 「新任干部」 shows, as HTML. Pure functions; every text from outside passes through `plain`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assistant.onboarding import Course, Passage, Section
from assistant.quiz import Question
from knowledge.documents import Clause
from knowledge.glossary import Definition
from ui.exports.course import LETTERS, VERBATIM, title_of
from ui.render import KIND_LABELS, note, plain, status

CHOOSE = '<p class="hint">选好岗位和部门，即可生成简报、阅读路径、术语和测验。</p>'
NO_QUIZ = "有关文件里可比较的数字、时间和部门太少，出不成题；多导入一些文件后再试。"


def brief(course: Course) -> str:
    """The brief: how long it is, what it rests on, and each section's words with their clauses."""
    words = f"正文 {course.characters} 字，约 {course.minutes} 分钟读完。{VERBATIM}"
    sources = "".join(f"<li>{plain(source.label)}</li>" for source in course.sources)
    old = "".join(f"<li>{plain(source.label)}{status(source)}</li>" for source in course.outdated)
    left = f"<p>不再适用、未列入：</p><ul>{old}</ul>" if old else ""
    about = f"<details><summary>依据 {len(course.sources)} 份文件</summary><ul>{sources}</ul>{left}</details>"
    body = "".join(_brief_section(part, number) for number, part in enumerate(course.sections, 1))
    return f'<article class="brief"><h2>{plain(title_of(course))}</h2><p class="caption">{words}</p>{about}{body}</article>'


def _brief_section(part: Section, number: int) -> str:
    quotes = "".join(
        _brief_item(one, before) for before, one in zip((None, *part.brief), part.brief, strict=False)
    )
    again = "".join(_cite(one) for one in part.again)
    listed = f"<ul>{quotes}</ul>" if quotes else ""
    seen = f'<p class="caption">前面已列：{again}</p>' if again else ""
    return f'<section><h3>{number}. {plain(part.title)}</h3><p class="caption">{plain(part.reason)}</p>{listed}{seen}</section>'


def _brief_item(passage: Passage, before: Passage | None) -> str:
    """A passage, under its heading where that is another one than before."""
    new = passage.heading and (before is None or before.heading != passage.heading)
    heading = f'<span class="where">{plain(passage.heading)}</span>' if new else ""
    return f"<li>{heading}{plain(passage.quote)}{_cite(passage)}</li>"


def _cite(passage: Passage) -> str:
    """The button that opens a passage's clause."""
    mark = f'<span class="why">{plain(passage.note)}</span>' if passage.note else ""
    return f" {clause_button(passage.clause, passage.begin, passage.stop)}{mark}"


def clause_button(clause: Clause, begin: int, stop: int) -> str:
    """A button that opens a clause at words of it."""
    name = plain(clause.address or KIND_LABELS[clause.kind])
    label = plain(f"查看原文：{clause.source.label} {clause.address}")
    pick = plain(f"open:{clause.id}:{begin}:{stop}")
    return f'<button type="button" class="chip" data-pick="{pick}" title="{label}" aria-label="{label}">{name}</button>'


def path(course: Course, read: Collection[str]) -> str:
    """The reading path: sections with their clauses, each to open and to tick off."""
    total = len(course.clauses)
    done = sum(clause.id in read for clause in course.clauses)
    shown: set[str] = set()
    parts = []
    for number, part in enumerate(course.sections, 1):
        new = [clause for clause in part.clauses if clause.id not in shown]
        shown |= {clause.id for clause in new}
        if new:
            parts.append(_path_section(part, number, new, read))
    bar = f'<progress max="{total}" value="{done}" aria-label="阅读进度"></progress>'
    return (
        f'<div class="path"><p role="status">已读 {done} 条，共 {total} 条。{bar}</p>{"".join(parts)}</div>'
    )


def _path_section(part: Section, number: int, clauses: Sequence[Clause], read: Collection[str]) -> str:
    items, before = "", ""
    for clause in clauses:
        items += _path_item(part, clause, clause.id in read, clause.source.name != before)
        before = clause.source.name
    return f'<section><h3>{number}. {plain(part.title)}</h3><p class="caption">{plain(part.reason)}</p><ol>{items}</ol></section>'


def _path_item(part: Section, clause: Clause, read: bool, new: bool) -> str:
    """A clause to open and to tick off, under the title of its document where that is a new one."""
    first = next(one for one in part.passages if one.clause.id == clause.id)
    pick, text = ("unread", "已读") if read else ("read", "标为已读")
    done = ' class="done"' if read else ""
    where = f'<span class="where">{plain(clause.source.title)}</span>' if new else ""
    tick = (
        f'<button type="button" class="tick" data-pick="{pick}:{plain(clause.id)}" aria-pressed="{str(read).lower()}" '
        f'aria-label="{plain(f"标为已读：{clause.address}")}">{text}</button>'
    )
    words = f'<span class="excerpt">{plain(first.quote[:90])}{"…" if len(first.quote) > 90 else ""}</span>'
    return f"<li{done}><div>{where}{_cite(first)}{words}</div>{tick}</li>"


def terms(found: Sequence[Definition]) -> str:
    """The glossary: each term, what it is short for, and the words that define it."""
    if not found:
        return note("有关文件里没有找到定义术语或规定简称的条款。")
    return f'<dl class="terms">{"".join(map(_term, found))}</dl>'


def _term(term: Definition) -> str:
    full = f"<small>全称：{plain(term.full)}</small>" if term.full else ""
    cite = clause_button(term.clause, term.begin, term.stop)
    return f"<div><dt>{plain(term.term)}{full}</dt><dd>{plain(term.quote)} {cite}</dd></div>"


def quiz(questions: Sequence[Question], answers: Mapping[str, str], at: int, seed: int) -> str:
    """One question, number `at` from 0, and how the quiz stands; past the last one the result."""
    if not questions:
        return note(NO_QUIZ)
    right = sum(answers.get(question.id) == question.right for question in questions)
    answered = sum(question.id in answers for question in questions)
    stand = (
        f'<p class="caption" role="status">第 {seed} 套；已答 {answered} 题，答对 {right} 题，'
        f"共 {len(questions)} 题。进度已保存。</p>"
    )
    steps = "".join(_step(question, number, answers, at) for number, question in enumerate(questions))
    body = _asked(questions[at], at, answers) if at < len(questions) else _result(right, questions, answers)
    return f'<section class="quiz">{stand}<div class="steps" role="group" aria-label="题号">{steps}</div>{body}</section>'


def _step(question: Question, number: int, answers: Mapping[str, str], at: int) -> str:
    chosen = answers.get(question.id)
    state = "" if chosen is None else "right" if chosen == question.right else "wrong"
    said = {"": "未答", "right": "答对", "wrong": "答错"}[state]
    here = ' aria-current="step"' if number == at else ""
    return (
        f'<button type="button" class="step {state}" data-pick="question:{number}"{here} '
        f'aria-label="第 {number + 1} 题，{said}">{number + 1}</button>'
    )


def _asked(question: Question, number: int, answers: Mapping[str, str]) -> str:
    chosen = answers.get(question.id)
    choices = "".join(_choice(question, index, chosen) for index in range(len(question.choices)))
    said = _verdict(question, chosen) if chosen is not None else ""
    return (
        f'<h3 tabindex="-1">{number + 1}. {plain(question.text)}</h3>'
        f'<div class="choices" role="group" aria-label="选项">{choices}</div>{said}'
    )


def _choice(question: Question, index: int, chosen: str | None) -> str:
    choice = question.choices[index]
    text = f"{LETTERS[index]}. {plain(choice)}"
    if chosen is None:
        return (
            f'<button type="button" class="choice" data-pick="answer:{question.id}:{index}">{text}</button>'
        )
    state = "right" if index == question.key else "wrong" if choice == chosen else ""
    mark = {"right": "（正确）", "wrong": "（你选的，不对）", "": ""}[state]
    return f'<p class="choice {state}">{text}{mark}</p>'


def _verdict(question: Question, chosen: str) -> str:
    said = "答对了。" if chosen == question.right else f"不对，原文写的是“{question.right}”。"
    again = clause_button(question.row.clause, *span(question))
    return (
        f'<p class="verdict" role="status">{plain(said)}依据：{again}</p>'
        '<button type="button" class="choice next" data-pick="next">下一题</button>'
    )


def span(question: Question) -> tuple[int, int]:
    """Where the right words stand in the clause's text; the whole clause where line ends tear them."""
    first = question.right.split("、")[0]
    begin = question.row.clause.text.find(first)
    return (begin, begin + len(first)) if begin >= 0 else (0, len(question.row.clause.text))


def _result(right: int, questions: Sequence[Question], answers: Mapping[str, str]) -> str:
    missed = [question for question in questions if answers.get(question.id) != question.right]
    again = "".join(
        f"<li>{plain(question.text)}<b>{plain(question.right)}</b>{clause_button(question.row.clause, *span(question))}</li>"
        for question in missed
    )
    listed = f"<p>还要再看的：</p><ol>{again}</ol>" if missed else "<p>全部答对。</p>"
    return (
        f'<h3 tabindex="-1">答对 {right} 题，共 {len(questions)} 题</h3>{listed}'
        '<div class="choices"><button type="button" class="choice next" data-pick="new">换一套题</button>'
        '<button type="button" class="choice" data-pick="restart">重做这套题</button></div>'
    )
