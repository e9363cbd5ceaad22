"""The app as three people use it, over the index that holds a document not all of them see."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from assistant.build import Assistants, open_assistants
from assistant.settings import Settings
from knowledge.people import Users
from knowledge.sharing import Sharing
from tests.fakes import FakeEmbedder
from tests.knowledge.groups import HIDDEN, index
from tests.knowledge.people_in_tests import make_users
from ui.app import create_app
from ui.login import Login
from ui.people import PeopleDesks
from ui.sessions import Clock, Sessions, Throttle


@dataclass(frozen=True)
class House:
    """A data folder with its users; the hidden documents belong to 办公室."""

    data: Path
    users: Users
    sharing: Sharing
    assistants: Assistants
    desks: PeopleDesks

    def app(self, clock: Clock) -> FastAPI:
        """The web app with the gate before it."""
        login = Login(self.users, self.data, Sessions(self.users, clock), Throttle(clock))

        async def build() -> FastAPI:
            return create_app(self.desks, with_history=True, login=login)

        return asyncio.run(build())

    def close(self) -> None:
        self.desks.close()
        self.assistants.catalog.close()


def make_house(folder: Path) -> House:
    data = Path(shutil.copytree(index(with_secret=True), folder / "data"))
    users, sharing = make_users(data), Sharing(data)
    for name in HIDDEN:
        sharing.share(name, ["办公室"])
    assistants = open_assistants(Settings(data=data), embedder=FakeEmbedder())
    return House(data, users, sharing, assistants, PeopleDesks(assistants, data, users))
