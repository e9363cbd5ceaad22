"""Which documents of a collection still apply: what repeals, replaces, amends or outlives what.

A document is repealed or replaced where another one says so, superseded where the collection holds a
later edition of it, expired where its own term has run out. What no document says is not guessed:
the status stays unknown. A draft neither applies nor ends what applies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge.doc_numbers import plain_number
from knowledge.documents import DocumentStatus, Relation, Source, Validity

STATUS_LABELS: dict[DocumentStatus, str] = {
    "superseded": "已被替代",
    "repealed": "已废止",
    "expired": "已过期",
}
_ISSUED = re.compile(r"(?:印发|转发|下发|发布|公布|批转|颁布)[〈《](?P<title>.+)[〉》]")
_EDITION = re.compile(
    r"[（(](?:(?:19|20)\d{2}年?)?(?:新?修订|修改|修正|试行|暂行)?(?:版|稿|本)?[)）]|(?<=[一-龥])(?:19|20)\d{2}年?(?:修订)?版"
)
_PROVISIONAL = re.compile("(?:暂行|试行)(?=办法|规定|细则|条例|规则|方案|意见|标准)")
_REVISED = re.compile("修订|修正")
_STANDING = re.compile("(?:办法|规定|细则|条例|规则|章程|制度|标准|指南|规程|准则|预案|导则|规范|守则|公约)$")
_HAS_BODY = re.compile("^(?:中国|中华|国家|全国|[一-龥]{2,9}?[省市县区州盟旗])")
_LOOSE = re.compile(r"[\s《》〈〉<>“”\"'‘’#*]+")
_DECLARED: tuple[tuple[str, DocumentStatus], ...] = (
    ("废止", "repealed"), ("失效", "expired"), ("过期", "expired"), ("有效", "in_force"),
)  # fmt: skip


def standing(source: Source) -> str:
    """What a person must know who is shown a document: 已废止, 已过期, 征求意见稿; "" where nothing."""
    return STATUS_LABELS.get(source.status) or (source.stage if source.is_draft else "")


def in_brackets(source: Source) -> str:
    """The same as it stands behind a title: （已废止）; "" where nothing."""
    label = standing(source)
    return f"（{label}）" if label else ""


def judged(sources: Sequence[Source], today: date) -> tuple[Source, ...]:
    """The same documents, each with its validity in this collection on a day."""
    found = validities(sources, today)
    return tuple(replace(source, validity=found[source.name]) for source in sources)


def validities(sources: Sequence[Source], today: date) -> dict[str, Validity]:
    """Document name → whether it applies on a day, as far as the collection says."""
    longer = _extended(sources)
    result = {source.name: _own(source, today, longer.get(source.name)) for source in sources}
    for name, later in _later_editions(sources):
        result[name] = _superseded(later)
    amended: dict[str, list[str]] = {}
    for target, speaker, said in _said(sources):
        if said.kind == "amends":
            amended.setdefault(target.name, []).append(f"{speaker.label}{said.address}")
        elif said.kind == "extends":
            continue
        elif said.since and said.since > max(today, speaker.issued_on or today):
            result[target.name] = _ending(result[target.name], speaker, said)
        elif result[target.name].status != "repealed":
            result[target.name] = _ended(speaker, said)
    return {name: _with_amendments(validity, amended.get(name, [])) for name, validity in result.items()}


def subject_of(title: str) -> str:
    """The title of what a notice issues, without its issuer: 《…》 of 关于印发《…》的通知; loose marks left out."""
    issued = issued_title(title)
    bare = _LOOSE.sub("", issued)
    return bare[bare.index("关于") :] if "关于" in bare and issued == title else bare


def issued_title(title: str) -> str:
    """The title of what a notice issues, as printed: that between the marks of 关于印发《…》的通知, else all of it."""
    found = _ISSUED.search(title)
    return found["title"] if found else title


def _extended(sources: Sequence[Source]) -> dict[str, tuple[date, Source, Relation]]:
    """Document name → the last day that a later document gives it, that document and what it says."""
    found: dict[str, tuple[date, Source, Relation]] = {}
    for target, speaker, said in _said(sources):
        if said.kind != "extends":
            continue
        last = said.until or _years_later(target.term.last, said.years)
        if last and (target.name not in found or found[target.name][0] < last):
            found[target.name] = (last, speaker, said)
    return found


def _years_later(day: date | None, years: int) -> date | None:
    """The same day so many years later; 28 February for one that is none."""
    if day is None:
        return None
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _own(source: Source, today: date, longer: tuple[date, Source, Relation] | None = None) -> Validity:
    """What a document says of itself: its draft stage, what its web page declares, its term, which another
    one may have made `longer`."""
    if source.is_draft:
        return Validity(reason=f"{source.stage}，尚未正式印发", source=source.name)
    for word, status in _DECLARED if "部分" not in source.declared else ():
        if word in source.declared:
            return Validity(status, f"网页信息栏写明“{source.declared}”", source.name)
    day = max(today, source.issued_on or today)
    if longer and longer[0] > (source.term.last or date.min):
        return _by_extension(day, *longer)
    return _by_term(source, day)


def _by_extension(today: date, last: date, speaker: Source, said: Relation) -> Validity:
    reason = f"有效期已由{speaker.label}{said.address}延长至{_day(last)}"
    where = (speaker.name, said.address, said.clause)
    if last < today:
        return Validity("expired", f"{reason}，已过期", *where)
    return Validity("in_force", reason, *where)


def _by_term(source: Source, today: date) -> Validity:
    term = source.term
    where = (source.name, term.address, term.clause)
    if term.last and term.last < today:
        return Validity("expired", f"有效期至{_day(term.last)}，已过期", *where)
    if term.first and term.first > today:
        return Validity("unknown", f"自{_day(term.first)}起施行，尚未施行", *where)
    if term.last:
        return Validity("in_force", f"有效期至{_day(term.last)}", *where)
    return Validity()


def _said(sources: Sequence[Source]) -> Iterator[tuple[Source, Source, Relation]]:
    """(the document meant, the one that speaks, what it says), for every relation that meets a document."""
    index = _index(sources)
    for speaker in sources:
        for said in () if speaker.is_draft else speaker.relations:
            for target in _named(said, index):
                if target is not speaker and _is_meant(target, said, speaker):
                    yield target, speaker, said


def _index(sources: Sequence[Source]) -> dict[str, list[Source]]:
    """Canonical number, subject and whole title → documents."""
    index: dict[str, list[Source]] = {}
    for source in sources:
        keys = {subject_of(source.title), _LOOSE.sub("", source.title), _number(source)}
        for key in keys - {""}:
            index.setdefault(key, []).append(source)
    return index


def _named(said: Relation, index: Mapping[str, list[Source]]) -> list[Source]:
    """Documents whose number ends the number named, or whose title is the one named."""
    keys = [said.number[at:] for at in range(len(said.number))]
    keys += [subject_of(said.title)] if said.title else []
    return list({source.name: source for key in keys for source in index.get(key, ())}.values())


def _number(source: Source) -> str:
    return plain_number(source.doc_number) if source.doc_number else ""


def _is_meant(target: Source, said: Relation, speaker: Source) -> bool:
    """Whether a relation is about a document that bears its number or its title."""
    number = _number(target)
    if number and number == _number(speaker):  # another copy of the document that speaks
        return False
    if said.number and number:
        return said.number.endswith(number)
    return _by_the_same(target, speaker) and _is_older(target, speaker)


def _is_older(one: Source, other: Source) -> bool:
    """Whether one was surely issued before the other; documents without any date only if their titles differ."""
    if one.issued_on and other.issued_on:
        return one.issued_on < other.issued_on
    if one.year and other.year:
        return one.year < other.year
    return subject_of(one.title) != subject_of(other.title)


def _by_the_same(one: Source, other: Source) -> bool:
    """Whether the same body issued two documents, or a title that both bear says where they are from."""
    if one.issuer and other.issuer:
        return one.issuer == other.issuer or bool(set(one.issuers) & set(other.issuers))
    return bool(_HAS_BODY.match(subject_of(one.title)))


def _later_editions(sources: Sequence[Source]) -> Iterator[tuple[str, Source]]:
    """(name of a document, the latest edition of it that the collection holds) where there is a later one."""
    editions: dict[str, list[Source]] = {}
    for source in sources:
        if not source.is_draft:
            editions.setdefault(_without_edition(subject_of(source.title)), []).append(source)
    for title, several in editions.items():
        for one in several:
            later = [
                other
                for other in several
                if _by_the_same(one, other) and _is_later_edition(other, one, title)
            ]
            if later:
                yield (
                    one.name,
                    max(later, key=lambda source: source.issued_on or date(source.year or 1, 1, 1)),
                )


def _without_edition(title: str) -> str:
    return _PROVISIONAL.sub("", _EDITION.sub("", title))


def _is_later_edition(new: Source, old: Source, title: str) -> bool:
    """Whether `new` takes the place of `old`: issued later, and a standing rule or marked as revised."""
    if new is old or not (_STANDING.search(title) or _REVISED.search(new.title)):
        return False
    if (new.issued_on and old.issued_on) or (new.year and old.year):
        return _is_older(old, new)
    return bool(_REVISED.search(new.title)) and not _REVISED.search(old.title)


def _superseded(later: Source) -> Validity:
    return Validity("superseded", f"已有更新的版本{later.label}", later.name, "标题")


def _ended(speaker: Source, said: Relation) -> Validity:
    status: DocumentStatus = "repealed" if said.kind == "repeals" else "superseded"
    verb = "废止" if said.kind == "repeals" else "替代"
    return Validity(status, f"被{speaker.label}{said.address}{verb}", speaker.name, said.address, said.clause)


def _ending(own: Validity, speaker: Source, said: Relation) -> Validity:
    """A document whose end is fixed and still to come."""
    if own.status not in ("unknown", "in_force"):
        return own
    assert said.since is not None
    reason = f"将自{_day(said.since)}起被{speaker.label}{said.address}废止"
    return Validity("in_force", reason, speaker.name, said.address, said.clause)


def _with_amendments(validity: Validity, places: Sequence[str]) -> Validity:
    if not places or validity.status in STATUS_LABELS:
        return validity
    told = f"部分条款已被{'、'.join(dict.fromkeys(places))}修改或废止"
    return replace(validity, reason=f"{validity.reason}；{told}" if validity.reason else told)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
