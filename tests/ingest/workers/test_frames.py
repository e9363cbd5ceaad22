"""What a worker says is put together piece by piece, and believed no further than it must be."""

from __future__ import annotations

import os
import pickle
import struct
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parsed
from ingest.reading import Member
from ingest.workers.frames import (
    MOST_BYTES,
    PARSE,
    Frames,
    Overflow,
    asked,
    framed,
    packed,
    request,
    unpacked,
)

KINDS = st.sampled_from([b".", b"=", b"+"])


@given(
    frames=st.lists(st.tuples(KINDS, st.binary(max_size=40))), sizes=st.lists(st.integers(1, 30), min_size=1)
)
def test_frames_come_whole_from_pieces_of_any_size(
    frames: list[tuple[bytes, bytes]], sizes: list[int]
) -> None:
    stream = b"".join(framed(kind, payload) for kind, payload in frames)
    reader, found = Frames(), []
    for size in [*sizes, len(stream)]:
        found += reader.feed(stream[:size])
        stream = stream[size:]
    assert found == frames and not stream


def test_a_frame_that_is_too_large_is_refused_by_its_head() -> None:
    with pytest.raises(Overflow):
        list(Frames().feed(struct.pack(">cI", b"=", MOST_BYTES + 1)))


@given(name=st.text(), data=st.binary())
def test_a_request_holds_a_name_and_bytes(name: str, data: bytes) -> None:
    ((kind, payload),) = Frames().feed(request(PARSE, name, data))
    assert kind == PARSE
    assert asked(payload) == (name.encode("utf-8", "replace").decode(), data)


def test_values_come_back_as_they_were() -> None:
    text = "返回首页\n云州市夜市办法\n云科协发〔2031〕7号\n第一条 到2033年12月，新建夜市20个，由科普部牵头，每年检查2次。\n"
    whole = parsed("夜市.txt", text.encode())
    assert whole.commitments and whole.document.noise and unpacked(packed(whole)) == whole
    member = Member("一.txt", "内/一.txt", b"x")
    assert unpacked(packed(member)) == member


class _Calls:
    def __init__(self, *called: object) -> None:
        self.called = called

    def __reduce__(self) -> tuple[object, ...]:
        return self.called


@pytest.mark.parametrize(
    "value",
    [
        _Calls(os.system, ("true",)),
        _Calls(eval, ("1",)),
        Counter("ab"),
        _Calls(getattr, (Member, "__init__")),
    ],
)
def test_nothing_else_can_be_built_or_called(value: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="none of the values"):
        unpacked(pickle.dumps(value))


def test_a_dotted_name_does_not_reach_through_our_modules() -> None:
    with pytest.raises(pickle.UnpicklingError, match="none of the values"):
        unpacked(b"\x80\x04\x8c\x13knowledge.documents\x8c\x0are.compile\x93\x8c\x01a\x85R.")
