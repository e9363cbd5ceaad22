"""The JSON API below /api: questions, the ledger, documents. Documented at /api/docs, schema at /api/openapi.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from starlette.responses import HTMLResponse

from knowledge.documents import Source
from knowledge.ledger import Filter
from knowledge.validity import standing
from ui.api.answering import Answers, Here, Making
from ui.api.page import page
from ui.api.replies import Refused, speak_chinese
from ui.api.shapes import (
    AnswerOut,
    Ask,
    ClauseCitedOut,
    DocumentsOut,
    DocumentTextOut,
    ErrorOut,
    LedgerOut,
    VersionsOut,
    Wanted,
)
from ui.desk import Desk, Desks
from ui.document_text import clause_json, document_json
from ui.ledger_filter import KINDS, ROLES, day_of, one_of, per_of
from ui.versions import version_rows

ABOUT = (
    '知策的程序接口：提问、查台账、查文件。返回的都是 JSON，出错时为 {"error": "一句中文"}。'
    "本机单人使用时不需要令牌；设有用户时，每个请求都要带请求头 Authorization: Bearer 令牌，"
    "只看得到该用户看得到的文件。"
)
ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorOut, "description": "请求有误，原因见 error"},
    401: {"model": ErrorOut, "description": "没有令牌，或令牌不对"},
    404: {"model": ErrorOut, "description": "没有这个文件或条款"},
    422: {"model": ErrorOut, "description": "请求的字段不合要求"},
}
BUSY: dict[int | str, dict[str, Any]] = {
    413: {"model": ErrorOut, "description": "请求内容过大"},
    415: {"model": ErrorOut, "description": "请求内容不是 application/json"},
    429: {"model": ErrorOut, "description": "同时提问的太多，请稍后再试"},
}


router = APIRouter()


def api_app(desks: Desks, answers: Answers) -> FastAPI:
    """The app that is mounted at /api."""
    app = FastAPI(title="知策接口", version="1", description=ABOUT, docs_url=None, redoc_url=None)
    app.state.desks, app.state.answers = desks, answers
    speak_chinese(app, lambda _, sentence: {"error": sentence})
    app.include_router(router)
    return app


@router.post("/v1/ask", responses=ERRORS | BUSY, tags=["提问"], summary="提一个问题")
async def ask(desk: Here, answers: Making, asked: Ask) -> AnswerOut:
    """回答只引用条款原文，句句有出处；文件没有写明的不作答（status 为 refused）。"""
    with answers.place():
        documents = within(asked, desk.library.documents())
        answer = await answers.answer(desk, asked.question, asked.history, documents)
    return AnswerOut.model_validate(answer.as_json())


@router.get("/v1/ledger", responses=ERRORS, tags=["台账"], summary="查任务分解台账")
def ledger(
    desk: Here,
    department: Annotated[str, Query(description="部门或单位", max_length=200)] = "",
    role: Annotated[str, Query(description="牵头、配合或全部")] = "全部",
    all_offices: Annotated[bool, Query(description="同时列出面向机关各部门的")] = False,
    source: Annotated[str, Query(description="文件名")] = "",
    region: Annotated[str, Query(description="地区，例如 北京", max_length=100)] = "",
    kind: Annotated[list[str] | None, Query(description="指标、时限、频次或责任，可多次写")] = None,
    after: Annotated[str, Query(description="时限不早于，例如 2025-01-01、2025")] = "",
    before: Annotated[str, Query(description="时限不晚于，例如 2025-12-31、2025-06、2025")] = "",
    frequency: Annotated[str, Query(description="例如 每年、每季度、每两年", max_length=100)] = "",
    text: Annotated[str, Query(description="原文或标题里有这些词，空格隔开", max_length=200)] = "",
    review: Annotated[bool, Query(description="只列待核的")] = False,
) -> LedgerOut:
    """全部列出并计数，不取“前几条”。筛选条件与命令 zhice ledger 相同。"""
    wanted = Filter(
        department=department.strip(),
        role=one_of(role, ROLES, "角色"),
        all_offices=all_offices,
        source=known(desk, source) if source else "",
        region=region.strip(),
        kinds=frozenset(one_of(one, KINDS, "类型") for one in kind or ()),
        since=day_of(after, last=False) if after else None,
        until=day_of(before, last=True) if before else None,
        per=per_of(frequency) if frequency else "",
        text=text,
        to_review=review,
    )
    found = desk.ledger().select(wanted)
    rows = [row.as_json() for row in found.rows]
    return LedgerOut.model_validate({"count": len(rows), "coverage": found.coverage, "rows": rows})


@router.get("/v1/documents", responses=ERRORS, tags=["文件"], summary="列出文件")
def documents(desk: Here) -> DocumentsOut:
    """已入库的文件，按文件名排列。"""
    listed = [described(desk, source) for source in desk.records.snapshot().sources]
    return DocumentsOut.model_validate({"count": len(listed), "documents": listed})


@router.get("/v1/documents/{name}", responses=ERRORS, tags=["文件"], summary="一个文件的全部条款")
def document(desk: Here, name: str) -> DocumentTextOut:
    """文件的要素和条款，条款按原文顺序。"""
    snapshot = desk.records.snapshot()
    clauses = snapshot.clauses[known(desk, name)]
    source = next(one for one in snapshot.sources if one.name == name)
    shown = {"document": described(desk, source), "clauses": list(map(clause_json, clauses))}
    return DocumentTextOut.model_validate(shown)


@router.get("/v1/documents/{name}/versions", responses=ERRORS, tags=["文件"], summary="一个文件的历次版本")
def versions(desk: Here, name: str) -> VersionsOut:
    """从最早到最新；已从库里去掉的文件也列。"""
    if name not in desk.records.names():
        raise no_document(name)
    return VersionsOut.model_validate({"versions": [*version_rows(desk.records.revisions(name))]})


@router.get("/v1/clauses/{clause_id:path}", responses=ERRORS, tags=["文件"], summary="按编号取条款")
def clause(desk: Here, clause_id: str) -> ClauseCitedOut:
    """以前引用过的条款也取得到，即使文件后来换了版本。"""
    found = desk.records.clause_of(clause_id)
    if found is None:
        raise Refused(404, f"没有编号为“{clause_id}”的条款。")
    about = {key: getattr(found.source, key) for key in ("doc_id", "doc_number", "title")}
    current = clause_id in desk.records.snapshot().by_id
    shown = {"source": found.source.name, **about, "current": current, "clause": clause_json(found)}
    return ClauseCitedOut.model_validate(shown)


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> HTMLResponse:
    """The readable page about all this."""
    return HTMLResponse(page(request.app.openapi(), request.scope["root_path"]))


def within(wanted: Wanted, sources: Sequence[Source]) -> frozenset[str] | None:
    """Names of the documents that meet a wish, None where all may. Status 404 for names that are none."""
    names = {source.name for source in sources}
    for name in wanted.documents:
        if name not in names:
            raise no_document(name)
    if not (wanted.documents or wanted.issuer or wanted.year or wanted.applying):
        return None
    return frozenset(source.name for source in sources if _meets(source, wanted))


def _meets(source: Source, wanted: Wanted) -> bool:
    issuers = source.issuers or (source.issuer or "",)
    return (
        (not wanted.documents or source.name in wanted.documents)
        and any(wanted.issuer in issuer for issuer in issuers)
        and (wanted.year is None or source.year == wanted.year)
        and not (wanted.applying and standing(source))
    )


def known(desk: Desk, name: str) -> str:
    """A name that a document seen here has. Status 404 for another."""
    if name not in desk.records.snapshot().clauses:
        raise no_document(name)
    return name


def no_document(name: str) -> Refused:
    """No such document, or none that may be seen: told alike."""
    return Refused(404, f"没有名为“{name}”的文件，请用 GET /api/v1/documents 查看文件名。")


def described(desk: Desk, source: Source) -> dict[str, Any]:
    """A document as plain values."""
    snapshot = desk.records.snapshot()
    return document_json(source, len(snapshot.clauses[source.name]), snapshot.warnings[source.name])
