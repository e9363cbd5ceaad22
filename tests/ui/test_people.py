"""Each at their own desk: what they see, what they may do, what is kept of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import gradio as gr
import pytest
from starlette.requests import Request

from assistant.answers import Answer
from assistant.concealed import CONCEALED
from ingest.split import split
from knowledge.audit import read_deeds
from knowledge.errors import UserError
from tests.knowledge.groups import BROKEN, HIDDEN, LATER, OPEN, SECRET
from tests.ui.seats import House, make_house
from ui.chat import Chat
from ui.desk import Desk
from ui.exports import export
from ui.library_tab import LibraryEvents
from ui.login import SIGNED_IN
from ui.people import who
from ui.starters import starters

NOW = datetime(2033, 3, 1, 9, tzinfo=UTC)
QUESTION = "暗访鎏金档案馆多少家？"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = make_house(tmp_path)
    yield house
    house.close()


def request(name: str | None) -> gr.Request:
    return gr.Request(username=name)


def answered(desk: Desk, question: str) -> Answer:
    *_, answer = desk.answering.stream(question)
    assert isinstance(answer, Answer)
    return answer


def test_three_people_at_three_desks(house: House) -> None:
    desks = [house.desks(request(name)) for name in ("馆长", "王芳", "李明")]
    assert [desk.role for desk in desks] == ["admin", "editor", "reader"]
    assert [desk.may_edit for desk in desks] == [True, True, False]
    assert [SECRET in desk.records.names() for desk in desks] == [True, True, False]
    assert [BROKEN in desk.records.failures() for desk in desks] == [True, True, False]
    assert {source.name for source in desks[2].library.documents()} == set(OPEN)


@pytest.mark.parametrize("name", [None, "", "没有的人"])
def test_nobody_has_no_desk(house: House, name: str | None) -> None:
    for attempt in (lambda: house.desks(request(name)), lambda: house.desks(None)):
        with pytest.raises(UserError, match="请重新登录"):
            attempt()


def test_a_token_sits_at_its_users_desk(house: House) -> None:
    token = house.users.give_token("李明", "统计", NOW)
    desk = house.desks.of_token(token)
    assert (desk.user, desk.role) == ("李明", "reader") and SECRET not in desk.records.names()
    house.users.revoke_tokens("李明")
    for wrong in (token, "", None, "李明"):
        with pytest.raises(UserError, match="令牌无效"):
            house.desks.of_token(wrong)


def test_sharing_counts_from_the_next_event_on(house: House) -> None:
    def sees() -> bool:
        return SECRET in house.desks(request("李明")).records.names()

    assert not sees()
    house.sharing.share(SECRET, ["办公室", "科普部"])
    assert sees()
    house.sharing.share(SECRET, ["办公室"])
    assert not sees()
    house.users.set("李明", None, ("办公室",))
    assert sees()


def test_groups_outlive_removal_and_a_new_version(house: House) -> None:
    catalog, seen = house.assistants.catalog, lambda: house.desks(request("李明")).records
    catalog.remove(SECRET)
    assert SECRET in catalog.names() and SECRET not in seen().names() and seen().revisions(SECRET) == ()
    again = split(LATER.replace("45家", "47家"), SECRET)
    catalog.replace(again, digest="later", place="/files")
    assert SECRET in catalog.snapshot().clauses and SECRET not in seen().snapshot().clauses


def test_answers_documents_ledger_exports_and_starters_hold_only_what_is_seen(
    house: House, tmp_path: Path
) -> None:
    desk = house.desks(request("李明"))
    assert answered(desk, QUESTION).status == "refused"
    assert answered(house.desks(request("王芳")), QUESTION).status == "answered"
    table = LibraryEvents(house.desks).listing("", "", request("李明"))
    assert "科普计划" in table and "考核方案" not in table
    assert "考核方案" in LibraryEvents(house.desks).listing("", "", request("王芳"))
    selection = desk.ledger().select()
    assert "查了 2 份文件" in selection.coverage[0] and not any("失败" in line for line in selection.coverage)
    out = tmp_path / "台账.csv"
    export(selection.rows, out, ("任务", "原文"), selection.coverage, NOW.date())
    text = out.read_text(encoding="utf-8-sig")
    assert list(csv.reader(text.splitlines())) and "谧湖" not in text and "驿站" in text
    assert not [one for one in starters(desk.library.documents(), desk.library.clauses) if "考核" in one]


def test_an_answer_kept_when_the_document_was_visible_is_not_shown_again(house: House) -> None:
    house.sharing.share(SECRET, [])
    desk = house.desks(request("李明"))
    answer = answered(desk, QUESTION)
    talk = desk.kept_talks().keep("", answer, NOW)
    desk.kept_talks().add(talk, answered(desk, "编印科普读本多少种？"), NOW)
    assert desk.kept_talks().answers(talk)[0].text == answer.text
    house.sharing.share(SECRET, ["办公室"])
    first, second = house.desks(request("李明")).kept_talks().answers(talk)
    assert (first.text, first.citations, first.evidence) == (CONCEALED, (), ())
    assert second.citations and all(
        one.clause.source.name not in HIDDEN for one in (*second.citations, *second.evidence)
    )


def test_nobody_reaches_anothers_conversations(house: House) -> None:
    mine = house.desks(request("王芳")).kept_talks()
    talk = mine.keep("", answered(house.desks(request("王芳")), QUESTION), NOW)
    theirs = house.desks(request("李明")).kept_talks()
    assert theirs.list() == ()
    for attempt in (lambda: theirs.answers(talk), lambda: theirs.delete(talk)):
        with pytest.raises(UserError, match="没有这个对话"):
            attempt()
    assert len(mine.list()) == 1


def test_who_asked_what_stands_in_the_audit_log(house: House) -> None:
    chat = Chat(house.desks)
    list(chat.ask(QUESTION, (), request=request("李明")))
    answered(house.desks(request("王芳")), "经费是多少？")
    deeds = [(one.who, one.action, one.detail) for one in read_deeds(house.data)]
    assert deeds == [("李明", "asked", QUESTION), ("王芳", "asked", "经费是多少？")]


def test_a_damaged_sharing_file_shows_readers_nothing(house: House) -> None:
    (house.data / "shares.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="为安全起见不放行"):
        house.desks(request("李明"))


def test_a_door_beside_the_page_knows_who_came_through_the_login(house: House) -> None:
    scope = {"type": "http", "headers": [], SIGNED_IN: "李明"}
    assert house.desks(gr.Request(Request(scope))).user == "李明"
    with pytest.raises(UserError, match="请重新登录"):
        house.desks(gr.Request(Request({"type": "http", "headers": []})))


def test_the_line_says_who_is_here_as_text(house: House) -> None:
    assert "<b>" not in who("<b>甲</b>", "reader") and "读者" in who("<b>甲</b>", "reader")
