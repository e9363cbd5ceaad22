"""Walking the XML of a Word document: by local names, for its two dialects differ in namespaces only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Element = Any  # of lxml, which has no types
LARGEST_NUMBER = 32_767


def name_of(element: Element) -> str:
    """Name without namespace; empty for a comment or a processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, key: str) -> str | None:
    """The attribute of this local name; None where it or the element is not there."""
    if element is None:
        return None
    return next((str(value) for name, value in element.items() if name.rpartition("}")[2] == key), None)


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Children of this local name, in order."""
    return (child for child in (() if element is None else element) if name_of(child) == name)


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of the first name, of that the first child of the next, and so on."""
    for name in names:
        element = next(children(element, name), None)
    return element


def value(element: Element | None, *names: str) -> str | None:
    """The attribute `val` of the element that `child` finds."""
    return attribute(child(element, *names), "val")


def number(written: str | None, default: int) -> int:
    """A written number between 0 and LARGEST_NUMBER; the default where it is none."""
    try:
        return min(max(int(written or ""), 0), LARGEST_NUMBER)
    except ValueError:
        return default


def switched_on(element: Element | None, *names: str) -> bool | None:
    """Whether a property is set (w:vanish, w:vanish w:val="0"); None where nothing is said."""
    found = child(element, *names)
    if found is None:
        return None
    return (attribute(found, "val") or "1").lower() not in ("0", "false", "off", "none")
