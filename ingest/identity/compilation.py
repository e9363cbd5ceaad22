"""Whether a text holds several notices, as a compilation does: heads of others below its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.identify import Head, kind_of
from ingest.identity.issue_dates import without_bracketed_date
from ingest.text.lines import Segment
from ingest.text.numbering import mark_of
from knowledge.doc_numbers import number_in
from knowledge.documents import join_lines

HEAD_LINES = 5  # above the recipients: a title of up to three lines, its number, a line between them
LONGEST_RECIPIENTS = 200
_PASSED_ON = re.compile("转发|批转")
_ADDRESSED = re.compile("^各|[省市县区]人民政府[，、:：]")


def compilation_warning(parts: Sequence[Segment], head: Head) -> str:
    """A warning that a text holds several notices, "" where it holds one, and perhaps the one it passes on."""
    found = list(_inner_heads(parts, head))
    if len(found) <= bool(_PASSED_ON.search(head.title)):
        return ""
    return f"文中另有 {len(found)} 份文件的标题和主送机关（如“{found[0]}”），建议拆成单份再入库，以免文号和出处相混"


def _inner_heads(parts: Sequence[Segment], head: Head) -> Iterator[str]:
    """The number or the title above every line of recipients below the head."""
    for place in range(head.end + 1, len(parts)):
        line = parts[place].text
        if (
            line[-1] in ":："
            and len(line) <= LONGEST_RECIPIENTS
            and _ADDRESSED.search(line)
            and not parts[place].row
        ):
            above = [part for part in parts[max(head.end, place - HEAD_LINES) : place] if not part.row]
            if named := _named([join_lines(part.text) for part in above]):
                yield named


def _named(lines: Sequence[str]) -> str:
    """The document number that stands alone in one of the lines, or the dated title at their end; "" if none does."""
    for line in reversed(lines):
        if len(line) < 40 and (number := number_in(line)) and number == re.sub(r"\s", "", line):
            return number
    for first in sorted(range(len(lines)), key=lambda at: (not mark_of(lines[at]), -at)):
        joined = "".join(lines[first:])
        bare = without_bracketed_date(joined)
        mark = mark_of(bare)
        title = bare[len(mark.printed) :] if mark else bare
        if bare != joined and "。" not in bare and kind_of(title):
            return title
    return ""
