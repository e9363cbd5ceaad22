"""Styles of a Word document: what a paragraph or run takes over from the style it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.word.elements import Element, attribute, child, children, number, switched_on, value

LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says itself; None where it leaves that to the style it is based on."""

    key: str
    based_on: str | None = None
    list_id: str | None = None
    level: int | None = None
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """Where in which list a paragraph stands; `styles` are its styles, nearest first. A level of None:
    the paragraph leaves it to the list, which names the style that a level is for."""

    list_id: str
    level: int | None
    styles: tuple[str, ...]
    style_level: int


class Styles:
    """The styles of one document, by their identifiers."""

    def __init__(self, root: Element | None = None) -> None:
        self._styles = {style.key: style for style in map(_style, children(root, "style"))}
        self._default = next(
            (
                attribute(style, "styleId")
                for style in children(root, "style")
                if attribute(style, "default") in ("1", "true") and attribute(style, "type") == "paragraph"
            ),
            None,
        )

    def hidden(self, key: str | None) -> bool:
        """Whether text of this style is hidden."""
        return bool(next((style.hidden for style in self._chain(key) if style.hidden is not None), False))

    def placing(self, paragraph: Element) -> Placing | None:
        """The list that a paragraph stands in by itself or by its style; None where it has no number."""
        own = child(paragraph, "pPr", "numPr")
        chain = tuple(self._chain(value(paragraph, "pPr", "pStyle") or self._default))
        list_id = value(own, "numId") or next((s.list_id for s in chain if s.list_id is not None), None)
        if list_id in (None, "0"):
            return None
        written = value(own, "ilvl")
        level = None if written is None else number(written, 0)
        style_level = next((style.level for style in chain if style.level is not None), 0)
        return Placing(str(list_id), level, tuple(style.key for style in chain), style_level)

    def _chain(self, key: str | None) -> Iterator[Style]:
        """A style and those it is based on, nearest first."""
        for _ in range(LONGEST_CHAIN):  # a ring of styles ends there too
            if key not in self._styles:
                return
            yield self._styles[key]
            key = self._styles[key].based_on


def _style(element: Element) -> Style:
    level = value(element, "pPr", "numPr", "ilvl")
    return Style(
        key=attribute(element, "styleId") or "",
        based_on=value(element, "basedOn"),
        list_id=value(element, "pPr", "numPr", "numId"),
        level=None if level is None else number(level, 0),
        hidden=switched_on(element, "rPr", "vanish"),
    )
