"""Twenty people ask at once, over the JSON API and over the page's queue: each is told what one alone is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from secrets import token_hex
from shutil import copytree
from typing import Any

import httpx
import pytest

from assistant.build import build, open_index
from assistant.conversation import Talks
from assistant.settings import Settings
from ingest.run import ingest
from knowledge.conversations import Conversations
from tests.assistant.library import ingested
from tests.ui.api.served import app_of, served
from ui.desk import Desk, OneDesk

USERS = 20
QUESTIONS = (
    "社区科普驿站由哪些部门负责？", "要新建多少个社区科普驿站？", "科普专家库多久更新一次？", "保障措施有哪些？",
    "大篷车管理办法的文号是什么？", "每辆大篷车每年下乡多少天？", "怎么做红烧肉？",
)  # fmt: skip
ASKED = tuple(islice(cycle(QUESTIONS), 2 * USERS))
WAIT = httpx.Timeout(120)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    copytree(ingested(), tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def talks(data: Path) -> Iterator[Talks]:
    talks = Talks(Conversations(data))
    yield talks
    talks.store.close()


@pytest.fixture
def address(data: Path, talks: Talks) -> Iterator[str]:
    assistant = build(Settings(data=data))
    desk = Desk(assistant, assistant, assistant.records, data, talks)
    with served(app_of(OneDesk(desk), with_history=True)) as address:
        yield address
    assistant.records.close()  # type: ignore[attr-defined]  # it is a catalog


def by_api(address: str, question: str) -> tuple[str, Any]:
    """What the JSON API answers, without its timings."""
    with httpx.Client(trust_env=False, timeout=WAIT) as client:
        reply = client.post(f"{address}/api/v1/ask", json={"question": question})
    assert reply.status_code == 200, reply.text
    told = reply.json()
    del told["timings_ms"]
    return told["question"], told


def by_page(address: str, question: str) -> tuple[str, Any]:
    """The text of the conversation that a browser is shown after one question on a fresh page."""
    session = token_hex(6)
    with httpx.Client(trust_env=False, timeout=WAIT) as client:
        config = client.get(f"{address}/config").json()
        parts = {part["id"]: part["props"] for part in config["components"]}
        box = next(name for name, props in parts.items() if props.get("elem_id") == "question")
        thread = next(name for name, props in parts.items() if props.get("elem_id") == "thread")
        event = next(one for one in config["dependencies"] if [box, "submit"] in one["targets"])
        values = [question if name == box else parts[name].get("value") for name in event["inputs"]]
        asked = {"data": values, "fn_index": event["id"], "session_hash": session}
        assert client.post(f"{address}/gradio_api/queue/join", json=asked).status_code == 200
        with client.stream(
            "GET", f"{address}/gradio_api/queue/data", params={"session_hash": session}
        ) as events:
            shown = ""
            for line in events.iter_lines():
                message = json.loads(line.removeprefix("data:") or "{}") if line else {}
                output = message.get("output", {}).get("data")
                if message.get("msg") == "process_completed":
                    assert message["success"], message
                    break
                if output and isinstance(found := output[event["outputs"].index(thread)], str):
                    shown = found
                elif output:
                    shown = _patched(shown, found)
    return question, re.sub("<[^>]+>", " ", shown)


def _patched(shown: str, changes: Any) -> str:
    """A text after the changes that the queue sends in the place of a new one."""
    for action, path, value in changes:
        assert action in ("replace", "append") and path == []
        shown = value if action == "replace" else shown + value
    return shown


WAYS = pytest.mark.parametrize("way", [by_api, by_page], ids=["api", "page"])


@WAYS
def test_answers_at_once_are_those_given_alone(address: str, talks: Talks, way: Any) -> None:
    alone = dict(way(address, question) for question in QUESTIONS)
    assert len({json.dumps(told, ensure_ascii=False) for told in alone.values()}) == len(QUESTIONS)
    with ThreadPoolExecutor(USERS) as people:
        told = list(people.map(lambda question: way(address, question), ASKED))
    assert [question for question, _ in told] == list(ASKED)
    assert [answer for _, answer in told] == [alone[question] for question in ASKED]
    if way is by_page:
        kept = talks.list()
        assert sorted(one.title for one in kept) == sorted([*QUESTIONS, *ASKED])
        assert {one.count for one in kept} == {1}


@WAYS
def test_documents_brought_in_meanwhile_stop_nobody(
    address: str, data: Path, tmp_path: Path, way: Any
) -> None:
    alone = {question: sources(way(address, question)[1]) for question in QUESTIONS}
    files = [tmp_path / f"陌野镇灯会安排{number}.txt" for number in range(6)]
    for number, file in enumerate(files):
        text = f"陌野镇灯会安排\n陌镇发〔2030〕{number}号\n一、灯会\n1.每月举办灯会{number + 1}场，由镇文化站组织。\n"
        file.write_text(text, encoding="utf-8")

    def beside() -> list[str]:
        catalog, vectors = open_index(Settings(data=data))
        statuses = [one.status for one in ingest(files, catalog, vectors)]
        vectors.close()
        catalog.close()
        return statuses

    with ThreadPoolExecutor(USERS + 1) as people:
        bringing = people.submit(beside)
        told = list(people.map(lambda question: way(address, question), ASKED))
        assert bringing.result() == ["new"] * len(files)
    for question, answer in told:
        assert sources(answer) == alone[question]
    _, later = way(address, "镇文化站每月举办灯会多少场？")
    assert "灯会" in str(sources(later))


def sources(told: Any) -> Any:
    """What an answer rests on: its citations, or the text that the page shows of it before what was found nearby."""
    return told["citations"] if isinstance(told, dict) else told.partition("相近条款")[0]
