"""Facts that stand in a document's head: its number, date, issuer, recipients, title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.answers import Draft, Statement, Support, refused
from assistant.patterns import ASKS_OF_FORCE, PREMISE, Head
from assistant.scope import numbers_in
from assistant.works import Mention
from knowledge.documents import Clause
from knowledge.planted import unplanted

MOST_MENTIONS = 3
ONLY_MENTIONED = "已入库的文件里没有这个文号的文件，以上是提到它的条款。"


def head_facts(heads: Sequence[Head], names: Sequence[str], clauses: Mapping[str, Sequence[Clause]]) -> Draft:
    """Facts of the heads of the named documents, one statement each; what one does not give is told, and
    refused where none gives any."""
    statements, missing = [], []
    for name in names:
        for head in heads:
            said = _fact(head, clauses[name])
            if said:
                statements.append(said)
            else:
                missing.append(
                    f"《{clauses[name][0].source.title if clauses[name] else name}》没有写明{head}"
                )
    if not statements:
        return refused("；".join(missing), "near")
    return Draft(tuple(statements), notice="".join(f"{one}。" for one in missing))


def _fact(head: Head, own: Sequence[Clause]) -> Statement | None:
    """A fact of one document's head; None where it does not give it."""
    if head == Head.TERM:
        return _term(own)
    clause = _head_clause(head, own)
    if clause is None:
        return None
    begin, stop = 0, len(clause.text.rstrip("：:"))
    if head == Head.ISSUER and clause.address == "标题":
        span = _issuers_in(clause)
        if span is None:
            return None
        begin, stop = span
    if head == Head.ISSUED_ON and (dated := _printed_date(clause)):
        begin, stop = dated.span()
    label = _OTHER_DATES.get(clause.address, head)
    return Statement(f"{label}：“{clause.text[begin:stop]}”", (Support(clause, begin, stop),))


_HOLDS = re.compile("有效期.{0,6}[0-9一二三四五六七八九十]|自.{4,14}起(?:施行|实施|执行)")


def _term(own: Sequence[Clause]) -> Statement | None:
    """The sentence that says from when or how long a document holds, the last one that does."""
    spans = [(one, *span) for one in own for span in one.sentences if _HOLDS.search(one.text[slice(*span)])]
    if not spans:
        return None
    clause, begin, stop = spans[-1]
    support = Support(clause, begin, begin + len(clause.text[begin:stop].rstrip("。；; ")))
    return Statement(f"{Head.TERM}：{clause.address}：“{support.quote}”", (support,))


def _issuers_in(title: Clause) -> tuple[int, int] | None:
    """From the first of the issuing bodies that a title names to the last; None where it names none."""
    source = title.source
    spans = [
        (place, place + len(name))
        for name in source.issuers or (source.issuer or "",)
        if name and (place := title.text.find(name)) >= 0
    ]
    many = _MANY.search(title.text)
    spans += [many.span()] if spans and many else []
    return (min(begin for begin, _ in spans), max(stop for _, stop in spans)) if spans else None


def mentions_of(
    question: str, numbers: frozenset[str], clauses: Mapping[str, Sequence[Clause]]
) -> Draft | None:
    """What clauses say of documents that are not here themselves, by their numbers, to a question whether these
    hold; None if they say nothing."""
    if not (PREMISE.search(question) or ASKS_OF_FORCE.search(question)):
        return None
    found = [
        Support(clause, begin, begin + len(clause.text[begin:stop].rstrip()))
        for own in clauses.values()
        for clause in own
        if _names_one(numbers, clause.text)
        for begin, stop in clause.sentences
        if _names_one(numbers, unplanted(clause.text[begin:stop]))
    ]
    said = [
        Statement(f"{one.clause.source.label}{one.clause.address}：“{one.quote}”", (one,))
        for one in found[:MOST_MENTIONS]
    ]
    return Draft(tuple(said), notice=ONLY_MENTIONED) if said else None


def _names_one(numbers: frozenset[str], text: str) -> bool:
    """Whether a number of a text is one of those asked for; before either other words may stand."""
    pairs = ((asked, written) for written in numbers_in(text) for asked in numbers)
    return any(asked.endswith(written) or written.endswith(asked) for asked, written in pairs)


_ENDS = re.compile("废止|失效|停止|代替|替代|取代")
_ENDED = re.compile("废止|失效|停止|代替|替代|取代|有效期|修[订改]|印发")


def status_of(names: Sequence[str], clauses: Mapping[str, Sequence[Clause]]) -> Draft | None:
    """That a document does not apply any more, in the words of the clause that says so; None where no clause
    does for one of the named documents."""
    statements, reasons = [], []
    for name in names:
        source = clauses[name][0].source if clauses.get(name) else None
        if source is None or not source.outdated:
            return None
        told = source.validity
        clause = next((one for one in clauses.get(told.source, ()) if one.id == told.clause), None)
        if clause is None:
            return None
        spans = [span for span in clause.sentences if _ENDED.search(clause.text[slice(*span)])]
        spans.sort(key=lambda span: not _ENDS.search(clause.text[slice(*span)]) and told.source != name)
        begin, stop = spans[0] if spans else (0, len(clause.text))
        support = Support(clause, begin, begin + len(clause.text[begin:stop].rstrip("。；;")))
        statements.append(Statement(f"效力：“{support.quote}”", (support,)))
        reasons.append(f"{source.label}{told.reason}。")
    return Draft(tuple(statements), notice="".join(reasons)) if statements else None


_YEARS = re.compile(r"(?:19|20)\d{2}\s*年?\s*(?:[-—－–~～至到]+)\s*(?:19|20)\d{2}\s*年?")


def period_of(mentions: Sequence[Mention], clauses: Mapping[str, Sequence[Clause]]) -> Draft | None:
    """The years in the title of the one document or attachment that a question names; None if none do."""
    for work in mentions[0].works if len(mentions) == 1 else ():
        for clause in clauses[work.source.name]:
            in_title = clause.kind in ("title", "attachment") and work.holds(clause)
            if in_title and (match := _YEARS.search(clause.text)):
                title = Support(
                    clause, 0, match.end() + (clause.text[match.end() : match.end() + 1] in (")", "）"))
                )
                return Draft((Statement(f"{clause.address}：“{title.quote}”", (title,)),))
    return None


# Dates that are not the date of issue, shown as what they are where that one is missing.
_OTHER_DATES = {"发布时间": "网页发布时间", "印发": "印发日期"}


_MANY = re.compile("等[二三四五六七八九十\\d]+[个家]?(?:部门|单位|部委|机关)")


def _head_clause(head: Head, clauses: Sequence[Clause]) -> Clause | None:
    wanted = {
        Head.DOC_NUMBER: ("发文字号",),
        Head.RECIPIENTS: ("主送机关",),
        Head.ISSUED_ON: ("落款", "发布时间", "印发"),
        Head.ISSUER: ("落款", "文首", "标题"),
        Head.TITLE: ("标题", "正文标题"),
    }[head]
    if head == Head.ISSUER and (
        many := [one for one in clauses if one.address == "标题" and _MANY.search(one.text)]
    ):
        return many[0]
    found = [clause for address in wanted for clause in clauses if clause.address.startswith(address)]
    found = [one for one in found if not re.search("[:：*#]", one.text) or head != Head.ISSUER]
    if head in (Head.ISSUED_ON, Head.ISSUER):
        dated = re.compile(r"\d|[〇一二三四五六七八九十]{2,}[年月日]")
        found = [clause for clause in found if bool(dated.search(clause.text)) == (head == Head.ISSUED_ON)]
    if head == Head.ISSUER:  # joint issuers stand together above the title
        found = [one for one in found if any(name in one.text for name in one.source.issuers)] or found
        return max(
            found,
            key=lambda clause: len(clause.text.removesuffix("文件")) * (clause.address != "标题"),
            default=None,
        )
    if not found and head == Head.ISSUED_ON:  # in brackets below the title
        found = [one for one in clauses if one.kind == "title" and _printed_date(one)]
    return found[0] if found else None


def _printed_date(clause: Clause) -> re.Match[str] | None:
    """The date of issue where a clause of the head says it beside other words."""
    day = clause.source.issued_on if clause.kind == "title" else None
    return (
        re.search(rf"{day.year}\s*年\s*0?{day.month}\s*月\s*0?{day.day}\s*日", clause.text) if day else None
    )
