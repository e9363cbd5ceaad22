"""Small factories for the values the evals look at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answers import Answer, Citation, Status
from evals.cases import Case, Expectation
from evals.run import Ask
from evals.target import Target
from knowledge.documents import Clause, Evidence, PolicyDocument, Source

START = 100  # every clause begins here in its document, so offsets are never 0-based by luck


def source(name: str = "001_办法.txt", **more: Any) -> Source:
    return Source(name=name, doc_id=name[:3], title=more.pop("title", "科普基地办法"), **more)


def clause(
    address: str = "第3条",
    raw: str = "到年底建成50个基地。",
    *,
    of: Source | None = None,
    path: tuple[str, ...] = (),
) -> Clause:
    return Clause(of or source(), 0, address, path, "item", raw, START, START + len(raw))


def cite(cited: Clause | None = None, *, n: int = 1, quote: str | None = None, shift: int = 0) -> Citation:
    """A citation of a whole clause; `quote` and `shift` spoil it."""
    cited = cited or clause()
    return Citation(n, cited, cited.raw if quote is None else quote, cited.start + shift, cited.end + shift)


def answer(
    text: str = "到年底建成50个基地[1]。",
    citations: Sequence[Citation] | None = None,
    *,
    evidence: Sequence[Clause] = (),
    status: Status = "answered",
    timings_ms: Mapping[str, float] | None = None,
) -> Answer:
    """By default right, with one right citation."""
    return Answer(
        question="要建多少基地？",
        status=status,
        text=text,
        citations=tuple([cite()] if citations is None else citations),
        evidence=tuple(Evidence(c, 1 / rank, rank) for rank, c in enumerate(evidence, start=1)),
        timings_ms=timings_ms or {},
    )


def refusal(text: str = "资料里没有找到依据。") -> Answer:
    return answer(text, [], status="refused")


def case(expect: Expectation = "answer", **more: Any) -> Case:
    """By default the case that the default answer passes."""
    gold: dict[str, Any] = {"id": "sample-001", "question": "要建多少基地？"}
    if expect == "answer":
        gold |= {
            "source": ("001",),
            "clauses": ("第3条",),
            "facts": (("50个", "五十个"),),
            "forbidden": ("15个",),
        }
    return Case(expect=expect, **gold | more)


CASES = (
    case(id="a", tags=("target", "table")),
    case(id="b", question="何时？", history=("先问",), tags=("target",)),
    case("refuse", id="c", question="下雨吗？"),
)


def ask(question: str, history: Sequence[str]) -> Answer:
    """A fake assistant: right on the first and the last of `CASES`, wrong after a history."""
    if question == "下雨吗？":
        return refusal()
    return answer("建成若干[1]。" if history else "建成50个[1]。", evidence=[clause()])


# --- documents, files and targets ----------------------------------------------------------


NOTICE = """澄湖市科普驿站管理办法

第一条  为规范科普驿站的建设，制定本办法。

第二条  到2027年底，新建科普驿站50个。

第三条  本办法自2026年1月1日起施行。
"""
STATIONS = "到2027年底要新建多少个科普驿站？"


def document(of: Clause | None = None) -> PolicyDocument:
    """The document in which one clause stands at its offsets."""
    of = of or clause()
    return PolicyDocument(of.source, " " * of.start + of.raw, (of,))


def target(answering: Ask = ask, *documents: PolicyDocument) -> Target:
    """By default the fake assistant over the document that `CASES` ask about."""
    return Target(answering, documents or (document(),), {"embedding": "fake"}, {"depth": 40})


def refusing(question: str, history: Sequence[str]) -> Answer:
    """A fake assistant that never answers."""
    return refusal()


def write_text(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_lines(path: Path, *rows: Mapping[str, Any] | str) -> Path:
    """JSON lines; a row that is a text stands as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    return write_text(path, "\n".join(lines) + "\n")


def write_suite(path: Path, cases: Sequence[Case] = CASES) -> Path:
    return write_lines(path, *(one.as_json() for one in cases))
