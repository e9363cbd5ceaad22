"""The half-sentences of a clause: where they begin and end, and those that hold several years apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.tasks.figures import targets
from knowledge.dates import Frame, times
from knowledge.documents import numbering_length

STOP = re.compile(r"[。！？!?]+[”’」』）)]*|[；;]|(?<!\d)[，,]|[，,](?!\d{3})|(?<!\d)[：:]|[：:](?!\d)")
_SENTENCE_END = tuple("。！？!?")
_ENUMERATED = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳])?\s*")
_JOINED = re.compile("[、（(和及与](?:其中)?$")
_JOINED_TIME = re.compile("[、（(和及与](?:其中)?[到至]?[\\d一二今明]")


@dataclass(frozen=True, slots=True)
class Part:
    """A half-sentence `text[begin:end]`; `closed` if a sentence ends with it, `paused` if a ； follows."""

    begin: int
    end: int
    text: str
    closed: bool
    paused: bool


def sentences(text: str, heading: int) -> Iterator[list[Part]]:
    """The half-sentences of a text, sentence by sentence; numbering at the head is left out.

    A heading of that length ends as a sentence does.
    """
    begin, parts = numbering_length(text), []
    stops = [(stop.start(), stop.end(), stop.group()) for stop in STOP.finditer(text, begin)]
    if heading > begin and not any(start <= heading < end for start, end, _ in stops):
        stops = sorted([*stops, (heading, heading, "。")])
    for start, end, mark in [*stops, (len(text), len(text), "。")]:
        closed = mark.startswith(_SENTENCE_END)
        if (written := text[begin:start]).strip():
            mark_before = _ENUMERATED.match(written)
            shift = mark_before.end() if mark_before else 0
            parts.append(Part(begin + shift, start, written[shift:].rstrip(), closed, mark in "；;"))
        begin = max(begin, end)
        if closed and parts:
            yield parts
            parts = []


def by_year(part: Part, frame: Frame) -> Iterator[Part]:
    """2032年改造90个、2033年110个: a piece for each time that has a number of its own, else the whole."""
    text, begin = part.text, 0
    found = [time for time in times(text, frame) if time.date] if _JOINED_TIME.search(text) else []
    joints = [joint.start() for time in found if (joint := _JOINED.search(text[: time.start]))]
    places = [f.start for f in targets(text, [(time.start, time.end) for time in found])] if joints else []
    for end in joints:
        if any(begin <= place < end for place in places) and max(places) > end:
            yield Part(part.begin + begin, part.begin + end, text[begin:end], False, False)
            begin = end + 1
    yield replace(part, begin=part.begin + begin, text=text[begin:])
