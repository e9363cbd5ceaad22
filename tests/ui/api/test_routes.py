"""The JSON API over real notices: the contract's shapes, who sees what, and errors in Chinese."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from assistant.build import build
from assistant.settings import Settings
from knowledge.documents import Clause
from tests.assistant.library import MEASURES, NOTICES, RULES, ingested
from tests.ui.api.served import ADMIN, READER, TokenDesks, app_of
from tests.ui.fakes import make_desks
from ui.api.replies import LONGEST_BODY
from ui.api.shapes import AnswerOut
from ui.desk import Desk, Noted, OneDesk

# The shape of docs/contracts.md, spelt out here so that it holds whatever the code says.
CITED = {
    "n": int, "source": str, "doc_id": str, "doc_number": (str, type(None)), "title": str, "clause": str,
    "path": list, "quote": str, "start": int, "end": int, "page": (int, type(None)), "scanned": bool,
}  # fmt: skip
FOUND = {
    "rank": int, "source": str, "doc_id": str, "clause": str, "text": str, "start": int, "end": int,
    "score": (int, float),
}  # fmt: skip
ROW = {
    "id", "source", "doc_id", "doc_number", "title", "clause", "path", "task", "kinds", "lead", "support",
    "responsible_as_written", "indicators", "deadline", "frequency", "quote", "start", "end", "needs_review",
}  # fmt: skip


def has_shape(value: dict[str, Any], shape: dict[str, Any]) -> bool:
    return value.keys() == shape.keys() and all(isinstance(value[key], kind) for key, kind in shape.items())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    data = tmp_path_factory.mktemp("api") / "data"
    copytree(ingested(), data)
    assistant = build(Settings(data=data))
    yield Desk(assistant, assistant, assistant.records, data)
    assistant.records.close()  # type: ignore[attr-defined]  # it is a catalog


@pytest.fixture(scope="module")
def client(desk: Desk) -> TestClient:
    return TestClient(app_of(OneDesk(desk)))


def ask(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/ask", json={"question": question, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refusal(answer: Any) -> tuple[int, str]:
    """Status and sentence; nothing else may be told."""
    (sentence,) = answer.json().values()
    assert answer.json().keys() == {"error"}
    return answer.status_code, sentence


@pytest.mark.parametrize("question", ["要新建多少个社区科普驿站？", "怎么做红烧肉？"])
def test_an_answer_is_the_contract_s(client: TestClient, desk: Desk, question: str) -> None:
    told = ask(client, question)
    assert told.keys() == {"question", "status", "answer", "citations", "evidence", "checks", "timings_ms"}
    assert told["status"] == ("answered" if "驿站" in question else "refused")
    assert all(has_shape(one, CITED) for one in told["citations"])
    assert len(told["evidence"]) >= 10 and all(has_shape(one, FOUND) for one in told["evidence"])
    *_, alone = desk.answering.stream(question)
    assert not isinstance(alone, str)
    own = alone.as_json()
    for value in (told, own):
        value.pop("timings_ms")
    assert told == json.loads(json.dumps(own))


def test_every_response_keeps_to_the_schema(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    row = client.get("/api/v1/ledger").json()["rows"][0]
    clause = client.get(f"/api/v1/documents/{RULES}").json()["clauses"][3]
    asked = {
        "/v1/ask": ask(client, "保障措施有哪些？"),
        "/v1/ledger": client.get("/api/v1/ledger").json(),
        "/v1/documents": client.get("/api/v1/documents").json(),
        "/v1/documents/{name}": client.get(f"/api/v1/documents/{RULES}").json(),
        "/v1/documents/{name}/versions": client.get(f"/api/v1/documents/{RULES}/versions").json(),
        "/v1/clauses/{clause_id}": client.get(f"/api/v1/clauses/{clause['id']}").json(),
    }
    assert schema["paths"].keys() == asked.keys() and row
    for path, value in asked.items():
        (operation,) = schema["paths"][path].values()
        shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(value, {**shape, "components": schema["components"]})
        (shape,) = [operation["responses"]["401"]["content"]["application/json"]["schema"]]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(value, {**shape, "components": schema["components"]})


def test_a_follow_up_is_understood_with_what_was_asked_before(client: TestClient) -> None:
    told = ask(client, "由谁负责？", history=["要新建多少个社区科普驿站？"])
    assert told["status"] == "answered" and "科普部" in told["answer"]


@pytest.mark.parametrize(
    ("wish", "inside"),
    [
        ({"documents": [RULES]}, {RULES}),
        ({"issuer": "财政局"}, {RULES}),
        ({"year": 2026}, {MEASURES}),
        ({"applying": True}, set(NOTICES)),
        ({"documents": [RULES], "year": 2026}, set()),
    ],
)
def test_a_question_stays_in_the_documents_that_are_wanted(
    client: TestClient, wish: dict[str, Any], inside: set[str]
) -> None:
    told = ask(client, "社区科普驿站和科普大篷车有哪些要求？", **wish)
    assert {one["source"] for one in told["evidence"]} == inside


def test_the_ledger_gives_all_rows_of_the_contract_and_counts_them(client: TestClient, desk: Desk) -> None:
    whole = client.get("/api/v1/ledger").json()
    assert whole["count"] == len(whole["rows"]) == len(desk.ledger().rows) > 10
    assert all(row.keys() == ROW for row in whole["rows"])
    assert whole["rows"] == json.loads(json.dumps([row.as_json() for row in desk.ledger().rows]))
    some = client.get(
        "/api/v1/ledger",
        params={"department": "科普部", "kind": ["指标", "时限"], "before": "2027", "source": MEASURES},
    ).json()
    assert 0 < some["count"] < whole["count"] and f"共 {some['count']} 项" in some["coverage"][0]
    assert all("科普部" in row["lead"] + row["support"] for row in some["rows"])


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("department=养鱼部", 400, "养鱼部"), ("kind=花", 400, "类型“花”不对"), ("before=昨天", 400, "日期“昨天”看不懂"),
        ("role=lead", 400, "同时写明部门"), ("source=没有.txt", 404, "没有名为“没有.txt”的文件"),
        ("review=也许", 422, "“review”不合要求"),
    ],
)  # fmt: skip
def test_a_mistaken_filter_is_told(client: TestClient, query: str, status: int, told: str) -> None:
    found, sentence = refusal(client.get(f"/api/v1/ledger?{query}"))
    assert found == status and told in sentence


def test_documents_their_clauses_and_versions(client: TestClient, desk: Desk) -> None:
    listed = client.get("/api/v1/documents").json()
    assert [one["source"] for one in listed["documents"]] == sorted(NOTICES) and listed["count"] == 2
    shown = client.get(f"/api/v1/documents/{RULES}").json()
    assert shown["document"] in listed["documents"]
    clauses = desk.records.snapshot().clauses[RULES]
    assert [one["id"] for one in shown["clauses"]] == [one.id for one in clauses]
    assert [one["text"] for one in shown["clauses"]] == [one.text for one in clauses]
    (version,) = client.get(f"/api/v1/documents/{RULES}/versions").json()["versions"]
    assert (version["number"], version["current"], version["clauses"]) == (1, True, len(clauses))


def test_a_clause_is_found_by_its_id_also_where_its_document_has_changed(desk: Desk) -> None:
    clause = desk.records.snapshot().clauses[RULES][4]

    class Earlier:
        def __getattr__(self, name: str) -> Any:
            return getattr(desk.records, name)

        def clause_of(self, clause_id: str) -> Clause | None:
            return clause if clause_id == "old/1#2" else desk.records.clause_of(clause_id)

    client = TestClient(app_of(OneDesk(replace(desk, records=Earlier()))))  # type: ignore[arg-type]
    now, before = (client.get(f"/api/v1/clauses/{name}").json() for name in (clause.id, "old/1%232"))
    assert now["current"] and not before["current"]
    assert now["source"] == RULES and now["clause"] == before["clause"]
    assert refusal(client.get("/api/v1/clauses/nix")) == (404, "没有编号为“nix”的条款。")


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"{", 400, "请求内容不是有效的 JSON。"),
        (b"{}", 422, "“question”缺少，请查看 /api/docs 里的说明。"),
        (b'{"question": ""}', 422, "“question”是空的，请查看 /api/docs 里的说明。"),
        (b'{"question": "  "}', 422, "“question”是空的，请查看 /api/docs 里的说明。"),
        (b'{"question": 7}', 422, "“question”不合要求，请查看 /api/docs 里的说明。"),
        (b'{"question": "\xe9\x97\xae", "top_k": 3}', 422, "“top_k”不认识，请查看 /api/docs 里的说明。"),
        (json.dumps({"question": "问" * 2001}).encode(), 422, "“question”太长，请查看 /api/docs 里的说明。"),
        (json.dumps({"question": "问", "history": ["问"] * 51}).encode(), 422, "“history”项数太多，请查看 /api/docs 里的说明。"),
        (b"[" * 100_000, 400, "请求内容不是有效的 JSON。"),
        (b'{"question": "' + b"a" * LONGEST_BODY + b'"}', 413, "请求内容过大，请控制在 1 MB 以内。"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_in_chinese(
    client: TestClient, body: bytes, status: int, told: str
) -> None:
    answer = client.post(
        "/api/v1/ask", content=body, headers={"Content-Type": "application/json; charset=utf-8"}
    )
    assert refusal(answer) == (status, told)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_of_a_page_elsewhere_cannot_ask(client: TestClient, kind: str) -> None:
    answer = client.post("/api/v1/ask", content=b'{"question": "?"}', headers={"Content-Type": kind})
    assert refusal(answer)[0] == 415


def test_what_is_not_there_is_told(client: TestClient) -> None:
    assert refusal(client.get("/api/v1/nix"))[0] == 404
    assert refusal(client.get("/api/v1/ask"))[0] == 405
    assert refusal(client.get("/api/v1/documents/../../etc/passwd"))[0] == 404
    told = refusal(client.post("/api/v1/ask", json={"question": "经费？", "documents": ["没有.txt"]}))
    assert told == (404, "没有名为“没有.txt”的文件，请用 GET /api/v1/documents 查看文件名。")


def test_what_breaks_inside_is_told_without_its_details() -> None:
    client = TestClient(app_of(make_desks()), raise_server_exceptions=False)
    assert refusal(client.post("/api/v1/ask", json={"question": "故障"})) == (
        500,
        "出错了，请重试；问题已记录。",
    )
    assert refusal(client.post("/api/v1/ask", json={"question": "误用"})) == (
        400,
        "尚未建立索引，请先导入文件。",
    )


def test_where_there_are_users_only_their_tokens_open_and_what_is_asked_is_noted(tmp_path: Path) -> None:
    desk = make_desks(data=tmp_path)(None)
    client = TestClient(
        app_of(
            TokenDesks(
                {
                    ADMIN: desk,
                    READER: replace(
                        desk, answering=Noted(desk.answering, tmp_path, "小王"), user="小王", role="reader"
                    ),
                }
            )
        )
    )
    for headers in (
        {},
        {"Authorization": "Bearer 没有"},
        {"Authorization": f"Basic {ADMIN}"},
        {"Authorization": "Bearer "},
    ):
        sent = {name: value.encode() for name, value in headers.items()}
        for answer in (
            client.post("/api/v1/ask", json={"question": "经费？"}, headers=sent),
            *(
                client.get(f"/api/v1/{path}", headers=sent)
                for path in ("ledger", "documents", "documents/a", "clauses/a")
            ),
        ):
            assert refusal(answer) == (401, "令牌不对或已失效，请向管理员索取新的令牌。")
            assert answer.headers["www-authenticate"] == "Bearer"
    known = client.post(
        "/api/v1/ask", json={"question": "经费？"}, headers={"Authorization": f"bearer {READER}"}
    )
    assert AnswerOut.model_validate(known.json()).status == "answered"
    (noted,) = (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert {"who": "小王", "action": "asked", "detail": "经费？"}.items() <= json.loads(noted).items()
