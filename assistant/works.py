"""Which documents, or titled attachments, a question names: by place, year, period and kind together.

北京2011年意见 names by three marks at once, 规划 alone by one that many documents share. Marks are read
in order; a mark of a kind that the mention has already begins the next mention, so that
重庆2018年举措和北京十二五规划 names two. A mention counts if documents meet all its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.scope import NATIONAL, regions_of
from knowledge.documents import Clause, Source
from knowledge.words import fold, is_place, is_word

MarkKind = Literal["subject", "place", "year", "period", "term", "kind", "version"]
_KINDS = (
    "规划纲要 行动计划 实施意见 实施方案 行动方案 管理办法 意见 规划 纲要 计划 举措 措施 办法 方案 条例 细则 要点 指南 规定 决定 "
    "公告 通告 倡议书 章程 标准"
).split()
_KIND = re.compile(
    '(?:(?<!工作)(?:(?<![”"』」])|(?<=五[”"]))(?:'
    + "|".join(_KINDS)
    + ")|(?<=工作)(?:"
    + "|".join(_KINDS)
    + ")(?=里|中|提出|规定|要求|写))"
)
FARTHEST = 16
TELLING_KIND = 4
FEW_TITLES = 50
_YEAR = re.compile(
    r"(?<![\d到至自从])((?:19|20)\d{2})(?!\d)(?!\s*年?(?:底|前|末|之前|以前|起|要|时|[-—~至到]))"
)
_PERIOD = re.compile("十[一二三四五六]五")
_TITLE_END = re.compile("(?:[（(][^（）()]*[）)]|的通知|》|\\s)+$")
_CODE = re.compile("^[一-龥]{3,8}?(?=[发办函字规]|〔)")
_TERM = re.compile("[二两三五十]年(?=(?:行动)?(?:计划|规划|方案))")
_EDITION = re.compile(
    r"(?<![到至\d])(?:(?P<year>(?:19|20)\d{2})年?|[“\"]?(?P<period>十[一二三四五六]五)[”\"]?(?:时期)?)"
    r"[^，,。？?、；“”到至和与及]{0,12}?(?:那[版份轮]|版|" + "|".join(_KINDS) + ")"
)
_RELATION = re.compile("废止|替代|取代|依据|根据|关系|衔接|接续|后续")
_VERSION = re.compile(
    "(?P<new>修[订改](?:以?后|版|的)|新[版的]|现行|最新|新(?=办法|规定|细则|方案))|"
    "(?P<old>[老旧]版|旧的|原来那?[版份]|修[订改](?:以?前|之前)|废止|(?:以前|原来|过去|之前)(?=呢|的?(?:办法|规定|文件|标准|政策))|(?<!新)[老旧](?=办法|规定|细则|方案|文件|政策))"
)
_COUNTRY = "中国科协"


@dataclass(frozen=True, slots=True)
class Work:
    """What a question can name: a document (`part` ''), or an attachment with a title (`part` its heading).

    `kind` is the end of its title (行动计划), `codes` short names of its issuer from its number (京科协).
    """

    source: Source
    part: str
    title: str
    kind: str
    places: frozenset[str]
    years: frozenset[int]
    codes: frozenset[str]

    def holds(self, clause: Clause) -> bool:
        """Whether a clause stands in this work."""
        if clause.source.name != self.source.name:
            return False
        return not self.part or clause.path[:1] == (self.part,)


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing a question says of a document, where it says it."""

    start: int
    kind: MarkKind
    value: str
    end: int

    @property
    def slot(self) -> str:
        """What a mention can hold only one of: a version stands for a year."""
        return "year" if self.kind == "version" else self.kind


@dataclass(frozen=True, slots=True)
class Mention:
    """Marks that belong together, and the works that meet them all; `clear` where they name one document.

    `left_out` are the headings of attachments that the works have and the marks do not mean, `label` is
    what the question calls them.
    """

    marks: tuple[Mark, ...]
    works: tuple[Work, ...]
    left_out: frozenset[tuple[str, ...]] = frozenset()
    label: str = ""

    @property
    def clear(self) -> bool:
        return len(self.marks) > 1 and len({work.source.name for work in self.works}) == 1

    def holds(self, clause: Clause) -> bool:
        """Whether a clause stands in what is meant; a kind (纲要) leaves out attachments of another kind."""
        if not any(work.holds(clause) for work in self.works):
            return False
        return clause.path[:1] not in self.left_out


def works_of(sources: Sequence[Source], clauses: Mapping[str, Sequence[Clause]]) -> tuple[Work, ...]:
    """All documents and titled attachments, in the order of the sources."""
    return tuple(work for source in sources for work in _works(source, clauses.get(source.name, ())))


def _works(source: Source, clauses: Sequence[Clause]) -> Iterator[Work]:
    years = {source.year} if source.year else set()
    places, number = regions_of(source), _CODE.match(source.doc_number or "")
    codes = frozenset({number.group()} if number else ())
    title = fold(source.title)
    yield Work(source, "", title, _kind_of(title), places, frozenset(years | _years(title)), codes)
    for part in dict.fromkeys(c.path[0] for c in clauses if c.address.startswith("附件") and c.path):
        own = fold(part)
        if _kind_of(own):
            yield Work(source, part, own, _kind_of(own), places, frozenset(years), codes)


def _years(title: str) -> set[int]:
    return {int(year) for year in re.findall(r"(?<![\d—-])(20\d{2})年?(?=修订|版|[^\d年—-]*$)", title)}


def _kind_of(title: str) -> str:
    end = _TITLE_END.sub("", title)[-6:]
    return next((kind for kind in _KINDS if end.endswith(kind)), "")


def mentions_in(text: str, works: Sequence[Work], earlier: Sequence[str] = ()) -> tuple[Mention, ...]:
    """The documents that a folded question names clearly, in its order; each once.

    Beside a clear mention a place alone will do, where one document is from there (重庆和北京十二五规划).
    What a follow-up leaves unsaid is taken from the `earlier` questions, last first.
    """
    if both := _both_in(text, works):
        return both
    groups = _grouped(_marks(text, works))
    before = [_marks(one, works) for one in earlier]
    if not groups and before:
        return mentions_in(earlier[0], works, earlier[1:])
    mentions = [
        replace(
            _completed(group, [*_near(group, groups), *(mark for marks in before for mark in marks)], works),
            label=_label(text, group),
        )
        for group in groups
    ]
    if not any(mention.clear for mention in mentions):
        enough = _is_telling(mentions) or _sets_side_by_side(text, mentions)
        return tuple(mentions) if enough else ()
    named = [m for m in mentions if m.clear or (m.marks[0].kind == "place" and len(m.works) == 1)]
    return tuple({mention.works: mention for mention in reversed(named)}.values())[::-1]


_BOTH = re.compile(
    "(?:(?:两|2)[份个部版][一-龥]{0,6}?|新[旧老](?:两[份个部版])?|[旧老]新(?:两[份个部版])?)(?P<kind>"
    + "|".join(_KINDS)
    + ")"
)


def _both_in(text: str, works: Sequence[Work]) -> tuple[Mention, ...]:
    """The two documents of a kind that a question speaks of as both (两份办法, 新旧办法), the older first; () where there
    are not just two of them, in the places that it names."""
    match = _BOTH.search(text)
    if match is None or _YEAR.search(text):  # 2023年和2027年两份意见
        return ()
    places = {mark.value for mark in _place_marks(text, works)}
    mark = Mark(match.start("kind"), "kind", match["kind"], match.end("kind"))
    met = [
        work for work in _meeting((mark,), works) if not work.part and (not places or work.places & places)
    ]
    if len(met) != 2:  # of several kinds of rules the one that another has replaced, and that one
        successions = [(old, new) for old in met for new in met if _replaces(new.source, old.source)]
        met = list(successions[0]) if len(successions) == 1 else []
    if len({work.source.year for work in met}) != 2:
        return ()
    met.sort(key=lambda work: work.source.year or 0)
    pairs = zip(("较早", "较新"), met, strict=True)
    return tuple(Mention((mark,), (work,), label=f"{age}的{match['kind']}") for age, work in pairs)


def _replaces(new: Source, old: Source) -> bool:
    """Whether a document has taken the place of another, as a clause of it says."""
    return old.overtaken and old.validity.source == new.name


def missing_in(text: str, works: Sequence[Work]) -> str:
    """The first edition that a folded question names by year or period and kind and that no document of the
    places it names is (雁洲2018年的办法, “十四五”规划); '' where all are there, or another is asked about."""
    if _RELATION.search(text):
        return ""
    places = {mark.value for mark in _place_marks(text, works)}
    near = [work for work in works if not places or work.places & places] or works
    for match in _EDITION.finditer(text):
        year, period = match["year"], match["period"]
        if not any(
            (year and (int(year) in work.years or year in work.title)) or (period and period in work.title)
            for work in near
        ):
            return match.group()
    return ""


def years_alone(text: str) -> frozenset[str]:
    """The years in a folded question that it calls no edition of a document by: they may be those of a target."""
    editions = {match["year"] for match in _EDITION.finditer(text)}
    return frozenset(re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)) - editions


def without_marks(text: str, mentions: Sequence[Mention], works: Sequence[Work]) -> str:
    """A folded question without the marks by which it names documents: what it asks of them."""
    named = {(mark.kind, mark.value) for mention in mentions for mark in mention.marks}
    for mark in reversed(_marks(text, works)):
        if (mark.kind, mark.value) in named:
            text = f"{text[: mark.start]} {text[mark.end :]}"
    attached = any(work.part for mention in mentions for work in mention.works)
    return _AS_ATTACHMENT.sub(" ", text) if attached else text


_AS_ATTACHMENT = re.compile("(?:作为|后面|所附)?的?附件(?:里|中|上)?(?:附的)?的?")


def _label(text: str, marks: Sequence[Mark]) -> str:
    """What a question calls a document: the stretch from its first mark to its last, or the last alone."""
    whole = text[marks[0].start : marks[-1].end]
    short = len(whole) <= FARTHEST and "，" not in whole and "," not in whole
    label = whole if short else text[marks[-1].start : marks[-1].end]
    return f"“{label}" if label.count("”") > label.count("“") else label


def _is_telling(mentions: Sequence[Mention]) -> bool:
    """Whether the one mark of a question is a kind that one document alone is called: 规划纲要, not 规划."""
    if len(mentions) != 1 or len({work.source.name for work in mentions[0].works}) != 1:
        return False
    mark = mentions[0].marks[0]
    return mark.kind == "kind" and len(mark.value) >= TELLING_KIND


def _sets_side_by_side(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether two kinds of documents are named next to one another: 意见里的名字跟规划里的."""
    if len(mentions) != 2 or any(one.marks[0].kind != "kind" or not one.works for one in mentions):
        return False
    first, second = mentions
    between = text[first.marks[0].end : second.marks[0].start]
    return bool(re.search("[和跟与比]|还是", between)) and not set(first.works) & set(second.works)


def _near(group: tuple[Mark, ...], groups: Sequence[tuple[Mark, ...]]) -> Iterator[Mark]:
    """Marks of other mentions close by: 2011和2022两份意见."""
    for other in groups:
        gap = max(other[0].start - group[-1].start, group[0].start - other[-1].start)
        if other is not group and gap <= FARTHEST:
            yield from other


def _completed(marks: tuple[Mark, ...], others: Sequence[Mark], works: Sequence[Work]) -> Mention:
    """A mention, with marks of its neighbours where it is not clear by itself: 2011和2022两份意见."""
    mention = _mention(marks, works)
    for more in others:
        if mention.clear or (len(marks) == 1 and marks[0].kind == "place"):
            break
        wider = (*mention.marks, more)
        if more.slot not in {mark.slot for mark in mention.marks} and _meeting(wider, works):
            mention = _mention(wider, works)
    return mention


def _mention(marks: tuple[Mark, ...], works: Sequence[Work]) -> Mention:
    met = _meeting(marks, works)
    parts = {(work.part,) for work in works if work.part and work not in met}
    by_kind = any(mark.kind == "kind" for mark in marks)
    return Mention(marks, met, frozenset(parts if by_kind else ()))


def _marks(text: str, works: Sequence[Work]) -> list[Mark]:
    """Marks that at least one work meets, in order."""
    marks = [Mark(m.start(), "year", m[1], m.end()) for m in _YEAR.finditer(text)]
    marks += [Mark(m.start(), "period", m.group(), m.end()) for m in _PERIOD.finditer(text)]
    marks += [Mark(m.start(), "term", m.group(), m.end()) for m in _TERM.finditer(text)]
    marks += [
        Mark(m.start(), "kind", m.group(), m.end())
        for m in _KIND.finditer(text)
        if not _is_programme(text[max(0, m.start() - 2) : m.end()], works)
    ]
    marks += [
        Mark(m.start(), "version", "new" if m["new"] else "old", m.end()) for m in _VERSION.finditer(text)
    ]
    marks += _place_marks(text, works)
    marks += _subject_marks(text, [mark for mark in marks if mark.kind == "kind"], works)
    return sorted(
        (mark for mark in marks if any(_meets(work, mark) for work in works)), key=lambda mark: mark.start
    )


def _subject_marks(text: str, kinds: Sequence[Mark], works: Sequence[Work]) -> Iterator[Mark]:
    """The longest words before a kind that one title alone holds, which is of that kind (北斗三年计划); only among
    FEW_TITLES: of 282 notices, one alone holds a word by chance (evidence@5 .882 → .875, evals/LOG.md)."""
    titles = {work.source.name: work.title for work in works if not work.part}
    if len(titles) > FEW_TITLES:
        return
    for kind in kinds:
        able = [work.title for work in works if not work.part and _meets(work, kind)]
        window = re.split("[，,。？?；、]", text[max(0, kind.start - FARTHEST) : kind.start])[-1]
        first = kind.start - len(window)
        spans = sorted(
            ((i, j) for i in range(len(window)) for j in range(i + 2, len(window) + 1)),
            key=lambda span: (span[0] - span[1], span),
        )
        for i, j in spans:
            words = window[i:j]
            if _NAMES_NOTHING.search(words) or (j - i == 2 and not is_word(words)):
                continue
            holding = [title for title in titles.values() if words in title]
            if len(holding) == 1 and holding[0] in able:
                yield Mark(first + i, "subject", words, first + j)
                break


_NAMES_NOTHING = re.compile(r"[^一-龥]|[年月日省市县区]|工作|通知|关于|印发|" + "|".join(_KINDS))


def _is_programme(name: str, works: Sequence[Work]) -> bool:
    """Whether a 计划 with the word before it (扶持计划) is something that documents write of, not one of them."""
    known = (
        is_word(name[:2]) and not is_place(name[:2]) and name[0] not in "这那哪该本此原一二两三四五六七八九十"
    )
    return (
        len(name) == 4 and name.endswith("计划") and known and not any(name in work.title for work in works)
    )


def _place_marks(text: str, works: Sequence[Work]) -> list[Mark]:
    """Places of works and short names of their issuers, longest first, none inside another."""
    names = {place: place for work in works for place in work.places} | {_COUNTRY: NATIONAL}
    names |= {code: min(work.places) for work in works if work.places for code in work.codes}
    names.pop(NATIONAL, None)
    if not names:
        return []
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return [
        Mark(match.start(), "place", names[match.group()], match.end()) for match in re.finditer(either, text)
    ]


def _grouped(marks: Sequence[Mark]) -> list[tuple[Mark, ...]]:
    """Marks of one mention each: a kind ends a mention, a mark of a sort it has begins the next."""
    groups: list[list[Mark]] = []
    for mark in marks:
        own = {other.slot: other.value for other in groups[-1]} if groups else {}
        if own.get(mark.slot) == mark.value:
            continue
        ended = bool(groups) and (
            (len(own) > 1 and groups[-1][-1].kind == "kind") or mark.start - groups[-1][-1].start > FARTHEST
        )
        if not groups or mark.slot in own or ended:
            groups.append([])
        groups[-1].append(mark)
    return [tuple(group) for group in groups]


def _meeting(marks: Sequence[Mark], works: Sequence[Work]) -> tuple[Work, ...]:
    """The works that meet all marks; of those the ones whose title ends as the question says (规划, not 规划纲要)."""
    met = [work for work in works if all(_meets(work, mark) for mark in marks)]
    kinds = [mark.value for mark in marks if mark.kind == "kind"]
    return tuple([work for work in met if all(work.kind.endswith(kind) for kind in kinds)] or met)


def _meets(work: Work, mark: Mark) -> bool:
    match mark.kind:
        case "place":
            return mark.value in work.places
        case "year":
            return int(mark.value) in work.years
        case "period" | "term" | "subject":
            return mark.value in work.title
        case "version":
            return work.source.overtaken == (mark.value == "old")
        case "kind":
            return work.kind.endswith(mark.value) or mark.value in work.kind
