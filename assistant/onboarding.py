"""What somebody new in a post reads first: a path of clauses in an order with a reason, and a brief of it.

Which clauses, follows from the ledger and from how clauses are worded; a post (分管领导, 部门负责人,
一般干部) decides how the brief shares out its length and what comes first in it. Every word of the
brief is a clause's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Literal

from knowledge.commitments import Commitment
from knowledge.departments import Department, plain_name
from knowledge.documents import Clause, Source, join_lines
from knowledge.errors import UserError
from knowledge.glossary import Definition, glossary
from knowledge.ledger import Filter, Ledger
from knowledge.records import Records

Post = Literal["leader", "head", "staff"]
Key = Literal["purpose", "lead", "support", "common", "due", "recurring", "rules", "others"]
POSTS: Mapping[str, Post] = {"分管领导": "leader", "部门负责人": "head", "一般干部": "staff"}
BRIEF_CHARACTERS = 4000
CHARACTERS_A_MINUTE = 400
LONGEST_PASSAGE = 400

# What part of the brief each section may fill, by post; what is left over goes to the largest.
SHARES: Mapping[Post, Mapping[Key, float]] = {
    "leader": {"purpose": 0.3, "lead": 0.25, "support": 0.05, "common": 0.05, "due": 0.2, "recurring": 0.05, "rules": 0.1},
    "head": {"purpose": 0.15, "lead": 0.35, "support": 0.15, "common": 0.05, "due": 0.15, "recurring": 0.05, "rules": 0.1},
    "staff": {"purpose": 0.1, "lead": 0.4, "support": 0.15, "common": 0.1, "due": 0.05, "recurring": 0.1, "rules": 0.1},
}  # fmt: skip
TITLES: Mapping[Key, tuple[str, str]] = {
    "purpose": ("总体要求", "先看文件为什么发、总的要求是什么，后面的任务都由此而来。"),
    "lead": ("牵头的任务", "文件写明由本部门牵头或负责，是最先要抓的。"),
    "support": ("配合的任务", "由别的部门牵头，本部门要配合。"),
    "common": ("各部门都要做的", "文件对机关各部门提出的要求。"),
    "due": ("今年到期的目标和时限", "约束本部门的文件写明这一年要完成的，含没有写明责任部门的总目标。"),
    "recurring": ("经常性工作", "每年、每季度、每月都要做的，容易漏。"),
    "rules": ("经费和报告的规定", "写到本部门或各部门的经费、报送、备案要求。"),
    "others": ("文件里的其他任务", "不由本部门做，了解别的部门在做什么，便于衔接。"),
}
_PURPOSE = re.compile("^(?:第[一二三四五六七八九十]+条)?为(?:了)?[^。]{4,}(?:制定|编制|提出|印发|现就|出台)")
_GENERAL = re.compile(
    "总体(?:要求|思路|目标|考虑)|指导思想|基本(?:原则|要求|思路)|(?:主要|工作|发展|建设|分步|具体)目标|工作要求|建设思路|(?<!项)目的"
)
_OFFICE = re.compile("(?:部|处|科|室|办|厅|局|委|中心|馆|科协)$")
_RULES = re.compile("经费|资金|预算|专款|补助|报销|决算|审计|报送|上报|报告|备案|报备|总结|台账|通报")
_ALL = re.compile("(?:各|有关|全体)(?:部门|部室|处室|科室|单位)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a clause, `clause.text[begin:stop]`; `note` says why they stand here: 牵头, 每年, 到2027年."""

    clause: Clause
    begin: int
    stop: int
    note: str = ""

    @property
    def quote(self) -> str:
        """The words, verbatim."""
        return self.clause.text[self.begin : self.stop].strip()

    @property
    def heading(self) -> str:
        """The nearest heading that stands over the words and not in them; '' if none."""
        return next((h for h in reversed(self.clause.path) if h not in self.quote), "")


@dataclass(frozen=True, slots=True)
class Section:
    """One stage of the path: its passages in order, and why it is read.

    Of the passages the brief prints those in `brief`; `again` it has printed in an earlier section.
    """

    key: Key
    title: str
    reason: str
    passages: tuple[Passage, ...]
    brief: tuple[Passage, ...] = ()
    again: tuple[Passage, ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses to read, each once, in order."""
        return tuple({passage.clause.id: passage.clause for passage in self.passages}.values())


@dataclass(frozen=True, slots=True)
class Course:
    """What a post in a department reads, on a day: sections, terms, and the ledger rows behind them.

    `sources` are the documents that bind the department, `outdated` those left out because they no
    longer apply, `peers` the rows of all documents that apply: what a quiz takes its wrong choices from.
    """

    department: str
    post: Post
    today: date
    sources: tuple[Source, ...]
    outdated: tuple[Source, ...]
    sections: tuple[Section, ...]
    terms: tuple[Definition, ...]
    rows: tuple[Commitment, ...]
    peers: tuple[Commitment, ...]

    @property
    def name(self) -> str:
        """What progress is kept under."""
        return f"{self.department}|{self.post}"

    @property
    def post_name(self) -> str:
        """The post as a person says it."""
        return next(name for name, post in POSTS.items() if post == self.post)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses of the path, each once."""
        return tuple({clause.id: clause for part in self.sections for clause in part.clauses}.values())

    @property
    def characters(self) -> int:
        """How long the brief is."""
        return sum(len(passage.quote) for part in self.sections for passage in part.brief)

    @property
    def minutes(self) -> int:
        """How long the brief takes to read, at CHARACTERS_A_MINUTE, rounded up."""
        return -(-self.characters // CHARACTERS_A_MINUTE)


def post_of(name: str) -> Post:
    """The post of a name. UserError for another name."""
    if name not in POSTS:
        raise UserError(f"没有“{name}”这一岗位，请选{'、'.join(POSTS)}。")
    return POSTS[name]


def label_of(department: Department) -> str:
    """A department with its issuer, as it is offered for choice."""
    return f"{department.name}（{department.issuer}）" if department.issuer else department.name


def offered(ledger: Ledger) -> tuple[str, ...]:
    """The departments to choose from: bodies that are named like offices (all, where none is), by issuer,
    those of documents without one last."""
    named = [d for d in ledger.roster.departments if d.duties]
    offices = [d for d in named if _OFFICE.search(d.name) and not d.name.startswith(("各", "中央"))]
    return tuple(dict.fromkeys(map(label_of, sorted(offices or named, key=lambda d: d.issuer is None))))


def course(records: Records, ledger: Ledger, department: str, post: Post, today: date) -> Course:
    """The reading of a post in a department, as `offered` or as a person says it; several joined by 、.

    UserError where the department is unknown or ambiguous, or no document that applies names it.
    """
    rows = _rows(ledger, department)
    applying = tuple(row for row in rows if not (row.source.outdated or row.source.is_draft))
    outdated = {row.source.name: row.source for row in rows if row not in applying}
    if not applying:
        raise UserError(f"没有现行的文件写到“{department}”的任务，请换一个部门，或先导入有关文件。")
    sources = {row.source.name: row.source for row in applying}
    snapshot = records.snapshot()
    clauses = [clause for name in sources for clause in snapshot.clauses[name]]
    peers = tuple(row for row in ledger.rows if not (row.source.outdated or row.source.is_draft))
    of_documents = tuple(row for row in peers if row.source.name in sources)
    names = frozenset().union(*(ledger.roster.wanted(name) for name, _ in _parts(ledger, department)))
    sections = _sections(clauses, applying, of_documents, names, today)
    return Course(
        department, post, today, tuple(sources.values()), tuple(outdated.values()),
        _with_brief(sections, post), glossary(clauses), applying, peers,
    )  # fmt: skip


def _parts(ledger: Ledger, department: str) -> list[tuple[str, str | None]]:
    """Name and issuer of a department, or of several that are joined by 、 (which a name may also hold)."""
    known = {label_of(d): (d.name, d.issuer) for d in ledger.roster.departments}
    known |= {d.name: (d.name, None) for d in ledger.roster.departments if d.name not in known}
    whole = department.strip()
    parts = [whole] if whole in known else [part.strip() for part in re.split("[、，,]", whole)]
    if not any(parts):
        raise UserError("请先选择或写明部门。")
    return [known.get(_completed(part, known), (part, None)) for part in parts if part]


def _completed(part: str, known: Iterable[str]) -> str:
    """The one known name that begins with what was typed, else what was typed."""
    found = [name for name in known if name.startswith(part)]
    return found[0] if part not in found and len(found) == 1 else part


def _rows(ledger: Ledger, department: str) -> tuple[Commitment, ...]:
    """The rows that name a department or all offices of its issuer, in the order of the ledger."""
    found: set[str] = set()
    for name, issuer in _parts(ledger, department):
        chosen = ledger.select(Filter(department=name, all_offices=True)).rows
        found |= {row.id for row in chosen if issuer is None or row.source.issuer == issuer}
    return tuple(row for row in ledger.rows if row.id in found)


def _sections(
    clauses: Sequence[Clause],
    rows: Sequence[Commitment],
    of_documents: Sequence[Commitment],
    names: frozenset[str],
    today: date,
) -> list[Section]:
    """The stages of the path, each passage once in a stage; an empty stage is left out."""
    lead = [row for row in rows if _names(row.lead, names)]
    support = [row for row in rows if _names(row.support, names) and row not in lead]
    due, title = _due([row for row in of_documents if row in rows or not row.bodies], today)
    found: dict[Key, Iterable[Passage]] = {
        "purpose": _purposes(clauses),
        "lead": (_passage(row, "牵头") for row in lead),
        "support": (_passage(row, "配合") for row in support),
        "common": (_passage(row, "各部门") for row in rows if row not in lead and row not in support),
        "due": (_passage(row, row.deadline.as_written) for row in due if row.deadline),
        "recurring": (_passage(row, row.frequency.as_written) for row in rows if row.frequency),
        "rules": _rules(clauses, rows, names),
        "others": (_passage(row, "") for row in of_documents if row not in rows),
    }
    sections = []
    for key, passages in found.items():
        kept = {(one.clause.id, one.begin): one for one in reversed(list(passages)) if one.quote}
        if kept:
            name = title if key == "due" else TITLES[key][0]
            sections.append(Section(key, name, TITLES[key][1], tuple(kept.values())[::-1]))
    return sections


def _names(bodies: Sequence[str], names: frozenset[str]) -> bool:
    return any(plain_name(body) in names for body in bodies)


def _due(rows: Sequence[Commitment], today: date) -> tuple[list[Commitment], str]:
    """The rows that fall due this year, else in the next year that has any, and the title that says so."""
    years = {row.id: row.deadline.date.year for row in rows if row.deadline and row.deadline.date}
    year = min((year for year in years.values() if year >= today.year), default=today.year)
    title = TITLES["due"][0] if year == today.year else f"{year}年到期的目标和时限（今年没有）"
    return [row for row in rows if years.get(row.id) == year], title


def _purposes(clauses: Sequence[Clause]) -> Iterator[Passage]:
    """Why the documents were issued and what they want as a whole, taken from the documents in turn."""
    by_document: dict[str, list[Passage]] = {}
    for clause in clauses:
        by_document.setdefault(clause.source.name, []).extend(_general(clause))
    for turn in zip_longest(*by_document.values()):
        yield from filter(None, turn)


def _general(clause: Clause) -> Iterator[Passage]:
    if clause.kind in ("title", "footer", "heading", "table"):
        return
    whole = any(map(_GENERAL.search, clause.path)) or (
        clause.kind == "preamble" and clause.address != "主送机关"
    )
    for begin, stop in clause.sentences:
        if (whole and not _is_heading(clause, begin, stop)) or _PURPOSE.search(clause.text[begin:stop]):
            yield Passage(clause, begin, stop)


def _is_heading(clause: Clause, begin: int, stop: int) -> bool:
    """Whether words of a clause are only its heading line."""
    return bool(clause.path) and begin == 0 and clause.text[:stop].strip("。") == clause.path[-1].strip("。")


def _rules(clauses: Sequence[Clause], rows: Sequence[Commitment], names: frozenset[str]) -> Iterator[Passage]:
    """Sentences on money and reporting that name the department or all offices, or stand with such a row."""
    of_rows = {row.clause.id for row in rows}
    for clause in clauses:
        if clause.kind in ("title", "footer", "heading"):
            continue
        for begin, stop in clause.sentences:
            quote = clause.text[begin:stop]
            named = any(name in quote for name in names) or _ALL.search(quote)
            if _RULES.search(quote) and (named or clause.id in of_rows):
                yield Passage(clause, begin, stop)


def _passage(row: Commitment, note: str) -> Passage:
    """The sentences of the clause that hold a row's words; of very long ones only the words."""
    begin, stop = span_of(row.clause, row.start, row.end)
    touched = [(b, e) for b, e in row.clause.sentences if b < stop and begin < e]
    if touched and touched[-1][1] - touched[0][0] <= LONGEST_PASSAGE:
        begin, stop = touched[0][0], touched[-1][1]
    return Passage(row.clause, begin, stop, join_lines(note))


def span_of(clause: Clause, start: int, end: int) -> tuple[int, int]:
    """Where `source_text[start:end]` stands in the clause's text: the inverse of `Clause.locate`."""
    places = [index for index, char in enumerate(clause.text) if not char.isspace()]
    first = sum(not char.isspace() for char in clause.raw[: max(0, start - clause.start)])
    count = sum(not char.isspace() for char in clause.raw[: max(0, end - clause.start)]) - first
    if count <= 0 or first + count > len(places):
        return 0, len(clause.text)
    return places[first], places[first + count - 1] + 1


def _with_brief(sections: Sequence[Section], post: Post) -> tuple[Section, ...]:
    """The sections with their parts of the brief: the purpose, then what the post has most to do with; each
    passage in the first section that holds it."""
    chosen, seen = _chosen(sections, SHARES[post], _FIRST[post]), set[tuple[str, int]]()
    made = []
    for part in sorted(sections, key=lambda one: (one.key != "purpose", -SHARES[post].get(one.key, 0.0))):
        printed = [one for one in part.passages if _place(one) in chosen]
        brief = tuple(one for one in printed if _place(one) not in seen)
        again = tuple(one for one in printed if _place(one) in seen)
        seen |= {_place(one) for one in brief}
        if part.key == "others":  # what others do is read only as far as the brief has room for it
            part, again = replace(part, passages=brief), ()
        made.append(replace(part, brief=brief, again=again))
    return tuple(part for part in made if part.passages)


def _chosen(
    sections: Sequence[Section], shares: Mapping[Key, float], first: Callable[[Passage], bool]
) -> set[tuple[str, int]]:
    """The passages that fit into a brief: first each section's share, then what is left, those with the
    largest share first."""
    chosen: set[tuple[str, int]] = set()
    room = BRIEF_CHARACTERS
    for whole in (False, True):
        for part in sorted(sections, key=lambda one: -shares.get(one.key, 0) if whole else 0):
            limit = room if whole else min(room, int(shares.get(part.key, 0) * BRIEF_CHARACTERS))
            for passage in sorted(part.passages, key=first):
                length = len(passage.quote)
                if _place(passage) not in chosen and length <= limit:
                    chosen.add(_place(passage))
                    limit, room = limit - length, room - length
    return chosen


def _place(passage: Passage) -> tuple[str, int]:
    return passage.clause.id, passage.begin


def _has_figure(passage: Passage) -> bool:
    return bool(re.search("[0-9０-９%]|[一二两三四五六七八九十百千万]+(?:个|家|次|场|名|人)", passage.quote))


# What comes first in a brief that cannot hold all: numbers and days for those who answer for them,
# what the department leads for its own head, what is done again and again for those who do it.
_FIRST: Mapping[Post, Callable[[Passage], bool]] = {
    "leader": lambda passage: not _has_figure(passage),
    "head": lambda passage: passage.note != "牵头",
    "staff": lambda passage: "每" not in passage.quote,
}
