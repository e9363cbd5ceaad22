"""Who sits where, and what they may do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.audit import read_deeds
from knowledge.errors import UserError
from tests.ui.fakes import make_desks


def test_everybody_sits_at_the_one_desk() -> None:
    desks = make_desks()
    assert desks(None) is desks(None) is desks.of_token(None)


@pytest.mark.parametrize(("role", "may"), [("reader", False), ("editor", True), ("admin", True)])
def test_a_reader_changes_nothing(role: str, may: bool) -> None:
    assert replace(make_desks()(None), role=role).may_edit is may


def test_the_ledger_is_opened_once_for_desks_that_share_it() -> None:
    desk = make_desks()(None)
    assert desk.ledger() is replace(desk, role="reader").ledger()


def test_where_no_conversations_are_kept_that_is_told() -> None:
    with pytest.raises(UserError, match="不保存历史对话"):
        make_desks()(None).kept_talks()


def test_what_is_done_at_a_desk_stands_in_the_audit_log(tmp_path: Path) -> None:
    desk = replace(make_desks(data=tmp_path)(None), user="李明")
    desk.note("exported", "台账.xlsx")
    (deed,) = read_deeds(tmp_path)
    assert (deed.who, deed.action, deed.detail) == ("李明", "exported", "台账.xlsx")
