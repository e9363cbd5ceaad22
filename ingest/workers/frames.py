"""How a worker process and its supervisor talk: frames on two pipes, and the few values they may hold.

A worker reads hostile files, so what comes from it is not trusted: a frame has a cap, and a value is
unpickled from a closed list of classes, so that it can build our frozen values and call nothing else.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from ingest.parse import Parsed
from ingest.reading import Member
from knowledge import commitments, documents

PARSE, OPEN = b"p", b"o"  # to a worker: read a file, open a container
BEAT, RESULT, MEMBER, REFUSED, SPENT = b".", b"=", b"+", b"!", b"x"  # from it; SPENT: refused, and it ends
MOST_BYTES = 128_000_000
_HEADER = struct.Struct(">cI")
_NAME = struct.Struct(">I")


class Overflow(Exception):
    """A frame is larger than any that is agreed on."""


def framed(kind: bytes, payload: bytes = b"") -> bytes:
    """A frame: its kind (one byte), the length of its payload, the payload."""
    return _HEADER.pack(kind, len(payload)) + payload


class Frames:
    """Puts frames together from the pieces that a pipe gives."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, piece: bytes) -> Iterator[tuple[bytes, bytes]]:
        """(kind, payload) of each frame that is whole by now. Raises Overflow by a frame's head alone."""
        self._buffer += piece
        while len(self._buffer) >= _HEADER.size:
            kind, length = _HEADER.unpack_from(self._buffer)
            if length > MOST_BYTES:
                raise Overflow
            end = _HEADER.size + length
            if len(self._buffer) < end:
                return
            payload = bytes(self._buffer[_HEADER.size : end])
            del self._buffer[:end]
            yield kind, payload


def request(kind: bytes, name: str, data: bytes) -> bytes:
    """The frame that asks for a file to be parsed or opened."""
    encoded = name.encode("utf-8", "replace")
    return framed(kind, _NAME.pack(len(encoded)) + encoded + data)


def asked(payload: bytes) -> tuple[str, bytes]:
    """(name, data) of a request."""
    end = _NAME.size + _NAME.unpack_from(payload)[0]
    return payload[_NAME.size : end].decode(), payload[end:]


def packed(value: Parsed | Member) -> bytes:
    """A value as bytes."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(payload: bytes) -> Any:
    """The value of bytes. Raises pickle.UnpicklingError where they name anything but our values."""
    return _Unpickler(io.BytesIO(payload)).load()


_OURS = {
    (one.__module__, one.__qualname__): one
    for one in (date, Parsed, Member, *vars(documents).values(), *vars(commitments).values())
    if one is date or (isinstance(one, type) and (is_dataclass(one) or hasattr(one, "_fields")))
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _OURS:
            raise pickle.UnpicklingError(f"{module}.{name} is none of the values of a worker")
        return _OURS[module, name]
