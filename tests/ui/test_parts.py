"""What the tabs share."""

from __future__ import annotations

import logging

import pytest

from knowledge.errors import UserError
from ui.parts import TROUBLE, apology


def test_a_mistake_is_told_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert apology(UserError("没有这个对话。")) == "没有这个对话。"
    assert apology(UserError()) == TROUBLE
    assert caplog.text == ""


def test_other_trouble_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert apology(ValueError("secret detail")) == TROUBLE
    assert "secret detail" in caplog.text
