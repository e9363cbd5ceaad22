"""Sessions end when they should; guessing takes ever longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.people import Users
from tests.knowledge.people_in_tests import make_users
from ui import sessions
from ui.sessions import (
    FORGET_S,
    FREE_FROM_ANYWHERE,
    FREE_TRIES,
    IDLE_S,
    LONGEST_S,
    LONGEST_WAIT_S,
    Sessions,
    Throttle,
)


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return make_users(tmp_path)


@pytest.fixture
def held(users: Users, clock: Clock) -> Sessions:
    return Sessions(users, clock)


def test_a_session_is_its_users_and_nobody_elses(held: Sessions, users: Users) -> None:
    first, second = held.begin(users.known("李明")), held.begin(users.known("王芳"))
    assert first != second and len(first) > 40
    found = [held.person(name) for name in (first, second, "", first[:-1], first + "x")]
    assert [one and one.name for one in found] == ["李明", "王芳", None, None, None]


def test_a_session_that_is_used_goes_on_until_its_day_is_over(
    held: Sessions, users: Users, clock: Clock
) -> None:
    name = held.begin(users.known("李明"))
    begun = clock.now
    while clock.now + IDLE_S / 2 - begun <= LONGEST_S:
        clock.now += IDLE_S / 2
        assert held.person(name) is not None
    clock.now += IDLE_S / 2
    assert held.person(name) is None


def test_an_idle_session_is_over_for_good(held: Sessions, users: Users, clock: Clock) -> None:
    name = held.begin(users.known("李明"))
    clock.now += IDLE_S + 1
    assert held.person(name) is None
    clock.now -= IDLE_S
    assert held.person(name) is None


def test_who_signs_out_is_out(held: Sessions, users: Users) -> None:
    name = held.begin(users.known("李明"))
    gone = held.end(name)
    assert gone is not None and gone.name == "李明"
    assert held.person(name) is None and held.end(name) is None


def test_a_new_password_and_removal_end_the_session(held: Sessions, users: Users) -> None:
    names = [held.begin(users.known("李明")), held.begin(users.known("王芳"))]
    users.set_password("李明", "another-one-1")
    users.remove("王芳")
    assert [held.person(name) for name in names] == [None, None]


def test_another_role_does_not_end_it_and_counts_at_once(held: Sessions, users: Users) -> None:
    name = held.begin(users.known("李明"))
    users.set("李明", "editor", ("党组",))
    found = held.person(name)
    assert found is not None and (found.role, found.groups) == ("editor", frozenset({"党组"}))


def test_so_many_sessions_and_no_more(held: Sessions, users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST", 2)
    names = [held.begin(users.known("李明")) for _ in range(3)]
    assert [held.person(name) is not None for name in names] == [False, True, True]


def test_the_first_tries_are_free_then_each_waits_twice_as_long(clock: Clock) -> None:
    throttle = Throttle(clock)
    waits = []
    for _ in range(FREE_TRIES + 4):
        waits.append(throttle.wait_s("李明", "a"))
        throttle.failed("李明", "a")
    assert waits == [0.0] * FREE_TRIES + [1.0, 2.0, 4.0, 8.0]
    clock.now += 15
    assert throttle.wait_s("李明", "a") == 1.0
    clock.now += 1
    assert throttle.wait_s("李明", "a") == 0.0


def test_others_are_not_kept_waiting(clock: Clock) -> None:
    throttle = Throttle(clock)
    for _ in range(FREE_TRIES + 3):
        throttle.failed("李明", "a")
    assert throttle.wait_s("李明", "b") == throttle.wait_s("王芳", "a") == 0.0


def test_guesses_from_many_addresses_wait_too_but_not_for_ever(clock: Clock) -> None:
    throttle = Throttle(clock)
    for number in range(FREE_FROM_ANYWHERE + 30):
        throttle.failed("李明", f"address {number}")
    assert throttle.wait_s("李明", "another") == LONGEST_WAIT_S
    clock.now += FORGET_S + 1
    assert throttle.wait_s("李明", "another") == 0.0


def test_success_and_time_wipe_the_slate(clock: Clock) -> None:
    throttle = Throttle(clock)
    for _ in range(FREE_TRIES):
        throttle.failed("李明", "a")
    throttle.passed("李明", "a")
    throttle.failed("李明", "a")
    assert throttle.wait_s("李明", "a") == 0.0
    clock.now += FORGET_S + 1
    throttle.failed("李明", "a")
    assert throttle.wait_s("李明", "a") == 0.0


def test_a_flood_of_names_is_not_remembered_for_ever(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST", 10)
    throttle = Throttle(clock)
    for number in range(100):
        throttle.failed(f"name {number}", "a")
    assert len(throttle._failures) <= 10
