"""Head, signature, imprint and page table → the `Source` of a document: its identity."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from ingest.clauses.divisions import Division
from ingest.identify import Head, planning_period
from ingest.identity.issue_dates import DATE, issued_on, printed_on, read_date, released_on, term_of
from ingest.identity.issuers import organisations_before, signatories
from ingest.identity.relations import relations_of
from ingest.text.lines import Segment
from knowledge.documents import Source, Term, join_cells, join_lines

_COPIES = re.compile(r"抄\s*[送报]\s*[:：]\s*(?P<to>.+)", re.S)
_ATTACHED = re.compile(r"附\s*件\s*[:：]\s*(?P<rest>.*)", re.S)
_ITEM = re.compile(r"(?:附件)?\d{1,2}\s*[.．、:：]\s*(?P<title>\S.*)", re.S)
_ITEMS = re.compile(r"\s*(?<!\d)\d{1,2}\s*[.．、]\s*(?:(?!\d)|(?=(?:19|20)\d{2}\s*年))")
_BEHIND = re.compile(r"(?<=[一-龥）)》])[ \t\u3000]+")
_LEFT_OUT = re.compile("[（(]\\s*略\\s*[)）]")
LONGEST_TITLE = 120
MOST_SIGNATORIES = 20


def source_of(
    head: Head,
    sections: Sequence[Division],
    parts: Sequence[Segment],
    clauses: Sequence[tuple[str, str]],
    name: str,
    revision: str,
) -> Source:
    """The identity of a document. `clauses` are (address, text) in order, `name` is the file name,
    `revision` tells versions of its text and clauses apart."""
    doc_id = "d" + hashlib.sha256(name.encode()).hexdigest()[:12]
    lines = [join_lines(part.text) for part in parts]
    signed = [line.text.strip() for section in sections[:2] for line in section.signature]
    signed = signed if any(map(read_date, signed)) else [*signed, *_signature(lines[head.end :])]
    head_lines = lines[: head.end]
    day = issued_on(map(join_lines, signed), head_lines, head.fields.get("issued", ""))
    placed = [
        (f"{doc_id}-{revision}-{ordinal}", address, (join_cells if "\t" in words else join_lines)(words))
        for ordinal, (address, words) in enumerate(clauses)
    ]
    term = _declared_term(term_of(placed, day), head)
    issuers = _issuers(head, signed)
    return Source(
        name=name,
        doc_id=doc_id,
        title=head.title,
        doc_number=head.doc_number,
        issuer=issuers[0] if issuers else None,
        issued_on=day,
        recipients=head.recipients,
        kind=head.kind,
        period=head.period or (planning_period("".join(lines[:3])) if "规划" in head.title else None),
        revision=revision,
        issuers=issuers,
        printed_on=printed_on(lines),
        released_on=released_on(head_lines, head.fields.get("released", "")),
        copies=next(_copies(lines), head.fields.get("copies")),
        attachments=_attachments([part.text for part in parts], sections),
        term=term,
        stage=head.stage,
        declared=head.fields.get("declared", ""),
        relations=relations_of(placed, head.title, term.first, head.doc_number or ""),
    )


def _signature(lines: Sequence[str]) -> list[str]:
    """A body's name and the date below it that stand inside the text, [] if there are none."""
    for place, line in enumerate(lines):
        if place and DATE.fullmatch(line) and signatories([lines[place - 1]]):
            return [*signatories(lines[max(0, place - MOST_SIGNATORIES) : place]), line]
    return []


def _issuers(head: Head, signed: Sequence[str]) -> tuple[str, ...]:
    """The bodies of the head, with those of the signature where they are more; else the page table's."""
    by_signature = signatories(signed)
    if head.issuers and by_signature[:1] == head.issuers[:1]:
        return by_signature if len(by_signature) > len(head.issuers) else head.issuers
    return head.issuers or by_signature or organisations_before("", [head.fields.get("issuer", "")])


def _declared_term(term: Term, head: Head) -> Term:
    """The term of the text, else the days that the page table gives."""
    first, last = (read_date(head.fields.get(key, "")) for key in ("first", "last"))
    return term if term != Term() else Term(first, last)


def _copies(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if match := _COPIES.match(line):
            yield match["to"].rstrip("。")


def _attachments(lines: Sequence[str], sections: Sequence[Division]) -> tuple[str, ...]:
    """Titles of the attachments: as the notice lists them (附件：1.…), else as they head themselves."""
    told = [line.text for section in sections for line in section.listed]
    lines = told or lines
    for place, line in enumerate(lines):
        if match := _ATTACHED.match(line):
            listed = (
                [*_titles(match["rest"]), *_following(lines[place + 1 :])] if match["rest"] or told else []
            )
            if listed and all(len(title) <= LONGEST_TITLE for title in listed):
                return tuple(listed)
    titled = (
        "".join(join_lines(line.text).strip("#* ") for line in section.titles[1:])
        for section in sections
        if section.label.startswith("附件")
    )
    return tuple(title for titles in titled if (title := titles.strip()))


def _titles(rest: str) -> list[str]:
    """The titles of one line: 1.甲 2.乙 are two; what stands behind a blank is no title any more."""
    pieces = [_BEHIND.split(piece.strip())[0] for piece in _ITEMS.split(rest)]
    return [title for piece in pieces if (title := _LEFT_OUT.sub("", join_lines(piece)).strip("；;。. "))]


def _following(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        match = _ITEM.fullmatch(line)
        if not match or "。" in line:
            return
        yield from _titles(match["title"])
