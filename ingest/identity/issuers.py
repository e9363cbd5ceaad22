"""The bodies that issue a document: named before 关于 in its title, in the red head, or in the signature.

Where several issue together (联合行文), the first one is the host, whose number the document bears.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.text.lines import IMPRINT

_ENDS = (
    "科学技术协会|科协|人民政府|政府|委员会|办公厅|办公室|领导小组|指挥部|联席会议|总局|支局|分局|局|厅|部|委|院|署|军委|"
    "中央|协会|学会|研究会|促进会|基金会|中心|联合会|总工会|工会|妇联|团委|银行|海关|法院|检察院|大学|学院|研究所|集团|公司|报社|出版社"
)
_ORGANISATION = re.compile(rf"[一-龥（）()·]{{1,40}}?(?:{_ENDS})(?=$|[\s、，])")
_AND_OTHERS = re.compile(r"等[一二三四五六七八九十\d]*(?:个)?(?:部门|单位|机关|部委|委局)$")
_BETWEEN = re.compile(r"[\s、，,]+")
_PLAN_WORDS = re.compile(r"(?:事业|发展|“|\").*")
_AROUND = re.compile(
    "^中华人民共和国(?=.{2,20}令$)|(?:文件|令|公告|通告|(?:专题|常务|办公|工作|党组|协调)?(?:会议)?纪要)$"
)
_IN_TITLE = re.compile("关于|印发|转发《|发布《|就《")


def is_organisation(text: str) -> bool:
    """Whether a text is the name of one body."""
    return bool(_ORGANISATION.fullmatch(text))


def organisations_before(title: str, head_lines: Sequence[str], printed: str = "") -> tuple[str, ...]:
    """The issuing bodies by the head: before 关于 in the title, else alone in a line, else at the title's front.

    `printed` is the title with its blanks, which part several bodies.
    """
    for text in (printed, title, *head_lines):
        before = _named_in_title(text)
        if before:
            return before
    for line in (*head_lines, title):
        bare = _AROUND.sub("", line)
        if found := _all_organisations(_BETWEEN.split(bare.strip())):
            return found
        if is_organisation(re.sub(r"\s", "", bare)):
            return (re.sub(r"\s", "", bare),)
    match = _ORGANISATION.match(_PLAN_WORDS.sub("", title) + " ")
    return (match.group(),) if match else ()


def _named_in_title(title: str) -> tuple[str, ...]:
    about = _IN_TITLE.search(title)
    before = title[: about.start()].strip("#* \n") if about else ""
    if not about or "《" in before:
        return ()
    return _all_organisations(_BETWEEN.split(_AND_OTHERS.sub("", before)))


def _all_organisations(names: Sequence[str]) -> tuple[str, ...]:
    """The names where each is a body's, () otherwise."""
    return tuple(names) if names and all(is_organisation(name) for name in names) else ()


def signatories(lines: Sequence[str]) -> tuple[str, ...]:
    """The bodies named in a signature, in order, each once; a line may hold several."""
    bodies = [
        name
        for line in lines
        if not IMPRINT.match(line)
        for name in (_all_organisations(_BETWEEN.split(line.strip())) or ())
    ]
    return tuple(dict.fromkeys(bodies))


def issuer_of_signature(lines: Sequence[str]) -> str | None:
    """The first issuing body named in a signature, or None."""
    return next(iter(signatories(lines)), None)
