"""Who is signed in, in memory, and how often somebody may try. A restart signs everybody out."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from knowledge.people import Person, Users

IDLE_S, LONGEST_S = 2 * 3600.0, 12 * 3600.0
FREE_TRIES, FREE_FROM_ANYWHERE = 5, 50  # for a name: from one address, from all together
LONGEST_WAIT_S, FORGET_S = 900.0, 1800.0
MOST = 10_000  # sessions, and failures remembered
_ID_BYTES = 32
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Session:
    """Whose it is, with the hash of the password it was begun with; when it was begun and last used."""

    name: str
    secret: str
    begun: float
    used: float

    def is_over(self, now: float) -> bool:
        return now - self.used > IDLE_S or now - self.begun > LONGEST_S


class Sessions:
    """The sessions of the users: each ends IDLE_S after its last use, LONGEST_S after its beginning, and
    when its user is removed or gets another password. `clock` gives seconds."""

    def __init__(self, users: Users, clock: Clock = time.monotonic) -> None:
        self._users, self._clock = users, clock
        self._held: dict[str, _Session] = {}
        self._lock = Lock()

    def begin(self, person: Person) -> str:
        """A new session; its secret id."""
        name, now = secrets.token_urlsafe(_ID_BYTES), self._clock()
        with self._lock:
            self._held = {key: one for key, one in self._held.items() if not one.is_over(now)}
            if len(self._held) >= MOST:
                self._held.pop(next(iter(self._held)))
            self._held[_digest(name)] = _Session(person.name, person.secret, now, now)
        return name

    def person(self, name: str) -> Person | None:
        """Whose session this is, used now; None where it is over or there is none."""
        key, now = _digest(name), self._clock()
        with self._lock:
            session = self._held.pop(key, None)
            if session is None or session.is_over(now):
                return None
            person = self._users.get(session.name)
            if person is None or person.secret != session.secret:
                return None
            self._held[key] = _Session(session.name, session.secret, session.begun, now)
        return person

    def end(self, name: str) -> Person | None:
        """Sign out; who that was."""
        person = self.person(name)
        with self._lock:
            self._held.pop(_digest(name), None)
        return person


def _digest(name: str) -> str:
    """Kept instead of the id itself: what is in memory opens nothing."""
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


class Throttle:
    """Makes who guesses the password of a name wait: after FREE_TRIES failures from an address, or
    FREE_FROM_ANYWHERE from all, a second, then twice as long each time, at most LONGEST_WAIT_S. Failures
    are forgotten after FORGET_S; who comes from another address than the guesser is not locked out."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, ...], tuple[int, float]] = {}
        self._lock = Lock()

    def wait_s(self, name: str, address: str) -> float:
        """How many seconds the next try has to wait; 0 for now."""
        with self._lock:
            return max(self._wait_s((name, address), FREE_TRIES), self._wait_s((name,), FREE_FROM_ANYWHERE))

    def _wait_s(self, key: tuple[str, ...], free: int) -> float:
        now = self._clock()
        count, last = self._failures.get(key, (0, now))
        if count < free or now - last > FORGET_S:
            return 0.0
        return max(0.0, last + min(LONGEST_WAIT_S, 2.0 ** min(count - free, 20)) - now)

    def failed(self, name: str, address: str) -> None:
        """A try failed."""
        now = self._clock()
        with self._lock:
            for key in ((name, address), (name,)):
                count, last = self._failures.pop(key, (0, now))
                self._failures[key] = (1 if now - last > FORGET_S else count + 1), now
            while len(self._failures) > MOST:
                self._failures.pop(next(iter(self._failures)))

    def passed(self, name: str, address: str) -> None:
        """A try succeeded: its failures are forgotten."""
        with self._lock:
            for key in ((name, address), (name,)):
                self._failures.pop(key, None)
