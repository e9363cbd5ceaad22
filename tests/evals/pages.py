"""Outcomes for a page, and what is read off the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

from evals.cases import Case
from evals.evaluate import Options, Outcome, evaluate_cases
from evals.record import Earlier
from evals.run import Ask
from knowledge.documents import Clause
from tests.evals.values import CASES, document
from tests.evals.values import ask as fake_ask
from tests.evals.values import target as target_of

VOID = {"meta", "input", "br", "hr", "img", "link"}


class Reader(HTMLParser):
    """Every tag with its attributes and the tags it stands in, and the text of every <details>, dt and dd."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append((tuple(self.open), data))

    def of(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def outcome(
    cases: Sequence[Case] = CASES, asked: Ask = fake_ask, name: str = "一套", *documents: Clause
) -> Outcome:
    held = [document(one) for one in documents] or [document()]
    return evaluate_cases(tuple(cases), name, target_of(asked, *held), Options())


def told(text: str) -> dict[str, dict[str, str]]:
    """Case id → the terms and what is said under each, tags and escapes gone."""
    found = {}
    for block in re.findall(r"<details.*?</details>", text, re.S):
        summary = re.search(r"<summary>.*?</span>\s*(\S+?)　", block, re.S)
        assert summary
        pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", block, re.S)
        found[unescape(summary[1])] = {name: unescape(value) for name, value in pairs}
    return found


def summaries(text: str) -> dict[str, str]:
    """Case id → its summary line without tags."""
    lines = [unescape(re.sub(r"<[^>]*>", "", one)) for one in re.findall(r"<summary>(.*?)</summary>", text)]
    return {line.split("　")[0].split()[1]: line for line in lines}


def earlier(outcome: Outcome, scores: dict[str, float | None], **answers: str) -> Outcome:
    return replace(outcome, earlier=Earlier({}, {name: {"passed": s} for name, s in scores.items()}, answers))


def is_inert(text: str) -> None:
    reader = Reader(text)
    assert reader.open == []
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "embed", "base", "form", "video", "use"}
    for tag, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert not {"src", "srcset", "action", "style", "xlink:href", "data"} & set(attributes), tag
        assert attributes.get("href", "#").startswith("#"), tag
    (style,) = [words for place, words in reader.words if place[-1:] == ("style",)]
    assert "url(" not in style and "@import" not in style
