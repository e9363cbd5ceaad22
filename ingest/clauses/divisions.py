"""Segments → divisions: the notice, the document it issues, and each attachment.

Numbering starts anew in each division, and its label goes into the address of every clause.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from ingest.identify import DATE, Head
from ingest.text.contents import ContentsPage, contents_pages, normal
from ingest.text.decimals import decimal_places
from ingest.text.lines import IMPRINT, Segment
from ingest.text.numbering import ATTACHMENT, Family, mark_of
from knowledge.documents import DOC_NUMBER

SIGNATURE_LENGTH = 40
_SAID_OF_A_DOCUMENT = re.compile("已|经|印发|转发|现|业|自|，")


@dataclass(slots=True)
class Division:
    """A stretch of segments with numbering of its own.

    `label` is '' for the main text, 通知 for the notice that issues another document, 附件 or
    附件2 for attachments, no two alike. `titles` are its heading lines, `signature` its closing lines,
    `contents_lines` the lines of its contents page, `listed` those that say what is attached (附件说明,
    GB/T 9704-2012, 7.3.4).
    """

    label: str
    titles: list[Segment] = field(default_factory=list)
    body: list[Segment] = field(default_factory=list)
    signature: list[Segment] = field(default_factory=list)
    contents: ContentsPage | None = None
    contents_lines: list[Segment] = field(default_factory=list)
    listed: list[Segment] = field(default_factory=list)


def divisions(segments: Sequence[Segment], head: Head) -> tuple[Division, ...]:
    """Divide what follows the head."""
    pages = contents_pages(segments)
    in_page = {i: page for page in pages for i in range(page.first, page.last)}
    numbered = frozenset(decimal_places([None if segment.row else segment.text for segment in segments]))
    found = [Division("")]
    skip_to = head.end
    for i in range(head.end, len(segments)):
        segment = segments[i]
        if i < skip_to:
            continue
        page = in_page.get(i)
        if page:
            if i == page.first or not found[-1].contents_lines:
                _enter_contents(found, page, head)
            found[-1].contents_lines.append(segment)
        elif titles := _issued_title(segments, i, head, found):
            found.append(Division("", titles=titles))
            skip_to = i + len(titles)
        elif listed := _listed(segments, i, found[-1]):
            found[-1].listed += listed
            skip_to = i + len(listed)
        elif opened := _attachment(segments, i, in_page, numbered) or _titled_attachment(
            segments, i, found[-1]
        ):
            found.append(opened)
            skip_to = i + len(opened.titles)
        elif IMPRINT.fullmatch(segment.text):
            found[-1].signature.append(segment)
        else:
            found[-1].body.append(segment)
    for division in found:
        _split_off_signature(division)
    if len([d for d in found if not d.label]) > 1:
        found[0].label = "通知"
    _tell_apart(found)
    return tuple(found)


def _tell_apart(found: Sequence[Division]) -> None:
    """The second 附件1 becomes 附件1〔2〕, so that no two divisions have the same addresses."""
    seen: Counter[str] = Counter()
    for division in found:
        seen[division.label] += 1
        if division.label and seen[division.label] > 1:
            division.label += f"〔{seen[division.label]}〕"


def _enter_contents(found: list[Division], page: ContentsPage, head: Head) -> None:
    """A contents page opens the issued document, unless a title has just opened its division."""
    current = found[-1]
    if current.body and (current.label or head.issued_title):
        found.append(Division(""))
    found[-1].contents = page


def _issued_title(
    segments: Sequence[Segment], place: int, head: Head, found: Sequence[Division]
) -> list[Segment]:
    """The lines at `place` that repeat the title of the issued document, [] if they do not."""
    if not head.issued_title or any(not division.label for division in found[1:]):
        return []
    wanted = normal(head.issued_title)
    for count in (1, 2, 3, 4):
        lines = list(segments[place : place + count])
        if any("。" in line.text for line in lines):
            return []
        joined = normal("".join(line.text for line in lines))
        if lines and lines[0].text.startswith("《"):
            if _goes_on(segments[place + len(lines) :]):
                return []
            if not lines[-1].text.endswith(("》", "）", ")")):
                continue
        if joined and (joined == wanted or (joined.startswith(wanted) and len(joined) <= len(wanted) + 16)):
            return lines
    return []


def _goes_on(following: Sequence[Segment]) -> bool:
    """Whether a sentence that names a document in 《》 goes on here: its line was torn behind the name."""
    return bool(following and _SAID_OF_A_DOCUMENT.match(following[0].text))


def _listed(segments: Sequence[Segment], place: int, current: Division) -> list[Segment]:
    """The lines at `place` that say what is attached, [] if they do not: 附件：1.… and the items below it, up to
    the signature, the first attachment or the end."""
    match = ATTACHMENT.fullmatch(segments[place].text)
    if (
        not match
        or not match["colon"]
        or match["n"]
        or current.label.startswith("附")
        or current.signature
        or current.listed
    ):
        return []
    lines, number = [segments[place]], int(bool(match["title"]))
    for line in segments[place + 1 :]:
        mark = mark_of(line.text)
        if (
            line.row
            or "。" in line.text
            or not (mark and mark.family == Family.DIGIT and mark.number == number + 1)
        ):
            break
        lines.append(line)
        number += 1
    after = segments[place + len(lines) : place + len(lines) + 1]
    closed = all(_is_name(line) or _is_date(line) or ATTACHMENT.match(line.text) for line in after)
    told = number and closed and (after or match["title"]) and "。" not in match["title"]
    return lines if told else []


def _attachment(
    segments: Sequence[Segment], place: int, in_page: Container[int], numbered: Container[int]
) -> Division | None:
    """An attachment that begins here: 附件 alone on its line, or followed by its own title."""
    match = ATTACHMENT.fullmatch(segments[place].text)
    if not match or len(segments[place].text) > 80:
        return None
    title = normal(match["title"])
    places = takewhile(lambda i: i not in numbered, range(place + 1, min(place + 4, len(segments))))
    following = [segments[i] for i in places if i not in in_page]
    label = _label(match)
    if not title:
        if match["colon"] and not match["n"] and not following:
            return None
        lines = _title_lines(following)
        return Division(label, titles=[segments[place], *lines])
    joined = normal("".join(line.text for line in following))
    if not joined.startswith(title):
        return None
    lines, length = [segments[place]], 0
    for line in following:
        if length >= len(title) or "。" in line.text or mark_of(line.text):
            break
        lines.append(line)
        length += len(normal(line.text))
    return Division(label, titles=lines)


def _label(match: re.Match[str]) -> str:
    """附件, 附件2, 附表1, 附注."""
    return f"附{match['kind']}{match['n'] or ''}"


def _titled_attachment(segments: Sequence[Segment], place: int, current: Division) -> Division | None:
    """An attachment whose title stands on the line of its label only: what follows a signature, or
    another attachment, and is no list of attachments."""
    match = ATTACHMENT.fullmatch(segments[place].text)
    if not match or not match["title"] or not match["n"] or len(segments[place].text) > 60:
        return None
    after = segments[place + 1].text if place + 1 < len(segments) else ""
    closed = any(_is_date(line) for line in current.body[-4:]) or bool(current.signature)
    behind = closed or current.label.startswith("附")
    listed = not after or ATTACHMENT.match(after) or re.search("[。；，]|(（略）|\\(略\\))$", match["title"])
    return Division(_label(match), titles=[segments[place]]) if behind and not listed else None


def _title_lines(following: Sequence[Segment]) -> list[Segment]:
    lines: list[Segment] = []
    for place, line in enumerate(following[:3]):
        if place and following[place + 1 : place + 2] and following[place + 1].row:
            break  # the title of a table
        if line.row or len(line.text) > 60 or mark_of(line.text) or re.search("[。；，：:|\\t]", line.text):
            break
        lines.append(line)
    return lines


def _split_off_signature(division: Division) -> None:
    """Move the issuing body's name and the date from the end of a division to its signature."""
    body = division.body
    dated = next((i for i in range(len(body) - 1, max(-1, len(body) - 8), -1) if _is_date(body[i])), None)
    if dated is None:
        if body and _is_name(body[-1]) and len(body) > 1:
            division.signature.insert(0, body.pop())
        return
    first = dated
    while first and _is_name(body[first - 1]) and dated - first < 20:
        first -= 1
    tail, rest = body[first : dated + 1], body[dated + 1 :]
    if all(len(line.text) <= SIGNATURE_LENGTH for line in rest):
        division.signature[:0] = tail
        division.body = body[:first] + rest


def _is_date(line: Segment) -> bool:
    text = line.text
    return not line.row and bool(DATE.search(text)) and len(text) <= 24 and not re.search("[。，；]", text)


def _is_name(line: Segment) -> bool:
    text = line.text
    return (
        not line.row
        and len(text) <= SIGNATURE_LENGTH
        and not re.search("[。；：！？》，,]", text)
        and not mark_of(text)
        and not DOC_NUMBER.search(text)
        and not ATTACHMENT.match(text)
        and bool(re.search("(会|府|局|厅|部|委|院|科协|办公室|中心|组|公司|社)$", text))
    )
