"""Bodies named responsible at the end of a clause: （责任部门：A部、B部）."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.answers import Draft, Statement, Support, refused
from assistant.question import Asked
from knowledge.bodies import Note, means_all_offices, notes_in
from knowledge.commitments import Commitment
from knowledge.departments import plain_name
from knowledge.documents import Clause, numbering_length
from knowledge.planted import planted, unplanted
from knowledge.quantities import to_count

_TASK = "(?:任务|职责|责任|工作|事|活)"
_HOW_MANY = "(?:哪些|什么|啥|几[项条件个]|多少[项条件个])"
_TASKS_OF_IT = (
    f"(?:要|该)?(?:(?:负责|承担|牵头|分管|主抓|配合)(?:哪些|哪几|什么|啥|几)|的?{_TASK}(?:共?有|是|包括)?{_HOW_MANY}"
    f"|(?:一?共?有|要?做|要?干|要?办){_HOW_MANY}(?:{_TASK}|[?？。]?$)"
    f"|的?(?:全部|所有|各项)的?{_TASK})"
)
_BODY_WITH_TASKS = re.compile(
    "(?:^(?:请问)?|[的和与、，省市县区协会请问])(?P<body>[一-龥]{1,4}(?:部|处|科|局|组)|[一-龥]{0,4}办公室)"
    + _TASKS_OF_IT
)
ROLES = {"lead": "牵头", "support": "配合"}  # as `Note` and `Commitment` name them
_LEADS, _SUPPORTS, _ANY_ROLE = (
    re.compile("牵头|主办|主责|领头|挑头"),
    re.compile("配合|协办|协助"),
    re.compile("参与|参加|一起|共同|负责|承担"),
)
_ONLY = re.compile("只|仅|点名|点到|单独|独自|共同|一起|一家|直接|单干|合伙")


def responsibility(clause: Clause, begin: int = 0) -> Note | None:
    """The note of responsibility that closes what begins at a place of a clause: the first one after it, else
    the last; None where the clause has none."""
    hidden = planted(clause.text)
    notes = [n for n in notes_in(clause.text) if not any(first <= n.begin < last for first, last in hidden)]
    return next((note for note in notes if note.begin > begin), notes[-1] if notes else None)


def after_note(text: str) -> int:
    """Where a text goes on after a note that closes what stands before it; 0 where it does not begin with one."""
    first = next(iter(notes_in(text)), None)
    if first is None or first.begin > 1:
        return 0
    stop = _closed(text, first)
    return stop if unplanted(text)[stop:].strip("。；; ") else 0


def note_for(clause: Clause, document: Sequence[Clause]) -> Clause:
    """The clause itself if it names responsible bodies, or the first one after it under the same heading that
    does nothing else (〔甲牵头，乙配合〕 as a paragraph); itself where there is none."""
    if responsibility(clause):
        return clause
    after = (one for one in document if one.ordinal > clause.ordinal and one.path == clause.path)
    return next((one for one in after if _is_note(one)), clause)


def _is_note(clause: Clause) -> bool:
    note = responsibility(clause)
    return note is not None and note.stop - note.begin >= MOSTLY * len(clause.text)


LONGEST_HEADING = 16  # that stands before the words of a row
LONGEST_QUOTE = 320  # from a task to the note that closes it, as one quote
MOSTLY = 0.8  # of the text of a paragraph that is a note


def departments_of(clauses: Sequence[Clause]) -> frozenset[str]:
    """All bodies named responsible in these clauses."""
    bodies = {body for clause in clauses for found in notes_in(clause.text) for body in found.bodies}
    return frozenset(body for body in bodies if len(body) > 1)


def role_asked_for(question: str) -> str:
    """The role in which a question asks for the tasks of a body, a key of ROLES; '' where it asks for all of them."""
    leads, supports = (bool(one.search(question)) for one in (_LEADS, _SUPPORTS))
    return "" if leads == supports or _ANY_ROLE.search(question) else "lead" if leads else "support"


_TOGETHER = re.compile("共同|一起|都|合作|和.{1,6}有没有")
_ALONE = re.compile("单独|独自|单扛|一家|只有|独立|没有别的")


def duties(asked: Asked, clauses: Sequence[Clause], ledger: Sequence[Commitment] = ()) -> Draft:
    """Every clause that names the asked bodies responsible, with the count; complete, never a top-k. Of the `ledger`,
    what its own words, and no note, give them (市民政局每半年评估一次)."""
    wanted = asked.departments
    rows = [(clause, found) for clause in clauses for found in notes_in(clause.text)]
    if _TOGETHER.search(asked.question) and len(wanted) > 1:
        kept = [row for row in rows if all(body in row[1].bodies for body in wanted)]
    else:
        kept = [row for row in rows if any(body in row[1].bodies for body in wanted)]
    if _ALONE.search(asked.question) and not re.search("哪些要|合伙|哪些跟", asked.question):
        kept = [row for row in kept if len(row[1].bodies) == 1]
    names = "、".join(wanted)
    role = role_asked_for(asked.question)
    noted = {clause.id for clause, _ in rows}
    shares = _TOGETHER.search(asked.question) or _ALONE.search(asked.question)
    more = [] if shares else _unnoted(ledger, noted, wanted)
    in_role = [row for row in kept if not role or any(body in getattr(row[1], role) for body in wanted)]
    more_in_role = [row for row in more if not role or _has_role(row, role, wanted)]
    other_role = f"没有条款写明由{names}{ROLES[role]}。" if role and not (in_role or more_in_role) else ""
    if not other_role:
        kept, more = in_role, more_in_role
    if not kept and more:
        return duties_by_rows(names, more)
    if not kept:
        supports = tuple(
            Support(c, f.begin, f.stop) for c, f in rows if any(body in f.bodies for body in wanted)
        )
        return (
            Draft((Statement(f"没有{names}共同负责的条款", supports[:6]),))
            if supports
            else refused(f"没有条款写明由{names}负责", "near")
        )
    sources = {clause.source.name for clause, _ in kept} | {row.source.name for row in more}
    before = {one.id: last for last, one in pairwise(clauses) if last.path == one.path}
    own = [_row(clause, found, before.get(clause.id)) for clause, found in kept]
    tasks = _by_clause(more)
    own += [_task(task, wanted) for task in tasks]
    helping = sum(not any(body in found.lead for body in wanted) for _, found in kept)
    helping += sum(_only_helps(task, wanted) for task in tasks)
    head = f"{other_role}{names}{_counted(len(own), helping)}，来自{to_count(len(sources))}份文件"
    common = (
        []
        if _ONLY.search(asked.question)
        else [row for row in rows if any(map(means_all_offices, row[1].bodies))]
    )
    shared = [
        replace(row, text=f"另外，面向各部门：{row.text}")
        for row in (_row(*pair) for pair in common if pair not in kept)
    ]
    return Draft((Statement(head, tuple(row.supports[0] for row in own)), *own, *shared))


def _counted(tasks: int, helping: int) -> str:
    """So many tasks, and in how many of them a body only helps, where it leads in others."""
    helped = f"，其中配合的{to_count(helping)}项" if 0 < helping < tasks else ""
    return f"共{to_count(tasks)}项{helped}"


def _unnoted(ledger: Sequence[Commitment], noted: Collection[str], wanted: Sequence[str]) -> list[Commitment]:
    """The rows of clauses without a note whose own text names one of the bodies."""
    names = [plain_name(body) for body in wanted]
    return [
        row for row in ledger if row.clause.id not in noted and any(name in row.clause.text for name in names)
    ]


def _has_role(row: Commitment, role: str, wanted: Sequence[str]) -> bool:
    """Whether a row names one of the bodies in a role of ROLES."""
    names = set(map(plain_name, getattr(row, role)))
    return any(plain_name(body) in names for body in wanted)


def _row(clause: Clause, found: Note, before: Clause | None = None) -> Statement:
    """One line of a list of duties: address, heading and the note as written; where a clause has several notes,
    or is a paragraph without the heading, the sentence instead of the heading. A paragraph that is only the note
    closes the one `before` it."""
    heading = clause.path[-1] if clause.path else ""
    heading = heading[numbering_length(heading) :]
    note = clause.text[found.begin : found.stop]
    begin, stop = noted_sentence(clause, found)
    notes = notes_in(clause.text)
    if before is not None and before.sentences and _is_note(clause) and not planted(before.text):
        first, end = before.sentences[-1]
        last = Support(before, first + after_note(before.text[first:end]), end)
        named = f"{before.address} {heading}".rstrip()
        return Statement(f"{named}：“{last.quote}”（{note}）", (last, Support(clause, begin, stop)))
    if len(notes) > 1 or (clause.path and not clause.text.startswith(clause.path[-1])):
        closed = (_closed(clause.text, one) for one in notes if one.stop <= found.begin)
        support = Support(clause, max(begin, *closed, 0), stop)
        under = f" {heading}" if heading and "…" not in heading and heading not in support.quote else ""
        return Statement(f"{clause.address}{under}：“{support.quote}”", (support,))
    begin = 0 if stop <= LONGEST_QUOTE and not planted(clause.text[:begin]) else begin
    return Statement(f"{clause.address} {heading}（{note}）", (Support(clause, begin, stop),))


def noted_sentence(clause: Clause, note: Note) -> tuple[int, int]:
    """The span of a note of bodies with the sentence that it closes."""
    spans = [span for span in clause.sentences if span[0] <= note.begin]
    begin = spans[-1][0] if spans else note.begin
    if note.begin - begin < 2 and len(spans) > 1:  # the note is a sentence of its own
        begin = spans[-2][0]
    return begin, _closed(clause.text, note)


def _closed(text: str, note: Note) -> int:
    """Where a note ends, with the bracket that closes it."""
    return note.stop + text.startswith(("）", ")", "〕", "】"), note.stop)


def duties_by_rows(body: str, rows: Sequence[Commitment], role: str = "", what: str = "") -> Draft:
    """Every given row of the ledger in which a body has a `role` of ROLES, with the count: duties that no note names
    (由…负责, …应当), or some of them (`what`: 有数字的任务)."""
    if not rows:
        return refused(f"没有条款写明由{body}负责的{what or '任务'}", "near")
    of_role = [row for row in rows if not role or plain_name(body) in map(plain_name, getattr(row, role))]
    other_role = "" if of_role else f"没有条款写明由{body}{ROLES[role]}。"
    rows = of_role or rows
    tasks = [[row] for row in rows] if what else _by_clause(rows)
    listed = [_task(task, () if what else [body]) for task in tasks]
    sources = {row.source.name for row in rows}
    helping = 0 if what else sum(_only_helps(task, [body]) for task in tasks)
    head = f"{other_role}{body}{what}{_counted(len(tasks), helping)}，来自{to_count(len(sources))}份文件"
    return Draft((Statement(head, tuple(one.supports[0] for one in listed)), *listed))


def _by_clause(rows: Sequence[Commitment]) -> list[list[Commitment]]:
    """The rows of one clause together, one task of a body, in the order of the rows."""
    found: dict[str, list[Commitment]] = {}
    for row in rows:
        found.setdefault(row.clause.id, []).append(row)
    return list(found.values())


def _only_helps(task: Sequence[Commitment], wanted: Sequence[str]) -> bool:
    return not any(_has_role(row, "lead", wanted) for row in task)


_ANSWERS_FOR = re.compile("牵头|负责|配合|落实|承担|协助")


def _task(rows: Sequence[Commitment], wanted: Sequence[str]) -> Statement:
    """One line of a list of tasks: the words of the rows of one clause, and the sentence that names a body where none
    of them does."""
    clause, lines = rows[0].clause, [ledger_row(row) for row in rows]
    spans = {(one.supports[0].begin, one.supports[0].stop) for one in lines}
    names = [plain_name(body) for body in wanted]
    if not any(name in clause.text[slice(*span)] for name in names for span in spans):
        naming = (
            span for span in clause.sentences if any(name in clause.text[slice(*span)] for name in names)
        )
        able = [span for span in naming if not planted(clause.text[slice(*span)])]
        said = max(able, key=lambda span: bool(_ANSWERS_FOR.search(clause.text[slice(*span)])), default=None)
        spans |= {(max(said[0], numbering_length(clause.text)), said[1])} if said else set()
    whole = [a for a in sorted(spans) if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in spans)]
    supports = tuple(
        Support(clause, begin, begin + len(clause.text[begin:stop].rstrip("。；;"))) for begin, stop in whole
    )
    place = lines[0].text.partition("：“")[0]
    return Statement(f"{place}：" + "".join(f"“{support.quote}”" for support in supports), supports)


def ledger_row(row: Commitment) -> Statement:
    """One line of a list of rows: address, the heading that says of what it is, and the very words."""
    quote = row.quote.lstrip("* ")  # what a Markdown file prints bold
    begin = max(0, row.clause.text.find(quote))
    support = Support(row.clause, begin, begin + len(quote))
    heading = row.clause.path[-1] if row.clause.path else ""
    heading = heading[numbering_length(heading) :].rstrip("：:。 ")
    tells = 0 < len(heading) <= LONGEST_HEADING and not re.search(r"[\d“”…，]", heading)
    under = f" {heading}" if tells and heading not in support.quote else ""
    return Statement(f"{row.clause.address}{under}：“{support.quote}”", (support,))


def body_of_rows(question: str, rows: Sequence[Commitment], *, whole: bool = False) -> str:
    """The body of the ledger whose tasks a question asks for, the longest name of them; '' if it names none. Of a
    question for a time (`whole`: 市民政局2026年要完成哪些任务) a name counts wherever it stands."""
    names = {plain_name(body) for row in rows for body in row.bodies}
    asked = (name for name in names if len(name) > 2 and name in question)
    said = (name for name in asked if whole or re.search(re.escape(name) + _TASKS_OF_IT, question))
    return max(said, key=lambda name: (len(name), name), default="")


def unknown_body(question: str) -> str:
    """The office whose tasks a question asks for (宣传部负责哪些任务), '' if it names none."""
    match = _BODY_WITH_TASKS.search(question)
    return match["body"] if match else ""
