"""What a document says of others: that it repeals, replaces or amends them or extends their term, clause by clause.

A relation needs the other one's title or number and the verb right beside it: 《…》（…号）同时废止,
废止《…》. A provision of another document (《…》第五条废止) is an amendment, not a repeal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from ingest.identify import kind_of
from ingest.identity.issue_dates import read_date
from knowledge.doc_numbers import plain_number
from knowledge.documents import DOC_NUMBER, ORDER_NUMBER, Relation, RelationKind, numbering_length
from knowledge.quantities import parse_han

_NUMBER = rf"(?:{DOC_NUMBER.pattern}|{ORDER_NUMBER.pattern})"
_TITLE = r"《(?:[^《》]|《[^《》]*》)+》|<<[^<>]+>>"
_MENTION = re.compile(
    rf"(?P<title>{_TITLE})(?:\s*[（(〔\[]?\s*(?:文号|发文字号)?[:：]?\s*(?P<number>{_NUMBER})(?P<more>[^（）()。；]{{0,20}}[）)\]〕])?)?"
    rf"|(?P<bare>{_NUMBER})[）)]?(?:文件|文)?"
)
# In a list of documents: 3.云州市科协关于…的通知（云科协发〔2020〕3号), in a table with a blank for the brackets.
_UNQUOTED = re.compile(
    rf"(?:^|(?<=[\s；;）)]))(?P<title>[^，。；;《》\s]{{6,120}}?)\s*[（(\s]\s*(?:文号[:：])?(?P<number>{_NUMBER})"
)
_QUOTING = re.compile("根据|按照|依据|为|经|原")
_VERB_FIRST = re.compile("[一-龥]*(?:废止|停止执行|代替|替代|取代|修改|修正|延长|根据|按照|依据)(?:了|原)?")
_ENDS = "(?:废止|停止执行|不再执行|停止施行|停止实施|停止使用|失效|作废)"
_JOINED = re.compile(
    r"(?:[\s、，,和及与]|以及|原|分别|[（(][^（）()]{0,30}[)）]|[一-龥\d年月日]{0,24}(?:印发|发布|公布|颁布|下发|制定)(?:实施)?的)*+"
)
_SINCE = r"[,，]?\s*(?:自|从|于)\s*(?P<since>[^，。；]{2,24}?)\s*(?:起|后)?[,，]?\s*"
_AFTER = re.compile(
    r"[\s）)]*(?:等)?[^，。；《》]{0,10}?(?:文件|规定|办法|通知)?(?:相应|均|同时|一并|全部)*[,，]?\s*"
    rf"(?:{_SINCE})?(?:同时|一并|相应|随之|即行|即时|均|予以|自行|自动|现|也|全部|宣布|起)*{_ENDS}"
)
_PART = re.compile(
    r"[\s）)]*(?:中的?|内的?|的)?(?:第[一二三四五六七八九十百零\d]+[条款项章节部]|附件|附表|有关(?:条款|规定|内容)|相关(?:条款|规定|内容)|部分(?:条款|内容)|“[^”]{1,60}”|关于[^，。；]{2,40}的(?:规定|条款|内容|要求))"
)
_CHANGED = re.compile(rf"[^。；]{{0,40}}?(?:{_ENDS}|修改为|修改|修正|删去|删除)")
_AMENDED = re.compile(r"[\s）)]*(?:作|做|进行)(?:出)?(?:如下|以下|部分)?(?:修改|修正|调整)")
_BEFORE = re.compile(
    r"(?<![不未拟或、得否])(?P<verb>废止|停止执行|代替|替代|取代|修改|修正)了?(?:以下|下列)?(?:原|旧的?|[一-龥\d年月日]{0,20}(?:印发|发布|公布|颁布|制定)的)?[:：]?\s*$"
)
_PERIOD = "(?:有效|试行|施行|执行|实施)(?:期限|期间|期)"
_UNTIL = (
    r"\s*(?:(?:至|到)\s*(?P<until>\d{4}[^，。；]{2,10}日)|(?P<years>\d{1,2}|[一二两三四五六七八九十])\s*年)"
)
_LONGER = "(?<![不拟否可])(?<!不再|可以|不予)(?:延长|延续|顺延|延期)"
_ALL = r"(?:等[^，。；《》]{0,10}?)?(?:文件|规定|办法|通知)?(?:均|统一|同时|予以|[,，\s])*"
_EXTENDED = re.compile(
    rf"[\s）)]*(?:[^。；《》]{{0,40}}?{_PERIOD}[^，。；]{{0,4}}?{_LONGER}|{_ALL}{_LONGER}(?:的?{_PERIOD}|施行|执行|实施|试行)?|"
    rf"{_ALL}(?<!不)(?<!不再)继续(?:有效|施行|执行|实施|试行)(?:[,，]?其?{_PERIOD})?){_UNTIL}"
)
_EXTENDING = re.compile(rf"{_LONGER}(?:以下|下列)?[:：]?\s*$")
_TO_WHEN = re.compile(rf"[\s）)]*的?{_PERIOD}{_UNTIL}")
_GROUND = re.compile("(?:按照?|根据|依据|依照|落实|贯彻)[^，。；]{0,6}$")
_REPLACED = re.compile(r"[\s）)]*(?:同时|相应)?(?:由|被|以)本[一-龥]{2,6}(?:所)?(?:替代|代替|取代)")
_DENIED = re.compile("(?:不得|尚未|是否|不予|不再|拟|可以|应当及时|及时)$")
_TELLING = re.compile(f"{_ENDS}|延长|延续|顺延|延期|继续|代替|替代|取代|修改|修正|调整|删")
FARTHEST = 80
MOST_RELATIONS = 1000
_LISTING = re.compile("废止|失效")
_MIXED = re.compile("修改|修正|修订|保留|继续有效")
_UNMARKED = str.maketrans("", "", "《》<>")


@dataclass(frozen=True, slots=True)
class _Mention:
    """Another document named in a text: where, with its title and its number, "" where not given."""

    start: int
    end: int
    title: str
    number: str


def relations_of(
    clauses: Sequence[tuple[str, str, str]], title: str, first_day: date | None, own: str = ""
) -> tuple[Relation, ...]:
    """Every relation that the clauses, as (id, address, text), state; each once.

    `own` is the document's own number, of which it says nothing; `first_day` is the day from which the document applies: what ends 同时 ends on that day.
    """
    amending = bool(re.search("修改|修正|修订", title))
    listing = bool(_LISTING.search(title)) and not _MIXED.search(title)
    found: dict[tuple[str, str, str], Relation] = {}
    for name, address, text in clauses:
        for said in (*_said(text, amending), *(_listed(text) if listing else ())):
            placed = replace(said, since=said.since or first_day, clause=name, address=address)
            if not said.number or said.number != plain_number(own):
                found.setdefault((said.kind, said.title, said.number), placed)
        if len(found) > MOST_RELATIONS:
            break
    return tuple(found.values())[:MOST_RELATIONS]


def _said(text: str, amending: bool) -> Iterator[Relation]:
    """What a clause says; 修改《…》 counts only in a document whose title speaks of amending."""
    if not _TELLING.search(text):
        return
    for group in _groups(text):
        kind, since = _kind(text, group, amending)
        if kind:
            yield from (Relation(kind, one.title, one.number, since) for one in group)
        elif longer := _longer(text, group):
            until, years = read_date(longer["until"] or ""), _count(longer["years"] or "0")
            yield from (Relation("extends", one.title, one.number, until=until, years=years) for one in group)


def _listed(text: str) -> Iterator[Relation]:
    """The documents of a list under a title that says 废止."""
    for match in _UNQUOTED.finditer(text):
        title = match["title"][numbering_length(match["title"]) :]
        if kind_of(title) and not _QUOTING.match(title):
            yield Relation("repeals", title, plain_number(match["number"]))
    mentions = list(_mentions(text))
    if mentions and mentions[0].start <= numbering_length(text) + 1:
        yield from (Relation("repeals", one.title, one.number) for one in mentions)


def _mentions(text: str) -> Iterator[_Mention]:
    for match in _MENTION.finditer(text):
        title = (match["title"] or "").translate(_UNMARKED)
        bare = match["bare"] or ""
        verb = _VERB_FIRST.match(bare)
        length = verb.end() if verb else 0
        number = plain_number(match["number"] or bare[length:])
        yield _Mention(match.start() + length, match.end(), title, number)


def _groups(text: str) -> Iterator[list[_Mention]]:
    """Mentions in lists: 《甲》、《乙》（…号）和《丙》 are one."""
    group: list[_Mention] = []
    for one in _mentions(text):
        between = text[group[-1].end : one.start] if group else ""
        if group and not (len(between) <= FARTHEST and _JOINED.fullmatch(between)):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _kind(text: str, group: Sequence[_Mention], amending: bool) -> tuple[RelationKind | None, date | None]:
    """What the words right before and after a list of mentions say of them, and since when."""
    before, after = text[max(0, group[0].start - 40) : group[0].start], text[group[-1].end :]
    if _PART.match(after):
        return ("amends", None) if _changes(after) else (None, None)
    if _AMENDED.match(after):
        return "amends", None
    if _REPLACED.match(after):
        return "replaces", None
    if (ended := _AFTER.match(after)) and not _DENIED.search(after[: ended.end()].removesuffix(_verb(ended))):
        return "repeals", read_date(ended["since"] or "")
    if (led := _BEFORE.search(before)) and (amending or led["verb"] not in ("修改", "修正")):
        return _BY_VERB[led["verb"]], None
    return None, None


def _longer(text: str, group: Sequence[_Mention]) -> re.Match[str] | None:
    """The words that extend the term of the documents of a list: up to a day, or by so many years."""
    before, after = text[max(0, group[0].start - 10) : group[0].start], text[group[-1].end :]
    if _GROUND.search(before):
        return None
    return _EXTENDED.match(after) or (_TO_WHEN.match(after) if _EXTENDING.search(before) else None)


def _count(written: str) -> int:
    return int(written) if written.isdecimal() else parse_han(written) or 0


def _changes(after: str) -> bool:
    return bool(_CHANGED.match("".join(takewhile(lambda c: c not in "。；", after))))


def _verb(match: re.Match[str]) -> str:
    found = re.search(f"{_ENDS}$", match.group())
    return found.group() if found else ""


_BY_VERB: dict[str, RelationKind] = {
    "废止": "repeals", "停止执行": "repeals", "代替": "replaces", "替代": "replaces", "取代": "replaces",
    "修改": "amends", "修正": "amends",
}  # fmt: skip
