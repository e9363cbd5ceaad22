"""A document's identity for the terminal and as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.documents import Source, Term, Validity
from ui.document_text import document_json, document_lines, status_line

SOURCE = Source("夜市.txt", "d1", "云州市夜市办法", "云科协发〔2031〕7号", issued_on=date(2031, 4, 9))
ENDED = Validity("repealed", "被《新办法》第九条废止", "新.txt", "第九条", "d2-r-9")


def test_a_document_of_unknown_status_says_nothing_of_it() -> None:
    assert list(document_lines(SOURCE, 4)) == [
        "夜市.txt",
        "  《云州市夜市办法》（云科协发〔2031〕7号），2031-04-09，4 个条款",
    ]
    assert status_line(SOURCE) == ""


def test_a_document_that_ended_says_so_and_why() -> None:
    _, head, told = document_lines(replace(SOURCE, validity=ENDED), 4)
    assert "（已废止）" in head and told == "  效力：已废止（被《新办法》第九条废止）"


def test_one_that_applies_and_one_to_come() -> None:
    assert status_line(replace(SOURCE, validity=Validity("in_force", "有效期至2034年4月30日"))) == (
        "效力：现行有效（有效期至2034年4月30日）"
    )
    waiting = replace(SOURCE, validity=Validity(reason="自2031年5月1日起施行，尚未施行"))
    assert status_line(waiting) == "效力：未定（自2031年5月1日起施行，尚未施行）"
    draft = replace(SOURCE, stage="征求意见稿", validity=Validity(reason="征求意见稿，尚未正式印发"))
    assert status_line(draft) == "效力：征求意见稿（征求意见稿，尚未正式印发）"


def test_control_characters_stay_out() -> None:
    assert "\x1b" not in "".join(document_lines(replace(SOURCE, title="夜\x1b[31m市"), 4))


def test_json_names_the_clause_that_says_so() -> None:
    term = Term(date(2031, 5, 1), date(2034, 4, 30))
    row = document_json(replace(SOURCE, validity=ENDED, term=term), 4, ("提示",))
    assert (row["status"], row["status_reason"]) == ("repealed", "被《新办法》第九条废止")
    assert row["status_clause"] == {"source": "新.txt", "clause": "第九条", "id": "d2-r-9"}
    assert (row["valid_from"], row["valid_until"]) == ("2031-05-01", "2034-04-30")
    bare = document_json(SOURCE, 4, ())
    assert bare["status_reason"] is None and bare["status_clause"] is None and bare["stage"] is None
