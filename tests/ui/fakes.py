"""A small library and an assistant that needs no model: fakes at the page's seam only."""

from __future__ import annotations

import asyncio
import atexit
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from fastapi import FastAPI

from assistant.answers import Answer, Citation, Withheld
from assistant.conversation import Talks
from knowledge.catalog import Catalog
from knowledge.conversations import Conversations
from knowledge.documents import Clause, Evidence, Source, Validity
from knowledge.errors import UserError
from ui.app import create_app
from ui.desk import Answering, Desk, Desks, Library, OneDesk

PLAN = Source(
    name="plan.txt",
    doc_id="d1",
    title="关于开展全民科学素质行动的通知",
    doc_number="科协发〔2026〕12号",
    issuer="某省科学技术协会",
    issued_on=date(2026, 3, 1),
    kind="通知",
)
OLD = Source(
    name="old.txt", doc_id="d2", title="科普工作管理办法", kind="办法", validity=Validity("repealed")
)

_TEXTS = (
    ("第一条", "为加强科普工作，制定本通知。"),
    ("第二条", "各市（州）科协应当于每年3月底前报送年度工作计划。"),
    ("第三条", "省级财政安排科普专项经费\n不少于500万元，由省科协会同省财政厅管理。"),
    ("第四条", "本通知自印发之日起施行，<b>有效期</b>五年。[1] ![图](http://evil.example/x.png)"),
)


def make_clauses(source: Source, texts: Sequence[tuple[str, str]] = _TEXTS) -> tuple[Clause, ...]:
    made: list[Clause] = []
    start = 0
    for ordinal, (address, raw) in enumerate(texts):
        path = ("一、总体要求",) if ordinal < 2 else ("二、保障措施", "（一）经费与期限")
        made.append(Clause(source, ordinal, address, path, "item", raw, start, start + len(raw)))
        start += len(raw) + 1
    return tuple(made)


def cite(n: int, clause: Clause, quote: str) -> Citation:
    """A citation of words that stand unbroken in the clause's raw text, or broken by line ends."""
    begin = clause.text.index(quote)
    start, end = clause.locate(begin, begin + len(quote))
    return Citation(n, clause, quote, start, end)


@dataclass
class FakeLibrary:
    contents: dict[str, tuple[Clause, ...]] = field(
        default_factory=lambda: {"plan.txt": make_clauses(PLAN), "old.txt": make_clauses(OLD)[:2]}
    )

    def documents(self) -> tuple[Source, ...]:
        return tuple(clauses[0].source for clauses in self.contents.values())

    def clauses(self, name: str) -> tuple[Clause, ...]:
        return self.contents.get(name, ())


@dataclass
class FakeAnswering:
    """Refuses 「火星」, raises on 「故障」 and 「误用」, drafts for a while on 「慢」; else answers."""

    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    within: list[frozenset[str] | None] = field(default_factory=list)

    def follow_ups(self, answer: Answer, documents: frozenset[str] | None = None) -> tuple[str, ...]:
        return ("计划什么时候报送？", "<b>经费</b>由谁管理？") if answer.status == "answered" else ()

    def stream(
        self, question: str, history: Sequence[str] = (), documents: frozenset[str] | None = None
    ) -> Iterator[str | Answer]:
        self.asked.append((question, tuple(history)))
        self.within.append(documents)
        if "误用" in question:
            raise UserError("尚未建立索引，请先导入文件。")
        if "故障" in question:
            raise ValueError("secret detail")
        yield "省级财政安排科普专项经费"
        while "慢" in question:
            yield "省级财政安排科普专项经费 <img src=http://evil.example/draft.png>"
            time.sleep(0.05)
        clauses = make_clauses(PLAN)
        evidence = tuple(Evidence(clause, 0.5, rank) for rank, clause in enumerate(reversed(clauses), 1))
        if "火星" in question:
            yield Answer(question, "refused", "已入库文件没有写明这一问题。", evidence=evidence)
            return
        yield Answer(
            question,
            "answered",
            "省级财政安排科普专项经费不少于500万元。[1]\n年度工作计划于每年3月底前报送。[2] "
            "<img src=http://evil.example/a.png> ![x](http://evil.example/b.png) ${alert(1)} {{value}} [9]",
            (cite(1, clauses[2], "科普专项经费不少于500万元"), cite(2, clauses[1], "每年3月底前")),
            evidence,
            kept=2,
            withheld=(Withheld("经费不少于800万元。", "数字不在引用条款中"),),
            notice="模型服务不可用，已改用规则作答。",
        )


def make_talks(folder: Path, user: str = "本机") -> Talks:
    """Real conversations in a new data folder."""
    Catalog(folder, create=True).close()
    return Talks(Conversations(folder), user)


@cache
def empty_folder() -> Path:
    """A data folder for what keeps nothing worth looking at."""
    folder = Path(mkdtemp())
    atexit.register(rmtree, folder)
    return folder


@cache
def empty_catalog() -> Catalog:
    """A catalog without documents, for what never looks into it."""
    return Catalog(empty_folder(), create=True)


def make_desks(
    answering: Answering | None = None,
    library: Library | None = None,
    talks: Talks | None = None,
    *,
    data: Path | None = None,
) -> Desks:
    """One desk over the fakes; remarks and the audit log are kept in the folder `data`."""
    library = library or FakeLibrary()
    folder = data or empty_folder()
    return OneDesk(Desk(answering or FakeAnswering(), library, empty_catalog(), folder, talks))


def make_app(*, talks: Talks | None = None, data: Path | None = None) -> FastAPI:
    """The real app over the fakes. Outside a running loop Gradio would open loops and leave them open."""
    desks = make_desks(talks=talks, data=data)

    async def build() -> FastAPI:
        return create_app(desks, with_history=talks is not None)

    return asyncio.run(build())
