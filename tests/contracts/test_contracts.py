"""What the commands print, against the shared contracts and against their words spelt out here."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.assistant.library import MEASURES, NOTICES, RULES, ingested, make_index
from ui.cli import main

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"
KINDS = {
    "title", "preamble", "heading", "item", "paragraph", "bullet", "box", "table", "attachment", "footer",
}  # fmt: skip
STATUSES = {"in_force", "superseded", "repealed", "expired", "unknown"}
QUESTIONS = [
    "社区科普驿站由哪些部门负责？",
    "要新建多少个社区科普驿站？",
    "科普部负责哪些任务？",
    "保障措施有哪些？",
    "大篷车管理办法的文号是什么？",
    "科普志愿服务队是不是要培育60支？",
    "社区科普驿站补助多少钱？",
    "杭州市的社区科普驿站要建多少个？",
    "怎么做红烧肉？",
]
REFUSED = set(QUESTIONS[-3:])


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ZHICE_CHAT_MODEL", "ZHICE_CHAT_BASE_URL", "ZHICE_CHAT_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZHICE_DATA", str(ingested()))


def run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> tuple[list[Any], str]:
    """The JSON lines a command prints, and what it says on standard error."""
    assert main(arguments) == status
    shown = capsys.readouterr()
    return [json.loads(line) for line in shown.out.splitlines()], shown.err


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def is_whole(value: Any) -> bool:
    return type(value) is int


def assert_stands(name: str, start: int, end: int, words: str) -> None:
    """source_text[start:end] is the words, white space aside."""
    assert is_whole(start) and is_whole(end)
    assert squeezed(NOTICES[name][start:end]) == squeezed(words) != ""


def assert_answer(row: dict[str, Any], question: str) -> None:
    """The shape of one answer, spelt out."""
    assert set(row) - {"id"} == {
        "question", "status", "answer", "citations", "evidence", "checks", "timings_ms",
    }  # fmt: skip
    assert row["question"] == question and isinstance(row["checks"]["resolved"], str)
    assert row["status"] == ("refused" if question in REFUSED else "answered")
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", row["answer"])}
    assert marks == {citation["n"] for citation in row["citations"]}
    assert [citation["n"] for citation in row["citations"]] == [*range(1, len(row["citations"]) + 1)]
    assert bool(row["citations"]) == (row["status"] == "answered")
    for citation in row["citations"]:
        assert set(citation) == {
            "n", "source", "doc_id", "doc_number", "title", "clause", "path", "quote", "start", "end", "page",
            "scanned",
        }  # fmt: skip
        assert citation["source"] in NOTICES and citation["clause"] and citation["title"]
        assert isinstance(citation["path"], list) and citation["page"] is None
        assert_stands(citation["source"], citation["start"], citation["end"], citation["quote"])
    assert len(row["evidence"]) >= 10
    for rank, passage in enumerate(row["evidence"], 1):
        assert set(passage) == {"rank", "source", "doc_id", "clause", "text", "start", "end", "score"}
        assert passage["rank"] == rank
        assert 0 <= passage["score"] <= 1
        assert_stands(passage["source"], passage["start"], passage["end"], passage["text"])
    assert all(isinstance(value, int | float) and value >= 0 for value in row["timings_ms"].values())


def assert_schema(row: dict[str, Any], name: str) -> None:
    schema = json.loads((CONTRACTS / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(row)


needs_contracts = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason=f"{CONTRACTS} is not there: answers not held against the shared schema"
)


# --- ask ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_ask_json_is_one_answer(capsys: pytest.CaptureFixture[str], question: str) -> None:
    rows, said = run(capsys, "ask", question, "--json")
    (row,) = rows
    assert_answer(row, question)
    assert "id" not in row and said == ""


@needs_contracts
@pytest.mark.parametrize("question", QUESTIONS)
def test_ask_json_fits_the_shared_schema(capsys: pytest.CaptureFixture[str], question: str) -> None:
    rows, _ = run(capsys, "ask", question, "--json")
    assert_schema(rows[0], "answer.schema.json")


@needs_contracts
def test_the_shared_schema_is_sound_and_would_notice() -> None:
    schema = json.loads((CONTRACTS / "answer.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    with pytest.raises(jsonschema.ValidationError):
        assert_schema({"question": "问"}, "answer.schema.json")


def test_ask_prints_text_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "要新建多少个社区科普驿站？"]) == 0
    shown = capsys.readouterr()
    assert "二十个" in shown.out and "第二部分1." in shown.out and "澄科协发〔2026〕7号" in shown.out
    assert shown.err == ""


# --- batch -------------------------------------------------------------------------------------


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return str(path)


def line(question: str, **more: Any) -> str:
    return json.dumps({"question": question, **more}, ensure_ascii=False)


def test_batch_writes_one_answer_a_line_with_the_id_unchanged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = [line(question, id=f"甲-{n}") for n, question in enumerate(QUESTIONS)]
    out = tmp_path / "out.jsonl"
    rows, _ = run(capsys, "ask", "--batch", written(tmp_path, *lines), "--out", str(out))
    assert rows == []
    rows = [json.loads(one) for one in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [f"甲-{n}" for n in range(len(QUESTIONS))]
    for row, question in zip(rows, QUESTIONS, strict=True):
        assert_answer(row, question)
        if CONTRACTS.is_dir():
            assert_schema(row, "answer.schema.json")


def test_batch_without_out_prints_and_reads_a_byte_order_mark(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = written(tmp_path, line(QUESTIONS[0], id="a"), "", line(QUESTIONS[1]), encoding="utf-8-sig")
    rows, said = run(capsys, "ask", "--batch", file)
    assert [row["question"] for row in rows] == QUESTIONS[:2]
    assert rows[0]["id"] == "a" and "id" not in rows[1] and said == ""


def test_batch_uses_the_history(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = written(tmp_path, line("那志愿服务队呢？", id="a", history=["要新建多少个社区科普驿站？"]))
    rows, _ = run(capsys, "ask", "--batch", file)
    assert rows[0]["question"] == "那志愿服务队呢？" and "45支" in rows[0]["answer"]


BROKEN = {
    "no JSON": "{broken",
    "no object": '["要新建多少个社区科普驿站？"]',
    "no question": '{"id": "x"}',
    "an empty question": '{"id": "x", "question": "  "}',
    "a question that is no text": '{"question": 7}',
    "a history that is no list": '{"question": "问题？", "history": "前一问"}',
    "a history of no texts": '{"question": "问题？", "history": [1]}',
    "an over-long question": json.dumps({"question": "问" * 100_000}),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_line_is_reported_and_the_others_answered(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str
) -> None:
    file = written(tmp_path, line(QUESTIONS[0], id="a"), "", BROKEN[kind], line(QUESTIONS[1], id="b"))
    rows, said = run(capsys, "ask", "--batch", file, status=1)
    assert [row["id"] for row in rows] == ["a", "b"]
    (complaint,) = said.splitlines()
    assert complaint.startswith("第 3 行：") and complaint.endswith("。")


def test_a_line_nested_without_end_is_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = written(tmp_path, "[" * 200_000, line(QUESTIONS[1], id="b"))
    rows, said = run(capsys, "ask", "--batch", file, status=1)
    assert [row["id"] for row in rows] == ["b"] and said.startswith("第 1 行：")


def test_a_line_with_half_a_character_does_not_stop_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = written(
        tmp_path, r'{"id": "a", "question": "要新建多少个驿站\ud800？"}', line(QUESTIONS[1], id="b")
    )
    out = tmp_path / "out.jsonl"
    main(["ask", "--batch", file, "--out", str(out)])
    assert [json.loads(one)["id"] for one in out.read_text(encoding="utf-8").splitlines()][-1] == "b"


def test_a_line_ends_at_a_line_feed_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = written(tmp_path, line("要新建多少个\u2028社区科普驿站？", id="a"))
    rows, _ = run(capsys, "ask", "--batch", file)
    assert [row["id"] for row in rows] == ["a"]


# --- docs --------------------------------------------------------------------------------------


def test_docs_json_is_one_object_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    rows, said = run(capsys, "docs", "--json")
    assert said == ""
    for row in rows:
        assert set(row) == {
            "source", "doc_id", "doc_number", "title", "issuer", "issued_on", "recipients", "kind", "period",
            "status", "clauses", "warnings", "status_reason", "status_clause", "issuers", "printed_on",
            "released_on", "copies", "attachments", "valid_from", "valid_until", "stage",
        }  # fmt: skip
        assert row["status"] in STATUSES and row["warnings"] == []
        assert row["issuers"][0] == row["issuer"]
        assert is_whole(row["clauses"]) and row["clauses"] > 10
        date.fromisoformat(row["issued_on"])
    by_name = {row["source"]: row for row in rows}
    measures, rules = by_name[MEASURES], by_name[RULES]
    assert len(rows) == len(by_name) == 2
    assert measures["doc_number"] == "澄科协发〔2026〕7号"
    assert measures["title"] == "关于印发《澄湖市社区科普若干措施（2026—2028年）》的通知"
    assert measures["issuer"] == "澄湖市科学技术协会"
    assert measures["issued_on"] == "2026-03-09"
    assert measures["recipients"] == "各区县科协，市级学会，机关各部室，各直属单位"
    assert measures["kind"] == "通知"
    assert measures["period"] == ["2026-01-01", "2028-12-31"]
    assert (rules["issued_on"], rules["period"]) == ("2025-08-18", None)
    assert (rules["valid_from"], rules["valid_until"]) == ("2025-10-01", "2030-09-30")
    assert rules["issuers"] == ["澄湖市科学技术协会", "澄湖市财政局"]
    assert rules["status_clause"]["clause"] == "第十条"
    assert measures["doc_id"] != rules["doc_id"]


# --- show --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NOTICES)
def test_show_json_is_the_clauses_in_document_order(capsys: pytest.CaptureFixture[str], name: str) -> None:
    rows, said = run(capsys, "show", name, "--json")
    assert said == ""
    for row in rows:
        assert set(row) == {"clause", "path", "kind", "text", "start", "end", "page"}
        assert row["kind"] in KINDS and row["clause"] and row["page"] is None
        assert isinstance(row["path"], list) and all(isinstance(one, str) for one in row["path"])
        assert_stands(name, row["start"], row["end"], row["text"])
    starts = [row["start"] for row in rows]
    assert starts == sorted(starts)
    assert all(a["end"] <= b["start"] for a, b in pairwise(rows))
    addresses = [row["clause"] for row in rows]
    assert len(set(addresses)) == len(addresses)
    covered = squeezed("".join(row["text"] for row in rows))
    assert covered == squeezed(NOTICES[name])


@pytest.mark.parametrize("name", NOTICES)
def test_show_text_is_the_file_itself(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["show", name, "--text"]) == 0
    assert capsys.readouterr().out == NOTICES[name]


def test_show_takes_the_beginning_of_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "澄湖市社区"]) == 0
    assert "第二部分1." in capsys.readouterr().out


def test_docs_and_show_agree_on_the_number_of_clauses(capsys: pytest.CaptureFixture[str]) -> None:
    docs, _ = run(capsys, "docs", "--json")
    for row in docs:
        clauses, _ = run(capsys, "show", row["source"], "--json")
        assert len(clauses) == row["clauses"]


# --- ledger ------------------------------------------------------------------------------------

WANTED = [
    (),
    ("--source", MEASURES),
    ("--department", "科普部"),
    ("--department", "学会部", "--role", "牵头", "--all-offices"),
    ("--before", "2028"),
    ("--kind", "指标", "--kind", "频次"),
    ("--text", "驿站"),
]


def assert_ledger_row(row: dict[str, Any]) -> None:
    """The shape of one row of the ledger, spelt out."""
    assert set(row) == {
        "id", "source", "doc_id", "doc_number", "title", "clause", "path", "task", "kinds", "lead", "support",
        "responsible_as_written", "indicators", "deadline", "frequency", "quote", "start", "end", "needs_review",
    }  # fmt: skip
    assert row["id"].startswith(row["doc_id"]) and row["clause"] and row["task"] and row["title"]
    assert row["kinds"] and set(row["kinds"]) <= {"target", "deadline", "frequency", "responsibility"}
    assert ("target" in row["kinds"]) == bool(row["indicators"])
    assert ("deadline" in row["kinds"]) == bool(row["deadline"])
    assert ("frequency" in row["kinds"]) == bool(row["frequency"])
    assert ("responsibility" in row["kinds"]) == bool(row["lead"] or row["support"])
    assert all(isinstance(body, str) and body for body in (*row["lead"], *row["support"]))
    assert isinstance(row["needs_review"], bool)
    assert_stands(row["source"], row["start"], row["end"], row["quote"])
    for number in row["indicators"]:
        assert set(number) == {"object", "value", "upper", "unit", "comparator", "as_written", "start", "end"}
        assert number["comparator"] in {"=", ">=", "<=", "~", ">", "<"}
        assert isinstance(number["value"], int | float) and not isinstance(number["value"], bool)
        assert_stands(row["source"], number["start"], number["end"], number["as_written"])
    if row["deadline"]:
        assert set(row["deadline"]) == {"as_written", "date", "basis"} and row["deadline"]["basis"]
        assert row["deadline"]["date"] is None or date.fromisoformat(row["deadline"]["date"])
    if row["frequency"]:
        assert set(row["frequency"]) == {"as_written", "per", "times"} and row["frequency"]["per"]


@pytest.mark.parametrize("wanted", WANTED, ids=" ".join)
def test_ledger_json_is_one_row_a_line(capsys: pytest.CaptureFixture[str], wanted: tuple[str, ...]) -> None:
    rows, said = run(capsys, "ledger", *wanted, "--json")
    assert rows and said.startswith(f"共 {len(rows)} 项")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert_ledger_row(row)


@needs_contracts
@pytest.mark.parametrize("wanted", WANTED, ids=" ".join)
def test_ledger_json_fits_the_shared_schema(
    capsys: pytest.CaptureFixture[str], wanted: tuple[str, ...]
) -> None:
    for row in run(capsys, "ledger", *wanted, "--json")[0]:
        assert_schema(row, "ledger.schema.json")


@needs_contracts
def test_the_shared_ledger_schema_is_sound_and_would_notice(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((CONTRACTS / "ledger.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    row = next(row for row in run(capsys, "ledger", "--json")[0] if row["indicators"])
    for name in schema["required"]:
        with pytest.raises(jsonschema.ValidationError):
            assert_schema({key: value for key, value in row.items() if key != name}, "ledger.schema.json")
    with pytest.raises(jsonschema.ValidationError):
        assert_schema(row | {"kinds": []}, "ledger.schema.json")


def test_a_ledger_row_says_what_the_notice_says(capsys: pytest.CaptureFixture[str]) -> None:
    rows, _ = run(capsys, "ledger", "--source", MEASURES, "--text", "新建社区科普驿站", "--json")
    (row,) = [row for row in rows if row["indicators"] and row["indicators"][0]["value"] == 20]
    assert (row["clause"], row["doc_number"]) == ("第二部分1.", "澄科协发〔2026〕7号")
    assert row["path"][-1].startswith("1.建设社区科普驿站")
    assert (row["lead"], row["support"]) == (["科普部", "宣传部"], [])
    assert row["responsible_as_written"] == "责任部门：科普部、宣传部"
    assert row["deadline"] == {"as_written": "到2027年底", "date": "2027-12-31", "basis": "写明"}
    number = row["indicators"][0]
    assert (number["unit"], number["comparator"], number["upper"]) == ("个", "=", None)
    assert number["as_written"] == "二十个" and row["needs_review"] is False


def test_ledger_rows_and_clauses_of_show_agree(capsys: pytest.CaptureFixture[str]) -> None:
    for name in NOTICES:
        clauses = {row["clause"]: row for row in run(capsys, "show", name, "--json")[0]}
        for row in run(capsys, "ledger", "--source", name, "--json")[0]:
            clause = clauses[row["clause"]]
            assert row["path"] == clause["path"]
            assert clause["start"] <= row["start"] < row["end"] <= clause["end"]


def test_ledger_ids_are_the_same_when_the_document_is_ingested_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before, _ = run(capsys, "ledger", "--json")
    again, _ = run(capsys, "ledger", "--json", "--data", str(make_index(tmp_path)))
    assert [row["id"] for row in again] == [row["id"] for row in before]
