"""The parts of a message, in order and within limits."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.containers import letters
from ingest.containers.letters import parts_of, payload
from knowledge.errors import UserError


def message() -> bytes:
    whole, inner = EmailMessage(), EmailMessage()
    inner.set_content("内")
    whole.set_content("正文")
    whole.add_attachment(b"x", "application", "pdf", filename="a.pdf")
    whole.add_attachment(inner)
    return whole.as_bytes()


def test_parts_come_outermost_first_and_a_letter_inside_is_one() -> None:
    types = [part.get_content_type() for part in parts_of(message(), "a.eml")]
    assert types == ["multipart/mixed", "text/plain", "application/pdf", "message/rfc822"]
    assert payload(parts_of(message(), "a.eml")[2]) == b"x"
    assert payload(parts_of(message(), "a.eml")[0]) == b""


def test_headers_stay_as_they_stand_and_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "LONGEST_HEADER", 6)
    raw = "通知".encode("gb18030")
    (part,) = parts_of(b"Subject: " + raw + b" xyz\n\nx", "a.eml")
    assert part["Subject"].encode("ascii", "surrogateescape") == raw + b" x"


@pytest.mark.parametrize("limit", ["MOST_PARTS", "MOST_BORDERS", "MOST_TOIL"])
def test_every_limit_holds(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, limit, 2)
    with pytest.raises(UserError, match=r"邮件“a\.eml”"):
        parts_of(message(), "a.eml")


@given(st.binary(max_size=200))
def test_any_bytes_give_parts_or_a_user_error(data: bytes) -> None:
    try:
        found = parts_of(b"A: b\n" + data, "a.eml")
    except UserError:
        return
    assert all(isinstance(payload(part), bytes) for part in found)
