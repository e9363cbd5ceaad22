"""Which documents belong to which groups."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import UserError
from knowledge.people import Person
from knowledge.sharing import FILE_NAME, Sharing

READER = Person("李明", "reader", frozenset({"科普部"}))
OTHER = Person("王芳", "editor", frozenset({"办公室", "党组"}))
NOBODY = Person("赵强", "reader")
ADMIN = Person("馆长", "admin")


@pytest.fixture
def sharing(tmp_path: Path) -> Sharing:
    return Sharing(tmp_path)


def hidden(sharing: Sharing) -> list[frozenset[str]]:
    return [sharing.hidden_from(person) for person in (READER, OTHER, NOBODY, ADMIN)]


def test_without_a_file_everything_is_for_everybody(sharing: Sharing) -> None:
    assert hidden(sharing) == [frozenset()] * 4


def test_a_document_of_groups_is_hidden_from_all_others_but_admins(sharing: Sharing) -> None:
    sharing.share("甲.txt", ["科普部", "办公室"])
    sharing.share("乙.txt", ["党组"])
    assert hidden(sharing) == [{"乙.txt"}, frozenset(), {"甲.txt", "乙.txt"}, frozenset()]


def test_a_document_is_given_back_to_everybody(sharing: Sharing, tmp_path: Path) -> None:
    sharing.share("甲.txt", ["党组"])
    assert sharing.share("甲.txt", []) == frozenset()
    assert sharing.all() == {} == Sharing(tmp_path).all()


def test_what_another_program_shares_is_seen_at_once(sharing: Sharing, tmp_path: Path) -> None:
    assert sharing.hidden_from(READER) == frozenset()
    Sharing(tmp_path).share("甲.txt", ["党组"])
    assert sharing.hidden_from(READER) == {"甲.txt"}


def test_a_group_without_a_name_is_refused(sharing: Sharing) -> None:
    with pytest.raises(UserError, match="组名"):
        sharing.share("甲.txt", [" "])
    assert sharing.all() == {}


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"documents": []}', '{"documents": {"a": []}}', '{"documents": {"a": "b"}}', '{"documents": {"a": [1]}}', "{}"],
)  # fmt: skip
def test_a_damaged_file_shows_nothing_to_anybody_but_admins(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="为安全起见不放行"):
        Sharing(tmp_path).hidden_from(READER)
