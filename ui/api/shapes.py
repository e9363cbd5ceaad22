"""What programs send and are sent, as the schema tells it; the answer and the ledger's rows follow
docs/contracts.md."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.question import LONGEST_QUESTION
from knowledge.documents import ClauseKind, DocumentStatus
from knowledge.quantities import Comparator

MOST_EARLIER = 50
Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
Place = Field(description="在原文（zhice show --text）中的字符位置，end 不含")


class Sent(BaseModel):
    """What a program sends: no field but those named here."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Wanted(Sent):
    """Which documents to stay in; those that meet all that is given."""

    documents: list[str] = Field([], max_length=1000, description="文件名，只在这些文件里查")
    issuer: str = Field("", max_length=200, description="发文机关名称里的字")
    year: int | None = Field(None, ge=1900, le=2200, description="发文年份")
    applying: bool = Field(False, description="不查已废止、被替代、过期的文件和征求意见稿")


class Ask(Wanted):
    """A question, with the earlier ones of the same person."""

    question: Question = Field(description="问题")
    history: list[Annotated[str, Field(max_length=LONGEST_QUESTION)]] = Field(
        [], max_length=MOST_EARLIER, description="同一个人先前问过的问题，从早到晚"
    )


class CitationOut(BaseModel):
    """A citation: the words that carry a statement, and where they stand."""

    n: int = Field(ge=1, description="回答中的引用编号 [n]")
    source: str = Field(description="文件名")
    doc_id: str
    doc_number: str | None = Field(description="发文字号，照原样")
    title: str
    clause: str = Field(description="条款位置，例如 第三部分（二）8.")
    path: list[str] = Field(description="从外到内的各级标题")
    quote: str = Field(description="原文原句")
    start: int = Place
    end: int = Place
    page: int | None = Field(description="页码，从 1 起；没有页的格式为 null")
    scanned: bool = Field(description="这一页的文字由图片识别而来")


class EvidenceOut(BaseModel):
    """A passage that was found, cited or not."""

    rank: int
    source: str
    doc_id: str
    clause: str
    text: str
    start: int = Place
    end: int = Place
    score: float


class WithheldOut(BaseModel):
    """A statement that was taken out, and why."""

    statement: str
    reason: str


class ChecksOut(BaseModel):
    """What verification found, and what else is worth knowing."""

    model_config = ConfigDict(extra="allow")

    kept: int = Field(description="通过核对的句数")
    withheld: list[WithheldOut] = Field(description="未通过核对、已撤下的内容")
    writer: str = Field(description="rules：按原文摘答；model：由对话模型改写后核对")
    prompt: str
    notice: str = Field(description="提示")
    grade: Literal["absent", "near", "conflict", "outside"] | None = Field(description="没有作答的原因")
    confidence: float = Field(ge=0, le=1)
    resolved: str = Field(description="系统怎样理解这个问题；与原话相同时为空")


class AnswerOut(BaseModel):
    """A verified answer."""

    question: str
    status: Literal["answered", "refused"] = Field(description="refused：文件没有写明，不作答")
    answer: str = Field(description="回答，句后有引用编号，例如 [1]、[1][3]")
    citations: list[CitationOut]
    evidence: list[EvidenceOut] = Field(description="检索到的条款，最相关的在前；不作答时也有")
    checks: ChecksOut
    timings_ms: dict[str, float]


class IndicatorOut(BaseModel):
    """A number to be reached."""

    object: str
    value: float
    upper: float | None
    unit: str
    comparator: Comparator
    as_written: str
    start: int
    end: int


class DeadlineOut(BaseModel):
    """A time to be met."""

    as_written: str
    date: str | None
    basis: str


class FrequencyOut(BaseModel):
    """How often."""

    as_written: str
    per: str
    times: float | None


class RowOut(BaseModel):
    """A row of the ledger."""

    id: str = Field(description="编号，重新入库不变")
    source: str
    doc_id: str
    doc_number: str | None
    title: str
    clause: str
    path: list[str]
    task: str = Field(description="任务")
    kinds: list[Literal["target", "deadline", "frequency", "responsibility"]]
    lead: list[str] = Field(description="牵头或责任部门")
    support: list[str] = Field(description="配合部门")
    responsible_as_written: str | None
    indicators: list[IndicatorOut]
    deadline: DeadlineOut | None
    frequency: FrequencyOut | None
    quote: str = Field(description="原文原句")
    start: int = Place
    end: int = Place
    needs_review: bool = Field(description="待核")


class LedgerOut(BaseModel):
    """The rows that fit, with counts and what was searched."""

    count: int
    coverage: list[str] = Field(description="条数和查阅范围，逐句中文")
    rows: list[RowOut]


class StatusClause(BaseModel):
    """The clause that says whether a document applies."""

    source: str
    clause: str
    id: str


class DocumentOut(BaseModel):
    """A document, as its head tells."""

    source: str = Field(description="文件名")
    doc_id: str
    doc_number: str | None
    title: str
    issuer: str | None
    issued_on: str | None
    recipients: str | None
    kind: str | None = Field(description="文种")
    period: list[str] | None
    status: DocumentStatus = Field(description="效力")
    clauses: int = Field(description="条款数")
    warnings: list[str]
    status_reason: str | None
    status_clause: StatusClause | None
    issuers: list[str]
    printed_on: str | None
    released_on: str | None
    copies: str | None
    attachments: list[str]
    valid_from: str | None
    valid_until: str | None
    stage: str | None


class DocumentsOut(BaseModel):
    """The documents one may see."""

    count: int
    documents: list[DocumentOut]


class ClauseOut(BaseModel):
    """A clause, in document order where there are several."""

    id: str = Field(description="条款编号，可用 GET /api/v1/clauses/{id} 取回")
    clause: str
    path: list[str]
    kind: ClauseKind
    text: str
    start: int = Place
    end: int = Place
    page: int | None
    scanned: bool


class DocumentTextOut(BaseModel):
    """A document with its clauses."""

    document: DocumentOut
    clauses: list[ClauseOut]


class ClauseCitedOut(BaseModel):
    """A clause that was cited, of this version of its document or of an earlier one."""

    source: str
    doc_id: str
    doc_number: str | None
    title: str
    current: bool = Field(description="是否仍在现行版本中")
    clause: ClauseOut


class VersionOut(BaseModel):
    """A version that a document had."""

    source: str
    number: int
    read: str = Field(description="读入时间")
    digest: str
    clauses: int
    current: bool
    changes: dict[str, int] | None = Field(description="与上一版相比新增、删去、改动、移动的条款数")


class VersionsOut(BaseModel):
    """All versions of a document, the oldest first."""

    versions: list[VersionOut]


class ErrorOut(BaseModel):
    """What is wrong, as one Chinese sentence."""

    error: str
