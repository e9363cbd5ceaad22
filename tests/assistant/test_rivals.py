"""Documents that answer one question otherwise are shown side by side, and one of them can be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.answers import MARK, Answer
from assistant.ask import Assistant
from assistant.build import open_index
from assistant.question import Asked, understand
from assistant.rivals import (
    MOST_SHOWN,
    OTHERWISE,
    in_force_first,
    name_of,
    picked,
    rivals,
    side_by_side,
)
from assistant.scope import EXPLICIT
from assistant.select import Candidate
from assistant.settings import Settings
from assistant.works import works_of
from knowledge.documents import Evidence, Source, Validity
from knowledge.search import HybridSearch
from tests.assistant.library import make_index, session_folder
from tests.assistant.values import clause

LAKE, HILL, BAY, CAPE = (
    Source(f"{name}.txt", name, f"关于印发《{name}市书屋办法》的通知")
    for name in ("澄湖", "岚山", "海屿", "云州")
)
HOW_MANY = "每家书屋配备管理员几名？"


def asked(question: str = HOW_MANY, *sources: Source) -> Asked:
    return understand(question, (), sources, works_of(sources, {}))


def candidate(text: str, source: Source, score: float = 1.0, *, fits: bool = True) -> Candidate:
    one = clause(text, source=source)
    return Candidate(Evidence(one, score, 1), 0, len(one.text), 1.0, fits, score)


def staff(count: int, source: Source, score: float = 1.0) -> Candidate:
    return candidate(f"每家书屋配备管理员{count}名。", source, score)


def of(found: list[Candidate]) -> list[str]:
    return [one.clause.source.name for one in found]


# --- which documents say otherwise ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (HOW_MANY, "每家书屋配备管理员2名。", "每家书屋配备管理员4名。"),
        ("书屋讲座什么时候举办？", "书屋讲座2031年5月举办。", "书屋讲座2031年9月举办。"),
        ("书屋讲座多久举办一次？", "书屋讲座每月举办。", "书屋讲座每季度举办。"),
        ("书屋由谁牵头？", "建好书屋。（责任部门：科普部）", "建好书屋。（责任部门：学会部）"),
    ],
)
def test_documents_that_say_otherwise_are_rivals_and_those_that_say_the_same_are_not(
    question: str, first: str, second: str
) -> None:
    one, other = candidate(first, LAKE), candidate(second, HILL)
    assert rivals(asked(question), [one, other]) == [one, other]
    assert rivals(asked(question), [one, candidate(first, HILL)]) == [one]
    assert rivals(asked(question), [one, candidate(second, LAKE)]) == [one]


def test_each_document_has_one_sentence_and_a_few_are_shown() -> None:
    ranked = [staff(2, LAKE), staff(3, HILL), staff(5, HILL), staff(4, BAY), staff(6, CAPE)]
    assert of(rivals(asked(), ranked)) == [LAKE.name, HILL.name, BAY.name] and MOST_SHOWN == 3


@pytest.mark.parametrize(
    "other",
    [
        staff(4, HILL, 0.4),  # far behind
        candidate("每家书屋配备书架4组。", HILL),  # of another thing
        candidate("每家书店配备店员4名。", HILL),
        candidate("每家书屋配备管理员4名。", HILL, fits=False),
        staff(4, replace(HILL, validity=Validity("repealed"))),
        staff(4, replace(HILL, validity=Validity("superseded"))),
    ],
)
def test_other_things_and_documents_that_have_ended_are_no_rivals(other: Candidate) -> None:
    first = staff(2, LAKE)
    assert rivals(asked(), [first, other]) == [first]


def test_a_question_that_names_a_document_or_goes_on_has_no_rivals() -> None:
    ranked = [staff(2, LAKE), staff(4, HILL)]
    named = asked("澄湖办法里每家书屋配备管理员几名？", LAKE, HILL)
    assert named.mentions and of(rivals(named, ranked)) == [LAKE.name]
    assert of(rivals(replace(asked(), follows=True), ranked)) == [LAKE.name]
    single = replace(asked(), prior={LAKE.name: EXPLICIT, HILL.name: 0.0})
    assert of(rivals(single, ranked)) == [LAKE.name]


# --- the document in force --------------------------------------------------------------------------

OLD = replace(LAKE, validity=Validity("repealed", source=HILL.name))


@pytest.mark.parametrize(
    ("ranked", "first"),
    [
        ([staff(2, OLD), staff(3, BAY), staff(4, HILL, 0.9)], HILL.name),
        ([staff(2, OLD), staff(3, BAY), staff(4, HILL, 0.5)], LAKE.name),  # far behind
        ([staff(2, OLD), candidate("建好书屋。", HILL, fits=False)], LAKE.name),
        ([staff(2, LAKE), staff(4, HILL, 0.9)], LAKE.name),  # nothing has ended
    ],
)
def test_what_took_the_place_of_the_best_document_leads(ranked: list[Candidate], first: str) -> None:
    led = in_force_first(asked(), ranked)
    assert led[0].clause.source.name == first
    assert [one for one in ranked if one is not led[0]] == led[1:]


def test_an_old_document_that_is_named_leads_all_the_same() -> None:
    ranked = [staff(2, OLD), staff(4, HILL, 0.9)]
    named = asked("澄湖办法里每家书屋配备管理员几名？", OLD, HILL)
    assert named.mentions and in_force_first(named, ranked) == ranked


# --- what is shown and what a reply picks ------------------------------------------------------------


def test_each_statement_stands_under_the_title_that_can_be_chosen() -> None:
    found = [staff(2, LAKE), staff(4, HILL)]
    draft = side_by_side(asked(), found, {}, 0.7)
    assert draft.choices == ("《澄湖市书屋办法》", "《岚山市书屋办法》") == tuple(map(name_of, (LAKE, HILL)))
    assert [statement.text for statement in draft.statements] == [
        "《澄湖市书屋办法》第八条：“每家书屋配备管理员2名”",
        "《岚山市书屋办法》第八条：“每家书屋配备管理员4名”",
    ]
    assert (draft.notice, draft.confidence) == (OTHERWISE, 0.7)


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        ("第二份", 2),
        ("要第三个", 3),
        ("我要第一份文件。", 1),
        ("我问的是第2份", 2),
        ("看第１个吧", 1),
        ("第四份", 0),
        ("第二份文件是谁印发的？", 0),
        ("第二条", 0),
        ("要两份", 0),
        ("", 0),
    ],
)
def test_a_reply_may_pick_a_place(reply: str, place: int) -> None:
    assert picked(reply) == place


# --- from the question to the choice -----------------------------------------------------------------


def notice(city: str, count: int) -> str:
    return f"""{city}市科学技术协会
关于印发《{city}市书屋管理办法》的通知

{city[0]}科协发〔2031〕{count}号

各区科协：

现将《{city}市书屋管理办法》印发给你们，请遵照执行。

{city}市科学技术协会
2031年3月{count}日

{city}市书屋管理办法

第一条 每家书屋配备管理员{count}名。
第二条 书屋由市科协管理。
第三条 书屋应当整洁。
"""


CITIES = {"砚川": 2, "榆沙": 4}


@pytest.fixture(scope="module")
def cities() -> Iterator[Assistant]:
    """An assistant over the like notices of two cities."""
    texts = {f"{city}.txt": notice(city, count) for city, count in CITIES.items()}
    catalog, vectors = open_index(Settings(data=make_index(session_folder(), texts)))
    yield Assistant(catalog, HybridSearch(catalog, vectors))
    vectors.close()
    catalog.close()


def place_of(answer: Answer, city: str) -> int:
    """The place, from 0, of a city's document among the choices."""
    return answer.choices.index(f"《{city}市书屋管理办法》")


def test_what_two_documents_say_is_shown_with_the_choice(cities: Assistant) -> None:
    answer = cities.ask(HOW_MANY)
    assert (answer.status, answer.grade, answer.notice) == ("answered", "conflict", OTHERWISE)
    assert not answer.withheld and len(answer.choices) == len(CITIES)
    for city, count in CITIES.items():
        line = answer.text.splitlines()[place_of(answer, city)]
        assert line.startswith(f"《{city}市书屋管理办法》") and f"{count}名" in line and MARK.search(line)
    assert answer.as_json()["checks"]["choices"] == list(answer.choices)


def test_the_question_can_be_put_to_each(cities: Assistant) -> None:
    answer = cities.ask(HOW_MANY)
    offered = cities.follow_ups(answer)
    assert offered == tuple(f"{name}里，{HOW_MANY}" for name in answer.choices)
    for city, count in CITIES.items():
        one = cities.ask(offered[place_of(answer, city)])
        assert f"{count}名" in one.text and one.choices == () and one.grade is None
        assert {citation.clause.source.name for citation in one.citations} == {f"{city}.txt"}


@pytest.mark.parametrize(("reply", "place"), [("第一份", 0), ("要第二个", 1)])
def test_a_reply_picks_one_of_the_documents_offered(cities: Assistant, reply: str, place: int) -> None:
    name = cities.ask(HOW_MANY).choices[place]
    answer = cities.ask(reply, [HOW_MANY])
    assert answer.question == reply and answer.resolved == f"{name}里，{HOW_MANY}"
    assert [f"《{one.clause.source.short_title}》" for one in answer.citations] == [name]


def test_a_place_that_was_not_offered_picks_nothing(cities: Assistant) -> None:
    for reply, history in [("第三份", [HOW_MANY]), ("第二份", ["书屋由谁管理？"]), ("第二份", [])]:
        assert "里，" not in cities.ask(reply, history).resolved


def test_a_question_that_names_a_city_has_one_answer(cities: Assistant) -> None:
    answer = cities.ask(f"砚川{HOW_MANY}")
    assert answer.choices == () and answer.grade is None and "2名" in answer.text


def test_what_both_say_alike_is_no_choice(cities: Assistant) -> None:
    assert cities.ask("书屋由谁管理？").choices == ()
