"""Many threads ask one assistant: the answers of one after another, also while documents come and go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from shutil import copytree
from threading import Event

import pytest

from assistant.answers import Answer
from assistant.ask import Assistant
from assistant.build import build, open_index
from assistant.settings import Settings
from ingest.run import ingest
from tests.assistant.library import MEASURES, NOTICES, ingested

USERS = 20
QUESTIONS = (
    ("社区科普驿站由哪些部门负责？", ()),
    ("要新建多少个社区科普驿站？", ()),
    ("由谁负责？", ("要新建多少个社区科普驿站？",)),
    ("科普专家库多久更新一次？", ()),
    ("保障措施有哪些？", ()),
    ("科普大篷车每年下乡多少天？", ()),
    ("大篷车管理办法的文号是什么？", ()),
    ("怎么做红烧肉？", ()),
)
BESIDE = "陌野镇灯会安排.txt"
TEXT = "陌野镇灯会安排\n陌镇发〔2030〕{}号\n一、灯会\n1.每月举办灯会{}场，由镇文化站组织。\n"
Said = tuple[str, str, tuple[tuple[str, str], ...]]


def said(answer: Answer) -> Said:
    cited = tuple((citation.clause.address, citation.quote) for citation in answer.citations)
    return answer.question, answer.text, cited


def asked_at_once(assistant: Assistant, count: int) -> list[tuple[Said, Said]]:
    """What each thread was told, and what one alone is told."""
    alone = {question: said(assistant.ask(*question)) for question in QUESTIONS}
    asked = list(islice(cycle(QUESTIONS), count))
    with ThreadPoolExecutor(USERS) as threads:
        found = threads.map(lambda question: said(assistant.ask(*question)), asked)
        return [(answer, alone[question]) for answer, question in zip(found, asked, strict=True)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A copy of the index of two notices, to write in."""
    copytree(ingested(), tmp_path / "data")
    return Settings(data=tmp_path / "data")


@pytest.fixture
def assistant(settings: Settings) -> Iterator[Assistant]:
    made = build(settings)
    yield made
    made.records.close()  # type: ignore[attr-defined]  # it is a catalog


def test_twenty_at_once_are_told_what_one_alone_is(assistant: Assistant) -> None:
    pairs = asked_at_once(assistant, 3 * USERS)
    assert [got for got, _ in pairs] == [alone for _, alone in pairs]


def test_documents_that_come_and_go_meanwhile_mix_nothing_up(
    assistant: Assistant, settings: Settings, tmp_path: Path
) -> None:
    done = Event()
    rounds: list[int] = []

    def beside() -> None:
        catalog, vectors = open_index(settings)
        while not done.is_set() or not rounds:
            rounds.append(len(rounds))
            (tmp_path / BESIDE).write_text(TEXT.format(len(rounds), len(rounds) + 1), encoding="utf-8")
            assert [one.status for one in ingest([tmp_path / BESIDE], catalog, vectors)] != ["failed"]
            catalog.remove(BESIDE)
            vectors.drop(BESIDE)
        vectors.close()
        catalog.close()

    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(beside)
        try:
            pairs = asked_at_once(assistant, 4 * USERS)
        finally:
            done.set()
        writing.result()
    for got, alone in pairs:
        assert got[0] == alone[0]
        assert got[2] == alone[2]
    assert rounds and assistant.ask("科普专家库多久更新一次？").citations[0].clause.source.name == MEASURES
    assert [source.name for source in assistant.documents()] == sorted(NOTICES)


def test_one_that_fails_leaves_room_for_the_next(assistant: Assistant) -> None:
    def fails(_: int) -> str:
        with pytest.raises(Exception, match="空的") as caught:
            assistant.ask(" ")
        return str(caught.value)

    with ThreadPoolExecutor(USERS) as threads:
        told: Sequence[str] = list(threads.map(fails, range(USERS)))
    assert len(set(told)) == 1
    assert assistant.ask("保障措施有哪些？").status == "answered"
