"""What may be asked next: facts of the cited clauses that an answer leaves unsaid, each as a question.

The rows of the ledger name the facts (who, by when, how much, how often), the place and the heading name
the subject. Whether a question is answered with its fact is for the assistant to try (`FollowUp.holds`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.answers import Answer
from assistant.listing import short_label
from assistant.scope import regions_of
from knowledge.commitments import Commitment
from knowledge.documents import Source
from knowledge.words import fold

MOST_FOLLOW_UPS = 3
LONGEST_TITLE = 30
_SUBJECT = re.compile(r"[一-龥“”]{4,16}")
_HOW_MUCH = {"": "是多少", "%": "是多少"}
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, and the printed words that its answer must hold."""

    question: str
    fact: str

    def holds(self, answer: Answer) -> bool:
        """Whether an answer to the question gives the fact."""
        return answer.status == "answered" and _bare(self.fact) in _bare(answer.text)


def going_on(answer: Answer, rows: Sequence[Commitment]) -> Iterator[FollowUp]:
    """Questions about the `rows` of the clauses that an answer cites, one of each sort, then one about their
    document; none whose fact the answer gives already."""
    said = _bare(answer.text)
    asked = {answer.question}
    for found in (*_of_rows(rows, said), *islice(_of_documents(answer, said), 1)):
        if found.question not in asked:
            asked.add(found.question)
            yield found


def _of_rows(rows: Sequence[Commitment], said: str) -> Iterator[FollowUp]:
    for sort in (_who, _when, _how_much, _how_often, _tasks):
        new = (one for row in rows for one in sort(row) if _bare(one.fact) not in said or sort is _tasks)
        yield from islice(new, 1)


def _who(row: Commitment) -> Iterable[FollowUp]:
    return [FollowUp(f"{name}由哪些部门负责？", row.bodies[0]) for name in _subject(row) if row.bodies]


def _when(row: Commitment) -> Iterable[FollowUp]:
    time = row.deadline
    return [FollowUp(f"{name}什么时候完成？", time.as_written) for name in _subject(row) if time]


def _how_often(row: Commitment) -> Iterable[FollowUp]:
    often = row.frequency
    return [FollowUp(f"{name}多久一次？", often.as_written) for name in _subject(row) if often]


def _how_much(row: Commitment) -> Iterable[FollowUp]:
    place = _place(row.source)
    return [
        FollowUp(f"{place}{one.object}{_HOW_MUCH.get(one.unit, f'多少{one.unit}')}？", one.as_written)
        for one in row.indicators
        if _SUBJECT.fullmatch(one.object)
    ]


def _tasks(row: Commitment) -> Iterable[FollowUp]:
    place = _place(row.source)
    return [FollowUp(f"{place}的{body}负责哪些任务？", body) for body in row.lead[:1] if place]


def _of_documents(answer: Answer, said: str) -> Iterator[FollowUp]:
    """When and to whom the cited documents were issued."""
    for source in dict.fromkeys(citation.clause.source for citation in answer.citations):
        title, day, readers = source.short_title, source.issued_on, (source.recipients or "").rstrip("：:")
        if not title or len(title) > LONGEST_TITLE:
            continue
        if day and f"{day.year}年{day.month}月" not in said:
            yield FollowUp(f"《{title}》什么时候印发？", f"{day.year}年")
        if readers and _bare(readers) not in said:
            yield FollowUp(f"《{title}》发给哪些单位？", readers)


def _subject(row: Commitment) -> list[str]:
    """The place and the heading of a row, where the heading can stand in a question."""
    label = short_label(row.clause.path[-1]) if row.clause.path else ""
    return [_place(row.source) + label] if _SUBJECT.fullmatch(label) else []


def _place(source: Source) -> str:
    return next(iter(sorted(regions_of(source))), "")


def _bare(text: str) -> str:
    return _GAPS.sub("", fold(text))
