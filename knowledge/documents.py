"""What we know: documents, their clauses, and the places the clauses stand in.

Every value is frozen. A `Clause` holds its `Source`, an `Evidence` its `Clause`, so a
citation needs no second look-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

ClauseKind = Literal[
    "title", "preamble", "heading", "item", "paragraph", "bullet", "box", "table", "attachment", "footer"
]
DocumentStatus = Literal["in_force", "superseded", "repealed", "expired", "unknown"]
Stage = Literal["", "试行", "暂行", "征求意见稿", "草案"]
RelationKind = Literal["repeals", "replaces", "amends", "extends"]

# 发文字号: 机关代字〔年份〕序号号 (GB/T 9704-2012, 7.2.5), in all the brackets that are met.
OPENING, CLOSING = "〔[（(【﹝［〈<＜〖｛{「", "〕]）)】﹞］〉>＞〗｝}」"
DOC_NUMBER = re.compile(
    rf"[一-龥]{{2,16}}\s*[{re.escape(OPENING)}]\s*(?:19|20|１９|２０)\d{{2}}\s*[{re.escape(CLOSING)}]\s*第?\s*\d{{1,5}}\s*号"
)
# 命令（令）: 国务院令第707号 has no year (GB/T 9704-2012, 10.2).
ORDER_NUMBER = re.compile(r"[一-龥]{1,24}令\s*第\s*\d{1,5}\s*号")
_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document says of another: that it repeals, replaces or amends it (a part of it), or extends its term.

    `title` and `number` name the other one (number in its canonical form, "" where it is not given),
    `since` is the first day on which that holds (None: at once), `clause` and `address` the clause
    that says so. An extended term lasts up to the day `until`, or `years` more than it did.
    """

    kind: RelationKind
    title: str
    number: str = ""
    since: date | None = None
    clause: str = ""
    address: str = ""
    until: date | None = None
    years: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """How long a document says that it applies: first and last day (None: not said), and in which clause."""

    first: date | None = None
    last: date | None = None
    clause: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a document applies: its status, why (in Chinese, without a full stop), and the clause
    that says so: name of its document, its address there and its id; "" where no clause does."""

    status: DocumentStatus = "unknown"
    reason: str = ""
    source: str = ""
    address: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The document a clause stands in: its identity and what its head says of it.

    `name` is the file name as ingested, without folder. `doc_number` stands as printed (its canonical
    form is `knowledge.doc_numbers.plain_number`), `issuer` is the first of the `issuers`, `issued_on`
    the date of issue (成文日期), never that of printing or of release on the web. `period` is the
    first and last day of the planning period, where the document names one; `declared` is what the
    table of a web page says of its validity, as printed; `revision` tells versions of its text apart.
    `validity` is judged over the whole collection (`knowledge.validity`).
    """

    name: str
    doc_id: str
    title: str
    doc_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    recipients: str | None = None
    kind: str | None = None
    period: tuple[date, date] | None = None
    revision: str = ""
    issuers: tuple[str, ...] = field(default=(), hash=False)
    printed_on: date | None = field(default=None, hash=False)
    released_on: date | None = field(default=None, hash=False)
    copies: str | None = field(default=None, hash=False)
    attachments: tuple[str, ...] = field(default=(), hash=False)
    term: Term = field(default=Term(), hash=False)
    stage: Stage = field(default="", hash=False)
    declared: str = field(default="", hash=False)
    relations: tuple[Relation, ...] = field(default=(), hash=False)
    validity: Validity = field(default=Validity(), hash=False)

    @property
    def status(self) -> DocumentStatus:
        """Whether the document applies, without the reason."""
        return self.validity.status

    @property
    def outdated(self) -> bool:
        """Whether the document is known not to apply any more."""
        return self.status in ("superseded", "repealed", "expired")

    @property
    def overtaken(self) -> bool:
        """Whether another document has taken the place of this one or ended it."""
        return self.status in ("superseded", "repealed")

    @property
    def is_draft(self) -> bool:
        """Whether the document only asks for opinions."""
        return self.stage in ("征求意见稿", "草案")

    @property
    def repeals(self) -> tuple[str, ...]:
        """Numbers of the documents that this one repeals, in their canonical form."""
        return tuple(said.number for said in self.relations if said.kind == "repeals" and said.number)

    @property
    def year(self) -> int | None:
        """Year of issue, read from the date, the document number or the planning period."""
        if self.issued_on:
            return self.issued_on.year
        if self.doc_number and (found := re.search(r"(?:19|20)\d{2}", self.doc_number)):
            return int(found.group())
        return self.period[0].year if self.period else None

    @property
    def short_title(self) -> str:
        """The title as people say it: of a notice that issues a document, the title of that document."""
        inner = re.search("《([^》]+)》", self.title)
        return inner[1] if inner else self.title

    @property
    def label(self) -> str:
        """《title》（number）, as a person names the document."""
        number = f"（{self.doc_number}）" if self.doc_number else ""
        return (self.title if self.title.startswith("《") else f"《{self.title}》") + number


@dataclass(frozen=True, slots=True)
class Clause:
    """One citable piece of a document.

    `raw` is `source_text[start:end]`, untouched; `text` is the same with line breaks and
    other white space joined; between the cells of a table one blank stays. `address` is what a person looks for (第三部分（二）8.),
    `path` the headings from the outermost down to the clause, `page` the page it begins on
    (from 1) where the format has pages, `scanned` whether that page's words were recognised from
    a picture, `reason` why the splitter made a clause of it.
    """

    source: Source
    ordinal: int
    address: str
    path: tuple[str, ...]
    kind: ClauseKind
    raw: str
    start: int
    end: int
    page: int | None = None
    reason: str = ""
    scanned: bool = False
    text: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        join = join_cells if self.kind == "table" else join_lines
        object.__setattr__(self, "text", join(self.raw))

    @property
    def id(self) -> str:
        """Stable while the document's text stays the same."""
        return f"{self.source.doc_id}-{self.source.revision}-{self.ordinal}"

    @property
    def in_article(self) -> bool:
        """Whether it is, or stands in, an article of a law or of rules (第X条)."""
        return any(_ARTICLE.match(line) for line in self.path)

    @property
    def page_label(self) -> str:
        """第 3 页, with a mark where its words were recognised from a picture; "" without pages."""
        mark = "（扫描件，文字由识别得来）" if self.scanned else ""
        return f"第 {self.page} 页{mark}" if self.page else ""

    @property
    def numbering(self) -> int:
        """How many characters of its number stand at the head of `text`: those of its address where that is
        decimal (第3.1条: 3.1所有场馆), else `numbering_length`."""
        number = _DECIMAL.search(self.address)
        if number and re.match(rf"{re.escape(number[1])}(?![\d.．、])", self.text):
            return len(number[1])
        return numbering_length(self.text)

    @property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Spans of `text`: its heading line, if it has one, and then every sentence."""
        heading = self.path[-1] if self.path else ""
        if (
            heading
            and self.text.startswith(heading)
            and not self.text[len(heading) :].startswith(("。", "，", "：", "；", ";"))
        ):
            rest = sentences(self.text[len(heading) :]) if len(self.text) > len(heading) else ()
            return ((0, len(heading)), *((b + len(heading), e + len(heading)) for b, e in rest))
        return sentences(self.text)

    def locate(self, begin: int, stop: int) -> tuple[int, int]:
        """Source offsets of `text[begin:stop]`; white space at the seams is left outside."""
        places = [self.start + i for i, char in enumerate(self.raw) if not char.isspace()]
        first = len(_GAP.sub("", self.text[:begin]))
        count = len(_GAP.sub("", self.text[begin:stop]))
        if not count:
            return self.start, self.start
        return places[first], places[first + count - 1] + 1


class NoiseZone(NamedTuple):
    """A stretch of a source text that belongs to no clause, and what it is (页码, 目录), in Chinese."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A document as read: its source text, its clauses in order, what went wrong, and the noise.

    Every character of the text that is not white space stands in a clause or in a zone of noise.
    """

    source: Source
    text: str
    clauses: tuple[Clause, ...]
    warnings: tuple[str, ...] = ()
    noise: tuple[NoiseZone, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a clause: `clause.text[begin:stop]`, with its retrieval score (0..1)."""

    begin: int
    stop: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause that retrieval offers, with its score (0..1, higher is better) and rank from 1.

    `passages` are its sentences in order, scored where the retriever looks at sentences;
    `similarity` is the cosine of the question and the clause or its best sentence, None where the
    embedding model's cosines have not been calibrated.
    """

    clause: Clause
    score: float
    rank: int = 0
    passages: tuple[Passage, ...] = ()
    similarity: float | None = None


_DECIMAL = re.compile(r"第(\d+(?:\.\d+)*)条$")
_ARTICLE = re.compile("第[一二三四五六七八九十百千零〇]+条")
_SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]+[”’」』）)]*|[^。！？；!?;]+$")
# A point before a digit is a decimal point (2.8亿元), but not before a year (2.2032年6月底前) nor before a
# count of what cannot be parted (1.60周岁以上).
_POINT = r"[.．](?!\s?\d)|[.．](?=\s?(?:(?:19|20)\d{2}\s*(?:年|$)|\d+(?:周?岁|[名所家]|个(?!百分点|小时|月|学[时期]|工作日|亿))))"
_NUMBERING = re.compile(
    rf"^(?:#+\s*|\*\*|第[一二三四五六七八九十百零\d]+[章节条款部分]+[:：\s]*|\d{{1,2}}(?:[.．]\d{{1,2}}){{2,4}}(?![\d.．])|"
    rf"[一二三四五六七八九十百\d]+(?:、|{_POINT})|"
    r"[（(][一二三四五六七八九十\d]+[)）]+|[①-⑳]|[—·•●\-－\s])+"
)
_TAIL = re.compile(r"[（(](?:责任|牵头|配合|负责|承办|主责)(?:部门|单位|处室)?[:：][^（）()]*[）)][。；]?$")
SHORTEST_PASSAGE = 8


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences and semicolon parts of a clause text; they cover it without gaps.

    A piece shorter than SHORTEST_PASSAGE joins the one before it, and so does the line that names
    the responsible bodies, which means nothing alone.
    """
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        if spans and (_is_open(text[slice(*spans[-1])]) or len(match.group().strip()) < SHORTEST_PASSAGE):
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append(match.span())
        if len(spans) > 1 and _TAIL.fullmatch(text[slice(*spans[-1])].strip()):
            spans[-2:] = [(spans[-2][0], spans[-1][1])]
    return tuple(spans) or ((0, len(text)),)


def numbering_length(text: str) -> int:
    """How many characters of numbering marks and dashes stand at the head of a text."""
    match = _NUMBERING.match(text)
    return match.end() if match else 0


def _is_open(text: str) -> bool:
    """Whether a bracket or quotation mark stands open at the end."""
    return any(text.count(left) > text.count(right) for left, right in ("（）", "()", "“”", "《》"))


def join_lines(raw: str) -> str:
    """Join wrapped lines: white space goes, but one blank stays between two ASCII words."""

    def gap(match: re.Match[str]) -> str:
        before, after = raw[match.start() - 1 : match.start()], raw[match.end() : match.end() + 1]
        return " " if before.isascii() and before.isalnum() and after.isascii() and after.isalnum() else ""

    return _GAP.sub(gap, raw)


def join_cells(raw: str) -> str:
    """Join wrapped lines inside the cells of table rows; one blank stays between two cells."""
    return " ".join(join_lines(cell.strip()) for cell in re.split(r"[\t\n]+", raw) if cell.strip())
