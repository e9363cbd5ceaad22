"""Small clauses of an invented notice, and drafts that rest on them."""

from __future__ import annotations

from assistant.answers import Answer, Draft, Statement, Support
from assistant.verify import verify
from knowledge.documents import Clause, Evidence, Source

START = 100  # every clause begins here in its document, so offsets are never 0-based by luck
SOURCE = Source(name="措施.txt", doc_id="d1", title="社区科普若干措施", doc_number="澄科协发〔2026〕7号")
STATIONS = "到2027年底，新建科普驿站二十个，每个驿站配备不少于3名辅导员，由科普部牵头、宣传部配合。"


def clause(
    raw: str = STATIONS, address: str = "第八条", *, source: Source = SOURCE, ordinal: int = 0
) -> Clause:
    return Clause(source, ordinal, address, (), "item", raw, START, START + len(raw))


def evidence(*clauses: Clause) -> tuple[Evidence, ...]:
    return tuple(Evidence(one, 1 / rank, rank) for rank, one in enumerate(clauses, 1))


def whole(cited: Clause) -> Support:
    return Support(cited, 0, len(cited.text))


def checked(
    said: str, *raws: str, question: str = "问题？", writer: str = "model", cited: bool = True
) -> Answer:
    """One statement that rests on clauses of these texts (one, STATIONS, by default), verified."""
    clauses = [clause(raw, ordinal=n) for n, raw in enumerate(raws or (STATIONS,))]
    supports = tuple(whole(one) for one in clauses) if cited else ()
    draft = Draft((Statement(said, supports),), writer=writer)
    return verify(question, draft, evidence(*clauses))
