"""What the elements of a web page are for: blocks, hidden ones, those that are never part of a document."""

from __future__ import annotations

import re
from typing import Any

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul".split()
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NEVER = frozenset(
    "script style noscript template head title meta link nav footer aside iframe frame frameset object embed applet "
    "svg canvas audio video map button select option datalist input textarea rp rt".split()
)
_ROLES = frozenset("navigation banner contentinfo search complementary menu menubar toolbar dialog".split())
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|[;\s])(?:font-size|opacity)\s*:\s*0+(?:\.0+)?"
    r"(?:px|pt|em|rem|%)?\s*(?:!|;|$)",
    re.I,
)
_FURNITURE = frozenset(
    "share bdshare bshare jiathis sharebar bdsharebuttonbox breadcrumb breadcrumbs crumb crumbs nav navbar navi menu "
    "footer foot copyright sidebar toolbar tools pagination pager qrcode ewm fontsize print prevnext related "
    "recommend comment comments search login banner topbar bottombar".split()
)
_WORDS = re.compile(r"[A-Z]?[a-z]+")
_CELLS = ("td", "th")


def is_left_out(element: Any) -> bool:
    """Whether an element is hidden, or of a kind that never holds the text of a document."""
    if element.tag in _NEVER or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or (element.get("role") or "").lower() in _ROLES:
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def is_furniture(element: Any) -> bool:
    """Whether the class or the id of an element calls it a menu, a share bar, a breadcrumb, a footer."""
    return bool(names_of(element) & _FURNITURE)


def names_of(element: Any) -> set[str]:
    """The words in class and id, in lower case: topNav-left is top, nav, left."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return {word.lower() for word in _WORDS.findall(named)} | set(named.lower().split())


def rows_in(table: Any) -> list[Any]:
    """The rows of a table itself, not of tables inside it."""
    groups = [table, *(child for child in table if child.tag in ("thead", "tbody", "tfoot"))]
    return [row for group in groups for row in group if row.tag == "tr" and not is_left_out(row)]


def cells_in(row: Any) -> list[Any]:
    """The cells of a row that are not hidden."""
    return [cell for cell in row if cell.tag in _CELLS and not is_left_out(cell)]


def is_data_table(table: Any) -> bool:
    """Whether a table is one to be read by rows, and not a frame for the layout of a page."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    rows = [[_Cell(cell) for cell in cells_in(row)] for row in rows_in(table)]
    if max(map(len, rows), default=0) < 2:
        return False
    if _frames(rows, share=0.7, blocks=8, most_rows=5):
        return False
    head = next(row for row in rows if len(row) > 1)
    named = sum(0 < cell.length <= 30 for cell in head) >= 2 and all(cell.length <= 30 for cell in head)
    return named or not _frames(rows, share=0.6, blocks=3, most_rows=3)


class _Cell:
    """How much stands in a cell: characters and blocks."""

    def __init__(self, cell: Any) -> None:
        self.length = sum(len(text.strip()) for text in cell.itertext())
        self.blocks = sum(1 for part in cell.iterdescendants() if part.tag in BLOCKS or part.tag == "br")


def _frames(rows: list[list[_Cell]], *, share: float, blocks: int, most_rows: int) -> bool:
    """Whether one cell holds so much of the table that the rest is its frame."""
    cells = [cell for row in rows for cell in row]
    largest = max(cells, key=lambda cell: cell.length)
    whole = sum(cell.length for cell in cells)
    return len(rows) <= most_rows and largest.blocks >= blocks and largest.length >= share * whole
