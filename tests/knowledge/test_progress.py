"""Progress in a real catalog file: each user's own, there again after a restart."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from knowledge import progress as module
from knowledge.catalog import FILE_NAME, Catalog
from knowledge.errors import UserError
from knowledge.progress import Progress

COURSE = "科普部|head"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Catalog(tmp_path, create=True).close()
    return tmp_path


def test_ticks_are_kept_and_taken_back(folder: Path) -> None:
    with Progress(folder) as progress:
        for clause in ("c1", "c2", "c1"):
            progress.mark("甲", COURSE, clause, read=True)
        progress.mark("甲", COURSE, "c2", read=False)
    with Progress(folder) as again:
        assert again.read("甲", COURSE) == {"c1"}


def test_a_quiz_goes_on_after_a_restart_and_the_first_choice_counts(folder: Path) -> None:
    with Progress(folder) as progress:
        assert progress.seed("甲", COURSE) == 1
        progress.start("甲", COURSE, 2)
        progress.answer("甲", COURSE, 2, "q1", "20个")
        progress.answer("甲", COURSE, 2, "q1", "30个")
    with Progress(folder) as again:
        assert again.seed("甲", COURSE) == 2
        assert again.answers("甲", COURSE, 2) == {"q1": "20个"}
        assert again.answers("甲", COURSE, 1) == {}


def test_starting_a_quiz_again_forgets_its_answers_only(folder: Path) -> None:
    with Progress(folder) as progress:
        for seed in (1, 12):
            progress.answer("甲", COURSE, seed, "q1", "20个")
        progress.mark("甲", COURSE, "c1", read=True)
        progress.start("甲", COURSE, 1)
        assert progress.answers("甲", COURSE, 1) == {}
        assert progress.answers("甲", COURSE, 12) == {"q1": "20个"}
        assert progress.read("甲", COURSE) == {"c1"}


def test_users_and_courses_do_not_meet(folder: Path) -> None:
    with Progress(folder) as progress:
        progress.mark("甲", COURSE, "c1", read=True)
        progress.start("甲", COURSE, 3)
        progress.answer("甲", COURSE, 3, "q1", "20个")
        for user, course in (("乙", COURSE), ("甲", "学会部|head")):
            assert progress.read(user, course) == frozenset()
            assert progress.seed(user, course) == 1
            assert progress.answers(user, course, 3) == {}


def test_the_course_opened_last_is_remembered(folder: Path) -> None:
    with Progress(folder) as progress:
        assert progress.last("甲") == ""
        for course in ("学会部|head", COURSE):
            progress.open("甲", course)
    with Progress(folder) as again:
        assert (again.last("甲"), again.last("乙")) == (COURSE, "")


def test_an_older_catalog_gets_the_table_and_no_new_generation(folder: Path) -> None:
    with sqlite3.connect(folder / FILE_NAME) as file:
        file.execute("DROP TABLE progress")
    with Progress(folder) as progress:
        progress.mark("甲", COURSE, "c1", read=True)
        assert progress.read("甲", COURSE) == {"c1"}
    catalog = Catalog(folder)
    assert catalog.fact("generation") == "0"
    catalog.close()


def test_there_is_an_end_to_what_one_user_keeps(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ENTRIES", 2)
    with Progress(folder) as progress:
        progress.mark("甲", COURSE, "c1", read=True)
        progress.mark("甲", COURSE, "c2", read=True)
        with pytest.raises(UserError, match="已满 2 条"):
            progress.mark("甲", COURSE, "c3", read=True)
        assert progress.read("甲", COURSE) == {"c1", "c2"}


def test_a_folder_without_a_catalog_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="还没有入库的文件"):
        Progress(tmp_path)
