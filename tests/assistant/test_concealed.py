"""Kept answers without what is hidden now."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers import Answer, Citation, Withheld
from assistant.concealed import CONCEALED, concealed
from knowledge.documents import Clause, Evidence, Source, Validity

OPEN, SECRET = Source("计划.txt", "d1", "计划"), Source("内部.txt", "d2", "内部方案")
TEXT = "新建驿站二十个。"


def clause(source: Source) -> Clause:
    return Clause(source, 0, "第一条", (), "item", TEXT, 0, len(TEXT))


def answer(*cited: Source, near: tuple[Source, ...] = (), status: str = "answered") -> Answer:
    return Answer(
        "多少？",
        status,  # type: ignore[arg-type]  # one of the two
        TEXT,
        tuple(Citation(n, clause(one), TEXT, 0, len(TEXT)) for n, one in enumerate(cited, 1)),
        tuple(Evidence(clause(one), 0.5, n) for n, one in enumerate(near, 1)),
        withheld=(Withheld("内部方案说三十个。", "没有出处"),),
        notice="《内部方案》的说法不同。",
        resolved="内部方案多少？",
    )


def test_where_nothing_is_hidden_it_is_as_it_was() -> None:
    kept = answer(OPEN, SECRET, near=(OPEN, SECRET))
    assert concealed(kept, frozenset()) is kept


def test_what_cites_a_hidden_document_is_not_shown() -> None:
    for kept in (answer(SECRET), answer(OPEN, SECRET), answer(near=(OPEN, SECRET), status="refused")):
        shown = concealed(kept, frozenset({SECRET.name}))
        assert (shown.question, shown.status, shown.text) == ("多少？", "refused", CONCEALED)
        assert "内部" not in str({**shown.as_json(), "question": ""})


def test_what_rests_on_visible_documents_stays_without_its_surroundings() -> None:
    kept = answer(OPEN, near=(OPEN, SECRET))
    shown = concealed(kept, frozenset({SECRET.name}))
    assert shown == replace(kept, evidence=kept.evidence[:1], withheld=(), notice="", resolved="")
    refused = answer(near=(OPEN,), status="refused")
    assert concealed(refused, frozenset({SECRET.name})).text == TEXT


def test_the_reason_of_a_status_names_no_hidden_document() -> None:
    repealed = Validity("repealed", "被《内部方案》第3条废止", SECRET.name, "第3条", "c1")
    expired = Validity("expired", "有效期已过，见《内部方案》")
    for validity, status in ((repealed, "unknown"), (expired, "expired")):
        one = replace(OPEN, validity=validity)
        shown = concealed(answer(one, near=(one,)), frozenset({SECRET.name}))
        assert shown.citations[0].clause.source.validity == Validity(status)  # type: ignore[arg-type]
        assert shown.evidence[0].clause.source.validity.reason == ""
