"""Who sits where: one desk for all, or each at their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.audit import read_deeds
from knowledge.errors import UserError
from tests.ui.seats import House, make_house
from ui.desk import OneDesk
from ui.people import PeopleDesks
from ui.seating import IN_CLEAR, NOT_KEPT, OPEN_TO_ALL, is_loopback, seated


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = make_house(tmp_path)
    yield house
    house.close()


@pytest.fixture
def unstaffed(house: House) -> House:
    (house.data / "users.json").unlink()
    return replace(house)


def test_with_a_users_file_people_sign_in(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    seats = seated(house.assistants, house.data, "127.0.0.1", None)
    assert isinstance(seats.desks, PeopleDesks) and seats.login and seats.with_history
    assert capsys.readouterr().err == ""
    seated(house.assistants, house.data, "0.0.0.0", None)
    assert capsys.readouterr().err == IN_CLEAR + "\n"
    seats.desks.close()
    with pytest.raises(UserError, match="请去掉 --user"):
        seated(house.assistants, house.data, "127.0.0.1", "张三")


def test_a_damaged_users_file_opens_nothing(house: House) -> None:
    (house.data / "users.json").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="为安全起见不放行"):
        seated(house.assistants, house.data, "127.0.0.1", None)


def test_without_one_everybody_sits_at_the_one_desk(
    unstaffed: House, capsys: pytest.CaptureFixture[str]
) -> None:
    seats = seated(unstaffed.assistants, unstaffed.data, "127.0.0.1", "张三")
    assert isinstance(seats.desks, OneDesk) and seats.login is None and seats.with_history
    desk = seats.desks(None)
    assert (desk.user, desk.role, desk.kept_talks().user) == ("张三", "admin", "张三")
    list(desk.answering.stream("经费是多少？"))
    assert [(one.who, one.action) for one in read_deeds(unstaffed.data)] == [("张三", "asked")]
    assert capsys.readouterr().err == ""


def test_who_opens_it_to_others_is_warned(unstaffed: House, capsys: pytest.CaptureFixture[str]) -> None:
    seats = seated(unstaffed.assistants, unstaffed.data, "0.0.0.0", None)
    assert not seats.with_history and seats.desks(None).talks is None
    assert set(capsys.readouterr().err.splitlines()) == {NOT_KEPT, OPEN_TO_ALL}


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.invalid", False)],
)
def test_which_addresses_are_this_machines_own(host: str, own: bool) -> None:
    assert is_loopback(host) is own
